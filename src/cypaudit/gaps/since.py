"""What a draft gains and loses against the document that was published last, a criterion at a time."""

from __future__ import annotations

from collections.abc import Sequence

from cypaudit.gaps.threshold import ranks_of
from cypaudit.model.audit import RatedDocument
from cypaudit.model.check import Change, Since, Threshold
from cypaudit.model.rating import UNREADABLE, EvidenceKind, Rating
from cypaudit.model.rubric import Rubric


def compare_ratings(last: Rating, now: Rating, rubric: Rubric) -> Since:
    """What became of a criterion. `last` and `now` are of one criterion and one rubric."""
    change = _change(last.level, now.level, rubric)
    higher = last if change is Change.LOST else now
    passages = sum(piece.kind is EvidenceKind.SUPPORTS for piece in higher.evidence)
    return Since(rating=last, change=change, passages=passages)


def failing_losses(
    last: RatedDocument | None, ratings: Sequence[Rating], rubric: Rubric, threshold: Threshold
) -> frozenset[str]:
    """The criteria that fail because they are rated lower than in the last document; ids."""
    if last is None or not threshold.fail_on_loss:
        return frozenset()
    before = {rating.criterion: rating.level for rating in last.ratings}
    return frozenset(
        rating.criterion
        for rating in ratings
        if rating.criterion in before
        and _change(before[rating.criterion], rating.level, rubric) is Change.LOST
    )


def _change(last: str, now: str, rubric: Rubric) -> Change:
    if UNREADABLE in (last, now):
        return Change.UNKNOWN
    ranks = ranks_of(rubric)
    if ranks[now] == ranks[last]:
        return Change.SAME
    return Change.GAINED if ranks[now] > ranks[last] else Change.LOST
