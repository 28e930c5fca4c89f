"""Intervals for a sample without replacement from a known number of systems."""

from math import comb

import pytest
from scipy.stats import hypergeom

from cypaudit.aggregate.intervals import population_interval


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(18, 47.6, 66.7), (2, 4.8, 14.3), (13, 33.3, 52.4), (0, 0.0, 4.8), (31, 95.2, 100.0)],
)
def test_intervals_for_31_of_42_systems(count: int, low: float, high: float) -> None:
    interval = population_interval(count, 31, 42)
    assert (round(interval.low, 1), round(interval.high, 1)) == (low, high)


def chance(count: int, population: int, total: int, sample: int) -> float:
    """P(X = count) in a sample from a population in which `total` have the property."""
    return comb(total, count) * comb(population - total, sample - count) / comb(population, sample)


def test_tails_are_those_of_scipy() -> None:
    population, sample = 36, 25
    for count in range(sample + 1):
        kept = [
            total
            for total in range(population + 1)
            if hypergeom.cdf(count, population, total, sample) > 0.025
            and hypergeom.sf(count - 1, population, total, sample) > 0.025
        ]
        interval = population_interval(count, sample, population)
        assert interval.low == pytest.approx(100 * min(kept) / population)
        assert interval.high == pytest.approx(100 * max(kept) / population)


@pytest.mark.parametrize(("population", "sample"), [(42, 31), (36, 12), (5, 4), (9, 1)])
def test_the_interval_covers_the_truth_in_at_least_95_of_100_samples(population: int, sample: int) -> None:
    for total in range(population + 1):
        covered = 0.0
        for count in range(max(0, sample - (population - total)), min(sample, total) + 1):
            interval = population_interval(count, sample, population)
            if interval.low - 1e-9 <= 100 * total / population <= interval.high + 1e-9:
                covered += chance(count, population, total, sample)
        assert covered >= 0.95


def test_the_interval_is_the_point_when_every_system_was_seen() -> None:
    interval = population_interval(13, 42, 42)
    assert interval.low == interval.high == pytest.approx(100 * 13 / 42)


@pytest.mark.parametrize(
    ("count", "sample", "population"), [(1, 0, 42), (2, 1, 42), (1, 43, 42), (-1, 3, 42)]
)
def test_impossible_counts_are_refused(count: int, sample: int, population: int) -> None:
    with pytest.raises(ValueError, match="no interval"):
        population_interval(count, sample, population)
