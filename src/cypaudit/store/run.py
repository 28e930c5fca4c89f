"""run.json: what a run was made from and what it wrote; run-log.json: when, where and how long.

Everything that may differ between two runs on the same inputs stands in run-log.json alone.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cypaudit.model.audit import DocumentRecord
from cypaudit.model.rubric import Rubric
from cypaudit.store.folder import MACHINE_FILES, RUN_FILE, RUN_LOG_FILE
from cypaudit.store.text import write_text

RUN_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What was asked for that changes what a run says."""

    document_type: str | None  # as told by --type; None: from the manifest, or recognised
    population: int | None  # systems that there were
    population_basis: str


def write_run(
    folder: Path, *, version: str, rubric: Rubric, options: RunOptions, records: Sequence[DocumentRecord]
) -> None:
    """Write run.json, with the hash of every file that stands in the folder by now."""
    content = {
        "format": RUN_FORMAT,
        "cypaudit": version,
        "rubric": {"id": rubric.id, "version": rubric.version, "hash": rubric.hash},
        "options": {"type": options.document_type},
        "models": {},
        "population": {"systems": options.population, "basis": options.population_basis},
        "inputs": [
            {
                "document": record.document,
                "status": record.status.value,
                "files": [
                    {"name": name, "sha256": digest}
                    for name, digest in zip(record.files, record.sha256, strict=False)
                ],
            }
            for record in records
        ],
        "outputs": hash_outputs(folder),
    }
    _write_json(content, folder / RUN_FILE)


def write_run_log(folder: Path, facts: Mapping[str, object]) -> None:
    """Write run-log.json: times and facts of the machine."""
    _write_json(facts, folder / RUN_LOG_FILE)


def copy_run(source: Path, target: Path, *, facts: Mapping[str, Any], keep: Callable[[str], bool]) -> None:
    """Copy the files that a run wrote, by `facts` of its run.json, but those that `keep` says no to."""
    for name in (RUN_FILE, RUN_LOG_FILE, *facts["outputs"]):
        if keep(name) and (source / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, target / name)


def rewrite_outputs(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write run.json anew for files that were rendered again; all else in it stays."""
    _write_json({**facts, "outputs": hash_outputs(folder)}, folder / RUN_FILE)


def read_file_places(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Where the files of each document lay when it was read, by document id; empty where not known.

    From run-log.json, which may be missing: it is no part of what a run says.
    """
    try:
        files = json.loads((folder / RUN_LOG_FILE).read_text(encoding="utf-8"))["files"]
        return {document: tuple(map(Path, paths)) for document, paths in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def hash_outputs(folder: Path) -> dict[str, str]:
    """The sha256 of every file of a run by its name with "/" between folders.

    Left out are run.json itself and the files that hold facts of the machine.
    """
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: hash_file(files[name]) for name in sorted(files) if name not in (RUN_FILE, *MACHINE_FILES)}


def hash_file(path: Path) -> str:
    """The sha256 of a file's bytes, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_json(content: Mapping[str, object], path: Path) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2)
    write_text(text + "\n", path)
