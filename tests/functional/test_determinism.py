"""Two runs on the same inputs give the same bytes, whatever the number of processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories import STRATEGY_PAGES, write_manifest, write_pdf
from tests.functional.command import Command, bytes_of, rows_of


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


SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"


@pytest.mark.slow
def test_the_sample_corpus_gives_the_same_bytes_with_one_process_and_with_two(
    tmp_path: Path, cypaudit: Command
) -> None:
    runs = []
    for jobs in ("1", "2"):
        ran = cypaudit("audit", SAMPLE, "--out", tmp_path / jobs, "--jobs", jobs)
        assert ran.code == 0, ran.err
        runs.append(bytes_of(tmp_path / jobs))
    assert runs[0] == runs[1]
    assert len(rows_of(tmp_path / "1" / "evidence.csv")) > 100


def test_a_run_says_nothing_of_where_and_when_it_was_made(tmp_path: Path, cypaudit: Command) -> None:
    runs = []
    for place in ("here", "there"):
        folder = tmp_path / place / "in"
        folder.mkdir(parents=True)
        write_pdf(folder / "plan.pdf")
        write_manifest(folder, "plan,QOX,jfp,2023-2028,plan.pdf")
        assert cypaudit("audit", folder, "--out", tmp_path / place / "run", "--jobs", "1").code == 0
        runs.append(bytes_of(tmp_path / place / "run"))
    assert runs[0] == runs[1]
