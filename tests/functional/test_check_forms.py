"""`cypaudit check --format`: the forms for other tools and for people, as the command writes them."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.functional.command import Command

DRAFT = """\
# Marsh Joint Forward Plan 2026 to 2031

This joint forward plan says what we will do in the next five years.

# Children and young people

Hester Malan, our Chief Nurse, is the **executive lead** for babies, children and young people.

The CAMHS clinical lead reports to the board each quarter.
"""


@pytest.fixture
def draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A short plan in a folder of the place where the command is run."""
    path = tmp_path / "our plan" / "draft.md"
    path.parent.mkdir()
    path.write_text(DRAFT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


def test_sarif_names_the_draft_as_seen_from_here_and_its_lines(cypaudit: Command, draft: Path) -> None:
    for given in (draft, draft.relative_to(Path.cwd())):
        ran = cypaudit("check", given, "--domain", "leadership", "--format", "sarif")
        assert ran.code == 1
        results = {result["ruleId"]: result for result in json.loads(ran.out)["runs"][0]["results"]}
        [place] = results["lead-mental-health"]["locations"]
        assert place["physicalLocation"] == {
            "artifactLocation": {"uri": "our%20plan/draft.md"},
            "region": {"startLine": 9, "endLine": 9},
        }
        assert results["lead-send"]["level"] == "error"


def test_junit_counts_as_the_exit_code_says(cypaudit: Command, draft: Path) -> None:
    ran = cypaudit("check", draft, "--domain", "leadership", "--format", "junit")
    assert ran.code == 1
    assert int(ET.fromstring(ran.out).get("failures") or 0) > 0  # noqa: S314 - our own
    passed = cypaudit("check", draft, "--criterion", "lead-executive", "--format", "junit")
    assert passed.code == 0
    assert ET.fromstring(passed.out).get("failures") == "0"  # noqa: S314


@pytest.mark.parametrize("form", ["html", "docx", "sarif", "junit"])
def test_the_same_draft_gives_the_same_bytes(
    cypaudit: Command, draft: Path, tmp_path: Path, form: str
) -> None:
    files = [tmp_path / "one", tmp_path / "two"]
    for file in files:
        cypaudit("check", draft, "--domain", "leadership", "--format", form, "--out", file)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_word_file_is_not_printed_and_the_message_says_what_to_do(cypaudit: Command, draft: Path) -> None:
    ran = cypaudit("check", draft, "--format", "docx")
    assert (ran.code, ran.out) == (2, "")
    assert "--out FILE.docx" in ran.err


def test_a_page_may_go_into_a_pipe(cypaudit: Command, draft: Path) -> None:
    ran = cypaudit("check", draft, "--domain", "leadership", "--format", "html")
    assert ran.out.startswith("<!DOCTYPE html>")
    assert ran.code == 1
