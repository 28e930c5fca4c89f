"""What there is to know of one criterion: its question, examples, published figures, measured accuracy."""

from __future__ import annotations

from dataclasses import dataclass

from cypaudit.model.agreement import PublishedAccuracy
from cypaudit.model.correction import ErrorRates
from cypaudit.model.published import CheckedFigure
from cypaudit.model.rubric import Case, Criterion, Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedBy:
    """By which measured errors percentages of the criterion are corrected, or why they are not."""

    answer: str  # YES, or YES_OR_SOME: the document says something
    rates: ErrorRates | None
    why_not: str  # "" where they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A criterion with everything that helps to judge a rating of it."""

    rubric: Rubric
    criterion: Criterion
    cases: tuple[Case, ...]  # of the criterion, in the order of the rubric
    figures: tuple[CheckedFigure, ...]
    accuracy: PublishedAccuracy | None  # None: none was measured
    corrected_by: tuple[CorrectedBy, ...] = ()  # none where nothing was measured on this state of the rubric

    def cases_at(self, level: str) -> tuple[Case, ...]:
        """The cases that must earn a level, known gaps left out."""
        return tuple(case for case in self.cases if case.expect == level and not case.known_gap)

    @property
    def is_weighed(self) -> bool:
        """Whether the rubric's sentence model is weighed beside the criterion's rules."""
        model = self.rubric.sentence_model
        return model is not None and bool(self.criterion.rules) and self.criterion.id not in model.rules_alone

    @property
    def gaps(self) -> tuple[Case, ...]:
        """The cases that are known to be rated wrongly today."""
        return tuple(case for case in self.cases if case.known_gap)
