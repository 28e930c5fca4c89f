"""Markdown and plain text: headings, paragraphs, lists, tables and block quotes, without pages.

The cases of a rubric are read here too, so a case means what the same text means in a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cypaudit.errors import UnreadableError
from cypaudit.ingest.raw import RawBlock, RawFile, RawLine, RawPage
from cypaudit.model.document import BlockKind

MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
# What stands for itself in a text that is not Markdown: an indent is no program, a star is a star.
_LITERAL_IN_TEXT = (
    "autolink", "backticks", "code", "emphasis", "entity", "escape", "fence", "html_block", "html_inline",
    "image", "link", "reference",
)  # fmt: skip
_HTML_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_BLANK_LINES = re.compile(r"\n\s*\n")
_HTML_BREAK = re.compile(r"<br\b", re.IGNORECASE)


def read_plain(path: Path) -> RawFile:
    """Read a Markdown or text file. Raises UnreadableError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path.name}: cannot be opened ({error.strerror}). Check the path.") from error
    text, warnings = _decode(content)
    is_markdown = path.suffix.lower() in MARKDOWN_SUFFIXES
    file = _read(text, path.name, _markdown_parser() if is_markdown else _text_parser(), warnings)
    if not file.blocks:
        raise UnreadableError(f"{path.name}: there are no words in it. Check that it is the right file.")
    return file


def read_markdown(text: str, name: str) -> RawFile:
    """Read Markdown that stands in a string, as a file of that name."""
    return _read(text, name, _markdown_parser(), ())


def _decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, and a warning where its encoding was guessed."""
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        # The usual encoding of text saved on Windows by programs that do not write UTF-8.
        text = content.decode("cp1252", errors="replace")
        return text, ("is not UTF-8; read as Windows-1252, so check its quotes and dashes",)


@cache
def _markdown_parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


@cache
def _text_parser() -> MarkdownIt:
    return MarkdownIt("commonmark").disable(list(_LITERAL_IN_TEXT))


def _read(text: str, name: str, parser: MarkdownIt, warnings: Sequence[str]) -> RawFile:
    reader = _Reader()
    for token in parser.parse(text):
        reader.take(token)
    return RawFile(
        name=name,
        pages=(RawPage(number=None, engine="markdown-it"),),
        blocks=tuple(reader.blocks),
        warnings=tuple(warnings),
    )


@dataclass(slots=True)
class _Reader:
    """Turns tokens into blocks. Holds what a token stands in."""

    blocks: list[RawBlock] = field(default_factory=list)
    open: list[Token] = field(default_factory=list)
    row: list[str] = field(default_factory=list)  # cells of the table row being read
    columns: tuple[str, ...] = ()  # headings of the table being read
    boxes: int = 0  # block quotes so far; one within another is the same box

    def take(self, token: Token) -> None:
        """Read the next token."""
        if token.nesting == 1:
            self._enter(token)
        elif token.type == "inline":
            self._words(" ".join(_inline(token).split()))
        elif token.type in ("fence", "code_block", "html_block"):
            for words in _literal(token):
                self._add(self._kind(), (words,))
        elif token.nesting == -1:
            self._leave(token)

    def _enter(self, token: Token) -> None:
        if token.type == "blockquote_open" and not self._within("blockquote_open"):
            self.boxes += 1
        if token.type == "table_open":
            self.columns = ()
        if token.type == "tr_open":
            self.row = []
        self.open.append(token)

    def _leave(self, token: Token) -> None:
        if token.type == "tr_close" and self._within("thead_open"):
            self.columns = tuple(self.row)
            self._add(BlockKind.TABLE_HEADER, self.row)
        elif token.type == "tr_close":
            self._add(BlockKind.TABLE_ROW, self.row, header=self.columns)
        self.open.pop()

    def _words(self, words: str) -> None:
        if self._within("tr_open"):
            self.row.append(words)
        else:
            self._add(self._kind(), (words,))

    def _kind(self) -> BlockKind:
        if self._within("heading_open"):
            return BlockKind.HEADING
        return BlockKind.LIST_ITEM if self._within("list_item_open") else BlockKind.PARAGRAPH

    def _within(self, kind: str) -> bool:
        return any(token.type == kind for token in self.open)

    def _add(self, kind: BlockKind, cells: Sequence[str], *, header: tuple[str, ...] = ()) -> None:
        if not any(cells):
            return
        is_boxed = self._within("blockquote_open")
        self.blocks.append(
            RawBlock(
                kind=kind,
                page_index=0,
                cells=tuple((RawLine(cell),) for cell in cells),
                header=header,
                heading_level=int(self.open[-1].tag[1:]) if kind is BlockKind.HEADING else None,
                is_boxed=is_boxed,
                box=self.boxes if is_boxed else 0,
                paragraph=len(self.blocks) + 1,
            )
        )


def _inline(token: Token) -> str:
    """The words of a line of Markdown, without its marks."""
    pieces = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak") or _HTML_BREAK.match(child.content):
            pieces.append(" ")
        elif child.type != "html_inline":
            pieces.append(child.content)
    return "".join(pieces)


def _literal(token: Token) -> Iterator[str]:
    """The paragraphs of a stretch that is not Markdown; words in it are words all the same."""
    content = _HTML_TAG.sub(" ", token.content) if token.type == "html_block" else token.content
    for paragraph in _BLANK_LINES.split(content):
        words = " ".join(paragraph.split())
        if words:
            yield words
