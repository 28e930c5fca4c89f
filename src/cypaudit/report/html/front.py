"""What stands on the front page of a report, as values for its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from cypaudit.model.audit import DocumentRecord, DocumentStatus, Run
from cypaudit.model.document import DocumentType
from cypaudit.model.finding import NO, TO_SOME_EXTENT, YES, Finding, Tally
from cypaudit.model.rating import Rating
from cypaudit.model.rubric import Rubric
from cypaudit.report.content import ReportContent
from cypaudit.report.headlines import choose_headlines
from cypaudit.report.html.charts import draw_levels
from cypaudit.report.html.figures import set_beside_published, tell_corrections, tell_moves
from cypaudit.report.html.levels import Shown, shown_levels
from cypaudit.report.measured import measured_accuracy
from cypaudit.report.statistics import corrected_groups, corrected_in_words
from cypaudit.report.words import (
    KIND_TITLES,
    NOT_A_SAMPLE,
    TYPE_NOUNS,
    TYPE_TITLES,
    how_it_rates,
)


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
    corrected: dict[str, tuple[str, str]]  # criterion -> `yes` and "says something", corrected; {}: none is


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
        "by_domain": _by_domain(content, asked),
        "not_a_sample": NOT_A_SAMPLE,
        "how_it_rates": how_it_rates(rubric),
        "corrections": tell_corrections(content),
        "moves": tell_moves(content.moves),
        "beside": set_beside_published(content, asked),
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


def _by_domain(content: ReportContent, findings: Sequence[Finding]) -> list[tuple[str, str, list[Group]]]:
    """Each domain's id, title and groups of findings, a group a type of document."""
    found = []
    corrected = {
        (group.kind, yes.criterion): (corrected_in_words(yes), corrected_in_words(some))
        for group in corrected_groups(content.corrections)
        for yes, some in group.rows
    }
    for domain, title in content.rubric.domains.items():
        groups = []
        for kind in DocumentType:
            some = tuple(f for f in findings if f.domain == domain and f.document_type == kind)
            if some:
                groups.append(
                    Group(
                        kind=kind.value,
                        title=TYPE_TITLES[kind],
                        findings=some,
                        chart=draw_levels(some),
                        corrected={
                            f.criterion: corrected[kind.value, f.criterion]
                            for f in some
                            if (kind.value, f.criterion) in corrected
                        },
                    )
                )
        if groups:
            found.append((domain, title, groups))
    return found


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
