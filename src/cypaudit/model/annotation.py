"""Notes on a document's own file: what they say, and where the words stand that they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cypaudit.model.document import Box


class NoteKind(StrEnum):
    """What a note says of the words that it marks."""

    MET = "met"  # they earn the highest level
    PARTLY = "partly"  # they earn a level between the highest and the lowest
    NEAR_MISS = "near_miss"  # they come nearest to a criterion for which nothing was found
    ABSENCE = "absence"  # they say themselves that there is nothing
    MISSING = "missing"  # it marks no words: what the document has nothing on


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The part of a drawn line that a passage covers."""

    box: Box  # of the whole line, in PDF points
    text: str  # of the whole line, as read
    start: int  # offset into `text`
    end: int  # exclusive


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a passage stands in its file, as the file was read."""

    quote: str  # the words, as read
    page: int | None = None  # from 1; None where the format has no pages
    stretches: tuple[Stretch, ...] = ()  # of its page, in reading order; empty where there are no pages
    paragraph: int | None = None  # from 1, in a file without pages
    # Of the paragraph's letters, white space not counted, the first and the one after the last.
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a reader of the annotated copy is told at one place."""

    kind: NoteKind
    subject: str  # one line: the ids of the criteria
    text: str  # lines parted by "\\n"
    place: Place | None  # None: it belongs to the document as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A piece of a Word file's main part: an element, or some letters of its text."""

    element: int  # position among all elements of the part, from 0, in the order of their start tags
    start: int | None = None  # offset into the element's text; None: the element as a whole
    end: int | None = None  # exclusive


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """Where the words of a place were found in a Word file."""

    pieces: tuple[Anchor, ...]  # in the order of the file; empty where the place was not found
    is_exact: bool = False  # they are the words themselves, and not what these hang on


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """An annotated copy of a file."""

    content: bytes
    notes: int
    marked: int  # notes that stand at their words
    beside: int  # notes that stand near them, because the words cannot be marked
    warnings: tuple[str, ...] = ()  # for the user, each one line
