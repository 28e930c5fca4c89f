"""`cypaudit rubric …`: what is printed where, and the exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.functional.command import Command
from tests.unit.rubrics.small import CASES, HEAD, PART, line_of, write_rubric


@pytest.fixture(autouse=True)
def _in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_test_ends_well_where_every_case_is_as_expected(cypaudit: Command, tmp_path: Path) -> None:
    ran = cypaudit("rubric", "test", write_rubric(tmp_path))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "small 1.0: 4 cases, 3 as expected, 0 failed, 1 known gaps.\n"


def test_test_names_each_failure_with_its_place_and_reason(cypaudit: Command, tmp_path: Path) -> None:
    ran = cypaudit(
        "rubric", "test", write_rubric(tmp_path, cases=CASES.replace("expect: no", "expect: some"))
    )
    assert ran.code == 1
    first, reason, *_ = ran.out.splitlines()
    line = line_of(CASES, "- name: children alone")
    assert first == f"small/health.cases.yaml:{line} asthma | children alone | expected some got no"
    assert "says nothing of asthma" in reason
    assert ran.out.endswith("4 cases, 2 as expected, 1 failed, 1 known gaps.\n")


def test_test_quotes_the_passage_that_a_wrong_rating_rests_on(cypaudit: Command, tmp_path: Path) -> None:
    cases = CASES.replace(
        "expect: yes\n        text: We will treat", "expect: no\n        text: We will treat"
    )
    ran = cypaudit("rubric", "test", write_rubric(tmp_path, cases=cases))
    assert "expected no got yes" in ran.out
    assert "supports named:asthma: “We will treat children with asthma.”" in ran.out


def test_a_known_gap_that_is_closed_fails_and_asks_for_its_mark(cypaudit: Command, tmp_path: Path) -> None:
    part = PART.replace("[wheez+]", "[wheez+, to breathe]")
    ran = cypaudit("rubric", "test", write_rubric(tmp_path, part=part))
    assert ran.code == 1
    assert "told in other words | expected yes got yes" in ran.out
    assert "the gap is closed (no list has the words): take its mark known_gap away" in ran.out


def test_test_as_json_has_every_case(cypaudit: Command, tmp_path: Path) -> None:
    ran = cypaudit("rubric", "test", write_rubric(tmp_path), "--format", "json")
    content = json.loads(ran.out)
    assert (content["format"], content["cases"], content["failed"], content["known_gaps"]) == (1, 4, 0, 1)
    named, *_, gap = content["outcomes"]
    assert (named["expected"], named["got"]) == ("yes", "yes")
    assert named["evidence"]["quote"] == "We will treat children with asthma."
    assert (gap["known_gap"], gap["failed"]) == ("no list has the words", False)


def two_criteria(folder: Path) -> Path:
    """A rubric with `asthma` and `asthma-plan`; the cases are of the first."""
    copied = PART[PART.index("  - id: asthma") :].replace("id: asthma", "id: asthma-plan")
    return write_rubric(folder, part=PART + copied)


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["asthma"], ["asthma"]),
        (["asthma-p"], ["asthma-plan"]),
        (["ast"], ["asthma", "asthma-plan"]),
        (["asthma", "asthma-plan"], ["asthma", "asthma-plan"]),
    ],
)
def test_criteria_are_chosen_by_id_or_its_beginning(
    cypaudit: Command, tmp_path: Path, names: list[str], shown: list[str]
) -> None:
    options = [part for name in names for part in ("--criterion", name)]
    ran = cypaudit("rubric", "show", two_criteria(tmp_path), *options, "--format", "json")
    assert [criterion["id"] for criterion in json.loads(ran.out)["criteria"]] == shown


def test_test_leaves_out_the_cases_of_other_criteria(cypaudit: Command, tmp_path: Path) -> None:
    ran = cypaudit("rubric", "test", two_criteria(tmp_path), "--criterion", "asthma-plan")
    assert (ran.code, ran.out) == (0, "small 1.0: 0 cases, 0 as expected, 0 failed, 0 known gaps.\n")


def test_an_unknown_criterion_is_wrong_usage(cypaudit: Command, tmp_path: Path) -> None:
    ran = cypaudit("rubric", "test", write_rubric(tmp_path), "--criterion", "gout")
    assert (ran.code, ran.out) == (2, "")
    assert "`gout`" in ran.err
    assert "`cypaudit rubric show small` lists them all" in ran.err


def test_an_unknown_rubric_is_wrong_usage(cypaudit: Command) -> None:
    ran = cypaudit("rubric", "test", "hpig-2032")
    assert ran.code == 2
    assert "did you mean `hpig-2023`?" in ran.err


def test_an_invalid_rubric_cannot_be_tested(cypaudit: Command, tmp_path: Path) -> None:
    ran = cypaudit(
        "rubric", "test", write_rubric(tmp_path, part=PART.replace("gives: yes", "gives: perhaps"))
    )
    assert (ran.code, ran.out) == (4, "")
    assert "unknown level `perhaps`" in ran.err


def test_lint_names_all_faults_at_once(cypaudit: Command, tmp_path: Path) -> None:
    head = HEAD.replace("subject: [children,", "subject: [kids,")
    part = PART.replace("find: [asthma]", "find: [astma]")
    cases = CASES.replace("expect: no", "expect: never")
    ran = cypaudit("rubric", "lint", write_rubric(tmp_path, head=head, part=part, cases=cases))
    assert (ran.code, ran.out) == (4, "")
    for words in ("`kids`", "`astma`", "`never`", "Faults: 3."):
        assert words in ran.err


def test_lint_warns_on_standard_error_and_ends_well(cypaudit: Command, tmp_path: Path) -> None:
    part = PART.replace("  breath:\n", "  puffer: {terms: [puffer]}\n  breath:\n")
    ran = cypaudit("rubric", "lint", write_rubric(tmp_path, part=part))
    assert ran.code == 0
    assert "warning: small/health.yaml:6: the term list `puffer` is used nowhere" in ran.err
    line = line_of(part, "- id: asthma")
    assert f"warning: small/health.yaml:{line}: `asthma` has 3 cases that must fire" in ran.err
    assert ran.out == "small 1.0: no faults in 1 criteria, 4 term lists and 4 cases; warnings: 2.\n"


def test_list_names_the_rubric_that_comes_with_cypaudit(cypaudit: Command) -> None:
    ran = cypaudit("rubric", "list")
    assert ran.code == 0
    assert ran.out.startswith("hpig-2023  ")
    rubrics = json.loads(cypaudit("rubric", "list", "--format", "json").out)["rubrics"]
    assert rubrics[0]["id"] == "hpig-2023"


def test_show_gives_questions_and_levels(cypaudit: Command, tmp_path: Path) -> None:
    ran = cypaudit("rubric", "show", write_rubric(tmp_path))
    assert ran.code == 0
    assert "asthma (strategy): Is children's asthma named?" in ran.out
    assert "some: a mention" in ran.out


def test_show_as_markdown_is_the_codebook(cypaudit: Command, tmp_path: Path) -> None:
    ran = cypaudit("rubric", "show", write_rubric(tmp_path), "--format", "markdown")
    assert ran.code == 0
    assert ran.out.startswith("# A small rubric\n")
    assert "### Is children's asthma named?" in ran.out


def test_without_a_name_the_rubric_is_hpig_2023(cypaudit: Command) -> None:
    ran = cypaudit("rubric", "show", "--criterion", "lead-executive", "--format", "json")
    content = json.loads(ran.out)
    assert content["rubric"]["id"] == "hpig-2023"
    assert [criterion["id"] for criterion in content["criteria"]] == ["lead-executive"]


def test_help_loads_nothing_heavy() -> None:
    # In a process of its own: here other tests have loaded everything already.
    heavy = ("pydantic", "yaml", "spacy", "pandas", "markdown_it", "rich")
    code = f"import sys, cypaudit.cli.app; print([name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
