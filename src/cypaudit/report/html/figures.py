"""What stands beside the figures on the front page: corrections, pairs, and what was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cypaudit.model.correction import Correction
from cypaudit.model.document import DocumentType
from cypaudit.model.finding import NO, TO_SOME_EXTENT, YES, YES_OR_SOME, Finding, Interval, percent_of
from cypaudit.model.moves import Moves, Verdict
from cypaudit.model.rubric import PublishedFigure, Rubric
from cypaudit.report.content import ReportContent
from cypaudit.report.html.charts import Compared, draw_compared
from cypaudit.report.statistics import (
    MOVES_METHOD,
    VERDICTS,
    answer_label,
    basis_in_words,
    corrected_groups,
    corrected_in_words,
    correction_method,
    correction_rule,
    moves_summary,
    not_corrected,
    p_value_in_words,
)
from cypaudit.report.words import NOT_KNOWN, TYPE_TITLES, possible_n_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Our figure beside a published one."""

    criterion: str
    question: str
    level: str  # its label
    count: int
    n_rated: int
    percent: float
    interval: Interval | None
    published: float
    note: str
    possible: str  # out of how many documents the published figure can be
    corrected: str  # ours, corrected for the program's errors; "-" where it is not


def set_beside_published(
    content: ReportContent, findings: Sequence[Finding]
) -> list[tuple[str, list[Beside], str]]:
    """For each type: its title, our figures beside the published ones, and their chart."""
    if content.run.rubric.hash != content.rubric.hash:
        return []  # the rubric may tell other figures now than those that the run's tables hold
    possible = {(c.criterion, c.figure): possible_n_in_words(c) for c in content.published}
    corrected = {(c.criterion, c.document_type, c.answer): c for c in content.corrections}
    found = []
    for kind in DocumentType:
        rows = [
            beside
            for finding in findings
            if finding.document_type == kind and finding.n_rated
            for figure in content.rubric.criterion(finding.criterion).published
            if figure.document_type == kind and figure.percent is not None
            for beside in [_beside(finding, figure, content.rubric, possible, corrected)]
        ]
        if rows:
            chart = draw_compared(
                [
                    Compared(
                        label=f"{row.criterion}: {_short(row.level)}",
                        ours=row.percent,
                        interval=row.interval,
                        published=row.published,
                    )
                    for row in rows
                ]
            )
            found.append((TYPE_TITLES[kind], rows, chart))
    return found


def _short(label: str) -> str:
    return label.lower().replace("to some extent", "some")


def _beside(
    finding: Finding,
    figure: PublishedFigure,
    rubric: Rubric,
    possible: Mapping[tuple[str, PublishedFigure], str],
    corrected: Mapping[tuple[str, str, str], Correction],
) -> Beside:
    counts = {
        YES: (finding.n_yes, finding.yes_interval),
        TO_SOME_EXTENT: (finding.n_to_some_extent, None),
        NO: (finding.n_no, _complement(finding.yes_or_some_interval)),
        YES_OR_SOME: (finding.n_yes + finding.n_to_some_extent, finding.yes_or_some_interval),
    }
    count, interval = counts[figure.level]
    return Beside(
        criterion=finding.criterion,
        question=finding.question,
        level=answer_label(figure.level, rubric),
        count=count,
        n_rated=finding.n_rated,
        percent=percent_of(count, finding.n_rated) or 0.0,
        interval=interval,
        published=figure.percent or 0.0,
        note=figure.note,
        possible=possible.get((finding.criterion, figure), ""),
        corrected=_corrected_level(finding, figure.level, corrected),
    )


def _corrected_level(
    finding: Finding, level: str, corrected: Mapping[tuple[str, str, str], Correction]
) -> str:
    """The corrected percentage of a level: `no` is what does not say something, the middle one has none."""
    answer = YES if level == YES else YES_OR_SOME
    correction = corrected.get((finding.criterion, finding.document_type, answer))
    if correction is None or correction.pct_corrected is None or level == TO_SOME_EXTENT:
        return NOT_KNOWN
    if level == NO:
        rest = 100 - correction.pct_corrected
        correction = replace(correction, pct_corrected=rest, interval=_complement(correction.interval))
    return corrected_in_words(correction)


def _complement(interval: Interval | None) -> Interval | None:
    """The interval of what is left: `no` is what is neither `yes` nor `to_some_extent`."""
    return Interval(100 - interval.high, 100 - interval.low) if interval else None


def tell_corrections(content: ReportContent) -> dict[str, Any] | None:
    """How percentages are corrected, on what that rests, and which are not; None where nothing was rated."""
    groups, reasons = corrected_groups(content.corrections), not_corrected(content.corrections)
    if not groups and not reasons:
        return None
    bases: dict[tuple[str, str], list[str]] = {}
    for group in groups:
        for correction in (one for row in group.rows for one in row if not one.why_not):
            answer = answer_label(correction.answer, content.rubric)
            of = bases.setdefault((answer, basis_in_words(correction, content.rubric)), [])
            if correction.criterion not in of:
                of.append(correction.criterion)
    return {
        "method": correction_method(content.accuracy) if groups else "",
        "rule": correction_rule() if groups else "",
        "bases": [(answer, basis, criteria) for (answer, basis), criteria in bases.items()],
        "reasons": [(answer_label(why.answer, content.rubric), why.why_not, why.criteria) for why in reasons],
    }


_APART = (Verdict.PLANS_SAY_MORE, Verdict.STRATEGIES_SAY_MORE)


def tell_moves(moves: Sequence[Moves]) -> dict[str, Any] | None:
    """Strategy against plan of the same systems; None where no system has both."""
    if not moves:
        return None
    return {
        "summary": moves_summary(moves),
        "method": MOVES_METHOD,
        "told": any(row.verdict is not Verdict.TOO_FEW for row in moves),
        "apart": [
            row for row in moves if row.verdict in (Verdict.PLANS_SAY_MORE, Verdict.STRATEGIES_SAY_MORE)
        ],
        "rows": [(row, VERDICTS[row.verdict], p_value_in_words(row.p_levels_adjusted)) for row in moves],
    }
