"""How what the rules found and what the net makes of a document are weighed, fitted where both are new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cypaudit.model.rating import EvidenceKind
from cypaudit.model.rubric import Rubric
from cypaudit.score import rate_document
from cypaudit.score.sentence_model import SentenceModel
from cypaudit.score.weigh import Figures, features_of, likely_of, rank_of, read_sentences
from teaching.examples import RANKS, Labelled

C = 0.3  # of the regression
OWN = 1.5  # how freely it may differ between criteria, beside features that are spread by 1
FEWEST_LOG_ODDS = -3.0  # of a sentence that is weighed as a passage
NOTHING = -5.0  # log-odds that stand for a sentence that is not there, and the least of any


@dataclass(frozen=True, slots=True)
class Case:
    """One rating of a document that neither rules nor net have met."""

    system: str
    criterion: str
    key: int  # rank that the author gave
    second: int  # that a second coder gave, or the author's again
    rated: int  # rank by the rules
    passages: int  # that the rules found for it
    made: np.ndarray  # the net's log-odds: sentences, levels above the lowest
    by_rules: np.ndarray  # of each sentence the rank by the rules
    labels: np.ndarray  # and that by the author; -1 where none was given


def cases_of(documents: Sequence[Labelled], model: SentenceModel, rubric: Rubric) -> Iterator[Case]:
    """Every rating that people, rules and net give."""
    for labelled in documents:
        yield from _cases_of(labelled, read_sentences(labelled.passages, model), rubric)


def _cases_of(labelled: Labelled, figures: Figures, rubric: Rubric) -> Iterator[Case]:
    given: dict[str, dict[int, int]] = {}
    for criterion, level, index in labelled.labels:
        ranks = given.setdefault(criterion, {})
        ranks[index] = max(ranks.get(index, 0), RANKS[level])
    for rating in rate_document(
        labelled.passages.tagged, rubric, document_type=labelled.entry.document_type, by_rules_alone=True
    ):
        entry = labelled.key.entries.get(rating.criterion)
        known = rating.criterion in figures.model.criteria
        if not known or entry is None or rating.level not in RANKS or entry.level not in RANKS:
            continue
        found = [piece for piece in rating.evidence if piece.kind is EvidenceKind.SUPPORTS]
        by_rules = figures.ranks_of((RANKS[piece.strength], piece) for piece in found)
        labels = given.get(rating.criterion, {})
        yield Case(
            system=labelled.entry.system,
            criterion=rating.criterion,
            key=RANKS[entry.level],
            second=RANKS[labelled.second.get(rating.criterion, entry.level)],
            rated=RANKS[rating.level],
            passages=sum(piece.strength == rating.level for piece in found),
            made=figures.log_odds[:, figures.model.criteria.index(rating.criterion)],
            by_rules=by_rules,
            labels=np.array([labels.get(index, -1) for index in figures.indices]),
        )


def fit(cases: Sequence[Case], criteria: Sequence[str]) -> dict[str, np.ndarray]:
    """The weights of two regressions a level: of passages, then of documents by their likest passages.

    No feature has a weight below nothing, so that what is found does not by itself lower a rating, save the
    length of a document, which has none above.
    """
    of_passages = _fit_passages(cases)
    features = np.stack([_features(case, of_passages) for case in cases])
    # An author knows what was not meant, a second coder reads what is there: each counts half.
    keys = np.array([case.key for case in cases] + [case.second for case in cases])
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    own = OWN * np.array([[case.criterion == one for one in criteria] for case in cases])
    table = np.tile(np.hstack([(features - mean) / spread, own]), (2, 1))
    halves = np.full(len(table), 0.5)
    found = features.shape[1] - 1
    bounds = [*([(0, None)] * found), (None, 0), *([(None, None)] * len(criteria))]
    rows, biases = [], []
    for rank in (1, 2):
        intercept, fitted = _fit_level(table, keys >= rank, halves, bounds)
        weights = fitted[: features.shape[1]] / spread
        rows.append(weights)
        biases.append(intercept - float(weights @ mean) + OWN * fitted[features.shape[1] :])
    return {
        "passage_weighing": of_passages,
        "weighing": np.array(rows),
        "weighing_bias": np.array(biases).T,
        "nothing": np.array(NOTHING),
    }


def _fit_passages(cases: Sequence[Case]) -> np.ndarray:
    """Of each level the intercept, the weight of the net's figure, and what rules add that found it.

    On the sentences that somebody could take for an answer; one that the author gave no label earns nothing.
    """
    rows = []
    for level in range(2):
        made = np.concatenate([case.made[:, level] for case in cases])
        by_rules = np.concatenate([case.by_rules > level for case in cases])
        earned = np.concatenate([case.labels > level for case in cases])
        some = (np.concatenate([case.made.max(axis=1) for case in cases]) > FEWEST_LOG_ODDS) | by_rules
        table = np.stack([made, by_rules], axis=1)[some].astype(float)
        weights = np.ones(len(table))
        intercept, fitted = _fit_level(table, earned[some], weights, [(0, None)] * 2)
        rows.append([intercept, *fitted])
    return np.array(rows)


def _features(case: Case, of_passages: np.ndarray) -> np.ndarray:
    likely = likely_of(case.made, case.by_rules, of_passages)
    return features_of(case.rated, case.passages, likely, NOTHING)


def _fit_level(
    table: np.ndarray,
    reached: np.ndarray,
    shares: np.ndarray,
    bounds: Sequence[tuple[float | None, float | None]],
) -> tuple[float, np.ndarray]:
    """Intercept and weights, within `bounds`, of a logistic regression. `shares`: how far each row counts."""
    from scipy.optimize import minimize

    signs = np.where(reached, 1.0, -1.0)

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        margins = signs * (point[0] + table @ point[1:])
        pulls = -shares * signs / (1 + np.exp(margins))
        gradient = np.concatenate([[pulls.sum()], pulls @ table + point[1:] / C])
        return float(shares @ np.logaddexp(0, -margins) + point[1:] @ point[1:] / (2 * C)), gradient

    start = np.zeros(table.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(None, None), *bounds])
    return float(found.x[0]), found.x[1:]


def ranks_by(weighing: dict[str, np.ndarray], cases: Sequence[Case], criteria: Sequence[str]) -> list[int]:
    """The ranks that rules and net come to together, before a passage is asked for (score/settle.py)."""
    place = {criterion: n for n, criterion in enumerate(criteria)}
    found = []
    for case in cases:
        likely = likely_of(case.made, case.by_rules, weighing["passage_weighing"])
        features = features_of(case.rated, case.passages, likely, NOTHING)
        log_odds = weighing["weighing"] @ features + weighing["weighing_bias"][place[case.criterion]]
        found.append(rank_of(log_odds, likely))
    return found


def unfitted(criteria: Sequence[str]) -> dict[str, np.ndarray]:
    """A weighing that stands in a file until there is a fitted one."""
    return {
        "passage_weighing": np.zeros((2, 3)),
        "weighing": np.zeros((2, 9)),
        "weighing_bias": np.zeros((len(criteria), 2)),
        "nothing": np.array(NOTHING),
    }
