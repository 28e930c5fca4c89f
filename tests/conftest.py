"""What all tests share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds what another read, or leaves anything in the user's own cache."""
    monkeypatch.setenv("CYPAUDIT_CACHE", "off")
