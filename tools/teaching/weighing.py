"""How what the rules found and what the net makes of a document are weighed, fitted where both are new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cypaudit.model.rating import EvidenceKind
from cypaudit.model.rubric import Rubric
from cypaudit.score import rate_document
from cypaudit.score.sentence_model import SentenceModel
from cypaudit.score.weigh import Figures, features_of, rank_of, read_sentences
from teaching.examples import RANKS, Labelled

C = 0.3  # of the regression
OWN = 1.5  # how freely it may differ between criteria, beside features that are spread by 1
NOTHING = -5.0  # log-odds that stand for a sentence that is not there, and the least of any


@dataclass(frozen=True, slots=True)
class Case:
    """One rating of a document that neither rules nor net have met."""

    system: str
    criterion: str
    key: int  # rank that the author gave
    second: int  # that a second coder gave, or the author's again
    rated: int  # rank by the rules
    features: np.ndarray


def cases_of(documents: Sequence[Labelled], model: SentenceModel, rubric: Rubric) -> Iterator[Case]:
    """Every rating that people, rules and net give."""
    for labelled in documents:
        yield from _cases_of(labelled, read_sentences(labelled.passages, model), rubric)


def _cases_of(labelled: Labelled, figures: Figures, rubric: Rubric) -> Iterator[Case]:
    for rating in rate_document(
        labelled.passages.tagged, rubric, document_type=labelled.entry.document_type, by_rules_alone=True
    ):
        column = figures.of(rating.criterion)
        entry = labelled.key.entries.get(rating.criterion)
        if column is None or entry is None or rating.level not in RANKS or entry.level not in RANKS:
            continue
        found = [piece for piece in rating.evidence if piece.kind is EvidenceKind.SUPPORTS]
        of_level = sum(piece.strength == rating.level for piece in found)
        agreed = figures.agreed(rating.criterion, ((RANKS[piece.strength], piece) for piece in found))
        rated = RANKS[rating.level]
        yield Case(
            system=labelled.entry.system,
            criterion=rating.criterion,
            key=RANKS[entry.level],
            second=RANKS[labelled.second.get(rating.criterion, entry.level)],
            rated=rated,
            features=features_of(rated, of_level, agreed, column, figures.model),
        )


def fit(cases: Sequence[Case], criteria: Sequence[str]) -> dict[str, np.ndarray]:
    """The weights of a regression a level, on features as they are, and what each of `criteria` adds.

    No feature has a weight below nothing: that more is found must not by itself lower a rating.
    """
    features = np.stack([case.features for case in cases])
    # An author knows what was not meant, a second coder reads what is there: each counts half.
    keys = np.array([case.key for case in cases] + [case.second for case in cases])
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    own = OWN * np.array([[case.criterion == one for one in criteria] for case in cases])
    table = np.tile(np.hstack([(features - mean) / spread, own]), (2, 1))
    halves = np.full(len(table), 0.5)
    rows, biases = [], []
    for rank in (1, 2):
        intercept, fitted = _fit_level(table, keys >= rank, halves, features.shape[1])
        weights = fitted[: features.shape[1]] / spread
        rows.append(weights)
        biases.append(intercept - float(weights @ mean) + OWN * fitted[features.shape[1] :])
    return {
        "weighing": np.array(rows),
        "weighing_bias": np.array(biases).T,
        "nothing": np.array(NOTHING),
    }


def _fit_level(
    table: np.ndarray, reached: np.ndarray, halves: np.ndarray, bounded: int
) -> tuple[float, np.ndarray]:
    """Intercept and weights of a logistic regression whose first `bounded` weights are not below nothing."""
    from scipy.optimize import minimize

    signs = np.where(reached, 1.0, -1.0)

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        margins = signs * (point[0] + table @ point[1:])
        pulls = -halves * signs / (1 + np.exp(margins))
        gradient = np.concatenate([[pulls.sum()], pulls @ table + point[1:] / C])
        return float(halves @ np.logaddexp(0, -margins) + point[1:] @ point[1:] / (2 * C)), gradient

    columns = table.shape[1]
    bounds = [(None, None), *([(0, None)] * bounded), *([(None, None)] * (columns - bounded))]
    found = minimize(loss, np.zeros(columns + 1), jac=True, method="L-BFGS-B", bounds=bounds)
    return float(found.x[0]), found.x[1:]


def ranks_by(weighing: dict[str, np.ndarray], cases: Sequence[Case], criteria: Sequence[str]) -> list[int]:
    """The ranks that rules and net come to together."""
    place = {criterion: n for n, criterion in enumerate(criteria)}
    return [
        rank_of(
            case.features,
            weighing["weighing"] @ case.features + weighing["weighing_bias"][place[case.criterion]],
        )
        for case in cases
    ]


def unfitted(criteria: Sequence[str]) -> dict[str, np.ndarray]:
    """A weighing that stands in a file until there is a fitted one."""
    return {
        "weighing": np.zeros((2, 10)),
        "weighing_bias": np.zeros((len(criteria), 2)),
        "nothing": np.array(NOTHING),
    }
