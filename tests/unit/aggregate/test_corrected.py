"""Percentages corrected for measured errors: estimate, interval, and when there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import sqrt
from random import Random
from typing import Any

import pytest
from scipy.stats import betabinom, chi2, chi2_contingency, hypergeom
from statsmodels.stats.proportion import proportion_confint

from cypaudit.aggregate import count_findings
from cypaudit.aggregate.corrected import correct_findings, corrected_interval, corrected_share
from cypaudit.aggregate.error_rates import (
    chi_squared_tail,
    choose_rates,
    count_errors,
    homogeneity,
    least_youden,
)
from cypaudit.aggregate.intervals import population_interval
from cypaudit.model.agreement import Agreement, PublishedAccuracy, PublishedSet
from cypaudit.model.correction import CORRECTION_COLUMNS, FEWEST_OF_EACH, Basis, ErrorRates, IntervalOf
from cypaudit.model.finding import Interval
from cypaudit.review.agreement import measure_agreement

Make = Callable[..., Any]
Z = 1.959963984540054


def rates(found: int, with_it: int, left: int, without: int, basis: Basis = Basis.POOLED) -> ErrorRates:
    return ErrorRates(basis=basis, n_with=with_it, n_found=found, n_without=without, n_left=left)


def measured(table: list[list[int]]) -> Agreement:
    """Agreement of people (rows) and program (columns), both yes, to some extent, no."""
    levels = ("yes", "to_some_extent", "no")
    pairs = [
        (key, given)
        for key, row in zip(levels, table, strict=True)
        for given, count in zip(levels, row, strict=True)
        for _ in range(count)
    ]
    return measure_agreement(pairs, levels)


def published(
    by_domain: dict[str, list[list[int]]], by_criterion: dict[str, list[list[int]]] | None = None
) -> PublishedAccuracy:
    pooled = [[sum(t[i][j] for t in by_domain.values()) for j in range(3)] for i in range(3)]
    return PublishedAccuracy(
        cypaudit_version="0.1.0",
        rubric_version="1",
        rubric_hash="0",
        sets={
            "validate": PublishedSet(
                documents=("a",),
                pooled=measured(pooled),
                by_domain={name: measured(table) for name, table in by_domain.items()},
                by_criterion={name: measured(table) for name, table in (by_criterion or {}).items()},
            )
        },
    )


GOOD = [[28, 1, 1], [2, 16, 2], [1, 1, 28]]  # 80 ratings, the program mostly right


# --- the estimate


def test_brucellosis_in_150_cows() -> None:
    # The example of epi.prev in the R package epiR: 23 of 150 positive, sensitivity 96%, specificity 89%.
    assert 100 * corrected_share(23, 150, rates(96, 100, 89, 100)) == pytest.approx(5.1, abs=0.05)


def test_what_falls_below_0_is_0() -> None:
    # Moujaber et al. (2008), as in epiR: 6 of 151, sensitivity 96.4%, specificity 92.7%.
    assert corrected_share(6, 151, rates(964, 1000, 927, 1000)) == 0.0


@pytest.mark.parametrize(("true", "found", "left", "shown"), [(0.06, 90, 95, 10.1), (0.57, 73, 97, 42.9)])
def test_the_correction_undoes_what_the_errors_do(true: float, found: int, left: int, shown: float) -> None:
    seen = true * found / 100 + (1 - true) * (1 - left / 100)
    assert round(100 * seen, 1) == shown
    back = corrected_share(round(seen * 10**6), 10**6, rates(found, 100, left, 100))
    assert back == pytest.approx(true, abs=1e-5)


# --- the interval


def lang_reiczigel(count: int, n: int, r: ErrorRates) -> Interval:
    """The interval of Lang and Reiczigel (2014), written from the paper: for an endless population."""
    n_, with_, without = n + Z * Z, r.n_with + 2, r.n_without + 2
    seen, se, sp = (count + Z * Z / 2) / n_, (r.n_found + 1) / with_, (r.n_left + 1) / without
    youden = se + sp - 1
    share = (seen + sp - 1) / youden
    shift = 2 * Z * Z * (share * se * (1 - se) / with_ - (1 - share) * sp * (1 - sp) / without)
    variance = (
        seen * (1 - seen) / n_ + share**2 * se * (1 - se) / with_ + (1 - share) ** 2 * sp * (1 - sp) / without
    )
    half = Z * sqrt(variance) / youden
    return Interval(100 * max(0, share + shift - half), 100 * min(1, share + shift + half))


@pytest.mark.parametrize("count", [6, 12, 20, 27])
def test_the_oracle_is_agresti_and_coull_s_interval_where_nothing_errs(count: int) -> None:
    never_wrong = rates(10**9, 10**9, 10**9, 10**9)
    low, high = proportion_confint(count, 31, method="agresti_coull")
    oracle = lang_reiczigel(count, 31, never_wrong)
    assert (oracle.low, oracle.high) == pytest.approx((100 * low, 100 * high), abs=1e-4)


@pytest.mark.parametrize("count", [10, 16, 22])
def test_from_a_large_population_it_is_near_that_of_lang_and_reiczigel(count: int) -> None:
    known = rates(139, 150, 32, 44)
    ours, oracle = corrected_interval(count, 31, 1000, known), lang_reiczigel(count, 31, known)
    assert ours is not None
    assert (ours.low, ours.high) == pytest.approx((oracle.low, oracle.high), abs=6)


@pytest.mark.parametrize("count", [0, 2, 13, 18, 31])
def test_where_nothing_errs_it_is_the_interval_of_the_counted_percentage(count: int) -> None:
    never_wrong = rates(10**8, 10**8, 10**8, 10**8)
    counted, corrected = population_interval(count, 31, 42), corrected_interval(count, 31, 42, never_wrong)
    assert corrected is not None
    assert (corrected.low, corrected.high) == pytest.approx((counted.low, counted.high))


def test_its_tails_are_those_of_scipy() -> None:
    sample, population, known = 6, 8, rates(14, 15, 16, 25)
    for count in (2, 5, 6):
        kept = []
        for total in range(population + 1):
            chances = [0.0] * (sample + 1)
            for true in range(sample + 1):
                drawn = hypergeom.pmf(true, population, total, sample)
                for found in range(true + 1):
                    for alarms in range(sample - true + 1):
                        chances[found + alarms] += (
                            drawn
                            * betabinom.pmf(found, true, 14 + 1, 1 + 1)
                            * betabinom.pmf(alarms, sample - true, 9 + 1, 16 + 1)
                        )
            if sum(chances[: count + 1]) > 0.025 and sum(chances[count:]) > 0.025:
                kept.append(100 * total / population)
        interval = corrected_interval(count, sample, population, known)
        estimate = 100 * corrected_share(count, sample, known)
        assert interval is not None
        assert interval.low == pytest.approx(min(*kept, estimate))
        assert interval.high == pytest.approx(max(*kept, estimate))


@pytest.mark.parametrize("size", [FEWEST_OF_EACH, 30])
@pytest.mark.parametrize(("sensitivity", "specificity"), [(0.93, 0.73), (0.85, 0.9)])
@pytest.mark.parametrize("total", [0, 4, 21, 42])
def test_it_covers_the_truth_in_95_of_100_measurements_and_samples(
    size: int, sensitivity: float, specificity: float, total: int
) -> None:
    random = Random(7)  # noqa: S311 - a repeatable draw and no secret

    def draw(trials: int, chance: float) -> int:
        return sum(random.random() < chance for _ in range(trials))

    covered, runs = 0, 150
    for _ in range(runs):
        known = rates(draw(size, sensitivity), size, draw(size, specificity), size)
        true = sum(random.sample([1] * total + [0] * (42 - total), 31))
        count = draw(true, sensitivity) + draw(31 - true, 1 - specificity)
        interval = corrected_interval(count, 31, 42, known)
        covered += interval is not None and interval.low - 1e-9 <= 100 * total / 42 <= interval.high + 1e-9
    assert covered / runs >= 0.92  # 95% less the play of 150 runs


def test_when_every_system_was_rated_the_errors_are_left() -> None:
    interval = corrected_interval(20, 42, 42, rates(139, 150, 32, 44))
    counted = population_interval(20, 42, 42)
    assert counted.low == counted.high
    assert interval is not None
    assert interval.high - interval.low > 20


def test_a_count_that_the_errors_rule_out_has_no_interval() -> None:
    # With 27 false alarms in 100 there must be more than none in 31 documents.
    assert corrected_interval(0, 31, 42, rates(139, 150, 32, 44)) is None


@pytest.mark.parametrize(
    ("count", "sample", "population"), [(1, 0, 42), (2, 1, 42), (1, 43, 42), (-1, 3, 42)]
)
def test_impossible_counts_are_refused(count: int, sample: int, population: int) -> None:
    with pytest.raises(ValueError, match="no interval"):
        corrected_interval(count, sample, population, rates(9, 10, 9, 10))


# --- which measurement


def test_an_answer_splits_the_measured_levels_in_two() -> None:
    agreement = measured([[76, 4, 3], [19, 40, 8], [6, 6, 32]])
    assert count_errors(agreement, "yes", Basis.POOLED) == rates(76, 83, 86, 111)
    assert count_errors(agreement, "yes_or_some", Basis.POOLED) == rates(139, 150, 32, 44)


def test_levels_of_another_scale_have_no_answers() -> None:
    agreement = replace(measured(GOOD), levels=("high", "middle", "low"))
    with pytest.raises(ValueError, match="high"):
        count_errors(agreement, "yes", Basis.POOLED)


def test_a_measurement_by_another_scale_corrects_nothing() -> None:
    unseen = published({"d": GOOD}).unseen
    assert unseen is not None
    other = replace(unseen, pooled=replace(unseen.pooled, levels=("yes", "some", "no")))
    found, why = choose_rates(other, criterion="c", domain="d", answer="yes")
    assert (found, why) == (None, "What was measured has other levels than the findings.")


def choose(accuracy: PublishedAccuracy, answer: str = "yes_or_some") -> tuple[ErrorRates | None, str]:
    assert accuracy.unseen is not None
    return choose_rates(accuracy.unseen, criterion="c", domain="d", answer=answer)


def test_the_narrowest_measurement_that_is_large_enough_is_taken() -> None:
    few = [[3, 0, 0], [0, 3, 0], [0, 0, 3]]
    chosen = [
        choose(published({"d": GOOD}, {"c": GOOD})),
        choose(published({"d": GOOD, "e": GOOD}, {"c": few})),
        choose(published({"d": few, "e": GOOD}, {"c": few})),
    ]
    assert [(found.basis.value, why) for found, why in chosen if found] == [
        ("criterion", ""),
        ("domain", ""),
        ("pooled", ""),
    ]


def test_too_few_measurements_correct_nothing() -> None:
    _, why = choose(published({"d": [[9, 0, 0], [0, 9, 0], [0, 0, 9]]}))
    assert why.startswith("Too little was measured: people gave the answer 18 times and left it 9 times")


def test_all_domains_together_speak_for_none_where_they_differ() -> None:
    few = [[3, 0, 0], [0, 3, 0], [0, 0, 3]]
    poor = [[20, 5, 5], [5, 20, 5], [12, 8, 20]]
    _, why = choose(published({"d": few, "e": GOOD, "f": poor}))
    assert "the domains differ" in why


def test_a_program_that_hardly_tells_the_answer_apart_is_not_corrected() -> None:
    blind = [[8, 4, 8], [8, 4, 8], [8, 4, 8]]
    _, why = choose(published({"d": blind}))
    assert why.endswith("it found 24 of 40 and left 8 of 20.")


def test_the_limit_of_youden_s_index_is_that_of_a_sum_of_two_shares() -> None:
    se, sp = 15 / 17, 17 / 27
    spread = sqrt(se * (1 - se) / 17 + sp * (1 - sp) / 27)
    assert least_youden(rates(14, 15, 16, 25)) == pytest.approx(se + sp - 1 - Z * spread, abs=1e-6)


@pytest.mark.parametrize("freedom", [1, 2, 3, 6, 7])
@pytest.mark.parametrize("statistic", [0.0, 0.3, 5.1, 14.5, 80.0])
def test_chi_squared_is_that_of_scipy(statistic: float, freedom: int) -> None:
    assert chi_squared_tail(statistic, freedom) == pytest.approx(chi2.sf(statistic, freedom), rel=1e-9)


def test_homogeneity_is_that_of_scipy_s_contingency_table() -> None:
    shares = [(16, 25), (17, 17), (12, 12), (8, 9), (7, 10), (12, 16), (14, 22)]
    table = [[count for count, _ in shares], [total - count for count, total in shares]]
    assert homogeneity(shares) == pytest.approx(chi2_contingency(table, correction=False).pvalue)


@pytest.mark.parametrize("shares", [[], [(1, 2)], [(0, 3), (0, 5)], [(3, 3), (5, 5), (0, 0)]])
def test_nothing_differs_where_there_is_no_choice(shares: list[tuple[int, int]]) -> None:
    assert homogeneity(shares) == 1.0


# --- the corrections of findings


def leadership_accuracy() -> PublishedAccuracy:
    return published({"leadership": GOOD})


def test_each_finding_has_a_correction_for_yes_and_for_saying_something(rubric: Make, ratings: Make) -> None:
    levels = ["yes"] * 10 + ["to_some_extent"] * 6 + ["no"] * 15
    findings = count_findings(ratings(*levels), rubric(), population=42)
    yes, something = correct_findings(findings, leadership_accuracy(), "0")
    assert [(c.answer, c.n_answer, c.n_rated, c.basis) for c in (yes, something)] == [
        ("yes", 10, 31, "domain"),
        ("yes_or_some", 16, 31, "domain"),
    ]
    # 28 of 30 and 47 of 50 measured, by hand: (10/31 + 47/50 - 1) / (28/30 + 47/50 - 1).
    assert yes.pct_corrected == pytest.approx(100 * (10 / 31 - 0.06) / (28 / 30 - 0.06))
    assert yes.interval is not None
    assert yes.interval.low < yes.pct_corrected < yes.interval.high
    assert (yes.interval_of, yes.why_not) == (IntervalOf.SYSTEMS, "")


def test_without_a_sample_of_systems_the_interval_is_for_the_documents(rubric: Make, ratings: Make) -> None:
    findings = count_findings(ratings(*["yes"] * 10, *["no"] * 10), rubric(), population=None)
    yes, _ = correct_findings(findings, leadership_accuracy(), "0")
    assert yes.interval_of is IntervalOf.DOCUMENTS
    assert yes.interval is not None


@pytest.mark.parametrize(
    ("accuracy", "rubric_hash", "why"),
    [
        (None, "0", "not measured"),
        (replace(leadership_accuracy(), sets={}), "0", "not measured"),
        (leadership_accuracy(), "1", "another state of the rubric"),
    ],
)
def test_without_errors_measured_on_this_rubric_there_is_no_correction(
    accuracy: PublishedAccuracy | None, rubric_hash: str, why: str, rubric: Make, ratings: Make
) -> None:
    findings = count_findings(ratings("yes", "no"), rubric(), population=42)
    for correction in correct_findings(findings, accuracy, rubric_hash):
        assert why in correction.why_not
        assert (correction.pct_corrected, correction.interval, correction.basis) == (None, None, "")


def test_nothing_rated_is_not_corrected(rubric: Make, ratings: Make) -> None:
    findings = count_findings(ratings("unreadable"), rubric(), population=42)
    for correction in correct_findings(findings, leadership_accuracy(), "0"):
        assert correction.why_not == "No document was rated."


def test_no_more_documents_say_yes_than_say_something(rubric: Make, ratings: Make) -> None:
    # In its domain nothing goes wrong with yes. Of all questions 9 in 30 of what says nothing seem to
    # say something, by which the 9 of 42 documents that seem to would be none: fewer than say yes.
    flawless = [[12, 0, 0], [0, 12, 0], [0, 0, 5]]
    alarmed = [[30, 0, 0], [0, 60, 0], [0, 9, 16]]
    levels = ["yes"] * 5 + ["to_some_extent"] * 4 + ["no"] * 33
    findings = count_findings(ratings(*levels), rubric(), population=42)
    yes, something = correct_findings(findings, published({"leadership": flawless, "e": alarmed}), "0")
    assert (yes.basis, something.basis) == ("domain", "pooled")
    assert yes.pct_corrected == something.pct_corrected == pytest.approx(100 * 5 / 42)
    assert something.interval is not None
    assert something.interval.low <= something.pct_corrected <= something.interval.high


def test_the_nearer_measurement_of_saying_something_bounds_yes(rubric: Make, ratings: Make) -> None:
    # The domain has a hundred answers that say something or nothing, and too few that say yes.
    clear = [[2, 0, 0], [0, 50, 0], [0, 0, 50]]
    missed = [[30, 10, 0], [0, 30, 0], [0, 0, 30]]
    levels = ["yes"] * 10 + ["to_some_extent"] * 1 + ["no"] * 31
    findings = count_findings(ratings(*levels), rubric(), population=42)
    yes, something = correct_findings(findings, published({"leadership": clear, "e": missed}), "0")
    assert (yes.basis, something.basis) == ("pooled", "domain")
    assert yes.pct_corrected == something.pct_corrected == pytest.approx(100 * 11 / 42)


def test_an_interval_of_almost_everything_is_no_correction(rubric: Make, ratings: Make) -> None:
    findings = count_findings(ratings("yes", "no"), rubric(), population=42)
    for correction in correct_findings(findings, leadership_accuracy(), "0"):
        assert correction.why_not.startswith("Too few documents were rated")
        assert (correction.pct_corrected, correction.interval, correction.interval_of) == (None, None, None)
        assert correction.basis == "domain"


def test_a_count_that_cannot_come_about_says_so(rubric: Make, ratings: Make) -> None:
    findings = count_findings(ratings(*["no"] * 42), rubric(), population=42)
    alarms = published({"leadership": [[28, 1, 1], [2, 26, 2], [9, 9, 22]]})
    _, something = correct_findings(findings, alarms, "0")
    assert something.why_not.startswith("The count cannot come about")
    assert something.rates is not None


def test_a_correction_has_every_column(rubric: Make, ratings: Make) -> None:
    findings = count_findings(ratings("yes", "no"), rubric(), population=42)
    correction, _ = correct_findings(findings, leadership_accuracy(), "0")
    row = {column: getattr(correction, column) for column in CORRECTION_COLUMNS}
    assert (row["n_measured_with"], row["n_measured_found"]) == (30, 28)
    assert (row["n_measured_without"], row["n_measured_left"]) == (50, 47)
    assert row["pct"] == 50.0
