"""What the rules found is weighed against what the sentence model makes of the document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cypaudit.model.document import Zone
from cypaudit.score.passages import Passages
from cypaudit.score.sentence_model import SentenceModel
from cypaudit.score.weigh import (
    LONG,
    MOST_COUNTED,
    SHORT,
    Likelihoods,
    features_of,
    find_likest,
    likely_of,
    read_sentences,
    share_of,
    weigh,
)
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
    assert weigh("asthma", 0, 0, np.array([likest]), model).rank == rank


def test_shares_say_how_likely_each_level_is(model: SentenceModel) -> None:
    assert weigh("asthma", 0, 0, np.array([(2.0, -1.0)]), model).shares == (0.88, 0.27)


@pytest.mark.parametrize(("log_odds", "share"), [(0, 0.5), (-50, 0), (50, 1), (2, 0.88), (-2, 0.12)])
def test_log_odds_are_told_as_a_share(log_odds: float, share: float) -> None:
    assert share_of(log_odds) == share


def test_the_likest_sentence_of_each_level_counts_wherever_it_stands() -> None:
    likely = np.array([(-3.0, 2.0), (1.0, -5.0), (0.5, 1.0)])
    assert features_of(1, 2, likely, NOTHING).tolist() == [
        1, 0,  # the rules gave the middle level
        0.5, 0,  # on two passages of four that count at the most
        1.0, 2.0,  # the likest sentence for each
        0.5, 1.0,  # the next
        0,  # no longer than the shortest of which something is made
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentences", "doublings"), [(1, 0), (SHORT, 0), (2 * SHORT, 1), (LONG, 2), (9 * LONG, 2)]
)
def test_length_is_told_in_doublings_between_bounds(sentences: int, doublings: float) -> None:
    assert features_of(0, 0, np.zeros((sentences, 2)), NOTHING)[-1] == doublings


def test_a_plain_answer_is_not_outvoted(tmp_path: Path) -> None:
    unlikely = SentenceModel(write_model(tmp_path / "model.npz", WORDS, bias=(-9.0, -9.0)))
    for likely, rank in (((0.8, 0.8), 0), ((0.9, 0.8), 1), ((0.9, 0.9), 2)):  # 69% and 71%
        assert weigh("asthma", 0, 0, np.array([likely]), unlikely).rank == rank


def test_what_rules_found_too_is_likelier() -> None:
    made, weighing = np.array([(1.0, -1.0)] * 3), np.array([(-0.5, 1.0, 2.0), (-0.5, 1.0, 3.0)])
    by_rules = np.array([0, 1, 2])  # not found, found for the middle level, for the highest
    assert likely_of(made, by_rules, weighing).tolist() == [[0.5, -1.5], [2.5, -1.5], [2.5, 1.5]]


def test_who_earns_a_level_earns_those_below_it() -> None:
    as_made = np.array([(0.0, 1.0, 0.0)] * 2)
    assert likely_of(np.array([(-2.0, 1.0)]), np.zeros(1), as_made).tolist() == [[1.0, 1.0]]


def test_each_criterion_has_a_threshold_of_its_own(tmp_path: Path) -> None:
    path = write_model(
        tmp_path / "own.npz", WORDS, criteria=("asthma", "sleep"), bias=((0.0, 0.0), (-2.0, -2.0))
    )
    model, likest = SentenceModel(path), np.array([(0.5, 0.5)])
    assert weigh("asthma", 0, 0, likest, model).rank == 2
    assert weigh("sleep", 0, 0, likest, model).rank == 0


def test_passages_count_up_to_some() -> None:
    likely = np.array([(1.0, 1.0)])
    at_most = features_of(2, MOST_COUNTED, likely, NOTHING)
    assert features_of(2, MOST_COUNTED + 5, likely, NOTHING).tolist() == at_most.tolist()


def test_a_sentence_that_is_not_there_is_as_unlikely_as_can_be(model: SentenceModel) -> None:
    assert features_of(0, 0, none_of_them(), NOTHING)[4:8].tolist() == [NOTHING] * 4
    assert features_of(0, 0, np.array([(1.0, 2.0)]), NOTHING)[6:8].tolist() == [NOTHING] * 2
    assert weigh("asthma", 2, 1, none_of_them(), model).rank == 0


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
    likely = likelihoods(passages, model)
    (criterion,) = rubric.criteria
    assert list(find_likest(criterion, 1, likely, passages, rubric, 0.5)) == [(2, 0.95), (0, 0.88)]
    assert list(find_likest(criterion, 2, likely, passages, rubric, 0.5)) == [(2, 0.88)]
    assert list(find_likest(criterion, 2, likely, passages, rubric, 0.1)) == [(2, 0.88), (0, 0.12)]


def test_the_share_of_a_sentence_is_told_by_its_place(model: SentenceModel) -> None:
    rubric = make_rubric(ANYBODY)
    document = make_document("Adults are lent puffers.", "Wheezing is seen to.")
    passages = Passages(tag_document(document, rubric), rubric.mechanisms, frozenset())
    likely = likelihoods(passages, model)
    assert [likely.share(1, rank) for rank in (1, 2)] == [0.88, 0.12]
    assert likely.share(0, 1) is None  # it is about adults, and was not put to the model
    assert likely.share(None, 1) is None  # a heading is no sentence


def test_of_a_criterion_that_the_model_does_not_know_it_says_nothing(model: SentenceModel) -> None:
    rubric = make_rubric(ANYBODY)
    passages = Passages(tag_document(make_document(CLINIC), rubric), rubric.mechanisms, frozenset())
    assert read_sentences(passages, model).beside("eczema") is None


def likelihoods(passages: Passages, model: SentenceModel) -> Likelihoods:
    found = read_sentences(passages, model).beside("asthma")
    assert found is not None
    return found
