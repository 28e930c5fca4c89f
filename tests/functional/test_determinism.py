"""Two runs on the same inputs give the same bytes, whatever the number of processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories import STRATEGY_PAGES, write_pdf
from tests.functional.command import Command, bytes_of


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_second_run_gives_the_same_bytes(tmp_path: Path, cypaudit: Command, jobs: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        write_pdf(
            folder / f"plan-{number}.pdf", [*STRATEGY_PAGES, (f"Page {number} is about young carers.",)]
        )
    (folder / "broken.pdf").write_bytes(b"not a PDF")
    first = cypaudit("audit", folder, "--type", "jfp", "--out", tmp_path / "first", "--jobs", "1")
    second = cypaudit("audit", folder, "--type", "jfp", "--out", tmp_path / "second", "--jobs", jobs)
    assert (first.code, second.code) == (3, 3), second.err
    assert bytes_of(tmp_path / "first") == bytes_of(tmp_path / "second")
