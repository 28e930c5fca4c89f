"""Weigh what the rules found against what the sentence model makes of the whole document.

Rules say exactly what they saw, and miss what is said in other words; the model knows other words, and
cannot say why. Beside each other they err less than either (docs/sentence-model.md has the measurement).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cypaudit.model.document import Span
from cypaudit.model.rating import Evidence
from cypaudit.model.rubric import Criterion, Rubric
from cypaudit.score.passages import Passages
from cypaudit.score.sentence_model import Floats, SentenceModel

FEWEST_WORDS = 4  # fewer say too little to be read by themselves
# Passages that rules found count up to so many: a fifth says no more than a fourth.
MOST_COUNTED = 4
# A passage that is so likely earns its level by itself: a plain answer is not outvoted by the rest.
PLAIN = 0.7
# Sentences read. In a longer document more looks like an answer by chance. No document that the weighing was
# fitted on is much shorter or longer than this, and nothing is made of what lies outside.
SHORT, LONG = 150, 600
# Log-odds are cut to so many decimals, so that a last bit that differs between processors decides nothing.
DECIMALS = 3
MOST_LOG_ODDS = 50.0  # beyond them a share is 0 or 1


@dataclass(frozen=True, slots=True)
class Weighed:
    """What rules and model come to together for one criterion of one document."""

    rank: int  # of the level, 0 is the lowest
    shares: tuple[float, ...]  # how likely people would give each level above the lowest, from 0 to 1


@dataclass(frozen=True)
class Figures:
    """What the sentence model makes of the sentences of a document that could count at all."""

    model: SentenceModel
    indices: tuple[int, ...]  # positions in Document.sentences
    log_odds: Floats  # sentences, criteria of the model, levels above the lowest
    spans: tuple[tuple[Span, ...], ...]  # where each sentence stands

    def beside(self, criterion: str, found: Iterable[tuple[int, Evidence]] = ()) -> Likelihoods | None:
        """How likely each sentence is to count for a criterion. None where the model does not know it.

        `found` are the passages that rules found, each with the rank that it earns: what two so different
        readers hold for an answer is likelier one. Who earns a level earns those below it.
        """
        if criterion not in self.model.criteria:
            return None
        made = self.log_odds[:, self.model.criteria.index(criterion)]
        return Likelihoods(self, likely_of(made, self.ranks_of(found), self.model.passage_weighing))

    def ranks_of(self, found: Iterable[tuple[int, Evidence]]) -> Floats:
        """Of each sentence the highest rank of a passage of the rules that it is, or is part of."""
        ranks = np.zeros(len(self.indices), np.float32)
        for rank, piece in found:
            for row in self._rows_within(piece):
                ranks[row] = max(ranks[row], rank)
        return ranks

    def _rows_within(self, piece: Evidence) -> list[int]:
        """The sentences that a quote holds or stands in."""
        of_page = self._of_page.get(piece.page_index, ())
        return [row for start, end, row in of_page if start < piece.end and piece.start < end]

    @cached_property
    def _of_page(self) -> dict[int | None, list[tuple[int, int, int]]]:
        found: dict[int | None, list[tuple[int, int, int]]] = {}
        for row, spans in enumerate(self.spans):
            for span in spans:
                found.setdefault(span.page_index, []).append((span.start, span.end, row))
        return found

    @cached_property
    def rows(self) -> dict[int, int]:
        """The row of each sentence, by its position in Document.sentences."""
        return {index: row for row, index in enumerate(self.indices)}


@dataclass(frozen=True, slots=True)
class Likelihoods:
    """How likely people count each sentence for one criterion, by rules and model together."""

    figures: Figures
    log_odds: Floats  # a row for each sentence of `figures`, a column for each level above the lowest

    def share(self, index: int | None, rank: int) -> float | None:
        """How likely people count a sentence for the level of that rank, 0 to 1. None: it was not read."""
        row = self.figures.rows.get(index) if index is not None else None
        return None if row is None else share_of(float(self.log_odds[row, rank - 1]))


def likely_of(made: Floats, by_rules: Floats, weighing: Floats) -> Floats:
    """The log-odds that people count each sentence, by the net's figures and the ranks that rules gave it.

    Rows are sentences, columns levels; `weighing` has a row for each level (SentenceModel.passage_weighing).
    """
    intercept, of_model, of_rules = weighing.T
    log_odds = intercept + of_model * made + of_rules * (by_rules[:, None] > np.arange(made.shape[1]))
    return np.asarray(np.maximum.accumulate(log_odds[:, ::-1], axis=1)[:, ::-1])


def read_sentences(passages: Passages, model: SentenceModel) -> Figures:
    """Put every sentence of a document that could count to a model."""
    indices = tuple(
        index
        for index in range(len(passages.document.sentences))
        if passages.words(index) >= FEWEST_WORDS and is_eligible(index, passages)
    )
    sentences = passages.document.sentences
    spans = tuple(sentences[index].spans for index in indices)
    return Figures(model, indices, model.measure(indices, passages), spans)


def is_eligible(index: int, passages: Passages) -> bool:
    """Whether a passage could count at all: where it stands, whom and what place it speaks of."""
    return (
        passages.zone(index) not in passages.zones_not_counted
        and not passages.names_others(index)
        and not passages.is_recital(index)
    )


def find_likest(
    criterion: Criterion, rank: int, likely: Likelihoods, passages: Passages, rubric: Rubric, at_least: float
) -> Iterator[tuple[int, float]]:
    """The sentences that earn a level by so likely a share, the likest first, with how likely (0 to 1).

    A sentence that does not speak of children is not offered where every rule asks that it does.
    """
    ranks = {level.id: level.rank for level in rubric.scale}
    wanted = [rule for rule in criterion.rules if ranks[rule.gives] >= rank]
    scopes = tuple(dict.fromkeys(scope for rule in wanted for scope in rule.about))
    must_name = bool(wanted) and all(rule.about for rule in wanted)
    column = likely.log_odds[:, rank - 1]
    for row in np.argsort(-column, kind="stable"):
        share = share_of(float(column[row]))
        if share < at_least:
            return
        index = likely.figures.indices[row]
        if not must_name or passages.subject_scope(index, scopes) is not None:
            yield index, share


def share_of(log_odds: float) -> float:
    """Log-odds as a share from 0 to 1, to two decimals."""
    return round(1 / (1 + math.exp(-round(log_odds, DECIMALS))), 2)


def weigh(criterion: str, rank: int, passages: int, likely: Floats, model: SentenceModel) -> Weighed:
    """The level that a document has for a criterion that the model knows, rules and model together.

    `rank` is that of the level by the rules, `passages` how many they found for it; `likely` are log-odds
    (`Likelihoods`), a row for each sentence that could count. Who earns a level earns those below it.
    """
    features = features_of(rank, passages, likely, model.nothing)
    log_odds = model.weighing @ features + model.weighing_bias[criterion]
    # One regression a level: what makes a full answer likely makes a part of one at least as likely.
    log_odds = np.maximum.accumulate(log_odds[::-1])[::-1]
    return Weighed(rank_of(log_odds, likely), tuple(share_of(float(one)) for one in log_odds))


def rank_of(log_odds: Floats, likely: Floats) -> int:
    """The highest rank that is likelier than not for the document, or that a plain answer has by itself."""
    likest = likely.max(axis=0, initial=-MOST_LOG_ODDS)
    reached = [
        round(float(of_document), DECIMALS) > 0 or share_of(float(of_sentence)) >= PLAIN
        for of_document, of_sentence in zip(log_odds, likest, strict=True)
    ]
    return max((rank for rank, so in enumerate(reached, start=1) if so), default=0)


def features_of(rank: int, passages: int, likely: Floats, nothing: float) -> Floats:
    """What is weighed: what the rules gave, on how much, the two likest sentences, and the length."""
    levels = likely.shape[1]
    likest = np.full((2, levels), nothing, np.float64)
    found = np.sort(likely, axis=0)[::-1][: len(likest)]
    likest[: len(found)] = np.maximum(found, nothing)
    given = np.array([float(rank > level) for level in range(levels)])
    counted = given * min(passages, MOST_COUNTED) / MOST_COUNTED
    doublings = math.log2(min(max(len(likely), SHORT), LONG) / SHORT)
    return np.concatenate([given, counted, *likest, [doublings]])
