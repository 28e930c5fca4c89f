"""Runs the command line in this process: a process of its own costs seconds of imports a test."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from cypaudit.cli.app import main


@dataclass(frozen=True)
class Ran:
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str


class Command:
    """`cypaudit`, as a person would call it."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Ran:
        with pytest.raises(SystemExit) as exit_:
            main([str(argument) for argument in arguments])
        printed = self._capsys.readouterr()
        code = exit_.value.code
        return Ran(code=code if isinstance(code, int) else 0, out=printed.out, err=printed.err)


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a run but those with facts of the machine, which alone may differ between two runs."""
    machine = ("run-log.json", "places.js")
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in machine)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
