"""Ages of the young are told from other numbers, and from ages of adults."""

from __future__ import annotations

import pytest

from cypaudit.tag.ages import find_ages
from cypaudit.tag.words import read_words


def found(text: str, cue: str) -> list[str]:
    return [text[tag.start : tag.end] for tag in find_ages(read_words(text)) if tag.cue == cue]


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("thirty 11 to 16 year olds", ["11 to 16 year olds"]),
        ("children aged 13 to 17", ["13 to 17"]),
        ("ten and eleven year-olds in Year 6", ["ten and eleven year-olds", "Year 6"]),
        ("the 0-19 service", ["0-19"]),
        ("under-fives and under 5s", ["under-fives", "under 5s"]),
        ("everyone under 18", ["under 18"]),
        ("turning eighteen", ["turning eighteen"]),
        ("From fourteen, everyone has a plan", ["From fourteen"]),
        ("and at 16 they meet the adult team", ["at 16"]),
        ("At sixteen a patient meets the adult team", ["At sixteen"]),
        ("At sixteen those with diabetes are given a nurse", ["At sixteen"]),
        ("from the age of fourteen", ["from the age of fourteen"]),
        ("by their fifth birthday", ["fifth birthday"]),
        # Numbers that are no ages of the young.
        ("up to ten years earlier", []),
        ("waits will be brought below 12 by 2027", []),
        ("under 18 weeks", []),
        ("up to 25 minutes, under 10%", []),
        ("Years four and five of the plan", []),
        ("beds rose from 11 to 16", []),
        ("aged 16 to 64", []),
        ("the list stood at 14, down from 16", []),
        ("at sixteen sites, from 14 practices", []),
        ("From 12, the number of sites fell to 11", []),
        ("From 10 a.m. the clinic is open, from 10 every Saturday, at ten each morning", []),
        ("At 16 a place, from 14 a month", []),
        ("from 16 all practices, at 11 those wards", []),
        ("at the age of fifty", []),
        ("at the age of seventeen and over", []),
        ("At 16, 18 and 21 weeks", []),
        ("mortality under 75", []),
    ],
)
def test_ages_of_the_young(text: str, ages: list[str]) -> None:
    assert found(text, "<young-age>") == ages


@pytest.mark.parametrize(
    ("text", "reaches"),
    [
        ("from birth to 25", True),
        ("the 0–25 service", True),
        ("anyone up to their 25th birthday", True),
        ("children and young people under 25", True),
        ("16 to 25 year-olds", False),
        ("aged 0 to 18", False),
    ],
)
def test_a_band_from_birth_that_ends_at_24_or_25_reaches_25(text: str, reaches: bool) -> None:
    assert bool(found(text, "<to-25>")) is reaches


@pytest.mark.parametrize(
    "text",
    [
        "aged 18 and over",
        "over-65s",
        "people over 75",
        "aged 16 to 64",
        "the 75+ age group",
        "over the age of 18",
        "women over the age of 25",
    ],
)
def test_ages_of_adults(text: str) -> None:
    assert found(text, "<adult-age>")
    assert not found(text, "<young-age>")


@pytest.mark.parametrize("text", ["over 40 sites", "rose from 40 to 55 per cent", "24 to 30 beds"])
def test_other_numbers_are_no_ages_of_adults(text: str) -> None:
    assert not found(text, "<adult-age>")
