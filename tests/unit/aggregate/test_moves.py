"""Strategy against plan of the same systems: counts, exact tests, and what is told of few pairs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.stats import PermutationMethod, binomtest, wilcoxon
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from cypaudit.aggregate import count_moves
from cypaudit.aggregate.paired import difference_interval, holm, least_p, mcnemar_exact, wilcoxon_exact
from cypaudit.model.document import DocumentType
from cypaudit.model.moves import MOVES_COLUMNS, Moves, Verdict
from cypaudit.model.rating import Rating

Make = Callable[..., Any]
S, J = DocumentType.STRATEGY, DocumentType.JFP
Y, T, N = "yes", "to_some_extent", "no"


# --- the tests against their oracles


@pytest.mark.parametrize(("one", "other"), [(0, 0), (1, 0), (6, 0), (3, 12), (9, 9), (86, 150)])
def test_mcnemar_is_that_of_statsmodels_and_a_sign_test(one: int, other: int) -> None:
    assert mcnemar_exact(one, other) == pytest.approx(mcnemar([[5, one], [other, 7]], exact=True).pvalue)
    if one + other:
        assert mcnemar_exact(one, other) == pytest.approx(binomtest(one, one + other).pvalue)


def test_the_approval_of_a_prime_minister_as_agresti_works_it_out() -> None:
    # Agresti, Categorical Data Analysis, table of 1600 voters: 794 twice for, 150 turned away, 86 came round.
    # The difference is 0.04 with an interval from 0.02 to 0.06, and hardly chance.
    interval = difference_interval(150, 86, 1600)
    assert (round(interval.low), round(interval.high)) == (-6, -2)
    assert mcnemar_exact(150, 86) < 0.0001


@pytest.mark.parametrize(
    "differences",
    [[1, 1, -1], [2, 1, 1, -1, 0, 2, -2], [2, 2, 2, 1, 1, 1, 1], [-2, -1, -1, 2, 1, -2, -1, -2]],
)
def test_wilcoxon_with_ties_is_scipy_s_over_all_ways_to_give_out_signs(differences: list[int]) -> None:
    every_way = PermutationMethod(n_resamples=np.inf)
    oracle = wilcoxon([d for d in differences if d], method=every_way).pvalue
    assert wilcoxon_exact(differences) == pytest.approx(oracle)


def test_wilcoxon_without_ties_is_scipy_s_exact_one() -> None:
    # Darwin's 15 pairs of plants, in eighths of an inch (Fisher 1935): the signed ranks sum to 24 below 0.
    darwin = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    assert wilcoxon_exact(darwin) == pytest.approx(wilcoxon(darwin, method="exact").pvalue)
    assert wilcoxon_exact(darwin) == pytest.approx(0.0413, abs=0.0001)


def test_nothing_that_moved_is_no_evidence() -> None:
    assert wilcoxon_exact([0, 0, 0]) == 1.0
    assert wilcoxon_exact([]) == 1.0


@pytest.mark.parametrize(
    "p_values", [[0.01], [0.01, 0.04, 0.03, 0.005], [0.5, 0.5, 0.001], [1.0, 0.02, 0.02]]
)
def test_holm_is_that_of_statsmodels(p_values: list[float]) -> None:
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1])


def test_holm_of_nothing_is_nothing() -> None:
    assert holm([]) == ()


@pytest.mark.parametrize("n", [0, 1, 5, 6, 12])
def test_no_moves_of_n_pairs_have_a_smaller_p_value_than_the_least(n: int) -> None:
    assert least_p(n) == mcnemar_exact(n, 0) == wilcoxon_exact([1] * n)
    if n <= 5:
        assert all(wilcoxon_exact(signs) >= least_p(n) for signs in product((-2, -1, 0, 1, 2), repeat=n))


# --- the counts


def pairs(ratings: Make, *levels: tuple[str, str], criterion: str = "lead-executive") -> list[Rating]:
    strategies = ratings(*(one for one, _ in levels), criterion=criterion)
    plans = ratings(*(other for _, other in levels), criterion=criterion, document_type="jfp")
    return [*strategies, *plans]


def moves(rubric: Make, criterion: Make, given: list[Rating]) -> Moves:
    (row,) = count_moves(given, rubric(criterion(asked_of=(S, J))))
    return row


def test_each_system_is_one_move_from_strategy_to_plan(rubric: Make, criterion: Make, ratings: Make) -> None:
    row = moves(rubric, criterion, pairs(ratings, (Y, Y), (Y, N), (N, Y), (N, T), (T, Y), (N, N)))
    assert row.table == ((1, 0, 1), (1, 0, 0), (1, 1, 1))
    assert (row.n_pairs, row.n_higher, row.n_lower) == (6, 3, 1)
    assert (row.n_met_strategy, row.n_met_plan) == (2, 3)
    assert (row.n_met_strategy_only, row.n_met_plan_only) == (1, 2)
    assert row.difference_met == pytest.approx(100 / 6)
    assert (row.yes_to_no, row.no_to_yes, row.some_to_yes, row.no_to_some) == (1, 1, 1, 1)


def test_a_criterion_of_one_type_has_no_moves(rubric: Make, criterion: Make, ratings: Make) -> None:
    given = pairs(ratings, (Y, Y))
    both, one = criterion(asked_of=(S, J)), criterion("only-plans", asked_of=(J,))
    assert [row.criterion for row in count_moves(given, rubric(both, one))] == ["lead-executive"]


def test_without_a_system_that_has_both_there_is_nothing(
    rubric: Make, criterion: Make, ratings: Make
) -> None:
    given = [replace(rating, system="") for rating in pairs(ratings, (Y, Y))]
    assert count_moves(given, rubric(criterion(asked_of=(S, J)))) == ()
    assert count_moves(ratings(Y, N), rubric(criterion(asked_of=(S, J)))) == ()


def test_what_could_not_be_read_is_left_out_and_counted(rubric: Make, criterion: Make, ratings: Make) -> None:
    row = moves(rubric, criterion, pairs(ratings, (Y, "unreadable"), (Y, N)))
    assert (row.n_pairs, row.n_left_out) == (1, 1)


def test_where_nothing_is_left_nothing_is_tested(rubric: Make, criterion: Make, ratings: Make) -> None:
    row = moves(rubric, criterion, pairs(ratings, (Y, "unreadable")))
    assert (row.n_pairs, row.p_levels, row.p_met_adjusted, row.difference_met) == (0, None, None, None)
    assert (row.verdict, row.told) == (Verdict.TOO_FEW, "No system has both documents rated on it.")


def test_of_two_plans_of_a_system_the_first_counts(rubric: Make, criterion: Make, ratings: Make) -> None:
    given = pairs(ratings, (Y, N))
    second = replace(given[-1], document="jfp-later", level=Y)
    assert moves(rubric, criterion, [*given, second]).table[0] == (0, 0, 1)


# --- what is told


@pytest.mark.parametrize(
    ("levels", "verdict", "told"),
    [
        (
            [(N, Y)] * 5,
            Verdict.TOO_FEW,
            "the same in 0: too few systems to tell anything.",
        ),
        ([(N, Y)] * 6, Verdict.PLANS_SAY_MORE, "the plans say more, beyond what chance explains."),
        ([(T, N)] * 7, Verdict.STRATEGIES_SAY_MORE, "the plans say less, beyond what chance explains."),
        ([(N, Y)] * 4 + [(Y, T)] * 3, Verdict.NOT_TOLD_APART, "chance alone may explain that."),
        ([(Y, Y)] * 30, Verdict.NOT_TOLD_APART, "the same in 30: chance alone may explain that."),
    ],
)
def test_what_is_told(
    levels: list[tuple[str, str]], verdict: Verdict, told: str, rubric: Make, criterion: Make, ratings: Make
) -> None:
    row = moves(rubric, criterion, pairs(ratings, *levels))
    assert row.verdict is verdict
    assert row.told.endswith(told)


def test_many_criteria_need_more_pairs(rubric: Make, criterion: Make, ratings: Make) -> None:
    names = [f"c{number}" for number in range(10)]
    given = [r for name in names for r in pairs(ratings, *[(N, Y)] * 8, criterion=name)]
    table = count_moves(given, rubric(*(criterion(name, asked_of=(S, J)) for name in names)))
    assert {row.verdict for row in table} == {Verdict.TOO_FEW}  # 10 * 2 / 2**8 is above 5%
    assert table[0].p_levels == pytest.approx(2 / 2**8)
    assert table[0].p_levels_adjusted == pytest.approx(10 * 2 / 2**8)


def test_a_row_has_every_column(rubric: Make, criterion: Make, ratings: Make) -> None:
    row = moves(rubric, criterion, pairs(ratings, (Y, N)))
    cells = {column: getattr(row, column) for column in MOVES_COLUMNS}
    assert cells["yes_to_no"] == 1
    assert sum(cells[f"{a}_to_{b}"] for a in ("yes", "some", "no") for b in ("yes", "some", "no")) == 1
    assert cells["told"].startswith("Of 1 system, the plan says more in 0, less in 1 and the same in 0")
