"""A self-check for programs. Its shape is docs/reference/check.schema.json; a test holds the two together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cypaudit.model.check import AcceptedGap, Answer, Change, Check, CheckedCriterion, Location, Since
from cypaudit.model.rating import Evidence
from cypaudit.report.check.content import CheckContent
from cypaudit.report.check.words import met_when, one_line

FORMAT_VERSION = 1  # raised when a field is taken out or changes its meaning; fields may be added


_SCHEMA = "check.schema.json"


def check_schema() -> dict[str, Any]:
    """The published JSON Schema of what `render_json` writes."""
    package = Path(__file__).resolve().parents[2]
    # Installed, it stands in the package; in a checkout among the docs, where people look for it.
    installed = package / "data" / _SCHEMA
    path = installed if installed.is_file() else package.parents[1] / "docs" / "reference" / _SCHEMA
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def render_json(content: CheckContent) -> bytes:
    """The check as JSON; ends with a line feed."""
    text = json.dumps(as_dictionary(content), ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", errors="replace")


def as_dictionary(content: CheckContent) -> dict[str, Any]:
    """The check as plain values."""
    check, draft = content.check, content.check.draft
    return {
        "format": FORMAT_VERSION,
        "cypaudit": check.cypaudit,
        "rubric": {"id": check.rubric.id, "version": check.rubric.version, "hash": check.rubric.hash},
        "draft": {
            "document": draft.document,
            "files": list(draft.files),
            "sha256": list(draft.sha256),
            "title": draft.title,
            "document_type": draft.document_type,
            "type_basis": draft.type_basis,
            "system": draft.system,
            "system_name": draft.system_name,
            "period": draft.period,
            "pages": draft.pages,
            "words": draft.words,
            "pages_unreadable": draft.pages_unreadable,
            "unreadable_pages": draft.unreadable_pages,
            "engine": draft.engine,
            "warnings": list(draft.warnings),
        },
        "threshold": {
            "fail_on": check.threshold.fail_on,
            "required": list(check.threshold.required),
            "fail_on_loss": check.threshold.fail_on_loss,
        },
        "against": _against(check),
        "passed": check.passed,
        "failing": [checked.criterion.id for checked in check.failing],
        "counts": {answer.value: check.count(answer) for answer in Answer},
        "only": content.only.value if content.only is not None else None,
        "criteria": [_criterion(check, checked) for checked in content.shown],
        "left_out": list(check.left_out),
        "baseline_was_revised": check.baseline_was_revised,
        "stale_baseline": [
            {
                **_accepted(stale.gap),
                "why": stale.why,
                "becomes": stale.becomes.level if stale.becomes is not None else None,
            }
            for stale in check.stale
        ],
    }


def _criterion(check: Check, checked: CheckedCriterion) -> dict[str, Any]:
    criterion, note = checked.criterion, checked.accuracy
    return {
        "criterion": criterion.id,
        "domain": criterion.domain,
        "domain_title": check.domains[criterion.domain],
        "question": one_line(criterion.question),
        "level": checked.rating.level,
        "level_label": check.label(checked.rating.level),
        "answer": checked.answer.value,
        "reason": checked.rating.reason,
        "met_when": met_when(check, checked),
        "fails": checked.fails,
        "required": checked.is_required,
        "accepted": _accepted(checked.accepted) if checked.accepted is not None else None,
        "advice": {
            "looks_for": one_line(criterion.advice.looks_for),
            "why": one_line(criterion.advice.why),
            "basis": checked.basis.value,
            "source": one_line(criterion.advice.source),
            "good": one_line(criterion.advice.good),
        },
        "location": _location(checked.location) if checked.location is not None else None,
        "examples": [case.text for case in checked.examples],
        "evidence": [_evidence(piece) for piece in checked.rating.evidence],
        "second_look": [
            {"likeness": passage.likeness, **_evidence(passage.evidence)} for passage in checked.second_look
        ],
        "accuracy": None
        if note is None
        else {
            "level": note.level,
            "domain": note.domain,
            "right": note.right,
            "total": note.total,
            "is_of_this_rubric": note.is_of_this_rubric,
        },
        "since": _since(check, checked.since) if checked.since is not None else None,
    }


def _against(check: Check) -> dict[str, Any] | None:
    last = check.last
    if last is None:
        return None
    changes = [checked.since.change for checked in check.criteria if checked.since is not None]
    return {
        "document": last.document,
        "files": list(last.files),
        "sha256": list(last.sha256),
        "title": last.title,
        "period": last.period,
        "pages": last.pages,
        "words": last.words,
        "pages_unreadable": last.pages_unreadable,
        "unreadable_pages": last.unreadable_pages,
        "counts": {change.value: changes.count(change) for change in Change},
    }


def _since(check: Check, since: Since) -> dict[str, Any]:
    return {
        "change": since.change.value,
        "level": since.rating.level,
        "level_label": check.label(since.rating.level),
        "reason": since.rating.reason,
        "passages": since.passages,
        "weak": since.is_weak,
        "evidence": [_evidence(piece) for piece in since.rating.evidence],
    }


def _evidence(piece: Evidence) -> dict[str, Any]:
    return {
        "kind": piece.kind.value,
        "strength": piece.strength,
        "file": piece.file,
        "page": piece.page,
        "page_label": piece.page_label,
        "heading": piece.heading,
        "quote": piece.quote,
        "start": piece.start,
        "end": piece.end,
        "boxes": [[box.left, box.bottom, box.right, box.top] for box in piece.boxes],
        "cue": piece.cue,
        "why": piece.why,
    }


def _location(location: Location) -> dict[str, Any]:
    return {
        "file": location.file,
        "page": location.page,
        "page_label": location.page_label,
        "heading": location.heading,
        "why": location.why,
    }


def _accepted(gap: AcceptedGap) -> dict[str, Any]:
    return {
        "criterion": gap.criterion,
        "level": gap.level,
        "reason": gap.reason,
        "name": gap.name,
        "accepted": gap.accepted.isoformat(),
    }
