"""A self-check: what one draft answers of a rubric, what it leaves open, and what would answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cypaudit.model.audit import DocumentRecord, RubricMark
from cypaudit.model.rating import Evidence, EvidenceKind, Rating, WorthALook
from cypaudit.model.rubric import Case, Criterion, Level

NEVER = "never"  # in place of a level: no answer fails a check but those that must be met


class Answer(StrEnum):
    """How far a draft answers a criterion, whatever the levels of the scale are called.

    In the order in which an author looks at them.
    """

    MISSING = "missing"  # rated at the lowest level of the scale
    UNREADABLE = "unreadable"  # too little was read to say that it is missing
    PARTLY = "partly"  # between the lowest level and one that counts as met
    MET = "met"


class Basis(StrEnum):
    """On what a criterion rests, the most binding first."""

    LAW = "law"
    GUIDANCE = "guidance"
    EXPECTATION = "expectation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where in the draft an answer would stand best."""

    file: str
    page: int | None  # from 1 in the file; None where the format has no pages
    page_label: str  # as printed on the page, or the paragraph number where there are no pages
    heading: str  # "" where there is none
    why: str  # one sentence for a person: why there


@dataclass(frozen=True, slots=True, kw_only=True)
class AccuracyNote:
    """How often the program was right with this level, on documents that its rules were not learnt from."""

    level: str
    domain: str  # id; a single criterion was measured on too few documents
    right: int  # ratings of that level that people gave, too
    total: int  # ratings of that level that the program gave; above 0
    is_of_this_rubric: bool  # False: measured with another state of the rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedGap:
    """A gap that a team has decided to live with: a row of a baseline."""

    criterion: str
    level: str  # the lowest that is accepted
    reason: str  # never empty
    name: str  # who decided it; never empty
    accepted: date


class Change(StrEnum):
    """What became of an answer since the document that was published last."""

    LOST = "lost"  # rated lower now
    GAINED = "gained"  # rated higher now
    UNKNOWN = "unknown"  # too little of one of them was read
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What the document published last said on a criterion, and what became of it."""

    rating: Rating  # of the last document, by the same rubric
    change: Change
    passages: int  # on which the higher of the two ratings rests

    @property
    def is_weak(self) -> bool:
        """Whether the change rests on one passage: those ratings are the least sure."""
        return self.change in (Change.LOST, Change.GAINED) and self.passages <= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedCriterion:
    """One question put to the draft: what came of it, and what would answer it."""

    criterion: Criterion
    rating: Rating  # level, reason, evidence with near misses
    answer: Answer
    location: Location | None  # where to write it; None: met, or nowhere suggests itself
    examples: tuple[Case, ...]  # texts that meet it, the shortest way to say it first; empty where it is met
    second_look: tuple[WorthALook, ...]  # passages that no rule explains, the most like first
    accuracy: AccuracyNote | None  # None: not measured
    is_required: bool  # the user named it as one that must be met
    accepted: AcceptedGap | None  # the row of the baseline that covers the gap
    fails: bool  # it is below what the check holds the draft to
    since: Since | None = None  # None: no last document was named, or it was not asked of it

    @property
    def basis(self) -> Basis:
        """On what the question rests for a document of this type."""
        return Basis(self.criterion.advice.basis_for(self.rating.document_type))

    @property
    def supports(self) -> tuple[Evidence, ...]:
        """The passages that the rating rests on, best first."""
        return tuple(piece for piece in self.rating.evidence if piece.kind is EvidenceKind.SUPPORTS)

    @property
    def near_misses(self) -> tuple[Evidence, ...]:
        """The passages that come nearest to more, nearest first; what the draft itself denies among them."""
        return tuple(piece for piece in self.rating.evidence if piece.kind is not EvidenceKind.SUPPORTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """What a draft is held to."""

    fail_on: str  # a level of the scale: it and what is below fails; or NEVER
    required: tuple[str, ...] = ()  # ids of criteria that must be met
    fail_on_loss: bool = False  # an answer below that of the last document fails, too


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleGap:
    """A row of a baseline that is no longer needed as it stands."""

    gap: AcceptedGap
    why: str  # one sentence for a person
    becomes: AcceptedGap | None  # what `--update-baseline` leaves of it; None: nothing
    is_unknown: bool = False  # the rubric has no such criterion: perhaps a slip of whoever wrote it
    near: tuple[str, ...] = ()  # the ids that an unknown one may have been meant to be, the likeliest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a draft answers of a rubric."""

    cypaudit: str  # the version that made it
    rubric: RubricMark
    domains: Mapping[str, str]  # id -> title, in the rubric's order
    levels: tuple[Level, ...]  # the scale, the highest first
    draft: DocumentRecord
    criteria: tuple[CheckedCriterion, ...]  # in the order that matters: see gaps/order.py
    left_out: tuple[str, ...]  # ids of criteria that a single document cannot answer
    threshold: Threshold
    stale: tuple[StaleGap, ...] = ()  # of the baseline, as it was before it was written anew
    baseline_was_revised: bool = False  # what is stale has been taken out or raised
    last: DocumentRecord | None = None  # the document that was published last; None: not named

    def count(self, answer: Answer) -> int:
        """How many criteria have this answer."""
        return sum(checked.answer is answer for checked in self.criteria)

    @property
    def failing(self) -> tuple[CheckedCriterion, ...]:
        """The criteria below what the draft is held to."""
        return tuple(checked for checked in self.criteria if checked.fails)

    @property
    def is_answerable(self) -> bool:
        """Whether enough of the draft was read to answer everything that was asked."""
        return self.count(Answer.UNREADABLE) == 0

    @property
    def passed(self) -> bool:
        """Whether everything could be answered and nothing is below what the draft is held to."""
        return self.is_answerable and not self.failing

    def label(self, level: str) -> str:
        """A level as people read it."""
        return next((step.label for step in self.levels if step.id == level), level)
