"""What is quoted for a passage: enough of the page for a reader to see what the rule saw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cypaudit.model.document import Block, BlockKind, Document, Span
from cypaudit.model.rating import Evidence
from cypaudit.model.rubric import Scope
from cypaudit.score.gates import Candidate
from cypaudit.score.passages import Passages

# A row is quoted whole up to so many words; of a longer one, which fills a page, the sentence.
MOST_ROW_WORDS = 90
# A sentence is quoted with those beside it up to so many words.
MOST_WORDS_BESIDE = 90
# A shorter sentence ("We have also agreed:") is quoted with the one after it.
FEWEST_QUOTED = 4


def quoted_span(candidate: Candidate, passages: Passages) -> Span:
    """The sentence; its whole row; or with the neighbour that has what the rule found beside it.

    Where the page turns within what would be quoted, the part that holds the cue.
    """
    document = passages.document
    own = _anchored_span(candidate, passages)
    block = document.blocks[document.sentences[candidate.index].block]
    if block.kind is BlockKind.TABLE_ROW:
        return _row_around(own, block, document)
    return _joined(own, _told_with(candidate, passages), block, document)


def sentence_span(index: int, passages: Passages) -> Span:
    """A sentence, or its whole row; where the page turns within it, the part on the first page."""
    document = passages.document
    own = document.sentences[index].spans[0]
    block = document.blocks[document.sentences[index].block]
    return _row_around(own, block, document) if block.kind is BlockKind.TABLE_ROW else own


def with_those_beside(piece: Evidence, index: int, passages: Passages) -> Evidence:
    """A quote with the sentences before and after it in its block; as it is where that would be long."""
    if piece.page_index is None:  # read back from a table
        return piece
    document = passages.document
    own = Span(piece.page_index, piece.start, piece.end)
    block = document.blocks[document.sentences[index].block]
    whole = _joined(own, passages.beside(index), block, document)
    return (
        piece.spread(document, whole) if len(document.text_of(whole).split()) <= MOST_WORDS_BESIDE else piece
    )


def _joined(own: Span, others: Iterable[int], block: Block, document: Document) -> Span:
    """A stretch of a block's page with other sentences of the block, so far as they stand on that page.

    As it is where something else stands between them, such as a note at the foot of a column.
    """
    near = [
        span
        for other in others
        for span in document.sentences[other].spans
        if span.page_index == own.page_index
    ]
    all_of_it = (own, *near)
    start, end = min(span.start for span in all_of_it), max(span.end for span in all_of_it)
    whole = Span(own.page_index, start, end)
    parts = (part for part in block.spans if part.page_index == own.page_index)
    return whole if any(_holds(part, whole) for part in parts) else own


def _holds(one: Span, other: Span) -> bool:
    return one.start <= other.start and other.end <= one.end


def _row_around(own: Span, block: Block, document: Document) -> Span:
    row = next((span for span in block.spans if span.page_index == own.page_index), own)
    return row if _holds(row, own) and len(document.text_of(row).split()) <= MOST_ROW_WORDS else own


def _told_with(candidate: Candidate, passages: Passages) -> Iterator[int]:
    """The sentences of the block without which the passage cannot be understood."""
    index, rule = candidate.index, candidate.rule
    reached = {Scope.AFTER: passages.after(index), Scope.BESIDE: passages.beside(index)}
    if passages.words(index) < FEWEST_QUOTED:
        yield from passages.after(index)
    needed = [
        (condition.within, condition.any_of)
        for condition in rule.conditions
        if condition.within in reached and condition.any_of and condition.at_least == 1
    ]
    if candidate.subject is Scope.BESIDE:
        needed.append((Scope.BESIDE, passages.mechanisms.subject))
    for within, cues in needed:
        if within is Scope.AFTER or passages.cues(index, Scope.PASSAGE).isdisjoint(cues):
            having = [n for n in reached[within] if not passages.cues(n, Scope.SENTENCE).isdisjoint(cues)]
            yield from having[-1:]  # the one after it, where both have it: the answer follows the need
    for condition in rule.conditions:
        if condition.within in reached and condition.all_of:
            told = [n for n in reached[condition.within] if passages.has_each(n, condition)]
            if index not in told:
                yield from told[-1:]


def find_elsewhere(candidate: Candidate, passages: Passages) -> int | None:
    """The sentence elsewhere in the document that the passage rests on as well, as a rule may ask.

    Of several one that names children, and the nearest. None where no rule asks, or the passage has it too.
    """
    index = candidate.index
    for condition in candidate.rule.conditions:
        if condition.within is not Scope.DOCUMENT or not condition.all_of:
            continue
        found = list(passages.sentences_with(index, condition))
        if found and not set(found).intersection(passages.beside(index)):
            scopes = (Scope.SENTENCE, Scope.PASSAGE, Scope.HEADING)
            return min(
                found,
                key=lambda other: (passages.subject_scope(other, scopes) is None, abs(other - index)),
            )
    return None


def _anchored_span(candidate: Candidate, passages: Passages) -> Span:
    """The part of the sentence that holds the cue: a sentence over a page turn has two parts."""
    sentence = passages.document.sentences[candidate.index]
    offset = 0
    for span in sentence.spans:
        offset += span.end - span.start + 1
        if candidate.anchor.start < offset:
            return span
    return sentence.spans[-1]
