"""Conditions that ask for one sentence in which several cues stand close to one another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cypaudit.model.document import BlockKind
from cypaudit.model.rubric import Condition, Scope
from tests.unit.score.build import ACTION, in_one_block, make_document, make_rubric, rate

JOINED = replace(
    ACTION, conditions=(Condition(all_of=(("clinic",), ("school",)), within=Scope.DOCUMENT, words=0),)
)


@pytest.mark.parametrize(
    ("elsewhere", "level"),
    [
        ("The school, clinic and shop are in one street.", "yes"),
        ("The clinic (school) is new.", "yes"),
        ("The school has asked the clinic to call.", "no"),
        ("School\tclinic\tMay", "yes"),
        ("Whom\tschool\tclinic", "no"),
    ],
)
def test_joined_matches_stand_as_near_one_another_as_asked(elsewhere: str, level: str) -> None:
    document = make_document("Children with asthma come first.", elsewhere)

    assert rate(make_rubric(JOINED), document).level == level


def test_what_a_row_holds_is_joined_as_its_cells_are() -> None:
    row = in_one_block(make_document("Children with asthma\tschool\tclinic"), BlockKind.TABLE_ROW)

    assert rate(make_rubric(JOINED), row).level == "no"
