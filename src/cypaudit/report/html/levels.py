"""How a rating is shown on a page."""

from __future__ import annotations

from typing import NamedTuple

from cypaudit.model.finding import NO, TO_SOME_EXTENT, YES
from cypaudit.model.rating import NOT_APPLICABLE, UNREADABLE
from cypaudit.model.rubric import Rubric
from cypaudit.report.words import level_labels


class Shown(NamedTuple):
    """A rating on a page."""

    mark: str  # the class of what shows it; short, as the map has thousands
    label: str
    sign: str  # tells it apart where colours are not seen


_MARKS = {YES: "y", TO_SOME_EXTENT: "s", NO: "n", UNREADABLE: "u", NOT_APPLICABLE: "x"}
_SIGNS = {YES: "\u25cf", TO_SOME_EXTENT: "\u25d0", NO: "\u25cb", UNREADABLE: "?", NOT_APPLICABLE: "\u2013"}


def shown_levels(rubric: Rubric) -> dict[str, Shown]:
    """Every rating that a document may have, the highest first, as it is shown."""
    labels = level_labels(rubric)
    return {level: Shown(mark, labels.get(level, level), _SIGNS[level]) for level, mark in _MARKS.items()}
