"""Pictures of pages, so that what was read can be held against what a person sees."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from cypaudit.ingest.pdfium import draw_page, open_pdf
from cypaudit.model.picture import PagePicture

# Large enough to read body text on, small enough for a hundred pages in one file: 30 to 60 KB a page.
WIDTH = 800  # pixels
QUALITY = 50  # of 100


def draw_pages(path: Path, pages: Sequence[int], *, width: int = WIDTH) -> dict[int, PagePicture]:
    """Pictures of a PDF's pages, counted from 1; pages that cannot be drawn are left out.

    Raises UnreadableError where the file cannot be opened.
    """
    pictures: dict[int, PagePicture] = {}
    pdf = open_pdf(path)
    try:
        for page in pages:
            drawn = draw_page(pdf, page - 1, width=width)
            if drawn is None:
                continue
            image = drawn.image
            stream = io.BytesIO()
            image.save(stream, "WEBP", quality=QUALITY, method=3)
            pictures[page] = PagePicture(
                media_type="image/webp",
                content=stream.getvalue(),
                width=image.width,
                height=image.height,
                matrix=drawn.matrix,
            )
    finally:
        pdf.close()
    return pictures
