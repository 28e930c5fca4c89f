"""A rating that the sentence model moved says so wherever people read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.command import Command, rows_of
from tests.unit.rubrics.small import HEAD, PART, write, write_rubric
from tests.unit.score.small_model import write_model

WORDS = {"puffers": (3.0, 1.0), "merely": (-2.0, -3.0), "wheezes": (1.0, -1.0)}
LINES = {
    "raised": "Our children are lent new puffers.",
    "lowered": "A child who wheezes is treated, wheezing or not.",
    "refused": "We merely treat children with asthma.",
}
LEVELS = {"raised": "yes", "lowered": "to_some_extent", "refused": "no"}
SAID = {
    "raised": "that no rule for it foresees: the sentence model finds it 73% likely that people count it",
    "lowered": "though the sentence model finds that passages worded so were counted for less",
    "refused": "but the sentence model finds that passages worded so did not count (12% likely",
}


@pytest.fixture
def head(tmp_path: Path) -> Path:
    """A small rubric with a model, and a folder of drafts that the model moves."""
    levels = {
        "head": HEAD.replace("id: some", "id: to_some_extent"),
        "part": PART.replace("some:", "to_some_extent:"),
    }
    path = write_rubric(
        tmp_path, head=f"{levels['head']}sentence_model: {{file: small/model.npz}}\n", part=levels["part"]
    )
    write_model(tmp_path / "small" / "model.npz", WORDS)
    (tmp_path / "drafts").mkdir()
    for name, line in LINES.items():
        write(
            tmp_path / "drafts" / f"{name}.md",
            f"# Strategy\n\n## Children\n\n{line}\n\nThe car park is paved.\n",
        )
    return path


def by_document(path: Path) -> dict[str, dict[str, str]]:
    return {row["document"]: row for row in rows_of(path)}


def test_tables_and_pages_of_an_audit_say_it(cypaudit: Command, tmp_path: Path, head: Path) -> None:
    run = tmp_path / "run"
    ran = cypaudit("audit", tmp_path / "drafts", "--type", "strategy", "--rubric", head, "--out", run)
    assert ran.code == 0
    ratings, evidence = by_document(run / "ratings.csv"), by_document(run / "evidence.csv")
    assert {name: row["rating"] for name, row in ratings.items()} == LEVELS
    assert {name: row["quote"] for name, row in evidence.items()} == LINES
    assert {name: row["cue"] for name, row in evidence.items()} == {
        "raised": "sentence-model",
        "lowered": "named:asthma",
        "refused": "named:asthma",
    }
    for name, said in SAID.items():
        assert said in evidence[name]["why"]
        assert said in ratings[name]["reason"]
        assert said in (run / "report" / "documents" / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LINES)
def test_the_check_of_a_draft_says_it(cypaudit: Command, tmp_path: Path, head: Path, name: str) -> None:
    draft = tmp_path / "drafts" / f"{name}.md"
    told = " ".join(cypaudit("check", draft, "--type", "strategy", "--rubric", head).out.split())
    assert f"“{LINES[name]}”" in told
    assert SAID[name] in told or name == "raised"  # what is met is listed with its words alone


def test_what_was_refused_is_where_it_should_be_written(
    cypaudit: Command, tmp_path: Path, head: Path
) -> None:
    draft = tmp_path / "drafts" / "refused.md"
    told = " ".join(cypaudit("check", draft, "--type", "strategy", "--rubric", head).out.split())
    assert "Where to write it: paragraph 3, under “Children”: what comes nearest stands there." in told


def test_a_damaged_model_is_a_fault_of_the_rubric(cypaudit: Command, tmp_path: Path, head: Path) -> None:
    (tmp_path / "small" / "model.npz").write_bytes(b"damaged")
    ran = cypaudit("check", tmp_path / "drafts" / "raised.md", "--type", "strategy", "--rubric", head)
    assert ran.code == 4
    assert "model.npz: this is no sentence model" in ran.err
