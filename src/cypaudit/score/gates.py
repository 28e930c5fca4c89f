"""Put one rule to one passage: which gate stops it, if any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cypaudit.model.document import Zone
from cypaudit.model.rubric import Condition, Gate, Rule, Scope
from cypaudit.model.tag import Tag
from cypaudit.score.passages import STRUCK, Passages, are_parted, having_any, words_between

# In the order in which they are put: the later a passage is stopped, the nearer it came.
GATES = (
    Gate.ZONE,
    Gate.NAME,
    Gate.SUBJECT,
    Gate.OTHERS,
    Gate.RECITAL,
    Gate.WITH,
    Gate.WITHOUT,
    Gate.MOOD,
    Gate.NEGATION,
)
_PLACES = {gate: place for place, gate in enumerate(GATES)}

ZONE_NAMES = {
    Zone.COVER: "on the cover",
    Zone.CONTENTS: "in the list of contents",
    Zone.CAPTION: "in a caption",
    Zone.GLOSSARY: "in a glossary or list of abbreviations",
    Zone.REFERENCES: "in a list of references",
    Zone.RECITAL: "in a recital of legal duties",
}


# How near a passage came that one gate stops, the greater the nearer: that gate's place among GATES, and
# how many of the rule's conditions hold.
Nearness = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that has a rule's cue, and the gates that it does not pass."""

    rule: Rule
    index: int  # position in Document.sentences
    anchor: Tag  # the cue in the sentence; in a near miss it may be struck out
    stopped_by: tuple[Gate, ...]  # in the order of GATES; empty: the passage earns the level
    subject: Scope | None  # where children are named
    lacks: tuple[str, ...] = ()  # term lists of the first condition that does not hold
    conditions_met: int = 0

    @property
    def nearness(self) -> Nearness:
        """How near a passage came that one gate stops."""
        return _nearness(self.stopped_by[0], self.conditions_met)


class Search:
    """One rule put to one document. What can be looked up for whole sentences is looked up once."""

    def __init__(self, rule: Rule, passages: Passages) -> None:
        self.rule = rule
        self.passages = passages
        self.failures = passages.failures(rule)

    @cached_property
    def struck(self) -> tuple[str, ...]:
        """The rule's cues, struck out."""
        return tuple(STRUCK + cue for cue in self.rule.find)

    def find_passing(self) -> list[Candidate]:
        """The sentences with the rule's cue that pass every gate, in reading order."""
        indices = self._with_cue(self.rule.find)
        if not indices:
            return []
        put = (self._put_gates(index, most_failures=0) for index in sorted(self._without_failures(indices)))
        return [candidate for candidate in put if candidate is not None]

    def put_near(self, index: int) -> Candidate | None:
        """A sentence with the cue, struck out or not, that fails at one gate; None: at none, or at more."""
        candidate = self._put_gates(index, most_failures=1)
        return candidate if candidate is not None and candidate.stopped_by else None

    def find_near(self) -> Iterator[tuple[Nearness | None, frozenset[int]]]:
        """The sentences with the rule's cue, struck out or not, that may fail at one gate at most.

        With each set comes how near its sentences come if no other gate stops them as well; None where
        they fail at none that is looked up, and only `put_near` can tell.
        """
        having = self._with_cue((*self.rule.find, *self.struck))
        if not having:
            return
        near: list[tuple[Nearness, frozenset[int]]] = []
        once: set[int] = set()
        more: set[int] = set()
        for gate, indices in self.failures.at:
            failing = having & indices
            more |= once & failing
            once |= failing
            near.append((_nearness(gate, len(self.rule.conditions)), failing))
        left = having  # the sentences that meet the conditions so far
        for met, (condition, meeting) in enumerate(self.conditions):
            if meeting is None:
                unmet = frozenset(n for n in left - once if not self._is_in_scope(condition, None, n))
            else:
                unmet = left - meeting
            more |= once & unmet
            left = left - unmet
            near.append((_nearness(Gate.WITH, met), unmet))
        for nearness, failing in near:
            yield nearness, failing - more
        yield None, left - once

    @cached_property
    def conditions(self) -> list[tuple[Condition, frozenset[int] | None]]:
        """The rule's conditions with the sentences that meet them; None where that is not looked up."""
        return [(condition, self.passages.meeting(condition)) for condition in self.rule.conditions]

    @cached_property
    def exclusions(self) -> list[tuple[Condition, frozenset[int] | None]]:
        """What the rule excludes with the sentences that have it; None where that is not looked up."""
        return [(condition, self.passages.meeting(condition)) for condition in self.rule.exclusions]

    def _with_cue(self, cues: Sequence[str]) -> frozenset[int]:
        """The sentences that have one of the cues, or in a rule on passages around them."""
        found = having_any(self.passages.by_cue, cues)
        if self.rule.find_in is Scope.PASSAGE:
            found |= having_any(self.passages.by_cue_around, self.rule.find)
        return found

    def _without_failures(self, indices: frozenset[int]) -> frozenset[int]:
        """The sentences without those that fail at a gate which is looked up."""
        indices = indices - self.failures.anywhere
        for _, meeting in self.conditions:
            if meeting is not None:
                indices &= meeting
        for condition, meeting in self.exclusions:
            if meeting is not None and condition.words is None:
                indices -= meeting
        return indices

    def _put_gates(self, index: int, most_failures: int) -> Candidate | None:
        """Put the gates for the whole sentence, then for its best anchor; None: it fails at too many."""
        rule, passages = self.rule, self.passages
        failed = [gate for gate, indices in self.failures.at if index in indices] if most_failures else []
        unmet = self._first_unmet(index)
        if len(failed) + (unmet is not None) > most_failures:
            return None
        anchors = passages.tags(index, rule.find) or passages.tags(index, self.struck)
        if not anchors:  # the cue stands around the sentence: the whole sentence is the anchor
            anchors = [Tag(rule.find[0], 0, len(passages.document.sentences[index].text))]
        if unmet is not None:
            anchors = anchors[:1]  # no other anchor can mend it
        subject = passages.subject_scope(index, rule.about) if rule.about else None
        best: Candidate | None = None
        for anchor in anchors:
            lacking = unmet or self._first_far(index, anchor)
            stopped_by = self._stopped_by(index, anchor, subject, failed, lacking)
            if len(stopped_by) > most_failures:
                continue
            candidate = Candidate(
                rule=rule,
                index=index,
                anchor=anchor,
                stopped_by=stopped_by,
                subject=subject,
                lacks=_cues_of(lacking) if lacking is not None else (),
                conditions_met=len(rule.conditions) if lacking is None else rule.conditions.index(lacking),
            )
            if not stopped_by:
                return candidate
            if best is None or candidate.nearness > best.nearness:
                best = candidate
        return best

    def _first_unmet(self, index: int) -> Condition | None:
        """The first condition that no anchor could meet, as its cues are not in scope at all."""
        for condition, meeting in self.conditions:
            if not self._is_in_scope(condition, meeting, index):
                return condition
        return None

    def _first_far(self, index: int, anchor: Tag) -> Condition | None:
        """The first condition whose cues are in scope but stand too far from the anchor."""
        for condition in self.rule.conditions:
            if not self._is_near(condition, index, anchor):
                return condition
        return None

    def _stopped_by(
        self,
        index: int,
        anchor: Tag,
        subject: Scope | None,
        failed: list[Gate],
        lacking: Condition | None,
    ) -> tuple[Gate, ...]:
        """All the gates that the passage fails at with this anchor, in the order of GATES."""
        failures = set(failed)
        if anchor.cue.startswith(STRUCK):
            failures.add(Gate.NAME)
        if lacking is not None:
            failures.add(Gate.WITH)
        if len(failures) <= 1:
            if self._is_excluded(index, anchor):
                failures.add(Gate.WITHOUT)
            if self.passages.is_negated(index, anchor):
                failures.add(Gate.NEGATION)
            if subject is Scope.SENTENCE and self.passages.is_of_others(index, anchor):
                failures.add(Gate.OTHERS)
        failures.difference_update(self.rule.ignores)
        return tuple(gate for gate in GATES if gate in failures) if failures else ()

    def _is_excluded(self, index: int, anchor: Tag) -> bool:
        """Whether what the rule excludes stands within its scope and distance of the anchor."""
        return any(
            self._is_in_scope(condition, meeting, index) and self._is_near(condition, index, anchor)
            for condition, meeting in self.exclusions
        )

    def _is_in_scope(self, condition: Condition, meeting: frozenset[int] | None, index: int) -> bool:
        """Whether what the condition asks for stands within its scope, at whatever distance."""
        if meeting is not None:
            return index in meeting
        passages = self.passages
        if condition.all_of and not passages.has_sentence_with(index, condition):
            return False
        found = passages.cues(index, condition.within)
        if condition.at_least == 1:
            return not condition.any_of or not found.isdisjoint(condition.any_of)
        return len(found.intersection(condition.any_of)) >= condition.at_least

    def _is_near(self, condition: Condition, index: int, anchor: Tag) -> bool:
        """Whether what the condition asks for, which is in its scope, stands near enough to the anchor."""
        if condition.words is None or condition.all_of:
            return True
        text = self.passages.document.sentences[index].text
        return any(
            words_between(text, anchor, tag) <= condition.words and not are_parted(text, anchor, tag)
            for tag in self.passages.tags(index, condition.any_of)
        )


def _nearness(gate: Gate, conditions_met: int) -> Nearness:
    return _PLACES[gate], conditions_met


def _cues_of(condition: Condition) -> tuple[str, ...]:
    return condition.any_of or tuple(cue for cues in condition.all_of for cue in cues)
