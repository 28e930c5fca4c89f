"""Where in a draft an answer that is missing would stand best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cypaudit.model.check import Location
from cypaudit.model.rating import Evidence, EvidenceKind, Rating, WorthALook
from cypaudit.model.rubric import Gate, Rubric

# Gates at which a passage that is about the matter fails: what is missing would stand well beside it. One
# that lacks the matter's own words, or is about others, comes near in words and not in place.
_ABOUT_IT = (Gate.RECITAL, Gate.MOOD, Gate.NEGATION, Gate.DOUBT)


def suggest_location(
    rating: Rating, second_look: Sequence[WorthALook], ratings: Sequence[Rating], rubric: Rubric
) -> Location | None:
    """Where to write what is missing; None where nothing in the draft suggests a place.

    What the answer rests on so far; else a near miss that is about the matter; else the passage most like an
    answer; else the heading under which most of what answers the domain's other criteria stands; else a near
    miss that only does not speak of children; else the heading under which most answers stand.
    """
    supports = [piece for piece in rating.evidence if piece.kind is EvidenceKind.SUPPORTS]
    misses = [piece for piece in rating.evidence if piece.kind is not EvidenceKind.SUPPORTS]
    about_it = [piece for piece in misses if piece.gate in _ABOUT_IT]
    of_everybody = [piece for piece in misses if piece.gate is Gate.SUBJECT]
    if supports:
        return _at(supports[0], "what answers it in part stands there")
    if about_it:
        return _at(about_it[0], "what comes nearest stands there")
    if second_look:
        return _at(second_look[0].evidence, "a passage there reads as if it were about this")
    domain = rubric.criterion(rating.criterion).domain
    of_domain = {criterion.id for criterion in rubric.criteria if criterion.domain == domain}
    in_domain = [other for other in ratings if other.criterion in of_domain]
    title = rubric.domains[domain].lower()
    if among := _most_answers(in_domain, f"what the draft says on {title}"):
        return among
    if of_everybody:
        return _at(of_everybody[0], "what comes nearest stands there, and does not speak of children")
    return _most_answers(ratings, "what the draft says for children")


def _at(piece: Evidence, why: str) -> Location:
    return Location(
        file=piece.file, page=piece.page, page_label=piece.page_label, heading=piece.heading, why=why
    )


def _most_answers(ratings: Sequence[Rating], what: str) -> Location | None:
    """The heading under which most passages stand that answer these criteria. `what` names them all."""
    pieces = [
        piece
        for rating in ratings
        for piece in rating.evidence
        if piece.kind is EvidenceKind.SUPPORTS and piece.heading
    ]
    if not pieces:
        return None
    # Of headings with as many passages the first that was found: Counter keeps their order.
    heading, count = Counter(piece.heading for piece in pieces).most_common(1)[0]
    share = "most" if 2 * count > len(pieces) > 1 else "some"
    why = f"{share} of {what} stands there"
    return _at(next(piece for piece in pieces if piece.heading == heading), why)
