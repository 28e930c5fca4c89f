"""What a draft leaves open: order, threshold, where to write, examples, how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from cypaudit.gaps import find_gaps
from cypaudit.model.check import NEVER, AcceptedGap, Answer, Check, Threshold
from cypaudit.model.document import DocumentType
from cypaudit.model.rating import UNREADABLE, Evidence, EvidenceKind, Rating, WorthALook
from cypaudit.model.rubric import Case, Gate
from tests.unit.gaps.build import accepted, criterion, evidence, rating, record, rubric

LAW, GUIDANCE, EXPECTATION = (
    criterion("by-law", basis="law"),
    criterion("by-guidance", basis="guidance"),
    criterion("expected", basis="expectation"),
)
RUBRIC = rubric(EXPECTATION, GUIDANCE, LAW)


def gaps_of(
    *ratings: Rating,
    fail_on: str = "no",
    required: Sequence[str] = (),
    baseline: Sequence[AcceptedGap] = (),
    second_look: Sequence[WorthALook] = (),
    cases: Sequence[Case] = (),
) -> Check:
    return find_gaps(
        record(),
        ratings,
        RUBRIC,
        version="1",
        threshold=Threshold(fail_on=fail_on, required=tuple(required)),
        second_look=second_look,
        cases=cases,
        baseline=baseline,
    )


def names(check: Check) -> list[str]:
    return [checked.criterion.id for checked in check.criteria]


def test_law_comes_before_guidance_before_expectations() -> None:
    check = gaps_of(rating("expected", "no"), rating("by-guidance", "no"), rating("by-law", "no"))
    assert names(check) == ["by-law", "by-guidance", "expected"]


def test_what_is_missing_comes_before_what_is_met_in_part_whatever_it_rests_on() -> None:
    check = gaps_of(
        rating("by-law", "yes"), rating("by-guidance", "to_some_extent"), rating("expected", "no")
    )
    assert [c.answer for c in check.criteria] == [Answer.MISSING, Answer.PARTLY, Answer.MET]


def test_what_must_be_met_comes_first_and_what_is_accepted_last() -> None:
    check = gaps_of(
        rating("by-law", "no"),
        rating("by-guidance", "no"),
        rating("expected", "no"),
        required=["expected"],
        baseline=[accepted("by-law", "no")],
    )
    assert names(check) == ["expected", "by-guidance", "by-law"]


def test_law_on_plans_is_an_expectation_of_a_strategy() -> None:
    of_plans = replace(LAW, advice=replace(LAW.advice, law_on=(DocumentType.JFP,)))
    own = rubric(of_plans)
    of_strategy = replace(rating("by-law", "no"), document_type="strategy")
    for rated, basis in ((rating("by-law", "no"), "law"), (of_strategy, "expectation")):
        check = find_gaps(record(), [rated], own, version="1", threshold=Threshold(fail_on="no"))
        assert check.criteria[0].basis == basis


@pytest.mark.parametrize(
    ("level", "fail_on", "fails"),
    [
        ("no", "no", True),
        ("to_some_extent", "no", False),
        ("yes", "no", False),
        ("no", "to_some_extent", True),
        ("to_some_extent", "to_some_extent", True),
        ("yes", "to_some_extent", False),
        ("no", NEVER, False),
        (UNREADABLE, "to_some_extent", False),
    ],
)
def test_a_level_fails_at_the_threshold_and_below(level: str, fail_on: str, fails: bool) -> None:
    assert gaps_of(rating("by-law", level), fail_on=fail_on).criteria[0].fails is fails


def test_a_draft_that_could_not_be_read_enough_does_not_pass() -> None:
    check = gaps_of(rating("by-law", UNREADABLE), fail_on=NEVER)
    assert not check.passed
    assert not check.is_answerable


@pytest.mark.parametrize(("level", "fails"), [("no", True), ("to_some_extent", True), ("yes", False)])
def test_what_must_be_met_fails_whatever_the_threshold_and_the_baseline_say(level: str, fails: bool) -> None:
    check = gaps_of(
        rating("by-law", level), fail_on=NEVER, required=["by-law"], baseline=[accepted("by-law", "no")]
    )
    assert check.criteria[0].fails is fails


def test_an_accepted_gap_does_not_fail_and_a_deeper_one_does() -> None:
    held = {"fail_on": "to_some_extent", "baseline": [accepted("by-law", "to_some_extent")]}
    assert gaps_of(rating("by-law", "to_some_extent"), **held).passed  # type: ignore[arg-type]
    assert not gaps_of(rating("by-law", "no"), **held).passed  # type: ignore[arg-type]


def test_it_is_to_be_written_where_it_is_answered_in_part() -> None:
    check = gaps_of(
        rating(
            "by-law",
            "to_some_extent",
            evidence(EvidenceKind.NEAR_MISS, heading="Elsewhere", gate=Gate.MOOD),
            evidence(EvidenceKind.SUPPORTS, heading="Children"),
        )
    )
    assert check.criteria[0].location is not None
    assert check.criteria[0].location.heading == "Children"


@pytest.mark.parametrize(
    ("pieces", "heading"),
    [
        ([evidence(EvidenceKind.NEAR_MISS, heading="Hopes", gate=Gate.MOOD)], "Hopes"),
        ([evidence(EvidenceKind.NEAR_MISS, heading="Doubted", gate=Gate.DOUBT)], "Doubted"),
        ([evidence(EvidenceKind.ABSENCE, heading="Said not to be", gate=Gate.NEGATION)], "Said not to be"),
        # A glossary, a name and a passage on adults are no place for it: then the domain's place is.
        ([evidence(EvidenceKind.NEAR_MISS, heading="Glossary", gate=Gate.ZONE)], "Our plan"),
        ([evidence(EvidenceKind.NEAR_MISS, heading="Adults", gate=Gate.OTHERS)], "Our plan"),
        ([evidence(EvidenceKind.NEAR_MISS, heading="Wordy", gate=Gate.WITH)], "Our plan"),
        ([], "Our plan"),
    ],
)
def test_what_is_missing_is_to_be_written_at_a_miss_that_is_about_it_or_with_its_domain(
    pieces: list[Evidence], heading: str
) -> None:
    met = rating("expected", "yes", evidence(EvidenceKind.SUPPORTS, heading="Our plan"))
    missing = gaps_of(rating("by-law", "no", *pieces), met).criteria[0]
    assert missing.location is not None
    assert missing.location.heading == heading


def test_no_place_is_made_up_where_the_draft_suggests_none() -> None:
    assert gaps_of(rating("by-law", "no")).criteria[0].location is None


def test_plain_sentences_with_the_question_s_words_are_the_first_example() -> None:
    def case(text: str) -> Case:
        return Case(criterion="by-law", name=text, expect="yes", text=text, document_type=DocumentType.JFP)

    cases = [
        case("| Role | Name |\n| --- | --- |\n| Lead on law | Ann Poe |"),
        case("Somebody does something else."),
        case("A sentence that answers what is asked of by-law, plainly."),
    ]
    shown = gaps_of(rating("by-law", "no"), cases=cases).criteria[0].examples
    assert [example.text for example in shown] == [cases[2].text, cases[1].text]
    assert gaps_of(rating("by-law", "yes"), cases=cases).criteria[0].examples == ()
