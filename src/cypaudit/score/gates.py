"""Put one rule to one passage: which gate stops it, if any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cypaudit.model.document import Zone
from cypaudit.model.rubric import Condition, Gate, Rule, Scope
from cypaudit.model.tag import Tag
from cypaudit.score.passages import STRUCK, Passages

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

# Those that a sentence fails at whichever its anchor is.
_OF_SENTENCES = (Gate.ZONE, Gate.SUBJECT, Gate.OTHERS, Gate.RECITAL, Gate.MOOD)

ZONE_NAMES = {
    Zone.COVER: "on the cover",
    Zone.CONTENTS: "in the list of contents",
    Zone.CAPTION: "in a caption",
    Zone.GLOSSARY: "in a glossary or list of abbreviations",
    Zone.REFERENCES: "in a list of references",
    Zone.RECITAL: "in a recital of legal duties",
}


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
    def nearness(self) -> tuple[int, int, int]:
        """How near a passage that is stopped came; the greater, the nearer."""
        last = GATES.index(self.stopped_by[0]) if self.stopped_by else len(GATES)
        return -len(self.stopped_by), last, self.conditions_met


def find_passing(rule: Rule, passages: Passages) -> list[Candidate]:
    """The sentences with the rule's cue that pass every gate, in reading order."""
    return _find(rule, passages, most_failures=0)


def find_near_misses(rule: Rule, passages: Passages) -> list[Candidate]:
    """The sentences with the rule's cue that fail at one gate, in reading order."""
    return [candidate for candidate in _find(rule, passages, most_failures=1) if candidate.stopped_by]


def _find(rule: Rule, passages: Passages, *, most_failures: int) -> list[Candidate]:
    """The sentences with the rule's cue that fail at so many gates or fewer, in reading order.

    The gates after one failure too many are not put: most sentences drop out at gates that are
    looked up and not worked out.
    """
    cues = rule.find if most_failures == 0 else (*rule.find, *(STRUCK + cue for cue in rule.find))
    indices = {index for cue in cues for index in passages.by_cue.get(cue, ())}
    if rule.find_in is Scope.PASSAGE:
        indices.update(index for cue in rule.find for index in passages.by_cue_around.get(cue, ()))
    failing = [(gate, passages.failing(gate, rule)) for gate in _OF_SENTENCES if gate not in rule.ignores]
    if most_failures == 0:
        indices.difference_update(*(those for _, those in failing))
        for condition in rule.conditions:
            meeting = passages.meeting(condition)
            if meeting is not None:
                indices &= meeting
    candidates = (_put_gates(rule, index, passages, failing, most_failures) for index in sorted(indices))
    return [candidate for candidate in candidates if candidate is not None]


def _put_gates(
    rule: Rule,
    index: int,
    passages: Passages,
    failing: Sequence[tuple[Gate, frozenset[int]]],
    most_failures: int,
) -> Candidate | None:
    """Put the gates for the whole sentence, then for its best anchor; None: it fails at too many."""
    failed = [gate for gate, indices in failing if index in indices]
    if len(failed) > most_failures:
        return None
    unmet = _first_unmet(rule, index, passages)
    if unmet is not None and len(failed) == most_failures:
        return None
    anchors = passages.tags(index, rule.find)
    struck = [] if anchors else passages.tags(index, tuple(STRUCK + cue for cue in rule.find))
    if not anchors and not struck:  # the cue stands around the sentence: the whole sentence is the anchor
        anchors = [Tag(rule.find[0], 0, len(passages.document.sentences[index].text))]
    if unmet is not None:
        anchors, struck = anchors[:1], struck[:1]  # no other anchor can mend it
    subject = passages.subject_scope(index, rule.about) if rule.about else None
    tried = (
        _try_anchor(rule, index, anchor, subject, failed, unmet, passages) for anchor in anchors or struck
    )
    candidates = [candidate for candidate in tried if len(candidate.stopped_by) <= most_failures]
    return max(candidates, key=lambda candidate: candidate.nearness, default=None)


def _first_unmet(rule: Rule, index: int, passages: Passages) -> Condition | None:
    """The first condition that no anchor could meet, as its cues are not in scope at all."""
    return next((c for c in rule.conditions if not _is_in_scope(c, index, passages)), None)


def _try_anchor(
    rule: Rule,
    index: int,
    anchor: Tag,
    subject: Scope | None,
    failed: list[Gate],
    unmet: Condition | None,
    passages: Passages,
) -> Candidate:
    """The candidate for one anchor, with all the gates that it fails at."""
    unmet = unmet or next((c for c in rule.conditions if not _is_near(c, index, anchor, passages)), None)
    failures = set(failed)
    if anchor.cue.startswith(STRUCK):
        failures.add(Gate.NAME)
    if unmet is not None:
        failures.add(Gate.WITH)
    if len(failures) <= 1:
        if any(_holds(c, index, anchor, passages) for c in rule.exclusions):
            failures.add(Gate.WITHOUT)
        if passages.is_negated(index, anchor):
            failures.add(Gate.NEGATION)
    return Candidate(
        rule=rule,
        index=index,
        anchor=anchor,
        stopped_by=tuple(gate for gate in GATES if gate in failures and gate not in rule.ignores),
        subject=subject,
        lacks=_cues_of(unmet) if unmet is not None else (),
        conditions_met=rule.conditions.index(unmet) if unmet is not None else len(rule.conditions),
    )


def _cues_of(condition: Condition) -> tuple[str, ...]:
    return condition.any_of or tuple(cue for cues in condition.all_of for cue in cues)


def _is_in_scope(condition: Condition, index: int, passages: Passages) -> bool:
    """Whether what the condition asks for stands within its scope, at whatever distance."""
    meeting = passages.meeting(condition)
    if meeting is not None:
        return index in meeting
    if condition.all_of and not passages.has_sentence_with(index, condition.within, condition.all_of):
        return False
    found = passages.cues(index, condition.within)
    if condition.at_least == 1:
        return not condition.any_of or not found.isdisjoint(condition.any_of)
    return len(found.intersection(condition.any_of)) >= condition.at_least


def _is_near(condition: Condition, index: int, anchor: Tag, passages: Passages) -> bool:
    """Whether what the condition asks for, which is in its scope, stands near enough to the anchor."""
    if condition.words is None:
        return True
    text = passages.document.sentences[index].text
    return any(
        _words_between(text, anchor, tag) <= condition.words for tag in passages.tags(index, condition.any_of)
    )


def _holds(condition: Condition, index: int, anchor: Tag, passages: Passages) -> bool:
    """Whether what the condition asks for stands within its scope and distance of the anchor."""
    return _is_in_scope(condition, index, passages) and _is_near(condition, index, anchor, passages)


def _words_between(text: str, one: Tag, other: Tag) -> int:
    """Words between two tags of a sentence; 0 where they touch or overlap."""
    first, last = (one, other) if one.start <= other.start else (other, one)
    return len(text[first.end : last.start].split())
