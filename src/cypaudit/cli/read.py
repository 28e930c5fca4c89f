"""`cypaudit read`: what was read of a document, in order, with headings and zones."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cypaudit.cli import console
from cypaudit.cli.options import NoCacheOption, NoOcrOption, TimeoutOption
from cypaudit.errors import OutputError, UsageError

if TYPE_CHECKING:
    from cypaudit.model.document import Document
    from cypaudit.workflows.reading import ReadingSettings


class ReadFormat(StrEnum):
    """How a reading is printed."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="PDF, Word, HTML, Markdown or text.")],
    output: Annotated[
        ReadFormat,
        typer.Option("--format", help="How to print it; html shows each page beside what was read of it."),
    ] = ReadFormat.TEXT,
    pages: Annotated[
        str | None, typer.Option(metavar="PAGES", help="Only these, for example 1-4,9 or 12-.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file and not to standard output.")] = None,
    timeout: TimeoutOption = None,
    no_ocr: NoOcrOption = False,
    no_cache: NoCacheOption = False,
) -> None:
    """Show what was read of a document: pages, headings, zones and text, in order."""
    from cypaudit.store import check_place
    from cypaudit.workflows.read import choose_pages
    from cypaudit.workflows.read import read as read_file
    from cypaudit.workflows.reading import reading_settings

    if out is not None and out.exists() and file.exists() and out.samefile(file):
        raise UsageError(f"{out}: is the document itself. Name another --out.")
    if out is not None:
        check_place(out)
    settings = reading_settings(timeout=timeout, use_cache=not no_cache, use_ocr=not no_ocr)
    document = read_file(file, settings=settings)
    page_indexes = None if pages is None else choose_pages(document, pages)
    shown = _present(document, output, file, page_indexes, settings)
    if out is None:
        typer.echo(shown, nl=False)
        return
    from cypaudit.store import write_text

    try:
        write_text(shown, out)
    except OSError as error:
        raise OutputError(f"{out}: cannot be written ({error.strerror or error}).") from error
    console.tell(f"Written: {out}")


def _present(
    document: Document,
    output: ReadFormat,
    file: Path,
    page_indexes: frozenset[int] | None,
    settings: ReadingSettings,
) -> str:
    from cypaudit.report import reading_html, reading_json, reading_text
    from cypaudit.workflows.pictures import draw_document

    if output is ReadFormat.JSON:
        return reading_json(document, page_indexes=page_indexes)
    if output is ReadFormat.TEXT:
        return reading_text(document, page_indexes=page_indexes)
    wanted = range(len(document.pages)) if page_indexes is None else page_indexes
    pictures = draw_document([file], document, page_indexes=wanted, settings=settings)
    return reading_html(document, pictures, page_indexes=page_indexes)
