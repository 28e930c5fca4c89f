"""Counts, percentages and what stands beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cypaudit.aggregate import count_findings
from cypaudit.model.document import DocumentType
from cypaudit.model.finding import FINDING_COLUMNS
from cypaudit.model.rubric import PublishedFigure

Make = Callable[..., Any]
S, J, P = DocumentType.STRATEGY, DocumentType.JFP, DocumentType.PAIR


def test_percentages_are_over_the_documents_rated(rubric: Make, ratings: Make) -> None:
    levels = ["yes", "yes", "to_some_extent", "no", "unreadable", "not_applicable"]
    (finding,) = count_findings(ratings(*levels), rubric(), population=None)
    assert (finding.n_documents, finding.n_rated) == (6, 4)
    assert (finding.n_yes, finding.n_to_some_extent, finding.n_no) == (2, 1, 1)
    assert (finding.n_unreadable, finding.n_not_applicable) == (1, 1)
    assert (finding.pct_yes, finding.pct_to_some_extent, finding.pct_no) == (50.0, 25.0, 25.0)


@pytest.mark.parametrize("levels", [[], ["unreadable", "not_applicable"]])
def test_there_is_no_percentage_out_of_nothing(levels: list[str], rubric: Make, ratings: Make) -> None:
    (finding,) = count_findings(ratings(*levels), rubric(), population=42)
    assert (finding.n_documents, finding.n_rated) == (len(levels), 0)
    assert (finding.pct_yes, finding.pct_to_some_extent, finding.pct_no) == (None, None, None)
    assert (finding.ci_low_yes, finding.ci_high_yes_or_some) == (None, None)


def test_rows_follow_the_rubric_then_strategy_plan_pair(rubric: Make, criterion: Make) -> None:
    # `asked_of` is in another order on purpose.
    both, pair = criterion("b", asked_of=(J, S)), criterion("a", asked_of=(P,))
    findings = count_findings([], rubric(both, pair), population=None)
    assert [(f.criterion, f.document_type) for f in findings] == [
        ("b", "strategy"),
        ("b", "jfp"),
        ("a", "pair"),
    ]


def test_intervals_are_for_the_systems_of_that_year(rubric: Make, ratings: Make) -> None:
    levels = ["yes"] * 2 + ["to_some_extent"] * 16 + ["no"] * 13
    (finding,) = count_findings(ratings(*levels), rubric(), population=42)
    shown = [finding.ci_low_yes, finding.ci_high_yes, finding.ci_low_yes_or_some, finding.ci_high_yes_or_some]
    assert [round(end, 1) for end in shown] == [4.8, 14.3, 47.6, 66.7]
    assert (finding.n_systems, finding.population) == (31, 42)


def test_without_a_population_there_is_no_interval(rubric: Make, ratings: Make) -> None:
    (finding,) = count_findings(ratings("yes", "no"), rubric(), population=None)
    assert (finding.yes_interval, finding.yes_or_some_interval) == (None, None)


def test_two_documents_of_one_system_are_no_sample_of_systems(rubric: Make, ratings: Make) -> None:
    (finding,) = count_findings(ratings("yes", "no", one_system=True), rubric(), population=42)
    assert (finding.n_rated, finding.n_systems, finding.yes_interval) == (2, 1, None)


def test_a_document_of_no_known_system_leaves_the_interval_out(rubric: Make, ratings: Make) -> None:
    first, second = ratings("yes", "no")
    (finding,) = count_findings([first, replace(second, system="")], rubric(), population=42)
    assert (finding.n_systems, finding.yes_interval) == (1, None)


def test_more_documents_than_systems_leave_the_interval_out(rubric: Make, ratings: Make) -> None:
    (finding,) = count_findings(ratings("yes", "no", "no"), rubric(), population=2)
    assert finding.yes_interval is None


def test_an_unreadable_document_is_not_part_of_the_sample(rubric: Make, ratings: Make) -> None:
    (finding,) = count_findings(ratings("yes", "no", "unreadable"), rubric(), population=42)
    assert finding.n_systems == 2
    assert finding.yes_interval is not None


def test_published_figures_stand_beside_those_of_their_type_with_their_doubts(
    rubric: Make, criterion: Make
) -> None:
    published = (
        PublishedFigure(document_type=J, level="no", percent=57, note="fits no n of 31", source=""),
        PublishedFigure(document_type=J, level="yes_or_some", percent=43.5, note="", source=""),
        PublishedFigure(document_type=S, level="yes", percent=None, note="a majority", source=""),
    )
    strategy, jfp = count_findings(
        [], rubric(criterion(asked_of=(S, J), published=published)), population=None
    )
    assert (jfp.published, jfp.published_note) == ("57% no; 43.5% yes or to some extent", "fits no n of 31")
    assert (strategy.published, strategy.published_note) == ("", "a majority")


def test_a_level_without_a_column_is_refused(rubric: Make, ratings: Make) -> None:
    with pytest.raises(ValueError, match="mostly"):
        count_findings(ratings("mostly"), rubric(), population=None)


def test_a_finding_has_every_column_of_the_contract(rubric: Make, ratings: Make) -> None:
    (finding,) = count_findings(ratings("yes"), rubric(), population=42)
    row = [getattr(finding, column) for column in FINDING_COLUMNS]
    assert row[:8] == ["lead-executive", "leadership", "Is there a lead?", "strategy", 1, 1, 1, 0]
    assert len(row) == 22
