"""The gaps that a team has decided to live with, held against what a draft leaves open today.

A row stands for a criterion and the lowest level that is accepted, and for no place in the text: editing what
stands around a gap changes nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cypaudit.gaps.threshold import fails_at, ranks_of
from cypaudit.model.check import AcceptedGap, StaleGap, Threshold
from cypaudit.model.rating import UNREADABLE, Rating
from cypaudit.model.rubric import Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGap:
    """What is told of gaps that are taken into a baseline."""

    reason: str
    name: str
    accepted: date


def covers(gap: AcceptedGap, level: str, rubric: Rubric) -> bool:
    """Whether a gap was accepted at this level or a lower one."""
    ranks = ranks_of(rubric)
    return level != UNREADABLE and ranks[level] >= ranks[gap.level]


def stale_gaps(
    baseline: Sequence[AcceptedGap],
    ratings: Sequence[Rating],
    rubric: Rubric,
    threshold: Threshold,
    *,
    lost: Collection[str] = (),
) -> tuple[StaleGap, ...]:
    """The rows that are no longer needed as they stand, in their order.

    A criterion of the rubric that was not rated this time is left alone. `lost` names the criteria that fail
    because they are rated lower than in the last document.
    """
    return tuple(_stale(baseline, ratings, rubric, threshold, lost))


def _stale(
    baseline: Sequence[AcceptedGap],
    ratings: Sequence[Rating],
    rubric: Rubric,
    threshold: Threshold,
    lost: Collection[str],
) -> Iterator[StaleGap]:
    steps = {step.id: step for step in rubric.scale}
    known = [criterion.id for criterion in rubric.criteria]
    levels = {rating.criterion: rating.level for rating in ratings}
    for gap in baseline:
        if gap.criterion not in known:
            why = f"the rubric {rubric.id} has no such criterion"
            near = tuple(difflib.get_close_matches(gap.criterion, known))
            yield StaleGap(gap=gap, why=why, becomes=None, is_unknown=True, near=near)
            continue
        level = levels.get(gap.criterion)
        if level is None or level == UNREADABLE or steps[level].rank <= steps[gap.level].rank:
            continue
        label = steps[level].label
        is_low = fails_at(level, threshold.fail_on, rubric) or gap.criterion in lost
        if steps[level].counts_as_met or not is_low:
            yield StaleGap(gap=gap, why=f"the draft now answers it: {label}", becomes=None)
        else:
            yield StaleGap(
                gap=gap, why=f"the draft now answers it better: {label}", becomes=replace(gap, level=level)
            )


def revise_baseline(
    baseline: Sequence[AcceptedGap],
    ratings: Sequence[Rating],
    rubric: Rubric,
    threshold: Threshold,
    *,
    new: NewGap | None,
    lost: Collection[str] = (),
) -> tuple[AcceptedGap, ...]:
    """The baseline without what is no longer needed; with today's uncovered gaps only where `new` is given.

    A gap that was accepted at a higher level than the draft has now counts as new. `lost` is as in
    `stale_gaps`.
    """
    stale = stale_gaps(baseline, ratings, rubric, threshold, lost=lost)
    becomes = {row.gap.criterion: row.becomes for row in stale}
    kept = [becomes.get(gap.criterion, gap) for gap in baseline]
    rows = {gap.criterion: gap for gap in kept if gap is not None}
    if new is not None:
        for rating in ratings:
            held = rows.get(rating.criterion)
            is_low = fails_at(rating.level, threshold.fail_on, rubric) or rating.criterion in lost
            if rating.level == UNREADABLE or not is_low:
                continue
            if held is None or not covers(held, rating.level, rubric):
                rows[rating.criterion] = AcceptedGap(
                    criterion=rating.criterion,
                    level=rating.level,
                    reason=new.reason,
                    name=new.name,
                    accepted=new.accepted,
                )
    return tuple(rows.values())
