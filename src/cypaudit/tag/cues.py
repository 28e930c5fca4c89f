"""Find the terms of a rubric's lists in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np
from spacy.attrs import IDX, LENGTH
from spacy.lang.en import English
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from cypaudit.model.rubric import Rubric, TermList
from cypaudit.model.tag import Tag
from cypaudit.model.terms import expand_term, is_cased

STRUCK = "~"  # before the cue of a tag that a false friend strikes out

# Same length before and after: offsets into the folded text are offsets into the text.
_FOLDED = str.maketrans("’‘ʼ‐‑–—\u00a0\t", "'''----  ")
_JOINT = re.compile(r"(?<=\w)[-/](?=\w)")


def fold(text: str) -> str:
    """The text with one kind of apostrophe, and a space for a hyphen or slash between words."""
    return _JOINT.sub(" ", text.translate(_FOLDED))


class CueMatcher:
    """The compiled term lists of one rubric."""

    def __init__(self, term_lists: Mapping[str, TermList]) -> None:
        self._language = English()
        # Cased and uncased terms need a matcher each: spaCy compares one attribute of a token.
        self._uncased = PhraseMatcher(self._language.vocab, attr="LOWER")
        self._cased = PhraseMatcher(self._language.vocab, attr="ORTH")
        self._holders = {list_id: _holders(list_id, term_lists) for list_id in term_lists}
        self._masked = {
            term_list.id: frozenset(m for mask in term_list.masks for m in _members(mask, term_lists))
            for term_list in term_lists.values()
            if term_list.masks
        }
        for term_list in term_lists.values():
            literals = {fold(form) for term in term_list.terms for form in expand_term(term)}
            self._add(self._cased, term_list.id, sorted(form for form in literals if is_cased(form)))
            self._add(self._uncased, term_list.id, sorted(form for form in literals if not is_cased(form)))

    def _add(self, matcher: PhraseMatcher, list_id: str, literals: Iterable[str]) -> None:
        patterns = [self._language.make_doc(literal) for literal in literals]
        if patterns:
            matcher.add(list_id, patterns)

    def find(self, text: str) -> list[Tag]:
        """Every match as a tag with offsets into the text; struck-out matches are marked `~`."""
        doc = self._language.make_doc(fold(text))
        places: np.ndarray = doc.to_array([IDX, LENGTH])
        matches = self._matches(doc, places)
        masks = [(start, end, self._masked[cue]) for cue, start, end in matches if cue in self._masked]
        struck = _struck(matches, masks) if masks else frozenset()
        tags = []
        for cue, start, end in matches:
            for holder in self._holders[cue]:
                mark = STRUCK if (holder, start, end) in struck or (cue, start, end) in struck else ""
                tags.append(Tag(mark + holder, start, end))
        return tags

    def _matches(self, doc: Doc, places: np.ndarray) -> list[tuple[str, int, int]]:
        strings = self._language.vocab.strings
        found = []
        for matcher in (self._uncased, self._cased):
            for key, first, last in matcher(doc):
                start = int(places[first, 0])
                end = int(places[last - 1, 0] + places[last - 1, 1])
                found.append((strings[key], start, end))
        return sorted(found, key=lambda match: (match[1], match[2], match[0]))


def _struck(
    matches: list[tuple[str, int, int]], masks: list[tuple[int, int, frozenset[str]]]
) -> frozenset[tuple[str, int, int]]:
    """The matches that lie inside a false friend which masks their list."""
    struck = set()
    first = 0
    for cue, start, end in matches:
        while first < len(masks) and masks[first][1] <= start:
            first += 1
        for mask_start, mask_end, masked in masks[first:]:
            if mask_start > start:
                break
            if end <= mask_end and cue in masked:
                struck.add((cue, start, end))
    return frozenset(struck)


def _holders(list_id: str, term_lists: Mapping[str, TermList]) -> tuple[str, ...]:
    """The lists that a match of this list belongs to: itself and all that include it."""
    return tuple(sorted(other for other in term_lists if list_id in _members(other, term_lists)))


def _members(list_id: str, term_lists: Mapping[str, TermList]) -> frozenset[str]:
    """A list and all lists that it includes, however deep."""
    members: set[str] = set()
    waiting = [list_id]
    while waiting:
        current = waiting.pop()
        if current not in members:
            members.add(current)
            waiting.extend(term_lists[current].includes)
    return frozenset(members)


_matchers: dict[str, CueMatcher] = {}


def matcher_for(rubric: Rubric) -> CueMatcher:
    """The compiled lists of a rubric, made once a process: compiling takes longer than a document."""
    if rubric.hash not in _matchers:
        _matchers[rubric.hash] = CueMatcher(rubric.term_lists)
    return _matchers[rubric.hash]
