"""The tables of a run as CSV: UTF-8, lines ended by "\\n", rows in the order they are given.

Quotes are written as they stand on the page. A spreadsheet that is handed these files may take a
cell that begins with "=" for a formula; the workbook is the form for spreadsheets, and guards
against it. Here a changed quote would no longer be one.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from cypaudit.model.audit import DocumentRecord
from cypaudit.model.correction import CORRECTION_COLUMNS, Correction
from cypaudit.model.finding import FINDING_COLUMNS, TALLY_COLUMNS, Finding, Tally
from cypaudit.model.moves import MOVES_COLUMNS, Moves
from cypaudit.model.rating import Evidence, Rating, WorthALook
from cypaudit.store.text import open_text

RATING_COLUMNS = (
    "document", "system", "document_type", "period", "criterion", "rating", "evidence_count", "reason",
)  # fmt: skip
EVIDENCE_COLUMNS = (
    "document", "criterion", "rank", "kind", "strength", "file", "page", "page_label", "heading", "quote",
    "start", "end", "boxes", "cue", "why",
)  # fmt: skip
SECOND_LOOK_COLUMNS = (
    "document", "criterion", "rating", "rank", "likeness", "file", "page", "page_label", "heading", "quote",
    "start", "end", "boxes", "why",
)  # fmt: skip
DOCUMENT_COLUMNS = (
    "document", "files", "sha256", "title", "document_type", "type_basis", "system", "system_name",
    "system_basis", "period", "pages", "words", "pages_unreadable", "unreadable_pages", "engine", "status",
    "reason", "warnings",
)  # fmt: skip

SEPARATOR = ";"  # between the values of a cell that holds several, as in the manifest
P_VALUE_DECIMALS = 6
PERCENT_DECIMALS = 2  # the counts stand beside each percentage, so no precision is lost


def write_ratings(ratings: Iterable[Rating], path: Path) -> None:
    """Write ratings.csv: a row per document and criterion asked of its type."""
    _write(path, RATING_COLUMNS, map(_rating_row, ratings))


def write_evidence(ratings: Iterable[Rating], path: Path) -> None:
    """Write evidence.csv: a row per passage, the best of each rating first."""
    rows = (
        _evidence_row(rating, rank, evidence)
        for rating in ratings
        for rank, evidence in enumerate(rating.evidence, start=1)
    )
    _write(path, EVIDENCE_COLUMNS, rows)


def write_second_look(passages: Iterable[WorthALook], path: Path) -> None:
    """Write second-look.csv: passages that no rule explains, the most like what people counted first."""
    _write(path, SECOND_LOOK_COLUMNS, map(_second_look_row, passages))


def write_findings(findings: Iterable[Finding], path: Path) -> None:
    """Write findings.csv: a row per criterion and document type."""
    rows = ([_cell(getattr(finding, column)) for column in FINDING_COLUMNS] for finding in findings)
    _write(path, FINDING_COLUMNS, rows)


def write_tallies(tallies: Iterable[Tally], path: Path) -> None:
    """Write tallies.csv: a row per thing named and document type."""
    rows = ([_cell(getattr(tally, column)) for column in TALLY_COLUMNS] for tally in tallies)
    _write(path, TALLY_COLUMNS, rows)


def write_corrections(corrections: Iterable[Correction], path: Path) -> None:
    """Write corrected.csv: two rows per criterion and document type, corrected or with the reason why not."""
    rows = ([_cell(getattr(row, column)) for column in CORRECTION_COLUMNS] for row in corrections)
    _write(path, CORRECTION_COLUMNS, rows)


def write_moves(moves: Iterable[Moves], path: Path) -> None:
    """Write pairs.csv: a row per criterion asked of both types, for the systems that have both documents."""
    rows = ([_moves_cell(column, getattr(row, column)) for column in MOVES_COLUMNS] for row in moves)
    _write(path, MOVES_COLUMNS, rows)


def write_documents(records: Iterable[DocumentRecord], path: Path) -> None:
    """Write documents.csv: a row per document, whatever became of it."""
    rows = ([_cell(getattr(record, column)) for column in DOCUMENT_COLUMNS] for record in records)
    _write(path, DOCUMENT_COLUMNS, rows)


def _rating_row(rating: Rating) -> list[str]:
    return [
        rating.document,
        rating.system,
        rating.document_type,
        rating.period,
        rating.criterion,
        rating.level,
        str(len(rating.evidence)),
        rating.reason,
    ]


def _evidence_row(rating: Rating, rank: int, evidence: Evidence) -> list[str]:
    return [
        rating.document,
        rating.criterion,
        str(rank),
        evidence.kind.value,
        evidence.strength,
        evidence.file,
        _cell(evidence.page),
        evidence.page_label,
        evidence.heading,
        evidence.quote,
        str(evidence.start),
        str(evidence.end),
        _boxes(evidence),
        evidence.cue,
        evidence.why,
    ]


def _second_look_row(passage: WorthALook) -> list[str]:
    evidence = passage.evidence
    return [
        passage.document,
        passage.criterion,
        passage.level,
        str(passage.rank),
        _cell(passage.likeness),
        evidence.file,
        _cell(evidence.page),
        evidence.page_label,
        evidence.heading,
        evidence.quote,
        str(evidence.start),
        str(evidence.end),
        _boxes(evidence),
        evidence.why,
    ]


def _boxes(evidence: Evidence) -> str:
    """The rectangles that cover the quote, in PDF points."""
    boxes = [[box.left, box.bottom, box.right, box.top] for box in evidence.boxes]
    return json.dumps(boxes, separators=(",", ":"))


def _cell(value: str | float | tuple[str, ...] | None) -> str:
    """A value as it stands in a cell: what is not known is empty, never 0."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.{PERCENT_DECIMALS}f}"
    if isinstance(value, tuple):
        return SEPARATOR.join(value)
    return str(value)


def _moves_cell(column: str, value: str | float | None) -> str:
    """A p-value has more decimals than a percentage: 0.00 would be a claim."""
    if column.startswith("p_") and value is not None:
        return f"{value:.{P_VALUE_DECIMALS}f}"
    return _cell(value)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with open_text(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
