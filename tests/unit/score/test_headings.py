"""Rules whose passage is a heading."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cypaudit.model.document import Document
from cypaudit.model.rubric import Rule, Scope
from tests.unit.score.build import NEAR, make_document, make_rubric, rate

OF_SIXTY = Rule(
    id="chapter",
    gives="yes",
    why="has a chapter",
    find=("children", "asthma"),
    find_in=Scope.HEADING,
    about=NEAR,
    min_words=60,
)
NAMING = "Every child in the town has a plan for the days on which breath is short. "  # 16 words
OTHERS = "The bus goes past the harbour twice in the hour and stops at the gate of the mill. "


def nested(document: Document) -> Document:
    """The document with its second section inside its first."""
    top, first, second = document.sections
    return replace(document, sections=(top, first, replace(second, level=2, parent=1)))


def test_a_section_within_one_that_counts_is_not_quoted_beside_it() -> None:
    lines = ("# Children", *[NAMING.strip()] * 5, "# Young people at school", *[NAMING.strip()] * 5)

    apart = rate(make_rubric(OF_SIXTY), make_document(*lines))
    one = rate(make_rubric(OF_SIXTY), nested(make_document(*lines)))

    assert [passage.quote for passage in apart.evidence] == ["Children", "Young people at school"]
    assert [passage.quote for passage in one.evidence] == ["Children"]


@pytest.mark.parametrize(("naming", "level"), [(4, "yes"), (1, "no")])
def test_a_heading_on_children_needs_a_text_that_names_them(naming: int, level: str) -> None:
    lines = [NAMING.strip()] * naming + [OTHERS.strip()] * (6 - naming)

    assert rate(make_rubric(OF_SIXTY), make_document("# Children", *lines)).level == level
