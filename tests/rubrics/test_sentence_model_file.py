"""What must hold of the sentence model that ships with `hpig-2023`, whatever it was taught."""

from __future__ import annotations

from cypaudit.rubrics import load_rubric
from cypaudit.score.sentence_model import load_sentence_model

RUBRIC = load_rubric("hpig-2023")


def test_nothing_that_is_found_lowers_a_rating_and_nothing_raises_it_for_length() -> None:
    assert RUBRIC.sentence_model is not None
    model = load_sentence_model(RUBRIC.sentence_model.file)
    assert (model.weighing[:, :-1] >= 0).all()
    assert (model.weighing[:, -1] <= 0).all()
    assert (model.passage_weighing[:, 1:] >= 0).all()


def test_it_knows_criteria_of_the_rubric_alone() -> None:
    assert RUBRIC.sentence_model is not None
    model = load_sentence_model(RUBRIC.sentence_model.file)
    assert set(model.criteria) <= {criterion.id for criterion in RUBRIC.criteria}
