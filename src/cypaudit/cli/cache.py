"""`cypaudit cache …`: the documents as read that are kept from run to run."""

from __future__ import annotations

import typer

from cypaudit.errors import OutputError

app = typer.Typer(no_args_is_help=True, help="See or clear the documents that are kept from run to run.")


@app.callback()
def common() -> None:
    """See or clear the documents that are kept from run to run."""


@app.command()
def status() -> None:
    """Say where documents are kept, how many, and how much room they take."""
    from cypaudit.store import DocumentCache
    from cypaudit.workflows.reading import cache_folder

    folder = cache_folder()
    if folder is None:
        typer.echo("The cache is off (CYPAUDIT_CACHE).")
        return
    cache = DocumentCache(folder)
    count, size = cache.size()
    typer.echo(f"{cache.folder}: {count} documents, {size / 1_000_000:.1f} MB")


@app.command()
def clear() -> None:
    """Drop every document that is kept."""
    from cypaudit.store import DocumentCache
    from cypaudit.workflows.reading import cache_folder

    folder = cache_folder()
    if folder is None:
        typer.echo("The cache is off (CYPAUDIT_CACHE).")
        return
    cache = DocumentCache(folder)
    try:
        count = cache.clear()
    except OSError as error:
        raise OutputError(
            f"{cache.folder}: cannot be cleared ({error.strerror or error}). Close what has it open, or "
            "remove the folder by hand."
        ) from error
    typer.echo(f"{cache.folder}: {count} documents dropped")
