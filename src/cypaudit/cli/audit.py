"""`cypaudit audit`: rates every document and writes the findings."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cypaudit.cli import console
from cypaudit.cli.options import NoCacheOption, NoOcrOption, TimeoutOption
from cypaudit.errors import ExitCode

if TYPE_CHECKING:
    from cypaudit.workflows.audit import Audit

AUDIT_FORMAT = 1  # of what --format json prints


class TypeChoice(StrEnum):
    """What a document is."""

    STRATEGY = "strategy"
    JFP = "jfp"


class PicturesChoice(StrEnum):
    """Of which passages the report shows a picture on their page."""

    NONE = "none"
    BEST = "best"
    ALL = "all"


class OutputFormat(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


def audit(
    inputs: Annotated[
        list[Path], typer.Argument(metavar="INPUT...", help="Files, folders, or a corpus manifest.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the run. An earlier run in it is replaced.")],
    rubric: Annotated[str, typer.Option(help="Id of a rubric, or its file.")] = "hpig-2023",
    document_type: Annotated[
        TypeChoice | None,
        typer.Option(
            "--type",
            case_sensitive=False,
            help="What every document is; else the manifest says, or it is recognised.",
        ),
    ] = None,
    jobs: Annotated[int | None, typer.Option(help="Processes to use; chosen where not given.", min=1)] = None,
    pictures: Annotated[
        PicturesChoice,
        typer.Option(help="Passages that the report shows as pictures: none, the best of a rating, all."),
    ] = PicturesChoice.BEST,
    output: Annotated[OutputFormat, typer.Option("--format", help="How to print the findings.")] = (
        OutputFormat.TEXT
    ),
    timeout: TimeoutOption = None,
    no_ocr: NoOcrOption = False,
    no_cache: NoCacheOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress and no warnings.")] = False,
) -> None:
    """Rate every document and write the findings.

    INPUT is a file (PDF, Word, HTML, Markdown, text), a folder, a manifest (.csv), or a folder with one.
    A document that cannot be read is listed with its reason, the rest is done, and the code is 3.
    """
    # Here, because these bring the reader and the rubric's schema, which other commands need not load.
    from cypaudit.cli.progress import shown_progress
    from cypaudit.model.document import DocumentType
    from cypaudit.workflows.audit import audit as run_audit
    from cypaudit.workflows.passage_pictures import PictureChoice
    from cypaudit.workflows.reading import reading_settings

    with shown_progress(quiet=quiet) as progress:
        result = run_audit(
            inputs,
            out,
            rubric=rubric,
            document_type=DocumentType(document_type.value) if document_type else None,
            jobs=jobs,
            reading=reading_settings(timeout=timeout, use_cache=not no_cache, use_ocr=not no_ocr),
            pictures=PictureChoice(pictures.value),
            progress=progress,
        )
    typer.echo(_as_json(result) if output is OutputFormat.JSON else _as_text(result))
    if not quiet:
        for warning in result.warnings:
            console.complain(warning)
    elif not result.is_complete:
        console.complain("some documents could not be rated; documents.csv says which and why.")
    if not result.is_complete:
        raise typer.Exit(ExitCode.UNREADABLE)


def _as_text(result: Audit) -> str:
    from cypaudit.report import findings_table

    rated = sum(record.status.value == "rated" for record in result.records)
    if not rated:
        return (
            f"None of {len(result.records)} documents rated with {result.rubric.id} {result.rubric.version}, "
            "so there are no findings.\n"
            f"Which, and why: {result.out / 'documents.csv'}"
        )
    return "\n".join(
        [
            findings_table(result.findings, result.rubric.domains),
            "",
            f"{rated} of {len(result.records)} documents rated with "
            f"{result.rubric.id} {result.rubric.version}.",
            f"Report:   {result.out / 'report' / 'index.html'}",
            f"Workbook: {result.out / 'findings.xlsx'}",
            f"Findings: {result.out / 'findings.md'}",
            f"Evidence: {result.out / 'evidence.csv'}",
        ]
    )


def _as_json(result: Audit) -> str:
    """The run in short; the tables have the rest."""
    content = {
        "format": AUDIT_FORMAT,
        "out": str(result.out),
        "complete": result.is_complete,
        "rubric": {
            "id": result.rubric.id,
            "version": result.rubric.version,
            "hash": result.rubric.hash,
        },
        "population": {"systems": result.population, "basis": result.population_basis},
        "documents": [
            {
                "document": record.document,
                "document_type": record.document_type,
                "system": record.system,
                "status": record.status.value,
                "reason": record.reason,
                "warnings": record.warnings,
            }
            for record in result.records
        ],
        "findings": [
            {
                "criterion": finding.criterion,
                "document_type": finding.document_type,
                "n_documents": finding.n_documents,
                "n_rated": finding.n_rated,
                "n_yes": finding.n_yes,
                "n_to_some_extent": finding.n_to_some_extent,
                "n_no": finding.n_no,
                "n_not_applicable": finding.n_not_applicable,
                "n_unreadable": finding.n_unreadable,
            }
            for finding in result.findings
        ],
        "warnings": result.warnings,
    }
    return json.dumps(content, ensure_ascii=False, indent=2)
