"""Passages that no rule explains are shown to a person and rate nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cypaudit.ingest.assemble import assemble
from cypaudit.ingest.plain import read_markdown
from cypaudit.model.document import DocumentType
from cypaudit.model.rubric import Rubric, SecondLook
from cypaudit.rubrics import load_rubric
from cypaudit.score import ScoredDocument, score_document
from cypaudit.tag import tag_document
from tests.unit.rubrics.small import write_rubric
from tests.unit.score.small_model import RULES_BIAS, RULES_DECIDE, with_model, write_model

PUFFERS = "Puffers are lent to pupils by every school office."
SILENT = f"# Children\n\n{PUFFERS}\n\nThe car park will be paved anew."
WORDS = {"puffers": (0.8, 0.2), "inhalers": (0.5, -9.0)}  # no plain answers, which would be rated


@pytest.fixture
def rubric(tmp_path: Path) -> Rubric:
    """A rubric whose model ranks passages and moves no rating."""
    path = write_model(tmp_path / "model.npz", WORDS, weighing=RULES_DECIDE, bias=RULES_BIAS)
    small = with_model(load_rubric(write_rubric(tmp_path)), path)
    return replace(small, second_look=SecondLook(at_least=0.3, most=3))


def score(text: str, rubric: Rubric) -> ScoredDocument:
    tagged = tag_document(assemble([read_markdown(text, "draft.md")], document_id="draft"), rubric)
    return score_document(tagged, rubric, document_type=DocumentType.STRATEGY, second_look=True)


def test_a_passage_like_those_that_people_counted_is_worth_a_look(rubric: Rubric) -> None:
    (passage,) = score(SILENT, rubric).second_look
    assert passage.evidence.quote == PUFFERS
    assert (passage.criterion, passage.level, passage.rank) == ("asthma", "no", 1)
    assert passage.likeness == 0.69  # 1 / (1 + e^-0.8): how likely people count it at all


def test_it_changes_no_rating(rubric: Rubric) -> None:
    assert score(SILENT, rubric).ratings == score(SILENT, replace(rubric, second_look=None)).ratings


def test_where_a_rule_found_something_there_is_no_second_look(rubric: Rubric) -> None:
    found = score(SILENT + "\n\nWe will treat children with asthma.", rubric)
    assert found.ratings[0].level != "no"
    assert found.second_look == ()


def test_where_the_model_found_something_there_is_none_either(rubric: Rubric, tmp_path: Path) -> None:
    plainer = WORDS | {"puffers": (0.8, 0.5)}  # 62% likely a full answer
    raising = with_model(rubric, write_model(tmp_path / "raising.npz", plainer))
    found = score(SILENT, raising)
    assert found.ratings[0].level == "yes"
    assert found.second_look == ()


def test_it_is_taken_only_where_it_is_asked_for(rubric: Rubric) -> None:
    tagged = tag_document(assemble([read_markdown(SILENT, "draft.md")], document_id="draft"), rubric)
    assert score_document(tagged, rubric, document_type=DocumentType.STRATEGY).second_look == ()


def test_there_is_none_where_the_rules_are_put_alone(rubric: Rubric) -> None:
    tagged = tag_document(assemble([read_markdown(SILENT, "draft.md")], document_id="draft"), rubric)
    scored = score_document(
        tagged, rubric, document_type=DocumentType.STRATEGY, second_look=True, by_rules_alone=True
    )
    assert scored.second_look == ()


def test_the_most_like_come_first_and_only_so_many(rubric: Rubric) -> None:
    text = "# Children\n\nSchools hold some inhalers. Schools hold some puffers. Offices hold some puffers."
    two = replace(rubric, second_look=SecondLook(at_least=0.3, most=2))
    assert [(look.rank, look.evidence.quote) for look in score(text, two).second_look] == [
        (1, "Schools hold some puffers."),
        (2, "Offices hold some puffers."),  # as like, and later in the document
    ]
    assert score(text, rubric).second_look[2].evidence.quote == "Schools hold some inhalers."


@pytest.mark.parametrize(("at_least", "n"), [(0.3, 1), (0.69, 1), (0.7, 0)])
def test_what_is_less_like_is_left_out(rubric: Rubric, at_least: float, n: int) -> None:
    settings = SecondLook(at_least=at_least, most=3)
    assert len(score(SILENT, replace(rubric, second_look=settings)).second_look) == n


def test_a_near_miss_that_the_rating_quotes_is_not_shown_again(rubric: Rubric) -> None:
    text = "Puffers are lent to adults and for asthma there is a clinic."
    found = score(text, rubric)
    assert [piece.quote for piece in found.ratings[0].evidence] == [text]
    assert found.second_look == ()


def test_a_model_that_does_not_know_the_criterion_shows_nothing(rubric: Rubric, tmp_path: Path) -> None:
    other = write_model(tmp_path / "other.npz", WORDS, criteria=("eczema",))
    assert score(SILENT, with_model(rubric, other)).second_look == ()
