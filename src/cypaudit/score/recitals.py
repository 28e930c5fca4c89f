"""Which sentences tell of national policy, the law or another place, and not of what is done here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from cypaudit.model.rubric import Scope

if TYPE_CHECKING:
    from cypaudit.score.passages import Passages

# "In a neighbouring county …", "A small system two counties away …": a sentence that so opens is
# about that place to its end. One that names another place later may be about anything.
WORDS_OF_OPENING = 6

LONGEST_NAME = 100  # characters; more capitals in a row are no place's name

# A document with fewer sections may name one of its own places once only.
FEWEST_SECTIONS = 8

_NAME_AFTER = re.compile(r" ([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*?)\b(?= [a-z]|[,.;:]|$)")
_PARTS_OF_NAME = re.compile(r" *\b(?:NHS|The|and|of)\b *")
_WORDS = re.compile(r"\w+")
_IN_NAME = re.compile(r"[A-Z][a-z]+")  # "System" of "Maternity and Neonatal System"
_NAME_BEFORE = re.compile(r"((?:[A-Z][\w’'-]+ (?:and |of )?)*[A-Z][\w-]+) $")


def find_recitals(passages: Passages) -> Sequence[bool]:
    """Of each sentence whether it tells of national policy, law or another place, not taken up here.

    A list item is what the line that introduces the list makes it. A sentence that points back to one
    about another place goes on about it.
    """
    mechanisms, names = passages.mechanisms, _Names(passages)
    recitals: list[bool] = []
    of_elsewhere = False  # whether the sentence before is about another place from its beginning
    for index in range(len(passages.document.sentences)):
        cues = passages.cues(index, Scope.PASSAGE)
        tells = not cues.isdisjoint(mechanisms.recital) or not (
            not mechanisms.recital_headings
            or passages.cues(index, Scope.HEADING).isdisjoint(mechanisms.recital_headings)
        )
        taken_up = not cues.isdisjoint(mechanisms.uptake)
        carries_on = of_elsewhere and recitals[-1] and not taken_up and _points_back(index, passages)
        recitals.append(
            (tells and not taken_up) or _names_another_place(index, passages, names) or carries_on
        )
        of_elsewhere = carries_on or _opens_elsewhere(index, passages)
    return recitals


def _points_back(index: int, passages: Passages) -> bool:
    """Whether the sentence begins with a word for what the one before it in its block is about."""
    opens = passages.tags(index, passages.mechanisms.carry_on)
    return bool(opens) and opens[0].start == 0 and index - 1 in passages.beside(index)


def _opens_elsewhere(index: int, passages: Passages) -> bool:
    """Whether another place stands in the sentence's first words ("In a neighbouring county …")."""
    tags = passages.tags(index, passages.mechanisms.elsewhere)
    if not tags:
        return False
    opening = " ".join(passages.document.sentences[index].text.split()[:WORDS_OF_OPENING])
    return tags[0].start < len(opening)


def _names_another_place(index: int, passages: Passages, names: _Names) -> bool:
    """Whether the sentence tells of a place, named by its kind, that nothing else here names.

    A document names its own places again and again. One that is too short to do so is not
    judged, nor is a sentence that takes the example up.
    """
    mechanisms = passages.mechanisms
    kinds = passages.tags(index, chain(mechanisms.places, mechanisms.place_ends))
    if not kinds or passages.n_sections < FEWEST_SECTIONS:
        return False
    if not passages.cues(index, Scope.SENTENCE).isdisjoint(mechanisms.not_places):
        return False
    text = passages.document.sentences[index].text
    for kind in kinds:
        if kind.cue in mechanisms.places:
            name = _NAME_AFTER.match(text, kind.end, kind.end + LONGEST_NAME)
        elif _IN_NAME.fullmatch(text, kind.start, kind.end):
            continue
        else:
            name = _NAME_BEFORE.search(text, max(0, kind.start - LONGEST_NAME), kind.start)
        if name is None or names.is_own(name.group(1), opens=name.start(1) == 0):
            continue
        return not any(
            tag.end <= kind.start or tag.start >= kind.end for tag in passages.tags(index, mechanisms.uptake)
        )
    return False


class _Names:
    """The names of places in a document, and in how many of its sections they stand."""

    def __init__(self, passages: Passages) -> None:
        self._passages = passages
        self._own: dict[tuple[str, bool], bool] = {}

    def is_own(self, name: str, *, opens: bool) -> bool:
        """Whether more than one section has the name, or a part of a joint one ("Aldmoor and the Vale").

        A capital that only opens the sentence makes no name, nor do capitals alone ("NHS"). A word
        that more sections have is a name of its own ("Aldmoor" of "Aldmoor City").
        """
        key = (name, opens)
        if key not in self._own:
            parts = [part for part in _PARTS_OF_NAME.split(name) if part and not part.isupper()]
            self._own[key] = (
                not parts
                or (opens and len(parts) == 1 and self._is_common_word(parts[0]))
                or any(len(self._sections_naming(part)) > 1 for part in [name, *parts])
                or any(
                    len(self._sections_naming(word)) > 2 and not self._is_common_word(word)
                    for word in " ".join(parts).split()
                )
            )
        return self._own[key]

    def _is_common_word(self, word: str) -> bool:
        """Whether the document has the word without its capital."""
        return word[0].lower() + word[1:] in self._texts_by_word

    def _sections_naming(self, name: str) -> set[int]:
        """The sections in which a name stands, in a heading or a sentence."""
        having = [self._texts_by_word.get(word, ()) for word in _WORDS.findall(name)]
        texts = (self._texts[number] for number in min(having, key=len, default=()))
        return {section for text, section in texts if name in text}

    @cached_property
    def _texts(self) -> Sequence[tuple[str, int]]:
        """The headings and sentences, each with its section."""
        document = self._passages.document
        headings = ((section.heading, number) for number, section in enumerate(document.sections))
        sentences = (
            (sentence.text, self._passages.section(n)) for n, sentence in enumerate(document.sentences)
        )
        return [*headings, *sentences]

    @cached_property
    def _texts_by_word(self) -> Mapping[str, Sequence[int]]:
        """By each word as it is written the positions of the texts that have it, once for each time."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, (text, _) in enumerate(self._texts):
            for word in _WORDS.findall(text):
                found[word].append(number)
        return found
