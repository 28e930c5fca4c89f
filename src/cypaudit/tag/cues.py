"""Find the terms of a rubric's lists in a text.

Terms are rows of slots with a few words each, so one walk over the text through a graph of words
finds all of them: the time hardly grows with their number, and the graph is as large as the terms
are written, not as the product of their alternatives. Why not spaCy's PhraseMatcher is told, with
the measurement, in docs/adr/0001-match-phrases-without-spacy.md; a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from cypaudit.model.rubric import Rubric, TermList
from cypaudit.model.tag import Tag
from cypaudit.model.terms import is_capitals, parse_term

STRUCK = "~"  # before the cue of a tag that a false friend strikes out

# Same length before and after: offsets into the folded text are offsets into the text.
_FOLDED = str.maketrans("’‘ʼ‐‑–—\u00a0\t", "'''----  ")
_JOINT = re.compile(r"(?<=\w)[-/](?=\w)")
_TOKEN = re.compile(r"\w+|[^\w ]")


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

    def find(self, text: str) -> list[Tag]:
        """Every match as a tag with offsets into the text; struck-out matches are marked `~`."""
        matches = sorted(self._matches(fold(text)), key=lambda match: (match[1], match[2], match[0]))
        tags = []
        for (cue, start, end), masked in zip(matches, self._masked_in(matches), strict=True):
            for holder in self._holders[cue]:
                is_struck = holder in masked or cue in masked
                tags.append(Tag(STRUCK + holder if is_struck else holder, start, end))
        return tags

    def _matches(self, folded: str) -> Iterable[tuple[str, int, int]]:
        """(term list, start, end) of every term that stands in the text, also within another."""
        tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(folded)]
        keys = [(word.lower(), word) for word, _, _ in tokens]
        begins = self._root.following
        for first, (_, start, _) in enumerate(tokens):
            small, written = keys[first]
            if small not in begins and written not in begins:
                continue
            nodes, last = _step([self._root], keys[first]), first
            while nodes:
                for list_id in {list_id for node in nodes for list_id in node.ends}:
                    yield list_id, start, tokens[last][2]
                last += 1
                nodes = _step(nodes, keys[last]) if last < len(keys) else []

    def _masked_in(self, matches: list[tuple[str, int, int]]) -> Iterable[set[str]]:
        """For each match the lists that a false friend around it masks; matches in order of start."""
        masks = [(start, end, self._masked[cue]) for cue, start, end in matches if cue in self._masked]
        first = 0
        for _, start, end in matches:
            while first < len(masks) and masks[first][1] <= start:
                first += 1
            around: set[str] = set()
            for mask_start, mask_end, masked in islice(masks, first, None):
                if mask_start > start:
                    break
                if end <= mask_end:
                    around |= masked
            yield around


def _step(nodes: list[_Node], keys: tuple[str, str]) -> list[_Node]:
    """The places that a word leads to: by its small letters, and as written if that differs."""
    small, written = keys
    reached = [after for node in nodes for after in node.following.get(small, ())]
    if written != small:
        reached += [after for node in nodes for after in node.following.get(written, ())]
    return reached


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
    return _matchers[rubric.hash]
