"""`cypaudit check DRAFT --against LAST`: what is gained, what is lost, and what that does to the verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.functional.command import Command

HEAD = "# Marsh Joint Forward Plan 2026 to 2031\n\nThis joint forward plan says what we will do.\n\n"
EXECUTIVE = "Hester Malan, our Chief Nurse, is the executive lead for babies, children and young people.\n\n"
SEND = "Ruth Abney is the executive lead for SEND on the board.\n\n"
ASKED = ["--criterion", "lead-executive", "--criterion", "lead-send"]


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.md"
    path.write_text(f"{HEAD}# Children and young people\n\n{EXECUTIVE}", encoding="utf-8")
    return path


@pytest.fixture
def last(tmp_path: Path) -> Path:
    path = tmp_path / "last.html"
    title, first = "Marsh Joint Forward Plan 2023 to 2028", "This joint forward plan says what we do."
    body = f"<h1>{title}</h1><p>{first}</p><h2>Children and young people</h2><p>{SEND}</p>"
    path.write_text(
        f"<html><body>{body}</body></html>",
        encoding="utf-8",
    )
    return path


def test_it_says_what_is_lost_and_gained_with_the_words_of_each(
    cypaudit: Command, draft: Path, last: Path
) -> None:
    words = " ".join(cypaudit("check", draft, "--against", last, *ASKED).out.split())
    assert "Against last.html: 1 lost, 1 gained, 0 the same." in words
    assert "LOST lead-send: Yes before, No now" in words
    assert "In last.html: paragraph 4, under “Children and young people”: “Ruth Abney is" in words
    assert "GAINED lead-executive: No before, Yes now" in words
    assert "“Hester Malan, our Chief Nurse, is" in words
    assert words.count("It rests on one passage") == 2


def test_a_loss_fails_the_check_only_where_it_is_asked_to(cypaudit: Command, draft: Path, last: Path) -> None:
    asked = ["check", draft, "--against", last, *ASKED, "--fail-on", "never"]
    assert cypaudit(*asked).code == 0
    ran = cypaudit(*asked, "--fail-on-loss", "--format", "json")
    assert ran.code == 1
    told = json.loads(ran.out)
    assert told["failing"] == ["lead-send"]
    assert told["against"]["counts"]["lost"] == 1


def test_an_accepted_gap_may_be_a_loss(cypaudit: Command, draft: Path, last: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "gaps.csv"
    baseline.write_text(
        "criterion,level,reason,name,accepted\nlead-send,no,vacant,R. Abney,2026-11-01\n", encoding="utf-8"
    )
    ran = cypaudit("check", draft, "--against", last, *ASKED, "--fail-on-loss", "--baseline", baseline)
    assert ran.code == 0
    assert "but for 1 accepted gap" in " ".join(ran.out.split())


def test_a_document_of_another_type_is_refused_with_both_named(
    cypaudit: Command, draft: Path, tmp_path: Path
) -> None:
    strategy = tmp_path / "strategy.md"
    strategy.write_text("# Marsh Integrated Care Strategy 2023\n\nOur integrated care strategy.\n", "utf-8")
    ran = cypaudit("check", draft, "--against", strategy)
    assert ran.code == 2
    assert "strategy.md: is of another type (integrated care strategy" in ran.err
    assert "draft.md (joint forward plan" in ran.err


def test_what_the_cover_of_the_last_one_does_not_say_is_taken_from_the_draft(
    cypaudit: Command, draft: Path, tmp_path: Path
) -> None:
    last = tmp_path / "last.md"
    last.write_text(f"# Our years ahead\n\n# Children and young people\n\n{SEND}", encoding="utf-8")
    ran = cypaudit("check", draft, "--against", last, *ASKED)
    assert "1 lost, 1 gained" in " ".join(ran.out.split())


def test_the_last_one_must_be_there_and_readable(cypaudit: Command, draft: Path, tmp_path: Path) -> None:
    assert cypaudit("check", draft, "--against", tmp_path / "none.pdf").code == 2
    broken = tmp_path / "last.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing")
    ran = cypaudit("check", draft, "--against", broken)
    assert ran.code == 3
    assert "last.pdf" in ran.err
    assert cypaudit("check", draft, "--fail-on-loss").code == 2


def test_the_last_one_is_never_written_over(cypaudit: Command, draft: Path, last: Path) -> None:
    before = last.read_bytes()
    assert cypaudit("check", draft, "--against", last, "--out", last).code == 2
    assert last.read_bytes() == before


def test_against_itself_nothing_changes(cypaudit: Command, draft: Path) -> None:
    told = json.loads(cypaudit("check", draft, "--against", draft, "--format", "json").out)
    counts = told["against"]["counts"]
    assert (counts["lost"], counts["gained"], counts["unknown"]) == (0, 0, 0)
    assert counts["same"] == len(told["criteria"])


def test_a_baseline_takes_losses_in_where_they_fail(cypaudit: Command, tmp_path: Path) -> None:
    heading = "# Children and young people\n\n"
    draft, last, baseline = tmp_path / "draft.md", tmp_path / "last.md", tmp_path / "gaps.csv"
    draft.write_text(f"{HEAD}{heading}The CAMHS clinical lead reports to the board.\n", encoding="utf-8")
    last.write_text(
        f"{HEAD}{heading}Clinical lead for children and young people's mental health: Dr Amos Field.\n",
        "utf-8",
    )
    asked = ["check", draft, "--criterion", "lead-mental-health", "--baseline", baseline]
    asked += ["--against", last, "--fail-on-loss"]
    told = ["--allow-new-gaps", "--reason", "the post is vacant", "--name", "R. Abney"]
    assert cypaudit(*asked, "--update-baseline", *told).code == 0
    assert (
        baseline.read_text(encoding="utf-8").splitlines()[1].startswith("lead-mental-health,to_some_extent,")
    )
    assert cypaudit(*asked, "--update-baseline").code == 0  # it is needed still, and stays
    assert cypaudit(*asked).code == 0
