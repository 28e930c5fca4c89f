"""Passages that no rule explains are shown to a person and rate nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cypaudit.ingest.assemble import assemble
from cypaudit.ingest.plain import read_markdown
from cypaudit.model.document import DocumentType
from cypaudit.model.rubric import Rubric, SecondLook
from cypaudit.rubrics import load_rubric
from cypaudit.score import ScoredDocument, score_document
from cypaudit.score.likeness import Likeness, words_of
from cypaudit.tag import tag_document
from tests.unit.rubrics.small import write_rubric

SILENT = (
    "# Children\n\nPuffers are lent to pupils by every school office.\n\nThe car park will be paved anew."
)


def pack(*names: str) -> np.ndarray:
    return np.frombuffer("\n".join(names).encode(), np.uint8)


def write_model(path: Path, *, word: str = "puffers", weight: float = 6.0) -> Path:
    """A model to which one word makes a passage like asthma, and everything else unlike it."""
    np.savez(
        path,
        format=np.array(1),
        criteria=pack("asthma"),
        features=pack(f"t:{word}"),
        flags=pack("kind:paragraph"),
        words=pack(word),
        idf=np.array([1.0]),
        weights=np.array([[weight]]),
        flag_weights=np.array([[0.0]]),
        vectors=np.array([[0]], np.int8),
        scale=np.array([1.0]),
        vector_weights=np.zeros((3, 1)),
        bias=np.array([-3.0]),
    )
    return path


@pytest.fixture
def rubric(tmp_path: Path) -> Rubric:
    model = write_model(tmp_path / "likeness.npz")
    small = load_rubric(write_rubric(tmp_path))
    return replace(small, second_look=SecondLook(model=model, at_least=0.3, most=3))


def score(text: str, rubric: Rubric) -> ScoredDocument:
    tagged = tag_document(assemble([read_markdown(text, "draft.md")], document_id="draft"), rubric)
    return score_document(tagged, rubric, document_type=DocumentType.STRATEGY, second_look=True)


def test_a_passage_like_those_that_people_counted_is_worth_a_look(rubric: Rubric) -> None:
    (passage,) = score(SILENT, rubric).second_look
    assert passage.evidence.quote == "Puffers are lent to pupils by every school office."
    assert (passage.criterion, passage.level, passage.rank) == ("asthma", "no", 1)
    assert passage.likeness == pytest.approx(0.95, abs=0.01)  # 1 / (1 + e^-(6 - 3))


def test_it_changes_no_rating(rubric: Rubric) -> None:
    assert score(SILENT, rubric).ratings == score(SILENT, replace(rubric, second_look=None)).ratings


def test_where_a_rule_found_something_there_is_no_second_look(rubric: Rubric) -> None:
    found = score(SILENT + "\n\nWe will treat children with asthma.", rubric)
    assert found.ratings[0].level != "no"
    assert found.second_look == ()


def test_it_is_taken_only_where_it_is_asked_for(rubric: Rubric) -> None:
    tagged = tag_document(assemble([read_markdown(SILENT, "draft.md")], document_id="draft"), rubric)
    assert score_document(tagged, rubric, document_type=DocumentType.STRATEGY).second_look == ()


def test_what_is_less_like_is_left_out(rubric: Rubric, tmp_path: Path) -> None:
    weak = write_model(tmp_path / "weak.npz", weight=1.0)
    settings = SecondLook(model=weak, at_least=0.3, most=3)
    assert score(SILENT, replace(rubric, second_look=settings)).second_look == ()


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.npz"
    np.savez(path, format=np.array(2))
    with pytest.raises(ValueError, match="format 2, where 1 is read"):
        Likeness(path)


def test_figures_are_one_word_to_the_model() -> None:
    assert words_of("Under-5s: 1,200 in 2024") == ("under", "9", "s", "9", "9", "in", "9")
