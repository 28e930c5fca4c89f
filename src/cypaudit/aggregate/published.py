"""Which numbers of documents can have given a published percentage, alone and with its neighbours.

A percentage of few documents can only take few values: 57% printed without decimals cannot be a
share of 31 documents (17 of 31 is 55%, 18 of 31 is 58%). The idea is that of the GRIM test
(Brown and Heathers 2017), applied to percentages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from itertools import product

from cypaudit.model.finding import NO, TO_SOME_EXTENT, YES, YES_OR_SOME
from cypaudit.model.published import CheckedFigure
from cypaudit.model.rubric import Criterion, PublishedFigure, Rubric


def check_published(rubric: Rubric) -> tuple[CheckedFigure, ...]:
    """Every figure published for the rubric's criteria, in their order, held against possible n."""
    return tuple(checked for criterion in rubric.criteria for checked in check_figures(criterion, rubric))


def check_figures(criterion: Criterion, rubric: Rubric) -> tuple[CheckedFigure, ...]:
    """The figures published for a criterion, held against the documents that were said to be read."""
    return tuple(_check(figure, criterion, rubric) for figure in criterion.published)


def _check(figure: PublishedFigure, criterion: Criterion, rubric: Rubric) -> CheckedFigure:
    documents, systems = rubric.published_documents, rubric.published_systems
    others = tuple(
        other
        for other in criterion.published
        if other is not figure and other.document_type == figure.document_type and other.percent is not None
    )
    fits: tuple[int, ...] = ()
    if figure.percent is not None and documents is not None:
        fits = possible_denominators(figure.percent, range(1, documents + 1))
    return CheckedFigure(
        criterion=criterion.id,
        figure=figure,
        documents=documents,
        systems=systems,
        fits=fits,
        fits_systems=bool(fits) and systems is not None and bool(_possible(figure, systems)),
        counts=_possible(figure, documents) if documents is not None else (),
        others=others if figure.percent is not None else (),
        fits_together=tuple(n for n in fits if others and fit_together((figure, *others), n)),
    )


def _possible(figure: PublishedFigure, n: int) -> tuple[int, ...]:
    return () if figure.percent is None else possible_counts(figure.percent, n)


def fit_together(figures: Sequence[PublishedFigure], n: int) -> bool:
    """Whether counts out of the same n give all these shares of one question.

    Levels exclude one another: they add up to n where all three are published, and to no more than n
    otherwise; `yes` and `to_some_extent` together are their sum.
    """
    for counts in product(*(_possible(figure, n) for figure in figures)):
        told = {figure.level: count for figure, count in zip(figures, counts, strict=True)}
        some_or_more = told.get(YES_OR_SOME)
        levels = [told[level] for level in (YES, TO_SOME_EXTENT, NO) if level in told]
        parts = [told[level] for level in (YES, TO_SOME_EXTENT) if level in told]
        if sum(levels) > n or (len(levels) == 3 and sum(levels) != n):
            continue
        if some_or_more is not None:
            if sum(parts) > some_or_more or (len(parts) == 2 and sum(parts) != some_or_more):
                continue
            if NO in told and some_or_more + told[NO] != n:
                continue
        return True
    return False


def possible_denominators(percent: float, ns: Iterable[int], decimals: int = 0) -> tuple[int, ...]:
    """The n among `ns` of which some count gives the percentage when printed with so many decimals.

    A half is allowed to have been rounded either way, so that nothing is called impossible that
    another convention of rounding makes possible.
    """
    return tuple(n for n in ns if possible_counts(percent, n, decimals))


def possible_counts(percent: float, n: int, decimals: int = 0) -> tuple[int, ...]:
    """The counts out of n that give the percentage when printed with so many decimals."""
    step = Decimal(1).scaleb(-decimals)
    printed = Decimal(str(percent)).quantize(step)
    return tuple(count for count in range(n + 1) if printed in _roundings(count, n, step))


def _roundings(count: int, n: int, step: Decimal) -> set[Decimal]:
    """The ways in which count/n is printed in percent, by the common conventions."""
    if n == 0:
        return set()
    exact = Decimal(100 * count) / Decimal(n)
    return {exact.quantize(step, ROUND_HALF_UP), exact.quantize(step, ROUND_HALF_EVEN)}
