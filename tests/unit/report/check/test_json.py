"""The JSON of a check is what its published schema says, no more and no less."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.unit.gaps.build import accepted, criterion, evidence, rating, record, rubric
from tests.unit.report.check.build import against_check

from cypaudit.gaps import find_gaps
from cypaudit.model.check import Answer, Threshold
from cypaudit.model.document import DocumentType
from cypaudit.model.rating import EvidenceKind, WorthALook
from cypaudit.model.rubric import Case
from cypaudit.report.check import FORMS, CheckContent
from cypaudit.report.check.json import check_schema

# One with everything that a check can hold, so that no part of the schema goes unasked.
CHECK = find_gaps(
    record(),
    [
        rating("one", "no", evidence(EvidenceKind.NEAR_MISS)),
        rating("two", "yes", evidence(EvidenceKind.SUPPORTS)),
        rating("three", "no"),
    ],
    rubric(criterion("one"), criterion("two"), criterion("three")),
    version="1",
    threshold=Threshold(fail_on="no", required=("two",)),
    second_look=[
        WorthALook(
            document="marsh",
            criterion="one",
            level="no",
            rank=1,
            likeness=0.5,
            evidence=evidence(EvidenceKind.WORTH_A_LOOK),
        )
    ],
    cases=[Case(criterion="one", name="", expect="yes", text="Words.", document_type=DocumentType.JFP)],
    baseline=[accepted("two", "no"), accepted("three", "no")],
)


def strict(schema: Any) -> Any:
    """The schema with every object closed: what is written must be described."""
    if isinstance(schema, dict):
        closed = {key: strict(value) for key, value in schema.items()}
        return closed | {"additionalProperties": False} if schema.get("type") == "object" else closed
    return [strict(entry) for entry in schema] if isinstance(schema, list) else schema


@pytest.mark.parametrize("only", [None, *Answer])
def test_what_is_written_is_what_the_schema_describes(only: Answer | None) -> None:
    written = json.loads(FORMS["json"].render(CheckContent(check=CHECK, only=only)))
    Draft202012Validator(strict(check_schema())).validate(written)


def test_a_comparison_is_what_the_schema_describes() -> None:
    written = json.loads(FORMS["json"].render(CheckContent(check=against_check())))
    Draft202012Validator(strict(check_schema())).validate(written)
    assert written["against"]["counts"] == {"lost": 1, "gained": 1, "unknown": 1, "same": 1}
    since = {criterion["criterion"]: criterion["since"] for criterion in written["criteria"]}
    assert {name: told["change"] for name, told in since.items()} == {
        "gone": "lost",
        "half": "gained",
        "unseen": "unknown",
        "there": "same",
    }


def test_what_was_written_before_there_were_comparisons_is_still_valid() -> None:
    written = json.loads(FORMS["json"].render(CheckContent(check=CHECK)))
    del written["against"], written["threshold"]["fail_on_loss"]
    for told in written["criteria"]:
        del told["since"]
    Draft202012Validator(check_schema()).validate(written)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(check_schema())


def test_everything_in_the_schema_is_told_of() -> None:
    def untold(schema: Any, at: str = "") -> Iterator[str]:
        for name, value in schema.get("properties", {}).items():
            if not {"description", "$ref"} & set(value) and value.get("type") not in ("integer",):
                yield f"{at}.{name}"
            yield from untold(value, f"{at}.{name}")

    schema = check_schema()
    assert [*untold(schema), *untold(schema["$defs"]["criterion"])] == []


def test_the_same_check_gives_the_same_bytes() -> None:
    render = FORMS["json"].render
    assert render(CheckContent(check=CHECK)) == render(CheckContent(check=CHECK))
