"""What stands on the front page of a report, as values for its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from cypaudit.model.audit import DocumentRecord, DocumentStatus, Run
from cypaudit.model.document import DocumentType
from cypaudit.model.finding import NO, TO_SOME_EXTENT, YES, YES_OR_SOME, Finding, Interval, Tally, percent_of
from cypaudit.model.rating import Rating
from cypaudit.model.rubric import PublishedFigure, Rubric
from cypaudit.report.content import ReportContent
from cypaudit.report.headlines import choose_headlines
from cypaudit.report.html.charts import Compared, draw_compared, draw_levels
from cypaudit.report.html.levels import Shown, shown_levels
from cypaudit.report.measured import measured_accuracy
from cypaudit.report.words import KIND_TITLES, TYPE_NOUNS, TYPE_TITLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A criterion of the map."""

    criterion: str
    question: str
    domain: int  # position of its domain


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A document of the map."""

    record: DocumentRecord
    kind: str
    cells: tuple[tuple[Column, Shown | None], ...]  # None: not asked of this type
    n_yes: int
    n_some: int
    n_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The findings on one type of document, with their chart."""

    kind: str
    title: str
    findings: tuple[Finding, ...]
    chart: str  # SVG; "" where nothing was rated


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


def front_page(content: ReportContent) -> dict[str, Any]:
    """The values of the front page."""
    run, rubric = content.run, content.rubric
    asked = [finding for finding in run.findings if finding.n_documents]
    columns = _columns(rubric, asked)
    rows = _rows(run, rubric, columns)
    return {
        "run": run,
        "rubric": rubric,
        "levels": shown_levels(rubric),
        "rated": [record for record in run.records if record.status is DocumentStatus.RATED],
        "left_out": [record for record in run.records if record.status is not DocumentStatus.RATED],
        "partly": [r for r in run.records if r.status is DocumentStatus.RATED and r.pages_unreadable],
        "warned": [record for record in run.records if record.warnings],
        "coverage": _coverage(run),
        "n_criteria": len({finding.criterion for finding in asked}) or len(rubric.criteria),
        "headlines": choose_headlines(asked),
        "domains": [
            (number, title, list(some))
            for number, (title, some) in enumerate(
                (title, [c for c in columns if c.domain == at])
                for at, title in enumerate(rubric.domains.values())
            )
            if some
        ],
        "columns": columns,
        "rows": rows,
        "systems": sorted({(r.record.system_name or r.record.system, r.record.system) for r in rows}),
        "kinds": [
            (kind.value, TYPE_TITLES[kind]) for kind in DocumentType if any(r.kind == kind for r in rows)
        ],
        "by_domain": _by_domain(rubric, asked),
        "beside": _beside_groups(content, asked),
        "pairs": _pairs(run, rubric),
        "tallies": _tallies(run.tallies),
        "accuracy": measured_accuracy(content.accuracy),
        "same_rubric": run.rubric.hash == rubric.hash,
        "measured_now": content.accuracy is not None and content.accuracy.rubric_hash == run.rubric.hash,
        "titles": TYPE_TITLES,
        "nouns": TYPE_NOUNS,
    }


def _coverage(run: Run) -> dict[str, Any]:
    """How much of what there is was rated: counts for the first screen."""
    rated = [record for record in run.records if record.status is DocumentStatus.RATED]
    pages = [record.pages for record in rated if record.pages is not None]
    return {
        "n_rated": len(rated),
        "n_documents": len(run.records),
        "n_systems": len({record.system for record in rated if record.system}),
        "n_without_system": sum(not record.system for record in rated),
        "population": run.population,
        "by_kind": [
            (TYPE_NOUNS[kind], n)
            for kind in DocumentType
            if (n := sum(record.document_type == kind for record in rated))
        ],
        "n_pages": sum(pages),
        "n_pages_unread": sum(record.pages_unreadable for record in rated),
    }


def _columns(rubric: Rubric, findings: Sequence[Finding]) -> tuple[Column, ...]:
    """The criteria asked of single documents, domain by domain."""
    domains = list(rubric.domains)
    questions = {
        f.criterion: (f.domain, f.question) for f in findings if f.document_type != DocumentType.PAIR
    }
    columns = [
        Column(criterion=criterion, question=question, domain=domains.index(domain))
        for criterion, (domain, question) in questions.items()
        if domain in rubric.domains
    ]
    return tuple(sorted(columns, key=lambda column: column.domain))


def _rows(run: Run, rubric: Rubric, columns: Sequence[Column]) -> tuple[Row, ...]:
    shown = shown_levels(rubric)
    ratings: dict[str, dict[str, Rating]] = {}
    for rating in run.ratings:
        if rating.document_type != DocumentType.PAIR:
            ratings.setdefault(rating.document, {})[rating.criterion] = rating
    return tuple(
        _row(record, ratings[record.document], columns, shown)
        for record in run.records
        if record.document in ratings
    )


def _row(
    record: DocumentRecord, ratings: dict[str, Rating], columns: Sequence[Column], shown: dict[str, Shown]
) -> Row:
    levels = [rating.level for rating in ratings.values()]
    return Row(
        record=record,
        kind=record.document_type,
        cells=tuple(
            (column, shown[ratings[column.criterion].level] if column.criterion in ratings else None)
            for column in columns
        ),
        n_yes=levels.count(YES),
        n_some=levels.count(TO_SOME_EXTENT),
        n_no=levels.count(NO),
    )


def _by_domain(rubric: Rubric, findings: Sequence[Finding]) -> list[tuple[str, str, list[Group]]]:
    """Each domain's id, title and groups of findings, a group a type of document."""
    found = []
    for domain, title in rubric.domains.items():
        groups = []
        for kind in DocumentType:
            some = tuple(f for f in findings if f.domain == domain and f.document_type == kind)
            if some:
                groups.append(
                    Group(kind=kind.value, title=TYPE_TITLES[kind], findings=some, chart=draw_levels(some))
                )
        if groups:
            found.append((domain, title, groups))
    return found


def _beside_groups(
    content: ReportContent, findings: Sequence[Finding]
) -> list[tuple[str, list[Beside], str]]:
    """For each type: its title, our figures beside the published ones, and their chart."""
    if content.run.rubric.hash != content.rubric.hash:
        return []  # the rubric may tell other figures now than those that the run's tables hold
    found = []
    for kind in DocumentType:
        rows = [
            beside
            for finding in findings
            if finding.document_type == kind and finding.n_rated
            for figure in content.rubric.criterion(finding.criterion).published
            if figure.document_type == kind and figure.percent is not None
            for beside in [_beside(finding, figure, content.rubric)]
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


def _beside(finding: Finding, figure: PublishedFigure, rubric: Rubric) -> Beside:
    labels = {level.id: level.label for level in rubric.scale}
    labels[YES_OR_SOME] = f"{labels[YES]} or {labels[TO_SOME_EXTENT].lower()}"
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
        level=labels[figure.level],
        count=count,
        n_rated=finding.n_rated,
        percent=percent_of(count, finding.n_rated) or 0.0,
        interval=interval,
        published=figure.percent or 0.0,
        note=figure.note,
    )


def _complement(interval: Interval | None) -> Interval | None:
    """The interval of what is left: `no` is what is neither `yes` nor `to_some_extent`."""
    return Interval(100 - interval.high, 100 - interval.low) if interval else None


def _pairs(run: Run, rubric: Rubric) -> list[tuple[Rating, Shown, list[DocumentRecord]]]:
    """Each rating of a pair, with the two documents."""
    shown = shown_levels(rubric)
    return [
        (rating, shown[rating.level], [r for r in run.records if r.system == rating.system])
        for rating in run.ratings
        if rating.document_type == DocumentType.PAIR
    ]


def _tallies(tallies: Sequence[Tally]) -> list[tuple[str, list[tuple[str, list[Tally]]]]]:
    """For each kind, its title and the things named, each with its tally per type of document."""
    kinds = []
    for kind, rows in groupby(tallies, key=lambda tally: tally.kind):
        by_value: dict[str, list[Tally]] = {}
        for tally in rows:
            by_value.setdefault(tally.value, []).append(tally)
        kinds.append((KIND_TITLES.get(kind, kind.replace("_", " ").capitalize()), list(by_value.items())))
    return kinds
