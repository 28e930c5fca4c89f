"""A baseline of accepted gaps shrinks by itself and grows only when told."""

from __future__ import annotations

from datetime import date

import pytest

from cypaudit.gaps import NewGap, revise_baseline, stale_gaps
from cypaudit.model.check import AcceptedGap, Threshold
from cypaudit.model.rating import UNREADABLE
from tests.unit.gaps.build import accepted, criterion, rating, rubric

RUBRIC = rubric(criterion("one"), criterion("two"))
STRICT = Threshold(fail_on="to_some_extent")
NEW = NewGap(reason="no money", name="A. Poe", accepted=date(2026, 11, 27))


def levels(gaps: tuple[AcceptedGap, ...]) -> dict[str, str]:
    return {gap.criterion: gap.level for gap in gaps}


@pytest.mark.parametrize(
    ("level", "after"),
    [
        ("no", {"one": "no"}),
        ("to_some_extent", {"one": "to_some_extent"}),  # it may not fall back to `no` again
        ("yes", {}),
        (UNREADABLE, {"one": "no"}),  # nothing is known of it today
    ],
)
def test_a_row_is_raised_or_dropped_as_the_draft_gets_better(level: str, after: dict[str, str]) -> None:
    held = [accepted("one", "no")]
    revised = revise_baseline(held, [rating("one", level)], RUBRIC, STRICT, new=None)
    assert levels(revised) == after


def test_a_row_that_the_threshold_does_not_need_is_dropped() -> None:
    held = [accepted("one", "no")]
    ratings = [rating("one", "to_some_extent")]
    assert revise_baseline(held, ratings, RUBRIC, Threshold(fail_on="no"), new=None) == ()


def test_new_gaps_are_taken_in_only_when_told_and_bear_reason_name_and_date() -> None:
    ratings = [rating("one", "no"), rating("two", "yes")]
    assert revise_baseline([], ratings, RUBRIC, STRICT, new=None) == ()
    (gap,) = revise_baseline([], ratings, RUBRIC, STRICT, new=NEW)
    assert (gap.criterion, gap.level, gap.reason, gap.name, gap.accepted) == (
        "one",
        "no",
        "no money",
        "A. Poe",
        date(2026, 11, 27),
    )


def test_a_gap_that_got_deeper_is_a_new_one() -> None:
    held = [accepted("one", "to_some_extent")]
    ratings = [rating("one", "no")]
    assert revise_baseline(held, ratings, RUBRIC, STRICT, new=None) == tuple(held)
    assert levels(revise_baseline(held, ratings, RUBRIC, STRICT, new=NEW)) == {"one": "no"}


def test_rows_of_criteria_that_were_not_asked_this_time_stay() -> None:
    held = [accepted("one", "no"), accepted("two", "no")]
    assert levels(revise_baseline(held, [rating("one", "yes")], RUBRIC, STRICT, new=None)) == {"two": "no"}


def test_a_row_of_no_criterion_of_the_rubric_is_reported_and_dropped() -> None:
    held = [accepted("lead-exceutive", "no")]
    (stale,) = stale_gaps(held, [rating("one", "no")], RUBRIC, STRICT)
    assert "no such criterion" in stale.why
    assert stale.becomes is None
    assert stale.is_unknown
    assert stale.near == ()


def test_a_slip_in_a_row_is_told_with_the_id_that_it_was_meant_to_be() -> None:
    (stale,) = stale_gaps([accepted("twoo", "no")], [rating("one", "no")], RUBRIC, STRICT)
    assert stale.near == ("two",)  # of the rubric, also where only others were asked this time


def test_a_row_that_is_no_longer_needed_is_not_called_unknown() -> None:
    (stale,) = stale_gaps([accepted("one", "no")], [rating("one", "yes")], RUBRIC, STRICT)
    assert not stale.is_unknown
