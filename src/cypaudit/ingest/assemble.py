"""Putting a Document together from files as read: page texts, sections, zones, sentences."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from cypaudit.ingest.clean import clean_text, count_words, join_lines
from cypaudit.ingest.raw import RawBlock, RawFile, RawLine, RawPage, is_same_stream
from cypaudit.ingest.sentences import split_sentences
from cypaudit.ingest.structure import Structure, Unit, find_structure
from cypaudit.model.document import Block, BlockKind, Document, Line, Page, Sentence, Span

# A table row of up to so many words is one sentence; a longer row is read cell by cell.
ROW_WORDS = 60


@dataclass(slots=True)
class _Draft:
    """A block on its way: the raw block that opened it, and its spans so far."""

    raw: RawBlock
    file: int
    spans: list[Span]
    texts: list[str]
    words: Callable[[], Counter[str]]  # of its file


@dataclass(slots=True)
class _PageText:
    """A page's text as it grows, with the drawn lines in it."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[Line] = field(default_factory=list)

    def add(
        self, cells: Sequence[Sequence[RawLine]], words: Callable[[], Counter[str]]
    ) -> tuple[int, int, str]:
        """Write a block and give its start, end and text."""
        begin = self.length + 1 if self.parts else 0
        pieces: list[str] = []
        offset = begin
        lines = self.lines
        for cell in cells:
            if len(cell) == 1:
                text, places = join_lines((cell[0].text,), words)
            else:
                text, places = join_lines([line.text for line in cell], words)
            for line, (start, end) in zip(cell, places, strict=True):
                if line.box is not None and end > start:
                    lines.append(Line(offset + start, offset + end, line.box))
            pieces.append(text)
            offset += len(text) + 1
        text = "\t".join(pieces)
        if text.strip():
            self.parts.append(text)
            self.length = begin + len(text)
        return begin, begin + len(text), text


def assemble(
    files: Sequence[RawFile], *, document_id: str, title: str = "", sha256: Sequence[str] = ()
) -> Document:
    """One document from its files, in the order given."""
    pages: list[Page] = []
    drafts: list[_Draft] = []
    warnings: list[str] = []
    for number, file in enumerate(files):
        warnings.extend(f"{file.name}: {warning}" for warning in file.warnings)
        _write_file(file, number, pages, drafts)
    has_pages = [page.number is not None for page in pages]
    structure = find_structure([_as_unit(draft, has_pages) for draft in drafts])
    blocks = _make_blocks(drafts, structure)
    return Document(
        id=document_id,
        files=tuple(file.name for file in files),
        sha256=tuple(sha256),
        title=title or _find_title(files, drafts, structure),
        pages=tuple(pages),
        sections=structure.sections,
        blocks=blocks,
        sentences=tuple(_cut_sentences(drafts, blocks)),
        warnings=tuple(warnings),
    )


def _write_file(file: RawFile, number: int, pages: list[Page], drafts: list[_Draft]) -> None:
    """Write one file's pages and blocks behind those already there."""

    @cache
    def words() -> Counter[str]:
        return count_words(
            line.text for block in file.blocks for cell in block.cells for line in cell if line.text
        )

    first = len(pages)
    texts = [_PageText() for _ in file.pages]
    for block in file.blocks:
        start, end, text = texts[block.page_index].add(block.cells, words)
        if not text.strip():
            continue
        span = Span(first + block.page_index, start, end)
        draft = _find_continued(block, drafts, span) if block.continues else None
        if draft is not None:
            draft.spans.append(span)
            draft.texts.append(text)
        else:
            drafts.append(_Draft(block, number, [span], [text], words))
    for page, written in zip(file.pages, texts, strict=True):
        pages.append(_make_page(file.name, page, written))


# So far back, a text that runs over a page turn is looked for: boxes and notes may stand between.
_STREAM_REACH = 40


def _find_continued(block: RawBlock, drafts: Sequence[_Draft], span: Span) -> _Draft | None:
    """What a block goes on from, on the page before; None where it is not there."""
    for draft in itertools.islice(reversed(drafts), _STREAM_REACH):
        if draft.spans[-1].page_index < span.page_index - 1:
            return None
        if draft.spans[-1].page_index < span.page_index and is_same_stream(draft.raw, block):
            return draft
    return None


def _make_page(name: str, page: RawPage, written: _PageText) -> Page:
    """A finished page."""
    return Page(
        file=name,
        number=page.number,
        label=page.label,
        text="\n".join(written.parts),
        lines=tuple(written.lines),
        width=page.width,
        height=page.height,
        removed=page.removed,
        problem=page.problem,
        engine=page.engine,
    )


def _as_unit(draft: _Draft, has_pages: Sequence[bool]) -> Unit:
    """What structure needs to know of a block."""
    raw = draft.raw
    page = draft.spans[0].page_index
    return Unit(
        kind=raw.kind,
        text=" ".join(draft.texts),
        page=page,
        file=draft.file,
        has_pages=has_pages[page],
        level=raw.heading_level,
        size=raw.font_size,
        bold=raw.is_bold,
        box=raw.box or (1 if raw.is_boxed else 0),
        zone=raw.zone,
        header=raw.header,
    )


def _make_blocks(drafts: Sequence[_Draft], structure: Structure) -> tuple[Block, ...]:
    """The blocks with their sections, zones and lead-ins."""
    blocks: list[Block] = []
    lead_in: int | None = None
    for index, draft in enumerate(drafts):
        kind = structure.kinds[index]
        if kind in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            lead_in = index
        elif kind in (BlockKind.TABLE_ROW, BlockKind.TABLE_HEADER):
            lead_in = None
        blocks.append(
            Block(
                kind=kind,
                zone=structure.zones[index],
                section=structure.section_of[index],
                spans=tuple(draft.spans),
                lead_in=lead_in if kind is BlockKind.LIST_ITEM else None,
                header=tuple(clean_text(cell) for cell in draft.raw.header),
                paragraph=draft.raw.paragraph,
            )
        )
    return tuple(blocks)


def _cut_sentences(drafts: Sequence[_Draft], blocks: Sequence[Block]) -> list[Sentence]:
    """The sentences of every block that is neither a heading nor a row of column headings."""
    sentences: list[Sentence] = []
    for index, (draft, block) in enumerate(zip(drafts, blocks, strict=True)):
        if block.kind in (BlockKind.HEADING, BlockKind.TABLE_HEADER):
            continue
        if block.kind is BlockKind.TABLE_ROW:
            bounds = _cut_row(draft.texts)
        else:
            bounds = split_sentences(" ".join(draft.texts))
        for start, end in bounds:
            text, spans = _slice_spans(draft, start, end)
            if spans:
                sentences.append(Sentence(text=text, spans=spans, block=index))
    return sentences


def _cut_row(texts: Sequence[str]) -> list[tuple[int, int]]:
    """A short row is one sentence; of a long one, each cell has its own."""
    text = " ".join(texts)
    if len(text.split()) <= ROW_WORDS:
        return [(0, len(text))]
    bounds: list[tuple[int, int]] = []
    offset = 0
    for part in texts:
        for cell in part.split("\t"):
            bounds.extend((offset + start, offset + end) for start, end in split_sentences(cell))
            offset += len(cell) + 1
    return bounds


def _slice_spans(draft: _Draft, start: int, end: int) -> tuple[str, tuple[Span, ...]]:
    """The text and spans of a stretch of a block; offsets are into its spans' texts joined by a space."""
    pieces: list[str] = []
    spans: list[Span] = []
    offset = 0
    for span, text in zip(draft.spans, draft.texts, strict=True):
        first, last = max(start - offset, 0), min(end - offset, len(text))
        if first < last:
            piece = text[first:last]
            lead = len(piece) - len(piece.lstrip(" "))
            piece = piece.strip(" ")
            if piece.strip():
                spans.append(
                    Span(span.page_index, span.start + first + lead, span.start + first + lead + len(piece))
                )
                pieces.append(piece)
        offset += len(text) + 1
    if any(piece.endswith("-") for piece in pieces[:-1]):
        return join_lines(pieces, draft.words)[0], tuple(spans)  # a word that a page turn parts
    return " ".join(pieces), tuple(spans)


def _find_title(files: Sequence[RawFile], drafts: Sequence[_Draft], structure: Structure) -> str:
    """The largest type on the cover; else what the file calls itself; else the first heading."""
    cover = [
        draft
        for draft, zone in zip(drafts, structure.zones, strict=True)
        if zone == "cover" and draft.raw.font_size
    ]
    if cover:
        largest = max(cover, key=lambda draft: draft.raw.font_size)
        return largest.texts[0].strip()
    named = next((file.title for file in files if file.title), "")
    return named or next((section.heading for section in structure.sections if section.heading), "")
