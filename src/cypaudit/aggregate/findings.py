"""Findings: the ratings of many documents counted, each count with its denominator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from cypaudit.aggregate.intervals import population_interval
from cypaudit.model.document import DocumentType
from cypaudit.model.finding import NO, TO_SOME_EXTENT, YES, YES_OR_SOME, Denominator, Finding, Interval
from cypaudit.model.rating import NOT_APPLICABLE, UNREADABLE, Rating
from cypaudit.model.rubric import Criterion, PublishedFigure, Rubric


def count_findings(
    ratings: Sequence[Rating], rubric: Rubric, *, population: int | None
) -> tuple[Finding, ...]:
    """A finding for every criterion and every type of document that it is asked of.

    In the order of the rubric's criteria, then strategies, plans, pairs. `population` is the number
    of systems that there were that year, each with one document of a type; None where it is not
    known or some document's system is not among them.
    """
    by_row: dict[tuple[str, str], list[Rating]] = {}
    for rating in ratings:
        by_row.setdefault((rating.criterion, str(rating.document_type)), []).append(rating)
    return tuple(
        _count_finding(by_row.get((criterion.id, str(kind)), []), criterion, kind, rubric, population)
        for criterion in rubric.criteria
        for kind in DocumentType
        if kind in criterion.asked_of
    )


def _count_finding(
    ratings: Sequence[Rating],
    criterion: Criterion,
    document_type: DocumentType,
    rubric: Rubric,
    population: int | None,
) -> Finding:
    counts = _count_levels(ratings)
    denominator = Denominator(
        document_type=str(document_type),
        n_documents=len(ratings),
        n_not_applicable=counts[NOT_APPLICABLE],
        n_unreadable=counts[UNREADABLE],
    )
    n_yes, n_some = counts[YES], counts[TO_SOME_EXTENT]
    n_systems = _count_systems(ratings)
    figures = [figure for figure in criterion.published if figure.document_type == document_type]
    return Finding(
        criterion=criterion.id,
        domain=criterion.domain,
        question=criterion.question,
        denominator=denominator,
        n_yes=n_yes,
        n_to_some_extent=n_some,
        n_no=counts[NO],
        yes_interval=_interval(n_yes, denominator.n_rated, n_systems, population),
        yes_or_some_interval=_interval(n_yes + n_some, denominator.n_rated, n_systems, population),
        n_systems=n_systems,
        population=population,
        published="; ".join(_figure_in_words(f, rubric) for f in figures if f.percent is not None),
        published_note="; ".join(f.note for f in figures if f.note),
    )


def _count_levels(ratings: Iterable[Rating]) -> Counter[str]:
    """How many ratings of each level. A level that has no column would vanish, so it is refused."""
    counts = Counter(rating.level for rating in ratings)
    strange = set(counts) - {YES, TO_SOME_EXTENT, NO, NOT_APPLICABLE, UNREADABLE}
    if strange:
        raise ValueError(f"levels without a column in the findings: {', '.join(sorted(strange))}")
    return counts


def _count_systems(ratings: Iterable[Rating]) -> int:
    """How many different known systems stand behind the documents that were given a level."""
    rated = (rating for rating in ratings if rating.level not in (NOT_APPLICABLE, UNREADABLE))
    return len({rating.system for rating in rated if rating.system})


def _interval(count: int, n_rated: int, n_systems: int, population: int | None) -> Interval | None:
    """The interval over the systems, where the documents are a sample of them: one a system.

    With two documents of a system, or one of an unknown system, there is no number of systems that
    the documents were drawn from, so there is none.
    """
    if population is None or n_rated == 0 or n_rated != n_systems or n_rated > population:
        return None
    return population_interval(count, n_rated, population)


def _figure_in_words(figure: PublishedFigure, rubric: Rubric) -> str:
    """A published figure as text: "57% no", "52% yes or to some extent"."""
    labels = {level.id: level.label.lower() for level in rubric.scale}
    if figure.level == YES_OR_SOME:
        return f"{figure.percent:g}% {labels[YES]} or {labels[TO_SOME_EXTENT]}"
    return f"{figure.percent:g}% {labels[figure.level]}"
