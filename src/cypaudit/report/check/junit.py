"""A self-check as JUnit XML, the form in which build servers take results of tests.

A suite is a domain, a test is a question. There is no standard; what is written here is what build servers
agree on: counts, `failure`, `error` and `skipped` with a message and text.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET  # writes only; nothing is parsed
from collections.abc import Sequence

from cypaudit.model.check import Answer, Change, Check, CheckedCriterion
from cypaudit.report.check.against import (
    CHANGE_TITLES,
    levels_of_change,
    points_of_change,
    summary_of_changes,
)
from cypaudit.report.check.content import CheckContent
from cypaudit.report.check.points import Point, points_of_gap
from cypaudit.report.check.words import (
    ANSWER_TITLES,
    NO_VERDICT_IN_LAW,
    accepted_in_words,
    in_the_draft,
    one_line,
    unread_warning,
    what_was_read,
)
from cypaudit.report.text import office_text

# No test took time of its own, and the same check gives the same bytes.
_TIME = "0"


def render_junit(content: CheckContent) -> bytes:
    """The check as XML; ends with a line feed."""
    check = content.check
    root = ET.Element("testsuites", {"name": f"cypaudit check {office_text(check.draft.document)}"})
    _count(root, content.shown)
    for domain, title in check.domains.items():
        asked = [checked for checked in content.shown if checked.criterion.domain == domain]
        if asked:
            _add_suite(root, check, title, asked)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add_suite(root: ET.Element, check: Check, title: str, asked: Sequence[CheckedCriterion]) -> None:
    suite = ET.SubElement(root, "testsuite", {"name": office_text(title)})
    _count(suite, asked)
    properties = ET.SubElement(suite, "properties")
    for name, value in (
        ("draft", ", ".join(check.draft.files)),
        ("read", what_was_read(check)),
        ("not read", unread_warning(check)),
        ("compared", summary_of_changes(check)),
        ("cypaudit", check.cypaudit),
        ("note", NO_VERDICT_IN_LAW),
    ):
        if value:
            ET.SubElement(properties, "property", {"name": name, "value": office_text(value)})
    for checked in asked:
        _add_test(suite, check, checked)


def _count(element: ET.Element, asked: Sequence[CheckedCriterion]) -> None:
    outcomes = [_outcome(checked) for checked in asked]
    element.set("tests", str(len(asked)))
    for attribute, outcome in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(attribute, str(outcomes.count(outcome)))
    element.set("time", _TIME)


def _outcome(checked: CheckedCriterion) -> str:
    """The element that says how a test ended; "" where it passed."""
    if checked.answer is Answer.UNREADABLE:
        return "error"
    if checked.fails:
        return "failure"
    return "skipped" if checked.accepted is not None else ""


def _add_test(suite: ET.Element, check: Check, checked: CheckedCriterion) -> None:
    criterion = checked.criterion
    test = ET.SubElement(
        suite,
        "testcase",
        {
            "classname": office_text(f"{check.rubric.id}.{criterion.domain}"),
            "name": office_text(f"{criterion.id}: {one_line(criterion.question)}"),
            "time": _TIME,
        },
    )
    outcome = _outcome(checked)
    if outcome == "skipped" and checked.accepted is not None:
        ET.SubElement(test, outcome, {"message": office_text(accepted_in_words(checked.accepted))})
    elif outcome:
        told = f"{ANSWER_TITLES[checked.answer]}: {in_the_draft(checked)}"
        element = ET.SubElement(test, outcome, {"message": office_text(told), "type": checked.answer.value})
        element.text = _text(check, checked)
    elif checked.answer is not Answer.MET:
        # Open and let through: it passed, and what is missing is still told.
        ET.SubElement(test, "system-out").text = _text(check, checked)


def _text(check: Check, checked: CheckedCriterion) -> str:
    points = points_of_gap(check, checked)
    since = checked.since
    if since is not None and since.change in (Change.LOST, Change.GAINED):
        title = Point(CHANGE_TITLES[since.change], levels_of_change(check, checked, since))
        points = (title, *points_of_change(check, checked, since), *points)
    return "\n".join(office_text(f"{point.title}: {point.text}") for point in points)
