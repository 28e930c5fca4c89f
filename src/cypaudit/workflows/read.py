"""Read: one file as the program sees it."""

from __future__ import annotations

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
