"""The criterion asked of a pair looks at which priorities of the strategy the plan takes up."""

from __future__ import annotations

import pytest

from cypaudit.model.document import DocumentType
from cypaudit.model.rating import Rating
from cypaudit.rubrics import load_rubric
from cypaudit.score import rate_pairs

RUBRIC = load_rubric("hpig-2023")
PAIR = RUBRIC.criterion("ph-strategy-to-plan")

LEVELS = {"y": "yes", "s": "to_some_extent", "n": "no", "u": "unreadable"}


def rate(strategy: str, plan: str) -> Rating:
    """The pair's rating; a letter for each priority's level, in the order of `pair_of`."""
    ratings = [
        Rating(
            document=f"orrin-{document_type}",
            system="F99",
            document_type=document_type.value,
            period="2024-2029",
            criterion=criterion,
            level=LEVELS[letter],
            reason="Made up.",
        )
        for document_type, letters in ((DocumentType.STRATEGY, strategy), (DocumentType.JFP, plan))
        for criterion, letter in zip(PAIR.pair_of, letters, strict=True)
    ]
    return next(rating for rating in rate_pairs(ratings, RUBRIC) if rating.criterion == PAIR.id)


@pytest.mark.parametrize(
    ("strategy", "plan", "level"),
    [
        # What the strategy sets out is taken up, all of it or a part.
        ("yyyy", "yyyy", "yes"),
        ("ynnn", "ynnn", "yes"),
        ("nnny", "yyyy", "yes"),
        ("ysns", "ynyn", "yes"),
        ("nyyn", "nyyn", "yes"),
        ("yyyy", "yyyn", "to_some_extent"),
        ("yyyy", "snny", "to_some_extent"),
        ("yyss", "ysyy", "to_some_extent"),
        ("nyny", "nnny", "to_some_extent"),
        # None of it is, though the plan may speak of it, or have priorities of its own.
        ("yyyy", "nnnn", "no"),
        ("yyyy", "ssss", "no"),
        ("ynnn", "syyy", "no"),
        ("nnny", "yyys", "no"),
        ("yysn", "ssyy", "no"),
        # There is nothing to take up, or it cannot be told.
        ("nnnn", "yyyy", "not_applicable"),
        ("ssss", "yyyy", "not_applicable"),
        ("snsn", "nnnn", "not_applicable"),
        ("yyyu", "yyyy", "unreadable"),
        ("yyyy", "uuuu", "unreadable"),
    ],
)
def test_a_pair_is_rated_by_the_priorities_of_the_strategy_alone(
    strategy: str, plan: str, level: str
) -> None:
    assert rate(strategy, plan).level == level


def test_the_reason_counts_the_priorities_and_names_those_that_are_missing() -> None:
    assert rate("yyny", "ysyy").reason == (
        "2 of the strategy's 3 priorities are actions in the plan; not taken up: ph-priority-healthy-weight."
    )
