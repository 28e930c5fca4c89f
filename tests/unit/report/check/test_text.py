"""A check as text can be read in a narrow terminal, in a pipe, and without colours."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.unit.gaps.build import accepted, criterion, evidence, rating, record, rubric

from cypaudit.gaps import find_gaps
from cypaudit.model.audit import DocumentRecord
from cypaudit.model.check import Answer, Check, Threshold
from cypaudit.model.document import DocumentType
from cypaudit.model.rating import UNREADABLE, EvidenceKind, Rating
from cypaudit.model.rubric import Case
from cypaudit.report.check import CheckContent
from cypaudit.report.check.text import render_text

RUBRIC = rubric(criterion("one"), criterion("two"), criterion("three", basis="guidance"))
LONG = "A sentence of a plan that goes on for as long as sentences of plans do, and longer still. " * 6
CODES = re.compile(r"\x1b\[\d+m")


def check_of(*ratings: Rating, draft: DocumentRecord | None = None, **options: object) -> Check:
    return find_gaps(
        draft or record(),
        ratings,
        RUBRIC,
        version="1",
        threshold=Threshold(fail_on="no"),
        **options,  # type: ignore[arg-type]
    )


def text_of(check: Check, **options: object) -> str:
    return render_text(CheckContent(check=check, **options)).decode()  # type: ignore[arg-type]


MIXED = check_of(
    rating("one", "no", replace(evidence(EvidenceKind.NEAR_MISS), quote=LONG, why="Falls short.")),
    rating("two", "to_some_extent", replace(evidence(EvidenceKind.SUPPORTS), quote=LONG)),
    rating("three", "yes", replace(evidence(EvidenceKind.SUPPORTS), quote=LONG)),
)


def test_the_first_line_sums_it_up() -> None:
    first = text_of(MIXED).splitlines()[0]
    assert first == "marsh.pdf: 1 of 3 questions met, 1 to some extent, 1 missing."


def test_in_brief_it_is_the_first_line_and_whether_the_draft_passes() -> None:
    words = " ".join(text_of(MIXED, in_brief=True).split())
    assert words == (
        "marsh.pdf: 1 of 3 questions met, 1 to some extent, 1 missing. "
        "Not passed: 1 question is below what you hold it to (--fail-on no)."
    )


def test_no_line_is_wider_than_the_terminal() -> None:
    assert max(map(len, text_of(MIXED).splitlines())) <= 80


def test_colours_change_nothing_but_colours() -> None:
    coloured = text_of(MIXED, colour=True)
    assert CODES.search(coloured)
    assert CODES.sub("", coloured) == text_of(MIXED)


def test_it_says_where_the_nearest_miss_stands_and_why_it_falls_short() -> None:
    words = " ".join(text_of(MIXED).split())
    assert "Nearest: page 3, under “Children”: “A sentence of a plan" in words
    assert "Falls short." in words


def test_pages_that_could_not_be_read_are_told_of_before_anything_is_called_missing() -> None:
    draft = replace(record(), pages_unreadable=2, unreadable_pages="2-3: no text but an image")
    text = text_of(check_of(rating("one", "no"), draft=draft))
    assert text.index("NOT READ: 2 of 3 pages") < text.index("MISSING")


def test_too_little_read_is_not_called_missing() -> None:
    text = text_of(check_of(rating("one", UNREADABLE)))
    assert "MISSING" not in text
    assert "CANNOT BE SAID (1" in text


def test_an_accepted_gap_is_told_in_short_with_who_and_why() -> None:
    text = text_of(check_of(rating("one", "no"), baseline=[accepted("one", "no")]))
    assert "Accepted: R. Abney, 2026-11-01: vacant" in text
    assert "Met when" not in text
    assert "Passed, with 1 accepted gap" in text


def test_only_what_is_asked_for_is_shown_and_the_counts_stay() -> None:
    text = text_of(MIXED, only=Answer.MISSING)
    assert "1 of 3 questions met" in text
    assert "\nMET (" not in text


def test_an_example_under_a_heading_says_so() -> None:
    example = Case(
        criterion="one",
        name="",
        expect="yes",
        text="# Growing up well\n\nDrop-ins will open.\n",
        document_type=DocumentType.JFP,
    )
    words = " ".join(text_of(check_of(rating("one", "no"), cases=[example])).split())
    assert "Words that meet it: under the heading “Growing up well”: “Drop-ins will open.”" in words


def test_it_never_calls_a_draft_unlawful() -> None:
    words = " ".join(text_of(MIXED).split())
    assert "It does not say that the plan, or what is done, is unlawful" in words
    assert words.count("unlawful") == 1
