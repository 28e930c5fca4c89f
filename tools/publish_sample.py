"""Make the published sample anew: the run over the sample corpus, and the two pictures in the README.

    python tools/publish_sample.py [--no-screenshots]

Writes reports/sample/ and docs/images/. Needs Chromium for the pictures: CYPAUDIT_CHROMIUM says where it
lies, else it is looked for on the path.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from cypaudit.workflows.audit import audit

PROJECT = Path(__file__).parents[1]
RUN = PROJECT / "reports" / "sample"
IMAGES = PROJECT / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
COLOURS = 64  # of a screenshot: text and a few blues need no more, at a third of the size


def main() -> None:
    """Audit the sample and take the screenshots."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--no-screenshots", action="store_true", help="only the run")
    arguments = parser.parse_args()
    result = audit([PROJECT / "corpus" / "sample"], RUN, jobs=1)
    if not result.is_complete:
        sys.exit("\n".join(result.warnings))
    if not arguments.no_screenshots:
        take_screenshots()


def take_screenshots() -> None:
    """The first screen of the report, and an answer with its evidence."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CYPAUDIT_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        sys.exit(f"no browser: install one of {', '.join(BROWSERS)}, or run with --no-screenshots")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1120, "height": 880})
        shots = {
            "report-front.png": ("index.html", "main h1"),
            "report-answer.png": ("documents/marrendale-strategy.html", "#c-lead-send"),
        }
        for name, (address, target) in shots.items():
            page.goto((RUN / "report" / address).as_uri())
            page.locator(target).evaluate("element => element.scrollIntoView()")
            page.wait_for_load_state("networkidle")
            page.screenshot(path=IMAGES / name)
            shrink(IMAGES / name)
        browser.close()


def shrink(path: Path) -> None:
    """Reduce a picture to the colours that it needs."""
    from PIL import Image

    with Image.open(path) as image:
        small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main()
