"""The sheets that hold what follows from the findings: corrections, plans beside strategies, published."""

from __future__ import annotations

from cypaudit.model.correction import Basis, Correction, IntervalOf
from cypaudit.model.finding import Finding, percent_of
from cypaudit.model.moves import Moves
from cypaudit.model.published import CheckedFigure
from cypaudit.model.rubric import Rubric
from cypaudit.report.content import ReportContent
from cypaudit.report.notes import Note, heading
from cypaudit.report.statistics import VERDICTS, answer_label, count_of_answer
from cypaudit.report.words import TABLE_DECIMALS, TYPE_NOUNS, possible_n_in_words
from cypaudit.report.workbook.values import NOT_KNOWN, Cell, Column, Kind, Sheet

P_VALUE_DECIMALS = 6  # as pairs.csv holds them
_BASES = {
    Basis.CRITERION: "The question itself",
    Basis.DOMAIN: "Its domain",
    Basis.POOLED: "All questions together",
}
_INTERVALS_OF = {IntervalOf.SYSTEMS: "All systems", IntervalOf.DOCUMENTS: "These documents"}

Row = tuple[Cell, ...]


def corrected_sheet(content: ReportContent) -> Sheet:
    """Percentages corrected for the program's errors beside those counted, with what they rest on."""
    columns = (
        Column("Criterion", 28),
        Column("Domain", 22),
        Column("Type", 27),
        Column("Answer", 22),
        Column("With the answer", 12, Kind.COUNT),
        Column(heading("Rated", Note.RATED), 10, Kind.COUNT),
        Column("Counted (%)", 11, Kind.DECIMAL),
        Column(heading("Corrected (%)", Note.CORRECTED), 12, Kind.DECIMAL, NOT_KNOWN),
        Column("Corrected: 95% interval, low (%)", 14, Kind.DECIMAL, NOT_KNOWN),
        Column("Corrected: 95% interval, high (%)", 14, Kind.DECIMAL, NOT_KNOWN),
        Column("Interval of", 18),
        Column("Errors measured on", 24),
        Column("Measured: people gave it", 14, Kind.COUNT),
        Column("of those the program too", 14, Kind.COUNT),
        Column("Measured: people left it", 14, Kind.COUNT),
        Column("of those the program too, it left it", 14, Kind.COUNT),
        Column("Why there is no correction", 60),
    )
    return Sheet(
        name="Corrected",
        title="Percentages corrected for the program's measured errors",
        about="Two rows a question and type of document: yes, and yes or to some extent together.",
        columns=columns,
        rows=tuple(_correction_row(one, content.rubric) for one in content.corrections if one.n_rated),
        nothing="Nothing was rated, so there is nothing to correct.",
    )


def _correction_row(correction: Correction, rubric: Rubric) -> Row:
    rates = correction.rates
    return (
        correction.criterion,
        rubric.domains[correction.domain],
        TYPE_NOUNS[correction.document_type][0].capitalize(),
        answer_label(correction.answer, rubric),
        correction.n_answer,
        correction.n_rated,
        _rounded(correction.pct),
        _rounded(correction.pct_corrected),
        _rounded(correction.ci_low_corrected),
        _rounded(correction.ci_high_corrected),
        _INTERVALS_OF[correction.interval_of] if correction.interval_of else None,
        _BASES[rates.basis] if rates else None,
        correction.n_measured_with,
        correction.n_measured_found,
        correction.n_measured_without,
        correction.n_measured_left,
        correction.why_not,
    )


def moves_sheet(content: ReportContent) -> Sheet:
    """Strategy against plan of the same systems, question by question."""
    columns = (
        Column("Criterion", 28),
        Column("Domain", 22),
        Column("Question", 60),
        Column("Pairs", 9, Kind.COUNT),
        Column("Left out", 9, Kind.COUNT),
        *(
            Column(f"{strategy} to {plan}", 10, Kind.COUNT)
            for strategy in ("Yes", "Some", "No")
            for plan in ("yes", "some", "no")
        ),
        Column("Plan says more", 10, Kind.COUNT),
        Column("Plan says less", 10, Kind.COUNT),
        Column(heading("Levels: p", Note.MOVES), 12, Kind.P_VALUE),
        Column("Levels: p, adjusted", 13, Kind.P_VALUE),
        Column("Met in the strategy", 12, Kind.COUNT),
        Column("Met in the plan", 12, Kind.COUNT),
        Column("Met in the plan only", 12, Kind.COUNT),
        Column("Met in the strategy only", 12, Kind.COUNT),
        Column("Difference met (percentage points)", 14, Kind.DECIMAL),
        Column("Difference: 95% interval, low", 14, Kind.DECIMAL, NOT_KNOWN),
        Column("Difference: 95% interval, high", 14, Kind.DECIMAL, NOT_KNOWN),
        Column("Met: p", 12, Kind.P_VALUE),
        Column("Met: p, adjusted", 13, Kind.P_VALUE),
        Column("What it tells", 26),
        Column("In words", 60),
    )
    return Sheet(
        name="Strategy_to_plan",
        title="Strategy against plan of the same systems",
        about="A row a question asked of both. Yes to some: yes in the strategy, to some extent in the plan.",
        columns=columns,
        rows=tuple(_moves_row(moves, content.rubric) for moves in content.moves),
        nothing="No system has both documents rated.",
    )


def _moves_row(moves: Moves, rubric: Rubric) -> Row:
    return (
        moves.criterion,
        rubric.domains[moves.domain],
        moves.question,
        moves.n_pairs,
        moves.n_left_out,
        *(count for row in moves.table for count in row),
        moves.n_higher,
        moves.n_lower,
        _p_value(moves.p_levels),
        _p_value(moves.p_levels_adjusted),
        moves.n_met_strategy,
        moves.n_met_plan,
        moves.n_met_plan_only,
        moves.n_met_strategy_only,
        _rounded(moves.difference_met),
        _rounded(moves.ci_low_difference),
        _rounded(moves.ci_high_difference),
        _p_value(moves.p_met),
        _p_value(moves.p_met_adjusted),
        VERDICTS[moves.verdict],
        moves.told,
    )


def published_sheet(content: ReportContent) -> Sheet:
    """Every published figure with what it can be a share of, and ours."""
    columns = (
        Column("Criterion", 28),
        Column("Type", 27),
        Column("Answer", 22),
        Column(heading("Published (%)", Note.PUBLISHED), 13, Kind.DECIMAL, NOT_KNOWN),
        Column("Documents said to be read", 14, Kind.COUNT, NOT_KNOWN),
        Column(heading("What it can be a share of", Note.POSSIBLE), 60, empty=NOT_KNOWN),
        Column("Doubts", 60),
        Column("Ours: with the answer", 12, Kind.COUNT),
        Column("Ours: rated", 10, Kind.COUNT),
        Column("Ours (%)", 10, Kind.DECIMAL),
        Column("Source of the published figure", 40, empty=NOT_KNOWN),
    )
    ours = {(finding.criterion, finding.document_type): finding for finding in content.run.findings}
    # A rubric that has changed may tell other figures now than those that the run's tables hold.
    is_same = content.run.rubric.hash == content.rubric.hash
    return Sheet(
        name="Published",
        title="Published figures, what they can be shares of, and ours",
        about="A row a published figure. None of them enters a calculation.",
        columns=columns,
        rows=tuple(
            _published_row(figure, ours.get((figure.criterion, figure.figure.document_type)), content.rubric)
            for figure in content.published
        )
        if is_same
        else (),
        nothing="The rubric tells of no published figure."
        if is_same
        else "The rubric has changed since the audit, so its published figures are not set beside it.",
    )


def _published_row(checked: CheckedFigure, finding: Finding | None, rubric: Rubric) -> Row:
    figure = checked.figure
    is_beside = finding is not None and figure.percent is not None
    count = count_of_answer(finding, figure.level) if finding is not None and is_beside else None
    n_rated = finding.n_rated if finding is not None and is_beside else None
    return (
        checked.criterion,
        TYPE_NOUNS[figure.document_type][0].capitalize(),
        answer_label(figure.level, rubric),
        figure.percent,
        checked.documents,
        possible_n_in_words(checked),
        figure.note,
        count,
        n_rated,
        None if count is None or n_rated is None else _rounded(percent_of(count, n_rated)),
        figure.source,
    )


def _rounded(number: float | None) -> float | None:
    """As the tables of the run hold it."""
    return None if number is None else round(number, TABLE_DECIMALS)


def _p_value(number: float | None) -> float | None:
    return None if number is None else round(number, P_VALUE_DECIMALS)
