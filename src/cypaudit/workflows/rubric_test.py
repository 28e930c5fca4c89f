"""Rubric test: the rubric's own cases, rated as documents are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cypaudit.model.rating import Evidence
from cypaudit.model.rubric import Case, Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOutcome:
    """What a case was rated."""

    case: Case
    got: str  # a level's id
    reason: str  # of the rating, one sentence
    evidence: Evidence | None  # the best passage, which may be a near miss

    @property
    def is_met(self) -> bool:
        """Whether the rating is the one that the case expects."""
        return self.got == self.case.expect

    @property
    def has_failed(self) -> bool:
        """Whether the case speaks against the rubric; a known gap does once it is closed."""
        return self.is_met if self.case.known_gap else not self.is_met


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricTest:
    """The outcomes of a rubric's cases, in the order of the cases."""

    rubric: Rubric
    outcomes: tuple[CaseOutcome, ...]

    @property
    def failures(self) -> tuple[CaseOutcome, ...]:
        """The cases that failed, closed gaps among them."""
        return tuple(outcome for outcome in self.outcomes if outcome.has_failed)

    @property
    def gaps(self) -> tuple[CaseOutcome, ...]:
        """The known gaps that are still open."""
        return tuple(o for o in self.outcomes if o.case.known_gap and not o.has_failed)


def test_rubric(rubric: Rubric, cases: Iterable[Case]) -> RubricTest:
    """Rate the text of each case for its criterion."""
    return RubricTest(rubric=rubric, outcomes=tuple(rate_case(rubric, case) for case in cases))


def rate_case(rubric: Rubric, case: Case) -> CaseOutcome:
    """Rate one case as if its text were a whole document."""
    from cypaudit.ingest.assemble import assemble
    from cypaudit.ingest.plain import read_markdown
    from cypaudit.score import rate_document
    from cypaudit.tag import tag_document

    document = assemble([read_markdown(case.text, "case.md")], document_id="case")
    (rating,) = rate_document(
        tag_document(document, rubric),
        rubric,
        document_type=case.document_type,
        criteria=[case.criterion],
        by_rules_alone=True,  # a case tries a rule; the model is measured on labelled documents
    )
    return CaseOutcome(
        case=case,
        got=rating.level,
        reason=rating.reason,
        evidence=rating.evidence[0] if rating.evidence else None,
    )
