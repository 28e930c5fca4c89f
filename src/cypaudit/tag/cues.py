"""Find the terms of a rubric's lists in a text.

Terms are rows of slots with a few words each, so one walk over the text through a graph of words
finds all of them: the time hardly grows with their number, and the graph is as large as the terms
are written, not as the product of their alternatives. Why not spaCy's PhraseMatcher is told, with
the measurement, in docs/adr/0001-match-phrases-without-spacy.md; a test holds the two together.
"""

from __future__ import annotations

import gc
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from operator import itemgetter

from cypaudit.model.rubric import Rubric, TermList
from cypaudit.model.terms import is_capitals, parse_term
from cypaudit.tag.words import Token, Words, split_words

Match = tuple[tuple[str, ...], int, int]  # the cues found at one place, its start and end (exclusive)

STRUCK = "~"  # before the cue of a tag that a false friend strikes out

# Words whose way on is remembered at one place: far more than a language offers there, and a bound for
# a text of made-up words.
_MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class _Ending:
    """What terms that end at one place stand for."""

    lists: tuple[str, ...]  # ids of their term lists, in order
    cues: tuple[str, ...]  # these and the lists that include them, each once
    masks: frozenset[str]  # the lists that these strike out inside their match


class _State(dict[str, "_State | None"]):
    """The places that a row of words has led to: by each next word, as written, the state that it leads to.

    Where a word leads is worked out when it is first met; None: no term goes on with it.
    """

    __slots__ = ("_graph", "_nodes", "ending")

    def __init__(self, graph: CueMatcher, nodes: frozenset[int], ending: _Ending | None) -> None:
        super().__init__()
        self._graph = graph
        self._nodes = nodes
        self.ending = ending  # None: it is only on the way

    def __missing__(self, word: str) -> _State | None:
        """Where a word leads."""
        after = self._graph.follow(self._nodes, word)
        if len(self) < _MOST_REMEMBERED:
            self[word] = after
        return after


_Place = tuple[_Ending, int, int]  # of terms that end together, with their start and end (exclusive)
_start_of = itemgetter(1)

_ROOT = 0  # the node where every term begins
_AFTER_LAST: Token = ("", 0, 0)  # no term goes on with it


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
        self._leads: defaultdict[str, dict[int, list[int]]] = defaultdict(dict)  # by word and node
        self._ends: dict[int, list[str]] = {}  # the term lists of which a term ends at a node
        self._nodes = count(_ROOT + 1)
        self._shared: dict[tuple[tuple[int, ...], tuple[str, ...]], tuple[int, ...]] = {}
        for term_list in term_lists.values():
            self._add(term_list)
        self._first_words = frozenset(word for word, leads in self._leads.items() if _ROOT in leads)
        self._states: dict[frozenset[int], _State] = {}
        self._endings: dict[tuple[str, ...], _Ending] = {}
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
            self._leads[word].setdefault(node, []).append(between)
            node = between
        self._leads[phrase[-1]].setdefault(node, []).append(after)

    def find(self, words: Words) -> list[Match]:
        """Every match, by start, the longest first.

        The cue of a match that a false friend strikes out is marked `~`.
        """
        matches = self._matches(words)
        found: list[Match] = [(ending.cues, start, end) for ending, start, end in matches]
        for position, masked in _masked(matches).items():
            ending, start, end = matches[position]
            found[position] = (self._strike_out(ending, masked), start, end)
        return found

    def _strike_out(self, ending: _Ending, masked: frozenset[str]) -> tuple[str, ...]:
        """The cues of a match, marked where false friends around it strike out the list or its holder."""
        return _unique(
            STRUCK + holder if holder in masked or list_id in masked else holder
            for list_id in ending.lists
            for holder in self._holders[list_id]
        )

    def _matches(self, words: Words) -> list[_Place]:
        """Every place where terms end, also within another: by start, the longest first."""
        found: list[_Place] = []
        begins = self._begins(words.forms)
        tokens = [*words.tokens, _AFTER_LAST]
        for following, (word, start, end) in enumerate(words.tokens, start=1):
            state = begins.get(word)
            if state is None:
                continue
            first = len(found)
            while state is not None:
                if state.ending is not None:
                    found.insert(first, (state.ending, start, end))
                word, _, end = tokens[following]
                following += 1
                state = state[word]
        return found

    def _begins(self, forms: Iterable[str]) -> dict[str, _State | None]:
        """Of words as written those that a term begins with, and where they lead.

        Most begin none. They are looked up for each text and not remembered, as there may be any number.
        """
        first = self._first_words
        return {form: self._start[form] for form in forms if form in first or form.lower() in first}

    def follow(self, nodes: frozenset[int], word: str) -> _State | None:
        """Where a word leads from any of some nodes: by its small letters, and as written if that differs."""
        small = word.lower()
        reached = self._reached(nodes, small)
        if word != small:
            reached += self._reached(nodes, word)
        return self._state(frozenset(reached)) if reached else None

    def _reached(self, nodes: frozenset[int], word: str) -> list[int]:
        """The nodes that a key leads to. Most lead nowhere, which is told quickest for all nodes at once."""
        leads = self._leads.get(word)
        if leads is None or leads.keys().isdisjoint(nodes):
            return []
        return [after for node in nodes if node in leads for after in leads[node]]

    def _state(self, nodes: frozenset[int]) -> _State:
        """The one state of these nodes."""
        if nodes not in self._states:
            ends = {list_id for node in nodes if node in self._ends for list_id in self._ends[node]}
            self._states[nodes] = _State(self, nodes, self._ending(tuple(sorted(ends))) if ends else None)
        return self._states[nodes]

    def _ending(self, lists: tuple[str, ...]) -> _Ending:
        """The one ending of terms of these lists."""
        if lists not in self._endings:
            self._endings[lists] = _Ending(
                lists=lists,
                cues=_unique(holder for list_id in lists for holder in self._holders[list_id]),
                masks=frozenset().union(*(self._masked.get(list_id, ()) for list_id in lists)),
            )
        return self._endings[lists]


def _masked(matches: Sequence[_Place]) -> Mapping[int, frozenset[str]]:
    """The lists that false friends around a match mask, by the match's position; `matches` are by start."""
    found: dict[int, frozenset[str]] = {}
    for mask, mask_start, mask_end in matches:
        if not mask.masks:
            continue
        for position in range(bisect_left(matches, mask_start, key=_start_of), len(matches)):
            _, start, end = matches[position]
            if start >= mask_end:
                break
            if end <= mask_end:
                found[position] = found.get(position, frozenset()) | mask.masks
    return found


@lru_cache(maxsize=50_000)
def _words(form: str) -> tuple[str, ...]:
    """The keys of a form's words. Most forms stand in many terms."""
    return tuple(word if is_capitals(word) else word.lower() for word in split_words(form))


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
