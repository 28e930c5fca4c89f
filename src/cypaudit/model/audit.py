"""An audit: what became of each document, and what was found in all of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cypaudit.model.finding import Finding, Tally
from cypaudit.model.rating import Rating, WorthALook


class DocumentStatus(StrEnum):
    """What became of a document of an audit."""

    RATED = "rated"
    UNREADABLE = "unreadable"  # nothing in it could be read; `reason` says why
    NOT_RECOGNISED = "not_recognised"  # read, but neither told nor recognised what type it is
    DUPLICATE = "duplicate"  # the same bytes as a document before it, and left out


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """What was read of a document, what it was taken for and why: a row of documents.csv."""

    document: str  # the document's id
    files: tuple[str, ...]  # names without folders, in reading order
    sha256: tuple[str, ...]  # of each file; empty where the files could not be opened
    title: str
    document_type: str  # "" where not known
    type_basis: str  # how the type is known, "" where it is not
    system: str  # "" where not known
    system_name: str
    system_basis: str
    period: str
    pages: int | None  # None where the format has no pages, or nothing was read
    words: int | None  # None where nothing was read
    pages_unreadable: int
    unreadable_pages: str  # which, and why, in words
    engine: str
    status: DocumentStatus
    reason: str = ""  # why it was not rated
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedDocument:
    """What came of rating one document."""

    record: DocumentRecord
    ratings: tuple[Rating, ...]  # in the rubric's order; empty where the document was not rated
    second_look: tuple[WorthALook, ...]  # passages that no rule explains


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricMark:
    """Which rubric a run was made with."""

    id: str
    version: str
    hash: str  # sha256 over the rubric's files, line ends as "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one audit wrote: its tables, and what they were made with."""

    cypaudit: str  # the version that made it
    rubric: RubricMark
    population: int | None  # systems that there were; None: not known
    population_basis: str  # one sentence: how the population was known, or why it is not
    records: tuple[DocumentRecord, ...]  # in the order of the inputs
    ratings: tuple[Rating, ...]  # by document, then in the rubric's order; pairs last
    findings: tuple[Finding, ...]
    tallies: tuple[Tally, ...]
    second_look: tuple[WorthALook, ...] = ()  # passages that no rule explains, by document and criterion
