"""How like a passage is to passages that people counted for a criterion.

A linear model over the passage's words, its heading, the line that introduces it and what the tagger
found in it. It was trained on the passages of corpus/passages/ (docs/likeness.md says how, on what,
and what it is worth). It rates nothing: it ranks passages that no rule explains, for a person to look
at. Rules miss what their lists do not foresee; vectors of words know that "toddlers" are near "infants".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cypaudit.model.document import BlockKind
from cypaudit.model.rubric import Scope
from cypaudit.score.passages import Passages

FORMAT = 1  # of the file
Floats = npt.NDArray[np.float32]

# What a block of features counts beside the passage's own words. Chosen on passages, see docs/likeness.md.
HEADING_WEIGHT, AROUND_WEIGHT, FLAG_WEIGHT = 0.6, 0.5, 0.5
OWN_VECTOR, HEADING_VECTOR, AROUND_VECTOR = 1.5, 0.6, 0.5

_WORD = re.compile(r"[a-z]+|\d+")
_DIGITS = re.compile(r"\d+")
_ENTITIES = (
    "<person>", "<number>", "<percent>", "<money>", "<date>", "<due-date>", "<email>", "<phone>",
    "<young-age>", "<to-25>", "<adult-age>",
)  # fmt: skip
_MECHANISMS = (
    "negation", "recital", "uptake", "deed", "intention", "possibility", "roles", "others", "subject",
)  # fmt: skip
_SCOPES = (Scope.SENTENCE, Scope.PASSAGE, Scope.PARAGRAPH, Scope.HEADING)
_MOST_LEAD_IN = 200  # characters of the line that introduces a list: its end says what the items are


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageFeatures:
    """What the model sees of a passage."""

    own: tuple[str, ...]  # words of the sentence, small, figures as "9"
    heading: tuple[str, ...]  # of the heading right above it
    around: tuple[str, ...]  # of the line that introduces its list, and of its column headings
    flags: tuple[str, ...]  # what the tagger and the gates say of it


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as the model knows them."""
    return tuple(_WORD.findall(_DIGITS.sub("9", text.lower())))


def features_of(index: int, passages: Passages) -> PassageFeatures:
    """What the model sees of a sentence; `index` is a position in Document.sentences."""
    document = passages.document
    sentence = document.sentences[index]
    block = document.blocks[sentence.block]
    path = document.heading_path(block.section)
    lead_in = ""
    if block.lead_in is not None:
        lead_in = " ".join(map(document.text_of, document.blocks[block.lead_in].spans))[-_MOST_LEAD_IN:]
    return PassageFeatures(
        own=words_of(sentence.text),
        heading=words_of(path[-1]) if path else (),
        around=words_of(f"{lead_in} {' '.join(block.header)}"),
        flags=tuple(_flags(index, block.kind, passages)),
    )


def _flags(index: int, kind: BlockKind, passages: Passages) -> Iterable[str]:
    cues = passages.cues(index, Scope.SENTENCE)
    yield from (entity for entity in _ENTITIES if entity in cues)
    yield from sorted(f"mood:{mood}" for mood in passages.moods(index))
    for name in _MECHANISMS:
        if not cues.isdisjoint(getattr(passages.mechanisms, name)):
            yield name
    yield from (f"about:{scope}" for scope in _SCOPES if passages.subject_scope(index, (scope,)) is not None)
    yield f"kind:{kind}"


def grams_of(features: PassageFeatures) -> list[tuple[str, ...]]:
    """The named features in their blocks: own words and pairs of words, heading, around, flags."""
    own = features.own
    return [
        (*(f"t:{word}" for word in own), *(f"t:{a}_{b}" for a, b in pairwise(own))),
        tuple(f"h:{word}" for word in features.heading),
        tuple(f"c:{word}" for word in features.around),
    ]


class Likeness:
    """A trained model. `criteria` are the ids that it knows, in the order of its figures."""

    def __init__(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as file:
            if int(file["format"]) != FORMAT:
                raise ValueError(f"{path}: format {int(file['format'])}, where {FORMAT} is read.")
            self.criteria = tuple(_unpack(file["criteria"]))
            self._features = {name: n for n, name in enumerate(_unpack(file["features"]))}
            self._flags = {name: n for n, name in enumerate(_unpack(file["flags"]))}
            self._words = {word: n for n, word in enumerate(_unpack(file["words"]))}
            self._idf: Floats = file["idf"].astype(np.float32)
            self._weights: Floats = file["weights"].astype(np.float32)
            self._flag_weights: Floats = file["flag_weights"].astype(np.float32)
            self._vectors: Floats = file["vectors"].astype(np.float32) * file["scale"].astype(np.float32)
            self._vector_weights: Floats = file["vector_weights"].astype(np.float32)
            self._bias: Floats = file["bias"].astype(np.float32)

    def measure(self, indices: Sequence[int], passages: Passages) -> Floats:
        """Rows of the sentences, columns of the criteria: 0 is unlike, 1 is like what people counted."""
        if not indices:
            return np.zeros((0, len(self.criteria)), np.float32)
        logits = np.stack([self._logits(features_of(index, passages)) for index in indices])
        return np.asarray(1 / (1 + np.exp(-logits)), np.float32)

    def _logits(self, features: PassageFeatures) -> Floats:
        total = self._bias.copy()
        for grams, weight in zip(grams_of(features), (1.0, HEADING_WEIGHT, AROUND_WEIGHT), strict=True):
            known = [n for gram in dict.fromkeys(grams) if (n := self._features.get(gram)) is not None]
            if known:
                values = self._idf[known]
                total += (weight / np.linalg.norm(values)) * (values @ self._weights[known])
        flags = [n for flag in features.flags if (n := self._flags.get(flag)) is not None]
        total += FLAG_WEIGHT * self._flag_weights[flags].sum(axis=0)
        return np.asarray(total + self._vector_of(features) @ self._vector_weights, np.float32)

    def _vector_of(self, features: PassageFeatures) -> Floats:
        blocks = (
            (features.own, OWN_VECTOR), (features.heading, HEADING_VECTOR), (features.around, AROUND_VECTOR)
        )  # fmt: skip
        return np.concatenate([weight * self._mean(words) for words, weight in blocks])

    def _mean(self, words: Sequence[str]) -> Floats:
        known = [n for word in words if (n := self._words.get(word)) is not None]
        if not known:
            return np.zeros(self._vectors.shape[1], np.float32)
        mean = self._vectors[known].mean(axis=0)
        length = float(np.linalg.norm(mean))
        return np.asarray(mean / length if length else mean, np.float32)


def _unpack(packed: npt.NDArray[np.uint8]) -> list[str]:
    """The names that stand in the file as one text, parted by line feeds."""
    return packed.tobytes().decode("utf-8").split("\n")


@lru_cache(maxsize=2)
def load_likeness(path: Path) -> Likeness:
    """The model of that file, read once a process. Raises OSError and ValueError."""
    return Likeness(path)


def is_eligible(index: int, passages: Passages) -> bool:
    """Whether a passage could count at all: where it stands, whom and what place it speaks of."""
    return (
        passages.zone(index) not in passages.zones_not_counted
        and not passages.names_others(index)
        and not passages.is_recital(index)
    )
