"""The codebook has what a rater needs, whatever stands in the rubric."""

from __future__ import annotations

from pathlib import Path

from cypaudit.rubrics import codebook_markdown, load_rubric
from tests.unit.rubrics.small import PART, write_rubric


def test_it_has_question_levels_notes_advice_and_figures(tmp_path: Path) -> None:
    text = codebook_markdown(load_rubric(str(write_rubric(tmp_path))))
    for words in (
        "# A small rubric",
        "## Health",
        "### Is children's asthma named?",
        "`asthma`, asked of integrated care strategies.",
        "| Some | a mention |",
        "- wheezing counts",
        "**What good looks like**: a plan",
        "- Yes, of integrated care strategies: 40%. (a survey)",
    ):
        assert words in text.splitlines() or words in text, words
    assert text.endswith("(a survey)\n")


def test_a_bar_in_a_level_does_not_break_its_table(tmp_path: Path) -> None:
    part = PART.replace("some: a mention", 'some: "a mention | a hint"')
    text = codebook_markdown(load_rubric(str(write_rubric(tmp_path, part=part))))
    assert "| Some | a mention \\| a hint |" in text


def test_only_the_criteria_asked_for_are_written(tmp_path: Path) -> None:
    text = codebook_markdown(load_rubric(str(write_rubric(tmp_path))), [])
    assert "## The scale" in text
    assert "## Health" not in text
