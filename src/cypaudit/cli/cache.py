"""`cypaudit cache …`: what is kept from run to run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from cypaudit.errors import OutputError

if TYPE_CHECKING:
    from cypaudit.store.cache import Cache

app = typer.Typer(
    no_args_is_help=True,
    help="See or clear what is kept from run to run.",
)


@app.callback()
def common() -> None:
    """See or clear what is kept from run to run: documents as read, drafts as rated."""


@app.command()
def status() -> None:
    """Say where documents as read and drafts as rated are kept, how many, and how much room they take."""
    for name, cache in _caches():
        count, size = cache.size()
        typer.echo(f"{cache.folder}: {count} {name}, {size / 1_000_000:.1f} MB")


@app.command()
def clear() -> None:
    """Drop everything that is kept."""
    for name, cache in _caches():
        try:
            count = cache.clear()
        except OSError as error:
            raise OutputError(
                f"{cache.folder}: cannot be cleared ({error.strerror or error}). Close what has it open, or "
                "remove the folder by hand."
            ) from error
        typer.echo(f"{cache.folder}: {count} {name} dropped")


def _caches() -> list[tuple[str, Cache[Any]]]:
    """What is kept, by its name; nothing, and a word of it, where the cache is off."""
    from cypaudit.store import DocumentCache, RatingCache
    from cypaudit.workflows.reading import cache_folder

    folder = cache_folder()
    if folder is None:
        typer.echo("The cache is off (CYPAUDIT_CACHE).")
        return []
    return [("documents", DocumentCache(folder)), ("ratings", RatingCache(folder))]
