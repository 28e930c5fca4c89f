"""PDF files: pages in reading order, as blocks with their places. Rules and order are in geometry."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from cypaudit.errors import UnreadableError
from cypaudit.ingest.clean import HYPHENS, clean_text, fold_digits, read_page_number
from cypaudit.ingest.doubt import find_doubt
from cypaudit.ingest.geometry import (
    BULLETS,
    Area,
    Placed,
    Row,
    Segment,
    Word,
    is_bullet,
    join_labels,
    join_scattered,
    make_rows,
    make_segment,
    order_regions,
)
from cypaudit.ingest.legibility import find_problem
from cypaudit.ingest.pdfium import ENGINE, PageContent, PageReader, iterate_outline, open_pdf, read_title
from cypaudit.ingest.raw import RawBlock, RawFile, RawLine, RawPage, is_same_stream
from cypaudit.ingest.scans import NO_OCR, OcrNeeds, read_scans
from cypaudit.ingest.sentences import split_sentences
from cypaudit.ingest.tables import Grid, Panel, fill_grid, find_grids, find_panels
from cypaudit.ingest.unruled import find_three_ruled, find_unruled
from cypaudit.model.document import OCR_ENGINE, BlockKind, Box


def read_pdf(path: Path, *, max_pages: int = 2_000, ocr: OcrNeeds = NO_OCR) -> RawFile:
    """Read a PDF. Raises UnreadableError where it cannot be opened or has no text on any page."""
    pdf = open_pdf(path)
    try:
        count = len(pdf)
        if count == 0:
            raise UnreadableError(f"{path.name}: the PDF has no pages. Download it again.")
        if count > max_pages:
            raise UnreadableError(
                f"{path.name}: {count:,} pages are more than the {max_pages:,} that are read. Split the file."
            )
        reader = PageReader(pdf)
        contents: list[PageContent | None] = []
        for index in range(count):
            try:
                contents.append(reader.read(index))
            except ValueError:
                contents.append(None)
        contents = [
            content and content._replace(segments=join_scattered(content.segments))
            for content in set_tinted_apart(contents)
        ]
        outline = {
            (page, fold_title(title)): level
            for title, level, page in iterate_outline(pdf)
            if page is not None
        }
        title = clean_text(read_title(pdf))
        weighed = weigh_pages(contents)
        read, advice = read_scans(pdf, contents, weighed.problems, ocr)
        if read != contents:
            contents, weighed = read, weigh_pages(read)
    finally:
        pdf.close()
    if not any(content and content.segments for content in contents):
        pages = "its only page" if count == 1 else f"any of its {count} pages"
        blank = "its only page is blank" if count == 1 else f"all of its {count} pages are blank"
        if any(weighed.problems):
            raise UnreadableError(f"{path.name}: no text on {pages}. It is probably scanned. {advice}")
        raise UnreadableError(f"{path.name}: {blank}. Check that it is the right file.")
    return _lay_out(path.name, title, contents, weighed, outline, advice=advice)


def fold_title(text: str) -> str:
    """A heading as it is compared with the outline's."""
    return re.sub(r"[\W_]+", "", clean_text(text).casefold())


class Weighed(NamedTuple):
    """What the pages of a file tell together. Each list has an entry for every page."""

    body: float  # the type size in which most words are set
    running: list[Running]
    segments: list[list[Segment]]  # without the running lines
    problems: list[str | None]  # why a page cannot be relied on; None where it can


def weigh_pages(contents: Sequence[PageContent | None]) -> Weighed:
    """What is body text and what a running line, and which pages can be relied on."""
    body = find_body_size(contents)
    running = find_running_lines(contents, body=body)
    segments = [
        [] if content is None else _without(content, removed)
        for content, removed in zip(contents, running, strict=True)
    ]
    problems = [
        _find_problem(content, own, body=body) for content, own in zip(contents, segments, strict=True)
    ]
    return Weighed(body, running, segments, problems)


def _without(content: PageContent, removed: Running) -> list[Segment]:
    """A page's segments without its running lines."""
    left_edges = {s.x0 for s in removed.segments}  # whole segments are compared only where they can be equal
    return [s for s in content.segments if s.x0 not in left_edges or s not in removed.segments]


def _find_problem(content: PageContent | None, segments: Sequence[Segment], *, body: float) -> str | None:
    if content is None:
        return "the page is damaged"
    if content.problem is not None or content.engine == OCR_ENGINE:
        return content.problem
    return find_problem(segments, content.pictures, body=body)


def _lay_out(
    name: str,
    title: str,
    contents: Sequence[PageContent | None],
    weighed: Weighed,
    outline: dict[tuple[int, str], int],
    *,
    advice: str,
) -> RawFile:
    """Pages and blocks from what was drawn."""
    pitches = find_pitches(contents)
    pages: list[RawPage] = []
    blocks: list[RawBlock] = []
    last_grid: tuple[tuple[float, ...], tuple[str, ...]] | None = None
    for index, content in enumerate(contents):
        if content is None:
            pages.append(RawPage(number=index + 1, problem=weighed.problems[index], engine=ENGINE))
            continue
        removed = weighed.running[index]
        layout = PageLayout(
            content,
            weighed.segments[index],
            index=index,
            body=weighed.body,
            pitches=pitches,
            last_grid=last_grid,
        )
        found = layout.read()
        last_grid = layout.last_grid
        problem = weighed.problems[index]
        if problem is None:
            problem = find_doubt(found, weighed.segments[index])
        if blocks and found:
            found = _continue_page(blocks, found)
        blocks.extend(_apply_outline(block, outline) for block in found)
        pages.append(
            RawPage(
                number=index + 1,
                label=content.label or removed.label,
                width=round(content.shown_size[0], 1),
                height=round(content.shown_size[1], 1),
                removed=(*removed.texts, *content.sideways, *content.marks),
                problem=problem,
                engine=content.engine,
            )
        )
    warnings = tuple(_warn(pages, advice))
    return RawFile(name=name, title=title, pages=tuple(pages), blocks=tuple(blocks), warnings=warnings)


def _warn(pages: Sequence[RawPage], advice: str) -> Iterator[str]:
    """What the reader of the results should know of a file's pages."""
    unread = sum(page.problem is not None for page in pages)
    by_ocr = sum(page.engine == OCR_ENGINE for page in pages)
    if unread:
        yield f"{unread} of {len(pages)} pages could not be read{f'. {advice}' if advice else ''}"
    if by_ocr:
        yield f"{by_ocr} of {len(pages)} pages were read by OCR: compare a quote with its page"


def _apply_outline(block: RawBlock, outline: dict[tuple[int, str], int]) -> RawBlock:
    """A block that the outline names on its page is a heading of the outline's level."""
    if not outline or block.kind is not BlockKind.PARAGRAPH or len(block.cells[0]) > 4:
        return block
    folded = fold_title(" ".join(line.text for line in block.cells[0]))
    level = outline.get((block.page_index, folded)) if folded else None
    return replace(block, kind=BlockKind.HEADING, heading_level=level) if level else block


def find_body_size(contents: Sequence[PageContent | None]) -> float:
    """The type size in which most words are set."""
    exact: dict[float, int] = {}
    sizes: Counter[float] = Counter()
    for content in contents:
        if content is not None:
            for segment in content.segments:
                size = segment.words[0].size
                exact[size] = exact.get(size, 0) + len(segment.words)
    for size, count in exact.items():
        sizes[round(size * 2) / 2] += count
    return max(sizes, key=lambda size: (sizes[size], -size)) if sizes else 10.0


# Where more of the lines of a file are coloured, colour tells nothing.
TINTED_SHARE = 0.2
TITLE_LINES = 2
_ADDRESS = re.compile(r"https?:|www\.|@|\.(?:uk|org|com)\b")


def set_tinted_apart(contents: Sequence[PageContent | None]) -> list[PageContent | None]:
    """Pages on which lines in a colour of their own count as bold: so many designs set their headings apart.

    A colour that is also used within lines is that of links, and where much is coloured, colour is no sign.
    """
    segments = 0
    whole, within = Counter[int](), Counter[int]()
    for content in contents:
        if content is not None:
            segments += len(content.segments)
            whole.update([tint for tint in content.tints if tint > 0])
            within.update([-tint for tint in content.tints if tint < 0])
    if not 0 < whole.total() <= TINTED_SHARE * segments:
        return list(contents)
    apart = {tint for tint, count in whole.items() if within[tint] < max(2, 0.1 * count)}
    return [content and _set_apart(content, apart) for content in contents]


def _set_apart(content: PageContent, apart: set[int]) -> PageContent:
    """A page on which what is set in these colours counts as bold."""
    if apart.isdisjoint(content.tints):
        return content
    segments: list[Segment] = []
    pairs = zip(content.segments, content.tints, strict=True)
    for tint, group in itertools.groupby(pairs, key=lambda pair: pair[1]):
        members = [segment for segment, _ in group]
        # More lines than a title has are a paragraph in colour.
        is_title = tint in apart and len(members) <= TITLE_LINES
        segments += [_as_bold(s) if is_title and not _is_address(s) else s for s in members]
    return content._replace(segments=segments)


def _is_address(segment: Segment) -> bool:
    return any(_ADDRESS.search(word.text) for word in segment.words)


def _as_bold(segment: Segment) -> Segment:
    """The same words, set apart from those around them."""
    return segment._replace(words=tuple(word._replace(bold=True) for word in segment.words))


def find_pitches(contents: Sequence[PageContent | None]) -> dict[float, float]:
    """For each type size the distance from line to line that is most common within the file's paragraphs."""
    steps: dict[float, Counter[float]] = defaultdict(Counter)
    for content in contents:
        if content is None:
            continue
        for a, b in itertools.pairwise(content.segments):
            size = b.words[0].size
            # Lines of running text are drawn one after the other, from the same left edge, and are long.
            if len(b.words) > 4 and len(a.words) > 4 and a.words[0].size == size and abs(a.x0 - b.x0) < 2:
                step = round(2 * (a.y0 - b.y0)) / 2
                if 0.8 * size <= step <= 2.2 * size:
                    steps[size][step] += 1
    return {
        size: max(counts, key=lambda step: (counts[step], -step))
        for size, counts in steps.items()
        if sum(counts.values()) >= 8
    }


# --- Running headers, footers and page numbers ----------------------------------------------------


class Running(NamedTuple):
    """What is taken off one page."""

    segments: frozenset[Segment]
    texts: tuple[str, ...]
    label: str  # the page number printed on it


# Share of the page's height at its top and bottom in which running lines are looked for.
MARGIN_SHARE = 0.12
# A place that is filled on more than half the pages is a running line's. Half, because many
# strategies change the header by chapter, and title pages have none.
REPEATED_SHARE = 0.5
# Pages that must bear a number in a place before a figure there is taken for one. Few, because each
# chapter may set it elsewhere.
NUMBERED_SHARE = 0.15
# Fewer letters, and two lines that differ in their figures alone are not one running line.
MIN_RUNNING_LETTERS = 4


def find_running_lines(contents: Sequence[PageContent | None], *, body: float) -> list[Running]:
    """For each page the lines that stand in the same place on many pages, and its page number."""
    slots: dict[int, set[int]] = defaultdict(set)
    keys: dict[tuple[int, str], set[int]] = defaultdict(set)
    exact: dict[tuple[int, str], set[int]] = defaultdict(set)
    numbered: dict[int, set[int]] = defaultdict(set)
    spots: Counter[tuple[int, int]] = Counter()  # places of figures across and down the page
    candidates: list[list[_Candidate]] = []
    for index, content in enumerate(contents):
        here: list[_Candidate] = []
        if content is not None:
            margin = content.height * MARGIN_SHARE
            bands = [
                d for d in content.drawn if d.fill is not None and 24 < d.y1 - d.y0 < 0.5 * content.height
            ]
            for s in content.segments:
                middle = (s.y0 + s.y1) / 2
                if margin < middle < content.height - margin or is_bullet(s.words[0].text):
                    continue
                is_top = middle > margin
                text = clean_text(" ".join([w.text for w in s.words]))
                place = round((content.height - s.y1 if is_top else s.y0) / 4)
                place = place if is_top else -place - 1
                in_band = any(d.x0 <= s.x0 and s.x1 <= d.x1 and d.y0 <= middle <= d.y1 for d in bands)
                key, is_number = fold_digits(text), bool(read_page_number(text))
                here.append((s, text, key, place, in_band))
                if is_number:
                    spots[place, _middle(s)] += 1
                for near in (place - 1, place, place + 1):
                    slots[near].add(index)
                    keys[near, key].add(index)
                    exact[near, text].add(index)
                    if is_number:
                        numbered[near].add(index)
        candidates.append(here)
    count = sum(content is not None for content in contents)
    repeated = [_take_repeated(here, count, slots, keys, exact) for here in candidates]
    styles = _running_styles(repeated, candidates, slots, count, body)
    result = []
    for here, taken in zip(candidates, repeated, strict=True):
        label = ""
        for segment, text, _, place, in_band in here:
            # Where running lines stand in a type of their own, what else stands there alone in it is one too:
            # the header of a chapter of one page.
            if segment not in taken and not in_band and (place, segment.words[0].size) in styles:
                taken[segment] = text
        for segment, text, _, place, in_band in here:
            number = read_page_number(text)
            if segment in taken and number:
                label = number
            elif number and not in_band and len(numbered[place]) >= max(2, NUMBERED_SHARE * count):
                # A figure beside words of the page's own is no page number: it ends an entry or a row.
                beside = [
                    s for s, *_ in here if s is not segment and s not in taken and _is_level(s, segment)
                ]
                if not beside or spots[place, _middle(segment)] >= max(3, 0.3 * count):
                    taken[segment] = text
                    label = number
        label = label or _trailing_number(list(taken.values()))
        result.append(Running(frozenset(taken), tuple(taken.values()), label))
    return result


def _middle(segment: Segment) -> int:
    """Where the middle of a piece lies across the page, so coarse that one figure and two agree."""
    return round((segment.x0 + segment.x1) / 16)


_Candidate = tuple[Segment, str, str, int, bool]  # its text, the text folded, its place, whether in a band


def _take_repeated(
    here: Sequence[_Candidate],
    count: int,
    slots: dict[int, set[int]],
    keys: dict[tuple[int, str], set[int]],
    exact: dict[tuple[int, str], set[int]],
) -> dict[Segment, str]:
    """The candidates of one page that stand in the same place on other pages too."""
    taken: dict[Segment, str] = {}
    for segment, text, key, place, in_band in here:
        if in_band:
            if len(exact[place, text]) >= max(4, 0.1 * count):
                taken[segment] = text
            continue
        if sum(map(str.isalpha, key)) < MIN_RUNNING_LETTERS:
            # Without words, only the same again is a running line: "Q2 2025/26" is like any quarter.
            repeats = 0 if read_page_number(text) else len(exact[place, text])
        else:
            repeats = len(keys[place, key])
        if (
            repeats >= max(3, 0.2 * count)
            or (1 < count < 6 and repeats == count)
            or (repeats >= 2 and len(slots[place]) > REPEATED_SHARE * count and count > 3)
        ):
            taken[segment] = text
    return taken


def _running_styles(
    repeated: Sequence[dict[Segment, str]],
    candidates: Sequence[Sequence[_Candidate]],
    slots: dict[int, set[int]],
    count: int,
    body: float,
) -> set[tuple[int, float]]:
    """Places and type sizes, other than that of the text, in which running lines stand on most pages."""
    taken: Counter[tuple[int, float]] = Counter()
    all_of: Counter[tuple[int, float]] = Counter()
    for here, gone in zip(candidates, repeated, strict=True):
        for segment, _, _, place, _ in here:
            all_of[place, segment.words[0].size] += 1
            taken[place, segment.words[0].size] += segment in gone
    return {
        style
        for style, number in taken.items()
        if number >= 3
        and number >= 0.5 * all_of[style]
        and len(slots[style[0]]) > REPEATED_SHARE * count
        and abs(style[1] - body) > 0.3
    }


def _is_level(a: Segment, b: Segment) -> bool:
    """Whether two pieces stand on one line."""
    return min(a.y1, b.y1) - max(a.y0, b.y0) > 0.3 * min(a.y1 - a.y0, b.y1 - b.y0)


def _trailing_number(texts: Sequence[str]) -> str:
    """The page number at the end of a running line such as "Joint Forward Plan | 12"."""
    for text in texts:
        match = re.search(r"(?:^|[|\s])(\d{1,3})$", text) or re.search(r"[Pp]age (\d{1,3})\b", text)
        if match:
            return match[1]
    return ""


# --- One page -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Table:
    """A table found on the page: its grid, and the lines of each cell row by row."""

    grid: Grid
    rows: list[list[tuple[Row, ...]]]
    has_head: bool = False  # its first row is known to hold column headings


# A shaded box with no more words than this, all in large type, lies behind a heading.
BAND_WORDS = 22


class PageLayout:
    """Turns the content of one page into blocks in reading order."""

    def __init__(
        self,
        content: PageContent,
        segments: Sequence[Segment],
        *,
        index: int,
        body: float,
        pitches: dict[float, float],
        last_grid: tuple[tuple[float, ...], tuple[str, ...]] | None,
    ) -> None:
        self.content = content
        self.segments = list(segments)
        self.index = index
        self.body = body
        self.pitches = pitches
        self.last_grid = last_grid  # column edges and header of the table that ended the page before
        self._tables: list[_Table] = []
        self._panels: list[tuple[Panel, list[Placed]]] = []
        self._boxes = 0
        self._before = last_grid  # until the first table of this page is read

    def read(self) -> list[RawBlock]:
        """The blocks of the page."""
        if not self.segments:
            return []
        segments = self._add_bullets(self.segments)
        pieces: list[Placed] = list(self._take_panels(self._take_tables(segments)))
        self._before, self.last_grid = self.last_grid, None
        blocks = self._read_pieces(pieces, box=0)
        if blocks and blocks[-1].kind not in (BlockKind.TABLE_ROW, BlockKind.TABLE_HEADER):
            self.last_grid = None
        return blocks

    def _add_bullets(self, segments: list[Segment]) -> list[Segment]:
        """Put a bullet word where a small dot is drawn before a line."""
        for x0, y0, x1, y1 in self.content.bullets:
            middle = (y0 + y1) / 2
            for number, s in enumerate(segments):
                size = s.words[0].size
                if s.y0 < middle < s.y1 and -1 <= s.x0 - x1 <= 2.5 * size and not is_bullet(s.words[0].text):
                    dot = Word(x0, s.words[0].y0, x1, s.words[0].y1, "•", size, False)
                    segments[number] = make_segment((dot, *s.words))
                    break
        return segments

    def _take_tables(self, segments: list[Segment]) -> list[Placed]:
        """Replace what stands in drawn tables by areas."""
        rest = segments
        areas: list[Placed] = []
        for grid, inside in find_three_ruled(segments, self.content.drawn):
            areas.append(self._add_table(_Table(grid, fill_grid(grid, inside), has_head=True)))
            rest = _except(rest, inside)
        for grid in find_grids(self.content.drawn, rest):
            inside = [
                s
                for s in rest
                if grid.x0 - 3 <= (s.x0 + s.x1) / 2 <= grid.x1 + 3 and grid.y0 <= (s.y0 + s.y1) / 2 <= grid.y1
            ]
            table = fill_grid(grid, inside)
            filled = [sum(bool(cell) for cell in row) for row in table]
            if len(table) < 2 or sum(count >= 2 for count in filled) < 2:
                continue
            areas.append(self._add_table(_Table(grid, table)))
            rest = _except(rest, inside)
        for grid, inside in find_unruled(rest):
            areas.append(self._add_table(_Table(grid, fill_grid(grid, inside))))
            rest = _except(rest, inside)
        return [*join_labels(rest), *areas]

    def _add_table(self, table: _Table) -> Area:
        """Keep a table, and give the area that stands for it."""
        self._tables.append(table)
        grid = table.grid
        return Area(grid.x0, grid.y0, grid.x1, grid.y1, len(self._tables) - 1)

    def _take_panels(self, pieces: list[Placed]) -> list[Placed]:
        """Replace what stands in boxes by areas; a box may hold tables and other boxes."""
        segments = [p for p in pieces if isinstance(p, Segment)]
        panels = find_panels(
            self.content.drawn, segments, page_width=self.content.width, page_height=self.content.height
        )
        for panel in panels:
            inside = [
                p
                for p in pieces
                if panel.x0 - 2 <= p.x0
                and p.x1 <= panel.x1 + 2
                and panel.y0 - 2 <= (p.y0 + p.y1) / 2 <= panel.y1 + 2
                and (isinstance(p, Segment) or (p.y0 >= panel.y0 - 3 and p.y1 <= panel.y1 + 3))
            ]
            if (
                not inside
                or (len(inside) > 0.75 * len(pieces) + 1 and self._is_background(panel))
                or not any(isinstance(p, Segment) for p in inside)
            ):
                continue
            if all(isinstance(p, Area) or len(p.words) == 0 for p in inside):
                continue
            chosen = set(inside)
            pieces = [p for p in pieces if p not in chosen]
            index = -1 - len(self._panels)  # below zero: a box; from zero: a table
            pieces.append(Area(panel.x0, panel.y0, panel.x1, panel.y1, index))
            self._panels.append((panel, inside))
        return pieces

    def _is_background(self, panel: Panel) -> bool:
        """Whether a box is so large that it lies behind the page's text and not around a part of it."""
        area = (panel.x1 - panel.x0) * (panel.y1 - panel.y0)
        return area > 0.3 * self.content.width * self.content.height

    def _read_pieces(self, pieces: Sequence[Placed], *, box: int) -> list[RawBlock]:
        blocks: list[RawBlock] = []
        for region in order_regions(pieces):
            found = self._read_region(region, box=box)
            # A column goes on where the one before it stopped, past a box that stands between the two.
            before = next((n for n in range(len(blocks) - 1, -1, -1) if blocks[n].box == box), None)
            if found and before is not None and _runs_on(blocks[before], found[0]):
                last = blocks[before]
                blocks[before] = replace(last, cells=((*last.cells[0], *found[0].cells[0]),))
                found = found[1:]
            blocks.extend(found)
        return blocks

    def _read_region(self, region: Sequence[Placed], *, box: int) -> list[RawBlock]:
        """The blocks of one column."""
        blocks: list[RawBlock] = []
        lines: list[Segment] = []
        for piece in region:
            if isinstance(piece, Segment):
                lines.append(piece)
                continue
            blocks.extend(self._read_lines(lines, box=box))
            lines = []
            if piece.number >= 0:
                blocks.extend(self._read_table(self._tables[piece.number], box=box))
            else:
                blocks.extend(self._read_panel(*self._panels[-1 - piece.number], box=box))
        blocks.extend(self._read_lines(lines, box=box))
        return blocks

    def _read_panel(self, panel: Panel, inside: Sequence[Placed], *, box: int) -> list[RawBlock]:
        """A box's blocks; a band behind a heading is no box."""
        sizes = Counter[float]()
        for piece in inside:
            if isinstance(piece, Segment) and _is_wordy(piece):
                sizes[piece.words[0].size] += len(piece.words)
        largest = max(sizes, default=0.0)
        # A band from side to side behind large type is a heading's; a call-out is set in body type.
        wide = panel.x1 - panel.x0 > 0.8 * self.content.width
        large = sum(words for size, words in sizes.items() if size >= 1.2 * self.body)
        total = sum(sizes.values())
        is_band = panel.is_filled and (
            largest >= 1.55 * self.body
            or (wide and large > 0.5 * total)
            or (large == total and total <= BAND_WORDS)
        )
        if box or is_band:
            return self._read_pieces(inside, box=box)
        self._boxes += 1
        return self._read_pieces(inside, box=self._boxes)

    def _read_lines(self, lines: Sequence[Segment], *, box: int) -> list[RawBlock]:
        if not lines:
            return []
        rows = make_rows(lines)
        return [
            self._make_block(kind, group, box=box)
            for kind, group in group_rows(rows, self.body, self.pitches)
        ]

    def _make_block(self, kind: BlockKind, rows: Sequence[Row], *, box: int) -> RawBlock:
        lines = [self._make_line(row) for row in rows]
        if kind is BlockKind.LIST_ITEM:
            lines[0] = self._make_item_line(rows[0])
        sizes = dict.fromkeys([row.size for row in rows], 0)
        for row in rows:
            sizes[row.size] += len(row.text)
        return RawBlock(
            kind=kind,
            page_index=self.index,
            cells=(tuple(lines),),
            font_size=max(sizes, key=lambda size: (sizes[size], size)),
            is_bold=all(row.bold for row in rows),
            is_boxed=box > 0,
            box=box,
        )

    def _make_line(self, row: Row) -> RawLine:
        return RawLine(row.text, self._box_of(row))

    def _make_item_line(self, row: Row) -> RawLine:
        """The first line of a list item without its bullet; a number stays, because text refers to it."""
        first = row.words[0]
        if not is_bullet(first.text):
            return self._make_line(row)
        text = row.text[len(first.text) :].lstrip(BULLETS[:-1] + " ") or row.text
        return RawLine(text, self._box_of(row._replace(x0=row.words[1].x0)))

    def _box_of(self, row: Row) -> Box:
        """A line's place in PDF user space."""
        frame = self.content.frame
        left, bottom, right, top = (
            (row.x0, row.y0, row.x1, row.y1)
            if frame.is_plain
            else frame.to_page(row.x0, row.y0, row.x1, row.y1)
        )
        return Box(round(left, 1), round(bottom, 1), round(right, 1), round(top, 1))

    def _read_table(self, table: _Table, *, box: int) -> list[RawBlock]:
        """A table's rows; the first is a header where it looks unlike the others."""
        grid = table.grid
        rows = table.rows
        columns = len(grid.xs) - 1
        used = [n for n in range(columns) if any(row[n] for row in rows)]
        header: tuple[str, ...] = ()
        header_rows = 0
        first = tuple(_cell_text(rows[0][n]) for n in used)
        before = self._before
        if (before and before[1] and first == before[1]) or table.has_head or is_header(rows, grid):
            header, header_rows = first, 1
        elif (
            before
            and len(before[0]) == len(grid.xs)
            and all(abs(a - b) < 4 for a, b in zip(before[0], grid.xs, strict=True))
        ):
            header = before[1]
        blocks = []
        continues = bool(before) and header == (before[1] if before else ())
        for number, row in enumerate(rows):
            is_head = number < header_rows
            cells = [tuple(self._make_line(line) for line in row[n]) for n in used]
            goes_on = continues and number == header_rows and not row[used[0]] and sum(map(bool, row)) >= 1
            sizes = [line.size for cell in row for line in cell]
            blocks.append(
                RawBlock(
                    kind=BlockKind.TABLE_HEADER if is_head else BlockKind.TABLE_ROW,
                    page_index=self.index,
                    cells=tuple(cells),
                    header=header,
                    font_size=sizes[0] if sizes else 0.0,
                    is_boxed=box > 0,
                    box=box,
                    continues=goes_on,
                )
            )
        self.last_grid = (grid.xs, header)
        self._before = None
        return blocks


def _except(segments: Sequence[Segment], taken: Sequence[Segment]) -> list[Segment]:
    """The segments but for those taken."""
    chosen = set(taken)
    return [s for s in segments if s not in chosen]


def _is_wordy(segment: Segment) -> bool:
    """Whether a piece is words and not a large figure."""
    return any(sum(ch.isalpha() for ch in word.text) >= 3 for word in segment.words)


def _cell_text(rows: Sequence[Row]) -> str:
    return clean_text(" ".join(row.text for row in rows))


def is_header(rows: Sequence[Sequence[tuple[Row, ...]]], grid: Grid) -> bool:
    """Whether a table's first row holds column headings."""
    first, rest = rows[0], rows[1:]
    cells = [cell for cell in first if cell]
    if not cells or not rest:
        return False
    if len(cells) < len(first) - 1 and len(cells) < 2:
        return False
    if max(len(_cell_text(cell)) for cell in cells) > 90:
        return False
    if grid.head_fill is not None and grid.head_fill != grid.next_fill:
        third = sum(all(line.bold for line in cell) for cell in cells)
        if third == len(cells) or _is_dark(grid.head_fill) or len(rest) > 1:
            return not any(_is_value(cell) for cell in cells[1:]) or third == len(cells)
    if not all(line.bold for cell in cells for line in cell):
        return False
    return not all(line.bold for row in rest for cell in row for line in cell)


def _is_value(cell: Sequence[Row]) -> bool:
    """Whether a cell is a figure; a year alone may head a column."""
    text = _cell_text(cell)
    return bool(re.fullmatch(r"[£$€]?\d[\d,.]*%?", text)) and not re.fullmatch(r"(?:19|20)\d\d", text)


def _is_dark(fill: int) -> bool:
    return (fill >> 16 & 255) * 3 + (fill >> 8 & 255) * 6 + (fill & 255) < 1300


# --- Lines to blocks ------------------------------------------------------------------------------

_NUMBERED_ITEM = re.compile(r"^(?:\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{2,4})\)|\d{1,2}\.|[a-z]\.)$")
_ENDS = (".", "!", "?", ":", ";", "…", "”", "’", ")")


def opens_item(row: Row) -> bool:
    """Whether a line begins a list item: with a bullet, or a number with a stop or bracket."""
    first = row.words[0].text
    if len(row.words) < 2:
        return False
    if is_bullet(first):
        return (first != "o" and first != "*") or row.words[1].x0 - row.words[0].x1 > 0.3 * row.size
    return bool(_NUMBERED_ITEM.match(first)) and not row.bold


def group_rows(
    rows: Sequence[Row], body: float, pitches: dict[float, float]
) -> list[tuple[BlockKind, list[Row]]]:
    """A column's lines as paragraphs, list items and lines that stand alone.

    `pitches` gives the distance from line to line for the type sizes of which the file tells it.
    """
    left = min(row.x0 for row in rows)
    right = max(row.x1 for row in rows)
    if not pitches.keys() >= {row.size for row in rows}:
        pitches = {**_line_pitch(rows), **pitches}
    column = _Column(left, right, pitches, _hangs(rows))
    groups: list[tuple[BlockKind, list[Row]]] = []
    for row in rows:
        if opens_item(row):
            groups.append((BlockKind.LIST_ITEM, [row]))
            continue
        if groups and not _starts_block(row, *groups[-1], column):
            groups[-1][1].append(row)
        else:
            groups.append((BlockKind.PARAGRAPH, [row]))
    return [(_note_kind(kind, group, body), group) for kind, group in groups]


class _Column(NamedTuple):
    """What the lines of a column have in common."""

    left: float
    right: float
    pitch: dict[float, float]  # for each type size the distance from line to line
    hangs: bool  # the further lines of list items stand under their first word


def _hangs(rows: Sequence[Row]) -> bool:
    """Whether an item's second line is seen to stand under its first word and not under its mark."""
    items = [row for row in rows if opens_item(row)]
    if any(row.words[1].x0 - row.words[0].x1 > 0.6 * row.size for row in items):
        return True  # a tab, and not a space, stands between mark and text
    return any(
        opens_item(a) and not opens_item(b) and abs(b.x0 - a.words[1].x0) < 0.4 * a.size
        for a, b in itertools.pairwise(rows)
    )


def _line_pitch(rows: Sequence[Row]) -> dict[float, float]:
    """For each type size the common distance from line to line."""
    steps: dict[float, Counter[float]] = defaultdict(Counter)
    for a, b in itertools.pairwise(rows):
        if abs(a.size - b.size) < 0.3:
            steps[b.size][round((a.y0 + a.y1 - b.y0 - b.y1), 0) / 2] += 1
    pitch = {}
    for size, counts in steps.items():
        plausible = {step: n for step, n in counts.items() if 0.8 * size <= step <= 2.2 * size}
        if plausible:
            most = max(plausible.values())
            pitch[size] = min(step for step, n in plausible.items() if n >= max(1, 0.5 * most))
    return pitch


def _starts_block(row: Row, kind: BlockKind, group: Sequence[Row], column: _Column) -> bool:
    """Whether a line begins a new block under the lines of the block before it."""
    last = group[-1]
    if abs(row.size - last.size) > 0.09 * max(row.size, last.size) or ends_with_page_number(last):
        return True
    is_run_in = last.bold and len(group) == 1 and row.starts_bold and not row.bold
    if row.bold != last.bold and not is_run_in and row.bold != all(r.bold for r in group):
        return True
    step = (last.y0 + last.y1 - row.y0 - row.y1) / 2
    usual = column.pitch.get(row.size, 1.25 * row.size)
    if step > 1.28 * usual + 0.6 or step < -0.5 * row.size:
        return True
    is_open = last.text[-1:] not in _ENDS and not _begins(row)  # in the midst of a sentence
    if step > 1.16 * usual + 0.4 and not is_open:
        return True
    width = column.right - column.left
    if kind is BlockKind.LIST_ITEM:
        text_left = group[0].words[1].x0
        if row.x0 < text_left - 0.6 * row.size and (len(group) == 1 or row.x0 < group[1].x0 - 0.6 * row.size):
            if column.hangs and _begins(row):
                return True
            return last.text.endswith(_ENDS) or last.x1 < column.right - 0.25 * width
        return False
    if (
        row.x0 > column.left + 0.7 * row.size
        and last.x0 <= column.left + 0.3 * row.size
        and row.x0 < column.left + 4 * row.size
    ):
        return last.text.endswith(_ENDS)
    short = last.x1 < column.right - 0.18 * width
    if short and last.text.endswith((".", "!", "?", ".”", ".’")) and _begins(row) and width > 12 * row.size:
        # The first word of this line would have fitted on the last: the writer broke the line.
        return last.x1 + (row.words[0].x1 - row.words[0].x0) + 0.6 * row.size < column.right
    return row.starts_bold and not last.bold and not row.bold and short and last.text.endswith(_ENDS)


_PAGE_FIGURE = re.compile(r"^(?:\d{1,3}|[ivxl]{1,6})$")
_LEADER = re.compile(r"[.…·_]{3,}(?:\d{1,3}|[ivxl]{1,6})?$")


def ends_with_page_number(row: Row) -> bool:
    """Whether a line is an entry of contents: words, white space or dots, and a page number."""
    if row.text[-1] not in "0123456789ivxl":
        return False
    if len(row.words) < 2:
        return bool(_LEADER.search(row.text)) and row.text[-1].isalnum()
    before, last = row.words[-2], row.words[-1]
    if not _PAGE_FIGURE.match(last.text):
        return bool(_LEADER.search(last.text)) and last.text[-1].isalnum()
    return bool(_LEADER.search(before.text)) or (
        last.x0 - before.x1 > 2.5 * last.size and any(ch.isalpha() for ch in row.text)
    )


def _begins(row: Row) -> bool:
    """Whether a line can open a paragraph."""
    first = row.text[:1]
    return not first.islower()


_CAPTION = re.compile(
    r"^(?:figure|fig\.|table|chart|map|photo(?:graph)?|image|picture)s?\s*\d*[a-z]?\s*[:.–—-]", re.I
)
_NOTE = re.compile(r"^(?:\d{1,3}|[*†‡]|\[\d{1,3}\])\s+\S")


def _note_kind(kind: BlockKind, group: Sequence[Row], body: float) -> BlockKind:
    """Captions by their first word, footnotes by a number in small type."""
    size = group[0].size
    first = group[0].text
    if kind is BlockKind.PARAGRAPH and len(group) <= 3 and _CAPTION.match(first) and size <= body * 1.05:
        return BlockKind.CAPTION
    if size <= 0.87 * body and not group[0].bold and _NOTE.match(first) and len(first) > 20:
        return BlockKind.FOOTNOTE
    return kind


def _runs_on(last: RawBlock, part: RawBlock) -> bool:
    """Whether a block goes on from the last one, in the next column or beside a box."""
    if part.kind is not BlockKind.PARAGRAPH or last.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        return False
    if last.box != part.box or abs(last.font_size - part.font_size) > 0.4 or last.is_bold != part.is_bold:
        return False
    return _goes_on(last, part)


def _goes_on(last: RawBlock, part: RawBlock) -> bool:
    """Whether a block that stops so and one that begins so are one."""
    lines = last.cells[0]
    final, begin = lines[-1], part.cells[0][0].text
    tail = clean_text(final.text)
    if not tail or not begin or tail[-1] in "!?:;":
        return False
    if final.text[-1] in HYPHENS or final.text[-1] == "-":
        return begin[0].isalnum()
    if tail[-1] == "." and any(end == len(tail) for _, end in split_sentences(f"{tail} {begin}")):
        return False
    if begin[0].islower():
        return tail[-1] != "."
    # A sentence may turn before a name, a figure or a bracket; then its last line is a full one.
    if not (begin[0].isalnum() or begin[0] in "£(“‘"):
        return False
    if tail[-1] == ".":
        return True  # of an abbreviation: "Dr."
    if last.kind is BlockKind.LIST_ITEM or not final.box or len(lines) < 2:
        return tail[-1] in ",–—" and len(tail) > 30
    widest = max(line.box.right - line.box.left for line in lines if line.box)
    return final.box.right - final.box.left > 0.7 * widest


def _continue_page(blocks: Sequence[RawBlock], found: Sequence[RawBlock]) -> list[RawBlock]:
    """A page's blocks, of which one is marked if it goes on from the page before, past asides and notes."""
    page = found[0].page_index - 1
    seen: set[bool] = set()
    for at, block in enumerate(found):
        if block.kind in (BlockKind.FOOTNOTE, BlockKind.CAPTION) or bool(block.box) in seen:
            continue
        seen.add(bool(block.box))
        near = (b for b in reversed(blocks) if b.page_index >= page and is_same_stream(b, block))
        last = next(near, None)
        if last is not None and (marked := _mark_continuation(last, block)).continues:
            return [*found[:at], marked, *found[at + 1 :]]
        if not block.box:
            break
    return list(found)


def _mark_continuation(last: RawBlock, first: RawBlock) -> RawBlock:
    """The first block of a page, marked if it goes on from the last one of the page before."""
    if first.continues or first.kind is not BlockKind.PARAGRAPH or not first.cells[0]:
        return first
    if last.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) or last.page_index != first.page_index - 1:
        return first
    if abs(last.font_size - first.font_size) > 0.4 or last.is_bold != first.is_bold:
        return first
    if bool(last.box) != bool(first.box):
        return first
    return replace(first, continues=True) if _goes_on(last, first) else first
