"""Agreement coefficients against examples worked by hand, and where they are not defined."""

from __future__ import annotations

import pytest

from cypaudit.review.agreement import (
    gwet_ac1,
    gwet_ac2,
    identity_weights,
    jackknife_interval,
    krippendorff_alpha,
    linear_weights,
    measure_agreement,
    tabulate,
    weighted_kappa,
    wilson_interval,
)

LEVELS = ("yes", "to_some_extent", "no")
# 20 documents. Worked by hand below: rows 8, 6, 6; columns 7, 7, 6; 14 equal, 5 one apart, 1 two apart.
TABLE = [[6, 1, 1], [1, 4, 1], [0, 2, 4]]


def test_linear_weighted_kappa_worked_by_hand() -> None:
    # Observed: (14 + 5/2) / 20 = 0.825.
    # Chance, in 400ths: equal 8*7 + 6*7 + 6*6 = 134; one apart 8*7 + 6*7 + 6*6 + 6*7 = 176;
    # so (134 + 176/2) / 400 = 0.555, and kappa = (0.825 - 0.555) / (1 - 0.555).
    assert weighted_kappa(TABLE) == pytest.approx(0.27 / 0.445)


def test_ac2_worked_by_hand() -> None:
    # Levels are used by 15/40, 13/40 and 12/40; sum of p(1-p) = (15*25 + 13*27 + 12*28) / 1600 = 1062/1600.
    # The weights add up to 3 + 4/2 = 5, so chance = 5 / (3*2) * 1062/1600 = 0.553125.
    assert gwet_ac2(TABLE) == pytest.approx((0.825 - 0.553125) / (1 - 0.553125))


def test_ordinal_alpha_worked_by_hand() -> None:
    # 40 ratings: 15, 13, 12 of each level. Squared distances: yes-some (15/2 + 13/2)^2 = 196,
    # some-no (13/2 + 12/2)^2 = 156.25, yes-no (15/2 + 13 + 12/2)^2 = 702.25.
    # Coincidences: yes-some 1 + 1 = 2, some-no 1 + 2 = 3, yes-no 1 + 0 = 1.
    observed = 2 * 196 + 3 * 156.25 + 1 * 702.25
    expected = 15 * 13 * 196 + 13 * 12 * 156.25 + 15 * 12 * 702.25
    assert krippendorff_alpha(TABLE) == pytest.approx(1 - 39 * observed / expected)


def test_unweighted_kappa_of_the_diagnoses_in_fleiss() -> None:
    # The table of 100 psychiatric diagnoses in Fleiss, "Statistical methods for rates and
    # proportions": 0.89 observed, 0.66 by chance, kappa 0.68.
    diagnoses = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
    assert weighted_kappa(diagnoses, identity_weights(3)) == pytest.approx(0.23 / 0.34)


def test_ac1_holds_where_kappa_collapses() -> None:
    # Gwet (2008) argues with a table of this kind: 118 of 125 equal, nearly all on one level.
    # Kappa: observed 118/125; chance (123*120 + 2*5)/125^2. AC1: chance 2 * 0.972 * 0.028.
    table = [[118, 5], [2, 0]]
    chance = (123 * 120 + 2 * 5) / 125**2
    assert weighted_kappa(table, identity_weights(2)) == pytest.approx((0.944 - chance) / (1 - chance))
    assert weighted_kappa(table, identity_weights(2)) < 0
    assert gwet_ac1(table) == pytest.approx((0.944 - 0.054432) / (1 - 0.054432))


def test_with_two_levels_linear_weights_are_no_weights() -> None:
    assert linear_weights(2) == identity_weights(2)


@pytest.mark.parametrize("table", [[[0, 0, 0]] * 3, [[0, 0], [0, 0]]])
def test_nothing_rated_gives_no_coefficient(table: list[list[int]]) -> None:
    assert weighted_kappa(table) is None
    assert gwet_ac2(table) is None
    assert krippendorff_alpha(table) is None


def test_with_one_level_used_kappa_is_not_defined_and_ac2_is_1() -> None:
    table = [[0, 0, 0], [0, 0, 0], [0, 0, 8]]
    assert weighted_kappa(table) is None
    assert krippendorff_alpha(table) is None
    assert gwet_ac2(table) == 1


def test_one_document_rated_differently() -> None:
    table = [[0, 0, 1], [0, 0, 0], [0, 0, 0]]
    assert weighted_kappa(table) == 0
    assert gwet_ac2(table) == pytest.approx((0 - 5 / 12) / (1 - 5 / 12))


def test_two_raters_who_always_say_the_opposite_have_kappa_minus_1() -> None:
    assert weighted_kappa([[0, 0, 5], [0, 0, 0], [5, 0, 0]]) == -1


def test_wilson_s_interval_is_that_of_the_published_examples() -> None:
    # Newcombe (1998, Statistics in Medicine 17:857-872), table I, method 3: 81/263, 15/148, 0/20, 1/29.
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (count, total), (low, high) in published.items():
        interval = wilson_interval(count, total)
        assert interval is not None
        assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)
    assert wilson_interval(0, 0) is None


def test_the_jackknife_of_a_mean_is_its_textbook_standard_error() -> None:
    # The share on the diagonal is a mean of 20 zeros and ones, 14 of them one: s.e. sqrt(p(1-p)/(n-1)).
    def equal(table: list[list[int]]) -> float:
        return sum(table[i][i] for i in range(3)) / sum(map(sum, table))

    interval = jackknife_interval(TABLE, equal)
    assert interval is not None
    assert (interval.high - interval.low) / 2 == pytest.approx(1.959964 * (0.7 * 0.3 / 19) ** 0.5)


def test_the_jackknife_claims_no_certainty_for_ratings_that_all_agree() -> None:
    assert jackknife_interval([[4, 0, 0], [0, 0, 0], [0, 0, 4]], weighted_kappa) is None
    assert jackknife_interval([[1, 0], [0, 1]], weighted_kappa) is None


def test_measures_of_a_set_of_pairs() -> None:
    # (key, program)
    pairs = [
        ("yes", "yes"),
        ("yes", "no"),
        ("to_some_extent", "no"),
        ("no", "no"),
        ("no", "no"),
        ("no", "to_some_extent"),
        ("no", "unreadable"),
        ("not_applicable", "yes"),
    ]
    measured = measure_agreement(pairs, LEVELS)
    assert (measured.n, measured.n_aside) == (6, 2)
    assert measured.confusion == ((1, 0, 1), (0, 0, 1), (0, 1, 2))
    assert (measured.exact.count, measured.exact.total) == (3, 6)
    assert (measured.no_precision.count, measured.no_precision.total) == (2, 4)
    assert (measured.no_recall.count, measured.no_recall.total) == (2, 3)
    assert (measured.two_off.count, measured.two_off.total) == (1, 6)
    assert measured.kappa.value == weighted_kappa(measured.confusion)


def test_no_pairs_give_counts_of_0_and_no_figures() -> None:
    measured = measure_agreement([], LEVELS)
    assert (measured.n, measured.exact.value, measured.kappa.value, measured.ac2.value) == (
        0,
        None,
        None,
        None,
    )


def test_the_table_s_rows_are_the_first_rater_s() -> None:
    assert tabulate([("yes", "no")], LEVELS) == ((0, 0, 1), (0, 0, 0), (0, 0, 0))
