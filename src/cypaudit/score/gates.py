"""Put one rule to one passage: which gate stops it, if any."""

from __future__ import annotations

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


def find_candidates(rule: Rule, passages: Passages) -> list[Candidate]:
    """Every sentence with the rule's cue, in reading order."""
    wanted = {*rule.find, *(STRUCK + cue for cue in rule.find)}
    indices = sorted({index for cue in wanted for index in passages.by_cue.get(cue, ())})
    if rule.find_in is Scope.PASSAGE:
        indices = sorted({*indices, *_with_cue_around(rule, passages)})
    return [_put_gates(rule, index, passages) for index in indices]


def _with_cue_around(rule: Rule, passages: Passages) -> list[int]:
    """Sentences whose lead-in, row or column heading has the cue."""
    wanted = frozenset(rule.find)
    return [
        index
        for index, sentence in enumerate(passages.document.sentences)
        if _has_surroundings(passages, sentence.block)
        and not passages.cues(index, Scope.PASSAGE).isdisjoint(wanted)
    ]


def _has_surroundings(passages: Passages, block_index: int) -> bool:
    block = passages.document.blocks[block_index]
    return bool(block.header) or block.lead_in is not None


def _put_gates(rule: Rule, index: int, passages: Passages) -> Candidate:
    """Try the gates for the sentence's best anchor."""
    anchors = passages.tags(index, rule.find)
    struck = passages.tags(index, tuple(STRUCK + cue for cue in rule.find))
    if not anchors and not struck:  # the cue stands around the sentence: the whole sentence is the anchor
        anchors = [Tag(rule.find[0], 0, len(passages.document.sentences[index].text))]
    candidates = [_try_anchor(rule, index, anchor, passages) for anchor in anchors or struck]
    return max(candidates, key=lambda candidate: candidate.nearness)


def _try_anchor(rule: Rule, index: int, anchor: Tag, passages: Passages) -> Candidate:
    subject = passages.subject_scope(index, rule.about) if rule.about else None
    unmet = [c for c in rule.conditions if not _holds(c, index, anchor, passages)]
    moods = passages.moods(index)
    failures = {
        Gate.ZONE: not passages.zone_counts(passages.zone(index), rule),
        Gate.NAME: anchor.cue.startswith(STRUCK),
        Gate.SUBJECT: bool(rule.about) and subject is None,
        Gate.OTHERS: passages.names_others(index),
        Gate.RECITAL: passages.is_recital(index),
        Gate.WITH: bool(unmet),
        Gate.WITHOUT: any(_holds(c, index, anchor, passages) for c in rule.exclusions),
        Gate.MOOD: bool(rule.moods) and moods.isdisjoint(rule.moods),
        Gate.NEGATION: passages.is_negated(index, anchor),
    }
    stopped = [gate for gate in GATES if failures[gate] and gate not in rule.ignores]
    return Candidate(
        rule=rule,
        index=index,
        anchor=anchor,
        stopped_by=tuple(stopped),
        subject=subject,
        lacks=_cues_of(unmet[0]) if unmet else (),
        conditions_met=len(rule.conditions) - len(unmet),
    )


def _cues_of(condition: Condition) -> tuple[str, ...]:
    return condition.any_of or tuple(cue for cues in condition.all_of for cue in cues)


def _holds(condition: Condition, index: int, anchor: Tag, passages: Passages) -> bool:
    """Whether what the condition asks for stands within its scope and distance of the anchor."""
    if condition.all_of and not passages.has_sentence_with(index, condition.within, condition.all_of):
        return False
    if not condition.any_of:
        return True
    if len(passages.cues(index, condition.within).intersection(condition.any_of)) < condition.at_least:
        return False
    if condition.words is None:
        return True
    text = passages.document.sentences[index].text
    return any(
        _words_between(text, anchor, tag) <= condition.words for tag in passages.tags(index, condition.any_of)
    )


def _words_between(text: str, one: Tag, other: Tag) -> int:
    """Words between two tags of a sentence; 0 where they touch or overlap."""
    first, last = (one, other) if one.start <= other.start else (other, one)
    return len(text[first.end : last.start].split())
