"""Which pages are sent to OCR and what becomes of them; OCR itself is played by a stub."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.drawn_pdf import Drawing, write_drawn

from cypaudit.errors import UnreadableError
from cypaudit.ingest import read_document, scans
from cypaudit.ingest.geometry import Segment, Word
from cypaudit.ingest.ocr import Recognised
from cypaudit.model.document import OCR_ENGINE, Span
from cypaudit.model.limits import Limits
from cypaudit.model.rating import OCR_NOTE, Evidence, EvidenceKind

WORDS = ["We", "will", "open", "a", "family", "hub", "in", "each", "town", "by", "March", "2026"]


def recognised(*, problem: str | None = None) -> Recognised:
    """A page with one line of text."""
    words = tuple(Word(72 + 30 * n, 700, 98 + 30 * n, 712, word, 10, False) for n, word in enumerate(WORDS))
    return Recognised([Segment(72, 700, words[-1].x1, 712, words)], 0.0, problem)


class Stub:
    """Takes the place of OCR and counts the pages that it is given."""

    def __init__(self, result: Recognised) -> None:
        self.pages: list[tuple[float, float]] = []
        self._result = result

    def __call__(self, image: Any, *, width: float, height: float) -> Recognised:
        assert max(image.size) in (2000, 2001)
        self.pages.append((width, height))
        return self._result


@pytest.fixture
def ocr(monkeypatch: pytest.MonkeyPatch) -> Stub:
    stub = Stub(recognised())
    monkeypatch.setattr(scans, "can_recognise", lambda: True)
    monkeypatch.setattr(scans, "recognise_page", stub)
    return stub


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A page of text, a scan, a blank page, and a scan on its side."""
    text = Drawing().text(72, 700, *["A page of words that need no picture to be read from at all."] * 5)
    scan = Drawing().image(0, 0, 595, 842)
    wide = Drawing(width=842, height=595).image(0, 0, 842, 595)
    return write_drawn(tmp_path / "plan.pdf", text, scan, Drawing(), wide)


def test_only_pages_without_text_of_their_own_are_sent_to_ocr(ocr: Stub, mixed: Path) -> None:
    document = read_document([mixed], document_id="plan")
    assert ocr.pages == [(595, 842), (842, 595)]
    assert [page.engine for page in document.pages] == ["pdfium", OCR_ENGINE, "pdfium", OCR_ENGINE]
    assert [page.problem for page in document.pages] == [None] * 4
    assert document.pages[1].text == " ".join(WORDS)
    assert document.warnings == ("plan.pdf: 2 of 4 pages were read by OCR: compare a quote with its page",)


def test_evidence_from_ocr_says_so_and_has_its_rectangle(ocr: Stub, mixed: Path) -> None:
    document = read_document([mixed], document_id="plan")
    block = next(n for n, block in enumerate(document.blocks) if block.spans[0].page_index == 1)
    evidence = Evidence.from_span(
        document,
        Span(1, 0, 7),
        block=block,
        kind=EvidenceKind.SUPPORTS,
        strength="yes",
        cue="c",
        why="It says so.",
    )
    assert evidence.why == f"It says so. {OCR_NOTE}"
    assert evidence.quote == "We will"
    assert [(box.left, box.bottom, box.top) for box in evidence.boxes] == [(72, 700, 712)]


def test_a_page_of_which_ocr_is_not_sure_stays_unread_and_says_why(
    monkeypatch: pytest.MonkeyPatch, mixed: Path
) -> None:
    monkeypatch.setattr(scans, "can_recognise", lambda: True)
    monkeypatch.setattr(scans, "recognise_page", Stub(recognised(problem="OCR found 3 words in it")))
    document = read_document([mixed], document_id="plan")
    page = document.pages[1]
    assert page.problem == "no text but an image; it is probably scanned; OCR found 3 words in it"
    assert (page.engine, page.text) == ("pdfium", "")


def test_no_more_pages_are_read_by_ocr_than_allowed(ocr: Stub, mixed: Path) -> None:
    document = read_document([mixed], document_id="plan", limits=Limits(max_ocr_pages=1))
    assert len(ocr.pages) == 1
    assert document.pages[3].problem is not None
    assert document.pages[3].problem.endswith("no more than 1 pages are read by OCR")


def test_the_caller_is_told_before_each_page(ocr: Stub, mixed: Path) -> None:
    told: list[int] = []
    read_document([mixed], document_id="plan", on_ocr_page=lambda: told.append(len(ocr.pages)))
    assert told == [0, 1]


def test_switched_off_nothing_is_sent_to_ocr(ocr: Stub, mixed: Path) -> None:
    document = read_document([mixed], document_id="plan", limits=Limits(max_ocr_pages=0))
    assert ocr.pages == []
    assert len(list(document.unreadable_pages())) == 2
    assert "--no-ocr" in document.warnings[0]


def test_without_the_extra_the_message_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mixed: Path
) -> None:
    monkeypatch.setattr(scans, "can_recognise", lambda: False)
    assert "Install cypaudit[ocr]" in read_document([mixed], document_id="plan").warnings[0]
    scan = write_drawn(tmp_path / "scan.pdf", Drawing().image(0, 0, 595, 842))
    with pytest.raises(UnreadableError, match=r"no text on its only page.*Install cypaudit\[ocr\]"):
        read_document([scan], document_id="scan")


@pytest.mark.parametrize(
    ("count", "said"), [(1, "its only page is blank"), (3, "all of its 3 pages are blank")]
)
def test_a_file_of_blank_pages_is_not_called_scanned(count: int, said: str, tmp_path: Path) -> None:
    blank = write_drawn(tmp_path / "blank.pdf", *[Drawing() for _ in range(count)])
    with pytest.raises(UnreadableError, match=said) as error:
        read_document([blank], document_id="blank")
    assert "scanned" not in str(error.value)
