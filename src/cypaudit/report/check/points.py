"""What a form says of one question, point by point: a title and a sentence or two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cypaudit.model.check import Answer, Check, CheckedCriterion
from cypaudit.model.rating import Evidence
from cypaudit.report.check.words import (
    accepted_in_words,
    basis_of,
    example_of,
    how_sure,
    in_the_draft,
    met_when,
    one_line,
    place_of,
    where_to_write,
)

LONGEST_QUOTE = 320  # characters


class Point(NamedTuple):
    """A titled statement on a question."""

    title: str
    text: str  # never empty


def points_of_draft(checked: CheckedCriterion) -> tuple[Point, ...]:
    """What the draft says on a question so far: its best passage, and what comes nearest."""
    points = [Point("Your draft", in_the_draft(checked))]
    points += [Point("It says", quote_of(piece)) for piece in checked.supports[:1]]
    is_partly = checked.answer is Answer.PARTLY
    nearest = "Nearest to a full answer" if is_partly else "Nearest"
    points += [Point(nearest, f"{quote_of(piece)} {piece.why}") for piece in checked.near_misses[:1]]
    return tuple(points)


def points_of_advice(check: Check, checked: CheckedCriterion) -> tuple[Point, ...]:
    """What would answer a question, whatever the draft says: the rubric's own words."""
    advice = checked.criterion.advice
    points = (
        Point("Met when", met_when(check, checked)),
        Point("A reader looks for", one_line(advice.looks_for)),
        Point("Why it is asked", one_line(advice.why)),
        Point("It rests on", basis_of(checked)),
        Point("What good looks like", one_line(advice.good)),
    )
    return tuple(point for point in points if point.text)


def points_of_gap(check: Check, checked: CheckedCriterion) -> tuple[Point, ...]:
    """All that is to be said of a question that is open; of an accepted gap who accepted it and why."""
    return tuple(_points_of_gap(check, checked))


def _points_of_gap(check: Check, checked: CheckedCriterion) -> Iterator[Point]:
    if checked.accepted is not None:
        yield Point("Accepted", accepted_in_words(checked.accepted))
    yield from points_of_draft(checked)
    yield from points_of_advice(check, checked)
    if checked.answer is not Answer.PARTLY:
        yield Point("Where to write it", where_to_write(checked))
    if checked.examples:
        yield Point("Words that meet it", example_of(checked.examples[0]))
    if checked.second_look:
        yield Point(
            "Judge it yourself",
            "no rule explains this passage, but it reads as if it were about the question: "
            f"{quote_of(checked.second_look[0].evidence)}",
        )
    if sure := how_sure(check, checked.accuracy):
        yield Point("How sure", sure)


def quote_of(piece: Evidence) -> str:
    """A passage with its place: "page 3, under “Our staff”: “Words.”"."""
    return f"{place_of(piece)}: “{shortened(one_line(piece.quote), LONGEST_QUOTE)}”"


def shortened(text: str, length: int) -> str:
    """Text of at most so many characters, cut between words where it is longer."""
    return text if len(text) <= length else f"{text[: length - 1].rsplit(' ', 1)[0]} …"
