"""What is noted where: ratings become notes on the passages that they rest on, and on what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from cypaudit.model.annotation import Note, NoteKind, Place, Stretch
from cypaudit.model.check import Location
from cypaudit.model.document import BlockKind, Document, Page, Span
from cypaudit.model.rating import NOT_APPLICABLE, UNREADABLE, Evidence, EvidenceKind, Rating
from cypaudit.model.rubric import Criterion, Rubric

_KINDS = (NoteKind.MET, NoteKind.PARTLY, NoteKind.ABSENCE)  # the one that a passage is marked as comes first

NOWHERE: Mapping[str, Location] = MappingProxyType({})


@dataclass(slots=True)
class _Passage:
    """A stretch of text and what is said of it, once however many criteria rest on it."""

    place: Place
    kinds: set[NoteKind] = field(default_factory=set)
    subjects: dict[str, None] = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)


def write_notes(
    ratings: Sequence[Rating],
    rubric: Rubric,
    document: Document,
    *,
    file: str,
    criteria: Collection[str] | None = None,
    where: Mapping[str, Location] = NOWHERE,
) -> tuple[Note, ...]:
    """The notes on one file of a document, in the order of the file; `criteria` narrows them down to these.

    What nothing was found for stands in a file with pages at the passage that came nearest, in one without
    at the heading under which the answer would stand best: `where` says it by criterion. All else stands
    in one note on the document as a whole, which comes first.
    """
    asked = [
        rating
        for rating in ratings
        if rating.level != NOT_APPLICABLE and (criteria is None or rating.criterion in criteria)
    ]
    passages: dict[Span, _Passage] = {}
    nearest: list[Note] = []
    missing: list[Rating] = []
    for rating in asked:
        criterion = rubric.criterion(rating.criterion)
        for evidence, span in _resting_on(rating, document, file):
            place = place_of(document, span, block=_block_of(document, evidence, span))
            passage = passages.setdefault(span, _Passage(place))
            passage.kinds.add(_kind_of(evidence, rubric))
            passage.subjects.setdefault(criterion.id)
            passage.paragraphs.append(_about_passage(rating, criterion, evidence, rubric))
        if rating.level == rubric.lowest.id:
            note = _missing_note(rating, rubric, document, file=file, location=where.get(criterion.id))
            if note is None:
                missing.append(rating)
            else:
                nearest.append(note)
    noted = [_passage_note(passage) for passage in passages.values()] + nearest
    noted.sort(key=_in_order)
    whole = _whole_note(asked, missing, nearest, rubric, document, where)
    return (whole, *noted) if whole else tuple(noted)


# --- where


def _resting_on(rating: Rating, document: Document, file: str) -> Iterator[tuple[Evidence, Span]]:
    """The passages of a file that a rating rests on, with their places in the document."""
    for evidence in rating.evidence:
        if evidence.kind in (EvidenceKind.SUPPORTS, EvidenceKind.ABSENCE):
            span = _span_of(evidence, document, file)
            if span is not None:
                yield evidence, span


def _nearest(rating: Rating, document: Document, file: str) -> tuple[Evidence, Span] | None:
    """The near miss that comes first, if it stands in this file."""
    for evidence in rating.evidence:
        if evidence.kind is EvidenceKind.NEAR_MISS:
            span = _span_of(evidence, document, file)
            return None if span is None else (evidence, span)
    return None


def _span_of(evidence: Evidence, document: Document, file: str) -> Span | None:
    """Where a passage stands in the document; None where it is of another file, or not its words."""
    if evidence.file != file:
        return None
    for index, page in enumerate(document.pages):
        if page.file == file and page.number == evidence.page:
            is_same = page.text[evidence.start : evidence.end] == evidence.quote
            return Span(index, evidence.start, evidence.end) if is_same else None
    return None


def _block_of(document: Document, evidence: Evidence, span: Span) -> int | None:
    """The position of the block that a passage of a file without pages stands in; None where it has pages."""
    if evidence.page is not None:
        return None
    for index, block in enumerate(document.blocks):
        for own in block.spans:
            if own.page_index == span.page_index and own.start <= span.start < own.end:
                return index
    return None


def place_of(document: Document, span: Span, *, block: int | None = None) -> Place:
    """Where a span's words stand in their file. `block` is the position of their block; in a file without
    pages it must be given."""
    page = document.pages[span.page_index]
    quote = document.text_of(span)
    if page.number is not None or block is None:
        return Place(quote=quote, page=page.number, stretches=_stretches(page, span))
    within = document.blocks[block]
    start = next(own.start for own in within.spans if own.page_index == span.page_index)
    first = _count_letters(page.text[start : span.start])
    return Place(quote=quote, paragraph=within.paragraph, first=first, last=first + _count_letters(quote))


def _count_letters(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _stretches(page: Page, span: Span) -> tuple[Stretch, ...]:
    """The parts of the page's lines that a span covers."""
    return tuple(
        Stretch(
            box=line.box,
            text=page.text[line.start : line.end],
            start=max(span.start, line.start) - line.start,
            end=min(span.end, line.end) - line.start,
        )
        for line in page.lines
        if max(span.start, line.start) < min(span.end, line.end)
    )


def _block_at(document: Document, location: Location) -> int | None:
    """The position of the block that a location in a file without pages names by its paragraph."""
    for index, block in enumerate(document.blocks):
        page = document.pages[block.spans[0].page_index]
        if page.file == location.file and str(block.paragraph) == location.page_label:
            return index
    return None


def heading_place(document: Document, block: int | None) -> Place | None:
    """The nearest heading above a block of a file without pages; None where there is none."""
    if block is None:
        return None
    section = document.blocks[block].section
    for other in document.blocks:
        if other.kind is BlockKind.HEADING and other.section == section:
            text = document.text_of(other.spans[0])
            return Place(quote=text, paragraph=other.paragraph, first=0, last=_count_letters(text))
    return None


def _in_order(note: Note) -> tuple[int, float, float, int]:
    """The order of the file; on a page from top to bottom. A passage within another comes after it, so that
    its note lies on top."""
    place = note.place
    if place is None:
        return (0, 0.0, 0.0, 0)
    if place.page is None:
        return (place.paragraph or 0, place.first, 0.0, -len(place.quote))
    box = place.stretches[0].box if place.stretches else None
    return (place.page, -box.top if box else 0.0, box.left if box else 0.0, -len(place.quote))


# --- what is said


def _kind_of(evidence: Evidence, rubric: Rubric) -> NoteKind:
    if evidence.kind is EvidenceKind.ABSENCE:
        return NoteKind.ABSENCE
    return NoteKind.MET if evidence.strength == rubric.scale[0].id else NoteKind.PARTLY


def _about_passage(rating: Rating, criterion: Criterion, evidence: Evidence, rubric: Rubric) -> str:
    labels = _labels(rubric)
    if evidence.kind is EvidenceKind.ABSENCE:
        says = "This passage says itself that there is nothing"
    elif evidence.strength == rating.level:
        says = "This passage"
    else:
        says = f"This passage, which alone would earn “{labels[evidence.strength]}”"
    return "\n".join(
        (
            f"{criterion.id}: {labels[rating.level]}",
            criterion.question,
            f"{says}: {_sentence(evidence.why)}",
            f"The document: {rating.reason}",
        )
    )


def _passage_note(passage: _Passage) -> Note:
    return Note(
        kind=next(kind for kind in _KINDS if kind in passage.kinds),
        subject=", ".join(passage.subjects),
        text="\n\n".join(passage.paragraphs),
        place=passage.place,
    )


def _missing_note(
    rating: Rating, rubric: Rubric, document: Document, *, file: str, location: Location | None
) -> Note | None:
    """The note on a criterion for which nothing was found; None where it belongs to no place in the file."""
    criterion = rubric.criterion(rating.criterion)
    near = _nearest(rating, document, file)
    lines = [f"{criterion.id}: {_labels(rubric)[rating.level]}", criterion.question]
    advice = _advice(criterion, location)
    if near is not None and near[0].page is not None:
        return Note(
            kind=NoteKind.NEAR_MISS,
            subject=criterion.id,
            text="\n".join((*lines, _sentence(near[0].why), *advice)),
            place=place_of(document, near[1]),
        )
    # In a Word file the comment stands at the heading under which the answer could go.
    block = _block_at(document, location) if location is not None and location.page is None else None
    if near is not None:
        evidence, span = near
        quote = " ".join(evidence.quote.split())
        lines += [f"Nearest, in paragraph {evidence.page_label}: “{quote}”", _sentence(evidence.why)]
        block = _block_of(document, evidence, span) if block is None else block
    if block is None:
        return None
    return Note(
        kind=NoteKind.MISSING,
        subject=criterion.id,
        text="\n".join((*lines, *advice)),
        place=heading_place(document, block),
    )


def _advice(criterion: Criterion, location: Location | None) -> list[str]:
    lines = [
        f"A reader looks for: {criterion.advice.looks_for}",
        f"What good looks like: {criterion.advice.good}",
    ]
    if location is not None:
        lines.append(f"Where to write it: {_in_words(location)}: {location.why}.")
    return lines


def _in_words(location: Location) -> str:
    at = f"paragraph {location.page_label}" if location.page is None else f"page {location.page}"
    return f"{at}, under “{location.heading}”" if location.heading else at


def _whole_note(
    asked: Sequence[Rating],
    missing: Sequence[Rating],
    nearest: Sequence[Note],
    rubric: Rubric,
    document: Document,
    where: Mapping[str, Location],
) -> Note | None:
    """The note on the document as a whole: what nothing was found for, with the advice."""
    if not asked:
        return None
    labels = _labels(rubric)
    counts = ", ".join(
        f"{labels[level]} {sum(rating.level == level for rating in asked)}"
        for level in (*(level.id for level in rubric.scale if level.in_denominator), UNREADABLE)
        if level != UNREADABLE or any(rating.level == level for rating in asked)
    )
    paragraphs = [f"{len(asked)} questions of {rubric.id} {rubric.version}: {counts}."]
    if unread := sum(1 for _ in document.unreadable_pages()):
        paragraphs.append(
            f"{unread} of {len(document.pages)} pages could not be read; what stands there is not known."
        )
    lowest, highest = rubric.lowest, rubric.scale[0]
    for level in rubric.scale:
        if level.in_denominator and lowest.rank < level.rank < highest.rank:
            partly = [rating.criterion for rating in asked if rating.level == level.id]
            paragraphs += [f"{level.label}: {', '.join(partly)}."] if partly else []
    if nearest:
        place = "passages that came nearest"
        if nearest[0].kind is NoteKind.MISSING:
            place = "headings under which the answers could stand"
        named = ", ".join(note.subject for note in nearest)
        paragraphs.append(f"Not answered, with notes at the {place}: {named}.")
    if missing:
        paragraphs.append("Not answered, and nothing in this file comes near:")
    for rating in missing:
        criterion = rubric.criterion(rating.criterion)
        advice = _advice(criterion, where.get(criterion.id))
        paragraphs.append("\n".join((f"{criterion.id}: {criterion.question}", *advice)))
    return Note(
        kind=NoteKind.MISSING,
        subject="What this document answers",
        text="\n\n".join(paragraphs),
        place=None,
    )


def _labels(rubric: Rubric) -> Mapping[str, str]:
    return {level.id: level.label for level in rubric.scale}


def _sentence(text: str) -> str:
    """Words of the rubric as a sentence of their own."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
