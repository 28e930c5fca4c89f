"""A document as it was rated, as JSON: its record, its ratings with their evidence, and the second look."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from cypaudit.model.audit import DocumentRecord, DocumentStatus, RatedDocument
from cypaudit.model.document import Box
from cypaudit.model.rating import Evidence, EvidenceKind, Rating, WorthALook
from cypaudit.model.rubric import Gate


def rated_to_json(rated: RatedDocument) -> str:
    """A rated document as JSON; `rated_from_json` gives the same back."""
    return json.dumps(asdict(rated), ensure_ascii=False, separators=(",", ":"))


def rated_from_json(text: str) -> RatedDocument:
    """The rated document that `rated_to_json` wrote. Raises ValueError, KeyError or TypeError."""
    stored = json.loads(text)
    return RatedDocument(
        record=_record_in(stored["record"]),
        ratings=tuple(map(_rating_in, stored["ratings"])),
        second_look=tuple(map(_worth_a_look_in, stored["second_look"])),
    )


def _record_in(stored: Mapping[str, Any]) -> DocumentRecord:
    tuples = {name: tuple(stored[name]) for name in ("files", "sha256", "warnings")}
    return DocumentRecord(**{**stored, **tuples, "status": DocumentStatus(stored["status"])})


def _rating_in(stored: Mapping[str, Any]) -> Rating:
    return Rating(**{**stored, "evidence": tuple(map(_evidence_in, stored["evidence"]))})


def _evidence_in(stored: Mapping[str, Any]) -> Evidence:
    return Evidence(
        **{
            **stored,
            "kind": EvidenceKind(stored["kind"]),
            "boxes": tuple(Box(**box) for box in stored["boxes"]),
            "gate": Gate(stored["gate"]) if stored["gate"] is not None else None,
        }
    )


def _worth_a_look_in(stored: Mapping[str, Any]) -> WorthALook:
    return WorthALook(**{**stored, "evidence": _evidence_in(stored["evidence"])})
