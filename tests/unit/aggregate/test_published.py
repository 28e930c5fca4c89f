"""Which numbers of documents can have given a published percentage."""

import pytest

from cypaudit.aggregate.published import possible_counts, possible_denominators


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
