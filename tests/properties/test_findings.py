"""What holds for any counts: of findings, of intervals, of agreement."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cypaudit.aggregate import count_findings, count_moves
from cypaudit.aggregate.corrected import corrected_interval, corrected_share
from cypaudit.aggregate.intervals import population_interval
from cypaudit.aggregate.paired import wilcoxon_exact
from cypaudit.aggregate.published import possible_denominators
from cypaudit.model.correction import Basis, ErrorRates
from cypaudit.model.document import DocumentType
from cypaudit.model.rating import Rating
from cypaudit.model.rubric import Advice, Criterion, Mechanisms, Rubric
from cypaudit.review.agreement import (
    gwet_ac2,
    jackknife_interval,
    krippendorff_alpha,
    measure_agreement,
    tabulate,
    weighted_kappa,
    wilson_interval,
)

LEVELS = ("yes", "to_some_extent", "no")
ALL_LEVELS = (*LEVELS, "not_applicable", "unreadable")
RUBRIC = Rubric(
    id="test",
    version="1",
    title="",
    source="",
    hash="0",
    scale=(),
    domains={"leadership": "Leadership"},
    criteria=tuple(
        Criterion(
            id=criterion,
            domain="leadership",
            question="",
            asked_of=(DocumentType.STRATEGY, DocumentType.JFP),
            levels={},
            advice=Advice(looks_for="", why="", basis="expectation", source="", good=""),
        )
        for criterion in ("lead-executive", "lead-send")
    ),
    term_lists={},
    mechanisms=Mechanisms(**dict.fromkeys(Mechanisms.__dataclass_fields__, ())),
    zones_not_counted=(),
    unreadable_share=0.5,
)

ratings = st.lists(
    st.builds(
        Rating,
        document=st.text(max_size=3),
        system=st.sampled_from(["", *(f"Q{number}" for number in range(30))]),
        document_type=st.sampled_from(["strategy", "jfp"]),
        period=st.just(""),
        criterion=st.sampled_from(["lead-executive", "lead-send"]),
        level=st.sampled_from(ALL_LEVELS),
        reason=st.just(""),
    ),
    max_size=40,
)
pairs = st.lists(st.tuples(st.sampled_from(LEVELS), st.sampled_from(LEVELS)), max_size=40)


@given(ratings, st.none() | st.integers(1, 60))
def test_level_counts_add_up_and_percentages_equal_their_counts(
    given_ratings: list[Rating], population: int | None
) -> None:
    findings = count_findings(given_ratings, RUBRIC, population=population)
    assert sum(finding.n_documents for finding in findings) == len(given_ratings)
    for finding in findings:
        counts = (finding.n_yes, finding.n_to_some_extent, finding.n_no)
        assert sum(counts) == finding.n_rated
        assert finding.n_rated + finding.n_not_applicable + finding.n_unreadable == finding.n_documents
        percentages = (finding.pct_yes, finding.pct_to_some_extent, finding.pct_no)
        for count, percentage in zip(counts, percentages, strict=True):
            assert (percentage is None) == (finding.n_rated == 0)
            assert percentage is None or round(percentage * finding.n_rated / 100, 6) == count
        _check_interval(finding.pct_yes, finding.ci_low_yes, finding.ci_high_yes)
        some_or_more = None if finding.n_rated == 0 else 100 * (counts[0] + counts[1]) / finding.n_rated
        _check_interval(some_or_more, finding.ci_low_yes_or_some, finding.ci_high_yes_or_some)


def _check_interval(point: float | None, low: float | None, high: float | None) -> None:
    if low is not None and high is not None:
        assert point is not None
        assert -1e-9 <= low <= point + 1e-9
        assert point - 1e-9 <= high <= 100 + 1e-9


@given(st.data())
def test_the_population_interval_holds_the_point_and_mirrors_its_complement(data: st.DataObject) -> None:
    population = data.draw(st.integers(1, 60))
    sample = data.draw(st.integers(1, population))
    count = data.draw(st.integers(0, sample))
    interval = population_interval(count, sample, population)
    assert interval.low - 1e-9 <= 100 * count / sample <= interval.high + 1e-9
    mirrored = population_interval(sample - count, sample, population)
    assert abs(mirrored.low - (100 - interval.high)) < 1e-9
    assert abs(mirrored.high - (100 - interval.low)) < 1e-9


@given(st.data())
def test_a_corrected_interval_holds_its_estimate_and_mirrors_its_complement(data: st.DataObject) -> None:
    population = data.draw(st.integers(1, 20))
    sample = data.draw(st.integers(1, population))
    count = data.draw(st.integers(0, sample))
    with_it, without = data.draw(st.integers(10, 60)), data.draw(st.integers(10, 60))
    found = data.draw(st.integers(with_it * 2 // 3, with_it))
    left = data.draw(st.integers(without * 2 // 3, without))
    rates = ErrorRates(basis=Basis.POOLED, n_with=with_it, n_found=found, n_without=without, n_left=left)
    turned = ErrorRates(basis=Basis.POOLED, n_with=without, n_found=left, n_without=with_it, n_left=found)
    interval = corrected_interval(count, sample, population, rates)
    mirrored = corrected_interval(sample - count, sample, population, turned)
    assert (interval is None) == (mirrored is None)
    if interval is not None and mirrored is not None:
        estimate = 100 * corrected_share(count, sample, rates)
        assert 0 <= interval.low <= estimate <= interval.high <= 100
        assert abs(mirrored.low - (100 - interval.high)) < 1e-6
        assert abs(mirrored.high - (100 - interval.low)) < 1e-6


@given(st.lists(st.integers(-2, 2), max_size=14))
def test_the_signed_rank_test_does_not_mind_which_document_comes_first(moved: list[int]) -> None:
    p_value = wilcoxon_exact(moved)
    assert 0 < p_value <= 1
    assert abs(p_value - wilcoxon_exact([-step for step in moved])) < 1e-12


@given(ratings)
def test_moves_add_up_to_the_systems_with_both_documents(given_ratings: list[Rating]) -> None:
    types: dict[str, set[str]] = {}
    for rating in given_ratings:
        if rating.system:
            types.setdefault(rating.system, set()).add(rating.document_type)
    both = sum(len(kinds) == 2 for kinds in types.values())
    for row in count_moves(given_ratings, RUBRIC):
        assert row.n_pairs + row.n_left_out == both
        assert row.n_higher + row.n_lower <= row.n_pairs


@given(st.integers(1, 300), st.data())
def test_a_share_is_possible_for_the_number_it_came_from(n: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, n))
    assert possible_denominators(round(100 * count / n), (n,)) == (n,)


@given(pairs)
def test_raters_who_never_differ_agree_in_full(given_pairs: list[tuple[str, str]]) -> None:
    table = tabulate([(first, first) for first, _ in given_pairs], LEVELS)
    for statistic in (weighted_kappa, gwet_ac2, krippendorff_alpha):
        value = statistic(table)
        assert value is None or abs(value - 1) < 1e-9


@given(pairs)
def test_it_does_not_matter_who_is_the_first_rater(given_pairs: list[tuple[str, str]]) -> None:
    table = tabulate(given_pairs, LEVELS)
    turned = tabulate([(second, first) for first, second in given_pairs], LEVELS)
    for statistic in (weighted_kappa, gwet_ac2, krippendorff_alpha):
        value, other = statistic(table), statistic(turned)
        assert (value is None) == (other is None)
        assert value is None or other is None or abs(value - other) < 1e-9


@given(pairs)
def test_coefficients_stay_in_range_and_inside_their_intervals(given_pairs: list[tuple[str, str]]) -> None:
    table = tabulate(given_pairs, LEVELS)
    for statistic in (weighted_kappa, gwet_ac2):
        value = statistic(table)
        assert value is None or -1 - 1e-9 <= value <= 1 + 1e-9
        interval = jackknife_interval(table, statistic)
        assert interval is None or (
            value is not None and interval.low - 1e-9 <= value <= interval.high + 1e-9
        )


@given(st.lists(st.tuples(st.sampled_from(ALL_LEVELS), st.sampled_from(ALL_LEVELS)), max_size=40))
def test_every_pair_is_counted_once(given_pairs: list[tuple[str, str]]) -> None:
    measured = measure_agreement(given_pairs, LEVELS)
    assert measured.n + measured.n_aside == len(given_pairs)
    assert sum(map(sum, measured.confusion)) == measured.n
    assert measured.no_precision.count == measured.no_recall.count


@given(st.integers(1, 500), st.data())
def test_wilson_s_interval_holds_the_share(total: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, total))
    interval = wilson_interval(count, total)
    assert interval is not None
    assert 0 <= interval.low <= count / total <= interval.high <= 1
