"""The published sample is what this version makes of the sample corpus; `make sample` makes it anew."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from cypaudit.store import hash_file
from cypaudit.workflows.audit import audit

PROJECT = Path(__file__).parents[2]
PUBLISHED = PROJECT / "reports" / "sample"
WORKBOOK = "findings.xlsx"


def outputs_of(run: Path) -> dict[str, str]:
    """The hashes of a run. Left out are those of pictures, as another build of pdfium may smooth letters
    otherwise; of the workbook those of its parts stand for its own, as another zlib may pack them otherwise.
    """
    outputs = json.loads((run / "run.json").read_text("utf-8"))["outputs"]
    del outputs[WORKBOOK]
    with zipfile.ZipFile(run / WORKBOOK) as book:
        for name in book.namelist():
            outputs[f"{WORKBOOK}/{name}"] = hashlib.sha256(book.read(name)).hexdigest()
    return {name: digest for name, digest in outputs.items() if not name.startswith("report/pictures/")}


@pytest.mark.slow
def test_the_published_sample_is_up_to_date(tmp_path: Path) -> None:
    audit([PROJECT / "corpus" / "sample"], tmp_path / "run", jobs=1)
    made, published = outputs_of(tmp_path / "run"), outputs_of(PUBLISHED)
    stale = sorted(name for name in made.keys() | published.keys() if made.get(name) != published.get(name))
    assert stale == [], "run `make sample` and commit reports/sample and docs/images"


@pytest.mark.slow
def test_the_published_sample_is_whole_and_says_nothing_of_the_machine_that_made_it() -> None:
    outputs = json.loads((PUBLISHED / "run.json").read_text("utf-8"))["outputs"]
    assert {name: hash_file(PUBLISHED / name) for name in outputs} == outputs
    places = (PUBLISHED / "report" / "places.js").read_text("utf-8")
    assert places.count("../../../../corpus/sample/") == places.count('.pdf": "') == 4
    files = [path for path in PUBLISHED.rglob("*") if path.is_file() and path.name != "run-log.json"]
    assert sum(path.stat().st_size for path in files) < 6_000_000
    for path in files:
        assert str(PROJECT).encode() not in path.read_bytes()
