"""A self-check as SARIF 2.1.0, the form in which code hosts and editors take remarks on files.

A rule is a criterion; a result is a criterion that is open. Clause numbers are those of the OASIS standard.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from cypaudit.model.check import Answer, Change, Check, CheckedCriterion, Location
from cypaudit.model.rating import Evidence
from cypaudit.report.check.against import (
    CHANGE_TITLES,
    levels_of_change,
    points_of_change,
    summary_of_changes,
)
from cypaudit.report.check.content import CheckContent
from cypaudit.report.check.lines import find_heading, find_lines
from cypaudit.report.check.points import Point, points_of_advice, points_of_draft, quote_of
from cypaudit.report.check.words import (
    ANSWER_TITLES,
    NO_VERDICT_IN_LAW,
    accepted_in_words,
    one_line,
    place_of,
    unread_warning,
    where_to_write,
)

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_FINGERPRINT = "cypauditGap/v1"
_FINGERPRINT_LENGTH = 32  # hexadecimal digits


def render_sarif(content: CheckContent) -> bytes:
    """The check as a SARIF log; ends with a line feed."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(content)]}
    text = json.dumps(log, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", errors="replace")


def uri_of(path: PurePath) -> str:
    """A path as a URI: relative, as the user gave it, unless it is absolute."""
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _run(content: CheckContent) -> dict[str, Any]:
    check = content.check
    # By id: a rule keeps its place whatever the draft answers.
    rules = sorted(check.criteria, key=lambda checked: checked.criterion.id)
    places = {checked.criterion.id: index for index, checked in enumerate(rules)}
    open_ = [checked for checked in content.shown if checked.answer is not Answer.MET]
    return {
        "tool": {
            "driver": {
                "name": "cypaudit",
                "version": check.cypaudit,
                "fullDescription": {"text": NO_VERDICT_IN_LAW},
                "rules": [_rule(check, checked) for checked in rules],
                "properties": {
                    "rubric": check.rubric.id,
                    "rubricVersion": check.rubric.version,
                    "rubricHash": check.rubric.hash,
                },
            }
        },
        # 3.17: tells apart the runs on several drafts that are sent to one place.
        "automationDetails": {"id": f"cypaudit/{check.rubric.id}/{quote(check.draft.document)}/"},
        "language": "en-GB",
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(check)],
        "artifacts": [
            {
                "location": {"uri": _uri(content)},
                "roles": ["analysisTarget"],
                "hashes": {"sha-256": digest},
            }
            for digest in check.draft.sha256[:1]  # a check reads one file
        ],
        "results": [_result(content, checked, places[checked.criterion.id]) for checked in open_],
    }


def _uri(content: CheckContent) -> str:
    return uri_of(content.path if content.path is not None else PurePath(content.check.draft.files[0]))


def _invocation(check: Check) -> dict[str, Any]:
    """Whether the draft could be read whole (3.20): what was not read is no result."""
    invocation: dict[str, Any] = {"executionSuccessful": check.is_answerable}
    notifications = []
    if warning := unread_warning(check):
        level = "warning" if check.is_answerable else "error"
        notifications.append({"level": level, "message": {"text": warning}})
    if comparison := summary_of_changes(check):
        notifications.append({"level": "note", "message": {"text": comparison}})
    if notifications:
        invocation["toolExecutionNotifications"] = notifications
    return invocation


def _rule(check: Check, checked: CheckedCriterion) -> dict[str, Any]:
    criterion = checked.criterion
    advice = points_of_advice(check, checked)
    return {
        "id": criterion.id,
        "shortDescription": {"text": one_line(criterion.question)},
        "fullDescription": {"text": one_line(criterion.advice.why)},
        "help": {"text": _text(advice), "markdown": _markdown(advice)},
        "defaultConfiguration": {"level": "warning"},
        "properties": {
            "tags": [criterion.domain, checked.basis.value],
            "domain": check.domains[criterion.domain],
            "basis": checked.basis.value,
            "source": one_line(criterion.advice.source),
        },
    }


def _text(points: tuple[Point, ...]) -> str:
    return "\n".join(f"{point.title}: {point.text}" for point in points)


def _markdown(points: tuple[Point, ...]) -> str:
    return "\n".join(f"- **{point.title}:** {_plain_in_markdown(point.text)}" for point in points)


def _plain_in_markdown(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|!" else letter for letter in text)


def _result(content: CheckContent, checked: CheckedCriterion, rule: int) -> dict[str, Any]:
    level, kind = _level_and_kind(checked)
    result = {
        "ruleId": checked.criterion.id,
        "ruleIndex": rule,
        "level": level,
        "kind": kind,
        "message": {"text": _message(content.check, checked)},
        "locations": [_place(content, _main_place(checked))],
        "partialFingerprints": {_FINGERPRINT: _fingerprint(content.check, checked)},
        # 3.27.23: where one result has the list, all have; an empty one says "not suppressed".
        "suppressions": _suppressions(checked),
        "properties": {
            "answer": checked.answer.value,
            "rating": checked.rating.level,
            "since": checked.since.change.value if checked.since is not None else None,
        },
    }
    pieces = (*checked.supports, *checked.near_misses)
    if pieces:
        result["relatedLocations"] = [
            _place(content, piece, number=number, message=f"{quote_of(piece)} {piece.why}")
            for number, piece in enumerate(pieces, start=1)
        ]
    return result


def _level_and_kind(checked: CheckedCriterion) -> tuple[str, str]:
    """How grave a result is: an error is what fails the check, and nothing else is one.

    What was not read was not seen to be missing: 3.27.9 calls that "open", which has no level.
    """
    if checked.answer is Answer.UNREADABLE:
        return "none", "open"
    if checked.fails:
        return "error", "fail"
    is_missing = checked.answer is Answer.MISSING and checked.accepted is None
    return ("warning" if is_missing else "note"), "fail"


def _message(check: Check, checked: CheckedCriterion) -> str:
    title = ANSWER_TITLES[checked.answer]
    lines = [f"{title}: {one_line(checked.criterion.question)}"]
    lines += [f"{point.title}: {point.text}" for point in points_of_draft(checked)]
    if checked.answer is not Answer.PARTLY:
        lines.append(f"Where to write it: {where_to_write(checked)}")
    since = checked.since
    if since is not None and since.change in (Change.LOST, Change.GAINED):
        lines.append(f"{CHANGE_TITLES[since.change]}: {levels_of_change(check, checked, since)}.")
        lines += [f"{point.title}: {point.text}" for point in points_of_change(check, checked, since)]
    return "\n".join(lines)


def _main_place(checked: CheckedCriterion) -> Evidence | Location | None:
    """Where a result is shown: at what answers in part, else where an answer would stand best."""
    return checked.supports[0] if checked.supports else checked.location


def _place(
    content: CheckContent, place: Evidence | Location | None, *, number: int = 0, message: str = ""
) -> dict[str, Any]:
    """A place in the draft. Page and heading are a logical location, for a region counts lines (3.30)."""
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(content)}}
    found = find_lines(content.source, place.quote) if isinstance(place, Evidence) else None
    if found is None and place is not None and place.heading:
        found = find_heading(content.source, place.heading)
    if found is not None:
        physical["region"] = {"startLine": found.first, "endLine": found.last}
    location: dict[str, Any] = {"physicalLocation": physical}
    if number:
        location["id"] = number
    if place is not None:
        name = place_of(place)
        location["logicalLocations"] = [{"name": place.heading or name, "fullyQualifiedName": name}]
    if message:
        location["message"] = {"text": message}
    return location


def _fingerprint(check: Check, checked: CheckedCriterion) -> str:
    """The same for the same question put to the same document, whatever is edited in it."""
    told = "\n".join((check.rubric.id, checked.criterion.id, check.draft.document))
    return hashlib.sha256(told.encode("utf-8", errors="replace")).hexdigest()[:_FINGERPRINT_LENGTH]


def _suppressions(checked: CheckedCriterion) -> list[dict[str, str]]:
    if checked.accepted is None or checked.fails:
        return []
    return [{"kind": "external", "status": "accepted", "justification": accepted_in_words(checked.accepted)}]
