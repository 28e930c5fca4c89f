"""What a draft is held to: which levels answer a criterion, and which fail a check."""

from __future__ import annotations

from collections.abc import Mapping

from cypaudit.model.check import NEVER, Answer
from cypaudit.model.rating import UNREADABLE
from cypaudit.model.rubric import Rubric


def answer_of(level: str, rubric: Rubric) -> Answer:
    """How far a level answers the question."""
    if level == UNREADABLE:
        return Answer.UNREADABLE
    step = next(step for step in rubric.scale if step.id == level)
    if step.counts_as_met:
        return Answer.MET
    return Answer.MISSING if step.id == rubric.lowest.id else Answer.PARTLY


def levels_that_may_fail(rubric: Rubric) -> tuple[str, ...]:
    """The levels that can be named as a threshold, the lowest first."""
    steps = [step for step in rubric.scale if step.in_denominator and not step.counts_as_met]
    return tuple(step.id for step in sorted(steps, key=lambda step: step.rank))


def fails_at(level: str, fail_on: str, rubric: Rubric) -> bool:
    """Whether a level is the one that fails a check, or lower. What could not be read fails nothing by it."""
    if fail_on == NEVER or level == UNREADABLE:
        return False
    ranks = ranks_of(rubric)
    return ranks[level] <= ranks[fail_on]


def ranks_of(rubric: Rubric) -> Mapping[str, int]:
    """The rank of each level of the scale."""
    return {step.id: step.rank for step in rubric.scale}
