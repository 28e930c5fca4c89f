"""Tables that nothing is drawn around: a row of bold column headings, and cells that keep to their columns.

They are told from columns of running text by their rows: cells begin together, and do not begin in the
midst of a sentence.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from cypaudit.ingest.geometry import FIGURE, Segment
from cypaudit.ingest.tables import Grid

# Points: edges that lie no further apart are one edge.
NEAR = 3.5
# A cell of more words than this on average is running text.
CELL_WORDS = 9
# More cells of a column than this share that begin in small letters: its lines are running text.
SMALL_SHARE = 0.4


class Unruled(NamedTuple):
    """A table as found: its grid and the pieces in it."""

    grid: Grid
    segments: list[Segment]


class _Line(NamedTuple):
    """The pieces of a table that stand on one line, by their column."""

    y0: float
    y1: float
    cells: dict[int, list[Segment]]


def find_unruled(segments: Sequence[Segment]) -> list[Unruled]:
    """The tables without rules among the pieces of a page, none of which stands in another table."""
    bold = [s for s in segments if s.words[0].bold and s.words[-1].bold]
    if len(bold) < 2:
        return []
    lines = _make_lines(segments)
    tables: list[Unruled] = []
    last = -1
    for at, line in enumerate(lines):
        if at <= last:
            continue
        for head in _bold_runs(line):
            table = _read_table(head, lines, at)
            if table is not None:
                tables.append(table)
                low = table.grid.y0
                last = max(n for n, other in enumerate(lines) if other[0].y1 > low)
                break
    return tables


def _make_lines(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Pieces by the line on which they stand, the highest first, each from left to right."""
    lines: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: -(s.y0 + s.y1)):
        if lines and abs(lines[-1][0].y0 - segment.y0) < 0.25 * segment.words[0].size:
            lines[-1].append(segment)
        else:
            lines.append([segment])
    return [sorted(line, key=lambda s: s.x0) for line in lines]


def _bold_runs(line: Sequence[Segment]) -> list[list[Segment]]:
    """Neighbours on a line that may be column headings: all bold, of one size, two or more."""
    runs: list[list[Segment]] = [[]]
    for segment in line:
        is_head = all(word.bold for word in segment.words) and len(segment.words) <= 8
        if is_head and (not runs[-1] or abs(runs[-1][0].words[0].size - segment.words[0].size) < 0.3):
            runs[-1].append(segment)
        elif runs[-1]:
            runs.append([segment] if is_head else [])
    return [run for run in runs if len(run) >= 2]


def _read_table(head: Sequence[Segment], lines: Sequence[Sequence[Segment]], at: int) -> Unruled | None:
    """The table under a row of column headings, None where there is none."""
    found = [_Line(head[0].y0, head[0].y1, {n: [s] for n, s in enumerate(head)})]
    heads = 1
    size = 0.0
    for line in lines[at + 1 :]:
        cells = _place(line, head)
        if cells is None or not cells:
            break
        pieces = [s for column in cells.values() for s in column]
        own = pieces[0].words[0].size
        if found[-1].y0 - pieces[0].y1 > 2.4 * own or any(abs(s.words[0].size - own) > 0.3 for s in pieces):
            break
        is_bold = all(word.bold for s in pieces for word in s.words)
        if is_bold and len(found) == heads and found[-1].y0 - pieces[0].y1 < 0.6 * own:
            heads += 1  # column headings of two lines
        elif not size:
            size = own
        elif abs(own - size) > 0.3:
            break
        found.append(_Line(pieces[0].y0, pieces[0].y1, cells))
    rows = _part_rows(found[heads:], len(head))
    while rows and not _is_row(rows[-1]):
        rows.pop()  # a line of what follows, which happens to begin where a column does
    if len(rows) < 2 or not _are_cells(rows, len(head)):
        return None
    return _make_table([found[:heads], *rows], len(head))


def _place(line: Sequence[Segment], head: Sequence[Segment]) -> dict[int, list[Segment]] | None:
    """The pieces of a line by the column that they keep to; None where one keeps to none."""
    left, right = head[0].x0 - NEAR, head[-1].x1
    far = head[-1].x0 + max(b.x0 - a.x0 for a, b in itertools.pairwise(head))
    cells: dict[int, list[Segment]] = {}
    for segment in line:
        is_figure = bool(FIGURE.match(segment.words[0].text)) and len(segment.words) <= 3
        if segment.x1 < left or segment.x0 > (far if is_figure else right + NEAR):
            continue  # of another part of the page
        column = next((n for n, h in enumerate(head) if _keeps_to(segment, h)), None)
        if column is None and is_figure:
            # A figure may be set to the right under a heading that is set to the left.
            column = sum(h.x0 <= segment.x0 for h in head) - 1
        if column is None:
            return None
        if (
            column + 1 < len(head)
            and segment.x1 > head[column + 1].x0 - 1
            and not _keeps_right(segment, head[column])
        ):
            return None
        cells.setdefault(column, []).append(segment)
    return cells


def _keeps_to(segment: Segment, head: Segment) -> bool:
    """Whether a piece has the left edge, the right edge or the middle of a column heading."""
    return (
        abs(segment.x0 - head.x0) < NEAR
        or _keeps_right(segment, head)
        or (abs(segment.x0 + segment.x1 - head.x0 - head.x1) < 2 * NEAR and segment.x1 - segment.x0 < 120)
    )


def _keeps_right(segment: Segment, head: Segment) -> bool:
    return abs(segment.x1 - head.x1) < NEAR


def _part_rows(lines: Sequence[_Line], columns: int) -> list[list[_Line]]:
    """Lines as rows: parted by white space where it differs, else where a line fills the outer columns."""
    if not lines:
        return []
    steps = [a.y0 - b.y0 for a, b in itertools.pairwise(lines)]
    least = min(steps, default=0.0)
    by_space = bool(steps) and max(steps) > 1.12 * least
    rows: list[list[_Line]] = [[lines[0]]]
    for step, line in zip(steps, lines[1:], strict=True):
        fills = 0 in line.cells and (columns - 1 in line.cells or len(line.cells) == columns)
        if step > 1.12 * least if by_space else fills:
            rows.append([line])
        else:
            rows[-1].append(line)
    return rows


def _is_row(row: Sequence[_Line]) -> bool:
    """Whether at least two cells begin together."""
    return len(row[0].cells) >= 2


def _are_cells(rows: Sequence[Sequence[_Line]], columns: int) -> bool:
    """Whether rows read as a table's and not as columns of running text."""
    if sum(map(_is_row, rows)) < 0.7 * len(rows):
        return False
    short = 0
    for column in range(columns):
        cells = [[s for line in row for s in line.cells.get(column, ())] for row in rows]
        filled = [cell for cell in cells if cell]
        if not filled:
            continue
        words = sum(len(s.words) for cell in filled for s in cell) / len(filled)
        small = sum(cell[0].words[0].text[0].islower() for cell in filled)
        if small > SMALL_SHARE * len(filled) and words > 3:
            return False
        short += words <= CELL_WORDS
    return short >= (2 if columns > 2 else 1) and (columns > 2 or len(rows) >= 3)


def _make_table(rows: Sequence[Sequence[_Line]], columns: int) -> Unruled | None:
    """The table of these rows; None where its columns overlap."""
    members = [s for row in rows for line in row for column in line.cells.values() for s in column]
    bounds = []
    for column in range(columns):
        own = [s for row in rows for line in row for s in line.cells.get(column, ())]
        bounds.append((min(s.x0 for s in own), max(s.x1 for s in own)))
    if any(a[1] >= b[0] for a, b in itertools.pairwise(bounds)):
        return None
    xs = (bounds[0][0] - 2, *((a[1] + b[0]) / 2 for a, b in itertools.pairwise(bounds)), bounds[-1][1] + 2)
    ys = [rows[0][0].y1 + 1]
    for above, below in itertools.pairwise(rows):
        ys.append((min(line.y0 for line in above) + max(line.y1 for line in below)) / 2)
    ys.append(min(line.y0 for line in rows[-1]) - 1)
    return Unruled(Grid(xs[0], ys[-1], xs[-1], ys[0], xs, tuple(ys), None, None), members)
