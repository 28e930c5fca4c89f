"""Lint: what can be used but is likely to be a slip is warned of."""

from __future__ import annotations

from pathlib import Path

import pytest

from cypaudit.rubrics import lint_rubric
from cypaudit.rubrics.lint import FEWEST_CASES
from tests.unit.rubrics.small import CASES, HEAD, PART, line_of, write, write_rubric


@pytest.fixture(autouse=True)
def _in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def enough_cases() -> str:
    """As many cases on either side as are wanted."""
    texts = {"yes": "We will treat children with asthma.", "no": "We will treat children."}
    return "cases:\n  - criterion: asthma\n    cases:\n" + "".join(
        f"      - {{name: {level} {number}, expect: {level}, text: {text}}}\n"
        for level, text in texts.items()
        for number in range(FEWEST_CASES)
    )


def test_a_sound_rubric_has_neither_faults_nor_warnings(tmp_path: Path) -> None:
    checked = lint_rubric(str(write_rubric(tmp_path, cases=enough_cases())))
    assert (checked.faults, checked.warnings) == ((), ())


def test_too_few_cases_are_warned_of_with_the_line_of_the_criterion(tmp_path: Path) -> None:
    (warning,) = lint_rubric(str(write_rubric(tmp_path))).warnings
    assert warning.startswith(f"small/health.yaml:{line_of(PART, '- id: asthma')}: `asthma` has 3 cases")
    assert "1 that must not" in warning


@pytest.mark.parametrize(
    ("entry", "is_used"),
    [
        ("{terms: [puffer]}", False),
        ("{terms: [puffer], includes: [breath]}", False),
        ("{terms: [puffer], tally: [condition, puffer]}", True),
        ("{terms: [puffer dog], masks: [breath]}", True),
    ],
)
def test_a_list_is_used_if_asked_for_tallied_or_a_mask(tmp_path: Path, entry: str, is_used: bool) -> None:
    part = PART.replace("  breath:\n", f"  puffer: {entry}\n  breath:\n")
    warnings = lint_rubric(str(write_rubric(tmp_path, part=part, cases=enough_cases()))).warnings
    line = line_of(part, "  puffer:")
    told = (f"small/health.yaml:{line}: the term list `puffer` is used nowhere",)
    assert warnings == (() if is_used else told)


@pytest.mark.parametrize("name", ["small.yaml", "small/health.yaml", "small/health.cases.yaml"])
def test_any_file_of_a_rubric_names_it(tmp_path: Path, name: str) -> None:
    write_rubric(tmp_path, cases=CASES.replace("expect: no", "expect: never"))
    checked = lint_rubric(str(tmp_path / name))
    assert len(checked.faults) == 1
    assert "unknown level `never`" in checked.faults[0]


def test_a_whole_rubric_in_one_file_is_named_by_its_cases(tmp_path: Path) -> None:
    head = HEAD[: HEAD.index("parts:")]
    write(tmp_path / "one.yaml", head + PART)
    cases = write(tmp_path / "one.cases.yaml", enough_cases())
    checked = lint_rubric(str(cases))
    assert (checked.faults, checked.warnings, len(checked.cases)) == ((), (), 2 * FEWEST_CASES)


def test_a_head_in_the_folder_of_another_rubric_is_checked_itself(tmp_path: Path) -> None:
    write_rubric(tmp_path)
    other = write(tmp_path / "small" / "other.yaml", HEAD[: HEAD.index("parts:")] + PART)
    assert lint_rubric(str(other)).head == other


@pytest.mark.parametrize(
    "content", ["- a list\n", "words\n", "parts: words\n", "? [a, b]\n: c\n", "a: b\n---\nc: d\n"]
)
def test_whatever_stands_in_a_file_is_a_fault_and_no_defect(tmp_path: Path, content: str) -> None:
    checked = lint_rubric(str(write_rubric(tmp_path, head=content)))
    assert checked.rubric is None
    assert all(fault.startswith("small.yaml:") for fault in checked.faults)
    assert checked.faults


def test_no_warnings_stand_beside_faults(tmp_path: Path) -> None:
    checked = lint_rubric(str(write_rubric(tmp_path, part=PART.replace("find: [asthma]", "find: [astma]"))))
    assert checked.faults
    assert not checked.warnings
