"""What stands out in the documents of one type, chosen once and printed by every form of report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cypaudit.model.document import DocumentType
from cypaudit.model.finding import Finding, percent_of
from cypaudit.report.words import TYPE_NOUNS, TYPE_TITLES, count_in_words, percent_in_words

HEADLINES = 3  # of each kind: as many as are read before one scrolls


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """What stands out in the documents of one type."""

    title: str
    one: str  # "joint forward plan"
    many: str
    n_yes: int  # answers over all criteria
    n_some: int
    n_no: int
    n_rated: int
    most_yes: tuple[Finding, ...]
    most_no: tuple[Finding, ...]


def choose_headlines(findings: Sequence[Finding]) -> tuple[Headline, ...]:
    """What most documents of a type have and have not. Types of which none was rated are left out."""
    return tuple(line for kind in DocumentType if (line := _headline(kind, findings)))


def summary_sentence(line: Headline) -> str:
    """All answers about a type in one sentence, with their counts."""
    yes, some, no = (
        f"{count} ({percent_in_words(percent_of(count, line.n_rated))})"
        for count in (line.n_yes, line.n_some, line.n_no)
    )
    answers = count_in_words(line.n_rated, "answer", "answers")
    return f"Of {answers} about {line.many}, {yes} are yes, {some} to some extent and {no} no."


def yes_sentence(finding: Finding) -> str:
    """How many documents are rated yes, out of how many, and on which question."""
    return _sentence(finding, finding.n_yes, finding.pct_yes, "yes")


def no_sentence(finding: Finding) -> str:
    """How many documents are rated no, out of how many, and on which question."""
    return _sentence(finding, finding.n_no, finding.pct_no, "no")


def _sentence(finding: Finding, count: int, percent: float | None, level: str) -> str:
    one, many = TYPE_NOUNS[finding.document_type]
    noun = one if finding.n_rated == 1 else many
    verb = "is" if count == 1 else "are"
    share = f"{count} of {finding.n_rated} {noun} ({percent_in_words(percent)})"
    return f"{share} {verb} rated {level}: {finding.question}"


def _headline(kind: DocumentType, findings: Sequence[Finding]) -> Headline | None:
    rated = [finding for finding in findings if finding.document_type == kind and finding.n_rated]
    if not rated:
        return None
    one, many = TYPE_NOUNS[kind]
    return Headline(
        title=TYPE_TITLES[kind],
        one=one,
        many=many,
        n_yes=sum(finding.n_yes for finding in rated),
        n_some=sum(finding.n_to_some_extent for finding in rated),
        n_no=sum(finding.n_no for finding in rated),
        n_rated=sum(finding.n_rated for finding in rated),
        most_yes=_most(rated, "n_yes"),
        most_no=_most(rated, "n_no"),
    )


def _most(findings: Iterable[Finding], count: str) -> tuple[Finding, ...]:
    """The findings with the largest share, at least a half; of equals those that come first in the rubric."""
    strong = [finding for finding in findings if 2 * getattr(finding, count) >= finding.n_rated]
    return tuple(sorted(strong, key=lambda f: -getattr(f, count) / f.n_rated)[:HEADLINES])
