"""Intervals for a sample without replacement from a known number of systems."""

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


@pytest.mark.parametrize("population", [5, 36, 42])
def test_the_bounds_are_those_that_scipy_s_tails_do_not_rule_out(population: int) -> None:
    for sample in range(1, population + 1, 3):
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


def test_the_interval_covers_the_truth_in_at_least_95_of_100_samples() -> None:
    population, sample = 42, 31
    for total in range(population + 1):
        covered = sum(
            hypergeom.pmf(count, population, total, sample)
            for count in range(sample + 1)
            if hypergeom.pmf(count, population, total, sample) > 0
            and (interval := population_interval(count, sample, population)).low - 1e-9
            <= 100 * total / population
            <= interval.high + 1e-9
        )
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
