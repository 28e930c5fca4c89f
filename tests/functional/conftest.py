"""What tests of commands share."""

from __future__ import annotations

import pytest

from tests.functional.command import Command


@pytest.fixture
def cypaudit(capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, run in this process."""
    return Command(capsys)
