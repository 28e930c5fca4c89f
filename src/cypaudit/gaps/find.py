"""Put ratings, advice, examples and what is accepted together, a criterion at a time."""

from __future__ import annotations

from collections.abc import Sequence

from cypaudit.gaps.baseline import covers, stale_gaps
from cypaudit.gaps.location import suggest_location
from cypaudit.gaps.order import effort_of, in_order
from cypaudit.gaps.since import compare_ratings, failing_losses
from cypaudit.gaps.threshold import answer_of, fails_at
from cypaudit.model.agreement import PublishedAccuracy
from cypaudit.model.audit import DocumentRecord, RatedDocument, RubricMark
from cypaudit.model.check import (
    AcceptedGap,
    AccuracyNote,
    Answer,
    Change,
    Check,
    CheckedCriterion,
    Threshold,
)
from cypaudit.model.document import DocumentType
from cypaudit.model.rating import Rating, WorthALook
from cypaudit.model.rubric import Case, Criterion, Rubric

# The labelled documents that no rule was written from: accuracy on others would flatter.
HELD_SET = "validate"
MOST_EXAMPLES = 2


def find_gaps(
    record: DocumentRecord,
    ratings: Sequence[Rating],
    rubric: Rubric,
    *,
    version: str,
    threshold: Threshold,
    second_look: Sequence[WorthALook] = (),
    cases: Sequence[Case] = (),
    accuracy: PublishedAccuracy | None = None,
    baseline: Sequence[AcceptedGap] = (),
    revised_from: Sequence[AcceptedGap] | None = None,
    last: RatedDocument | None = None,
) -> Check:
    """What the ratings of one draft leave open. `version` is that of cypaudit.

    `revised_from` is the baseline as it was before it was written anew; None: it was not. `last` is the
    document of the same type that was published last, rated by the same rubric.
    """
    accepted = {gap.criterion: gap for gap in baseline}
    before = {rating.criterion: rating for rating in last.ratings} if last is not None else {}
    checked = [
        _check(
            rubric.criterion(rating.criterion),
            rating,
            ratings,
            rubric,
            threshold=threshold,
            second_look=tuple(p for p in second_look if p.criterion == rating.criterion),
            cases=cases,
            accuracy=accuracy,
            accepted=accepted.get(rating.criterion),
            before=before.get(rating.criterion),
        )
        for rating in ratings
    ]
    return Check(
        cypaudit=version,
        rubric=RubricMark(id=rubric.id, version=rubric.version, hash=rubric.hash),
        domains=rubric.domains,
        levels=rubric.scale,
        draft=record,
        criteria=in_order(checked),
        left_out=tuple(c.id for c in rubric.criteria if DocumentType.PAIR in c.asked_of),
        threshold=threshold,
        stale=stale_gaps(
            baseline if revised_from is None else revised_from,
            ratings,
            rubric,
            threshold,
            lost=failing_losses(last, ratings, rubric, threshold),
        ),
        baseline_was_revised=revised_from is not None,
        last=last.record if last is not None else None,
    )


def _check(
    criterion: Criterion,
    rating: Rating,
    ratings: Sequence[Rating],
    rubric: Rubric,
    *,
    threshold: Threshold,
    second_look: tuple[WorthALook, ...],
    cases: Sequence[Case],
    accuracy: PublishedAccuracy | None,
    accepted: AcceptedGap | None,
    before: Rating | None,
) -> CheckedCriterion:
    answer = answer_of(rating.level, rubric)
    is_required = criterion.id in threshold.required
    is_covered = accepted is not None and covers(accepted, rating.level, rubric)
    is_met = answer is Answer.MET
    since = compare_ratings(before, rating, rubric) if before is not None else None
    is_loss = since is not None and since.change is Change.LOST
    is_low = fails_at(rating.level, threshold.fail_on, rubric) or (threshold.fail_on_loss and is_loss)
    fails = (is_required and not is_met) or (is_low and not is_covered)
    return CheckedCriterion(
        criterion=criterion,
        rating=rating,
        answer=answer,
        location=None if is_met else suggest_location(rating, second_look, ratings, rubric),
        examples=() if is_met else _examples(criterion, rating.document_type, rubric, cases),
        second_look=second_look,
        accuracy=_accuracy_note(criterion, rating.level, rubric, accuracy),
        is_required=is_required,
        accepted=accepted if is_covered and not is_met else None,
        fails=fails,
        since=since,
    )


def _examples(
    criterion: Criterion, document_type: str, rubric: Rubric, cases: Sequence[Case]
) -> tuple[Case, ...]:
    """Texts that meet a criterion, those that an author can adapt most easily first."""
    met = {step.id for step in rubric.scale if step.counts_as_met}
    own = [c for c in cases if c.criterion == criterion.id and c.expect in met and not c.known_gap]
    # Sorting is stable: of cases alike the rubric's author has put the plainest first.
    own.sort(key=lambda case: (case.document_type != document_type, effort_of(case.text, criterion)))
    return tuple(own[:MOST_EXAMPLES])


def _accuracy_note(
    criterion: Criterion, level: str, rubric: Rubric, accuracy: PublishedAccuracy | None
) -> AccuracyNote | None:
    """Of the ratings of this level that the program gave in the domain, how many people gave, too."""
    measured = accuracy.sets.get(HELD_SET) if accuracy is not None else None
    agreement = measured.by_domain.get(criterion.domain) if measured is not None else None
    if accuracy is None or agreement is None or level not in agreement.levels:
        return None
    column = agreement.levels.index(level)
    given = [row[column] for row in agreement.confusion]
    if not sum(given):
        return None
    return AccuracyNote(
        level=level,
        domain=criterion.domain,
        right=given[column],
        total=sum(given),
        is_of_this_rubric=accuracy.rubric_hash == rubric.hash,
    )
