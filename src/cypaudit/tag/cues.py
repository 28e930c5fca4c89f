"""Find the terms of a rubric's lists in a text.

Terms are rows of slots with a few words each, so one walk over the text through a graph of words
finds all of them: the time hardly grows with their number, and the graph is as large as the terms
are written, not as the product of their alternatives. Why not spaCy's PhraseMatcher is told, with
the measurement, in docs/adr/0001-match-phrases-without-spacy.md; a test holds the two together.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, islice

from cypaudit.model.rubric import Rubric, TermList
from cypaudit.model.terms import is_capitals, parse_term
from cypaudit.tag.words import Token, Words, split_words

Match = tuple[tuple[str, ...], int, int]  # the cues found at one place, its start and end (exclusive)

STRUCK = "~"  # before the cue of a tag that a false friend strikes out

# Words whose way on is remembered at one place: far more than a language offers there, and a bound for
# a text of made-up words.
_MOST_REMEMBERED = 20_000


@dataclass(slots=True)
class _State:
    """The places that a row of words has led to. Where a word leads is worked out when first met."""

    leads: Mapping[str, Sequence[int]]  # the nodes that each word leads to
    ends: tuple[str, ...] = ()  # ids of the term lists of which a term ends here, in order
    cues: tuple[str, ...] = ()  # these and the lists that include them, each once
    masks: frozenset[str] = frozenset()  # the lists that these strike out inside their match
    following: dict[str, _State | None] = field(default_factory=dict)  # by the word as written


_ROOT = 0  # the node where every term begins


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
        # The graph. Its nodes, places within terms, are numbered. A word in CAPITALS is a key as it is,
        # any other in small letters.
        self._leads: defaultdict[int, dict[str, list[int]]] = defaultdict(dict)  # by node and word
        self._ends: dict[int, list[str]] = {}  # the term lists of which a term ends at a node
        self._nodes = count(_ROOT + 1)
        self._shared: dict[tuple[tuple[int, ...], tuple[str, ...]], tuple[int, ...]] = {}
        for term_list in term_lists.values():
            self._add(term_list)
        self._states: dict[frozenset[int], _State] = {}
        self._start = self._state(frozenset([_ROOT]))

    def _add(self, term_list: TermList) -> None:
        """Put a list's terms into the graph."""
        for term in term_list.terms:
            open_ends: tuple[int, ...] = (_ROOT,)
            for slot in parse_term(term):
                open_ends = self._ways_on(open_ends, slot)
            for node in open_ends:
                self._ends.setdefault(node, []).append(term_list.id)

    def _ways_on(self, open_ends: tuple[int, ...], slot: tuple[str, ...]) -> tuple[int, ...]:
        """The nodes after a slot that follows these; terms that begin alike share them."""
        if (open_ends, slot) not in self._shared:
            after = next(self._nodes)
            phrases = [_words(form) for form in slot]
            for phrase in filter(None, phrases):
                for node in open_ends:
                    self._link(node, phrase, after)
            # Where the slot may be left out, what follows it may follow what stands before it.
            self._shared[open_ends, slot] = (after, *open_ends) if () in phrases else (after,)
        return self._shared[open_ends, slot]

    def _link(self, node: int, phrase: tuple[str, ...], after: int) -> None:
        """Lead from one node to another by the words of a phrase."""
        for word in phrase[:-1]:
            between = next(self._nodes)
            self._leads[node].setdefault(word, []).append(between)
            node = between
        self._leads[node].setdefault(phrase[-1], []).append(after)

    def find(self, words: Words) -> list[Match]:
        """Every match, by start, the longest first.

        The cue of a match that a false friend strikes out is marked `~`.
        """
        matches = self._matches(words.tokens)
        masks = [(start, end, state.masks) for state, start, end in matches if state.masks]
        found: list[Match] = []
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

    def _matches(self, tokens: Sequence[Token]) -> list[tuple[_State, int, int]]:
        """(state, start, end) of every place where terms end, also within another.

        In order of start; of those that start together the longest first.
        """
        found: list[tuple[_State, int, int]] = []
        begins = self._start.leads
        known = self._start.following
        after_last = len(tokens)
        for first, (word, start, end) in enumerate(tokens):
            # Most words begin no term; they are not remembered, as a text may have any number of them.
            if word not in begins and word.lower() not in begins:
                continue
            state = known[word] if word in known else self._step(self._start, word)
            following = first + 1
            longer: list[tuple[_State, int, int]] = []
            while state is not None:
                if state.ends:
                    longer.append((state, start, end))
                if following == after_last:
                    break
                word, _, end = tokens[following]
                following += 1
                state = state.following[word] if word in state.following else self._step(state, word)
            if longer:
                longer.reverse()
                found += longer
        return found

    def _step(self, state: _State, word: str) -> _State | None:
        """Where a word leads: by its small letters, and as written if that differs."""
        small = word.lower()
        reached = state.leads.get(small, ())
        if word != small:
            reached = (*reached, *state.leads.get(word, ()))
        after = self._state(frozenset(reached)) if reached else None
        if len(state.following) < _MOST_REMEMBERED:
            state.following[word] = after
        return after

    def _state(self, nodes: frozenset[int]) -> _State:
        """The one state of these nodes."""
        if nodes not in self._states:
            ends = sorted({list_id for node in nodes for list_id in self._ends.get(node, ())})
            state = _State(_merged([self._leads[node] for node in nodes if node in self._leads]))
            if ends:  # most are only on the way
                state.ends = tuple(ends)
                state.cues = _unique(holder for list_id in ends for holder in self._holders[list_id])
                state.masks = frozenset().union(*(self._masked.get(list_id, ()) for list_id in ends))
            self._states[nodes] = state
        return self._states[nodes]


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


def _merged(leads: Sequence[Mapping[str, Sequence[int]]]) -> Mapping[str, Sequence[int]]:
    """Where the words lead to from any of some nodes, from where each of them leads."""
    if len(leads) == 1:
        return leads[0]
    merged: defaultdict[str, list[int]] = defaultdict(list)
    for of_node in leads:
        for word, nodes in of_node.items():
            merged[word] += nodes
    return merged


def _unique(cues: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(cues))


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
