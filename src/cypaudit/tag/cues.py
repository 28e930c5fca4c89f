"""Find the terms of a rubric's lists in a text.

Terms are rows of slots with a few words each, so one walk over the text through a graph of words
finds all of them: the time hardly grows with their number, and the graph is as large as the terms
are written, not as the product of their alternatives. Why not spaCy's PhraseMatcher is told, with
the measurement, in docs/adr/0001-match-phrases-without-spacy.md; a test holds the two together.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from cypaudit.model.rubric import Rubric, TermList
from cypaudit.model.terms import is_capitals, parse_term
from cypaudit.tag.words import Words, split_words

STRUCK = "~"  # before the cue of a tag that a false friend strikes out

# Words whose way on is remembered at one place: far more than a language offers there, and a bound for
# a text of made-up words.
_MOST_REMEMBERED = 20_000


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
    cues: tuple[str, ...]  # these and the lists that include them, each once
    masks: frozenset[str]  # the lists that these strike out inside their match
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

    def find(self, words: Words) -> list[tuple[tuple[str, ...], int, int]]:
        """(cues, start, end) of every match, by start, the longest first; end is exclusive.

        The cue of a match that a false friend strikes out is marked `~`.
        """
        matches = self._matches(words.tokens)
        masks = [(start, end, state.masks) for state, start, end in matches if state.masks]
        found: list[tuple[tuple[str, ...], int, int]] = []
        first = 0
        for state, start, end in matches:
            while first < len(masks) and masks[first][1] <= start:
                first += 1
            cues = state.cues
            if first < len(masks) and masks[first][0] <= start:
                cues = self._strike_out(state, _masked_around(start, end, islice(masks, first, None)))
            found.append((cues, start, end))
        return found

    def _strike_out(self, state: _State, masked: frozenset[str]) -> tuple[str, ...]:
        """The cues of a match, marked where false friends around it strike out the list or its holder."""
        return _unique(
            STRUCK + holder if holder in masked or list_id in masked else holder
            for list_id in state.ends
            for holder in self._holders[list_id]
        )

    def _matches(self, tokens: Sequence[tuple[str, int, int]]) -> list[tuple[_State, int, int]]:
        """(state, start, end) of every place where terms end, also within another.

        In order of start; of those that start together the longest first.
        """
        found: list[tuple[_State, int, int]] = []
        begins = self._root.following
        known = self._start.following
        count = len(tokens)
        for first, (word, start, end) in enumerate(tokens):
            # Most words begin no term; they are not remembered, as a text may have any number of them.
            if word not in begins and word.lower() not in begins:
                continue
            state = known[word] if word in known else self._step(self._start, word)
            last = first
            longer: list[tuple[_State, int, int]] = []
            while state is not None:
                if state.ends:
                    longer.append((state, start, end))
                last += 1
                if last == count:
                    break
                word, _, end = tokens[last]
                state = state.following[word] if word in state.following else self._step(state, word)
            if longer:
                longer.reverse()
                found += longer
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
            self._states[key] = _State(
                nodes=tuple(by_id.values()),
                ends=tuple(ends),
                cues=_unique(holder for list_id in ends for holder in self._holders[list_id]),
                masks=frozenset().union(*(self._masked.get(list_id, ()) for list_id in ends)),
            )
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
    return tuple(word if is_capitals(word) else word.lower() for word in split_words(form))


def _unique(cues: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(cues))


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
