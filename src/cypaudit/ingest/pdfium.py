"""What is on a PDF page: words with their places, and drawn rectangles. The only importer of pdfium.

Asking pdfium for every character would take longer than all the rest of reading, so the text of a
page is fetched at once and only the first and last character of each word are asked for their place.
"""

from __future__ import annotations

import ctypes
import math
import re
import struct
from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

from cypaudit.errors import UnreadableError
from cypaudit.ingest.clean import clean_text
from cypaudit.ingest.geometry import SPLIT_GAP, TIGHT_GAP, Segment, Word
from cypaudit.ingest.legibility import FEW_WORDS, Pictures
from cypaudit.ingest.tables import Drawn

ENGINE = "pdfium"

Bounds = tuple[float, float, float, float]  # left, bottom, right, top in points
Matrix = tuple[float, float, float, float, float, float]  # x' = a*x + c*y + e, y' = b*x + d*y + f


class Frame(NamedTuple):
    """How a page is turned for its reader: user space to what is seen, and back."""

    left: float  # the visible part of the page, in user space
    bottom: float
    right: float
    top: float
    turns: int  # quarter turns clockwise
    skew: float = 0.0  # radians, anticlockwise: how far askew a scan is, which its layout is freed of

    @property
    def is_plain(self) -> bool:
        """Whether both are the same."""
        return not (self.turns or self.left or self.bottom or self.skew)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as seen."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)

    def to_view(self, x0: float, y0: float, x1: float, y1: float) -> Bounds:
        """Bounds in user space as bounds on the page as seen, the origin at its lower left."""
        if self.turns == 0:
            return x0 - self.left, y0 - self.bottom, x1 - self.left, y1 - self.bottom
        if self.turns == 1:
            return y0 - self.bottom, self.right - x1, y1 - self.bottom, self.right - x0
        if self.turns == 2:
            return self.right - x1, self.top - y1, self.right - x0, self.top - y0
        return self.top - y1, x0 - self.left, self.top - y0, x1 - self.left

    def to_page(self, x0: float, y0: float, x1: float, y1: float) -> Bounds:
        """Bounds on the page as seen, set straight, as bounds in user space."""
        if self.skew:
            x, y = turn_about_middle((x0 + x1) / 2, (y0 + y1) / 2, self.skew, size=self.size)
            x0, y0, x1, y1 = x - (x1 - x0) / 2, y - (y1 - y0) / 2, x + (x1 - x0) / 2, y + (y1 - y0) / 2
        if self.turns == 0:
            return x0 + self.left, y0 + self.bottom, x1 + self.left, y1 + self.bottom
        if self.turns == 1:
            return self.right - y1, x0 + self.bottom, self.right - y0, x1 + self.bottom
        if self.turns == 2:
            return self.right - x1, self.top - y1, self.right - x0, self.top - y0
        return y0 + self.left, self.top - x1, y1 + self.left, self.top - x0


def turn_about_middle(x: float, y: float, angle: float, *, size: tuple[float, float]) -> tuple[float, float]:
    """A point turned anticlockwise by so many radians about the middle of a page of this size."""
    dx, dy = x - size[0] / 2, y - size[1] / 2
    cos, sin = math.cos(angle), math.sin(angle)
    return size[0] / 2 + dx * cos - dy * sin, size[1] / 2 + dx * sin + dy * cos


class PageContent(NamedTuple):
    """One page as drawn, in points as a reader sees it, the origin at the lower left."""

    width: float
    height: float
    segments: list[Segment]
    sideways: tuple[str, ...]  # text that is not upright to the reader: axis titles, side tabs
    drawn: list[Drawn]
    bullets: list[Bounds]  # small drawn dots that may stand before a list item
    pictures: Pictures | None  # looked for only where there are few words
    frame: Frame
    shown_size: tuple[
        float, float
    ]  # width and height as viewers show the page, even where it is read sideways
    label: str
    marks: tuple[str, ...]  # the small raised figures that point to notes
    engine: str = ENGINE
    tints: tuple[
        int, ...
    ] = ()  # of each segment: its colour as 0xRRGGBB, below zero where only it begins so; 0: none
    problem: str | None = None  # why its engine does not rely on it; None where that is still to be weighed


def _bind(name: str, *arguments: Any, returns: Any = ctypes.c_int) -> Callable[..., Any]:
    """A function of pdfium taking plain addresses: it is called thousands of times, and pypdfium2's
    typed pointers double the time of each call."""
    return ctypes.PYFUNCTYPE(returns, *arguments)(_address_of(name))


def _bind_bare(name: str, *, returns: Any = ctypes.c_int) -> Callable[..., Any]:
    """A function whose arguments are not converted, which halves the time of a call again.

    Every pointer must be given as `_pointer` or `ctypes.byref` makes it: a bare number would be cut
    to 32 bits. Only for what is asked of every word or every drawn object.
    """
    return ctypes.PYFUNCTYPE(returns)(_address_of(name))


def _address_of(name: str) -> int:
    return ctypes.cast(getattr(pdfium_c, name), ctypes.c_void_p).value or 0


_P, _I = ctypes.c_void_p, ctypes.c_int
_pointer = ctypes.c_void_p.from_param
# These two work through a whole page. Unlike the others they let other threads run meanwhile.
_load_text = ctypes.CFUNCTYPE(_P, _P)(_address_of("FPDFText_LoadPage"))
_get_text = ctypes.CFUNCTYPE(_I, _P, _I, _I, _P)(_address_of("FPDFText_GetText"))
_close_text = _bind("FPDFText_ClosePage", _P, returns=None)
_count_chars = _bind("FPDFText_CountChars", _P)
_loose_box = _bind_bare("FPDFText_GetLooseCharBox")
_text_object = _bind_bare("FPDFText_GetTextObject", returns=_P)
_is_generated = _bind("FPDFText_IsGenerated", _P, _I)
_ink_box = _bind("FPDFText_GetCharBox", _P, _I, _P, _P, _P, _P)
_font_size = _bind_bare("FPDFText_GetFontSize", returns=ctypes.c_double)
_matrix = _bind_bare("FPDFText_GetMatrix")
_object_font = _bind("FPDFTextObj_GetFont", _P, returns=_P)
_render_mode = _bind("FPDFTextObj_GetTextRenderMode", _P)
_font_name = _bind("FPDFFont_GetBaseFontName", _P, _P, ctypes.c_size_t, returns=ctypes.c_size_t)
_font_weight = _bind("FPDFFont_GetWeight", _P)
_count_objects = _bind("FPDFPage_CountObjects", _P)
_get_object = _bind_bare("FPDFPage_GetObject", returns=_P)
_object_type = _bind("FPDFPageObj_GetType", _P)
_bounds = _bind_bare("FPDFPageObj_GetBounds")
_fill_colour = _bind_bare("FPDFPageObj_GetFillColor")
_draw_mode = _bind_bare("FPDFPath_GetDrawMode")
_form_count = _bind("FPDFFormObj_CountObjects", _P)
_form_object = _bind("FPDFFormObj_GetObject", _P, ctypes.c_ulong, returns=_P)
_count_strokes = _bind("FPDFPath_CountSegments", _P)
_object_matrix = _bind("FPDFPageObj_GetMatrix", _P, _P)

# A drawing program may write a picture as some hundred thousand paths.
MAX_OBJECTS = 20_000
MAX_FORM_DEPTH = 6
# Points from the page's corner beyond which nothing is shown on any page (the format's largest has 14,400,
# times a unit of its own). Damaged files place things there, or at no number at all.
FAR = 1e6
A4 = (595.0, 842.0)

_four_floats = struct.Struct("4f").unpack
_six_floats = struct.Struct("6f").unpack
# A line's height is taken from its baseline and type size: pdfium gives some fonts the height of the
# very letters, so that lines with and without a "g" would stand at uneven steps. Shares of the size.
DESCENT, ASCENT = 0.22, 0.78
# Of 255: how far the parts of a colour must lie apart for it to be seen as one.
TINTED = 60
FILL_AND_STROKE = int(pdfium_c.FPDF_TEXTRENDERMODE_FILL_STROKE)
# Figures that are smaller than this share of the words that they stand at, or whose ink is raised above
# their baseline by such a share of the type size, point to a note.
NOTE_SIZE, RAISED = 0.8, 0.18
_ENDS_IN_FIGURES = re.compile(r"\D(\d{1,3}(?:,\d{1,3})*)$")
_OPENS_WITH_NUMBER = re.compile(r"\d{1,3}(?=[^\W\d_])")

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
        # What pdfium writes its answers to. Bytes are unpacked in half the time of ctypes' own values.
        self._rect = bytearray(16)  # left, top, right, bottom
        self._rect_ref = ctypes.byref((ctypes.c_float * 4).from_buffer(self._rect))
        self._matrix_value = bytearray(24)  # a, b, c, d, e, f
        self._matrix_ref = ctypes.byref((ctypes.c_float * 6).from_buffer(self._matrix_value))
        self._edges = bytearray(16)  # left, bottom, right, top
        edges = (ctypes.c_float * 4).from_buffer(self._edges)
        self._edge_refs = [ctypes.byref(edges, 4 * n) for n in range(4)]
        self._colour = (ctypes.c_uint * 4)()  # red, green, blue, alpha
        self._colour_refs = [ctypes.byref(self._colour, 4 * n) for n in range(4)]
        self._mode = (ctypes.c_int * 2)()  # how it is filled, whether it is stroked
        self._mode_refs = [ctypes.byref(self._mode, 4 * n) for n in range(2)]
        self._ink = [ctypes.c_double() for _ in range(4)]
        self._ink_refs = [ctypes.addressof(edge) for edge in self._ink]
        self._marks: list[str] = []  # of the page that is read
        self._tints: list[int] = []  # of its segments
        self._name = ctypes.create_string_buffer(128)
        self._text = ctypes.create_string_buffer(2**14)  # grown for the longest page so far

    def read(self, index: int) -> PageContent:
        """The content of a page, counted from 0."""
        page = pdfium_c.FPDF_LoadPage(self._pdf.raw, index)
        if not page:
            raise ValueError(f"page {index + 1} cannot be loaded")
        try:
            address = ctypes.cast(page, ctypes.c_void_p).value
            frame = _frame_of(page)
            shown_size = frame.size
            segments, sideways, frame = self._read_segments(address, frame)
            drawn, bullets = self._read_drawn(address)
            few = sum(len(segment.words) for segment in segments) < 3 * FEW_WORDS
            pictures = self._read_pictures(address, frame) if few else None
        finally:
            pdfium_c.FPDF_ClosePage(page)
        if not frame.is_plain:
            drawn = [Drawn(*frame.to_view(d.x0, d.y0, d.x1, d.y1), d.fill) for d in drawn]
            bullets = [frame.to_view(*dot) for dot in bullets]
        label = self._label(index)
        return PageContent(
            *frame.size,
            segments,
            sideways,
            drawn,
            bullets,
            pictures,
            frame,
            shown_size,
            label,
            tuple(self._marks),
            tints=tuple(self._tints),
        )

    def _label(self, index: int) -> str:
        """The page's own label, "" where the file has none."""
        try:
            label = self._pdf.get_page_label(index)
        except (pypdfium2.PdfiumError, UnicodeDecodeError):
            return ""
        return str(label)

    def _read_segments(self, page: int | None, frame: Frame) -> tuple[list[Segment], tuple[str, ...], Frame]:
        """The words of a page, joined where they stand close together in one line; the text that is
        not upright; and the frame in which most of the words are upright."""
        self._marks.clear()
        self._tints.clear()
        textpage = _load_text(page)
        if not textpage:
            return [], (), frame
        try:
            count = _count_chars(textpage)
            if count <= 0:
                return [], (), frame
            if len(self._text) < 2 * (count + 1):
                self._text = ctypes.create_string_buffer(4 * (count + 1))
            written = _get_text(textpage, 0, count, ctypes.addressof(self._text))
            text = ctypes.string_at(self._text, 2 * max(written - 1, 0)).decode("utf-16-le", "replace")
            segments, sideways = self._make_segments(textpage, text, frame)
            if not sideways:
                return segments, (), frame
            turned = {turns: sum(len(line.split()) for line in lines) for turns, lines in sideways.items()}
            most = max(turned, key=lambda turns: (turned[turns], -turns))
            if turned[most] > 20 + sum(len(segment.words) for segment in segments):
                # A page set sideways, for a wide table or chart, that the file does not turn.
                frame = frame._replace(turns=most)
                segments, sideways = self._make_segments(textpage, text, frame)
            return segments, tuple(line for _, lines in sorted(sideways.items()) for line in lines), frame
        finally:
            _close_text(textpage)

    def _make_segments(
        self, textpage: int, text: str, frame: Frame
    ) -> tuple[list[Segment], dict[int, list[str]]]:
        """What is upright in a frame, and by the turn that would set it upright the lines that are not."""
        self._marks.clear()
        tints = self._tints
        tints.clear()
        tint = run_tint = 0
        begins = True  # a line: where it is coloured from its first word, it may be a title
        handle = _pointer(textpage)
        new_word = Word._make  # half the time of calling the class
        rect, rect_ref = self._rect, self._rect_ref
        segments: list[Segment] = []
        sideways: dict[int, list[str]] = {}
        aside: list[str] = []
        run: list[Word] = []
        last_object, last_font, size, bold, turns = -1, -1, 0.0, False, 0
        low = high = 0.0  # of the word that was last asked for its size
        base: float | None = None
        is_bold_font = False
        floor = ceiling = 0.0  # of the words that stand on the baseline
        has_line = False  # whether the baseline is known and these hold
        tight, split = TIGHT_GAP, SPLIT_GAP
        is_plain = frame.is_plain
        x1 = y0 = y1 = 0.0  # of the run so far: its right edge, and the height of its last word
        for match in _TOKENS.finditer(text):
            token = match[0]
            if token[0] == "\n":
                begins = True
                if run:
                    segments.append(_close_run(run))
                    tints.append(run_tint)
                    run = []
                if aside:
                    sideways.setdefault(turns, []).append(" ".join(aside))
                    aside = []
                continue
            start = match.start()
            end = match.end() - 1
            if not _loose_box(handle, start, rect_ref):
                continue
            wx0, wy1, wx1, wy0 = _four_floats(rect)
            text_object = _text_object(handle, start)
            if text_object != last_object:
                last_object = text_object
                before = turns
                font = _object_font(text_object)
                # In one font the height of a line tells size and baseline: its next words need not be
                # asked. On a turned page the height is not known yet.
                if font != last_font or wy0 != low or wy1 != high or high <= low or not is_plain:
                    last_font, low, high = font, wy0, wy1
                    size, turns, base = self._look(handle, start, frame)
                    is_bold_font = self._is_bold(font)
                    tight, split = TIGHT_GAP * size, SPLIT_GAP * size
                    has_line = base is not None
                    if base is not None:
                        floor, ceiling = base - DESCENT * size, base + ASCENT * size
                        bottom = wy0 if is_plain else frame.to_view(wx0, wy0, wx1, wy1)[1]
                        has_line = abs(bottom - floor) < 0.6 * size < FAR > abs(floor)
                if tint or begins:
                    tint = self._tint_of(text_object)
                    begins = False
                # Where a file has no bold font, programs draw the outline of the letters too.
                bold = is_bold_font or _render_mode(text_object) == FILL_AND_STROKE
                if aside and turns != before:
                    sideways.setdefault(before, []).append(" ".join(aside))
                    aside = []
            if turns != frame.turns:
                aside.append(clean_text(token))
                continue
            if not is_plain:
                wx0, wy0, wx1, wy1 = frame.to_view(wx0, wy0, wx1, wy1)
            if token[-1].isdigit():
                if run and size < NOTE_SIZE * run[-1].size and wx0 - x1 < 0.5 * run[-1].size and wy0 > y0:
                    self._marks.append(token)
                    continue
                figures = _ENDS_IN_FIGURES.search(token) if end > start else None
                if figures and self._is_raised(textpage, end, base, size, frame):
                    self._marks.append(figures[1])
                    token, end = token[: figures.start(1)], start + figures.start(1) - 1
            elif token[0].isdigit() and (number := _OPENS_WITH_NUMBER.match(token)):
                own_size, _, own_base = self._look(handle, end, frame)
                if self._is_raised(textpage, start, own_base, own_size, frame):
                    # No space parts the raised figure from what follows: the text of a footnote, or
                    # the words after a mark.
                    if run and 0 <= wx0 - x1 < own_size and wy0 < y1 and y0 < wy1:
                        self._marks.append(number[0])
                    else:
                        run.append(Word(wx0, wy0, wx0 + 0.6 * size, wy1, number[0], size, bold))
                        x1, y0, y1 = wx0 + 0.6 * size, wy0, wy1
                    token, start, last_object = token[number.end() :], start + number.end(), -1
                    size, base = own_size, own_base
                    has_line, tight, split = False, TIGHT_GAP * size, SPLIT_GAP * size
                    _loose_box(handle, start, rect_ref)
                    wx0, wy1, wx1, wy0 = _four_floats(rect)
                    if not is_plain:
                        wx0, wy0, wx1, wy1 = frame.to_view(wx0, wy0, wx1, wy1)
                    wx0 = max(wx0, x1 + 0.3 * size)
            if end > start and _loose_box(handle, end, rect_ref):
                left, top, right, bottom = _four_floats(rect)
                if not is_plain:
                    left, _, right, _ = frame.to_view(left, bottom, right, top)
                if right > wx1:
                    wx1 = right
                if left < wx0:
                    wx0 = left
            if has_line:
                wy0, wy1 = floor, ceiling
                if not (-FAR < wx0 < FAR and -FAR < wx1 < FAR):
                    continue
            elif not (-FAR < wx0 < FAR and -FAR < wx1 < FAR and -FAR < wy0 < FAR and -FAR < wy1 < FAR > size):
                continue
            word = new_word((wx0, wy0, wx1, wy1, token, size, bold))
            if run:
                gap = wx0 - x1
                if gap < tight and gap >= -0.5 * size and self._is_space(textpage, text, start - 1):
                    # A space of the file's own parts words, however narrow the line is set.
                    run[-1] = run[-1]._replace(x1=wx0 - 1.01 * tight)
                    gap = tight
                if gap > split or gap < -0.5 * size or min(y1, wy1) - max(y0, wy0) < 0.4 * size:
                    segments.append(_close_run(run))
                    tints.append(run_tint)
                    run, run_tint = [], tint
                elif tint != run_tint:
                    run_tint = -abs(run_tint)
            else:
                run_tint = tint
            run.append(word)
            x1, y0, y1 = wx1, wy0, wy1
        if run:
            segments.append(_close_run(run))
            tints.append(run_tint)
        if aside:
            sideways.setdefault(turns, []).append(" ".join(aside))
        return segments, sideways

    def _is_space(self, textpage: int, text: str, index: int) -> bool:
        """Whether the file itself has a space there, and not pdfium alone."""
        return text[index] == " " and _is_generated(textpage, index) == 0

    def _is_raised(self, textpage: int, index: int, base: float | None, size: float, frame: Frame) -> bool:
        """Whether a figure's ink begins well above the baseline of the words that it stands with."""
        left, right, bottom, top = self._ink
        if base is None or not _ink_box(textpage, index, *self._ink_refs):
            return False
        low = frame.to_view(left.value, bottom.value, right.value, top.value)[1]
        return bool(low > base + RAISED * size)

    def _look(self, handle: Any, index: int, frame: Frame) -> tuple[float, int, float | None]:
        """Type size, the quarter turns clockwise that set it upright, and its baseline as seen."""
        size = _font_size(handle, index)
        turns = 0
        base: float | None = None
        if _matrix(handle, index, self._matrix_ref):
            a, b, c, d, x, y = _six_floats(self._matrix_value)
            size *= (c * c + d * d) ** 0.5
            base = y if frame.is_plain else frame.to_view(x, y, x, y)[1]
            if b or c or a < 0:
                turns = _turns_of(a, b, c, d)
        return round(size, 1), turns, base

    def _tint_of(self, text_object: int) -> int:
        """The colour of letters as 0xRRGGBB; 0 where it is black, white or nearly grey."""
        _fill_colour(_pointer(text_object), *self._colour_refs)
        red, green, blue, _ = self._colour
        strong = max(red, green, blue) - min(red, green, blue) >= TINTED
        return red << 16 | green << 8 | blue if strong else 0

    def _is_bold(self, font: int | None) -> bool:
        """Whether a font is bold by its name or weight."""
        if not font:
            return False
        known = self._fonts.get(font)
        if known is None:
            length = _font_name(font, ctypes.addressof(self._name), 128)
            name = self._name.raw[: max(min(length, 128) - 1, 0)].decode("utf-8", "replace")
            known = self._fonts[font] = bool(_BOLD.search(name)) or 600 <= _font_weight(font) <= 1000
        return known

    def _read_drawn(self, page: int | None) -> tuple[list[Drawn], list[Bounds]]:
        """Rules and rectangles, and small dots, in user space."""
        drawn: dict[Drawn, None] = {}
        dots: dict[Bounds, None] = {}
        handle = _pointer(page)
        # Some programs write each letter as an object of its own: most of what is asked here is text.
        objects = list(map(_get_object, repeat(handle), range(_count_objects(page))))
        for obj, kind in zip(objects, map(_object_type, objects), strict=True):
            if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
                continue
            if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
                self._note_path(obj, None, drawn, dots)
            elif kind == pdfium_c.FPDF_PAGEOBJ_FORM:
                self._read_form(obj, drawn, dots)
        return list(drawn), list(dots)

    def _read_form(self, form: int, drawn: dict[Drawn, None], dots: dict[Bounds, None]) -> None:
        """What a Form XObject draws, one level deep."""
        matrix = pdfium_c.FS_MATRIX()
        if not _object_matrix(form, ctypes.addressof(matrix)):
            return
        place = (matrix.a, matrix.d, matrix.e, matrix.f)
        for index in range(min(_form_count(form), MAX_OBJECTS)):
            obj = _form_object(form, index)
            if _object_type(obj) == pdfium_c.FPDF_PAGEOBJ_PATH:
                self._note_path(obj, place, drawn, dots)

    def _read_pictures(self, page: int | None, frame: Frame) -> Pictures:
        """What images and drawings cover, also those within Form XObjects."""
        pictures = Pictures(*frame.size)
        left = MAX_OBJECTS
        # Each entry: an object, the matrix from its space to the page's, how deep it lies.
        handle = _pointer(page)
        waiting = [(_get_object(handle, n), _PLAIN, 0) for n in range(min(_count_objects(page), MAX_OBJECTS))]
        while waiting and left > 0:
            obj, matrix, depth = waiting.pop()
            left -= 1
            kind = _object_type(obj)
            if kind == pdfium_c.FPDF_PAGEOBJ_FORM:
                own = pdfium_c.FS_MATRIX()
                if depth < MAX_FORM_DEPTH and _object_matrix(obj, ctypes.addressof(own)):
                    inner = _multiply((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
                    for n in range(min(_form_count(obj), MAX_OBJECTS)):
                        waiting.append((_form_object(obj, n), inner, depth + 1))
            elif kind in (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE) and _bounds(
                _pointer(obj), *self._edge_refs
            ):
                bounds = frame.to_view(*_transform(_four_floats(self._edges), matrix))
                if not _is_near(*bounds):
                    continue
                if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
                    pictures.add_drawing(*bounds, _count_strokes(obj))
                else:
                    pictures.add_image(*bounds)
        return pictures

    def _note_path(
        self,
        obj: int,
        place: tuple[float, float, float, float] | None,
        drawn: dict[Drawn, None],
        dots: dict[Bounds, None],
    ) -> None:
        """Keep a path if its size can mean something."""
        handle = _pointer(obj)
        if not _bounds(handle, *self._edge_refs):
            return
        left, bottom, right, top = _four_floats(self._edges)
        # Most paths are parts of icons: they are weighed before their edges are rounded, with room to spare.
        if place is None and (right - left < 1 or 8 < right - left < 11) and top - bottom < 5:
            return
        x0, y0, x1, y1 = round(left, 1), round(bottom, 1), round(right, 1), round(top, 1)
        if place is not None:
            x0, x1 = sorted((x0 * place[0] + place[2], x1 * place[0] + place[2]))
            y0, y1 = sorted((y0 * place[1] + place[3], y1 * place[1] + place[3]))
        w, h = x1 - x0, y1 - y0
        if not _is_near(x0, y0, x1, y1):
            return
        if w < 12 and h < 6:
            if 1.2 <= w <= 7 and 1.2 <= h <= 7:
                dots[(x0, y0, x1, y1)] = None
            return
        _draw_mode(handle, *self._mode_refs)
        is_filled, is_stroked = self._mode
        fill: int | None = None
        if is_filled:
            _fill_colour(handle, *self._colour_refs)
            red, green, blue, alpha = self._colour
            if alpha < 8:
                if not is_stroked:
                    return
            elif not (red > 250 and green > 250 and blue > 250):
                fill = red << 16 | green << 8 | blue
            elif not is_stroked and w > 3 and h > 3:
                return  # white on white: a designer's clearing, not a box
        elif not is_stroked:
            return
        drawn[Drawn(x0, y0, x1, y1, fill)] = None


def _is_near(*places: float) -> bool:
    """Whether these are places that a page can have: numbers at all, and not out of the world."""
    return all(-FAR < place < FAR for place in places)


def _frame_of(page: Any) -> Frame:
    """How a page that is loaded is turned and cropped for its reader."""
    return Frame(*_visible_box(page), pdfium_c.FPDFPage_GetRotation(page) % 4)


def _visible_box(page: Any) -> tuple[float, float, float, float]:
    """The part of the page that is shown, in user space."""
    edges = [ctypes.c_float() for _ in range(4)]
    for get in (pdfium_c.FPDFPage_GetCropBox, pdfium_c.FPDFPage_GetMediaBox):
        if get(page, *edges):
            left, bottom, right, top = (edge.value for edge in edges)
            if right > left and top > bottom and _is_near(left, bottom, right, top):
                return left, bottom, right, top
    width, height = pdfium_c.FPDF_GetPageWidthF(page), pdfium_c.FPDF_GetPageHeightF(page)
    return (0.0, 0.0, width, height) if _is_near(width, height) else (0.0, 0.0, *A4)


# A page drawn so wide may still be so many times as high; a longer one is drawn smaller.
MAX_PICTURE_RATIO = 4


class DrawnPage(NamedTuple):
    """A page as a picture."""

    image: Any  # Pillow's
    matrix: Matrix  # from PDF points to pixels, y downwards
    frame: Frame


def draw_page(pdf: pypdfium2.PdfDocument, index: int, *, width: int) -> DrawnPage | None:
    """A page, counted from 0, as a picture of so many pixels' width. None where it is damaged."""
    try:
        page = pdf[index]
    except (pypdfium2.PdfiumError, IndexError):
        return None
    try:
        frame = _frame_of(page.raw)
        wide, high = frame.size
        scale = width / max(wide, high / MAX_PICTURE_RATIO, 1.0)
        image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    finally:
        page.close()
    origin_x, origin_y, *_ = frame.to_view(0.0, 0.0, 0.0, 0.0)
    right_x, right_y, *_ = frame.to_view(1.0, 0.0, 1.0, 0.0)
    up_x, up_y, *_ = frame.to_view(0.0, 1.0, 0.0, 1.0)
    matrix = (
        scale * (right_x - origin_x),
        scale * (origin_y - right_y),
        scale * (up_x - origin_x),
        scale * (origin_y - up_y),
        scale * origin_x,
        scale * (high - origin_y),
    )
    return DrawnPage(image, matrix, frame)


def _close_run(run: list[Word]) -> Segment:
    """A segment from words that follow one another."""
    if len(run) == 1:
        word = run[0]
        return Segment(word.x0, word.y0, word.x1, word.y1, (word,))
    y0 = min([word[1] for word in run])  # by place: every word passes here
    y1 = max([word[3] for word in run])
    return Segment(run[0].x0, y0, run[-1].x1, y1, tuple(run))


def _turns_of(a: float, b: float, c: float, d: float) -> int:
    """The quarter turns clockwise that set text of this matrix upright."""
    if abs(b) > abs(a):
        return 1 if b > 0 else 3
    # Mirrored text (one axis alone is turned) is read as it stands.
    return 2 if a < 0 and d < 0 and abs(d) >= abs(c) else 0


_PLAIN = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _multiply(first: Sequence[float], then: Sequence[float]) -> Matrix:
    """The matrix that does first one and then the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _transform(bounds: Sequence[float], matrix: Sequence[float]) -> Bounds:
    """The bounds of a rectangle under a matrix."""
    x0, y0, x1, y1 = bounds
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (x0, x1) for y in (y0, y1)]
    ys = [b * x + d * y + f for x in (x0, x1) for y in (y0, y1)]
    return min(xs), min(ys), max(xs), max(ys)


def read_title(pdf: pypdfium2.PdfDocument) -> str:
    """What the file calls itself; "" where it does not, or in what is no text (half a character)."""
    try:
        return str(pdf.get_metadata_value("Title") or "")
    except UnicodeDecodeError:
        return ""


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
