"""Tests on pairs, exact, for some tens of pairs: a few sums each, so that no library is loaded for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import comb, sqrt

from cypaudit.model.finding import Interval

_Z = 1.959964  # the 97.5% point of the normal distribution


def mcnemar_exact(only_first: int, only_second: int) -> float:
    """The two-sided p-value that the pairs which differ fall to either side by chance alone.

    McNemar's test (1947) in its exact form, a sign test: the binomial with one half. 1.0 where no pair
    differs.
    """
    n, fewer = only_first + only_second, min(only_first, only_second)
    return min(1.0, 2 * sum(comb(n, k) for k in range(fewer + 1)) / 2.0**n)


def wilcoxon_exact(differences: Sequence[int]) -> float:
    """The two-sided p-value that differences lie about 0 by chance alone: Wilcoxon's signed rank test (1945).

    Differences of 0 are left out, equal ones share the middle of their ranks, and every way to give out
    the signs counts alike, so that the p-value is exact with ties too (Pratt and Gibbons 1981).
    """
    moved = [difference for difference in differences if difference]
    doubled = _doubled_ranks([abs(difference) for difference in moved])
    seen = sum(rank for rank, difference in zip(doubled, moved, strict=True) if difference > 0)
    ways = Counter({0: 1})  # sum of the doubled ranks with a plus -> in how many ways it comes about
    for rank in doubled:
        more = Counter({total + rank: count for total, count in ways.items()})
        ways.update(more)
    at_most = sum(count for total, count in ways.items() if total <= seen)
    at_least = sum(count for total, count in ways.items() if total >= seen)
    return min(1.0, 2 * min(at_most, at_least) / 2.0 ** len(moved))


def _doubled_ranks(sizes: Sequence[int]) -> list[int]:
    """Twice the rank of each size from 1, ties sharing the middle: whole numbers, unlike the ranks."""
    ranks, below = {}, 0
    for size, count in sorted(Counter(sizes).items()):
        ranks[size] = 2 * below + count + 1
        below += count
    return [ranks[size] for size in sizes]


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """P-values adjusted for being many (Holm 1979): the chance of any false alarm stays as told."""
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for place, at in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - place) * p_values[at]))
        adjusted[at] = highest
    return tuple(adjusted)


def difference_interval(only_first: int, only_second: int, n: int) -> Interval:
    """The 95% interval, in percentage points, for how many more meet it in the second of n pairs.

    Agresti and Min (2005): a normal interval on the table with half a pair added to each cell.
    """
    difference = (only_second - only_first) / (n + 2)
    spread = sqrt((only_first + only_second + 1) - (only_second - only_first) ** 2 / (n + 2)) / (n + 2)
    low, high = difference - _Z * spread, difference + _Z * spread
    return Interval(100 * max(-1.0, low), 100 * min(1.0, high))


def least_p(n: int) -> float:
    """The smallest p-value that n pairs can give: when all move one way."""
    return min(1.0, 2 / 2.0**n)
