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
# Log-odds are cut to so many decimals, so that a last bit that differs between processors decides nothing.
DECIMALS = 3


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

    def of(self, criterion: str) -> Floats | None:
        """Of one criterion: sentences and levels. None where the model does not know it."""
        if criterion not in self.model.criteria:
            return None
        return np.asarray(self.log_odds[:, self.model.criteria.index(criterion)])

    def share(self, criterion: str, index: int | None, rank: int) -> float | None:
        """How likely people count a sentence for the level of that rank, 0 to 1. None: it was not read."""
        row = self._rows.get(index) if index is not None else None
        if row is None:
            return None
        return share_of(float(self.log_odds[row, self.model.criteria.index(criterion), rank - 1]))

    def agreed(self, criterion: str, passages: Iterable[tuple[int, Evidence]]) -> Floats:
        """Of the passages that rules found, each with its rank: the highest log-odds for each level.

        0, which says neither yes nor no, where no rule gave the level or the model read none of them.
        """
        column = self.of(criterion)
        levels = self.log_odds.shape[2]
        found: Floats = np.zeros(levels, np.float32)
        if column is None:
            return found
        rows = [(rank, row) for rank, piece in passages for row in self._rows_within(piece)]
        for level in range(levels):
            known = [float(column[row, level]) for rank, row in rows if rank > level]
            found[level] = max(known, default=0.0)
        return found

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
    def _rows(self) -> dict[int, int]:
        return {index: row for row, index in enumerate(self.indices)}


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
    criterion: Criterion, rank: int, figures: Figures, passages: Passages, rubric: Rubric, at_least: float
) -> Iterator[tuple[int, float]]:
    """The sentences that earn a level by so likely a share, the likest first, with how likely (0 to 1).

    A sentence that does not speak of children is not offered where every rule asks that it does.
    """
    column = figures.of(criterion.id)
    if column is None:
        return
    ranks = {level.id: level.rank for level in rubric.scale}
    wanted = [rule for rule in criterion.rules if ranks[rule.gives] >= rank]
    scopes = tuple(dict.fromkeys(scope for rule in wanted for scope in rule.about))
    must_name = bool(wanted) and all(rule.about for rule in wanted)
    for row in np.argsort(-column[:, rank - 1], kind="stable"):
        share = share_of(float(column[row, rank - 1]))
        if share < at_least:
            return
        index = figures.indices[row]
        if not must_name or passages.subject_scope(index, scopes) is not None:
            yield index, share


def share_of(log_odds: float) -> float:
    """Log-odds as a share from 0 to 1, to two decimals."""
    return round(1 / (1 + math.exp(-round(log_odds, DECIMALS))), 2)


def weigh(
    criterion: str, rank: int, passages: int, agreed: Floats, figures: Floats, model: SentenceModel
) -> Weighed:
    """The level that a document has for a criterion that the model knows, rules and model together.

    `rank` is that of the level by the rules, `passages` how many they found for it, and `agreed` what the
    model makes of these (`Figures.agreed`); `figures` are the model's log-odds, a row for each sentence that
    could count and a column for each level above the lowest. Who earns a level earns those below it.
    """
    features = features_of(rank, passages, agreed, figures, model)
    log_odds = model.weighing @ features + model.weighing_bias[criterion]
    # One regression a level: what makes a full answer likely makes a part of one at least as likely.
    likely = np.maximum.accumulate(log_odds[::-1])[::-1]
    return Weighed(rank_of(features, log_odds), tuple(share_of(float(one)) for one in likely))


def rank_of(features: Floats, log_odds: Floats) -> int:
    """The highest rank that is likelier than not, or of a passage that rules and model both hold for it."""
    levels = len(log_odds)
    # The last features are what the model makes of the passages of the rules.
    both = np.round(features[-levels:], DECIMALS) > 0
    reached = (np.round(log_odds, DECIMALS) > 0) | both
    return int(max(np.flatnonzero(reached) + 1, default=0))


def features_of(rank: int, passages: int, agreed: Floats, figures: Floats, model: SentenceModel) -> Floats:
    """What is weighed: what the rules gave, on how much, the two likest sentences, and `agreed`."""
    levels = figures.shape[1]
    likest = np.full((2, levels), model.nothing, np.float64)
    found = np.sort(figures, axis=0)[::-1][: len(likest)]
    likest[: len(found)] = np.maximum(found, model.nothing)
    given = np.array([float(rank > level) for level in range(levels)])
    counted = given * min(passages, MOST_COUNTED) / MOST_COUNTED
    return np.concatenate([given, counted, *likest, given * agreed])
