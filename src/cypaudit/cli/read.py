"""`cypaudit read`: what was read of a document, in order, with headings and zones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cypaudit.cli.audit import OutputFormat
from cypaudit.cli.options import TimeoutOption


def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A document: PDF, Word, HTML or text.")],
    output: Annotated[OutputFormat, typer.Option("--format", help="How to print it.")] = OutputFormat.TEXT,
    timeout: TimeoutOption = None,
) -> None:
    """Show what was read of a document: pages, headings, zones and text, in order."""
    from cypaudit.report import reading_json, reading_text
    from cypaudit.workflows.read import read as read_file
    from cypaudit.workflows.reading import reading_settings

    document = read_file(file, settings=reading_settings(timeout=timeout))
    present = reading_json if output is OutputFormat.JSON else reading_text
    typer.echo(present(document), nl=False)
