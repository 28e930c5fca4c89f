"""What the rules found is weighed against what the sentence model makes of the document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cypaudit.model.document import Zone
from cypaudit.score.passages import Passages
from cypaudit.score.sentence_model import SentenceModel
from cypaudit.score.weigh import MOST_COUNTED, features_of, find_likest, read_sentences, share_of, weigh
from cypaudit.tag import tag_document
from tests.unit.score.build import NEED, make_document, make_rubric
from tests.unit.score.small_model import (
    NOTHING,
    write_model,
)

ANYBODY = replace(NEED, id="anybody", about=())

WORDS = {
    "puffers": (3.0, 2.0),  # people count it as a full answer
    "wheezing": (2.0, -2.0),  # as a part of one
    "merely": (-3.0, -5.0),  # as nothing
}
CLINIC = "Children get an asthma clinic."


def none_of_them() -> np.ndarray:
    return np.zeros((0, 2))


NEITHER = np.zeros(2)  # the model made nothing of the passages of the rules


@pytest.fixture
def model(tmp_path: Path) -> SentenceModel:
    return SentenceModel(write_model(tmp_path / "model.npz", WORDS))


@pytest.mark.parametrize(
    ("likest", "rank"),
    [
        ((-1.0, -2.0), 0),
        ((1.0, -2.0), 1),
        ((1.0, 2.0), 2),
        ((-1.0, 2.0), 2),  # what makes a full answer likely makes a part of one at least as likely
        ((0.0, -1.0), 0),  # as likely as not is not enough
        ((0.0004, -1.0), 0),  # nor is what is above it by a last bit
        ((0.001, 0.001), 2),
    ],
)
def test_a_level_needs_to_be_likelier_than_not(
    model: SentenceModel, likest: tuple[float, float], rank: int
) -> None:
    assert weigh("asthma", 0, 0, NEITHER, np.array([likest]), model).rank == rank


def test_shares_say_how_likely_each_level_is(model: SentenceModel) -> None:
    assert weigh("asthma", 0, 0, NEITHER, np.array([(2.0, -1.0)]), model).shares == (0.88, 0.27)


@pytest.mark.parametrize(("log_odds", "share"), [(0, 0.5), (-50, 0), (50, 1), (2, 0.88), (-2, 0.12)])
def test_log_odds_are_told_as_a_share(log_odds: float, share: float) -> None:
    assert share_of(log_odds) == share


def test_the_likest_sentence_of_each_level_counts_wherever_it_stands(model: SentenceModel) -> None:
    figures = np.array([(-3.0, 2.0), (1.0, -5.0), (0.5, 1.0)])
    assert features_of(1, 2, np.array([0.75, 3.0]), figures, model).tolist() == [
        1, 0,  # the rules gave the middle level
        0.5, 0,  # on two passages of four that count at the most
        1.0, 2.0,  # the likest sentence for each
        0.5, 1.0,  # the next
        0.75, 0,  # what the model makes of the passages of the rules, where they gave the level
    ]  # fmt: skip


def test_what_rules_and_model_both_hold_for_a_level_earns_it(model: SentenceModel) -> None:
    unlikely = np.array([(-3.0, -3.0)])
    assert weigh("asthma", 2, 1, np.array([1.0, -1.0]), unlikely, model).rank == 1
    assert weigh("asthma", 2, 1, np.array([1.0, 1.0]), unlikely, model).rank == 2
    assert weigh("asthma", 1, 1, np.array([1.0, 1.0]), unlikely, model).rank == 1  # the rules gave no more
    assert weigh("asthma", 0, 0, np.array([1.0, 1.0]), unlikely, model).rank == 0


def test_each_criterion_has_a_threshold_of_its_own(tmp_path: Path) -> None:
    path = write_model(
        tmp_path / "own.npz", WORDS, criteria=("asthma", "sleep"), bias=((0.0, 0.0), (-2.0, -2.0))
    )
    model, likest = SentenceModel(path), np.array([(1.0, 1.0)])
    assert weigh("asthma", 0, 0, NEITHER, likest, model).rank == 2
    assert weigh("sleep", 0, 0, NEITHER, likest, model).rank == 0


def test_passages_count_up_to_some(model: SentenceModel) -> None:
    figures = np.array([(1.0, 1.0)])
    at_most = features_of(2, MOST_COUNTED, NEITHER, figures, model)
    assert features_of(2, MOST_COUNTED + 5, NEITHER, figures, model).tolist() == at_most.tolist()


def test_a_sentence_that_is_not_there_is_as_unlikely_as_can_be(model: SentenceModel) -> None:
    assert features_of(0, 0, NEITHER, none_of_them(), model)[4:8].tolist() == [NOTHING] * 4
    assert features_of(0, 0, NEITHER, np.array([(1.0, 2.0)]), model)[6:8].tolist() == [NOTHING] * 2
    assert weigh("asthma", 2, 1, NEITHER, none_of_them(), model).rank == 0


def test_only_sentences_that_could_count_are_put_to_the_model(model: SentenceModel) -> None:
    document = make_document(
        "Puffers are lent to pupils.",
        "Puffers here.",  # too short to be read by itself
        "Adults are lent new puffers.",
        "Across England puffers are lent.",
        "Puffers are mended in schools.",
    )
    tagged = tag_document(document, make_rubric())
    passages = Passages(tagged, make_rubric().mechanisms, frozenset())
    assert read_sentences(passages, model).indices == (0, 4)


def test_what_stands_where_nothing_counts_is_not_put_to_it(model: SentenceModel) -> None:
    document = make_document("Puffers are lent to pupils.", zone=Zone.GLOSSARY)
    passages = Passages(
        tag_document(document, make_rubric()), make_rubric().mechanisms, frozenset({Zone.GLOSSARY})
    )
    figures = read_sentences(passages, model)
    assert figures.indices == ()
    assert figures.log_odds.shape == (0, 1, 2)


def test_the_likest_sentences_come_first_and_unlikely_ones_not_at_all(model: SentenceModel) -> None:
    rubric = make_rubric(ANYBODY)
    document = make_document("Wheezing is seen to.", "The car park is paved.", "Puffers are lent out.")
    passages = Passages(tag_document(document, rubric), rubric.mechanisms, frozenset())
    figures = read_sentences(passages, model)
    (criterion,) = rubric.criteria
    assert list(find_likest(criterion, 1, figures, passages, rubric, 0.5)) == [(2, 0.95), (0, 0.88)]
    assert list(find_likest(criterion, 2, figures, passages, rubric, 0.5)) == [(2, 0.88)]
    assert list(find_likest(criterion, 2, figures, passages, rubric, 0.1)) == [(2, 0.88), (0, 0.12)]


def test_the_share_of_a_sentence_is_told_by_its_place(model: SentenceModel) -> None:
    rubric = make_rubric(ANYBODY)
    document = make_document("Adults are lent puffers.", "Wheezing is seen to.")
    passages = Passages(tag_document(document, rubric), rubric.mechanisms, frozenset())
    figures = read_sentences(passages, model)
    assert [figures.share("asthma", 1, rank) for rank in (1, 2)] == [0.88, 0.12]
    assert figures.share("asthma", 0, 1) is None  # it is about adults, and was not put to the model
    assert figures.share("asthma", None, 1) is None  # a heading is no sentence
