"""Whether a file can stand where a user wants it, told before the work that goes into it is done."""

from __future__ import annotations

from pathlib import Path

from cypaudit.errors import OutputError


def check_place(path: Path) -> None:
    """Raises OutputError where a file cannot be written for want of its folder, or is itself a folder."""
    if path.is_dir():
        raise OutputError(f"{path}: is a folder. Name a file in it.")
    if not path.parent.is_dir():
        raise OutputError(f"{path}: there is no folder {path.parent}. Make it first, or name another place.")
