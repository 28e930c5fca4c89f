"""Find the terms of a rubric's lists in a text.

Terms are rows of slots with a few words each, so one walk over the text through a graph of words
finds all of them: the time hardly grows with their number, and the graph is as large as the terms
are written, not as the product of their alternatives. Why not spaCy's PhraseMatcher is told, with
the measurement, in docs/adr/0001-match-phrases-without-spacy.md; a test holds the two together.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from cypaudit.model.rubric import Rubric, TermList
from cypaudit.model.terms import is_capitals, parse_term

STRUCK = "~"  # before the cue of a tag that a false friend strikes out

# Same length before and after: offsets into the folded text are offsets into the text.
_FOLDED = str.maketrans("’‘ʼ‐‑–—\u00a0\t", "'''----  ")
_JOINT = re.compile(r"(?<=\w)[-/](?=\w)")
_TOKEN = re.compile(r"\w+|[^\w ]")
# Words whose way on is remembered at one place: far more than a language offers there, and a bound for
# a text of made-up words.
_MOST_REMEMBERED = 20_000


def fold(text: str) -> str:
    """The text with one kind of apostrophe, and a space for a hyphen or slash between words."""
    return _JOINT.sub(" ", text.translate(_FOLDED))


@dataclass(slots=True)
class _Node:
    """A place within terms: what may come next, and the lists of which a term ends here.

    A word in CAPITALS is a key as it is, any other in small letters.
    """

    following: dict[str, list[_Node]] = field(default_factory=dict)
    ends: list[str] = field(default_factory=list)  # ids of term lists


@dataclass(slots=True)
class _State:
    """The places that a row of words has led to. Where a word leads is worked out when first met."""

    nodes: tuple[_Node, ...]
    ends: tuple[str, ...]  # ids of the term lists of which a term ends here, in order
    following: dict[str, _State | None] = field(default_factory=dict)  # by the word as written


class CueMatcher:
    """The compiled term lists of one rubric."""

    def __init__(self, term_lists: Mapping[str, TermList]) -> None:
        members = {list_id: _members(list_id, term_lists) for list_id in term_lists}
        self._holders = {
            list_id: tuple(sorted(other for other in term_lists if list_id in members[other]))
            for list_id in term_lists
        }
        self._masked = {
            term_list.id: frozenset(term_list.masks) for term_list in term_lists.values() if term_list.masks
        }
        self._root = _Node()
        for term_list in term_lists.values():
            self._add(term_list)
        self._states: dict[frozenset[int], _State] = {}
        self._start = self._state([self._root])

    def _add(self, term_list: TermList) -> None:
        """Put a list's terms into the graph."""
        for term in term_list.terms:
            open_ends = [self._root]
            for slot in parse_term(term):
                after = _Node()
                phrases = [_words(form) for form in slot]
                for phrase in filter(None, phrases):
                    for node in open_ends:
                        _link(node, phrase, after)
                # Where the slot may be left out, what follows it may follow what stands before it.
                open_ends = [after, *open_ends] if () in phrases else [after]
            for node in open_ends:
                node.ends.append(term_list.id)

    def find(self, text: str) -> list[tuple[str, int, int]]:
        """(cue, start, end) of every match, by start, the longest first; end is exclusive.

        The cue of a match that a false friend strikes out is marked `~`.
        """
        matches = self._matches(fold(text))
        masks = [(start, end, self._masked[cue]) for cue, start, end in matches if cue in self._masked]
        tags: list[tuple[str, int, int]] = []
        first = 0
        for cue, start, end in matches:
            while first < len(masks) and masks[first][1] <= start:
                first += 1
            holders = self._holders[cue]
            if first == len(masks) or masks[first][0] > start:
                tags += [(holder, start, end) for holder in holders]
                continue
            masked = _masked_around(start, end, islice(masks, first, None))
            tags += [
                (STRUCK + holder if holder in masked or cue in masked else holder, start, end)
                for holder in holders
            ]
        return tags

    def _matches(self, folded: str) -> list[tuple[str, int, int]]:
        """(term list, start, end) of every term that stands in the text, also within another.

        In order of start; of those that start together the longest first.
        """
        tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(folded)]
        found: list[tuple[str, int, int]] = []
        begins = self._root.following
        known = self._start.following
        count = len(tokens)
        for first, (word, start, end) in enumerate(tokens):
            # Most words begin no term; they are not remembered, as a text may have any number of them.
            if word not in begins and word.lower() not in begins:
                continue
            state = known[word] if word in known else self._step(self._start, word)
            last = first
            ends: list[tuple[tuple[str, ...], int]] = []
            while state is not None:
                if state.ends:
                    ends.append((state.ends, end))
                last += 1
                if last == count:
                    break
                word, _, end = tokens[last]
                state = state.following[word] if word in state.following else self._step(state, word)
            for lists, stop in reversed(ends):
                found += [(list_id, start, stop) for list_id in lists]
        return found

    def _step(self, state: _State, word: str) -> _State | None:
        """Where a word leads: by its small letters, and as written if that differs."""
        small = word.lower()
        reached = [after for node in state.nodes for after in node.following.get(small, ())]
        if word != small:
            reached += [after for node in state.nodes for after in node.following.get(word, ())]
        after = self._state(reached) if reached else None
        if len(state.following) < _MOST_REMEMBERED:
            state.following[word] = after
        return after

    def _state(self, nodes: list[_Node]) -> _State:
        """The one state of these places."""
        by_id = {id(node): node for node in nodes}
        key = frozenset(by_id)
        if key not in self._states:
            ends = sorted({list_id for node in by_id.values() for list_id in node.ends})
            self._states[key] = _State(tuple(by_id.values()), tuple(ends))
        return self._states[key]


def _masked_around(start: int, end: int, masks: Iterable[tuple[int, int, frozenset[str]]]) -> frozenset[str]:
    """The lists that false friends around a match mask; `masks` are in order of start."""
    around: frozenset[str] = frozenset()
    for mask_start, mask_end, masked in masks:
        if mask_start > start:
            break
        if end <= mask_end:
            around |= masked
    return around


def _words(form: str) -> tuple[str, ...]:
    """The keys of a form's words."""
    return tuple(word if is_capitals(word) else word.lower() for word in _TOKEN.findall(fold(form)))


def _link(node: _Node, phrase: tuple[str, ...], after: _Node) -> None:
    """Lead from one place to another by the words of a phrase."""
    for word in phrase[:-1]:
        between = _Node()
        node.following.setdefault(word, []).append(between)
        node = between
    node.following.setdefault(phrase[-1], []).append(after)


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
        # The graph has some 100,000 objects that live as long as the process. Left to the garbage
        # collector, which walks them again and again, they cost a tenth of the time of tagging.
        gc.freeze()
    return _matchers[rubric.hash]
