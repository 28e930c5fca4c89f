"""Tables with few rules or none: a row of column headings, bold or between two rules, and cells that keep to
their columns.

They are told from columns of running text by their rows: cells begin together, and do not begin in the
midst of a sentence.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cypaudit.ingest.geometry import FIGURE, Segment
from cypaudit.ingest.tables import RULE, Drawn, Grid

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
    """The tables under bold column headings, among pieces of a page that stand in no other table."""
    levels = [round(s.y0) for s in segments if s.words[0].bold and s.words[-1].bold]
    if len(set(levels)) == len(levels):
        return []  # no two stand on one line
    return _find_tables(_make_lines(segments), lambda line: [_Head(run) for run in _bold_runs(line)])


def find_three_ruled(segments: Sequence[Segment], drawn: Sequence[Drawn]) -> list[Unruled]:
    """The tables with a rule above and below their column headings, and one at their end."""
    bands = _find_head_bands(drawn)
    if not bands:
        return []
    return _find_tables(_make_lines(segments), lambda line: [_within(line, band) for band in bands])


class _Head(NamedTuple):
    """What may be column headings."""

    pieces: Sequence[Segment]
    floor: float = float("-inf")  # where their table ends at the latest
    least: int = 3  # rows of a table of two columns


def _find_tables(
    lines: Sequence[Sequence[Segment]], find_heads: Callable[[Sequence[Segment]], Sequence[_Head]]
) -> list[Unruled]:
    tables: list[Unruled] = []
    last = -1
    for at, line in enumerate(lines):
        if at <= last:
            continue
        for head in find_heads(line):
            table = _read_table(head, lines, at) if len(head.pieces) >= 2 else None
            if table is not None:
                tables.append(table)
                low = table.grid.y0
                last = max(n for n, other in enumerate(lines) if other[0].y1 > low)
                break
    return tables


# So many rules are those of cells.
MAX_RULES = 40
# Points: two rules that are no further apart may hold column headings between them.
HEAD_HEIGHT = 45.0


class _Band(NamedTuple):
    """The strip between two neighbouring rules of one width, and the rule below at which a table ends."""

    x0: float
    y0: float
    x1: float
    y1: float
    floor: float


def _find_head_bands(drawn: Sequence[Drawn]) -> list[_Band]:
    """Where the column headings of tables with three rules may stand."""
    rules = _join_rules(drawn)
    bands = []
    for upper, lower in itertools.pairwise(rules):
        if not (_is_same_width(upper, lower) and 8 < upper.y0 - lower.y1 < HEAD_HEIGHT):
            continue
        floors = [rule.y1 for rule in rules if _is_same_width(rule, lower) and rule.y1 < lower.y0 - 8]
        band = _Band(lower.x0, lower.y0, upper.x1, upper.y1, max(floors, default=0.0))
        # More rules part the rows, and upright ones the columns: these are tables drawn cell by cell.
        has_more = any(0 < band.floor - floor < 2 * HEAD_HEIGHT for floor in floors)
        if floors and not has_more and not any(_stands_in(d, band) for d in drawn):
            bands.append(band)
    return bands


def _stands_in(d: Drawn, band: _Band) -> bool:
    """Whether an upright rule stands in a strip."""
    return (
        d.x1 - d.x0 <= RULE < d.y1 - d.y0
        and band.x0 - NEAR < d.x0 < band.x1 + NEAR
        and d.y1 > band.y0 + 4 > d.y0
    )


def _join_rules(drawn: Sequence[Drawn]) -> list[Drawn]:
    """The horizontal rules from the top down; those drawn cell by cell are one."""
    rules: list[Drawn] = []
    level = [d for d in drawn if d.y1 - d.y0 <= RULE and d.x1 - d.x0 > 20]
    if not 3 <= len(level) <= MAX_RULES:
        return []
    for rule in sorted(level, key=lambda d: (-round(d.y1), d.x0)):
        last = rules[-1] if rules else None
        if last and abs(last.y0 - rule.y0) < 1 and rule.x0 - last.x1 < NEAR:
            rules[-1] = last._replace(x1=max(last.x1, rule.x1))
        else:
            rules.append(rule)
    return [rule for rule in rules if rule.x1 - rule.x0 > 100]


def _is_same_width(rule: Drawn, other: Drawn) -> bool:
    return abs(rule.x0 - other.x0) < NEAR and abs(rule.x1 - other.x1) < NEAR


def _within(line: Sequence[Segment], band: _Band) -> _Head:
    """The pieces of a line that stand in a strip."""
    pieces = [
        s
        for s in line
        if band.x0 - NEAR <= s.x0
        and s.x1 <= band.x1 + NEAR
        and band.y0 - 1 <= (s.y0 + s.y1) / 2 <= band.y1 + 1
    ]
    return _Head(pieces, band.floor, least=2)


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


def _read_table(heading: _Head, lines: Sequence[Sequence[Segment]], at: int) -> Unruled | None:
    """The table under column headings on one of the lines, None where there is none."""
    head = heading.pieces
    found = [_Line(head[0].y0, head[0].y1, {n: [s] for n, s in enumerate(head)})]
    heads = 1
    size = 0.0
    for line in lines[at + 1 :]:
        if line[0].y1 < heading.floor:
            break
        cells = _place(line, head)
        if cells is None:
            break
        if not cells:
            continue  # a line of another part of the page
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
    if len(rows) < 2 or not _are_cells(rows, len(head), least=heading.least):
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
        column = next((n for n in range(len(head)) if _keeps_to(segment, head, n)), None)
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


def _keeps_to(segment: Segment, heads: Sequence[Segment], column: int) -> bool:
    """Whether a piece has the left edge, the right edge or the middle of a column heading."""
    head = heads[column]
    if abs(segment.x0 - head.x0) < NEAR or _keeps_right(segment, head):
        return True
    is_free = (column == 0 or segment.x0 > heads[column - 1].x1) and (
        column + 1 == len(heads) or segment.x1 < heads[column + 1].x0
    )
    return is_free and abs(segment.x0 + segment.x1 - head.x0 - head.x1) < 2 * NEAR


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


def _are_cells(rows: Sequence[Sequence[_Line]], columns: int, *, least: int) -> bool:
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
    return short >= (2 if columns > 2 else 1) and (columns > 2 or len(rows) >= least)


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
