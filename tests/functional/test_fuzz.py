"""A short run of the fuzzer; docs/measurements.md has the long one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FUZZER = Path(__file__).parents[2] / "tools" / "fuzz.py"


@pytest.mark.slow
def test_mutated_files_cost_themselves_alone(tmp_path: Path) -> None:
    command = [sys.executable, str(FUZZER), "--cases", "80", "--seed", "7", "--keep", str(tmp_path / "kept")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "80 cases" in done.stdout
    assert "rated" in done.stdout
