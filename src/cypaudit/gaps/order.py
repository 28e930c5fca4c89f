"""The order in which an author looks at criteria, and at examples."""

from __future__ import annotations

from collections.abc import Sequence

from cypaudit.model.check import Answer, Basis, CheckedCriterion

_ANSWERS = tuple(Answer)
_BASES = tuple(Basis)


def in_order(checked: Sequence[CheckedCriterion]) -> tuple[CheckedCriterion, ...]:
    """The criteria in the order that matters.

    First by answer: missing, unreadable, partly, met. Among those, what the user requires; then duties in
    law, guidance, expectations; gaps that are accepted last; else as in the rubric.
    """
    return tuple(sorted(checked, key=_weight))


def _weight(checked: CheckedCriterion) -> tuple[int, bool, bool, int]:
    return (
        _ANSWERS.index(checked.answer),
        checked.accepted is not None,
        not checked.is_required,
        _BASES.index(Basis(checked.criterion.advice.basis)),
    )


def effort_of(text: str) -> tuple[bool, bool]:
    """What a text in Markdown asks of who adapts it: whether it has rows or points, whether a heading."""
    lines = text.splitlines()
    has_rows = any(line.lstrip().startswith(("|", "- ", "* ", ">")) for line in lines)
    has_heading = any(line.startswith("#") for line in lines)
    return has_rows, has_heading
