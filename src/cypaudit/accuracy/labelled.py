"""Labelled documents: which there are, and the levels, pages and facts that people found in them.

A labelled set is a folder with `manifest.csv` and `gold/`: `<document>-gold.csv` with the columns
criterion, rating, page, quote, note (the first row of a criterion carries its rating, further rows
are further passages); `<document>-facts.csv` with kind, value, page; `<system>-pair.csv` with
criterion, rating, note, where `<system>` is how the ids of that system's documents begin.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cypaudit.errors import ManifestError
from cypaudit.model.document import DocumentType
from cypaudit.model.system import ManifestEntry

GOLD_COLUMNS = ("criterion", "rating", "page", "quote", "note")
FACT_COLUMNS = ("kind", "value", "page")
PAIR_COLUMNS = ("criterion", "rating", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEntry:
    """What people found for one criterion of one document."""

    level: str
    pages: tuple[int, ...]  # from 1 in the file, sorted, each once; empty where none is named
    quote: str  # the first passage, "" where there is none
    note: str  # of the first row


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that a document names about children."""

    kind: str  # "named_lead", "condition", "practitioner" …
    value: str  # as people wrote it down, for example "Designated Clinical Officer (SEND): Ruth Abney"
    page: int | None  # from 1 in the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The answers for one document, or for the pair of one system."""

    document: str  # the document's id; of a pair the system's id
    document_type: str
    entries: Mapping[str, KeyEntry]  # criterion id -> what was found
    facts: tuple[Fact, ...] | None = None  # None: nobody wrote them down


def read_keys(folder: Path, entries: Sequence[ManifestEntry]) -> tuple[Key, ...]:
    """The keys of a labelled set's documents, in the order of its manifest, then those of its pairs."""
    gold = folder / "gold"
    keys = [_read_document_key(gold, entry) for entry in entries]
    pairs = [_read_pair_key(path, entries) for path in sorted(gold.glob("*-pair.csv"))]
    return (*keys, *pairs)


def _read_document_key(gold: Path, entry: ManifestEntry) -> Key:
    return Key(
        document=entry.document,
        document_type=str(entry.document_type),
        entries=_read_entries(gold / f"{entry.document}-gold.csv", GOLD_COLUMNS),
        facts=_read_facts(gold / f"{entry.document}-facts.csv"),
    )


def _read_facts(path: Path) -> tuple[Fact, ...] | None:
    """What the document names about children; None where nobody wrote it down."""
    if not path.is_file():
        return None
    return tuple(
        Fact(kind=row["kind"], value=row["value"], page=_page(path, line, row))
        for line, row in _rows(path, FACT_COLUMNS)
    )


def _read_pair_key(path: Path, entries: Sequence[ManifestEntry]) -> Key:
    stem = path.name.removesuffix("-pair.csv")
    systems = {entry.system for entry in entries if entry.document.startswith(f"{stem}-") and entry.system}
    if len(systems) != 1:
        raise ManifestError(
            f"{path}: no system has it. Call it as the ids of its strategy and plan begin, "
            "which must stand in manifest.csv with one and the same system."
        )
    return Key(
        document=systems.pop(),
        document_type=str(DocumentType.PAIR),
        entries=_read_entries(path, PAIR_COLUMNS),
    )


def _read_entries(path: Path, columns: Sequence[str]) -> dict[str, KeyEntry]:
    """The first row of a criterion gives level and note; every row's page counts."""
    rows: dict[str, list[tuple[int, Mapping[str, str]]]] = {}
    for line, row in _rows(path, columns):
        rows.setdefault(row["criterion"], []).append((line, row))
    return {
        criterion: KeyEntry(
            level=found[0][1]["rating"],
            pages=tuple(
                sorted({page for line, row in found if (page := _page(path, line, row)) is not None})
            ),
            quote=found[0][1].get("quote", ""),
            note=found[0][1]["note"],
        )
        for criterion, found in rows.items()
    }


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows of a table with the line that each ends on, from 1."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            if tuple(reader.fieldnames or ()) != tuple(columns):
                raise ManifestError(f"{path}:1: the columns must be {','.join(columns)}.")
            for row in reader:
                yield reader.line_num, {column: (row[column] or "").strip() for column in columns}
    except FileNotFoundError:
        raise ManifestError(f"{path}: not there. Every document of a labelled set needs its key.") from None


def _page(path: Path, line: int, row: Mapping[str, str]) -> int | None:
    text = row.get("page", "")
    if not text:
        return None
    if not text.isdecimal():
        raise ManifestError(f"{path}:{line}: page {text!r} is not a number. Write one page in a row.")
    return int(text)
