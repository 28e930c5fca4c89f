"""Reading Markdown, and plain text in which only blank lines, dashes and numbers show the structure.

The cases of a rubric are read here too, so a case means what the same text means in a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cypaudit.errors import UnreadableError
from cypaudit.ingest.encoding import read_text
from cypaudit.ingest.raw import RawBlock, RawFile, RawLine, RawPage
from cypaudit.model.document import BlockKind

MARKDOWN_SUFFIXES: Final = frozenset({".md", ".markdown"})
# Deeper than anyone writes. What lies deeper the parser drops, so such a file is refused.
MAX_NESTING: Final = 60


def read_plain(path: Path) -> RawFile:
    """Read a file of Markdown or plain text. Raises UnreadableError."""
    text, warning = read_text(path)
    warnings = (warning,) if warning else ()
    if path.suffix.lower() in MARKDOWN_SUFFIXES:
        file = read_markdown(text, path.name, warnings=warnings)
    else:
        blocks = tuple(_read_text_blocks(text))
        file = _file(path.name, blocks, title="", page=RawPage(number=None, engine="text"), warnings=warnings)
    if not file.blocks:
        raise UnreadableError(f"{path.name}: there are no words in it. Check that it is the right file.")
    return file


def read_markdown(text: str, name: str, *, warnings: tuple[str, ...] = ()) -> RawFile:
    """Read Markdown that stands in a string, as a file of that name. Raises UnreadableError."""
    title, text, removed = _take_front_matter(text)
    blocks = _bold_headings(_MarkdownReader(name).read(text))
    page = RawPage(number=None, removed=removed, engine="markdown-it")
    return _file(name, blocks, title=title, page=page, warnings=warnings)


def _file(
    name: str, blocks: tuple[RawBlock, ...], *, title: str, page: RawPage, warnings: tuple[str, ...]
) -> RawFile:
    return RawFile(
        name=name, title=title or _first_title(blocks), pages=(page,), blocks=blocks, warnings=warnings
    )


def _first_title(blocks: Sequence[RawBlock]) -> str:
    """The only heading of the highest level, where the document opens with it."""
    top = [block for block in blocks if block.kind is BlockKind.HEADING and block.heading_level == 1]
    if len(top) != 1 or top[0] is not blocks[0]:
        return ""
    return " ".join(line.text for cell in top[0].cells for line in cell)


_FRONT_MATTER = re.compile(
    r"---[ \t]*\n((?:[ \t]*\n|[\w-]+:.*\n|[ \t-]+\S.*\n){0,60}?)(?:---|\.\.\.)[ \t]*(?:\n|$)"
)
_FRONT_TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.IGNORECASE | re.MULTILINE)


def _take_front_matter(text: str) -> tuple[str, str, tuple[str, ...]]:
    """The title that the lines for publishing tools give, the text after them, and those lines."""
    match = _FRONT_MATTER.match(text)
    if match is None or ":" not in match[1]:
        return "", text, ()
    title = _FRONT_TITLE.search(match[1])
    lines = tuple(line.strip() for line in match[1].splitlines() if line.strip())
    return (title[1].strip("\"' ") if title else ""), text[match.end() :], lines


# --- Markdown ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _MarkdownReader:
    """Walks the tokens of a Markdown text, which come in a flat row."""

    name: str
    blocks: list[RawBlock] = field(default_factory=list)
    open: list[str] = field(default_factory=list)  # tokens that are open: "list_item", "blockquote", …
    boxes: list[int] = field(default_factory=list)
    box_count: int = 0
    level: int = 1  # of the heading being read
    header: tuple[str, ...] = ()  # of the table being read
    cells: list[tuple[str, ...]] = field(default_factory=list)  # of the row being read

    def read(self, text: str) -> tuple[RawBlock, ...]:
        parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
        try:
            tokens = parser.parse(text)
        except RecursionError as error:
            raise _too_deep(self.name) from error
        if any(token.level >= MAX_NESTING - 2 for token in tokens):
            raise _too_deep(self.name)
        for token in tokens:
            self.take(token)
        return tuple(self.blocks)

    def take(self, token: Token) -> None:
        """Add what one token says."""
        name = token.type.removesuffix("_open").removesuffix("_close")
        if token.nesting == 1:
            self.open.append(name)
            if name == "blockquote":
                self.box_count += not self.boxes  # a quote within a quote is the same box
                self.boxes.append(self.box_count)
            elif name == "heading":
                self.level = int(token.tag[1:])
            elif name == "tr":
                self.cells = []
            elif name == "table":
                self.header = ()
        elif token.nesting == -1:
            if name == "tr":
                self.row()
            elif name == "blockquote":
                self.boxes.pop()
            self.open.pop()
        elif token.type == "inline":
            self.inline(token)
        elif token.type in ("fence", "code_block"):
            for part in re.split(r"\n\s*\n", token.content):
                self.add(BlockKind.PARAGRAPH, (tuple(part.splitlines()),))
        elif token.type == "html_block":
            self.html(token.content)

    def inline(self, token: Token) -> None:
        lines = _inline_lines(token.children or [])
        around = self.open[-1] if self.open else ""
        if around in ("th", "td"):
            self.cells.append((" ".join(lines),))
        elif around == "heading":
            self.add(BlockKind.HEADING, (lines,), level=self.level)
        elif "list_item" in self.open:
            self.add(BlockKind.LIST_ITEM, (lines,))
        else:
            is_bold = _is_all_strong(token.children or [])
            self.add(BlockKind.PARAGRAPH, (lines,), is_bold=is_bold)

    def row(self) -> None:
        cells = tuple(self.cells)
        if "thead" in self.open:
            self.header = tuple(" ".join(cell) for cell in cells)
            self.add(BlockKind.TABLE_HEADER, cells)
        else:
            self.add(BlockKind.TABLE_ROW, cells, header=self.header if any(self.header) else ())

    def html(self, markup: str) -> None:
        from cypaudit.ingest.html import read_fragment  # brings lxml, which few Markdown files need

        blocks = read_fragment(markup, name=self.name, first=len(self.blocks) + 1, boxes=self.box_count)
        self.box_count = max([self.box_count, *(block.box for block in blocks)])
        self.blocks.extend(blocks)

    def add(
        self,
        kind: BlockKind,
        cells: tuple[tuple[str, ...], ...],
        *,
        header: tuple[str, ...] = (),
        level: int | None = None,
        is_bold: bool = False,
    ) -> None:
        box = self.boxes[-1] if self.boxes else 0
        block = _block(
            kind, cells, number=len(self.blocks) + 1, header=header, level=level, is_bold=is_bold, box=box
        )
        if block is not None:
            self.blocks.append(block)


def _too_deep(name: str) -> UnreadableError:
    return UnreadableError(
        f"{name}: its lists or quotes are nested too deeply. Save it as PDF and try again."
    )


def _inline_lines(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The lines of a paragraph without its marks; a picture's words are words all the same."""
    parts: list[str] = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak") or (
            token.type == "html_inline" and token.content.lower().startswith("<br")
        ):
            parts.append("\n")
        elif token.type != "html_inline":
            parts.append(token.content)
    return tuple(line for line in map(_one_line, "".join(parts).split("\n")) if line)


def _is_all_strong(tokens: Sequence[Token]) -> bool:
    """Whether nothing of a paragraph stands outside strong letters."""
    depth = 0
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            depth += token.nesting
        elif token.type == "text" and token.content.strip() and depth == 0:
            return False
    return any(token.type == "strong_open" for token in tokens)


def _bold_headings(blocks: tuple[RawBlock, ...]) -> tuple[RawBlock, ...]:
    """The blocks with short bold lines as headings, where no heading is marked as one.

    Converters write so. Where others are marked, a bold line may be a sentence that matters.
    """
    if not blocks or any(block.kind is BlockKind.HEADING for block in blocks):
        return blocks
    return tuple(
        replace(block, kind=BlockKind.HEADING, heading_level=1)
        if _is_bold_heading(block, following)
        else block
        for block, following in zip(blocks, (*blocks[1:], None), strict=True)
    )


def _is_bold_heading(block: RawBlock, following: RawBlock | None) -> bool:
    text = " ".join(line.text for cell in block.cells for line in cell)
    is_alone = block.kind is BlockKind.PARAGRAPH and block.is_bold and not block.is_boxed
    return is_alone and following is not None and not following.is_boxed and _may_be_heading(text)


# --- Plain text -------------------------------------------------------------------------------------

_BULLET: Final = re.compile(
    r"^\s*(?:[-*+\u2013\u2014\u2022\u2023\u25aa\u25cf\u25e6\u00b7\u2043]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|o(?=\s{2}))\s+(?=\S)"
)
_UNDERLINE: Final = re.compile(r"^\s*(={3,}|-{3,}|~{3,}|\*{3,}|_{3,})\s*$")
_HASHES: Final = re.compile(r"^(#{1,6})\s+(\S.*?)\s*#*$")
_NUMBERED: Final = re.compile(r"^\s*(?:(\d{1,2}(?:\.\d{1,2}){1,4})\.?|(\d{1,2}))\s+(?=[A-Z])")
_LABELLED: Final = re.compile(
    r"^\s*(?:chapter|section|part|appendix|annexe?)\s+[\dA-Z]{1,3}\b", re.IGNORECASE
)
_LETTER: Final = re.compile(r"[^\W\d_]")
_TABS: Final = re.compile(r"\S\t+\S")
MAX_HEADING_WORDS: Final = 12
# Lines longer than this were not broken to fit a width: each is a paragraph of its own.
LONG_LINE: Final = 140


def _read_text_blocks(text: str) -> Iterator[RawBlock]:
    """The blocks of a plain text: headings, list items, rows parted by tabs, and paragraphs."""
    number = 1
    for kind, lines, level in _pieces(_without_page_turns(text)):
        cells: tuple[tuple[str, ...], ...] = (tuple(filter(None, map(_one_line, lines))),)
        if kind is BlockKind.TABLE_ROW:
            cells = tuple((_one_line(cell),) for cell in re.split(r"\t+", lines[0].strip()))
        block = _block(kind, cells, number=number, level=level)
        if block is not None:
            yield block
            number += 1


_Piece = tuple[BlockKind, list[str], int | None]


def _without_page_turns(text: str) -> str:
    """The text with its form feeds as blank lines, save where a sentence runs over the turn."""
    text = re.sub(r"(?<=[a-z,])[ \t]*\n*\f\n*[ \t]*(?=[a-z])", "\n", text)
    return text.replace("\f", "\n\n")


def _pieces(text: str) -> Iterator[_Piece]:
    """What stands between blank lines, cut where a heading, list item or row begins."""
    chunks = [
        chunk.split("\n") for chunk in re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.strip("\n")) if chunk.strip()
    ]
    for index, chunk in enumerate(chunks):
        following = chunks[index + 1] if index + 1 < len(chunks) else []
        lines = [line for line in chunk if line.strip()]
        level = _level_of_heading(lines, following)
        if level is not None:
            yield (
                BlockKind.HEADING,
                [_HASHES.sub(r"\2", line) for line in lines if not _UNDERLINE.match(line)],
                level,
            )
            continue
        if len(lines) > 2 and _UNDERLINE.match(lines[1]) and _may_be_heading(lines[0]):
            yield BlockKind.HEADING, lines[:1], 1 if "=" in lines[1] else 2
            lines = lines[2:]
        elif (
            len(lines) > 1 and (match := _NUMBERED.match(lines[0])) and match[1] and _may_be_heading(lines[0])
        ):
            yield BlockKind.HEADING, lines[:1], match[1].count(".") + 1
            lines = lines[1:]
        yield from _cut_chunk([line for line in lines if not _UNDERLINE.match(line)])


def _cut_chunk(lines: Sequence[str]) -> Iterator[_Piece]:
    """A chunk's list items, rows and paragraphs."""
    is_unwrapped = any(len(line) > LONG_LINE for line in lines)
    kind = BlockKind.PARAGRAPH
    gathered: list[str] = []
    for line in lines:
        bullet = _BULLET.match(line)
        is_row = bool(_TABS.search(line)) and not bullet
        if gathered and (bullet or is_row or is_unwrapped or kind is BlockKind.TABLE_ROW):
            yield kind, gathered, None
            gathered = []
        if not gathered:
            kind = BlockKind.LIST_ITEM if bullet else BlockKind.TABLE_ROW if is_row else BlockKind.PARAGRAPH
        gathered.append(line[bullet.end() :] if bullet else line)
    if gathered:
        yield kind, gathered, None


def _level_of_heading(lines: Sequence[str], following: Sequence[str]) -> int | None:
    """The level of a chunk that is a heading, None where it is none."""
    if len(lines) == 2 and (match := _UNDERLINE.match(lines[1])) and _may_be_heading(lines[0]):
        return 1 if "=" in match[1] else 2
    if len(lines) != 1 or len(lines[0]) > LONG_LINE or _TABS.search(lines[0]):
        return None
    if match := _HASHES.match(lines[0]):
        return len(match[1])
    if not _may_be_heading(lines[0]) or not following:
        return None
    if match := _NUMBERED.match(lines[0]):
        return match[1].count(".") + 1 if match[1] else 1
    if _LABELLED.match(lines[0]) or lines[0].isupper():
        return 1
    if _BULLET.match(lines[0]) or not lines[0].strip()[0].isupper():
        return None
    # A short line without a stop above longer text. Above another short line it may be an address.
    return 2 if len(" ".join(following).split()) > MAX_HEADING_WORDS else None


def _may_be_heading(line: str) -> bool:
    text = line.strip()
    words = len(text.split())
    return words <= MAX_HEADING_WORDS and bool(_LETTER.search(text)) and text[-1] not in ".;,:!\u201d\"'"


# --- Both -------------------------------------------------------------------------------------------


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _block(
    kind: BlockKind,
    cells: tuple[tuple[str, ...], ...],
    *,
    number: int,
    header: tuple[str, ...] = (),
    level: int | None = None,
    is_bold: bool = False,
    box: int = 0,
) -> RawBlock | None:
    """A block, None where there is nothing in it."""
    lines = tuple(tuple(RawLine(line) for line in cell if line.strip()) for cell in cells)
    if not any(lines):
        return None
    return RawBlock(
        kind=kind,
        page_index=0,
        cells=lines,
        header=header,
        heading_level=level,
        is_bold=is_bold,
        is_boxed=box > 0,
        box=box,
        paragraph=number,
    )
