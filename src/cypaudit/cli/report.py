"""`cypaudit report`: renders the reports of a run again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cypaudit.cli import console
from cypaudit.cli.audit import PicturesChoice


def report(
    run: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run: what --out named.")],
    formats: Annotated[
        str, typer.Option("--format", help="Forms to render, parted by commas: html, xlsx, docx, md; or all.")
    ] = "html,xlsx,md",
    pictures: Annotated[
        PicturesChoice,
        typer.Option(help="Passages that the report shows as pictures: none, the best of a rating, all."),
    ] = PicturesChoice.BEST,
    documents: Annotated[
        Path | None,
        typer.Option(help="Folder in which the documents lie now, where they have been moved since."),
    ] = None,
    copy_documents: Annotated[
        bool,
        typer.Option("--copy-documents", help="Copy the documents into the report, to hand it on whole."),
    ] = False,
    rubric: Annotated[
        str | None, typer.Option(help="File of the rubric, where the run was made with one of your own.")
    ] = None,
    jobs: Annotated[int | None, typer.Option(help="Processes to use; chosen where not given.", min=1)] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No warnings.")] = False,
) -> None:
    """Render the reports of a run again.

    They are made from the tables of the run. The documents are not read again; they are opened for pictures
    of passages, and left out where they are not found.
    """
    from cypaudit.report.formats import RENDERERS
    from cypaudit.workflows.passage_pictures import PictureChoice
    from cypaudit.workflows.report import report as render

    names = tuple(dict.fromkeys(name.strip() for name in formats.split(",") if name.strip()))
    result = render(
        run,
        formats=tuple(RENDERERS) if names == ("all",) else names,
        rubric=rubric,
        documents=documents,
        pictures=PictureChoice(pictures.value),
        copy_documents=copy_documents,
        jobs=jobs,
    )
    for path in result.files:
        typer.echo(path)
    if not quiet:
        for warning in result.warnings:
            console.complain(warning)
