"""`cypaudit check`: what it prints, its exit codes, the baseline."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from cypaudit.rubrics import load_rubric_with_cases
from tests.functional.command import Command, rows_of

_read_once = cache(load_rubric_with_cases)

DRAFT = """\
# Marsh Joint Forward Plan 2026 to 2031

This joint forward plan says what we will do in the next five years.

# Children and young people

Hester Malan, our Chief Nurse, is the executive lead for babies, children and young people.

The CAMHS clinical lead reports to the board each quarter.

# Our workforce

Recruiting staff is hard everywhere.
"""


@pytest.fixture(autouse=True)
def rubrics_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a rubric takes most of a second; what it holds is frozen, so that tests may share it."""
    monkeypatch.setattr("cypaudit.workflows.check.load_rubric_with_cases", _read_once)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A short joint forward plan that answers a few questions."""
    path = tmp_path / "draft.md"
    path.write_text(DRAFT, encoding="utf-8")
    return path


def test_first_line_counts_what_is_met_and_what_is_missing(cypaudit: Command, draft: Path) -> None:
    ran = cypaudit("check", draft, "--criterion", "lead-executive", "--criterion", "lead-send")
    assert ran.out.splitlines()[0] == "draft.md: 1 of 2 questions met, 1 missing."
    assert ran.err == ""


def test_a_question_that_is_missing_comes_with_advice_place_and_example(
    cypaudit: Command, draft: Path
) -> None:
    ran = cypaudit("check", draft, "--criterion", "lead-send")
    assert ran.code == 1
    for title in (
        "Met when:",
        "A reader looks for:",
        "Why it is asked:",
        "It rests on: guidance.",
        "Where to write it:",
        "What good looks like:",
        "Words that meet it:",
    ):
        assert title in ran.out
    assert "cypaudit explain lead-send" in ran.out


def test_no_line_is_wider_than_eighty_columns(cypaudit: Command, draft: Path) -> None:
    ran = cypaudit("check", draft)
    assert max(map(len, ran.out.splitlines())) <= 80


def test_no_colour_goes_into_a_pipe(cypaudit: Command, draft: Path) -> None:
    assert "\x1b" not in cypaudit("check", draft).out


def test_only_missing_shows_nothing_that_is_met(cypaudit: Command, draft: Path) -> None:
    ran = cypaudit("check", draft, "--domain", "leadership", "--only", "missing", "--format", "json")
    shown = json.loads(ran.out)
    assert {criterion["answer"] for criterion in shown["criteria"]} == {"missing"}
    assert shown["counts"]["met"] > 0  # counts stay whole


def test_what_is_missing_stands_before_the_rest_and_law_before_expectations(
    cypaudit: Command, draft: Path
) -> None:
    criteria = json.loads(cypaudit("check", draft, "--format", "json").out)["criteria"]
    answers = [criterion["answer"] for criterion in criteria]
    assert answers == sorted(answers, key=["missing", "unreadable", "partly", "met"].index)
    bases = [c["advice"]["basis"] for c in criteria if c["answer"] == "missing"]
    assert bases == sorted(bases, key=["law", "guidance", "expectation"].index)
    assert len(set(bases)) == 3


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--criterion", "lead-executive"], 0),
        (["--criterion", "lead-send"], 1),
        (["--criterion", "lead-send", "--fail-on", "never"], 0),
        (["--criterion", "lead-send", "--fail-on", "missing"], 1),
        (["--criterion", "lead-mental-health", "--fail-on", "missing"], 0),  # rated to_some_extent
        (["--criterion", "lead-mental-health", "--fail-on", "partly"], 1),
        (["--criterion", "lead-mental-health", "--fail-on", "To_Some_Extent"], 1),
        (["--criterion", "wf-capacity", "--fail-on", "never", "--require", "wf-capacity"], 1),
        (["--criterion", "no-such"], 2),
        (["--domain", "no-such"], 2),
        (["--fail-on", "yes"], 2),
        (["--rubric", "no-such"], 2),
        (["--criterion", "ph-strategy-to-plan"], 2),  # asked of a strategy and a plan together
    ],
)
def test_exit_codes(cypaudit: Command, draft: Path, options: list[str], code: int) -> None:
    assert cypaudit("check", draft, *options).code == code


def test_a_threshold_that_is_none_is_told_with_every_word_that_is_taken(
    cypaudit: Command, draft: Path
) -> None:
    ran = cypaudit("check", draft, "--fail-on", "some")
    assert (ran.code, ran.out) == (2, "")
    assert "--fail-on some: choose one of no (or missing), to_some_extent (or partly), never." in ran.err


def test_a_draft_whose_type_is_not_recognised_is_asked_for_it(cypaudit: Command, tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# Notes\n\nChildren are a priority of ours in all that we do.\n", encoding="utf-8")
    ran = cypaudit("check", path)
    assert ran.code == 2
    assert "--type strategy or --type jfp" in ran.err
    assert cypaudit("check", path, "--type", "jfp", "--criterion", "lead-send").code == 1


def test_a_baseline_takes_gaps_only_with_reason_and_name_and_then_shrinks(
    cypaudit: Command, draft: Path, tmp_path: Path
) -> None:
    baseline = tmp_path / "gaps.csv"
    asked = ["check", draft, "--criterion", "lead-send", "--baseline", baseline]
    assert cypaudit(*asked, "--update-baseline").code == 2  # there is none yet
    refused = cypaudit(*asked, "--update-baseline", "--allow-new-gaps", "--reason", "the post is vacant")
    assert refused.code == 2
    assert not baseline.exists()

    told = ["--reason", "the post is vacant", "--name", "R. Abney"]
    assert cypaudit(*asked, "--update-baseline", "--allow-new-gaps", *told).code == 0
    assert [(row["criterion"], row["level"], row["name"]) for row in rows_of(baseline)] == [
        ("lead-send", "no", "R. Abney")
    ]
    assert cypaudit(*asked).code == 0

    draft.write_text(DRAFT + "\nRuth Abney is the executive lead for SEND on the board.\n", encoding="utf-8")
    ran = cypaudit(*asked)
    assert ran.code == 0
    assert "BASELINE: ROWS NO LONGER NEEDED" in ran.out
    updated = cypaudit(*asked, "--update-baseline")
    assert updated.code == 0
    assert "lead-send: the draft now answers it: Yes; it was taken out." in updated.out
    assert rows_of(baseline) == []


@pytest.mark.parametrize("options", [["--quiet"], ["--format", "junit"], []])
def test_a_row_of_a_baseline_that_no_criterion_has_is_named_with_those_near_it(
    cypaudit: Command, draft: Path, tmp_path: Path, options: list[str]
) -> None:
    baseline = tmp_path / "gaps.csv"
    baseline.write_text(
        "criterion,level,reason,name,accepted\n"
        "lead-sned,no,vacant,R. Abney,2026-11-01\n"
        "lead-executive,no,vacant,R. Abney,2026-11-01\n",  # no longer needed, and no slip
        encoding="utf-8",
    )
    asked = ["check", draft, "--domain", "leadership", "--baseline", baseline, *options]
    ran = cypaudit(*asked)
    assert ran.code == 1  # its row does not cover lead-send
    (line,) = ran.err.splitlines()
    assert line.startswith(
        f"cypaudit: {baseline}: lead-sned: the rubric hpig-2023 has no such criterion, "
        "so that its row covers no gap. Near it: lead-send"
    )
    assert line.endswith("Correct the row, or take it out with --update-baseline.")
    assert "lead-sned" in baseline.read_text(encoding="utf-8")
    assert "It was taken out." in cypaudit(*asked, "--update-baseline").err
    assert rows_of(baseline) == []


ACCEPT = '--update-baseline --allow-new-gaps --reason "WHY" --name "WHO ACCEPTS THEM"'


@pytest.mark.parametrize(
    ("options", "said", "next_step"),
    [
        (
            ["--allow-new-gaps"],
            "--allow-new-gaps: does nothing by itself",
            f"--baseline FILE {ACCEPT}",
        ),
        (
            ["--allow-new-gaps", "--update-baseline"],
            "--allow-new-gaps: does nothing by itself",
            f"--baseline FILE {ACCEPT}",
        ),
        (
            ["--allow-new-gaps", "--baseline", "gaps.csv"],
            "--allow-new-gaps: does nothing by itself",
            f"--baseline gaps.csv {ACCEPT}",
        ),
        (["--update-baseline"], "--baseline is missing", "--baseline FILE"),
        (["--reason", "vacant"], "without --allow-new-gaps", f"--baseline FILE {ACCEPT}"),
        (["--baseline", "gaps.csv"], "there is no such baseline", f"--baseline gaps.csv {ACCEPT}"),
        (
            ["--baseline", "gaps.csv", "--update-baseline", "--allow-new-gaps", "--reason", "vacant"],
            "each gap in a baseline bears a reason and a name",
            'Add --name "WHO ACCEPTS THEM".',
        ),
    ],
)
def test_what_a_baseline_lacks_is_told_with_the_options_to_give(
    cypaudit: Command,
    draft: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    said: str,
    next_step: str,
) -> None:
    monkeypatch.chdir(draft.parent)
    ran = cypaudit("check", draft, *options)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert next_step in ran.err
    assert not (draft.parent / "gaps.csv").exists()


def test_a_baseline_survives_edits_of_the_text_around_a_gap(
    cypaudit: Command, draft: Path, tmp_path: Path
) -> None:
    baseline = tmp_path / "gaps.csv"
    asked = ["check", draft, "--criterion", "lead-send", "--baseline", baseline]
    cypaudit(*asked, "--update-baseline", "--allow-new-gaps", "--reason", "vacant", "--name", "R. Abney")
    draft.write_text(
        DRAFT.replace("# Our workforce", "# People\n\nMuch was written here.\n\n# Staff"), "utf-8"
    )
    assert cypaudit(*asked).code == 0


@pytest.mark.parametrize("empty", ["reason", "name", "accepted"])
def test_a_row_of_a_baseline_without_reason_name_or_date_is_refused(
    cypaudit: Command, draft: Path, tmp_path: Path, empty: str
) -> None:
    row = {"criterion": "lead-send", "level": "no", "reason": "vacant", "name": "R. Abney"}
    row["accepted"] = "2026-11-01"
    row[empty] = ""
    baseline = tmp_path / "gaps.csv"
    baseline.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    ran = cypaudit("check", draft, "--baseline", baseline)
    assert ran.code == 2
    assert "gaps.csv:2" in ran.err
    assert empty in ran.err


def test_the_function_gives_what_the_command_prints(cypaudit: Command, draft: Path) -> None:
    import cypaudit as package

    printed = json.loads(cypaudit("check", draft, "--format", "json").out)
    check = package.check_document(draft)
    assert [(c.criterion.id, c.rating.level) for c in check.criteria] == [
        (c["criterion"], c["level"]) for c in printed["criteria"]
    ]
    assert check.passed is printed["passed"] is False


def test_out_writes_the_file_and_prints_nothing(cypaudit: Command, draft: Path, tmp_path: Path) -> None:
    out = tmp_path / "check.json"
    ran = cypaudit("check", draft, "--format", "json", "--out", out)
    assert ran.out == ""
    assert json.loads(out.read_text(encoding="utf-8"))["format"] == 1
    assert cypaudit("check", draft, "--out", draft).code == 2


def test_the_forms_of_the_command_are_those_of_the_table() -> None:
    from cypaudit.cli.check import CheckFormat
    from cypaudit.report.check import FORMS

    assert [form.value for form in CheckFormat] == list(FORMS)


def test_a_second_check_rates_nothing_again_and_says_the_same(
    cypaudit: Command, draft: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CYPAUDIT_CACHE", str(tmp_path / "cache"))
    first = cypaudit("check", draft, "--format", "json")
    assert len(list((tmp_path / "cache" / "ratings").iterdir())) == 1
    with monkeypatch.context() as nothing_rated:
        nothing_rated.setattr("cypaudit.workflows.rated_document.audit_document", None)
        assert cypaudit("check", draft, "--format", "json") == first
    draft.write_text(DRAFT + "\nRuth Abney is the executive lead for SEND on the board.\n", "utf-8")
    changed = json.loads(cypaudit("check", draft, "--format", "json").out)
    assert changed["counts"]["met"] > json.loads(first.out)["counts"]["met"]


def test_no_cache_keeps_nothing_of_a_draft(
    cypaudit: Command, draft: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CYPAUDIT_CACHE", str(tmp_path / "cache"))
    cypaudit("check", draft, "--no-cache")
    assert not (tmp_path / "cache").exists()
