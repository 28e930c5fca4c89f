"""`cypaudit annotate`: a copy of a document with the evidence highlighted and the criteria in notes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cypaudit.cli import console
from cypaudit.cli.audit import TypeChoice
from cypaudit.cli.options import NoCacheOption, NoOcrOption, TimeoutOption


def annotate(
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="A file, or the id of a document of the run.")
    ],
    run: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The folder of a run. Without it the file is read and rated now."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The copy [default: NAME-annotated beside the document]."),
    ] = None,
    criterion: Annotated[
        list[str] | None, typer.Option(help="Only notes on this criterion; may be given again.")
    ] = None,
    domain: Annotated[
        list[str] | None, typer.Option(help="Only notes on the criteria of this domain; may be given again.")
    ] = None,
    rubric: Annotated[
        str | None, typer.Option(help="Id of a rubric, or its file [default: the run's, else hpig-2023].")
    ] = None,
    document_type: Annotated[
        TypeChoice | None,
        typer.Option(
            "--type",
            case_sensitive=False,
            help="What the document is, without --run; else it is recognised.",
        ),
    ] = None,
    unsigned_copy: Annotated[
        bool,
        typer.Option("--unsigned-copy", help="Of a signed PDF, make a copy that is not signed any more."),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace an earlier copy; never the document itself.")
    ] = False,
    timeout: TimeoutOption = None,
    no_ocr: NoOcrOption = False,
    no_cache: NoCacheOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No messages and no warnings.")] = False,
) -> None:
    """Copy a PDF or Word file with the evidence marked and each answer in a note.

    A PDF gets highlights, and a note on its first page for what is missing; a Word file gets comments. The
    document itself is not touched.
    """
    from cypaudit.model.document import DocumentType
    from cypaudit.workflows.annotate import annotate as annotate_document
    from cypaudit.workflows.reading import reading_settings

    copy = annotate_document(
        document,
        run=run,
        out=out,
        rubric=rubric,
        document_type=DocumentType(document_type.value) if document_type else None,
        criteria=tuple(criterion or ()),
        domains=tuple(domain or ()),
        unsigned_copy=unsigned_copy,
        overwrite=overwrite,
        settings=reading_settings(timeout=timeout, use_cache=not no_cache, use_ocr=not no_ocr),
    )
    typer.echo(copy.path)
    if quiet:
        return
    told = f"{copy.marked} passages marked, {copy.notes} notes."
    if copy.beside:
        told += f" {copy.beside} notes stand near their words, which cannot be marked where they are."
    console.tell(told)
    for warning in copy.warnings:
        console.complain(warning)
