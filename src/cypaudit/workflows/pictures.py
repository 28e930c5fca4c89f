"""Pictures of a document's pages, drawn by the process that reads files: a file may hang a renderer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from cypaudit.errors import UnreadableError
from cypaudit.model.document import Document
from cypaudit.model.picture import PagePicture
from cypaudit.workflows.reading import ReadingSettings, reading_settings
from cypaudit.workflows.reading_messages import Request
from cypaudit.workflows.reading_process import ReadingProcess


def draw_document(
    files: Sequence[Path],
    document: Document,
    *,
    page_indexes: Collection[int],
    settings: ReadingSettings | None = None,
) -> dict[int, PagePicture]:
    """Pictures by position in `Document.pages`. A file without pages, or that cannot be drawn, has none."""
    settings = settings or reading_settings()
    pictures: dict[int, PagePicture] = {}
    with ReadingProcess() as process:
        for file in files:
            positions = {
                page.number: index
                for index, page in enumerate(document.pages)
                if page.file == file.name and page.number is not None and index in page_indexes
            }
            if not positions:
                continue
            process.start(
                Request(files=(str(file.absolute()),), limits=settings.limits, pictures=tuple(positions))
            )
            try:
                drawn = process.finish_pictures()
            except UnreadableError:
                continue
            pictures |= {positions[number]: picture for number, picture in drawn.items()}
    return pictures
