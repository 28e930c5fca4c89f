"""A document as it was read: pages of text, blocks in reading order, sections, sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class DocumentType(StrEnum):
    """What a document is; `PAIR` stands for a system's strategy taken with its joint forward plan."""

    STRATEGY = "strategy"
    JFP = "jfp"
    PAIR = "pair"


class Zone(StrEnum):
    """The part of a document a block stands in. Rubrics say which zones do not count."""

    COVER = "cover"
    FOREWORD = "foreword"
    CONTENTS = "contents"
    BODY = "body"
    CASE_STUDY = "case_study"
    TABLE = "table"
    CALLOUT = "callout"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    APPENDIX = "appendix"
    GLOSSARY = "glossary"
    REFERENCES = "references"
    RECITAL = "statutory_recital"


class BlockKind(StrEnum):
    """What a block of text is, whatever zone it stands in."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    TABLE_HEADER = "table_header"
    CAPTION = "caption"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in PDF points; the origin is the page's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text drawn in one line: where it stands in `Page.text` and on the page."""

    start: int  # offset into Page.text
    end: int  # exclusive
    box: Box


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one page's text."""

    page_index: int  # position in Document.pages, from 0: never a page number
    start: int  # offset into Page.text
    end: int  # exclusive


OCR_ENGINE = "ocr"  # Page.engine where the words were read from a picture of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of one file, as text in reading order."""

    file: str  # name of the file, without folders
    number: int | None  # from 1, as a PDF viewer counts; None where the format has no pages
    label: str  # the number printed on the page, "" where unknown
    text: str  # cleaned text in reading order; blocks are parted by "\n", table cells by "\t"
    lines: tuple[Line, ...] = ()  # in order of `start`
    width: float = 0.0  # points
    height: float = 0.0  # points
    removed: tuple[str, ...] = ()  # running headers, footers and page numbers taken out
    problem: str | None = None  # why the page could not be read; None: it was read
    engine: str = ""  # what read it, for example "pdfium" or "ocr"

    @property
    def is_readable(self) -> bool:
        """Whether the page's text can be relied on to say that something is absent."""
        return self.problem is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what follows it. Section 0 has no heading: it is what comes before the first."""

    heading: str
    level: int  # 1 is the highest; 0 for section 0 alone
    parent: int | None  # position in Document.sections
    zone: Zone = Zone.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, list item, heading or table row, whole, even where a page turns within it."""

    kind: BlockKind
    zone: Zone
    section: int  # position in Document.sections; a heading belongs to the section that it opens
    spans: tuple[Span, ...]  # one, or one a page where the block runs over a page turn
    lead_in: int | None = None  # position of the block that introduces this list item
    header: tuple[str, ...] = ()  # of a table row: the column headings, "" where there is none
    paragraph: int | None = None  # from 1, counted over a file without pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The smallest unit that is quoted. A short table row is one sentence."""

    text: str  # its spans' text joined by one space; by none where a page turn parts a word
    spans: tuple[Span, ...]
    block: int  # position in Document.blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A strategy or plan as text, which may have been published in several files."""

    id: str
    files: tuple[str, ...]  # names without folders, in reading order
    sha256: tuple[str, ...]  # of each file
    title: str
    pages: tuple[Page, ...]
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    warnings: tuple[str, ...] = ()

    def text_of(self, span: Span) -> str:
        """The words that a span covers."""
        return self.pages[span.page_index].text[span.start : span.end]

    def heading_path(self, section: int) -> tuple[str, ...]:
        """The headings above a section's text, the highest first; empty for section 0."""
        return tuple(self.sections[index].heading for index in self.section_path(section))

    def section_path(self, section: int) -> tuple[int, ...]:
        """Positions of the sections that enclose a section, the highest first, itself last."""
        path: list[int] = []
        current: int | None = section
        while current is not None and current != 0:
            path.append(current)
            current = self.sections[current].parent
        return tuple(reversed(path))

    def unreadable_pages(self) -> Iterator[Page]:
        """The pages on which nothing can be called absent."""
        return (page for page in self.pages if not page.is_readable)

    @property
    def word_count(self) -> int:
        """Words of running text, by white space."""
        return sum(len(page.text.split()) for page in self.pages)
