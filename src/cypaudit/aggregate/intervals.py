"""Intervals for a share counted in a sample that is drawn, without replacement, from few systems."""

from __future__ import annotations

from functools import lru_cache
from math import comb

from cypaudit.model.finding import Interval

ALPHA = 0.05  # what both tails together leave out: intervals are 95%


@lru_cache(maxsize=4096)
def population_interval(count: int, sample: int, population: int) -> Interval:
    """The exact 95% interval, in percent, for the share of a population of which a sample was seen.

    `count` of the `sample` have a property; the sample was drawn from `population` without
    replacement. A number K of the whole population is in the interval when neither tail rules it
    out: P(X <= count | K) > 2.5% and P(X >= count | K) > 2.5%, with X hypergeometric. The ends are
    the smallest and the largest such K over the population. This is Clopper and Pearson's
    construction on the finite population: it covers at least 95%, mostly more, and shrinks to
    the point when everyone was seen.
    """
    if not 0 <= count <= sample <= population or sample == 0:
        raise ValueError(f"no interval for {count} of {sample} out of {population}")
    # Each K below `count` or above what the unseen could add is impossible, so it need not be tried.
    possible = range(count, population - (sample - count) + 1)
    tail = ALPHA / 2
    kept = [
        total
        for total in possible
        if _at_most(count, sample, total, population) > tail
        and _at_least(count, sample, total, population) > tail
    ]
    return Interval(100 * kept[0] / population, 100 * kept[-1] / population)


def _at_most(count: int, sample: int, total: int, population: int) -> float:
    """P(X <= count) when `total` of the population have the property."""
    ways = sum(comb(total, x) * comb(population - total, sample - x) for x in range(count + 1))
    return ways / comb(population, sample)


def _at_least(count: int, sample: int, total: int, population: int) -> float:
    """P(X >= count) when `total` of the population have the property."""
    ways = sum(comb(total, x) * comb(population - total, sample - x) for x in range(count, sample + 1))
    return ways / comb(population, sample)
