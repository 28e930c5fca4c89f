"""Names are told from posts, places, organisations and things by shape and by the rubric's words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.score.build import make_rubric

from cypaudit.model.rubric import TermList
from cypaudit.tag.persons import find_persons
from cypaudit.tag.words import read_words

MECHANISMS = make_rubric().mechanisms
LISTS = {
    "children": TermList(id="children", terms=("children", "youth")),
    "roles": TermList(id="roles", terms=("director", "chief nurse", "executive lead")),
}


def names(text: str) -> list[str]:
    return [text[tag.start : tag.end] for tag in find_persons(read_words(text), MECHANISMS, LISTS)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Our lead is Amara Nkemelu.", ["Amara Nkemelu"]),
        ("Maxine Olatunde-Reid, director, oversees this.", ["Maxine Olatunde-Reid"]),
        ("Chief Nurse Siobhan O'Dowd chairs it.", ["Siobhan O'Dowd"]),
        ("Dr Rahman leads.", ["Dr Rahman"]),
        ("Dr L would not be named.", []),
        ("Executive owner: M. J. Cattermole, deputy chief.", ["M. J. Cattermole"]),
        ("Lead – S. Brathwaite", ["S. Brathwaite"]),
        ("Led by Ludo van den Berg.", ["Ludo van den Berg"]),
        ("The Executive Lead reports.", []),
        ("Breathe Easy Youth meets. We breathe at ease.", []),
        ("They live in Port Ellery, and Port Ellery grows.", []),
        ("Every Child matters. Not every child does.", []),
        ("NHS ENGLAND AND WALES", []),
    ],
)
def test_a_name_is_told_by_its_shape_and_what_the_rubric_rules_out(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Carrow Vale Council met. In a year Carrow Vale grew, and Ann Moss saw it.", ["Ann Moss"]),
        ("Work for Carrow Vale is led by Ann Moss of Carrow Vale Council.", ["Ann Moss"]),
        ("Ann Moss Chief Nurse NHS Council wrote. It was Ann Moss who came.", ["Ann Moss"]),
    ],
)
def test_a_name_that_an_organisation_bears_is_a_place_wherever_it_stands(text: str, found: list[str]) -> None:
    mechanisms = replace(MECHANISMS, organisations=("organisations",))
    lists = {**LISTS, "organisations": TermList(id="organisations", terms=("council", "NHS"))}

    tags = find_persons(read_words(text), mechanisms, lists)

    assert [text[tag.start : tag.end] for tag in tags] == found
