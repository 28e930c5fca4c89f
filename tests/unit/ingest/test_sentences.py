"""Sentences are cut by rule; what the rule must not cut is listed here."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cypaudit.ingest.sentences import split_sentences


def cut(text: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "Dr. Amara Finch leads the board.",
        "Some groups, e.g. Young carers, were missed.",
        "See fig. 4 for the figures.",
        "It rose by 3.5 per cent.",
        "J. Smith wrote to us.",
        "Exec lead \u2013 S. Brathwaite (CNO)",
        "Executive owner: M. J. Cattermole",
        "Delegated by the board to P. L. Wrighton",
        "1. Open two hubs by March.",
        "We asked (in May.) and they answered.",
        "no stop at the end",
    ],
)
def test_one_sentence_stays_whole(whole: str) -> None:
    assert cut(whole) == [whole]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Waits grew.", "We opened two hubs."),
        ("Did they come?", "They did."),
        ("They said \u201cno.\u201d", "Then they left."),
        ("They meet weekly, etc.", "Nobody minds."),
        ("They said no.", "We went on."),
        ("They work on Priority A.", "The board meets in May."),
    ],
)
def test_two_sentences_are_cut(first: str, second: str) -> None:
    assert cut(f"{first} {second}") == [first, second]


@given(st.text(alphabet="abAB .!?e\u2019\u201d()1"))
@example("Priority A. (")
@example("Plan B. \u201c ")
def test_no_letter_is_lost_or_read_twice(text: str) -> None:
    bounds = split_sentences(text)
    end = 0
    for start, stop in bounds:
        assert not text[end:start].strip()
        assert start < stop
        end = stop
    assert not text[end:].strip()
