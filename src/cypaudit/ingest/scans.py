"""Pages of a PDF that have no text of their own, read from their pictures where OCR is at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pypdfium2

from cypaudit.ingest.ocr import LONGER_SIDE, can_recognise, recognise_page
from cypaudit.ingest.pdfium import PageContent, draw_page
from cypaudit.model.document import OCR_ENGINE

GET_OCR = "Install cypaudit[ocr] and such pages are read from their pictures, or run OCR on the file first."
ALLOW_OCR = "Reading pictures by OCR was switched off (--no-ocr or CYPAUDIT_OCR=off)."
OCR_FAILED = "OCR made out too little of them to rely on."


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrNeeds:
    """What reading by OCR may cost."""

    max_pages: int  # of one file; 0: none
    on_page: Callable[[], None]  # is called before each page, which takes seconds


NO_OCR = OcrNeeds(max_pages=0, on_page=lambda: None)


def read_scans(
    pdf: pypdfium2.PdfDocument,
    contents: Sequence[PageContent | None],
    problems: Sequence[str | None],
    needs: OcrNeeds,
) -> tuple[list[PageContent | None], str]:
    """The pages, with those that have a problem read by OCR; and what to do about those that could not be.

    A page of which OCR is not sure keeps what it had, and its problem says so.
    """
    read = list(contents)
    wanted = [index for index, problem in enumerate(problems) if problem and contents[index] is not None]
    if not wanted:
        return read, ""
    if needs.max_pages == 0:
        return read, ALLOW_OCR
    if not can_recognise():
        return read, GET_OCR
    for number, index in enumerate(wanted):
        content, problem = contents[index], problems[index]
        assert content is not None  # noqa: S101 - those were left out above
        if number >= needs.max_pages:
            too_many = f"no more than {needs.max_pages} pages are read by OCR"
            read[index] = content._replace(problem=f"{problem}; {too_many}")
            continue
        needs.on_page()
        read[index] = _read_scan(pdf, index, content, str(problem))
    is_left = any(read[index].problem for index in wanted)  # type: ignore[union-attr]
    return read, OCR_FAILED if is_left else ""


def _read_scan(pdf: pypdfium2.PdfDocument, index: int, content: PageContent, problem: str) -> PageContent:
    """A page as OCR reads it, where it is sure enough."""
    width, height = content.shown_size
    drawn = draw_page(pdf, index, width=round(LONGER_SIDE * width / max(width, height, 1.0)))
    if drawn is None:
        return content
    recognised = recognise_page(drawn.image, width=width, height=height)
    if recognised.problem is not None:
        return content._replace(problem=f"{problem}; {recognised.problem}")
    return content._replace(
        width=width,
        height=height,
        segments=recognised.segments,
        sideways=(),
        drawn=[],
        bullets=[],
        marks=(),
        frame=drawn.frame._replace(skew=recognised.skew),
        engine=OCR_ENGINE,
    )
