"""Runs on disk for tests, made from values and not by an audit."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from cypaudit.aggregate import count_findings
from cypaudit.model.audit import DocumentRecord, DocumentStatus
from cypaudit.model.finding import Tally
from cypaudit.model.rating import Rating
from cypaudit.model.rubric import Rubric
from cypaudit.store import (
    RunOptions,
    hash_file,
    write_documents,
    write_evidence,
    write_findings,
    write_ratings,
    write_run,
    write_tallies,
)


def make_record(document: str, **changes: object) -> DocumentRecord:
    """A rated strategy; `changes` are fields of the record."""
    facts: dict[str, object] = {
        "document": document,
        "files": (f"{document}.pdf",),
        "sha256": ("0" * 64,),
        "title": "Our strategy",
        "document_type": "strategy",
        "type_basis": "manifest",
        "system": "QOX",
        "system_name": "Marsh",
        "system_basis": "manifest",
        "period": "2023-2028",
        "pages": 2,
        "words": 40,
        "pages_unreadable": 0,
        "unreadable_pages": "",
        "engine": "pdfium",
        "status": DocumentStatus.RATED,
    }
    return DocumentRecord(**{**facts, **changes})  # type: ignore[arg-type]


def store_run(
    folder: Path,
    rubric: Rubric,
    *,
    records: Sequence[DocumentRecord] = (),
    ratings: Sequence[Rating] = (),
    tallies: Sequence[Tally] = (),
    population: int | None = None,
) -> Path:
    """A run of these values, its findings counted from the ratings."""
    folder.mkdir(parents=True, exist_ok=True)
    write_ratings(ratings, folder / "ratings.csv")
    write_evidence(ratings, folder / "evidence.csv")
    write_findings(count_findings(ratings, rubric, population=population), folder / "findings.csv")
    write_tallies(tallies, folder / "tallies.csv")
    write_documents(records, folder / "documents.csv")
    options = RunOptions(document_type=None, population=population, population_basis="As told.")
    write_run(folder, version="0.1.0", rubric=rubric, options=options, records=records)
    return folder


def change_table(folder: Path, name: str, change: Callable[[str], str]) -> None:
    """Change a table and its hash in run.json, as another version of the program might have written it."""
    path, facts_path = folder / name, folder / "run.json"
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text, "nothing was changed, so the test would show nothing"
    path.write_text(changed, encoding="utf-8", newline="")
    facts = json.loads(facts_path.read_text(encoding="utf-8"))
    facts["outputs"][name] = hash_file(path)
    facts_path.write_text(json.dumps(facts), encoding="utf-8")
