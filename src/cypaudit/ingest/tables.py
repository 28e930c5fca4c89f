"""Tables and boxes from what is drawn on a page: rules, borders, shaded rectangles."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from cypaudit.ingest.geometry import Row, Segment, make_rows, make_segment, split_at


class Drawn(NamedTuple):
    """A drawn rectangle or rule. `fill` is its colour as 0xRRGGBB, None where it is not filled."""

    x0: float
    y0: float
    x1: float
    y1: float
    fill: int | None


class Grid(NamedTuple):
    """A table as drawn: its edges, top down and left to right."""

    x0: float
    y0: float
    x1: float
    y1: float
    xs: tuple[float, ...]  # edges of the columns
    ys: tuple[float, ...]  # edges of the rows, the highest first
    head_fill: int | None  # shade of the first row
    next_fill: int | None  # shade of the second row


RULE = 2.6  # points: thinner than this, a rectangle is a rule
NEAR = 2.6  # points: closer than this, two edges are one


def _cluster(values: Sequence[float], near: float = NEAR) -> list[tuple[float, int]]:
    """Values that lie close together as (their mean, how many), in rising order."""
    clusters: list[list[float]] = []
    for value in sorted(values):
        if clusters and value - clusters[-1][-1] <= near:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    return [(sum(cluster) / len(cluster), len(cluster)) for cluster in clusters]


def find_grids(drawn: Sequence[Drawn], segments: Sequence[Segment]) -> list[Grid]:
    """The tables whose rules or shaded cells are drawn."""
    grids = []
    for group in _stack_groups(_touching_groups(drawn)):
        grid = _make_grid(group, segments)
        if grid is not None:
            grids.append(grid)
    return grids


def _touching_groups(drawn: Sequence[Drawn]) -> list[list[Drawn]]:
    """Drawn rectangles that touch one another, directly or through others."""
    boxes: list[list[float]] = []
    members: list[list[Drawn]] = []
    for item in sorted(drawn, key=lambda d: (-d.y1, d.x0)):
        hits = [
            index
            for index, (x0, y0, x1, y1) in enumerate(boxes)
            if item.x0 <= x1 + NEAR and item.x1 >= x0 - NEAR and item.y0 <= y1 + NEAR and item.y1 >= y0 - NEAR
        ]
        if not hits:
            boxes.append([item.x0, item.y0, item.x1, item.y1])
            members.append([item])
            continue
        first = hits[0]
        members[first].append(item)
        box = boxes[first]
        box[0], box[1] = min(box[0], item.x0), min(box[1], item.y0)
        box[2], box[3] = max(box[2], item.x1), max(box[3], item.y1)
        for index in reversed(hits[1:]):
            other = boxes.pop(index)
            members[first].extend(members.pop(index))
            box[0], box[1] = min(box[0], other[0]), min(box[1], other[1])
            box[2], box[3] = max(box[2], other[2]), max(box[3], other[3])
    return members


# Points: a row between two rules is no higher than this. Six lines of 12 points.
ROW_HEIGHT = 75.0


def _stack_groups(groups: Sequence[Sequence[Drawn]]) -> list[list[Drawn]]:
    """Groups of one width that stand one under the other, made one: rows with a rule between them and
    no sides, or with every second one shaded. Groups of a single rectangle other than a rule are left out."""
    stacks: list[tuple[list[Drawn], float, float, float]] = []  # members, left, right, lowest edge
    for group in sorted(groups, key=lambda group: -max(d.y1 for d in group)):
        x0, x1 = min(d.x0 for d in group), max(d.x1 for d in group)
        y0, y1 = min(d.y0 for d in group), max(d.y1 for d in group)
        for number, (members, left, right, low) in enumerate(stacks):
            if abs(left - x0) > 3 or abs(right - x1) > 3 or not -3 <= low - y1 <= ROW_HEIGHT:
                continue
            if _share_columns(members, group, x0, x1):
                stacks[number] = ([*members, *group], left, right, min(low, y0))
                break
        else:
            stacks.append((list(group), x0, x1, y0))
    return [members for members, *_ in stacks if len(members) > 1]


def _share_columns(upper: Sequence[Drawn], lower: Sequence[Drawn], x0: float, x1: float) -> bool:
    """Whether two groups have the same columns; a rule from side to side fits any."""
    above, below = _inner_edges(upper, x0, x1), _inner_edges(lower, x0, x1)
    if not above and not below:
        return all(d.y1 - d.y0 <= RULE for d in (*upper, *lower))
    if not above or not below:
        return all(d.y1 - d.y0 <= RULE for d in (lower if above else upper))
    return any(abs(a - b) <= NEAR for a in above for b in below)


def _inner_edges(group: Sequence[Drawn], x0: float, x1: float) -> list[float]:
    """Where rectangles begin or end between the sides of their group."""
    edges = {x for d in group for x in (d.x0, d.x1) if x0 + 8 < x < x1 - 8}
    return sorted(edges)


def _make_grid(group: Sequence[Drawn], segments: Sequence[Segment]) -> Grid | None:
    """The grid that touching rectangles make, None where they make none."""
    x0, x1 = min(d.x0 for d in group), max(d.x1 for d in group)
    y0, y1 = min(d.y0 for d in group), max(d.y1 for d in group)
    width, height = x1 - x0, y1 - y0
    if width < 40 or height < 14:
        return None
    horizontal: list[tuple[float, float]] = []  # y and length of each horizontal edge
    vertical: list[tuple[float, float]] = []
    ends: list[float] = []
    for d in group:
        w, h = d.x1 - d.x0, d.y1 - d.y0
        if h <= RULE:
            horizontal.append(((d.y0 + d.y1) / 2, w))
            ends += (d.x0, d.x1)
        elif w <= RULE:
            vertical.append(((d.x0 + d.x1) / 2, h))
        else:
            horizontal += ((d.y0, w), (d.y1, w))
            vertical += ((d.x0, h), (d.x1, h))
    ys = _long_edges(horizontal, 0.5 * width)
    xs = _long_edges(vertical, 0.35 * height)
    if len(ys) < 3 and len(xs) < 3:
        return None
    inside = [s for s in segments if x0 - 2 <= (s.x0 + s.x1) / 2 <= x1 + 2 and y0 <= (s.y0 + s.y1) / 2 <= y1]
    if len(inside) < 3:
        return None
    if len(xs) <= 2:
        steps = [x for x, count in _cluster(ends) if count >= 4]
        xs = steps if len(steps) > 2 else _gaps_between(inside, x0, x1)
    if not xs or xs[0] > x0 + NEAR:
        xs = [x0, *xs]
    if xs[-1] < x1 - NEAR:
        xs.append(x1)
    if not ys or ys[0] > y0 + NEAR:
        ys = [y0, *ys]
    if ys[-1] < y1 - NEAR:
        ys.append(y1)
    ys = _drop_empty_rows(sorted(ys, reverse=True), inside)
    if len(xs) < 3 or len(ys) < 3:
        return None
    first, *others = (_shade_at(group, x0, x1, (a + b) / 2) for a, b in itertools.pairwise(ys))
    # Where every second row is shaded, the first is not set apart.
    head = others[0] if first in others else first
    return Grid(x0, y0, x1, y1, tuple(xs), tuple(ys), head, others[0])


def _long_edges(edges: Sequence[tuple[float, float]], least: float) -> list[float]:
    """Where edges together are at least so long; edges drawn twice count twice, which does no harm."""
    clusters: list[tuple[list[float], float]] = []
    for place, length in sorted(edges):
        if clusters and place - clusters[-1][0][-1] <= NEAR:
            clusters[-1][0].append(place)
            clusters[-1] = (clusters[-1][0], clusters[-1][1] + length)
        else:
            clusters.append(([place], length))
    return [sum(places) / len(places) for places, total in clusters if total >= least]


def _gaps_between(inside: Sequence[Segment], x0: float, x1: float) -> list[float]:
    """Edges of columns where only rows are ruled: white space that runs through every row."""
    spans: list[tuple[float, float]] = []
    for low, high in sorted((s.x0, s.x1) for s in inside):
        if spans and low <= spans[-1][1] + 3:
            spans[-1] = (spans[-1][0], max(spans[-1][1], high))
        else:
            spans.append((low, high))
    return [x0, *(b[0] - 2.0 for b in spans[1:]), x1]


def _drop_empty_rows(ys: Sequence[float], inside: Sequence[Segment]) -> list[float]:
    """Edges without those between which no text stands: double rules, and the space between them."""
    kept = [ys[0]]
    middles = [(s.y0 + s.y1) / 2 for s in inside]
    for y in ys[1:]:
        if any(y <= middle < kept[-1] for middle in middles):
            kept.append(y)
        elif len(kept) == 1:
            kept[0] = y
    return kept


def _shade_at(group: Sequence[Drawn], x0: float, x1: float, y: float) -> int | None:
    """The shade that lies behind most of a row."""
    covered: dict[int, float] = {}
    for d in group:
        if d.fill is not None and d.y0 < y < d.y1 and d.x1 - d.x0 > RULE:
            covered[d.fill] = covered.get(d.fill, 0.0) + d.x1 - d.x0
    wide = {fill: width for fill, width in covered.items() if width > 0.6 * (x1 - x0)}
    return max(wide, key=lambda fill: (wide[fill], fill)) if wide else None


def fill_grid(grid: Grid, segments: Sequence[Segment]) -> list[list[tuple[Row, ...]]]:
    """The rows of a table, each with the lines of its cells. Rows without text are left out."""
    edges = grid.xs[1:-1]
    table: list[list[list[Segment]]] = [
        [[] for _ in range(len(grid.xs) - 1)] for _ in range(len(grid.ys) - 1)
    ]
    by_row: list[list[Segment]] = [[] for _ in range(len(grid.ys) - 1)]
    for segment in segments:
        middle = (segment.y0 + segment.y1) / 2
        row = sum(y > middle for y in grid.ys[1:-1])
        by_row[row].append(segment)
    for row, members in enumerate(by_row):
        spans = any(
            word.x0 < edge - 3 and word.x1 > edge + 3 for s in members for word in s.words for edge in edges
        )
        for segment in members:
            if spans:
                table[row][0].append(segment)
                continue
            for piece in split_at(segment, edges):
                middle = (piece.words[0].x0 + piece.words[0].x1) / 2
                table[row][sum(edge <= middle for edge in edges)].append(piece)
    return [[tuple(make_rows(cell)) for cell in cells] for cells in table if any(cells)]


class Panel(NamedTuple):
    """A drawn or shaded box with text in it."""

    x0: float
    y0: float
    x1: float
    y1: float
    is_filled: bool


def find_panels(
    drawn: Sequence[Drawn], segments: Sequence[Segment], *, page_width: float, page_height: float
) -> list[Panel]:
    """Boxes around text, the smallest first; backgrounds of the page or of a heading line are none."""
    panels: list[Panel] = []
    for d in sorted(drawn, key=lambda d: (d.x1 - d.x0) * (d.y1 - d.y0)):
        w, h = d.x1 - d.x0, d.y1 - d.y0
        if w < 60 or h < 22 or w * h > 0.55 * page_width * page_height:
            continue
        if any(_covers(panel, d) for panel in panels):
            continue
        inside = [
            s for s in segments if d.x0 - 1 <= s.x0 and s.x1 <= d.x1 + 1 and d.y0 <= (s.y0 + s.y1) / 2 <= d.y1
        ]
        crossing = any(
            s.x0 < d.x0 - 2 < s.x1 or s.x0 < d.x1 + 2 < s.x1
            for s in segments
            if d.y0 <= (s.y0 + s.y1) / 2 <= d.y1
        )
        if inside and not crossing:
            panels.append(Panel(d.x0, d.y0, d.x1, d.y1, d.fill is not None))
    return panels


def _covers(panel: Panel, d: Drawn) -> bool:
    """Whether a panel is the same rectangle as one already found."""
    return (
        abs(panel.x0 - d.x0) < 6
        and abs(panel.x1 - d.x1) < 6
        and abs(panel.y0 - d.y0) < 6
        and abs(panel.y1 - d.y1) < 6
    )


__all__ = ["Drawn", "Grid", "Panel", "fill_grid", "find_grids", "find_panels", "make_segment"]
