"""A check as JUnit XML is well formed, counts right and tells of each open question what would answer it."""

from __future__ import annotations

import pytest
from lxml import etree
from tests.unit.report.check.build import mixed_check

from cypaudit.model.check import Answer, Check
from cypaudit.report.check import FORMS, CheckContent


def tree_of(check: Check, only: Answer | None = None) -> etree._Element:
    return etree.fromstring(FORMS["junit"].render(CheckContent(check=check, only=only)))


def outcome_of(tree: etree._Element, criterion: str) -> etree._Element | None:
    [test] = tree.xpath(f"//testcase[starts-with(@name, '{criterion}: ')]")
    children = list(test)
    return children[0] if children else None


def test_a_suite_is_a_domain_and_a_test_is_a_question() -> None:
    tree = tree_of(mixed_check())
    assert [suite.get("name") for suite in tree] == ["Plans", "Care"]
    assert [len(suite.findall("testcase")) for suite in tree] == [4, 1]


def test_counts_are_those_of_the_elements() -> None:
    tree = tree_of(mixed_check(fail_on="to_some_extent"))
    for element in (tree, *tree.findall("testsuite")):
        for attribute, name in (
            ("tests", "testcase"),
            ("failures", "failure"),
            ("errors", "error"),
            ("skipped", "skipped"),
        ):
            assert element.get(attribute) == str(len(element.findall(f".//{name}")))
    assert (tree.get("failures"), tree.get("errors"), tree.get("skipped")) == ("2", "1", "1")


def test_what_fails_comes_with_what_would_answer_it() -> None:
    failure = outcome_of(tree_of(mixed_check()), "gone")
    assert failure is not None
    assert failure.tag == "failure"
    assert failure.get("message") == "Missing: it says nothing."
    for title in ("Nearest", "Met when", "It rests on", "Where to write it", "What good looks like"):
        assert f"\n{title}: " in (failure.text or "")


def test_an_accepted_gap_is_skipped_with_its_reason() -> None:
    skipped = outcome_of(tree_of(mixed_check()), "let-go")
    assert skipped is not None
    assert (skipped.tag, skipped.get("message")) == ("skipped", "R. Abney, 2026-11-01: vacant")


def test_an_accepted_gap_that_must_be_met_fails() -> None:
    failure = outcome_of(tree_of(mixed_check(required=("let-go",))), "let-go")
    assert failure is not None
    assert failure.tag == "failure"


def test_what_is_let_through_passes_and_is_told_of() -> None:
    told = outcome_of(tree_of(mixed_check()), "half")
    assert told is not None
    assert told.tag == "system-out"
    assert "Met when: answered in full" in (told.text or "")


def test_what_could_not_be_read_is_an_error_and_what_is_met_passes() -> None:
    tree = tree_of(mixed_check())
    error = outcome_of(tree, "unseen")
    assert error is not None
    assert error.tag == "error"
    assert outcome_of(tree, "there") is None


@pytest.mark.parametrize(
    "quote", ["<b> & ]]> \"'", "a\x00b\x0bc\x1b[31m\ud800\uffff", "one\u2028two\r\nthree"]
)
def test_any_text_of_a_draft_leaves_it_well_formed(quote: str) -> None:
    failure = outcome_of(tree_of(mixed_check(quote=quote)), "gone")
    assert failure is not None
    assert "“" in (failure.text or "")


def test_only_leaves_out_other_questions_and_empty_suites() -> None:
    tree = tree_of(mixed_check(), Answer.PARTLY)
    assert [suite.get("name") for suite in tree] == ["Care"]
    assert tree.get("tests") == "1"
