"""What `hpig-2023` takes for a recital of national policy, law or another place."""

from __future__ import annotations

import pytest

from cypaudit.ingest.assemble import assemble
from cypaudit.ingest.plain import read_markdown
from cypaudit.rubrics import load_rubric
from cypaudit.score.passages import Passages
from cypaudit.tag import tag_document

RUBRIC = load_rubric("hpig-2023")


def is_recital(text: str) -> bool:
    document = assemble([read_markdown(f"# Children\n\n{text}", "draft.md")], document_id="draft")
    passages = Passages(tag_document(document, RUBRIC), RUBRIC.mechanisms, frozenset())
    return passages.is_recital(len(document.sentences) - 1)


@pytest.mark.parametrize(
    "text",
    [
        "Nationally, one in five children is obese, compared with one in six ten years ago.",
        "20% of children across England are obese.",
        "NHS England expects fewer admissions of children compared with 2019.",
        "Parliament wants children to be safe.",
    ],
)
def test_what_the_nation_has_or_wants_is_a_recital(text: str) -> None:
    assert is_recital(text)


@pytest.mark.parametrize(
    "text",
    [
        "Of toddlers in Moorby 31% live in damp homes, against 20% across England.",
        "Two in five pupils go without breakfast, as against fewer than three in ten across England.",
        "Of five-year-olds 62.5 per cent are ready for school, and 67 per cent across the country.",
        "The Youth Parliament has met four times.",
    ],
)
def test_ones_own_figure_beside_that_of_england_and_a_youth_parliament_are_not(text: str) -> None:
    assert not is_recital(text)
