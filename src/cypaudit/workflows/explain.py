"""Explain: everything there is to know of one criterion, gathered from the rubric and its measurements."""

from __future__ import annotations

from cypaudit.accuracy import read_published_accuracy
from cypaudit.aggregate.error_rates import ANSWERS, choose_rates
from cypaudit.aggregate.published import check_figures
from cypaudit.errors import UsageError
from cypaudit.model.agreement import PublishedAccuracy
from cypaudit.model.explanation import CorrectedBy, Explanation
from cypaudit.model.rubric import Criterion, Rubric
from cypaudit.rubrics import load_rubric_with_cases, locate_rubric
from cypaudit.workflows.named_criteria import unknown_criterion


def explain(criterion_id: str, rubric: str = "hpig-2023") -> Explanation:
    """The criterion of that id. Raises UsageError where the rubric has none, RubricError for a broken one."""
    loaded, cases = load_rubric_with_cases(rubric)
    try:
        criterion = loaded.criterion(criterion_id.casefold())
    except StopIteration:
        raise UsageError(unknown_criterion(criterion_id, loaded)) from None
    head = locate_rubric(rubric)
    accuracy = read_published_accuracy(head.parent / loaded.id / "accuracy.json")
    return Explanation(
        rubric=loaded,
        criterion=criterion,
        cases=tuple(case for case in cases if case.criterion == criterion.id),
        figures=check_figures(criterion, loaded),
        accuracy=accuracy,
        corrected_by=_corrected_by(criterion, loaded, accuracy),
    )


def _corrected_by(
    criterion: Criterion, rubric: Rubric, accuracy: PublishedAccuracy | None
) -> tuple[CorrectedBy, ...]:
    if accuracy is None or accuracy.unseen is None or accuracy.rubric_hash != rubric.hash:
        return ()
    found = []
    for answer in ANSWERS:
        rates, why_not = choose_rates(
            accuracy.unseen, criterion=criterion.id, domain=criterion.domain, answer=answer
        )
        found.append(CorrectedBy(answer=answer, rates=rates, why_not=why_not))
    return tuple(found)
