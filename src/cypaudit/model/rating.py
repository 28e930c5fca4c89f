"""A rating: the level given to a document for a criterion, and the words it rests on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import attrgetter

from cypaudit.model.document import OCR_ENGINE, Box, Document, Span
from cypaudit.model.rubric import Gate

NOT_APPLICABLE = "not_applicable"  # the criterion is not asked of this type of document
UNREADABLE = "unreadable"  # too little was read to call anything absent


# In `why` of every quote whose words were read from a picture of the page.
OCR_NOTE = "(Read by OCR: compare it with the page.)"


class EvidenceKind(StrEnum):
    """What a passage does for a rating."""

    SUPPORTS = "supports"  # the rating rests on it
    NEAR_MISS = "near_miss"  # it comes close, and `why` says what it lacks
    ABSENCE = "absence"  # the document itself says that there is nothing
    WORTH_A_LOOK = "worth_a_look"  # no rule explains it; only in second-look.csv, never in a rating


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A verbatim quote from one page. Build it with `from_span`, so that it can be nothing else."""

    kind: EvidenceKind
    strength: str  # the level that the passage earns, or would earn
    file: str
    page: int | None  # from 1 in the file; None where the format has no pages
    page_label: str  # as printed on the page, or the paragraph number where there are no pages
    heading: str  # the heading above it, "" where there is none
    quote: str
    start: int  # offsets into the text of the page; end is exclusive
    end: int
    page_index: int | None  # position in Document.pages, from 0; None: read back from a table
    boxes: tuple[Box, ...]  # PDF points
    cue: str  # the rule that matched and the term list it hangs on, "rule:term-list"; or "sentence-model"
    why: str  # one sentence for a person
    gate: Gate | None = None  # what stopped a near miss; None too where it was read back from a table

    @classmethod
    def from_span(
        cls,
        document: Document,
        span: Span,
        *,
        block: int,
        kind: EvidenceKind,
        strength: str,
        cue: str,
        why: str,
        gate: Gate | None = None,
    ) -> Evidence:
        """Cut the quote out of the page, with its place."""
        page = document.pages[span.page_index]
        path = document.heading_path(document.blocks[block].section)
        paragraph = document.blocks[block].paragraph
        label = page.label if page.number is not None or paragraph is None else str(paragraph)
        return cls(
            kind=kind,
            strength=strength,
            file=page.file,
            page=page.number,
            page_label=label,
            heading=path[-1] if path else "",
            quote=page.text[span.start : span.end],
            start=span.start,
            end=span.end,
            page_index=span.page_index,
            boxes=boxes_of(document, span),
            cue=cue,
            why=f"{why} {OCR_NOTE}" if page.engine == OCR_ENGINE else why,
            gate=gate,
        )

    def overlaps(self, other: Evidence) -> bool:
        """Whether both have words of a page in common."""
        return self.page_index == other.page_index and self.start < other.end and other.start < self.end

    def spread(self, document: Document, span: Span) -> Evidence:
        """The same evidence with the words around it. `span` must hold it, on the same page."""
        if span.page_index != self.page_index or span.start > self.start or self.end > span.end:
            raise ValueError(f"{span} does not hold the quote at {self.page_index}, {self.start}:{self.end}.")
        quote = document.pages[span.page_index].text[span.start : span.end]
        boxes = boxes_of(document, span)
        return replace(self, quote=quote, start=span.start, end=span.end, boxes=boxes)


_START_OF, _END_OF = attrgetter("start"), attrgetter("end")


def boxes_of(document: Document, span: Span) -> tuple[Box, ...]:
    """The rectangles that cover a span's words; a line covered in part is cut in proportion."""
    boxes = []
    lines = document.pages[span.page_index].lines
    first = bisect_right(lines, span.start, key=_END_OF)
    for line in lines[first : bisect_left(lines, span.end, key=_START_OF)]:
        start, end = max(line.start, span.start), min(line.end, span.end)
        if start >= end:
            continue
        width = (line.box.right - line.box.left) / (line.end - line.start)
        left = line.box.left + width * (start - line.start)
        right = line.box.right - width * (line.end - end)
        boxes.append(Box(round(left, 1), round(line.box.bottom, 1), round(right, 1), round(line.box.top, 1)))
    return tuple(boxes)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthALook:
    """A passage that no rule explains and that reads as passages do that people counted. It rates nothing."""

    document: str
    criterion: str
    level: str  # what the document was rated without it
    rank: int  # from 1, the most like first
    likeness: float  # from 0 to 1
    evidence: Evidence  # the quote with its place


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """The level given to one document, or one pair of documents, for one criterion."""

    document: str  # the document's id; of a pair criterion the system's id
    system: str  # "" where not known
    document_type: str
    period: str
    criterion: str
    level: str
    reason: str  # one plain sentence
    evidence: tuple[Evidence, ...] = ()  # best first; near misses after what supports
    passages: int = 0  # how many passages were looked at
