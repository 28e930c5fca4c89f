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


class _State(dict[str, "_State | None"]):
    """The places that a row of words has led to: by each next word, as written, the state that it leads to.

    Where a word leads is worked out when it is first met; None: no term goes on with it.
    """

    __slots__ = ("_graph", "cues", "ends", "leads", "masks")

    def __init__(self, graph: CueMatcher, leads: Sequence[Mapping[str, Sequence[int]]]) -> None:
        super().__init__()
        self._graph = graph
        self.leads = leads  # of each place the nodes that a word leads to
        self.ends: tuple[str, ...] = ()  # ids of the term lists of which a term ends here, in order
        self.cues: tuple[str, ...] = ()  # these and the lists that include them, each once
        self.masks: frozenset[str] = frozenset()  # the lists that these strike out inside their match

    def __missing__(self, word: str) -> _State | None:
        """Where a word leads: by its small letters, and as written if that differs."""
        small = word.lower()
        reached = [node for leads in self.leads if small in leads for node in leads[small]]
        if word != small:
            reached += [node for leads in self.leads if word in leads for node in leads[word]]
        after = self._graph.state(frozenset(reached)) if reached else None
        if len(self) < _MOST_REMEMBERED:
            self[word] = after
        return after


_Place = tuple[_State, int, int]  # where terms end, the start and the end (exclusive)
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
        self._leads: defaultdict[int, dict[str, list[int]]] = defaultdict(dict)  # by node and word
        self._ends: dict[int, list[str]] = {}  # the term lists of which a term ends at a node
        self._nodes = count(_ROOT + 1)
        self._shared: dict[tuple[tuple[int, ...], tuple[str, ...]], tuple[int, ...]] = {}
        for term_list in term_lists.values():
            self._add(term_list)
        self._states: dict[frozenset[int], _State] = {}
        self._start = self.state(frozenset([_ROOT]))

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
        matches = self._matches(words)
        found: list[Match] = [(state.cues, start, end) for state, start, end in matches]
        for position, masked in _masked(matches).items():
            state, start, end = matches[position]
            found[position] = (self._strike_out(state, masked), start, end)
        return found

    def _strike_out(self, state: _State, masked: frozenset[str]) -> tuple[str, ...]:
        """The cues of a match, marked where false friends around it strike out the list or its holder."""
        return _unique(
            STRUCK + holder if holder in masked or list_id in masked else holder
            for list_id in state.ends
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
                if state.ends:
                    found.insert(first, (state, start, end))
                word, _, end = tokens[following]
                following += 1
                state = state[word]
        return found

    def _begins(self, forms: Iterable[str]) -> dict[str, _State | None]:
        """Of words as written those that a term begins with, and where they lead.

        Most begin none. They are looked up for each text and not remembered, as there may be any number.
        """
        leads = self._leads[_ROOT]
        return {form: self._start[form] for form in forms if form in leads or form.lower() in leads}

    def state(self, nodes: frozenset[int]) -> _State:
        """The one state of these nodes."""
        if nodes not in self._states:
            state = _State(self, [self._leads[node] for node in nodes if node in self._leads])
            ends = sorted({list_id for node in nodes for list_id in self._ends.get(node, ())})
            if ends:  # most are only on the way
                state.ends = tuple(ends)
                state.cues = _unique(holder for list_id in ends for holder in self._holders[list_id])
                state.masks = frozenset().union(*(self._masked.get(list_id, ()) for list_id in ends))
            self._states[nodes] = state
        return self._states[nodes]


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


def _words(form: str) -> tuple[str, ...]:
    """The keys of a form's words."""
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
