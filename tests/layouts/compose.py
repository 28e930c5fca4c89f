"""A small typesetter: a story as pieces of text with their places, to be drawn in any order and any way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.layouts.story import Box, Contents, Cover, Heading, Items, PageBreak, Para, Part, Story, Table

Width = Callable[[str, float, bool], float]


@dataclass(frozen=True, slots=True)
class Piece:
    """Text on one line, from its baseline's left end, in points from the page's lower left."""

    x: float
    y: float
    text: str
    size: float
    bold: bool
    column: int
    spread: float = 0.0  # added between letters


@dataclass(slots=True)
class Sheet:
    """A page: pieces in reading order, and shaded boxes and rules as (x, y, width, height, grey)."""

    pieces: list[Piece] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How a story is set."""

    width: float = 595.0
    height: float = 842.0
    margin: float = 50.0
    columns: int = 1
    gutter: float = 18.0
    size: float = 10.0
    aside_width: float = 0.0  # of a column for asides at the right, where not 0
    header: str = ""
    header_by_chapter: bool = False
    numbers: str = "centre"  # where page numbers stand: "centre", "outer"
    first_number: int = 1
    title_spans: bool = True  # chapter headings run over all columns
    hyphenate: bool = False
    letter_space: bool = False  # chapter headings in letters spaced apart
    breaks: dict[str, str] = field(default_factory=dict)  # words with hyphens where they may be parted


class Composer:
    """Sets one story."""

    def __init__(self, design: Design, width: Width) -> None:
        self.design = design
        self.measure = width
        self.sheets: list[Sheet] = []
        self.column = 0
        self.y = 0.0
        self.floor = 0.0
        self.ceiling = 0.0
        self.aside_y = 0.0
        self.chapter = ""
        self.bare: set[int] = set()
        self._first = True

    @property
    def column_width(self) -> float:
        """Of one column of running text."""
        d = self.design
        room = d.width - 2 * d.margin - (d.aside_width + d.gutter if d.aside_width else 0)
        return (room - (d.columns - 1) * d.gutter) / d.columns

    def compose(self, story: Story) -> list[Sheet]:
        """The pages."""
        self._new_page()
        for part in story.parts:
            self._set(part)
        for number, sheet in enumerate(self.sheets):
            if number not in self.bare:
                self._set_running(number, sheet)
        return [sheet for sheet in self.sheets if sheet.pieces]

    def _left(self) -> float:
        return self.design.margin + self.column * (self.column_width + self.design.gutter)

    def _new_page(self) -> None:
        d = self.design
        self.sheets.append(Sheet())
        self.column = 0
        self.ceiling = self.y = d.height - d.margin - 22
        self.floor = d.margin + 22
        self.aside_y = self.y
        self._chapters = getattr(self, "_chapters", [])
        self._chapters.append(self.chapter)

    def _next_column(self) -> None:
        if self.column + 1 < self.design.columns:
            self.column += 1
            self.y = self.ceiling
        else:
            self._new_page()

    def _need(self, height: float) -> None:
        if self.y - height < self.floor:
            self._next_column()

    def _put(
        self,
        x: float,
        text: str,
        size: float,
        bold: bool,
        *,
        y: float | None = None,
        column: int | None = None,
    ) -> None:
        self.sheets[-1].pieces.append(
            Piece(x, self.y if y is None else y, text, size, bold, self.column if column is None else column)
        )

    def _wrap(self, text: str, size: float, bold: bool, room: float) -> list[str]:
        lines = [""]
        for word in text.split():
            tried = f"{lines[-1]} {word}".strip()
            if self.measure(tried, size, bold) <= room or not lines[-1]:
                lines[-1] = tried
                continue
            if self.design.hyphenate and (parted := self._part_word(lines[-1], word, size, bold, room)):
                lines[-1] += f" {parted[0]}"
                lines.append(parted[1])
                continue
            lines.append(word)
        return lines

    def _part_word(
        self, line: str, word: str, size: float, bold: bool, room: float
    ) -> tuple[str, str] | None:
        core = word.rstrip(".,;:)")
        syllables = self.design.breaks.get(core, core).split("-")
        if len(syllables) < 2:
            return None
        glue = "" if core in self.design.breaks else "-"  # a compound keeps the hyphens that it has
        for at in range(len(syllables) - 1, 0, -1):
            head = glue.join(syllables[:at]) + "-"
            if self.measure(f"{line} {head}", size, bold) <= room:
                return head, glue.join(syllables[at:]) + word[len(core) :]
        return None

    def _lines(self, lines: Iterable[str], x: float, size: float, bold: bool = False) -> None:
        step = 1.28 * size
        for line in lines:
            if self.y - step < self.floor:
                offset = x - self._left()
                self._next_column()
                x = self._left() + offset
            self.y -= step
            self._put(x, line, size, bold)

    def _set(self, part: Part) -> None:
        d = self.design
        match part:
            case Cover(title=title, lines=lines):
                self.bare.add(len(self.sheets) - 1)
                self.y -= 180
                self._lines(self._wrap(title, 30, True, d.width - 2 * d.margin), d.margin, 30, True)
                self.y -= 20
                for line in lines:
                    self._lines([line], d.margin, 13)
                    self.y -= 6
                self._new_page()
                self._first = True
            case PageBreak():
                if self.sheets[-1].pieces:
                    self._new_page()
            case Heading(text=text, level=1):
                if not self._first:
                    self._new_page()
                self._first = False
                self.chapter = self._chapters[-1] = text
                room = (d.width - 2 * d.margin) if d.title_spans else self.column_width
                if d.letter_space:
                    self.y -= 2.5 * d.size
                    self.sheets[-1].pieces.append(
                        Piece(self._left(), self.y, text, 1.7 * d.size, True, 0, 0.45 * d.size)
                    )
                else:
                    self._lines(self._wrap(text, 2 * d.size, True, room), self._left(), 2 * d.size, True)
                self.y -= 0.9 * d.size
                if d.title_spans:
                    self.ceiling = self.y
                    self.aside_y = self.y
            case Heading(text=text, level=level):
                size = {2: 1.35, 3: 1.0}[level] * d.size
                self._need(5 * size)
                if self.y < self.ceiling:
                    self.y -= 0.7 * size
                self._lines(self._wrap(text, size, True, self.column_width), self._left(), size, True)
                self.y -= 0.3 * size
            case Para(sentences=sentences):
                self._need(2.6 * d.size)
                self._lines(
                    self._wrap(" ".join(sentences), d.size, False, self.column_width), self._left(), d.size
                )
                self.y -= 0.7 * d.size
            case Items():
                self._items(part, self._left(), self.column_width, d.size)
            case Table():
                self._table(part)
            case Box(aside=aside):
                self._box(part) if not (aside and d.aside_width) else self._aside(part)
            case Contents(entries=entries):
                self._lines(["Contents"], d.margin, 2 * d.size, True)
                self.y -= 8
                self._first = False
                for title, page in entries:
                    room = (
                        self.column_width
                        - self.measure(title, d.size, False)
                        - self.measure(page, d.size, False)
                    )
                    dots = " " + "." * int((room - 8) / self.measure(".", d.size, False)) + " "
                    self._lines([f"{title}{dots}{page}"], self._left(), d.size)
                    self.y -= 3

    def _items(self, part: Items, left: float, room: float, size: float) -> None:
        if part.lead:
            if room == self.column_width:
                self._need(5 * size)
                left = self._left()
            self._lines(self._wrap(part.lead, size, False, room), left, size)
            self.y -= 0.3 * size
        for number, item in enumerate(part.items, start=1):
            lines = self._wrap(item, size, False, room - 14)
            self._need(1.4 * size * min(len(lines), 2))
            left = self._left() if room == self.column_width else left
            self._lines([lines[0]], left + 14, size)
            left = self._left() if room == self.column_width else left  # the line may have opened a column
            self._put(left, f"{number}." if part.ordered else "•", size, False)
            self._lines(lines[1:], left + 14, size)
            self.y -= 0.25 * size
        self.y -= 0.5 * size

    def _table(self, table: Table) -> None:
        d = self.design
        size = 0.9 * d.size
        shares = table.widths or (1,) * len(table.header)
        room = self.column_width
        edges = [self._left()]
        for share in shares:
            edges.append(edges[-1] + room * share / sum(shares))
        rows = [(table.header, True), *((row, False) for row in table.rows)]
        top = None
        for cells, is_head in rows:
            wrapped = [
                self._wrap(cell, size, is_head, edges[n + 1] - edges[n] - 8) for n, cell in enumerate(cells)
            ]
            height = 1.28 * size * max(map(len, wrapped)) + 7
            if self.y - height < self.floor:
                self._next_column()
                shift = self._left() - edges[0]
                edges = [edge + shift for edge in edges]
                top = None
            if table.ruled:
                if top is None:
                    self.sheets[-1].boxes.append((edges[0], self.y, room, 0.6, 0.4))
                    top = self.y
                if is_head:
                    self.sheets[-1].boxes.append((edges[0], self.y - height, room, height, 0.8))
                self.sheets[-1].boxes.append((edges[0], self.y - height, room, 0.6, 0.4))
                for edge in edges:
                    self.sheets[-1].boxes.append((edge, self.y - height, 0.6, height, 0.4))
            for n, lines in enumerate(wrapped):
                y = self.y - 3
                for line in lines:
                    y -= 1.28 * size
                    x = edges[n] + 4
                    if n in table.right:
                        x = edges[n + 1] - 4 - self.measure(line, size, is_head)
                    self._put(x, line, size, is_head, y=y + 2)
            self.y -= height
        self.y -= 10

    def _box(self, part: Box) -> None:
        height = self._box_height(part, self.column_width)
        self._need(height + 6)
        self.y -= 6
        self.sheets[-1].boxes.append((self._left(), self.y - height, self.column_width, height, 0.87))
        bottom = self.y - height
        self._fill_box(part, self._left() + 9, self.column_width - 18)
        self.y = bottom - 8

    def _aside(self, part: Box) -> None:
        d = self.design
        left = d.width - d.margin - d.aside_width
        height = self._box_height(part, d.aside_width)
        kept, column, ceiling = self.y, self.column, self.ceiling
        if self.aside_y - height < self.floor:
            raise ValueError(f"no room for the aside {part.title!r}")
        self.column, self.y = d.columns, self.aside_y
        self.sheets[-1].boxes.append((left, self.y - height, d.aside_width, height, 0.87))
        bottom = self.y - height
        self._fill_box(part, left + 9, d.aside_width - 18)
        self.aside_y = bottom - 14
        self.y, self.column, self.ceiling = kept, column, ceiling

    def _box_height(self, part: Box, room: float) -> float:
        size = self.design.size
        height = 14.0
        if part.title:
            height += 1.28 * 1.15 * size * len(self._wrap(part.title, 1.15 * size, True, room - 18)) + 4
        for inner in part.parts:
            if isinstance(inner, Para):
                height += (
                    1.28 * size * len(self._wrap(" ".join(inner.sentences), size, False, room - 18))
                    + 0.7 * size
                )
            else:
                height += 1.28 * size * len(self._wrap(inner.lead, size, False, room - 18)) + 0.8 * size
                for item in inner.items:
                    height += 1.28 * size * len(self._wrap(item, size, False, room - 32)) + 0.25 * size
        return height

    def _fill_box(self, part: Box, left: float, room: float) -> None:
        size = self.design.size
        self.y -= 6
        if part.title:
            self._lines(self._wrap(part.title, 1.15 * size, True, room), left, 1.15 * size, True)
            self.y -= 4
        for inner in part.parts:
            if isinstance(inner, Para):
                self._lines(self._wrap(" ".join(inner.sentences), size, False, room), left, size)
                self.y -= 0.7 * size
            else:
                self._items(inner, left, room, size)

    def _set_running(self, number: int, sheet: Sheet) -> None:
        d = self.design
        header = self._chapters[number] if d.header_by_chapter and self._chapters[number] else d.header
        if header:
            sheet.pieces.append(Piece(d.margin, d.height - d.margin + 4, header, 8.5, False, -1))
        text = str(number + d.first_number)
        if d.numbers == "outer" and number % 2:
            x = d.margin
        elif d.numbers == "outer":
            x = d.width - d.margin - self.measure(text, 9, False)
        else:
            x = d.width / 2
        sheet.pieces.append(Piece(x, d.margin - 12, text, 9, False, -1))
