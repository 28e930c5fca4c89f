"""Texts with some words put for others that are used alike, for the teacher to say what it makes of them.

A document names few of the words that could stand in its place: the net would learn these few by heart.
The method is that of TinyBERT (Jiao and others, 2020), with the encoder's own vectors for likeness.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from teaching.examples import Texts

SHARES = (0.1, 0.25, 0.4)  # of the words of a sentence that are put for others
SHARE_AROUND = 0.2  # of those of what surrounds it
FEWEST_LETTERS = 4  # a shorter word is of grammar: "not", "for" and "all" decide what a sentence says
NEAREST = 10  # words that one may be put for
MARKS = ".,;:()'\"’‘“”"


class OtherWords:
    """Which words are used like which, by the vectors of an encoder's pieces."""

    def __init__(self, pieces: Sequence[str], vectors: np.ndarray) -> None:
        self._pieces = pieces
        self._vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(min=1e-6)
        self._place = {piece: n for n, piece in enumerate(pieces)}
        self._known: dict[str, list[str]] = {}

    def near(self, word: str) -> list[str]:
        """The nearest words; empty for a word that is no piece by itself."""
        if word not in self._known:
            self._known[word] = self._find(word) if word in self._place else []
        return self._known[word]

    def _find(self, word: str) -> list[str]:
        likeness = self._vectors[self._whole] @ self._vectors[self._place[word]]
        order = np.argsort(-likeness, kind="stable")[1 : NEAREST + 1]
        return [self._pieces[self._whole[n]] for n in order]

    @cached_property
    def _whole(self) -> np.ndarray:
        """Places of the pieces that are words, not ends of words, numbers or marks."""
        return np.array(
            [n for n, one in enumerate(self._pieces) if one.isalpha() and one.isascii() and len(one) > 2]
        )


def with_other_words(texts: Sequence[Texts], words: OtherWords) -> list[Texts]:
    """Each text once more, with some of its words put for others."""
    chance = random.Random(11)  # noqa: S311 - a choice, no secret

    def change(text: str, share: float) -> str:
        found = []
        for word in text.split():
            core = word.strip(MARKS).lower()
            is_changed = len(core) >= FEWEST_LETTERS and chance.random() < share
            near = words.near(core) if is_changed else []
            found.append(word.lower().replace(core, chance.choice(near)) if near else word)
        return " ".join(found)

    return [
        (change(own, chance.choice(SHARES)), *(change(one, SHARE_AROUND) for one in around))
        for own, *around in texts
    ]
