"""What a format's reader hands to `assemble`: pages and blocks in reading order, not yet sections.

Every reader (pdf, docx, html, plain) returns a `RawFile`; `assemble.py` turns one or more of them
into a Document: it writes the page texts, opens sections at headings, gives zones, cuts sentences.
"""

from __future__ import annotations

from dataclasses import dataclass

from cypaudit.model.document import BlockKind, Box, Zone


@dataclass(frozen=True, slots=True)
class RawLine:
    """One drawn line of a block. A hyphen at its end is still there; `assemble` joins the words."""

    text: str
    box: Box | None = None  # PDF points; None in formats without pages


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBlock:
    """A block as its reader saw it, on one page."""

    kind: BlockKind
    page_index: int  # position in RawFile.pages, from 0
    cells: tuple[tuple[RawLine, ...], ...]  # one cell for everything but table rows
    header: tuple[str, ...] = ()  # of a table row: its column headings
    heading_level: int | None = None  # of a heading: from 1; None where only looks can tell
    font_size: float = 0.0  # points; 0 where not known
    is_bold: bool = False
    is_boxed: bool = False  # stands in a drawn or shaded box of its own: a call-out
    box: int = 0  # which box of its page, from 1; 0 where it is not boxed or the format does not tell
    continues: bool = False  # goes on in mid-sentence from the page before: from its last `is_same_stream`
    zone: Zone | None = None  # where the format itself tells (a footnote, a caption)
    paragraph: int | None = None  # from 1, in formats without pages


_ASIDE = (BlockKind.FOOTNOTE, BlockKind.CAPTION)


def is_same_stream(earlier: RawBlock, later: RawBlock) -> bool:
    """Whether a text can run from one block to the other over a page turn: asides and notes stand between."""
    return (
        (earlier.kind is BlockKind.TABLE_ROW) == (later.kind is BlockKind.TABLE_ROW)
        and bool(earlier.box) == bool(later.box)
        and earlier.kind not in _ASIDE
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """One page before its text is put together."""

    number: int | None  # from 1; None where the format has no pages
    label: str = ""
    width: float = 0.0
    height: float = 0.0
    removed: tuple[str, ...] = ()  # running headers, footers, page numbers
    problem: str | None = None  # why it could not be read
    engine: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """One file as read."""

    name: str
    title: str = ""  # from the file's own properties
    pages: tuple[RawPage, ...]
    blocks: tuple[RawBlock, ...]  # in reading order
    warnings: tuple[str, ...] = ()
