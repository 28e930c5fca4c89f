"""What a document names about children: conditions, practitioners, groups, partners, leads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cypaudit.model.document import DocumentType
from cypaudit.model.finding import Mention
from cypaudit.model.rating import EvidenceKind, Rating
from cypaudit.model.rubric import Rubric, Rule, Scope
from cypaudit.model.tag import Tag
from cypaudit.score.passages import Passages

PERSON = "<person>"
_JOINT = re.compile(r"\s*(?:,|&|/|and|with|jointly with|, and)\s*")
_SCOPES = (Scope.SENTENCE, Scope.PASSAGE, Scope.HEADING)


def find_mentions(passages: Passages, rubric: Rubric, document_type: DocumentType) -> tuple[Mention, ...]:
    """Each value of the tallied term lists once, where a counted passage about children names it."""
    found = {
        term_list.tally
        for term_list in rubric.term_lists.values()
        if term_list.tally is not None
        and any(_counts(index, passages, rubric) for index in passages.by_cue.get(term_list.id, ()))
    }
    return tuple(
        Mention(kind=kind, value=value, document=passages.document.id, document_type=document_type.value)
        for kind, value in sorted(found)
    )


def _counts(index: int, passages: Passages, rubric: Rubric) -> bool:
    """Whether a sentence is about children, says it of this place and stands where it counts."""
    return (
        passages.zone(index) not in rubric.zones_not_counted
        and passages.subject_scope(index, _SCOPES) is not None
        and not passages.names_others(index)
        and not passages.is_recital(index)
    )


def named_leads(
    ratings: Sequence[Rating], passages: Passages, rubric: Rubric, document_type: DocumentType
) -> tuple[Mention, ...]:
    """The people on whose names a rating rests, with the criterion that they answer.

    A name counts only where its rule gives a level that counts as met: a lead for all ages who is not
    said to cover children is no named lead for children. Of several names in one sentence those
    nearest to the rule's cue count, with the names joined to them ("and", "&", a comma).
    """
    return tuple(
        Mention(
            kind="named_lead", value=value, document=passages.document.id, document_type=document_type.value
        )
        for value in sorted(set(_lead_values(ratings, passages, rubric)))
    )


def _lead_values(ratings: Sequence[Rating], passages: Passages, rubric: Rubric) -> Iterator[str]:
    places: dict[tuple[int | None, int, int], int] = {
        (span.page_index, span.start, span.end): index
        for index, sentence in enumerate(passages.document.sentences)
        for span in sentence.spans
    }
    met = {level.id for level in rubric.scale if level.counts_as_met}
    for rating in ratings:
        rules = {
            rule.id: rule
            for rule in rubric.criterion(rating.criterion).rules
            if rule.gives in met and (PERSON in rule.find or any(PERSON in c.any_of for c in rule.conditions))
        }
        for piece in rating.evidence:
            index = places.get((piece.page_index, piece.start, piece.end))
            rule = rules.get(piece.cue.split(":")[0])
            if index is None or rule is None or piece.kind is not EvidenceKind.SUPPORTS:
                continue
            text = passages.document.sentences[index].text
            for tag in _names_beside(rule, index, passages):
                yield f"{rating.criterion}: {text[tag.start : tag.end]}"


def _names_beside(rule: Rule, index: int, passages: Passages) -> list[Tag]:
    """The names in a sentence that its rule is about: the nearest to its cue, and those joined to it."""
    names = passages.tags(index, [PERSON])
    cues = passages.tags(index, [cue for cue in rule.find if cue != PERSON]) or [
        tag for c in rule.conditions for tag in passages.tags(index, [a for a in c.any_of if a != PERSON])
    ]
    if len(names) < 2 or not cues:
        return names
    text = passages.document.sentences[index].text

    def distance(name: Tag) -> int:
        return min(len(_between(text, name, cue).split()) for cue in cues)

    nearest = min(names, key=distance)
    place = names.index(nearest)
    first = last = place
    while first > 0 and _JOINT.fullmatch(_between(text, names[first - 1], names[first])):
        first -= 1
    while last + 1 < len(names) and _JOINT.fullmatch(_between(text, names[last], names[last + 1])):
        last += 1
    return names[first : last + 1]


def _between(text: str, one: Tag, other: Tag) -> str:
    """What stands between two tags of a sentence; nothing where they touch or overlap."""
    first, last = (one, other) if one.start <= other.start else (other, one)
    return text[first.end : last.start]
