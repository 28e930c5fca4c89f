"""Explain: everything there is to know of one criterion, gathered from the rubric and its measurements."""

from __future__ import annotations

from cypaudit.accuracy import read_published_accuracy
from cypaudit.aggregate.published import check_figures
from cypaudit.errors import UsageError
from cypaudit.model.explanation import Explanation
from cypaudit.rubrics import load_rubric_with_cases, locate_rubric


def explain(criterion_id: str, rubric: str = "hpig-2023") -> Explanation:
    """The criterion of that id. Raises UsageError where the rubric has none, RubricError for a broken one."""
    loaded, cases = load_rubric_with_cases(rubric)
    try:
        criterion = loaded.criterion(criterion_id)
    except StopIteration:
        raise UsageError(_unknown(criterion_id, [c.id for c in loaded.criteria], loaded.id)) from None
    head = locate_rubric(rubric)
    return Explanation(
        rubric=loaded,
        criterion=criterion,
        cases=tuple(case for case in cases if case.criterion == criterion.id),
        figures=check_figures(criterion, loaded),
        accuracy=read_published_accuracy(head.parent / loaded.id / "accuracy.json"),
    )


def _unknown(name: str, known: list[str], rubric: str) -> str:
    near = [
        criterion for criterion in known if name and (name in criterion or criterion.startswith(name[:4]))
    ]
    named = ("Near it are", near) if near else ("They are", known)
    return f"no criterion of {rubric} is called `{name}`. {named[0]}: {', '.join(named[1])}."
