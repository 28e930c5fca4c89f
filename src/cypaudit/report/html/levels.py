"""How a rating is shown on a page."""

from __future__ import annotations

from typing import NamedTuple

from cypaudit.model.finding import NO, TO_SOME_EXTENT, YES
from cypaudit.model.rating import NOT_APPLICABLE, UNREADABLE
from cypaudit.model.rubric import Rubric


class Shown(NamedTuple):
    """A rating on a page."""

    mark: str  # the class of what shows it; short, as the map has thousands
    label: str


_MARKS = {YES: "y", TO_SOME_EXTENT: "s", NO: "n", UNREADABLE: "u", NOT_APPLICABLE: "x"}
_OTHERS = {UNREADABLE: "Not read", NOT_APPLICABLE: "Not applicable"}


def shown_levels(rubric: Rubric) -> dict[str, Shown]:
    """Every rating that a document may have, the highest first, as it is shown."""
    labels = {level.id: level.label for level in rubric.scale}
    return {
        level: Shown(mark, labels.get(level) or _OTHERS.get(level, level)) for level, mark in _MARKS.items()
    }
