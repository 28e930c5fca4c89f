"""What all tests share."""

from __future__ import annotations

import os

import pytest


def pytest_configure() -> None:
    """Read no pictures by OCR, which takes seconds a page, where it happens to be installed."""
    os.environ["CYPAUDIT_OCR"] = "off"


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds what another read, or leaves anything in the user's own cache."""
    monkeypatch.setenv("CYPAUDIT_CACHE", "off")
