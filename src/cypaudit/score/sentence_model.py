"""What a small trained net makes of each sentence: how likely people count it, for each criterion and level.

The net reads the pieces of the sentence's words, of its heading, of the line that introduces it and of the
sentence before. It was taught on labelled passages and documents (docs/sentence-model.md says how, on what,
and what it is worth). Here is the reading of its file and its sums, with numpy alone; nothing is learnt here.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from cypaudit.errors import RubricError
from cypaudit.model.document import Sentence
from cypaudit.score.passages import Passages

FORMAT = 3  # of the file
Floats = npt.NDArray[np.float32]

# How much of a text the net was taught to read, in characters and in pieces of words.
MOST_CHARACTERS, MOST_PIECES, MOST_PIECES_AROUND = 700, 80, 40
MOST_OF_EACH = (MOST_PIECES, *(3 * (MOST_PIECES_AROUND,)))  # of what `texts_of` gives
MOST_LEAD_IN = 200  # characters of the line that introduces a list: its end says what the items are
MOST_BEFORE = 200  # characters of the sentence before
MOST_LETTERS = 100  # of one word; a longer one is no word
AT_ONCE = 512  # sentences in one sum: most documents in one or two, by a few dozen megabytes
GAP = 0  # the piece that stands for none: its vector is nothing
EMPTY = -1.0  # stands for the highest figure of a text that has no words

_WORDS = re.compile(r"[^\W_]+|[^\w\s]|_")


class SentenceModel:
    """A trained net. `criteria` are the ids that it knows, in the order of its figures."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            if int(file["format"]) != FORMAT:
                raise ValueError(f"{path}: format {int(file['format'])}, where {FORMAT} is read.")
            self.criteria = tuple(_unpack(file["criteria"]))
            self._pieces = {piece: n for n, piece in enumerate(_unpack(file["pieces"]))}
            self._vectors: Floats = file["vectors"].astype(np.float32) * file["scale"].astype(np.float32)
            self._layers = tuple(
                (file[f"layer{n}"].astype(np.float32), file[f"layer{n}_bias"].astype(np.float32))
                for n in (1, 2)
            )
            self._hidden, self._hidden_bias = _pair(file, "hidden")
            self._out, self._out_bias = _pair(file, "out")
            self._direct, self._direct_bias = _pair(file, "direct")
            # The regressions that weigh rules and figures (score/weigh.py), a row for each level: first of a
            # sentence, what it begins with, its figure, what rules add; then of the document. By id of a
            # criterion, what is added for each level, as some are answered more often than others.
            self.passage_weighing = file["passage_weighing"].astype(np.float32)
            self.weighing = file["weighing"].astype(np.float64)
            self.weighing_bias = dict(
                zip(self.criteria, file["weighing_bias"].astype(np.float64), strict=True)
            )
            self.nothing = float(file["nothing"])  # log-odds that stand for a sentence that is not there
        self._unknown = self._pieces["[UNK]"]
        self._of_word = lru_cache(maxsize=50_000)(self._split_word)

    def measure(self, indices: Sequence[int], passages: Passages) -> Floats:
        """Log-odds: sentences (positions in Document.sentences), criteria, levels above the lowest."""
        levels = len(self._out_bias) // len(self.criteria)
        texts = [texts_of(index, passages) for index in indices]
        with _threads().limit(limits=1):
            starts = range(0, len(texts), AT_ONCE)
            figures = [self._figures(texts[start : start + AT_ONCE]) for start in starts]
        whole = np.concatenate(figures) if figures else np.zeros((0, len(self._out_bias)), np.float32)
        return whole.reshape(len(indices), len(self.criteria), levels)

    def _figures(self, texts: Sequence[tuple[str, ...]]) -> Floats:
        """Rows of texts, columns of criteria and levels."""
        # A heading stands over many sentences, and most sentences stand before another: each is read once.
        place: dict[tuple[int, ...], int] = {}
        split = {text: self.split(text) for text in {text for one in texts for text in one}}
        rows = [
            [
                place.setdefault(tuple(split[text][:most]), len(place))
                for text, most in zip(one, MOST_OF_EACH, strict=True)
            ]
            for one in texts
        ]
        highest, means, plain = self._read(list(place))
        own, *around = np.array(rows).T
        parts = [highest[own], 2 * means[own], *(highest[kind] for kind in around), plain[own]]
        seen = np.concatenate(parts, axis=1)
        hidden = np.maximum(seen @ self._hidden + self._hidden_bias, 0)
        return np.asarray(hidden @ self._out + self._out_bias + seen @ self._direct + self._direct_bias)

    def _read(self, texts: Sequence[tuple[int, ...]]) -> tuple[Floats, Floats, Floats]:
        """Of each text: highest and mean of what the layers make of it, and the mean of its vectors."""
        # All texts in one row with a gap of nothing between any two, so that no layer looks across.
        row, bounds = [GAP], []
        for text in texts:
            bounds.append((len(row), len(row) + len(text)))
            row += [*text, GAP]
        pieces = np.array(row)
        gaps = np.flatnonzero(pieces == GAP)
        # Some pieces make up most of any text: what the first layer does to a piece is done once.
        known, place = np.unique(pieces, return_inverse=True)
        vectors = self._vectors[known]
        (weights, bias), (weights_again, bias_again) = self._layers
        first = _look_around([made.take(place, axis=0) for made in _thirds(vectors, weights)], bias)
        first[gaps] = 0
        second = _look_around(_thirds(first, weights_again), bias_again)
        second[gaps] = 0
        second += first
        counts = np.array([[max(end - start, 1)] for start, end in bounds], np.float32)
        return (
            _over(np.maximum, second, bounds, nothing=EMPTY),
            _over(np.add, second, bounds, nothing=0) / counts,
            _over(np.add, vectors.take(place, axis=0), bounds, nothing=0) / counts,
        )

    def split(self, text: str) -> list[int]:
        """The pieces of a text's words, as positions in the list of pieces."""
        return list(chain.from_iterable(map(self._of_word, _words(text[:MOST_CHARACTERS]))))

    def _split_word(self, word: str) -> tuple[int, ...]:
        """A word as the fewest pieces, each the longest that the net knows: the WordPiece method."""
        if len(word) > MOST_LETTERS:
            return (self._unknown,)
        found: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = self._pieces.get(("##" if start else "") + word[start:end])
                if piece is not None:
                    found.append(piece)
                    start = end
                    break
            else:
                return (self._unknown,)
        return tuple(found)


def _thirds(rows: Floats, weights: Floats) -> list[Floats]:
    """What a layer makes of each row for the row after it, for itself, and for the row before it."""
    return [np.asarray(rows @ third) for third in np.split(weights, 3)]


def _look_around(thirds: Sequence[Floats], bias: Floats) -> Floats:
    """Each row with the one before and the one after, through one layer of the net. Sums in place."""
    for_next, made, for_previous = thirds
    made += bias
    made[1:] += for_next[:-1]
    made[:-1] += for_previous[1:]
    return np.maximum(made, 0, out=made)


def _over(what: np.ufunc, rows: Floats, bounds: Sequence[tuple[int, int]], *, nothing: float) -> Floats:
    """One figure a column for the rows of each text, `nothing` for a text without any."""
    found = np.full((len(bounds), rows.shape[1]), nothing, np.float32)
    for one, (start, end) in zip(found, bounds, strict=True):  # six times as fast as reduceat
        if start < end:
            what.reduce(rows[start:end], axis=0, out=one)
    return found


def texts_of(index: int, passages: Passages) -> tuple[str, str, str, str]:
    """What the net reads of a sentence: itself, its heading, what introduces it, the sentence before."""
    document = passages.document
    sentence = document.sentences[index]
    block = document.blocks[sentence.block]
    path = document.heading_path(block.section)
    lead_in = ""
    if block.lead_in is not None:
        lead_in = " ".join(map(document.text_of, document.blocks[block.lead_in].spans))[-MOST_LEAD_IN:]
    before: Sentence | None = document.sentences[index - 1] if index else None
    return (
        sentence.text,
        path[-1] if path else "",
        f"{lead_in} {' '.join(block.header)}".strip(),
        before.text[-MOST_BEFORE:] if before is not None and before.block == sentence.block else "",
    )


def _words(text: str) -> list[str]:
    """Words and marks in small letters without accents, as the pieces know them."""
    plain = text.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFD", plain)
        plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Mn")
    words: list[str] = _WORDS.findall(plain)
    return words


def _pair(file: np.lib.npyio.NpzFile, name: str) -> tuple[Floats, Floats]:
    return file[name].astype(np.float32), file[f"{name}_bias"].astype(np.float32)


def _unpack(packed: npt.NDArray[np.uint8]) -> list[str]:
    """The names that stand in the file as one text, parted by line feeds."""
    return packed.tobytes().decode("utf-8").split("\n")


@lru_cache(maxsize=1)
def _threads() -> ThreadpoolController:
    """What holds the sums to one thread: they are so small that a second one costs time and saves none."""
    return ThreadpoolController()


@lru_cache(maxsize=2)
def load_sentence_model(path: Path) -> SentenceModel:
    """The model of that file, read once a process. Raises RubricError where it cannot be used."""
    try:
        return SentenceModel(path)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        # The words of the error are numpy's, which for any other file advise to load it unsafely.
        raise RubricError(
            f"{path}: this is no sentence model of format {FORMAT}. Put back the file that came with the "
            "rubric, or make it anew with tools/train_sentence_model.py."
        ) from error
