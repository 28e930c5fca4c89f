"""The order in which an author looks at criteria, and at examples."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cypaudit.model.check import Answer, Basis, CheckedCriterion
from cypaudit.model.rubric import Criterion

_ANSWERS = tuple(Answer)
_BASES = tuple(Basis)
_ROOT = 5  # letters by which words are taken for kin
_FEWEST_LETTERS = 4


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
        _BASES.index(checked.basis),
    )


def effort_of(text: str, criterion: Criterion) -> tuple[bool, int, bool]:
    """How readily an author takes a text in Markdown as an example of an answer, the readiest first.

    Plain sentences before rows and points; then what shares most words with the question; then what needs no
    heading above it.
    """
    lines = text.splitlines()
    has_rows = any(line.lstrip().startswith(("|", "- ", "* ", ">")) for line in lines)
    has_heading = any(line.startswith("#") for line in lines)
    shared = roots(text) & roots(f"{criterion.question} {criterion.advice.looks_for}")
    return has_rows, -len(shared), has_heading


def roots(text: str) -> frozenset[str]:
    """The words of a text that say what it is about, cut so that "abuse" and "abused" are one."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return frozenset(word[:_ROOT] for word in words if len(word) >= _FEWEST_LETTERS)
