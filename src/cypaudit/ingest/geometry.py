"""Reading order: from words with their places to columns, and from columns to lines.

Coordinates are points as a reader sees the page, the origin at the lower left, y upwards. Drawing
order is never trusted: it is right for most files and silently wrong for the rest.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Word(NamedTuple):
    """A run of characters without white space. Its height is that of its font, not of its letters."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    size: float  # points
    bold: bool


class Segment(NamedTuple):
    """Words of one line that stand close together: part of a line, never more."""

    x0: float
    y0: float
    x1: float
    y1: float
    words: tuple[Word, ...]


class Row(NamedTuple):
    """A line of one column, put together from its segments."""

    x0: float
    y0: float
    x1: float
    y1: float
    words: tuple[Word, ...]
    text: str
    size: float  # of most of its characters
    bold: bool  # of all its words
    starts_bold: bool


class Area(NamedTuple):
    """A rectangle that is read as one thing: a table or a box. `number` says which."""

    x0: float
    y0: float
    x1: float
    y1: float
    number: int


Placed = Segment | Area

# Words further apart than this share of the type size are parted; what belongs to one line of a
# column is put together again once the columns are known.
SPLIT_GAP = 0.9
# Narrower than this, in points, white space is not a gutter.
MIN_GUTTER = 7.0
# A column narrower than this many type sizes is a column of labels or numbers: it is read in rows.
MIN_COLUMN = 4.5
# Edges of boxes that lie no further apart, in points, are drawn as one.
ALIGNED = 4.0

BULLETS = "•●○◦▪■□▫–—-‣⁃∙·➢➤►▶✓✔❖◆◇*»›\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0a8\uf02d\uf06e\u25e6o"
_BULLET = re.compile(rf"^[{re.escape(BULLETS)}]$|^[\ue000-\uf8ff]$")
_NUMBER_LABEL = re.compile(
    r"^(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2}){0,3}\.?|[A-Z][.)])$"
)


def is_bullet(text: str) -> bool:
    """Whether a word is nothing but the mark of a list item."""
    return bool(_BULLET.match(text))


def is_label(text: str) -> bool:
    """Whether a word can be the number or mark before a heading or a list item."""
    return bool(_BULLET.match(text) or _NUMBER_LABEL.match(text))


def make_segment(words: Sequence[Word]) -> Segment:
    """A segment around words of one line, given from left to right."""
    return Segment(
        words[0].x0,
        min(w.y0 for w in words),
        max(w.x1 for w in words),
        max(w.y1 for w in words),
        tuple(words),
    )


def split_at(segment: Segment, cuts: Sequence[float]) -> list[Segment]:
    """The segment parted at x positions; a word belongs where its middle is."""
    if not any(segment.x0 < cut < segment.x1 for cut in cuts):
        return [segment]
    groups: dict[int, list[Word]] = {}
    for word in segment.words:
        middle = (word.x0 + word.x1) / 2
        groups.setdefault(sum(cut <= middle for cut in cuts), []).append(word)
    return [make_segment(words) for _, words in sorted(groups.items())]


def join_scattered(segments: list[Segment]) -> list[Segment]:
    """Segments of a page on which every word is drawn by itself, in no order, as runs of words."""
    if sum(len(s.words) == 1 for s in segments) < 0.6 * len(segments) or len(segments) < 12:
        return segments
    open_runs: dict[int, list[list[Word]]] = {}
    runs: list[list[Word]] = []
    for segment in sorted(segments, key=lambda s: s.x0):
        first = segment.words[0]
        level = round(first.y0 / 2)
        for near in (level, level - 1, level + 1):
            run = next((r for r in open_runs.get(near, ()) if _follows(r[-1], first)), None)
            if run is not None:
                run.extend(segment.words)
                break
        else:
            run = list(segment.words)
            runs.append(run)
            open_runs.setdefault(level, []).append(run)
    return [make_segment(run) for run in runs]


def _follows(last: Word, word: Word) -> bool:
    """Whether a word stands in the line of another, a space away."""
    gap = word.x0 - last.x1
    return (
        -0.3 * word.size < gap <= SPLIT_GAP * word.size
        and abs(last.y0 - word.y0) < 0.2 * word.size
        and abs(last.size - word.size) < 0.1 * word.size
    )


def join_labels(segments: Sequence[Segment]) -> list[Segment]:
    """Put a bullet or number that stands by itself before the words beside it."""
    labels = [s for s in segments if len(s.words) == 1 and is_label(s.words[0].text)]
    if not labels:
        return list(segments)
    rest = [s for s in segments if not (len(s.words) == 1 and is_label(s.words[0].text))]
    for label in labels:
        size = label.words[0].size
        best: int | None = None
        for index, other in enumerate(rest):
            gap = other.x0 - label.x1
            is_beside = -1 <= gap <= 3.2 * max(size, other.words[0].size) and _same_line(label, other)
            if is_beside and (best is None or gap < rest[best].x0 - label.x1):
                best = index
        if best is None:
            rest.append(label)
        else:
            rest[best] = make_segment((*label.words, *rest[best].words))
    return rest


def _same_line(a: Segment | Row, b: Segment | Row) -> bool:
    """Whether two pieces stand on one line: they overlap by more than half of the lower one's height."""
    overlap = min(a.y1, b.y1) - max(a.y0, b.y0)
    return overlap > 0.5 * min(a.y1 - a.y0, b.y1 - b.y0)


def _merge_intervals(
    intervals: Iterable[tuple[float, float]], slack: float = 0.0
) -> list[tuple[float, float]]:
    """Sorted intervals with those that touch made one."""
    merged: list[tuple[float, float]] = []
    for low, high in sorted(intervals):
        if merged and low <= merged[-1][1] + slack:
            if high > merged[-1][1]:
                merged[-1] = (merged[-1][0], high)
        else:
            merged.append((low, high))
    return merged


class _Band:
    """Pieces of a region that no horizontal white line parts, or several such bands together."""

    __slots__ = ("_gutters", "pieces", "spans")

    def __init__(self, pieces: list[Placed], spans: list[tuple[float, float]]) -> None:
        self.pieces = pieces
        self.spans = spans  # the x intervals that are covered, merged
        self._gutters: list[tuple[float, float]] | None = None

    def gutters(self) -> list[tuple[float, float]]:
        """The white intervals between what is covered."""
        if self._gutters is None:
            self._gutters = [
                (a[1], b[0]) for a, b in itertools.pairwise(self.spans) if b[0] - a[1] >= MIN_GUTTER
            ]
        return self._gutters

    def is_row_of_boxes(self) -> bool:
        """Whether boxes of one height stand side by side, as cards do: they are read along the row."""
        boxes = [piece for piece in self.pieces if isinstance(piece, Area)]
        return (
            len(boxes) == len(self.pieces) > 1
            and max(b.y1 for b in boxes) - min(b.y1 for b in boxes) < ALIGNED
            and max(b.y0 for b in boxes) - min(b.y0 for b in boxes) < ALIGNED
        )


def order_regions(pieces: Sequence[Placed], depth: int = 0) -> list[list[Placed]]:
    """Columns in reading order, each with its pieces from the top down.

    A region is cut into stacks of lines that share a gutter. A line that runs across the gutter (a
    heading over both columns) ends the stack; each stack is then cut at its gutters, and so on.
    """
    if len(pieces) <= 1 or depth > 12:
        return [_top_down(pieces)] if pieces else []
    stacks = _stack_bands(_find_bands(pieces))
    regions: list[list[Placed]] = []
    loose: list[Placed] = []
    for stack in stacks:
        cuts = _column_cuts(stack)
        if not cuts:
            loose.extend(stack.pieces)
            continue
        if loose:
            regions.append(_top_down(loose))
            loose = []
        for column in _draw_in_boxes(_part(stack.pieces, cuts)):
            regions.extend(order_regions(column, depth + 1))
    if loose:
        regions.append(_top_down(loose))
    return regions


def _draw_in_boxes(columns: list[list[Placed]]) -> list[list[Placed]]:
    """Columns of nothing but boxes drawn into the text beside them, each where its top stands.

    So a side bar comes under the heading beside which it begins, and not under the last one of its page.
    """
    are_boxes = [all(isinstance(p, Area) and p.number < 0 for p in column) for column in columns]
    texts = [column for column, is_boxes in zip(columns, are_boxes, strict=True) if not is_boxes]
    if len(texts) == len(columns) or not texts:
        return columns
    parts: list[list[Placed]] = []
    # Boxes before the first column of text, and those after each.
    waiting: list[Placed] = []
    beside: list[list[Placed]] = []
    for column, is_boxes in zip(columns, are_boxes, strict=True):
        if not is_boxes:
            beside.append(waiting)
            waiting = []
        elif beside:
            beside[-1] = [*beside[-1], *column]
        else:
            waiting = [*waiting, *column]
    top = max(max(piece.y1 for piece in column) for column in texts)
    if len(texts) > 1:
        # What is level with the head of several columns belongs to none of them.
        parts += [[box] for boxes in beside for box in _top_down(boxes) if box.y1 > top - 2]
        beside = [[box for box in boxes if box.y1 <= top - 2] for boxes in beside]
    for column, boxes in zip(texts, beside, strict=True):
        rest = _top_down(column)
        for box in _top_down(boxes):
            at = _place_beside(box, rest)
            parts += [rest[:at], [box]] if at else [[box]]
            rest = rest[at:]
        parts += [rest] if rest else []
    return parts


def _place_beside(box: Placed, column: Sequence[Placed]) -> int:
    """How many pieces of a column come before a box beside it: those above it, and a title level with it."""
    sizes = sorted(piece.words[0].size for piece in column if isinstance(piece, Segment))
    usual = sizes[len(sizes) // 2] if sizes else 10.0
    at = 0
    while at < len(column) and (column[at].y0 > box.y1 - 0.5 * usual or _stands_left(column[at], box)):
        at += 1
    while at < len(column) and column[at].y1 > box.y1 - 3 * usual and _is_title(column[at], usual):
        at += 1
    return at


def _stands_left(piece: Placed, box: Placed) -> bool:
    """Whether a piece is a box itself, to the left of another and level with it."""
    return isinstance(piece, Area) and piece.x0 < box.x0 and piece.y1 > box.y1 - ALIGNED


def _is_title(piece: Placed, usual: float) -> bool:
    """Whether a line may be a heading among lines of the usual size."""
    return isinstance(piece, Segment) and (
        piece.words[0].size >= 1.12 * usual or all(word.bold for word in piece.words)
    )


def _top_down(pieces: Sequence[Placed]) -> list[Placed]:
    return sorted(pieces, key=lambda piece: (-(piece.y0 + piece.y1), piece.x0))


def _core(piece: Placed) -> tuple[float, float]:
    """The middle of a piece's height: fonts' heights overlap from line to line, their middles do not."""
    if isinstance(piece, Area):
        return piece.y0, piece.y1
    quarter = (piece.y1 - piece.y0) * 0.3
    return piece.y0 + quarter, piece.y1 - quarter


def _find_bands(pieces: Sequence[Placed]) -> list[_Band]:
    """The bands of a region from the top down."""
    placed = sorted(((*_core(piece), piece) for piece in pieces), key=lambda entry: -entry[1])
    bands: list[_Band] = []
    current: list[Placed] = []
    floor = 0.0
    for low, high, piece in placed:
        if current and high <= floor:
            bands.append(_Band(current, _merge_intervals((p.x0, p.x1) for p in current)))
            current = []
        floor = low if not current else min(floor, low)
        current.append(piece)
    bands.append(_Band(current, _merge_intervals((p.x0, p.x1) for p in current)))
    return bands


def _stack_bands(bands: Sequence[_Band]) -> list[_Band]:
    """Neighbouring bands put together as long as they share a gutter, or have none."""
    stacks = [bands[0]]
    last = bands[0]
    for number, band in enumerate(bands[1:], start=1):
        stack = stacks[-1]
        joined = _Band(stack.pieces + band.pieces, _merge_intervals(stack.spans + band.spans))
        before, after = stack.gutters(), joined.gutters()
        is_next_row, last = band.is_row_of_boxes() and last.is_row_of_boxes(), band
        if is_next_row:
            stacks.append(band)
            continue
        own = band.gutters()
        if before:
            fits = bool(after) and not _is_title_over(band, stack)
        elif own:
            # Lines on one side alone may stand above the columns of which they are the first.
            fits = bool(after) and not _is_title_over(stack, band)
        else:
            # Neither has a gutter of its own, but side by side they may make one: the first line of
            # the right column often stands a little higher than that of the left.
            fits = not (_is_title_over(band, stack) or _is_title_over(stack, band)) if after else True
            if not after and number + 1 < len(bands):
                # A line that stands beside the next one opens the columns under what spans them.
                beyond = bands[number + 1]
                pair = _Band(band.pieces + beyond.pieces, _merge_intervals(band.spans + beyond.spans))
                fits = not pair.gutters() or _is_title_over(band, beyond)
        if fits:
            stacks[-1] = joined
        else:
            stacks.append(band)
    return stacks


def _is_title_over(title: _Band, columns: _Band) -> bool:
    """Whether a band is one line set much larger than the columns beside which it stands."""
    if len(title.spans) != 1:
        return False
    sizes = [piece.words[0].size for piece in columns.pieces if isinstance(piece, Segment)]
    own = [piece.words[0].size for piece in title.pieces if isinstance(piece, Segment)]
    if not sizes or not own or len(own) != len(title.pieces):
        return False
    return min(own) >= 1.45 * sorted(sizes)[len(sizes) // 2]


def _column_cuts(stack: _Band) -> list[float]:
    """The x positions at which a stack parts into columns; none where its lines are rows."""
    cuts: list[float] = []
    left = stack.spans[0][0]
    for low, high in stack.gutters():
        middle = (low + high) / 2
        here = [p for p in stack.pieces if left <= p.x0 < middle]
        beyond = [p for p in stack.pieces if p.x0 >= middle]
        if _is_column(here) and _is_column(beyond):
            cuts.append(middle)
            left = middle
    return cuts if cuts and not _reads_in_rows(stack, cuts) else []


def _is_column(pieces: Sequence[Placed]) -> bool:
    """Whether pieces can be a column: an area, or lines that are wide enough to hold running text."""
    if any(isinstance(piece, Area) for piece in pieces):
        return True
    segments = [piece for piece in pieces if isinstance(piece, Segment)]
    if not segments:
        return False
    width = max(s.x1 for s in segments) - min(s.x0 for s in segments)
    size = segments[0].words[0].size or 10.0
    if width < MIN_COLUMN * size:
        return False
    height = max(s.y1 for s in segments) - min(s.y0 for s in segments)
    return len(segments) >= 2 and height >= 1.8 * size


FIGURE = re.compile(r"^[£$€~<>+−–-]?\d[\d,.:%/]*[a-z%]{0,3}$|^[–—-]$|^n/?a$", re.IGNORECASE)


def _reads_in_rows(stack: _Band, cuts: Sequence[float]) -> bool:
    """Whether columns that line up are a table without rules: short cells, beside them figures."""
    columns = _part(stack.pieces, cuts)
    if any(isinstance(piece, Area) for piece in stack.pieces) or len(columns[0]) < 3:
        return False
    for column in columns[1:]:
        segments = [piece for piece in column if isinstance(piece, Segment)]
        figures = sum(bool(FIGURE.match(s.words[0].text)) and len(s.words) <= 4 for s in segments)
        if figures < 0.7 * len(segments):
            return False
    return True


def _part(pieces: Sequence[Placed], cuts: Sequence[float]) -> list[list[Placed]]:
    """Pieces by the columns that the cuts make, left to right; empty columns left out."""
    columns: list[list[Placed]] = [[] for _ in range(len(cuts) + 1)]
    for piece in pieces:
        columns[sum(cut <= (piece.x0 + piece.x1) / 2 for cut in cuts)].append(piece)
    return [column for column in columns if column]


def make_rows(segments: Sequence[Segment]) -> list[Row]:
    """The lines of one column from the top down, each put together from left to right."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: -(s.y0 + s.y1)):
        if rows and _same_line(rows[-1][0], segment) and not _stands_on(rows[-1], segment):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [_make_row(row) for row in rows]


def _stands_on(row: Sequence[Segment], segment: Segment) -> bool:
    """Whether a segment overlaps the row's own words: then it is a line drawn close, not a neighbour."""
    return any(min(s.x1, segment.x1) - max(s.x0, segment.x0) > 0.5 * segment.words[0].size for s in row)


def _make_row(segments: Sequence[Segment]) -> Row:
    """One line from its segments."""
    if len(segments) == 1:
        words: tuple[Word, ...] = segments[0].words
    else:
        words = tuple(word for s in sorted(segments, key=lambda s: s.x0) for word in s.words)
    first = words[0]
    bold = starts_bold = first.bold
    if bold:
        bold = all(word.bold or len(word.text) == 1 for word in words)
    if len(words) > 1 and is_label(first.text):
        starts_bold = words[1].bold
    x0, y0, x1, y1, _ = segments[0]
    for segment in segments[1:]:
        x0, y0 = min(x0, segment.x0), min(y0, segment.y0)
        x1, y1 = max(x1, segment.x1), max(y1, segment.y1)
    return Row(x0, y0, x1, y1, words, _join_words(words), _common_size(words), bold, starts_bold)


def _common_size(words: Sequence[Word]) -> float:
    """The type size of most characters."""
    sizes = {word.size for word in words}
    if len(sizes) == 1:
        return words[0].size
    letters = dict.fromkeys(sizes, 0)
    for word in words:
        letters[word.size] += len(word.text)
    return max(letters, key=lambda size: (letters[size], size))


# Closer than this share of the type size, two words are one: letters pulled apart for looks.
TIGHT_GAP = 0.11


def _join_words(words: Sequence[Word]) -> str:
    """The words of a line with a space between them, but none where there is no gap."""
    if len(words) == 1:
        return words[0].text
    if len(words) >= 4:
        singles = sum([len(word.text) == 1 for word in words])
        if singles >= 4 and singles * 2 > len(words):
            return _join_spaced(words)
    text = words[0].text
    left, _, right, *_ = words[0]
    for x0, _, x1, _, part, size, _ in words[1:]:
        text += " " + part if x0 - right >= TIGHT_GAP * size or x0 < left else part
        left, right = x0, x1
    return text


def _join_spaced(words: Sequence[Word]) -> str:
    """A line whose letters are spaced apart: gaps well above the common one part words."""
    gaps = sorted(b.x0 - a.x1 for a, b in itertools.pairwise(words))
    common = gaps[len(gaps) // 3]
    limit = max(common * 1.6, common + 0.15 * words[0].size)
    if common > 0.6 * words[0].size or all(len(w.text) == 1 and w.text.isdigit() for w in words):
        limit = -1e9  # figures or letters in a row of their own
    text = words[0].text
    for a, b in itertools.pairwise(words):
        text += (" " if b.x0 - a.x1 > limit else "") + b.text
    return text
