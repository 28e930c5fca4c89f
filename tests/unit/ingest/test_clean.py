"""Cleaning takes away what the printing put in, and never words."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypaudit.ingest.clean import (
    clean_text,
    count_words,
    fold_digits,
    join_lines,
    mend_spacing,
    read_page_number,
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("of\ufb01cers and sta\ufb00", "officers and staff"),
        ("in\u00a0the\u2009hub", "in the hub"),
        ("multi\u2010agency", "multi-agency"),
        ("co\u00adordinate", "coordinate"),
        ("\uf0b7 an item", "an item"),
        ("a\x07 bell", "a bell"),
        ("  two   spaces ", "two spaces"),
    ],
)
def test_printing_is_taken_away(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once


@given(st.lists(st.text(alphabet="abcdefghij ", min_size=1), max_size=6))
def test_joining_lines_without_hyphens_keeps_every_word(lines: list[str]) -> None:
    text, places = join_lines(lines, Counter)
    assert text.split() == " ".join(lines).split()
    assert [text[start:end] for start, end in places] == [clean_text(line) for line in lines]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (("chil-", "dren"), "children"),
        (("well-", "being"), "well-being"),
        (("2023-", "24"), "2023-24"),
        (("nearly two-", "thirds"), "nearly two-thirds"),
        (("co\u00ad", "ordinate"), "coordinate"),
        (("from birth \u2013", "and before"), "from birth \u2013 and before"),
    ],
)
def test_a_hyphen_at_a_line_end_goes_where_the_document_knows_the_word(
    lines: tuple[str, str], joined: str
) -> None:
    known = count_words(["children of all ages", "their well-being"])
    assert join_lines(lines, lambda: known)[0] == joined


def test_letters_spaced_for_looks_are_joined() -> None:
    assert mend_spacing("M I S S I O N one") == "MISSION one"
    assert mend_spacing("plans A B C are kept") == "plans A B C are kept"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("Page 7", "7"),
        ("| iv", "iv"),
        ("3 of 40", "3"),
        ("12 hubs", ""),
        ("2023", ""),
        ("2023/24", ""),
        ("", ""),
    ],
)
def test_page_numbers(text: str, number: str) -> None:
    assert read_page_number(text) == number


def test_running_lines_are_compared_without_their_figures() -> None:
    assert fold_digits("Marsh  Plan | 12") == fold_digits("MARSH plan | 3")
