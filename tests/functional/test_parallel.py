"""Several processes: an error comes back as itself, and Ctrl-C ends them all and leaves the old run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from cypaudit.errors import ExitCode, RubricError
from cypaudit.model.document import DocumentType
from cypaudit.rubrics import load_rubric
from cypaudit.workflows.inputs import Source
from cypaudit.workflows.parallel import Batch, audit_all, default_jobs
from tests.factories import STRATEGY_PAGES, write_pdf
from tests.functional.command import Command, bytes_of


def test_a_rubric_that_changes_while_workers_start_is_said_and_no_document_takes_the_blame(
    tmp_path: Path,
) -> None:
    rubric = replace(load_rubric("hpig-2023"), hash="of the file before it was saved")
    batch = Batch(rubric_name="hpig-2023", rubric=rubric, registry=(), folder=tmp_path)
    sources = [
        Source(document=name, files=(write_pdf(tmp_path / f"{name}.pdf"),), document_type=DocumentType.JFP)
        for name in ("one", "two")
    ]
    with pytest.raises(RubricError, match="was changed while the audit ran") as error:
        list(audit_all(sources, batch, jobs=2, on_done=lambda _: None))
    assert error.value.exit_code is ExitCode.INVALID


def test_few_documents_are_done_in_one_process() -> None:
    assert default_jobs(0) == default_jobs(5) == 1
    assert default_jobs(10_000) >= 1


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT to a process group")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_with_130_and_leaves_the_old_run(tmp_path: Path, cypaudit: Command, jobs: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_pdf(folder / "first.pdf")
    out = tmp_path / "run"
    assert cypaudit("audit", folder, "--type", "jfp", "--out", out, "--jobs", "1").code == 0
    before = bytes_of(out)
    for number in range(40):
        write_pdf(folder / f"plan-{number}.pdf", [*STRATEGY_PAGES * 5, (f"This is plan {number}.",)])

    command = [sys.executable, "-m", "cypaudit", "audit", str(folder), "--type", "jfp", "--out", str(out)]
    process = subprocess.Popen(
        [*command, "--jobs", jobs],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for(tmp_path / ".run.cypaudit-new" / "documents", process)
    os.killpg(process.pid, signal.SIGINT)
    out_text, err_text = process.communicate(timeout=30)

    assert (process.returncode, out_text, err_text) == (130, "", "cypaudit: interrupted\n")
    assert bytes_of(out) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "run"]


def wait_for(path: Path, process: subprocess.Popen[str]) -> None:
    """Until the process has made that path."""
    until = time.monotonic() + 30
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.01)
