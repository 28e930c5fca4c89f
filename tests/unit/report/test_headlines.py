"""What stands out is chosen by share, told with its counts, and the same in every form of report."""

from __future__ import annotations

from pathlib import Path

from tests.runs import store_run

from cypaudit.model.finding import Denominator, Finding
from cypaudit.report.content import ReportContent
from cypaudit.report.headlines import choose_headlines, no_sentence, summary_sentence, yes_sentence
from cypaudit.report.markdown import render_markdown
from cypaudit.rubrics import load_rubric
from cypaudit.store import load_run


def count(criterion: str, yes: int, some: int, no: int, *, kind: str = "jfp") -> Finding:
    return Finding(
        criterion=criterion,
        domain="leadership",
        question=f"Is there {criterion}?",
        denominator=Denominator(
            document_type=kind, n_documents=yes + some + no + 1, n_not_applicable=0, n_unreadable=1
        ),
        n_yes=yes,
        n_to_some_extent=some,
        n_no=no,
        yes_interval=None,
        yes_or_some_interval=None,
        n_systems=yes + some + no,
        population=None,
        published="",
        published_note="",
    )


def test_the_largest_shares_come_first_and_less_than_a_half_is_no_headline() -> None:
    findings = [
        count("a", 1, 2, 1),
        count("b", 2, 0, 2),
        count("c", 3, 1, 0),
        count("d", 4, 0, 0),
        count("e", 3, 0, 1),
    ]
    [line] = choose_headlines(findings)
    assert [finding.criterion for finding in line.most_yes] == ["d", "c", "e"]
    assert [finding.criterion for finding in line.most_no] == ["b"]


def test_sentences_tell_counts_denominators_and_percentages() -> None:
    [line] = choose_headlines([count("a lead", 1, 0, 2), count("a plan", 3, 0, 0)])
    assert summary_sentence(line) == (
        "Of 6 answers about joint forward plans, 4 (67%) are yes, 0 (0%) to some extent and 2 (33%) no."
    )
    assert no_sentence(line.most_no[0]) == "2 of 3 joint forward plans (67%) are rated no: Is there a lead?"
    assert yes_sentence(count("a lead", 1, 0, 0)) == (
        "1 of 1 joint forward plan (100%) is rated yes: Is there a lead?"
    )


def test_types_of_which_nothing_was_rated_have_no_headline() -> None:
    assert choose_headlines([count("a", 0, 0, 0), count("b", 1, 0, 0, kind="strategy")])[0].many == (
        "integrated care strategies"
    )
    assert choose_headlines([count("a", 0, 0, 0)]) == ()


def test_markdown_of_an_audit_of_nothing_claims_nothing(tmp_path: Path) -> None:
    rubric = load_rubric("hpig-2023")
    run = load_run(store_run(tmp_path / "run", rubric))
    [file] = render_markdown(ReportContent(run=run, rubric=rubric))
    text = file.content.decode("utf-8")
    assert "What stands out" not in text
    assert "(0%)" not in text
