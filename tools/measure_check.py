"""Time `cypaudit check` of a long draft on one core: with nothing kept, and again.

    python tools/measure_check.py [--pages 100] [--runs 3]

The draft repeats the pages of the sample. Each check is a process of its own, so that start and imports are
paid as a user pays them; the process that reads is held to the same core. Seconds of the processor (user and
system, of both processes) stand beside seconds of the clock, which other programs lengthen.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import psutil

from benchmark import repeat

SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "sample"
FIRST_WANTED, SECOND_WANTED = 10.0, 2.0  # seconds


def check(draft: Path, cache: Path) -> tuple[float, float]:
    """Seconds of the clock and of the processor that one check takes."""
    command = [sys.executable, "-m", "cypaudit", "check", str(draft), "--type", "jfp", "--quiet"]
    before = _spent()
    started = time.perf_counter()
    done = subprocess.run(
        command, env={**os.environ, "CYPAUDIT_CACHE": str(cache)}, capture_output=True, check=False
    )
    clock = time.perf_counter() - started
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode("utf-8", "replace"))
    return clock, _spent() - before


def _spent() -> float:
    """Seconds of the processor that the ended children of this process took; 0 where none counts them."""
    times = os.times()
    return times.children_user + times.children_system


def main() -> None:
    """Print the median of the runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if hasattr(psutil.Process, "cpu_affinity"):  # macOS has none
        psutil.Process().cpu_affinity([psutil.Process().cpu_affinity()[0]])
    first, second = [], []
    with tempfile.TemporaryDirectory() as scratch:
        draft = repeat(sorted(SAMPLE.glob("*.pdf")), options.pages, Path(scratch) / "draft.pdf")
        for run in range(options.runs):
            cache = Path(scratch) / f"cache{run}"
            first.append(check(draft, cache))
            second.append(check(draft, cache))
    for name, took, wanted in (("first", first, FIRST_WANTED), ("again", second, SECOND_WANTED)):
        clock, processor = (median(part) for part in zip(*took, strict=True))
        spent = f"{clock:6.2f} s of the clock{processor:6.2f} s of the processor"
        print(f"{name:8}{spent}   under {wanted:g} s wanted")


if __name__ == "__main__":
    main()
