"""Weigh what the rules found against what the sentence model makes of the whole document.

Rules say exactly what they saw, and miss what is said in other words; the model knows other words, and
cannot say why. Beside each other they err less than either (docs/sentence-model.md has the measurement).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cypaudit.model.rubric import Criterion, Rubric
from cypaudit.score.passages import Passages
from cypaudit.score.sentence_model import Floats, SentenceModel

FEWEST_WORDS = 4  # fewer say too little to be read by themselves

# Passages that rules found count up to so many: a fifth says no more than a fourth.
MOST_COUNTED = 4
# Log-odds are cut to so many decimals, so that a last bit that differs between processors decides nothing.
DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Weighed:
    """What rules and model come to together for one criterion of one document."""

    rank: int  # of the level, 0 is the lowest
    shares: tuple[float, ...]  # how likely people would give each level above the lowest, from 0 to 1


@dataclass(frozen=True, slots=True)
class Figures:
    """What the sentence model makes of the sentences of a document that could count at all."""

    model: SentenceModel
    indices: tuple[int, ...]  # positions in Document.sentences
    log_odds: Floats  # sentences, criteria of the model, levels above the lowest

    def of(self, criterion: str) -> Floats | None:
        """Of one criterion: sentences and levels. None where the model does not know it."""
        if criterion not in self.model.criteria:
            return None
        return np.asarray(self.log_odds[:, self.model.criteria.index(criterion)])


def read_sentences(passages: Passages, model: SentenceModel) -> Figures:
    """Put every sentence of a document that could count to a model."""
    indices = tuple(
        index
        for index in range(len(passages.document.sentences))
        if passages.words(index) >= FEWEST_WORDS and is_eligible(index, passages)
    )
    return Figures(model, indices, model.measure(indices, passages))


def is_eligible(index: int, passages: Passages) -> bool:
    """Whether a passage could count at all: where it stands, whom and what place it speaks of."""
    return (
        passages.zone(index) not in passages.zones_not_counted
        and not passages.names_others(index)
        and not passages.is_recital(index)
    )


def find_likest(
    criterion: Criterion, rank: int, figures: Figures, passages: Passages, rubric: Rubric
) -> Iterator[tuple[int, float]]:
    """The sentences likelier than not to earn a level or more, the likest first, with how likely (0 to 1).

    A sentence that does not speak of children cannot be offered where every rule asks that it does.
    """
    column = figures.of(criterion.id)
    if column is None:
        return
    wanted = [rule for rule in criterion.rules if _rank(rule.gives, rubric) >= rank]
    scopes = tuple(dict.fromkeys(scope for rule in wanted for scope in rule.about))
    must_name = bool(wanted) and all(rule.about for rule in wanted)
    for row in np.argsort(-column[:, rank - 1], kind="stable"):
        figure = float(column[row, rank - 1])
        if figure <= 0:
            return
        index = figures.indices[row]
        if not must_name or passages.subject_scope(index, scopes) is not None:
            yield index, share_of(figure)


def share_of(log_odds: float) -> float:
    """Log-odds as a share from 0 to 1, to two decimals."""
    return round(1 / (1 + math.exp(-round(log_odds, DECIMALS))), 2)


def _rank(level: str, rubric: Rubric) -> int:
    return next(one.rank for one in rubric.scale if one.id == level)


def weigh(rank: int, passages: int, figures: Floats, model: SentenceModel) -> Weighed:
    """The level that a document has for a criterion, rules and model together.

    `rank` is that of the level by the rules and `passages` how many they found for it; `figures` are the
    model's log-odds, a row for each sentence that could count and a column for each level above the lowest.
    A level needs those below it.
    """
    log_odds = model.weighing @ features_of(rank, passages, figures, model) + model.weighing_bias
    return Weighed(_reached(np.round(log_odds, DECIMALS)), tuple(share_of(float(one)) for one in log_odds))


def features_of(rank: int, passages: int, figures: Floats, model: SentenceModel) -> Floats:
    """What is weighed: what the rules gave, on how much, and the two likest sentences for each level."""
    levels = figures.shape[1]
    likest = np.full((2, levels), model.nothing, np.float64)
    found = np.sort(figures, axis=0)[::-1][: len(likest)]
    likest[: len(found)] = found
    given = np.array([float(rank > level) for level in range(levels)])
    counted = given * min(passages, MOST_COUNTED) / MOST_COUNTED
    return np.concatenate([given, counted, *likest, given * likest[0]])


def _reached(log_odds: Floats) -> int:
    """The highest rank of which it and all below it are likelier than not."""
    rank = 0
    for figure in log_odds:
        if figure <= 0:
            break
        rank += 1
    return rank
