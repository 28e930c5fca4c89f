"""Where in a draft an answer that is missing would stand best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cypaudit.model.check import Location
from cypaudit.model.rating import Evidence, EvidenceKind, Rating, WorthALook
from cypaudit.model.rubric import Gate, Rubric

# Passages that these gates stop are about something else, or stand where nothing is read.
_ELSEWHERE = (Gate.ZONE, Gate.NAME, Gate.OTHERS)


def suggest_location(
    rating: Rating, second_look: Sequence[WorthALook], ratings: Sequence[Rating], rubric: Rubric
) -> Location | None:
    """Where to write what is missing; None where nothing in the draft suggests a place.

    What the answer rests on so far, else the nearest miss, else the passage most like an answer, else the
    heading under which most of what answers the domain's other criteria stands.
    """
    supports = [piece for piece in rating.evidence if piece.kind is EvidenceKind.SUPPORTS]
    misses = [
        piece
        for piece in rating.evidence
        if piece.kind is not EvidenceKind.SUPPORTS and piece.gate not in _ELSEWHERE
    ]
    if supports:
        return _at(supports[0], "what answers it in part stands there")
    if misses:
        return _at(misses[0], "what comes nearest stands there")
    if second_look:
        return _at(second_look[0].evidence, "a passage there reads as if it were about this")
    return _among_its_domain(rating, ratings, rubric)


def _at(piece: Evidence, why: str) -> Location:
    return Location(
        file=piece.file, page=piece.page, page_label=piece.page_label, heading=piece.heading, why=why
    )


def _among_its_domain(rating: Rating, ratings: Sequence[Rating], rubric: Rubric) -> Location | None:
    """The heading under which most passages stand that answer the domain's other criteria."""
    domain_of = {criterion.id: criterion.domain for criterion in rubric.criteria}
    domain = domain_of[rating.criterion]
    pieces = [
        piece
        for other in ratings
        if domain_of.get(other.criterion) == domain
        for piece in other.evidence
        if piece.kind is EvidenceKind.SUPPORTS and piece.heading
    ]
    if not pieces:
        return None
    # Of headings with as many passages the first that was found: Counter keeps their order.
    heading, _ = Counter(piece.heading for piece in pieces).most_common(1)[0]
    first = next(piece for piece in pieces if piece.heading == heading)
    title = rubric.domains[domain].lower()
    return _at(first, f"most of what the draft says on {title} stands there")
