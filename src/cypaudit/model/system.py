"""Health and care systems, the documents that a corpus lists for them, and what a document says it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cypaudit.model.document import DocumentType


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A health and care system over one spell of validity. `ods_code` with `valid_from` is the key."""

    ics_name: str
    icb_name: str
    ods_code: str
    ons_code: str
    region: str
    website: str
    valid_from: date
    valid_to: date | None  # the last day; None: the system still exists
    successor: str  # in words, for people: a split system has several

    def is_live(self, on: date) -> bool:
        """Whether the system exists on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestEntry:
    """One row of a manifest: a document and where its files lie."""

    document: str  # the id; safe as a file name
    system: str  # ODS code, "" where not given
    document_type: DocumentType  # never PAIR
    period: str  # as written in the manifest
    files: tuple[Path, ...]  # in reading order; the manifest's folder is joined on
    title: str = ""
    url: str = ""
    retrieved: str = ""
    sha256: tuple[str, ...] = ()  # of each file, checked; empty where not given
    licence: str = ""
    note: str = ""
    line: int = 0  # of the manifest, from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A manifest with the registry that goes with it."""

    manifest: Path
    registry: str  # the registry's name as users know it
    entries: tuple[ManifestEntry, ...]
    systems: tuple[System, ...]  # of the registry beside the manifest, else of the shipped one
    population: int | None  # how many systems there were; None where it cannot be told
    population_basis: str  # one sentence: how the population was known, or why it is not
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a document says it is, with how each was known. None means not recognised: never a guess."""

    document_type: DocumentType | None  # never PAIR
    type_basis: str  # one sentence
    system: System | None
    system_basis: str  # one sentence
    period: str  # "2023-2028"; "" where not recognised
    title: str  # "" where not recognised


_MONTH = r"(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?\s+"
_YEARS = re.compile(
    r"(?<![\d.,£/\u2013\u2014-])(20[2-4]\d)(?:\s*/\s*(?:20)?\d\d)?"  # 2023, 2023/24
    r"\s*(?:-|\u2013|\u2014|\u2011|\bto\b|\buntil\b|\band\b|/)\s*"
    rf"(?:{_MONTH})?(20[2-5]\d|[2-5]\d)(?:\s*/\s*(?:20)?(\d\d))?(?![\d.,]*\d|%)",
    re.IGNORECASE,
)
_LONGEST_PERIOD = 20  # years; some strategies look that far ahead
_SHORTEST_PERIOD = 2  # years; "2023/24" alone is a financial year, not the span of a plan


def read_period(text: str) -> tuple[int, int] | None:
    """The first and last year of the first span of years in a text: "2023/24 to 2027/28" is (2023, 2028)."""
    for match in _YEARS.finditer(text):
        first = int(match[1])
        last = int(match[3] or match[2]) % 100 + 2000
        if _SHORTEST_PERIOD <= last - first <= _LONGEST_PERIOD:
            return first, last
    return None
