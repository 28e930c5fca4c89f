"""A second look where the rules are blind: passages that they do not explain, for a person to judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cypaudit.model.rating import Evidence, EvidenceKind, Rating, WorthALook
from cypaudit.model.rubric import SecondLook
from cypaudit.score.passages import Passages
from cypaudit.score.sentence_model import Floats
from cypaudit.score.weigh import Figures, share_of

WHY = "No rule explains it, but it reads as passages do that people counted. Judge it yourself."


def take_second_look(
    ratings: Sequence[Rating], passages: Passages, settings: SecondLook, silent: str, figures: Figures
) -> tuple[WorthALook, ...]:
    """For each criterion rated at the lowest level, `silent`, the passages most like what people counted.

    Only there is there something to add that people would want (docs/sentence-model.md). Passages that the
    rating already quotes as near misses are left out.
    """
    return tuple(
        passage
        for rating in ratings
        if rating.level == silent and (likely := figures.beside(rating.criterion)) is not None
        for passage in _most_like(rating, figures.indices, likely.log_odds[:, 0], passages, settings)
    )


def _most_like(
    rating: Rating, indices: Sequence[int], log_odds: Floats, passages: Passages, settings: SecondLook
) -> Iterator[WorthALook]:
    """The passages of one criterion, the most like first; of those alike the first in the document."""
    document = passages.document
    quoted = {(piece.page_index, piece.start) for piece in rating.evidence}
    rank = 0
    for place in sorted(range(len(indices)), key=lambda place: (-log_odds[place], place)):
        likeness = share_of(float(log_odds[place]))
        if likeness < settings.at_least or rank == settings.most:
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
            likeness=likeness,
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
