"""Read: one file as the program sees it."""

from __future__ import annotations

import re
from pathlib import Path

from cypaudit.errors import UsageError
from cypaudit.model.document import Document
from cypaudit.workflows.inputs import unique_id
from cypaudit.workflows.reading import Reader, ReadingSettings


def read(file: Path, *, settings: ReadingSettings | None = None) -> Document:
    """The document in a file. Raises UsageError where there is no such file, and UnreadableError."""
    if not file.exists():
        raise UsageError(f"{file}: not found. Check the path.")
    if file.is_dir():
        raise UsageError(f"{file}: is a folder. Name one file.")
    with Reader(settings) as reader:
        return reader.read([file], document_id=unique_id(file.stem, ()))


_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6})?)?")


def choose_pages(document: Document, pages: str) -> frozenset[int]:
    """The positions in `Document.pages` of pages named as in "1-4,9" or "12-". Raises UsageError."""
    wanted: set[int] = set()
    for part in pages.replace(" ", "").split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise UsageError(f"--pages {pages}: is no list of pages. Write it as 1-4,9 or 12-.")
        first = int(match[1])
        last = int(match[2]) if match[2] else len(document.pages) if "-" in part else first
        wanted.update(range(first, min(last, len(document.pages)) + 1))
    positions = {i for i, page in enumerate(document.pages) if page.number in wanted}
    if not positions:
        count = sum(page.number is not None for page in document.pages)
        has = f"it has {count} pages" if count else "its format has none"
        raise UsageError(f"--pages {pages}: there is no such page; {has}.")
    return frozenset(positions)
