"""Chromium as the system has it, driven by Playwright; nothing is downloaded.

Set CYPAUDIT_CHROMIUM to the program where it lies elsewhere. Without a browser these tests fail: they are
asked for by their marker.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_browser() -> str:
    """The browser's program."""
    program = os.environ.get("CYPAUDIT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert program, f"no browser: none of {', '.join(NAMES)} is installed, nor is CYPAUDIT_CHROMIUM set"
    return program


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = find_browser()
    with sync_playwright() as playwright:
        # No sandbox, because tests may run as root in a container; the pages are our own.
        started = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages that must say nothing on the console and ask for nothing but files."""
    contexts = []
    complaints: list[str] = []

    def open_one(*, width: int = 1280, scheme: str = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: _note_foreign(request.url, complaints))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


def _note_foreign(url: str, complaints: list[str]) -> None:
    if not url.startswith(("file:", "data:")):
        complaints.append(f"asked for {url}")
