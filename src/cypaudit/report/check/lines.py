"""The lines of a text file at which a quote stands, for tools that show remarks beside lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"\w+")


class Lines(NamedTuple):
    """Lines of a file, from 1; the last is included."""

    first: int
    last: int


def find_lines(source: str, quote: str) -> Lines | None:
    """The lines in which the words of a quote stand one after another.

    Words alone are compared, because the quote has lost the marks of its source ("**Children** first").
    None where they stand nowhere, or at several places: a wrong line is worse than none.
    """
    words = _WORD.findall(quote)
    found, known = _words_of(source)
    if not words:
        return None
    starts = [
        index
        for index, word in enumerate(known)
        if word == words[0] and known[index : index + len(words)] == words
    ]
    if len(starts) != 1:
        return None
    ends = [match.start() for match in re.finditer("\n", source)]
    first, last = found[starts[0]], found[starts[0] + len(words) - 1]
    return Lines(1 + bisect_right(ends, first.start()), 1 + bisect_right(ends, last.start()))


@lru_cache(maxsize=1)  # some hundred quotes of one draft are looked up, one after another
def _words_of(source: str) -> tuple[list[re.Match[str]], list[str]]:
    """The words of a text, as matches and as strings."""
    found = list(_WORD.finditer(source))
    return found, [match.group() for match in found]


def find_heading(source: str, heading: str) -> Lines | None:
    """The first line that has the words of a heading and no others; None where there is none."""
    words = _WORD.findall(heading)
    numbered = enumerate(source.split("\n"), start=1)
    found = next((number for number, line in numbered if words and _WORD.findall(line) == words), None)
    return None if found is None else Lines(found, found)
