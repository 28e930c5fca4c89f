"""Which numbers of documents can have given a published percentage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cypaudit.aggregate.published import check_published, fit_together, possible_counts, possible_denominators
from cypaudit.model.document import DocumentType
from cypaudit.model.rubric import PublishedFigure

Make = Callable[..., Any]
JFP = DocumentType.JFP


def figure(level: str, percent: float | None, document_type: DocumentType = JFP) -> PublishedFigure:
    return PublishedFigure(document_type=document_type, level=level, percent=percent, note="", source="")


@pytest.mark.parametrize("percent", [57, 17, 63, 27])
def test_percentages_that_fit_30_documents_and_not_31(percent: int) -> None:
    assert possible_denominators(percent, (30, 31)) == (30,)


@pytest.mark.parametrize("percent", [45, 35, 42, 48])
def test_percentages_that_fit_31_documents_and_not_30(percent: int) -> None:
    assert possible_denominators(percent, (30, 31)) == (31,)


def test_59_percent_fits_neither_30_nor_31_documents() -> None:
    assert possible_denominators(59, (30, 31)) == ()
    assert possible_denominators(59, range(25, 35)) == (27, 29, 32, 34)


def test_decimals_narrow_what_is_possible() -> None:
    assert possible_counts(58.1, 31, decimals=1) == (18,)
    assert possible_denominators(58.0, range(20, 40), decimals=1) == ()


def test_a_half_may_have_been_rounded_either_way() -> None:
    assert possible_counts(12, 8) == (1,)  # 12.5% to the even digit
    assert possible_counts(13, 8) == (1,)  # 12.5% upwards


def test_nothing_is_possible_out_of_no_documents() -> None:
    assert possible_denominators(0, (0,)) == ()


def test_every_figure_is_held_against_what_was_read_and_all_systems(rubric: Make, criterion: Make) -> None:
    published = (figure("no", 57), figure("yes", None))
    given = replace(
        rubric(criterion(asked_of=(JFP,), published=published)), published_documents=31, published_systems=42
    )
    share, words = check_published(given)
    assert (share.fits, share.is_possible, share.counts) == ((7, 14, 21, 23, 28, 30), False, ())
    assert share.fits_systems  # 24 of 42
    assert (words.is_checked, words.fits, words.fits_systems) == (False, (), False)


def test_without_a_number_of_documents_nothing_is_checked(rubric: Make, criterion: Make) -> None:
    (share,) = check_published(rubric(criterion(asked_of=(JFP,), published=(figure("no", 57),))))
    assert (share.is_checked, share.fits, share.counts, share.fits_together) == (False, (), (), ())


@pytest.mark.parametrize(
    ("figures", "fits"),
    [
        ([("yes", 6), ("to_some_extent", 35), ("no", 59)], (17,)),  # 1, 6 and 10: of 31 they miss one
        ([("yes", 42), ("to_some_extent", 48)], (31,)),  # 13 and 15, which leave 3
        ([("yes", 60), ("to_some_extent", 60)], ()),  # more than there are
        ([("yes", 20), ("to_some_extent", 20), ("yes_or_some", 40)], (5, 10, 15, 20, 25, 30)),
        ([("yes", 20), ("yes_or_some", 10)], ()),  # a part above its whole
        ([("yes_or_some", 50), ("no", 50)], tuple(range(2, 31, 2))),
    ],
)
def test_shares_of_one_question_need_one_number(
    figures: list[tuple[str, float]], fits: tuple[int, ...]
) -> None:
    given = [figure(level, percent) for level, percent in figures]
    assert tuple(n for n in range(1, 32) if fit_together(given, n)) == fits
