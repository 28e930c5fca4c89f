"""Scanned pages read by OCR from end to end; run where `make ocr` has installed it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.drawn_pdf import Drawing, wrap, write_drawn
from tests.functional.command import Command, rows_of
from tests.scanned_pdf import write_scan

pytest.importorskip("rapidocr", reason="cypaudit[ocr] is not installed (make ocr)")
pytestmark = pytest.mark.slow

LEFT = (
    "Our executive lead for children and young people is Dr Ruth Abney, the chief nurse of the board. She "
    "reports to the board twice a year on waiting times for speech and language therapy."
)
RIGHT = (
    "Parents told us that they had to tell their story four times. By March 2025 each family will have "
    "one plan and one named worker, whichever service they come to first."
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _with_ocr(monkeypatch: pytest.MonkeyPatch, cache: Path, _no_cache: None) -> None:
    """OCR as users have it; what one test had read, the next need not read again."""
    monkeypatch.delenv("CYPAUDIT_OCR", raising=False)
    monkeypatch.setenv("CYPAUDIT_CACHE", str(cache))


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of two columns, drawn row by row, as a noisy scan that lies askew."""
    folder = tmp_path_factory.mktemp("scan")
    page = Drawing().text(72, 780, "Marsh Joint Forward Plan 2023 to 2028", size=20)
    left, right = wrap(LEFT, 42), wrap(RIGHT, 42)
    for number in range(max(len(left), len(right))):
        for x, lines in ((72, left), (320, right)):
            if number < len(lines):
                page.text(x, 700 - 16 * number, lines[number], size=10.5)
    drawn = write_drawn(folder / "drawn.pdf", page)
    return write_scan(drawn, folder / "scan.pdf", dpi=150, skew=0.8, noise=60)


def test_a_scan_is_read_offline_column_by_column(cypaudit: Command, scan: Path) -> None:
    # Offline: the process that reads has given up connections and writing before it opens the file.
    ran = cypaudit("read", scan, "--format", "json")
    assert ran.code == 0, ran.err
    content = json.loads(ran.out)
    assert content["pages"][0]["engine"] == "ocr"
    text = " ".join(block["text"] for block in content["blocks"])
    words = re.findall(r"\w+", text)
    wanted = re.findall(r"\w+", f"Marsh Joint Forward Plan 2023 to 2028 {LEFT} {RIGHT}")
    assert words == wanted


def test_rectangles_lie_on_the_words(cypaudit: Command, scan: Path) -> None:
    blocks = json.loads(cypaudit("read", scan, "--format", "json").out)["blocks"]
    first = next(block for block in blocks if block["text"].startswith("Our executive"))
    _, left, bottom, right, top = first["lines"][0]
    assert (left, bottom) == pytest.approx((72, 697), abs=6)
    assert 10 < top - bottom < 20
    assert right < 310


def test_evidence_of_an_audit_says_that_it_was_read_by_ocr(
    cypaudit: Command, scan: Path, tmp_path: Path
) -> None:
    ran = cypaudit("audit", scan, "--type", "jfp", "--out", tmp_path / "run")
    assert ran.code == 0, ran.err
    evidence = rows_of(tmp_path / "run" / "evidence.csv")
    lead = next(row for row in evidence if row["criterion"] == "lead-executive")
    assert "Ruth Abney" in lead["quote"]
    assert all("Read by OCR" in row["why"] for row in evidence)
    document = rows_of(tmp_path / "run" / "documents.csv")[0]
    assert document["engine"] == "ocr"
    assert "read by OCR" in document["warnings"]


def test_without_ocr_the_scan_is_unreadable(cypaudit: Command, scan: Path) -> None:
    ran = cypaudit("read", scan, "--no-ocr")
    assert ran.code == 3
    assert "--no-ocr" in ran.err


def test_a_picture_without_words_stays_unreadable(cypaudit: Command, tmp_path: Path) -> None:
    picture = write_drawn(tmp_path / "picture.pdf", Drawing().image(0, 0, 595, 842))
    assert cypaudit("read", write_scan(picture, tmp_path / "scan.pdf", noise=120)).code == 3


def test_time_is_allowed_for_each_page_that_is_read_by_ocr(cypaudit: Command, scan: Path) -> None:
    # Less than the models take to load: without time of its own the page would not be read.
    assert cypaudit("read", scan, "--timeout", "1.5", "--no-cache").code == 0
