"""What has a shape and not a word."""

from __future__ import annotations

import pytest

from cypaudit.tag.entities import find_entities, find_long_lists
from cypaudit.tag.words import read_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Some have more to bear: the poor, the bullied, the bereaved, those in care and young carers.",
            ["the poor, the bullied, the bereaved, those in care and young carers."],
        ),
        ("Weight, teeth, jabs, absence, caring.", ["Weight, teeth, jabs, absence, caring."]),
        (
            "Watched: young carers, Roma and Traveller children, babies, teenagers in hostels, and refugees.",
            ["young carers, Roma and Traveller children, babies, teenagers in hostels, and refugees."],
        ),
        ("For care leavers, carers, Roma pupils and refugees we will open a clinic.", []),
        (
            "When it is late, the nurse who knows the family rings the school and the ward, and stays.",
            [],
        ),
    ],
)
def test_an_enumeration_of_five_short_items_or_more_is_a_long_list(text: str, found: list[str]) -> None:
    assert [text[tag.start : tag.end] for tag in find_long_lists(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The hub opens its doors on 9 September.", ["9 September"]),
        ("Nurses join the wards in the second quarter.", ["the second quarter"]),
        ("It will be ready for the new academic year.", ["new academic year"]),
        ("By year three no one will wait.", ["By year three"]),
        ("Pupils in year five may march together.", []),
    ],
)
def test_a_date_may_lack_its_year(text: str, found: list[str]) -> None:
    dates = [tag for tag in find_entities(read_words(text)) if tag.cue == "<date>"]
    assert [text[tag.start : tag.end] for tag in dates] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("58. Sixty pupils wait for 12 weeks.", ["Sixty", "12"]),
        ("1.4 Both councils will open 3 hubs.", ["3"]),
        ("Section 47 enquiries rose by 30 (Figure 3.2).", ["30"]),
        ("No one with type 1 diabetes waits; one in six did.", ["one", "six"]),
        ("One of them asked the two of us about this one.", []),
        ("2.5 visits a year", ["2.5"]),
        ("60 nurses", ["60"]),
    ],
)
def test_a_number_that_says_which_is_no_figure(text: str, found: list[str]) -> None:
    tags = [tag for tag in find_entities(read_words(text)) if tag.cue == "<number>"]
    assert [text[tag.start : tag.end] for tag in tags] == found
