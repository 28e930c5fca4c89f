"""The JSON Schemas that editors use are those of the code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cypaudit.rubrics.schema import SCHEMA_FILES, schema_text, write_schemas

FOLDER = Path(__file__).resolve().parents[3] / "rubrics" / "schema"


@pytest.mark.parametrize("name", SCHEMA_FILES)
def test_the_file_is_as_generated(name: str) -> None:
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == schema_text(name), "run `python -m cypaudit.rubrics.schema`"


@pytest.mark.parametrize("name", SCHEMA_FILES)
def test_it_is_a_json_schema_that_refuses_unknown_keys(name: str) -> None:
    schema = json.loads(schema_text(name))
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


def test_writing_gives_the_same_files(tmp_path: Path) -> None:
    for path in write_schemas(tmp_path / "schema"):
        assert path.read_bytes() == schema_text(path.name).encode()
