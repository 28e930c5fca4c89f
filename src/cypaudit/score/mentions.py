"""What a document names about children: conditions, practitioners, groups, partners, leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cypaudit.model.document import DocumentType
from cypaudit.model.finding import Mention
from cypaudit.model.rating import EvidenceKind, Rating
from cypaudit.model.rubric import Rubric, Scope
from cypaudit.score.passages import Passages

PERSON = "<person>"
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
    """The people on whose names a rating rests, with the criterion that they answer."""
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
    for rating in ratings:
        rules = {
            rule.id
            for rule in rubric.criterion(rating.criterion).rules
            if any(PERSON in c.any_of for c in rule.conditions)
        }
        for piece in rating.evidence:
            index = places.get((piece.page_index, piece.start, piece.end))
            rests_on_name = piece.kind is EvidenceKind.SUPPORTS and piece.cue.split(":")[0] in rules
            if index is None or not rests_on_name:
                continue
            text = passages.document.sentences[index].text
            for tag in passages.tags(index, [PERSON]):
                yield f"{rating.criterion}: {text[tag.start : tag.end]}"
