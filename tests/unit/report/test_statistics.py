"""Corrections, pairs and published figures in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cypaudit.model.agreement import PublishedAccuracy, PublishedSet
from cypaudit.model.correction import Basis, Correction, ErrorRates, IntervalOf
from cypaudit.model.document import DocumentType
from cypaudit.model.finding import Interval
from cypaudit.model.moves import Moves, Verdict
from cypaudit.model.published import CheckedFigure
from cypaudit.model.rubric import PublishedFigure
from cypaudit.report.markdown import findings_markdown
from cypaudit.report.statistics import (
    basis_in_words,
    corrected_groups,
    corrected_in_words,
    correction_method,
    moves_summary,
    not_corrected,
    p_value_in_words,
)
from cypaudit.report.words import NOT_A_SAMPLE, possible_n_in_words
from cypaudit.review.agreement import measure_agreement
from cypaudit.rubrics import load_rubric

YES = Correction(
    criterion="lead-executive",
    domain="leadership",
    document_type="jfp",
    answer="yes",
    n_answer=10,
    n_rated=31,
    pct_corrected=28.3,
    interval=Interval(9.52, 52.38),
    interval_of=IntervalOf.SYSTEMS,
    rates=ErrorRates(basis=Basis.DOMAIN, n_with=12, n_found=12, n_without=16, n_left=12),
    why_not="",
)
SOME = replace(
    YES,
    answer="yes_or_some",
    n_answer=20,
    pct_corrected=None,
    interval=None,
    interval_of=None,
    why_not="Too little was measured.",
)
MOVES = Moves(
    criterion="lead-executive",
    domain="leadership",
    question="Is there a lead?",
    table=((1, 0, 0), (0, 1, 0), (9, 0, 1)),
    met=(True, False, False),
    n_left_out=1,
    p_levels=0.0039,
    p_levels_adjusted=0.0039,
    p_met=0.0039,
    p_met_adjusted=0.0039,
    difference_interval=Interval(30.0, 90.0),
    verdict=Verdict.PLANS_SAY_MORE,
)


def figure(percent: float, level: str = "no") -> PublishedFigure:
    return PublishedFigure(
        document_type=DocumentType.JFP, level=level, percent=percent, note="", source="a review"
    )


def checked(percent: float, fits: tuple[int, ...], **more: object) -> CheckedFigure:
    given: dict[str, object] = {
        "criterion": "lead-executive",
        "figure": figure(percent),
        "documents": 31,
        "systems": 42,
        "fits": fits,
        "fits_systems": False,
        "counts": (),
        "others": (),
        "fits_together": (),
    }
    return CheckedFigure(**{**given, **more})  # type: ignore[arg-type]


def test_a_corrected_percentage_stands_with_its_interval_and_basis() -> None:
    assert corrected_in_words(YES) == "28% (10% to 52%)"
    rubric = load_rubric("hpig-2023")
    assert basis_in_words(YES, rubric) == "Leadership: 12 of 12 found, 4 of 16 false alarms"


def test_an_interval_for_the_documents_alone_says_so() -> None:
    assert corrected_in_words(replace(YES, interval_of=IntervalOf.DOCUMENTS)).endswith("of these documents)")


def test_a_percentage_without_a_correction_is_a_dash_with_its_reason_elsewhere() -> None:
    assert corrected_in_words(SOME) == corrected_in_words(None) == "-"
    (why,) = not_corrected([YES, SOME])
    assert (why.why_not, why.answer, why.criteria) == (
        "Too little was measured.",
        "yes_or_some",
        ("lead-executive",),
    )


def test_what_was_not_rated_needs_no_reason() -> None:
    assert not_corrected([replace(SOME, n_rated=0, n_answer=0)]) == ()


def test_types_without_a_correction_are_left_out() -> None:
    bare = replace(YES, document_type="strategy", interval=None, why_not="Too little was measured.")
    (group,) = corrected_groups([bare, replace(SOME, document_type="strategy"), YES, SOME])
    assert (group.kind, group.rows) == ("jfp", ((YES, SOME),))


def test_the_method_says_on_how_much_it_rests() -> None:
    measured = measure_agreement([("yes", "yes"), ("no", "yes")], ("yes", "to_some_extent", "no"))
    accuracy = PublishedAccuracy(
        cypaudit_version="1",
        rubric_version="1",
        rubric_hash="0",
        sets={
            "validate": PublishedSet(documents=("a",), pooled=measured, by_domain={}, by_criterion={}),
        },
    )
    assert "measured on 1 document, 2 ratings, that its rules were not learnt from" in correction_method(
        accuracy
    )


def test_what_the_pairs_tell_together() -> None:
    unsure = replace(MOVES, verdict=Verdict.NOT_TOLD_APART)
    assert moves_summary([MOVES, unsure]) == (
        "13 systems have both documents rated, and 2 questions are asked of both. Plans say more than their "
        "strategies on 1 of them and less on 0, beyond what chance explains; on the other 1 chance alone may "
        "explain the difference."
    )
    assert "So few pairs cannot tell" in moves_summary([replace(MOVES, verdict=Verdict.TOO_FEW)])
    assert moves_summary([]) == ""


@pytest.mark.parametrize(
    ("p_value", "told"), [(None, "-"), (0.00002, "under 0.001"), (0.0412, "0.041"), (1.0, "1.000")]
)
def test_a_small_p_value_is_no_0(p_value: float | None, told: str) -> None:
    assert p_value_in_words(p_value) == told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            checked(57, (7, 14, 30), fits_systems=True),
            "57% cannot be a share of 31 documents; it fits 7, 14 and 30, and can be a share of all 42 "
            "systems.",
        ),
        (
            checked(52, (21, 31), counts=(16,)),
            "52% can be 16 of 31 documents; it also fits 21, and cannot be a share of all 42 systems.",
        ),
        (
            checked(3, (31,), counts=(1,), systems=None),
            "3% can be 1 of 31 documents; it fits no smaller number.",
        ),
        (
            checked(3, (), systems=None),
            "3% cannot be a share of 31 documents; it fits no smaller number either.",
        ),
        (checked(100, tuple(range(1, 32)), counts=(31,)), "100% can be a share of any number of documents."),
        (
            checked(
                6, (17, 31), counts=(2,), systems=None, others=(figure(35), figure(59)), fits_together=(17,)
            ),
            "6% can be 2 of 31 documents; it also fits 17. Together with 35% and 59% of the same question it "
            "fits 17 alone.",
        ),
        (
            checked(6, (31,), counts=(2,), systems=None, others=(figure(99),)),
            "6% can be 2 of 31 documents; it fits no smaller number. Together with 99% of the same question "
            "it fits no number up to 31.",
        ),
        (checked(57, (), documents=None), ""),
    ],
)
def test_out_of_how_many_a_published_percentage_can_be(given: CheckedFigure, told: str) -> None:
    assert possible_n_in_words(given) == told


def test_the_findings_file_tells_all_three() -> None:
    text = findings_markdown(
        rubric=load_rubric("hpig-2023"),
        records=[],
        findings=[],
        tallies=[],
        population=None,
        population_basis="",
        corrections=[YES, SOME],
        moves=[MOVES],
        published=[checked(57, (7, 14, 30))],
    )
    assert "| `lead-executive` | 31 | 10 (32%) | 28% (10% to 52%) | 20 (65%) | - |" in text
    assert "- Yes or to some extent: Too little was measured. (`lead-executive`)" in text
    assert "| `lead-executive` | 12 | 9 | 0 | 3 | 0.004 | The plans say more |" in text
    assert "57% cannot be a share of 31 documents" in text
    assert NOT_A_SAMPLE in text


def test_the_findings_file_needs_no_table_of_pairs_that_tell_nothing() -> None:
    text = findings_markdown(
        rubric=load_rubric("hpig-2023"),
        records=[],
        findings=[],
        tallies=[],
        population=None,
        population_basis="",
        moves=[replace(MOVES, verdict=Verdict.TOO_FEW)],
    )
    assert "So few pairs cannot tell" in text
    assert "What it tells" not in text
