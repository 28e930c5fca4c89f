"""Find the terms of a rubric's lists in a text.

Terms are literal phrases, so one walk over the text through a trie of words finds all of them: the
time does not grow with their number. Why not spaCy's PhraseMatcher, which does the same, is told
with the measurement in docs/adr/0001-match-phrases-without-spacy.md; a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cypaudit.model.rubric import Rubric, TermList
from cypaudit.model.tag import Tag
from cypaudit.model.terms import expand_term, is_cased

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
    """A place in the trie: what may come next, and the lists of which a term ends here."""

    following: dict[str, _Node] = field(default_factory=dict)
    uncased: list[str] = field(default_factory=list)  # ids of term lists
    cased: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)  # with the words as written


class CueMatcher:
    """The compiled term lists of one rubric."""

    def __init__(self, term_lists: Mapping[str, TermList]) -> None:
        members = {list_id: _members(list_id, term_lists) for list_id in term_lists}
        self._holders = {
            list_id: tuple(sorted(other for other in term_lists if list_id in members[other]))
            for list_id in term_lists
        }
        self._masked = {
            term_list.id: frozenset().union(*(members[mask] for mask in term_list.masks))
            for term_list in term_lists.values()
            if term_list.masks
        }
        self._root = _Node()
        for term_list in term_lists.values():
            self._add(term_list)

    def _add(self, term_list: TermList) -> None:
        """Put every literal form of a list's terms into the trie."""
        for literal in dict.fromkeys(form for term in term_list.terms for form in expand_term(term)):
            words = tuple(_TOKEN.findall(fold(literal)))
            node = self._root
            for word in words:
                node = node.following.setdefault(word.lower(), _Node())
            if is_cased(literal):
                node.cased.append((term_list.id, words))
            elif term_list.id not in node.uncased:
                node.uncased.append(term_list.id)

    def find(self, text: str) -> list[Tag]:
        """Every match as a tag with offsets into the text; struck-out matches are marked `~`."""
        matches = sorted(self._matches(fold(text)), key=lambda match: (match[1], match[2], match[0]))
        struck = self._struck(matches)
        tags = []
        for match in matches:
            cue, start, end = match
            for holder in self._holders[cue]:
                is_struck = match in struck or (holder, start, end) in struck
                tags.append(Tag(STRUCK + holder if is_struck else holder, start, end))
        return tags

    def _matches(self, folded: str) -> Iterable[tuple[str, int, int]]:
        """(term list, start, end) of every term that stands in the text, also within another."""
        tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(folded)]
        small = [word.lower() for word, _, _ in tokens]
        first_words = self._root.following
        for first, word in enumerate(small):
            node = first_words.get(word)
            last = first
            while node is not None:
                start, end = tokens[first][1], tokens[last][2]
                for list_id in node.uncased:
                    yield list_id, start, end
                for list_id, words in node.cased:
                    if words == tuple(token[0] for token in tokens[first : last + 1]):
                        yield list_id, start, end
                last += 1
                node = node.following.get(small[last]) if last < len(small) else None

    def _struck(self, matches: list[tuple[str, int, int]]) -> frozenset[tuple[str, int, int]]:
        """The matches that lie inside a false friend which masks their list."""
        masks = [(start, end, self._masked[cue]) for cue, start, end in matches if cue in self._masked]
        struck = set()
        first = 0
        for match in matches:
            cue, start, end = match
            while first < len(masks) and masks[first][1] <= start:
                first += 1
            for mask_start, mask_end, masked in masks[first:]:
                if mask_start > start:
                    break
                if end <= mask_end and cue in masked:
                    struck.add(match)
        return frozenset(struck)


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
