"""The brief of a check in a browser: accessible, narrow enough for a phone, and printed on upright A4."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pypdf import PdfReader

from cypaudit.report.check import FORMS, CheckContent
from cypaudit.workflows.check import check

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The brief on a plan of the sample, set beside another plan."""
    result = check(SAMPLE / "marrendale-jfp.docx", against=SAMPLE / "ravensholt-jfp.pdf")
    path = tmp_path_factory.mktemp("brief") / "brief.html"
    path.write_bytes(FORMS["html"].render(CheckContent(check=result)))
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(brief: Path, open_page: OpenPage, width: int, scheme: str) -> None:
    page = open_page(width=width, scheme=scheme)
    page.goto(brief.as_uri())
    found = Axe().run(page).response
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
    assert len(found["passes"]) > 15


def test_nothing_sticks_out_at_phone_width(brief: Path, open_page: OpenPage) -> None:
    page = open_page(width=320)  # WCAG 1.4.10 asks for 320 pixels
    page.goto(brief.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_every_entry_of_the_contents_leads_to_its_heading(brief: Path, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(brief.as_uri())
    for link in page.locator("nav a").all():
        link.click()
        assert page.locator(":target").inner_text() == link.inner_text()


def test_it_prints_on_upright_a4_with_all_its_words(brief: Path, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page()
    page.goto(brief.as_uri())
    page.pdf(path=tmp_path / "brief.pdf", prefer_css_page_size=True)
    pages = PdfReader(tmp_path / "brief.pdf").pages
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for heading in ("What is missing", "Against the one published last", "How to close a gap"):
        assert heading in text
