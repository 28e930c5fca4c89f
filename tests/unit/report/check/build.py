"""A check with one question of every kind, for the tests of its forms."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.gaps.build import accepted, criterion, evidence, rating, record, rubric

from cypaudit.gaps import find_gaps
from cypaudit.model.audit import RatedDocument
from cypaudit.model.check import Check, Threshold
from cypaudit.model.rating import UNREADABLE, EvidenceKind
from cypaudit.model.rubric import Rubric

LEVELS = {"gone": "no", "let-go": "no", "half": "to_some_extent", "unseen": UNREADABLE, "there": "yes"}


def mixed_rubric() -> Rubric:
    """Five questions in two domains."""
    questions = [criterion(name, domain="care" if name == "half" else "plans") for name in LEVELS]
    return replace(rubric(*questions), domains={"plans": "Plans", "care": "Care"})


def against_check(*, fail_on_loss: bool = False, fail_on: str = "never") -> Check:
    """A check against the plan before it: one answer lost, one gained, one not readable, one the same."""
    before = {"gone": "yes", "half": "no", "unseen": "yes", "there": "yes"}
    now = {"gone": "to_some_extent", "half": "to_some_extent", "unseen": UNREADABLE, "there": "yes"}
    supports = evidence(EvidenceKind.SUPPORTS)
    held = {"gone": (supports,), "half": (), "unseen": (supports,), "there": (supports, supports)}
    last = RatedDocument(
        record=replace(record(), document="last", files=("last.pdf",)),
        ratings=tuple(
            rating(name, level, *(replace(piece, quote="Words of the last.") for piece in held[name]))
            for name, level in before.items()
        ),
        second_look=(),
    )
    pieces = {"gone": (supports,), "half": (supports, supports), "unseen": (), "there": (supports,)}
    return find_gaps(
        record(),
        [rating(name, level, *pieces[name]) for name, level in now.items()],
        mixed_rubric(),
        version="1",
        threshold=Threshold(fail_on=fail_on, fail_on_loss=fail_on_loss),
        last=last,
    )


def mixed_check(*, fail_on: str = "no", required: tuple[str, ...] = (), quote: str = "Words of it.") -> Check:
    """Missing, missing and accepted, met in part, not read, met. `quote` is what every passage says."""
    ratings = []
    for name, level in LEVELS.items():
        kind = EvidenceKind.SUPPORTS if level in ("yes", "to_some_extent") else EvidenceKind.NEAR_MISS
        pieces = [replace(evidence(kind), quote=quote)] if level != UNREADABLE else []
        ratings.append(rating(name, level, *pieces))
    return find_gaps(
        record(),
        ratings,
        mixed_rubric(),
        version="1",
        threshold=Threshold(fail_on=fail_on, required=required),
        baseline=[accepted("let-go", "no")],
    )
