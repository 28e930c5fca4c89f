"""Text files of a run: UTF-8 with "\\n" on every system."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO


def open_text(path: Path) -> TextIO:
    """A new text file to write to.

    The name of a file may hold bytes that are no UTF-8 (Linux allows it), which Python keeps as
    halves of characters: they are written as "?", for a name must not cost the run. Text of
    documents never has them, because `ingest` drops them.
    """
    return path.open("w", encoding="utf-8", errors="replace", newline="")


def write_text(text: str, path: Path) -> None:
    """Write a text file whole."""
    with open_text(path) as file:
        file.write(text)
