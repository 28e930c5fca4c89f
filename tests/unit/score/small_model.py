"""Sentence models as small as a test needs: one of figures known by heart, and one of chance figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from cypaudit.model.rubric import Rubric, SentenceModelFile
from cypaudit.score.sentence_model import FORMAT

LEVELS = 2  # above the lowest
BASE = -4.0  # log-odds of a sentence without a word that the model knows
NOTHING = -8.0  # log-odds that stand for a sentence that is not there

# How rules and model are weighed: a row a level, over nine features (score/weigh.py, features_of): what the
# rules gave, on how much, the likest sentence for each level, the next, how long the document is.
MODEL_DECIDES = np.hstack([np.zeros((2, 4)), np.eye(2), np.zeros((2, 3))])
RULES_DECIDE = np.hstack([8 * np.eye(2), np.zeros((2, 7))])
RULES_BIAS = (-4.0, -4.0)
# Of a sentence: what it begins with, what its figure counts, what it gains where rules found it.
AS_THE_MODEL_SAYS = ((0.0, 1.0, 0.0), (0.0, 1.0, 0.0))

Figures = tuple[float, float]  # log-odds of the middle level and of the highest


def write_model(
    path: Path,
    words: Mapping[str, Figures],
    *,
    headings: Mapping[str, float] | None = None,
    criteria: Sequence[str] = ("asthma",),
    weighing: np.ndarray = MODEL_DECIDES,
    passage_weighing: Sequence[tuple[float, float, float]] = AS_THE_MODEL_SAYS,
    bias: Figures | Sequence[Figures] = (0.0, 0.0),
) -> Path:
    """Write a model to which a sentence with one of `words` has that word's figures, any other BASE.

    With two of the words it has BASE and what each adds to it. A heading with one of `headings` adds its
    figure to both levels. All figures are of the first criterion; for others every sentence has BASE. `bias`
    is that of every criterion, or one for each.
    """
    headings = headings or {}
    known = [*words, *headings]
    width, columns = len(known), len(criteria) * LEVELS
    # Each word lights up one direction, the first layer hands it on, the second adds nothing to it.
    vectors = np.vstack([np.zeros((2, width)), np.eye(width)])
    direct = np.zeros((6 * width, columns))  # highest, means, heading, lead-in, before, plain
    for row, figures in enumerate(words.values()):
        direct[row, :LEVELS] = np.array(figures) - BASE
    for row, figure in enumerate(headings.values(), start=len(words)):
        direct[2 * width + row, :LEVELS] = figure
    np.savez(
        path,
        format=np.array(FORMAT),
        criteria=pack(*criteria),
        pieces=pack("[PAD]", "[UNK]", *known),
        vectors=vectors.astype(np.int8),
        scale=np.ones(width),
        layer1=np.vstack([np.zeros((width, width)), np.eye(width), np.zeros((width, width))]),
        layer1_bias=np.zeros(width),
        layer2=np.zeros((3 * width, width)),
        layer2_bias=np.zeros(width),
        hidden=np.zeros((6 * width, 1)),
        hidden_bias=np.zeros(1),
        out=np.zeros((1, columns)),
        out_bias=np.full(columns, BASE),
        direct=direct,
        direct_bias=np.zeros(columns),
        passage_weighing=np.array(passage_weighing),
        weighing=weighing,
        weighing_bias=np.broadcast_to(np.array(bias), (len(criteria), LEVELS)),
        nothing=np.array(NOTHING),
    )
    return path


def write_chance_model(path: Path, *pieces: str) -> Path:
    """Write a model whose every weight is drawn by lot, the same each time: its figures mean nothing."""
    chance = np.random.default_rng(7)
    width, layer, hidden = 4, 6, 5
    seen = 5 * layer + width
    shapes = {
        "layer1": (3 * width, layer),
        "layer2": (3 * layer, layer),
        "hidden": (seen, hidden),
        "out": (hidden, LEVELS),
        "direct": (seen, LEVELS),
    }
    weights = {name: chance.normal(size=shape) for name, shape in shapes.items()}
    biases = {f"{name}_bias": chance.normal(size=shape[1]) for name, shape in shapes.items()}
    np.savez(
        path,
        format=np.array(FORMAT),
        criteria=pack("asthma"),
        pieces=pack("[PAD]", "[UNK]", *pieces),
        vectors=chance.integers(-127, 128, size=(2 + len(pieces), width), dtype=np.int8),
        scale=np.full(width, 0.01),
        passage_weighing=np.array(AS_THE_MODEL_SAYS),
        weighing=MODEL_DECIDES,
        weighing_bias=np.zeros((1, LEVELS)),
        nothing=np.array(NOTHING),
        **weights,  # type: ignore[arg-type]
        **biases,  # type: ignore[arg-type]
    )
    return path


def with_model(rubric: Rubric, path: Path, *, rules_alone: Sequence[str] = ()) -> Rubric:
    """The rubric with the model of that file weighed beside its rules."""
    return replace(rubric, sentence_model=SentenceModelFile(file=path, rules_alone=tuple(rules_alone)))


def pack(*names: str) -> np.ndarray:
    """Names as a model's file holds them."""
    return np.frombuffer("\n".join(names).encode(), np.uint8)
