"""Highlights are seen in the PDF viewer of a real browser."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser
from tests.browser.conftest import find_browser
from tests.factories import STRATEGY_PAGES, write_pdf
from tests.functional.command import Command

pytestmark = pytest.mark.browser
GREEN = (153, 230, 153)
PATIENCE = 30  # seconds for the viewer to draw


def test_a_browser_shows_the_highlights(
    browser: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = write_pdf(tmp_path / "plan.pdf", STRATEGY_PAGES)
    ran = Command(capsys)("annotate", plan, "--type", "strategy")
    assert ran.code == 0, ran.err
    # The window-less mode that Playwright asks for has no PDF viewer; this one has.
    viewer = browser.browser_type.launch(
        executable_path=find_browser(),
        headless=False,
        args=["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    )
    try:
        page = viewer.new_page(viewport={"width": 1000, "height": 1200})
        page.goto((tmp_path / "plan-annotated.pdf").as_uri())
        until = time.monotonic() + PATIENCE
        shown = 0
        while shown < 1000 and time.monotonic() < until:
            time.sleep(0.5)
            image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            shown = {colour: count for count, colour in image.getcolors(2_000_000)}.get(GREEN, 0)
        assert shown >= 1000
    finally:
        viewer.close()
