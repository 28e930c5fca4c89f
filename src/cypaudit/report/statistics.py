"""What corrections, pairs and published figures tell, in the words that every form of report prints alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cypaudit.model.agreement import PublishedAccuracy
from cypaudit.model.correction import FEWEST_OF_EACH, WIDEST, Basis, Correction, ErrorRates, IntervalOf
from cypaudit.model.document import DocumentType
from cypaudit.model.finding import NO, TO_SOME_EXTENT, YES, YES_OR_SOME, Finding
from cypaudit.model.moves import SIGNIFICANT, Moves, Verdict
from cypaudit.model.rubric import Rubric
from cypaudit.report.words import NOT_KNOWN, TYPE_TITLES, count_in_words, interval_in_words, percent_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedGroup:
    """The corrected percentages of one type of document."""

    kind: str
    title: str
    rows: tuple[tuple[Correction, Correction], ...]  # of a criterion: `yes`, and "says something"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCorrected:
    """Why percentages stand uncorrected, and which."""

    why_not: str
    answer: str
    criteria: tuple[str, ...]  # each once, in the rubric's order


def corrected_groups(corrections: Sequence[Correction]) -> tuple[CorrectedGroup, ...]:
    """What was corrected, a group a type of document; no group and no row where nothing was.

    The corrections stand as `correct_findings` gives them: two for each finding, `yes` first.
    """
    rows = tuple(zip(corrections[::2], corrections[1::2], strict=True))
    groups = (
        CorrectedGroup(
            kind=kind.value,
            title=TYPE_TITLES[kind],
            rows=tuple(
                (yes, some)
                for yes, some in rows
                if yes.document_type == kind and not (yes.why_not and some.why_not)
            ),
        )
        for kind in DocumentType
    )
    return tuple(group for group in groups if group.rows)


def not_corrected(corrections: Iterable[Correction]) -> tuple[NotCorrected, ...]:
    """The reasons for which percentages of rated documents stand uncorrected, in the order they come."""
    reasons: dict[tuple[str, str], dict[str, None]] = {}
    for correction in corrections:
        if correction.why_not and correction.n_rated:
            reasons.setdefault((correction.why_not, correction.answer), {})[correction.criterion] = None
    return tuple(
        NotCorrected(why_not=why_not, answer=answer, criteria=tuple(criteria))
        for (why_not, answer), criteria in reasons.items()
    )


def correction_method(accuracy: PublishedAccuracy | None) -> str:
    """How percentages are corrected, and what that rests on; for readers without statistics."""
    measured = accuracy.unseen if accuracy else None
    where = (
        f"on {count_in_words(len(measured.documents), 'document', 'documents')}, "
        f"{measured.pooled.n} ratings, that its rules were not learnt from"
        if measured
        else "on documents that its rules were not learnt from"
    )
    return (
        "The program errs, and its errors do not cancel out. How often it finds an answer that people gave, "
        f"and how often it gives one that they did not, was measured {where}. From that follows what a "
        "counted percentage would be without errors. The interval carries the errors, how few ratings they "
        "were measured on, and that not all systems were seen. It takes errors on these documents to be as "
        "frequent as on the measured ones, and on one question as on all that they were counted over."
    )


def correction_rule() -> str:
    """When a percentage is corrected."""
    return (
        f"Errors are those measured on the question itself where people gave the answer at least "
        f"{FEWEST_OF_EACH} times and left it {FEWEST_OF_EACH} times; else those on its domain; else those on "
        "all questions, unless the domains differ in them by more than chance. Where none of that is enough, "
        "where the program hardly tells the answer from its absence, and where the interval would be wider "
        f"than {WIDEST:.0f} percentage points, there is no correction."
    )


def basis_in_words(correction: Correction, rubric: Rubric) -> str:
    """What the correction rests on: "Integration: 12 of 12 found, 4 of 16 false alarms"."""
    if correction.rates is None:
        return ""
    return rates_in_words(correction.rates, correction.criterion, rubric.domains[correction.domain])


def rates_in_words(rates: ErrorRates, criterion: str, domain: str) -> str:
    """Measured errors with what they were measured on; `domain` is its title."""
    of = {Basis.CRITERION: criterion, Basis.DOMAIN: domain, Basis.POOLED: "All questions together"}
    return (
        f"{of[rates.basis]}: {rates.n_found} of {rates.n_with} found, "
        f"{rates.n_without - rates.n_left} of {rates.n_without} false alarms"
    )


def corrected_in_words(correction: Correction | None) -> str:
    """A corrected percentage with its interval: "41% (20% to 63%)"; a dash where there is none."""
    if correction is None or correction.interval is None:
        return NOT_KNOWN
    of = " of these documents" if correction.interval_of is IntervalOf.DOCUMENTS else ""
    return f"{percent_in_words(correction.pct_corrected)} ({interval_in_words(correction.interval)}{of})"


def answer_label(answer: str, rubric: Rubric) -> str:
    """An answer as a label: "Yes", "Yes or to some extent"."""
    labels = {level.id: level.label for level in rubric.scale}
    middle = labels.get(TO_SOME_EXTENT, "to some extent")  # a scale may have no such level
    labels[YES_OR_SOME] = f"{labels.get(YES, 'Yes')} or {middle.lower()}"
    return labels[answer]


def count_of_answer(finding: Finding, answer: str) -> int:
    """How many rated documents have an answer: a level, or `yes` and `to_some_extent` together."""
    return {
        YES: finding.n_yes,
        TO_SOME_EXTENT: finding.n_to_some_extent,
        NO: finding.n_no,
        YES_OR_SOME: finding.n_yes + finding.n_to_some_extent,
    }[answer]


def moves_summary(moves: Sequence[Moves]) -> str:
    """What all pairs together tell; "" where there are none."""
    if not moves:
        return ""
    n_systems = max(row.n_pairs + row.n_left_out for row in moves)
    have = (
        f"{count_in_words(n_systems, 'system has', 'systems have')} both documents rated, and "
        f"{count_in_words(len(moves), 'question is', 'questions are')} asked of both."
    )
    if all(row.verdict is Verdict.TOO_FEW for row in moves):
        return f"{have} So few pairs cannot tell whether plans say more than strategies or less: {_CHANCE}."
    more = sum(row.verdict is Verdict.PLANS_SAY_MORE for row in moves)
    less = sum(row.verdict is Verdict.STRATEGIES_SAY_MORE for row in moves)
    if not more and not less:
        return f"{have} On none of them do plans say more or less, beyond what chance explains."
    return (
        f"{have} Plans say more than their strategies on {more} of them and less on {less}, beyond what "
        f"chance explains; on the other {len(moves) - more - less} chance alone may explain the difference."
    )


_CHANCE = (
    "even if all of them moved one way on a question, among so many questions chance alone would do that "
    f"somewhere in more than {SIGNIFICANT:.0%} of cases"
)
MOVES_METHOD = (
    "Each system is set against itself. Whether its levels moved up or down is tested by Wilcoxon’s signed "
    "rank test, whether more systems meet a question in one of the documents by McNemar’s test, both exact, "
    "and both adjusted by Holm for the number of questions."
)
VERDICTS = {
    Verdict.PLANS_SAY_MORE: "The plans say more",
    Verdict.STRATEGIES_SAY_MORE: "The plans say less",
    Verdict.NOT_TOLD_APART: "Chance may explain it",
    Verdict.TOO_FEW: "Too few systems to tell",
}


def p_value_in_words(p_value: float | None) -> str:
    """A p-value as printed; a small one is no 0."""
    if p_value is None:
        return NOT_KNOWN
    return "under 0.001" if p_value < 0.001 else f"{p_value:.3f}"
