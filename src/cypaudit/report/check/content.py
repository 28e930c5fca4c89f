"""What the report of a self-check is made from, whatever its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from cypaudit.model.check import Answer, Check, CheckedCriterion


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckContent:
    """A check with what the user wants to see of it."""

    check: Check
    only: Answer | None = None  # criteria with this answer alone are shown; counts stay whole
    colour: bool = False  # the terminal shows colours; meaning is never in colour alone
    in_brief: bool = False  # only the summary, and whether the draft passes
    path: PurePath | None = None  # the draft as the user gave it; None: only its name is known
    source: str = ""  # the text of a draft that people edit line by line; "" for every other

    @property
    def shown(self) -> tuple[CheckedCriterion, ...]:
        """The criteria to be shown, in the order that matters."""
        return tuple(c for c in self.check.criteria if self.only is None or c.answer is self.only)


CheckRenderer = Callable[[CheckContent], bytes]
"""Gives a report of one form, whole. The same content gives the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckForm:
    """A form of report."""

    render: CheckRenderer
    is_text: bool = True  # False: it can only be written to a file
