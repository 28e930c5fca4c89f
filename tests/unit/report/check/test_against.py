"""What is lost and gained against the last document is told alike in every form, with the words of both."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree
from tests.unit.report.check.build import against_check, mixed_check

from cypaudit.model.check import Change
from cypaudit.report.check import FORMS, CheckContent
from cypaudit.report.check.against import changed, summary_of_changes


def words_of(form: str, **options: bool) -> str:
    content = CheckContent(check=against_check(**options))
    return " ".join(FORMS[form].render(content).decode().split())


def test_the_summary_counts_every_question_once() -> None:
    summary = summary_of_changes(against_check())
    assert summary.startswith("Against last.pdf: 1 lost, 1 gained, 1 cannot be said, 1 the same.")


def test_text_gives_the_words_of_both_before_the_list_of_gaps() -> None:
    text = words_of("text")
    assert "LOST gone: yes before, to_some_extent now" in text
    assert "In last.pdf: page 3, under “Children”: “Words of the last.”" in text
    assert "In your draft: page 3, under “Children”: “Words of the plan.”" in text
    assert text.index("LOST gone") < text.index("GAINED half") < text.index("MET TO SOME EXTENT (")


def test_a_change_on_one_passage_is_called_weak_and_on_two_is_not() -> None:
    weak = {c.criterion.id: c.since.is_weak for c in against_check().criteria if c.since is not None}
    assert weak == {"gone": True, "half": False, "unseen": False, "there": False}
    assert words_of("text").count("Weak:") == 1


def test_a_loss_fails_only_where_it_is_asked_to() -> None:
    assert [c.criterion.id for c in against_check().failing] == []
    assert [c.criterion.id for c in against_check(fail_on_loss=True).failing] == ["gone"]
    assert "this does not fail the check" in words_of("text")
    assert "this fails the check" in words_of("text", fail_on_loss=True)


@pytest.mark.parametrize(("fail_on_loss", "level"), [(False, "note"), (True, "error")])
def test_sarif_says_what_is_lost_and_how_grave_it_is(fail_on_loss: bool, level: str) -> None:
    check = against_check(fail_on_loss=fail_on_loss)
    run: Any = json.loads(FORMS["sarif"].render(CheckContent(check=check)))["runs"][0]
    result = next(result for result in run["results"] if result["ruleId"] == "gone")
    assert result["level"] == level
    assert "Words of the last." in result["message"]["text"]
    assert result["properties"]["since"] == "lost"
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert told[0]["message"]["text"].startswith("Against last.pdf")


def test_junit_fails_what_is_lost_where_it_is_asked_to() -> None:
    tree = etree.fromstring(FORMS["junit"].render(CheckContent(check=against_check(fail_on_loss=True))))
    [failure] = tree.findall(".//failure")
    assert (failure.text or "").startswith("Lost: yes before, to_some_extent now")


def test_without_a_last_document_nothing_is_compared() -> None:
    check = mixed_check()
    assert summary_of_changes(check) == ""
    assert all(changed(check, change) == () for change in Change)
    assert "Against" not in FORMS["text"].render(CheckContent(check=check)).decode()
