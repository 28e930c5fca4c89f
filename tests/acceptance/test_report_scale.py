"""A report on as many documents as there may be is made in seconds, and its front page is light."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.runs import store_large_run


@pytest.mark.slow
def test_a_report_on_84_documents_of_80_pages_is_made_within_twenty_seconds(tmp_path: Path) -> None:
    started = time.process_time()
    run = store_large_run(tmp_path / "run")
    took = time.process_time() - started
    size = (run / "report" / "index.html").stat().st_size
    print(f"{took:.1f} s, front page {size / 1e6:.2f} MB")  # noqa: T201 - docs/measurements.md quotes it
    assert took < 20  # seconds of processor time, for counting, writing the tables and rendering
    assert size < 3_000_000
    assert len(list((run / "report" / "documents").iterdir())) == 84
