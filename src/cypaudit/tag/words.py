"""The words of a text, told apart once for all that is looked for in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, chain

# Keys of Words.places beside the words themselves.
FIGURE = "<figure>"  # every row of digits, also within a word
CAPITAL = "<capital>"  # every word that begins with a capital

# Same length before and after: offsets into the folded text are offsets into the text.
_APOSTROPHES, _HYPHENS, _SPACES = "’‘ʼ", "‐‑–—", "\u00a0\t"
_JOINT = re.compile(r"[-/](?=\w)(?<=\w.)")  # what may stand there first: so most of a text is skipped
_TOKEN = re.compile(r"(\w+|[^\w ])")
_FIGURE = re.compile(r"\d+")

Token = tuple[str, int, int]  # word or mark as folded, start, end (exclusive)

# What is short for a word of its own after an apostrophe. Not "'s", which is mostly a possessive, nor "'d",
# which is "had" or "would".
_SHORT = {"ll": "will", "re": "are", "ve": "have", "m": "am"}
# Their "'s" is short for "is".
_SHORT_IS = frozenset(("it", "that", "there", "here", "what", "who", "he", "she"))
_BEFORE_NOT = {"wo": "will", "ca": "can", "sha": "shall"}  # won't, can't, shan't


@dataclass(frozen=True, slots=True)
class Words:
    """A text with its words and marks, and the places of each."""

    text: str
    tokens: list[Token]  # in order
    forms: Mapping[str, list[int]]  # each word as written, the places where it starts
    places: Mapping[str, list[int]]  # each word in small letters, FIGURE and CAPITAL: where it starts

    def starts(self, first_words: Iterable[str]) -> list[int]:
        """Where any of these keys of `places` starts, in order."""
        return sorted(chain.from_iterable(self.places.get(word, ()) for word in first_words))


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern that is tried only at the words that it may begin with.

    At every letter of a text, as a regular expression by itself is tried, it takes ten times as long.
    """

    pattern: re.Pattern[str]
    begins: frozenset[str]  # keys of Words.places

    def find(self, words: Words) -> Iterator[re.Match[str]]:
        """The matches that do not overlap, as `finditer` would give them."""
        match, text, end = self.pattern.match, words.text, 0
        for start in words.starts(self.begins):
            if start >= end and (found := match(text, start)):
                end = found.end()
                yield found


def shape(pattern: str, flags: re.RegexFlag = re.NOFLAG, *, begins: str) -> Shape:
    """A shape from a pattern and the words that it may begin with, parted by spaces or bars."""
    return Shape(re.compile(pattern, flags), frozenset(re.split(r"[ |]", begins.lower())))


def fold(text: str) -> str:
    """The text with one kind of apostrophe, and a space for a hyphen or slash between words."""
    for characters, plain in ((_APOSTROPHES, "'"), (_HYPHENS, "-"), (_SPACES, " ")):
        for character in characters:
            text = text.replace(character, plain)
    return _JOINT.sub(" ", text)


def split_words(text: str) -> list[str]:
    """The words and marks of a text, folded, short forms as the words that they stand for."""
    folded = fold(text)
    if "'" in folded:
        return [word for word, _, _ in _tokens(text)]
    words: list[str] = _TOKEN.findall(folded)
    return words


def _tokens(text: str) -> list[Token]:
    folded = fold(text)
    parts = _TOKEN.split(folded)  # what parts them, a token, what parts them, a token …
    words, places = parts[1::2], list(accumulate(map(len, parts)))
    tokens = list(zip(words, places[:-1:2], places[1::2], strict=True))
    marks = [place for place, word in enumerate(words) if word == "'"] if "'" in folded else []
    for place in reversed(marks):
        if 0 < place < len(tokens) - 1:
            tokens[place - 1 : place + 2] = _in_full(*tokens[place - 1 : place + 2])
    return tokens


def _in_full(before: Token, mark: Token, after: Token) -> list[Token]:
    """The two words of "we'll" or "isn't", each at its own letters; anything else as it is."""
    (word, start, middle), (short, after_start, end) = before, after
    small, ending = word.lower(), short.lower()
    if middle != mark[1] or mark[2] != after_start:
        return [before, mark, after]
    if ending == "t" and len(word) > 2 and small.endswith("n"):
        stem = word[:-1]
        return [(_BEFORE_NOT.get(stem.lower(), stem), start, middle - 1), ("not", middle - 1, end)]
    full = "is" if ending == "s" and small in _SHORT_IS else _SHORT.get(ending)
    return [before, (full, mark[1], end)] if full else [before, mark, after]


def read_words(text: str) -> Words:
    """The words of a text, which may be many parts separated by line feeds."""
    tokens = _tokens(text)
    forms: defaultdict[str, list[int]] = defaultdict(list)
    for word, start, _ in tokens:
        forms[word].append(start)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for word, starts in forms.items():
        places[word.lower()] += starts
        if word[0].isupper():
            places[CAPITAL] += starts
    places[FIGURE] = [match.start() for match in _FIGURE.finditer(text)]
    return Words(text, tokens, forms, places)
