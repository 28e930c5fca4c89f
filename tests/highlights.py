"""The words under the highlights of a PDF, as a reader that is not ours finds them (pdfminer.six)."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTContainer, LTItem, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pypdf import PdfReader

Quad = tuple[float, float, float, float]  # left, bottom, right, top in user space


@dataclass(frozen=True)
class Highlight:
    """A highlight of ours and what stands under it."""

    page: int  # from 1
    name: str
    subject: str
    note: str
    quads: tuple[Quad, ...]
    letters: tuple[tuple[str, ...], ...]  # of each quad, in each order in which they may be meant

    def covers(self, quote: str) -> bool:
        """Whether the words under it are the quote, white space, hyphens and forms of letters aside."""
        wanted = fold(quote)
        if not self.letters:
            return not wanted
        return any(fold("".join(texts)) == wanted for texts in zip(*self.letters, strict=True))


def fold(text: str) -> str:
    """Text as it is compared."""
    return "".join(
        c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c not in "-\u00ad\u2010\u2011"
    )


def read_highlights(content: bytes) -> list[Highlight]:
    """The highlights by cypaudit in a PDF, page by page."""
    reader = PdfReader(io.BytesIO(content))
    wanted = {number: quads for number, page in enumerate(reader.pages) if (quads := list(_quads(page)))}
    found = []
    for number, letters in _letters(content, set(wanted)):
        for annotation, quads in wanted[number]:
            found.append(
                Highlight(
                    page=number + 1,
                    name=str(annotation["/NM"]),
                    subject=str(annotation["/Subj"]),
                    note=str(annotation["/Contents"]),
                    quads=quads,
                    letters=tuple(_orders(quad, letters) for quad in quads),
                )
            )
    return found


def _quads(page: object) -> Iterator[tuple[dict, tuple[Quad, ...]]]:
    for item in page.get("/Annots") or ():
        annotation = item.get_object()
        if annotation.get("/T") == "cypaudit" and annotation["/Subtype"] == "/Highlight":
            points = [float(value) for value in annotation["/QuadPoints"]]
            quads = [points[at : at + 8] for at in range(0, len(points), 8)]
            yield annotation, tuple((min(q[::2]), min(q[1::2]), max(q[::2]), max(q[1::2])) for q in quads)


class _Collector(PDFLayoutAnalyzer):
    def receive_layout(self, ltpage: LTPage) -> None:
        self.page = ltpage


def _letters(content: bytes, wanted: set[int]) -> Iterator[tuple[int, list[LTChar]]]:
    manager = PDFResourceManager()
    device = _Collector(manager)
    for number, page in enumerate(PDFPage.get_pages(io.BytesIO(content))):
        if number not in wanted:
            continue
        page.rotate = 0  # so that letters stand where the file says, as the highlights do
        page.mediabox = (0, 0, *page.mediabox[2:])
        PDFPageInterpreter(manager, device).process_page(page)
        yield number, list(_chars(device.page))


def _chars(item: LTItem) -> Iterator[LTChar]:
    if isinstance(item, LTChar):
        yield item
    elif isinstance(item, LTContainer):
        for part in item:
            yield from _chars(part)


def _orders(quad: Quad, letters: list[LTChar]) -> tuple[str, ...]:
    """The letters whose middle lies in a rectangle, as drawn, and along each side of it."""
    left, bottom, right, top = quad
    under = [
        letter
        for letter in letters
        if left <= (letter.x0 + letter.x1) / 2 <= right and bottom <= (letter.y0 + letter.y1) / 2 <= top
    ]
    orders = [under]
    for side in ("x0", "y0"):
        along = sorted(under, key=lambda letter: getattr(letter, side))
        orders += [along, along[::-1]]
    return tuple("".join(letter.get_text() for letter in order) for order in orders)
