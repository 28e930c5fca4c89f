"""What is on a PDF page: words with their places, and drawn rectangles. The only importer of pdfium.

Asking pdfium for every character would take longer than all the rest of reading, so the text of a
page is fetched at once and only the first and last character of each word are asked for their place.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

from cypaudit.errors import UnreadableError
from cypaudit.ingest.geometry import SPLIT_GAP, Segment, Word
from cypaudit.ingest.tables import Drawn


class PageContent(NamedTuple):
    """One page as drawn, in points as a reader sees it, the origin at the lower left."""

    width: float
    height: float
    segments: list[Segment]
    drawn: list[Drawn]
    bullets: list[tuple[float, float, float, float]]  # small drawn dots that may stand before a list item
    has_image: bool
    rotation: int  # quarter turns clockwise
    origin: tuple[float, float]  # of the visible page in PDF user space
    label: str


def _bind(name: str, *arguments: Any, returns: Any = ctypes.c_int) -> Callable[..., Any]:
    """A function of pdfium taking plain addresses: it is called thousands of times, and pypdfium2's
    typed pointers double the time of each call."""
    address = ctypes.cast(getattr(pdfium_c, name), ctypes.c_void_p).value
    return ctypes.CFUNCTYPE(returns, *arguments)(address)  # type: ignore[no-any-return]


_P, _I, _F = ctypes.c_void_p, ctypes.c_int, ctypes.c_float
_load_text = _bind("FPDFText_LoadPage", _P, returns=_P)
_close_text = _bind("FPDFText_ClosePage", _P, returns=None)
_count_chars = _bind("FPDFText_CountChars", _P)
_get_text = _bind("FPDFText_GetText", _P, _I, _I, _P)
_loose_box = _bind("FPDFText_GetLooseCharBox", _P, _I, _P)
_text_object = _bind("FPDFText_GetTextObject", _P, _I, returns=_P)
_font_size = _bind("FPDFText_GetFontSize", _P, _I, returns=ctypes.c_double)
_matrix = _bind("FPDFText_GetMatrix", _P, _I, _P)
_object_font = _bind("FPDFTextObj_GetFont", _P, returns=_P)
_font_name = _bind("FPDFFont_GetBaseFontName", _P, _P, ctypes.c_size_t, returns=ctypes.c_size_t)
_font_weight = _bind("FPDFFont_GetWeight", _P)
_count_objects = _bind("FPDFPage_CountObjects", _P)
_get_object = _bind("FPDFPage_GetObject", _P, _I, returns=_P)
_object_type = _bind("FPDFPageObj_GetType", _P)
_bounds = _bind("FPDFPageObj_GetBounds", _P, _P, _P, _P, _P)
_fill_colour = _bind("FPDFPageObj_GetFillColor", _P, _P, _P, _P, _P)
_draw_mode = _bind("FPDFPath_GetDrawMode", _P, _P, _P)
_form_count = _bind("FPDFFormObj_CountObjects", _P)
_form_object = _bind("FPDFFormObj_GetObject", _P, ctypes.c_ulong, returns=_P)
_object_matrix = _bind("FPDFPageObj_GetMatrix", _P, _P)

_TOKENS = re.compile(r"[^\s\x02\ufffe\xad]+[\x02\ufffe\xad]?|\n")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|extrab", re.IGNORECASE)


def open_pdf(path: Path) -> pypdfium2.PdfDocument:
    """Open a PDF, also one with an empty password. Raises UnreadableError."""
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == pdfium_c.FPDF_ERR_PASSWORD:
            raise UnreadableError(
                f"{path.name}: a password is needed to open it. Save a copy without a password."
            ) from error
        if code == pdfium_c.FPDF_ERR_SECURITY:
            raise UnreadableError(
                f"{path.name}: encrypted in a way that cannot be read. Save a copy without protection."
            ) from error
        raise UnreadableError(f"{path.name}: the PDF is damaged or cut short. Download it again.") from error


class PageReader:
    """Reads the pages of one open PDF. It keeps buffers and fonts from page to page."""

    def __init__(self, pdf: pypdfium2.PdfDocument) -> None:
        self._pdf = pdf
        self._fonts: dict[int, bool] = {}
        self._rect = pdfium_c.FS_RECTF()
        self._matrix_value = pdfium_c.FS_MATRIX()
        self._edges = [ctypes.c_float() for _ in range(4)]
        self._edge_refs = [ctypes.addressof(edge) for edge in self._edges]
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._colour_refs = [ctypes.addressof(part) for part in self._colour]
        self._mode = [ctypes.c_int(), ctypes.c_int()]
        self._name = ctypes.create_string_buffer(128)

    def read(self, index: int) -> PageContent:
        """The content of a page, counted from 0."""
        page = pdfium_c.FPDF_LoadPage(self._pdf.raw, index)
        if not page:
            raise ValueError(f"page {index + 1} cannot be loaded")
        try:
            address = ctypes.cast(page, ctypes.c_void_p).value
            rotation = pdfium_c.FPDFPage_GetRotation(page)
            left, bottom, right, top = self._visible_box(page)
            drawn, bullets, has_image = self._read_drawn(address)
            segments = self._read_segments(address)
        finally:
            pdfium_c.FPDF_ClosePage(page)
        width, height = right - left, top - bottom
        if rotation in (1, 3):
            width, height = height, width
        content = PageContent(
            width, height, segments, drawn, bullets, has_image, rotation, (left, bottom), self._label(index)
        )
        return _turn(content) if rotation or left or bottom else content

    def _visible_box(self, page: Any) -> tuple[float, float, float, float]:
        """The part of the page that is shown, in user space."""
        edges = [ctypes.c_float() for _ in range(4)]
        for get in (pdfium_c.FPDFPage_GetCropBox, pdfium_c.FPDFPage_GetMediaBox):
            if get(page, *edges):
                left, bottom, right, top = (edge.value for edge in edges)
                if right > left and top > bottom:
                    return left, bottom, right, top
        width, height = pdfium_c.FPDF_GetPageWidthF(page), pdfium_c.FPDF_GetPageHeightF(page)
        return 0.0, 0.0, width, height

    def _label(self, index: int) -> str:
        """The page's own label, "" where the file has none."""
        try:
            label = self._pdf.get_page_label(index)
        except (pypdfium2.PdfiumError, UnicodeDecodeError):
            return ""
        return str(label)

    def _read_segments(self, page: int | None) -> list[Segment]:
        """The words of a page, joined where they stand close together in one line."""
        textpage = _load_text(page)
        if not textpage:
            return []
        try:
            count = _count_chars(textpage)
            if count <= 0:
                return []
            buffer = ctypes.create_string_buffer(2 * (count + 1))
            written = _get_text(textpage, 0, count, ctypes.addressof(buffer))
            text = buffer.raw[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
            return self._make_segments(textpage, text)
        finally:
            _close_text(textpage)

    def _make_segments(self, textpage: int, text: str) -> list[Segment]:
        rect = self._rect
        rect_ref = ctypes.addressof(rect)
        segments: list[Segment] = []
        run: list[Word] = []
        last_object, size, bold, is_upright = -1, 0.0, False, True
        x1 = y0 = y1 = 0.0  # of the run so far: its right edge, and the height of its last word
        for match in _TOKENS.finditer(text):
            token = match[0]
            if token == "\n":
                if run:
                    segments.append(_close_run(run))
                    run = []
                continue
            start = match.start()
            end = match.end() - 1
            if not _loose_box(textpage, start, rect_ref):
                continue
            wx0, wy0, wx1, wy1 = rect.left, rect.bottom, rect.right, rect.top
            text_object = _text_object(textpage, start)
            if text_object != last_object:
                last_object = text_object
                size, bold, is_upright = self._look(textpage, start, text_object)
            if end > start and _loose_box(textpage, end, rect_ref):
                if rect.right > wx1:
                    wx1 = rect.right
                if rect.left < wx0:
                    wx0 = rect.left
                if not is_upright:
                    wy0, wy1 = min(wy0, rect.bottom), max(wy1, rect.top)
            if not is_upright:
                continue  # text that runs up or down the page: axis titles and side tabs, never sentences
            word = Word(wx0, wy0, wx1, wy1, token, size, bold)
            if run:
                gap = wx0 - x1
                if gap > SPLIT_GAP * size or gap < -0.5 * size or min(y1, wy1) - max(y0, wy0) < 0.4 * size:
                    segments.append(_close_run(run))
                    run = []
            run.append(word)
            x1, y0, y1 = wx1, wy0, wy1
        if run:
            segments.append(_close_run(run))
        return segments

    def _look(self, textpage: int, index: int, text_object: int | None) -> tuple[float, bool, bool]:
        """Type size, whether bold, and whether upright, of the text object that a character is in."""
        matrix = self._matrix_value
        size = _font_size(textpage, index)
        upright = True
        if _matrix(textpage, index, ctypes.addressof(matrix)):
            scale = (matrix.c * matrix.c + matrix.d * matrix.d) ** 0.5
            size *= scale
            upright = abs(matrix.b) <= abs(matrix.a)
        bold = False
        if text_object:
            font = _object_font(text_object)
            if font:
                known = self._fonts.get(font)
                if known is None:
                    length = _font_name(font, ctypes.addressof(self._name), 128)
                    name = self._name.raw[: max(min(length, 128) - 1, 0)].decode("utf-8", "replace")
                    known = bool(_BOLD.search(name)) or 600 <= _font_weight(font) <= 1000
                    self._fonts[font] = known
                bold = known
        return round(size, 1), bold, upright

    def _read_drawn(
        self, page: int | None
    ) -> tuple[list[Drawn], list[tuple[float, float, float, float]], bool]:
        """Rules and rectangles, small dots, and whether there is an image."""
        drawn: dict[Drawn, None] = {}
        dots: dict[tuple[float, float, float, float], None] = {}
        has_image = False
        for index in range(_count_objects(page)):
            obj = _get_object(page, index)
            kind = _object_type(obj)
            if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
                continue
            if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
                self._note_path(obj, None, drawn, dots)
            elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
                has_image = True
            elif kind == pdfium_c.FPDF_PAGEOBJ_FORM:
                has_image |= self._read_form(obj, drawn, dots)
        return list(drawn), list(dots), has_image

    def _read_form(
        self, form: int, drawn: dict[Drawn, None], dots: dict[tuple[float, float, float, float], None]
    ) -> bool:
        """What a Form XObject draws, one level deep; whether it holds an image."""
        matrix = pdfium_c.FS_MATRIX()
        if not _object_matrix(form, ctypes.addressof(matrix)):
            return False
        place = (matrix.a, matrix.d, matrix.e, matrix.f)
        has_image = False
        for index in range(min(_form_count(form), 5000)):
            obj = _form_object(form, index)
            kind = _object_type(obj)
            if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
                self._note_path(obj, place, drawn, dots)
            elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
                has_image = True
        return has_image

    def _note_path(
        self,
        obj: int,
        place: tuple[float, float, float, float] | None,
        drawn: dict[Drawn, None],
        dots: dict[tuple[float, float, float, float], None],
    ) -> None:
        """Keep a path if its size can mean something."""
        if not _bounds(obj, *self._edge_refs):
            return
        x0, y0, x1, y1 = (round(edge.value, 1) for edge in self._edges)
        if place is not None:
            x0, x1 = sorted((x0 * place[0] + place[2], x1 * place[0] + place[2]))
            y0, y1 = sorted((y0 * place[1] + place[3], y1 * place[1] + place[3]))
        w, h = x1 - x0, y1 - y0
        if w < 12 and h < 6:
            if 1.2 <= w <= 7 and 1.2 <= h <= 7:
                dots[(x0, y0, x1, y1)] = None
            return
        _draw_mode(obj, ctypes.addressof(self._mode[0]), ctypes.addressof(self._mode[1]))
        fill: int | None = None
        if self._mode[0].value:
            _fill_colour(obj, *self._colour_refs)
            red, green, blue, alpha = (part.value for part in self._colour)
            if alpha < 8:
                if not self._mode[1].value:
                    return
            elif not (red > 250 and green > 250 and blue > 250):
                fill = red << 16 | green << 8 | blue
            elif not self._mode[1].value and w > 3 and h > 3:
                return  # white on white: a designer's clearing, not a box
        elif not self._mode[1].value:
            return
        drawn[Drawn(x0, y0, x1, y1, fill)] = None


def _close_run(run: list[Word]) -> Segment:
    """A segment from words that follow one another."""
    if len(run) == 1:
        word = run[0]
        return Segment(word.x0, word.y0, word.x1, word.y1, (word,))
    return Segment(
        run[0].x0,
        min([word.y0 for word in run]),
        run[-1].x1,
        max([word.y1 for word in run]),
        tuple(run),
    )


def _turn(content: PageContent) -> PageContent:
    """The content as a reader sees it: moved to the visible box's corner. Text on a turned page is
    kept upright by `_make_segments` only where it is upright in user space."""
    dx, dy = content.origin
    if not dx and not dy:
        return content
    return content._replace(
        segments=[
            Segment(
                s.x0 - dx, s.y0 - dy, s.x1 - dx, s.y1 - dy,
                tuple(w._replace(x0=w.x0 - dx, x1=w.x1 - dx, y0=w.y0 - dy, y1=w.y1 - dy) for w in s.words),
            )
            for s in content.segments
        ],
        drawn=[Drawn(d.x0 - dx, d.y0 - dy, d.x1 - dx, d.y1 - dy, d.fill) for d in content.drawn],
        bullets=[(b[0] - dx, b[1] - dy, b[2] - dx, b[3] - dy) for b in content.bullets],
    )


def iterate_outline(pdf: pypdfium2.PdfDocument) -> Iterator[tuple[str, int, int | None]]:
    """The outline's entries: title, level from 1, page from 0 or None. A broken outline has none."""
    try:
        for number, entry in enumerate(pdf.get_toc(max_depth=6)):
            if number >= 2000:
                return
            destination = entry.get_dest()
            yield entry.get_title() or "", entry.level + 1, destination.get_index() if destination else None
    except (pypdfium2.PdfiumError, UnicodeDecodeError, ValueError):
        return
