"""Ratings and rubrics for tests, with what a test does not care about filled in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cypaudit.model.document import DocumentType
from cypaudit.model.rating import Rating
from cypaudit.model.rubric import Advice, Criterion, Level, Mechanisms, PublishedFigure, Rubric

SCALE = (
    Level(id="yes", label="Yes", meaning="", rank=2, counts_as_met=True, in_denominator=True),
    Level(
        id="to_some_extent",
        label="To some extent",
        meaning="",
        rank=1,
        counts_as_met=False,
        in_denominator=True,
    ),
    Level(id="no", label="No", meaning="", rank=0, counts_as_met=False, in_denominator=True),
)
NO_WORDS = Mechanisms(**dict.fromkeys(Mechanisms.__dataclass_fields__, ()))
NO_ADVICE = Advice(looks_for="", why="", basis="expectation", source="", good="")


def make_criterion(
    criterion_id: str = "lead-executive",
    *,
    asked_of: tuple[DocumentType, ...] = (DocumentType.STRATEGY,),
    published: tuple[PublishedFigure, ...] = (),
) -> Criterion:
    return Criterion(
        id=criterion_id,
        domain="leadership",
        question="Is there a lead?",
        asked_of=asked_of,
        levels={},
        advice=NO_ADVICE,
        published=published,
    )


def make_rubric(*criteria: Criterion) -> Rubric:
    return Rubric(
        id="test",
        version="1",
        title="",
        source="",
        hash="0",
        scale=SCALE,
        domains={"leadership": "Leadership"},
        criteria=criteria or (make_criterion(),),
        term_lists={},
        mechanisms=NO_WORDS,
        zones_not_counted=(),
        unreadable_share=0.5,
    )


def make_ratings(
    *levels: str, criterion: str = "lead-executive", document_type: str = "strategy", one_system: bool = False
) -> list[Rating]:
    return [
        Rating(
            document=f"{document_type}-{number}",
            system="Q00" if one_system else f"Q{number:02}",
            document_type=document_type,
            period="2023-2028",
            criterion=criterion,
            level=level,
            reason="",
        )
        for number, level in enumerate(levels, start=1)
    ]


@pytest.fixture
def criterion() -> Callable[..., Criterion]:
    return make_criterion


@pytest.fixture
def rubric() -> Callable[..., Rubric]:
    return make_rubric


@pytest.fixture
def ratings() -> Callable[..., list[Rating]]:
    return make_ratings
