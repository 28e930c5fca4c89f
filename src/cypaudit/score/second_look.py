"""A second look where the rules are blind: passages that they do not explain, for a person to judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cypaudit.model.rating import Evidence, EvidenceKind, Rating, WorthALook
from cypaudit.model.rubric import Rubric, SecondLook
from cypaudit.score.likeness import Floats, is_eligible, load_likeness
from cypaudit.score.passages import Passages

WHY = "No rule explains it, but it reads as passages do that people counted. Judge it yourself."
FEWEST_WORDS = 5  # fewer say too little to be like anything


def take_second_look(ratings: Sequence[Rating], passages: Passages, rubric: Rubric) -> tuple[WorthALook, ...]:
    """For each criterion rated at the lowest level, the passages most like those that people counted.

    Only there are the rules blind: where they found something, the model has nothing to add that people
    would want (docs/likeness.md). Passages that the rating already quotes as near misses are left out.
    Empty where the rubric has no model.
    """
    settings = rubric.second_look
    if settings is None:
        return ()
    model = load_likeness(settings.model)
    indices = [
        index
        for index in range(len(passages.document.sentences))
        if passages.words(index) >= FEWEST_WORDS and is_eligible(index, passages)
    ]
    likeness = model.measure(indices, passages)
    columns = {criterion: column for column, criterion in enumerate(model.criteria)}
    silent = rubric.lowest.id
    return tuple(
        passage
        for rating in ratings
        if rating.level == silent and rating.criterion in columns
        for passage in _most_like(rating, indices, likeness[:, columns[rating.criterion]], passages, settings)
    )


def _most_like(
    rating: Rating, indices: Sequence[int], likeness: Floats, passages: Passages, settings: SecondLook
) -> Iterator[WorthALook]:
    """The passages of one criterion, the most like first; of those alike the first in the document."""
    document = passages.document
    quoted = {(piece.page_index, piece.start) for piece in rating.evidence}
    rank = 0
    for place in sorted(range(len(indices)), key=lambda place: (-likeness[place], place)):
        if likeness[place] < settings.at_least or rank == settings.most:
            return
        sentence = document.sentences[indices[place]]
        span = sentence.spans[0]
        if any((part.page_index, part.start) in quoted for part in sentence.spans):
            continue
        rank += 1
        yield WorthALook(
            document=rating.document,
            criterion=rating.criterion,
            level=rating.level,
            rank=rank,
            likeness=round(float(likeness[place]), 2),
            evidence=Evidence.from_span(
                document,
                span,
                block=sentence.block,
                kind=EvidenceKind.WORTH_A_LOOK,
                strength="",
                cue="",
                why=WHY,
            ),
        )
