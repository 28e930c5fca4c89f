"""Agreement between two raters: shares, weighted kappa, AC1 and AC2, with intervals.

Written here because the packages that offer AC2 pin old versions of large libraries or carry a
licence that this project cannot use. Every figure is reached from the table of levels: row and
column are ranks from 0, in the order of the scale. The sources are Cohen (1968, Psychological
Bulletin 70:213-220) for weighted kappa; Gwet (2008, British Journal of Mathematical and Statistical
Psychology 61:29-48) for AC1 and his Handbook of Inter-Rater Reliability for AC2; Krippendorff's
"Computing Krippendorff's alpha-reliability" (2011) for alpha; Wilson (1927) for a share's interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import sqrt

from cypaudit.model.agreement import Agreement, Coefficient, Share
from cypaudit.model.finding import NO, Interval

Z = 1.959963984540054  # 97.5% quantile of the normal distribution: intervals are 95%

Table = Sequence[Sequence[int]]  # counts; row: first rater's rank, column: second rater's
Weights = Sequence[Sequence[float]]  # 1 on the diagonal, less the further two ranks are apart


def measure_agreement(
    pairs: Iterable[tuple[str, str]], levels: Sequence[str], *, absent: str = NO
) -> Agreement:
    """Set one rater's levels (second of each pair) beside a key's (first).

    `levels` is the scale in order. Pairs with something else than a level of the scale, such as
    `unreadable`, are counted aside. `absent` is the level whose precision and recall are given.
    """
    pairs = list(pairs)
    compared = [pair for pair in pairs if pair[0] in levels and pair[1] in levels]
    table = tabulate(compared, levels)
    ranks = range(len(levels))
    n, position = len(compared), levels.index(absent)
    far = sum(table[row][column] for row in ranks for column in ranks if abs(row - column) >= 2)
    both_absent = table[position][position]
    return Agreement(
        n=n,
        n_aside=len(pairs) - n,
        levels=tuple(levels),
        confusion=table,
        exact=share(sum(table[rank][rank] for rank in ranks), n),
        two_off=share(far, n),
        kappa=coefficient(table, weighted_kappa),
        ac2=coefficient(table, gwet_ac2),
        no_precision=share(both_absent, sum(row[position] for row in table)),
        no_recall=share(both_absent, sum(table[position])),
    )


def tabulate(pairs: Iterable[tuple[str, str]], levels: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Count the pairs: row is the first rater's level, column the second's."""
    counts = [[0] * len(levels) for _ in levels]
    for first, second in pairs:
        counts[levels.index(first)][levels.index(second)] += 1
    return tuple(tuple(row) for row in counts)


def share(count: int, total: int) -> Share:
    """A count out of a total, with Wilson's interval."""
    return Share(count=count, total=total, interval=wilson_interval(count, total))


def wilson_interval(count: int, total: int) -> Interval | None:
    """Wilson's 95% interval of a share, as fractions: honest for small totals, unlike p +- 2 s.e."""
    if total == 0:
        return None
    middle = (count + Z * Z / 2) / (total + Z * Z)
    half = Z / (total + Z * Z) * sqrt(count * (total - count) / total + Z * Z / 4)
    # At the ends the formula gives exactly 0 and 1, which floating point misses by a hair.
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == total else min(1.0, middle + half)
    return Interval(low, high)


def weighted_kappa(table: Table, weights: Weights | None = None) -> float | None:
    """Cohen's weighted kappa, with linear weights unless others are given.

    None where chance alone would agree in full: nothing was rated, or both used one and the same
    level throughout.
    """
    n = sum(map(sum, table))
    if n == 0:
        return None
    weights = weights or linear_weights(len(table))
    rows = [sum(row) / n for row in table]
    columns = [sum(column) / n for column in zip(*table, strict=True)]
    chance = _weigh([[row * column for column in columns] for row in rows], weights)
    return _beyond_chance(_weigh(table, weights) / n, chance)


def gwet_ac2(table: Table, weights: Weights | None = None) -> float | None:
    """Gwet's AC2, with linear weights unless others are given; None where nothing was rated.

    Where nearly all documents stand on one level, kappa falls although raters agree; AC2 does not.
    """
    n, size = sum(map(sum, table)), len(table)
    if n == 0:
        return None
    weights = weights or linear_weights(size)
    used = [
        (sum(row) + sum(column)) / (2 * n)
        for row, column in zip(table, zip(*table, strict=True), strict=True)
    ]
    spread = sum(share_of_level * (1 - share_of_level) for share_of_level in used)
    chance = sum(map(sum, weights)) / (size * (size - 1)) * spread
    return _beyond_chance(_weigh(table, weights) / n, chance)


def gwet_ac1(table: Table) -> float | None:
    """Gwet's AC1: AC2 for levels without an order."""
    return gwet_ac2(table, identity_weights(len(table)))


def krippendorff_alpha(table: Table) -> float | None:
    """Krippendorff's alpha for two raters and ordered levels; None where only one level was used.

    Levels are as far apart as ratings lie between them, which is his metric for ordinal data.
    """
    n = 2 * sum(map(sum, table))
    size = len(table)
    # Each pair of ratings counts in both directions, so the table of coincidences is symmetric.
    coincidences = [
        [table[row][column] + table[column][row] for column in range(size)] for row in range(size)
    ]
    used = [sum(row) for row in coincidences]

    def distance(low: int, high: int) -> float:
        return (sum(used[low : high + 1]) - (used[low] + used[high]) / 2) ** 2

    cells = [(low, high) for low in range(size) for high in range(low + 1, size)]
    expected = sum(used[low] * used[high] * distance(low, high) for low, high in cells)
    if expected == 0:
        return None
    observed = sum(coincidences[low][high] * distance(low, high) for low, high in cells)
    return 1 - (n - 1) * observed / expected


def coefficient(table: Table, statistic: Callable[[Table], float | None]) -> Coefficient:
    """A coefficient with its interval."""
    return Coefficient(
        value=statistic(table), interval=jackknife_interval(table, statistic), n=sum(map(sum, table))
    )


def jackknife_interval(table: Table, statistic: Callable[[Table], float | None]) -> Interval | None:
    """A 95% interval by the delete-one jackknife: the statistic +- z standard errors, kept in -1 to 1.

    The jackknife needs no random numbers, so two runs agree to the last digit. It takes ratings as
    independent; ratings of one document are not quite, so the truth is somewhat wider. None where
    the statistic is not defined with a rating left out, or does not vary: an interval of no width
    would claim certainty for a handful of ratings.
    """
    n, full = sum(map(sum, table)), statistic(table)
    if full is None or n < 3:
        return None
    left_out: list[tuple[int, float]] = []  # how many ratings stand in the cell, statistic without one
    for row, counts in enumerate(table):
        for column, count in enumerate(counts):
            if count:
                value = statistic(_without_one(table, row, column))
                if value is None:
                    return None
                left_out.append((count, value))
    mean = sum(count * value for count, value in left_out) / n
    error = sqrt((n - 1) / n * sum(count * (value - mean) ** 2 for count, value in left_out))
    if error < 1e-12:
        return None
    return Interval(max(-1.0, full - Z * error), min(1.0, full + Z * error))


def linear_weights(size: int) -> Weights:
    """1 for the same level, 0 for the two ends of the scale, even steps between."""
    return [[1 - abs(row - column) / (size - 1) for column in range(size)] for row in range(size)]


def identity_weights(size: int) -> Weights:
    """1 for the same level, 0 for any other."""
    return [[float(row == column) for column in range(size)] for row in range(size)]


def _weigh(table: Sequence[Sequence[float]], weights: Weights) -> float:
    """The sum of a table's cells, each times its weight."""
    return sum(
        cell * weight
        for cells, row in zip(table, weights, strict=True)
        for cell, weight in zip(cells, row, strict=True)
    )


def _beyond_chance(observed: float, chance: float) -> float | None:
    """How much of the agreement that chance leaves open was reached."""
    return None if 1 - chance < 1e-12 else (observed - chance) / (1 - chance)


def _without_one(table: Table, row: int, column: int) -> Table:
    """The table with one rating less in a cell."""
    return [
        [count - (r == row and c == column) for c, count in enumerate(counts)]
        for r, counts in enumerate(table)
    ]
