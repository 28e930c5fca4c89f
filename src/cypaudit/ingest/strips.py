"""Strips of pages: what stands around a passage, its words marked as by a highlighter.

Sixteen greys and sixteen yellows: text stays sharp, a strip takes some ten kilobytes, and the same page
gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2
from PIL import Image

from cypaudit.ingest.pdfium import draw_page, open_pdf
from cypaudit.model.document import Box
from cypaudit.model.picture import PagePicture

SCALE = 1.6  # pixels a point: a page is some 950 pixels wide, readable at the width of a column
LARGEST_WIDTH = 2400  # pixels; a poster is drawn smaller, so that it does not fill the memory
AROUND = 20  # points of page above and below the words: the lines before and after
MARGIN = 16  # pixels left of white at the sides
NARROWEST = 1.0  # points; a rectangle of less is a slip of the reading

_WHITE = 15  # in the palette
_MARKED = 16  # in the palette, a marked grey stands so many places after the grey
_PALETTE = [channel for grey in range(16) for channel in (grey * 17,) * 3]
_PALETTE += [channel for grey in range(16) for channel in (grey * 17, int(grey * 14.5), grey * 4)]
_TO_INDEX = [value >> 4 for value in range(256)]
_TO_INK = [_WHITE - value if value < _WHITE else 0 for value in range(256)]
_TO_MARKED = [value | _MARKED for value in range(256)]

Place = tuple[int, tuple[Box, ...]]  # a page, from 1, and the rectangles of the words
Pixels = tuple[int, int, int, int]  # left, top, right, bottom; the origin is the upper left corner


def draw_strips(path: Path, places: Sequence[Place]) -> dict[int, PagePicture]:
    """A picture of each place by its position among them; those that cannot be drawn are left out.

    A page is drawn once where its places follow one another. Raises UnreadableError where the file cannot
    be opened.
    """
    strips: dict[int, PagePicture] = {}
    pdf = open_pdf(path)
    try:
        drawn: tuple[int, PagePicture, Image.Image] | None = None
        for at, (number, boxes) in enumerate(places):
            if drawn is None or drawn[0] != number:
                drawn = _draw(pdf, number)
            strip = _cut_out(drawn[1], drawn[2], boxes) if drawn is not None else None
            if strip is not None:
                strips[at] = strip
    finally:
        pdf.close()
    return strips


def _draw(pdf: pypdfium2.PdfDocument, number: int) -> tuple[int, PagePicture, Image.Image] | None:
    """A page with its number, where its coordinates lie, and its image in places of the palette."""
    try:
        wide, _ = pdf.get_page_size(number - 1)
    except (pypdfium2.PdfiumError, IndexError):
        return None
    drawn = draw_page(pdf, number - 1, width=max(1, min(round(wide * SCALE), LARGEST_WIDTH)))
    if drawn is None:
        return None
    image, matrix = drawn.image, drawn.matrix
    grey = image.convert("L")
    indexed = Image.frombytes("P", grey.size, grey.point(_TO_INDEX).tobytes())
    frame = PagePicture(media_type="image/png", content=b"", width=0, height=0, matrix=matrix)
    return number, frame, indexed


def _cut_out(frame: PagePicture, page: Image.Image, boxes: Sequence[Box]) -> PagePicture | None:
    """The strip around the rectangles, with these marked; None where they lie off the page."""
    marks = [_pixels(frame, box) for box in boxes if box.right - box.left >= NARROWEST]
    if not marks:
        return None
    around = round(AROUND * max(map(abs, frame.matrix[:2])))
    top = max(0, min(mark[1] for mark in marks) - around)
    bottom = min(page.height, max(mark[3] for mark in marks) + around)
    if bottom <= top:
        return None
    strip = page.crop((0, top, page.width, bottom))
    start, end = _inked(strip)
    strip = strip.crop((start, 0, end, strip.height))
    for left, upper, right, lower in marks:
        _mark(strip, (left - start, upper - top, right - start, lower - top))
    strip.putpalette(_PALETTE)
    file = io.BytesIO()
    strip.save(file, "PNG", compress_level=6)
    a, b, c, d, across, down = frame.matrix
    return replace(
        frame,
        content=file.getvalue(),
        width=strip.width,
        height=strip.height,
        matrix=(a, b, c, d, across - start, down - top),
    )


def _pixels(frame: PagePicture, box: Box) -> Pixels:
    left, top, width, height = frame.place(box)
    return round(left), round(top), round(left + width), round(top + height)


def _inked(strip: Image.Image) -> tuple[int, int]:
    """Where the strip begins and ends to bear something: white edges are cut off but for a margin."""
    inked = strip.point(_TO_INK).getbbox()
    if inked is None:
        return 0, strip.width
    return max(0, inked[0] - MARGIN), min(strip.width, inked[2] + MARGIN)


def _mark(strip: Image.Image, place: Pixels) -> None:
    left, top = max(0, place[0]), max(0, place[1])
    right, bottom = min(strip.width, place[2]), min(strip.height, place[3])
    if left < right and top < bottom:
        strip.paste(strip.crop((left, top, right, bottom)).point(_TO_MARKED), (left, top, right, bottom))
