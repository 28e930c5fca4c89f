"""Where the words of a passage stand on their page, to the letter.

What was read keeps the place of whole lines; a part of a line is then cut in proportion, which is near
enough for a picture. A highlight must cover the words and no others, so the letters are asked for again.
"""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

from cypaudit.errors import UnreadableError
from cypaudit.ingest.clean import clean_text
from cypaudit.ingest.pdfium import open_pdf
from cypaudit.model.annotation import Place, Stretch
from cypaudit.model.document import Box

# Of a stretch's letters, so many must be found for its rectangle to be theirs; where the page is a picture,
# or its letters mean nothing, none are found, and the rectangle is cut from the line in proportion.
FOUND_SHARE = 0.8
MAX_LETTERS = 200_000  # of a page; no page that people read has a tenth of it


class Letter(NamedTuple):
    """A visible letter of a page; a drawn ligature gives several with the same place."""

    text: str  # one character
    x0: float  # PDF points, user space: its advance along the line, its line's height across
    y0: float
    x1: float
    y1: float
    x: float  # the middle of its ink
    y: float
    turns: int  # quarter turns anticlockwise of its baseline


def locate_boxes(path: Path, places: Sequence[Place | None]) -> list[tuple[Box, ...]]:
    """The rectangles of each place in PDF points, a line's parts apart; empty for what is no place.

    Raises UnreadableError where the file cannot be opened.
    """
    pdf = open_pdf(path)
    try:
        letters: dict[int, list[Letter]] = {}
        found: list[tuple[Box, ...]] = []
        for place in places:
            if place is None or place.page is None:
                found.append(())
                continue
            if place.page not in letters:
                letters[place.page] = _read_letters(pdf, place.page - 1)
            on_page = letters[place.page]
            found.append(tuple(box for part in place.stretches for box in _boxes_of(part, on_page)))
        return found
    finally:
        pdf.close()


def copy_pdf(path: Path) -> bytes:
    """The file written anew by pdfium: without encryption, its table of contents of objects mended.

    Raises UnreadableError where it cannot be opened or written.
    """
    pdf = open_pdf(path)
    stream = io.BytesIO()
    try:
        pdf.save(stream, flags=pdfium_c.FPDF_REMOVE_SECURITY)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(
            f"{path.name}: the PDF is damaged and cannot be written anew. Print it to a new PDF."
        ) from error
    finally:
        pdf.close()
    return stream.getvalue()


def count_pages(content: bytes) -> int:
    """How many pages pdfium finds in a PDF; 0 where it cannot open it."""
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return 0
    try:
        return len(pdf)
    finally:
        pdf.close()


def _read_letters(pdf: pypdfium2.PdfDocument, index: int) -> list[Letter]:
    """The visible letters of a page, counted from 0, in the order in which they are drawn."""
    try:
        page = pdf[index]
        textpage = page.get_textpage()
    except (pypdfium2.PdfiumError, IndexError):
        return []
    try:
        count = pdfium_c.FPDFText_CountChars(textpage.raw)
        return list(_letters_of(textpage.raw, min(max(count, 0), MAX_LETTERS)))
    finally:
        textpage.close()
        page.close()


def _letters_of(textpage: pdfium_c.FPDF_TEXTPAGE, count: int) -> Iterator[Letter]:
    loose = pdfium_c.FS_RECTF()
    edges = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = edges
    for index in range(count):
        code = pdfium_c.FPDFText_GetUnicode(textpage, index)
        text = clean_text(chr(code)) if 0x20 < code < 0x110000 else ""
        if not text:
            continue
        if not pdfium_c.FPDFText_GetLooseCharBox(textpage, index, loose):
            continue
        if not pdfium_c.FPDFText_GetCharBox(textpage, index, *edges):
            continue
        x0, x1 = sorted((loose.left, loose.right))
        y0, y1 = sorted((loose.bottom, loose.top))
        x, y = (left.value + right.value) / 2, (bottom.value + top.value) / 2
        turns = round(pdfium_c.FPDFText_GetCharAngle(textpage, index) / (math.pi / 2)) % 4
        for character in text:
            yield Letter(character, x0, y0, x1, y1, x, y, turns)


def _boxes_of(part: Stretch, letters: Sequence[Letter]) -> list[Box]:
    """The rectangles of a stretch: one, or several where other letters stand between its own."""
    within = [letter for letter in letters if _is_in(letter, part.box)]
    wanted = [at for at, character in enumerate(part.text) if not character.isspace()]
    orders = [within, _along_line(within)]
    matches = [_match([part.text[at] for at in wanted], order) for order in orders]
    order, match = max(zip(orders, matches, strict=True), key=lambda pair: len(pair[1]))
    own = {match[n] for n, at in enumerate(wanted) if part.start <= at < part.end and n in match}
    size = sum(part.start <= at < part.end for at in wanted)
    if not size or len(own) < FOUND_SHARE * size:
        return [_cut_in_proportion(part)]
    return [_box_round(group, part.box) for group in _groups(order, own)]


def _is_in(letter: Letter, box: Box) -> bool:
    # A point beyond the ends, where the last letter of a line may lean out.
    return box.left - 1 <= letter.x <= box.right + 1 and box.bottom - 1 <= letter.y <= box.top + 1


def _along_line(letters: Sequence[Letter]) -> list[Letter]:
    """The letters in the order in which they stand, by the turn that most of them have."""
    turns = _turns_of(letters)
    if turns % 2:
        return sorted(letters, key=lambda letter: letter.y, reverse=turns == 3)
    return sorted(letters, key=lambda letter: letter.x, reverse=turns == 2)


def _turns_of(letters: Sequence[Letter]) -> int:
    counts = [sum(letter.turns == turns for letter in letters) for turns in range(4)]
    return counts.index(max(counts))


def _match(wanted: Sequence[str], letters: Sequence[Letter]) -> dict[int, int]:
    """Which letter is which of the wanted ones: positions in `wanted` to positions in `letters`."""
    found = [letter.text for letter in letters]
    if found == list(wanted):
        return {n: n for n in range(len(found))}
    blocks = SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}


def _groups(letters: Sequence[Letter], own: set[int]) -> Iterator[list[Letter]]:
    """The stretch's own letters, in groups that no other letter parts."""
    group: list[Letter] = []
    for at, letter in enumerate(letters):
        if at in own:
            group.append(letter)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _box_round(letters: Sequence[Letter], line: Box) -> Box:
    """The rectangle of letters along their line, with the height of the line."""
    if _turns_of(letters) % 2:
        low, high = min(letter.y0 for letter in letters), max(letter.y1 for letter in letters)
        return Box(line.left, round(low, 2), line.right, round(high, 2))
    low, high = min(letter.x0 for letter in letters), max(letter.x1 for letter in letters)
    return Box(round(low, 2), line.bottom, round(high, 2), line.top)


def _cut_in_proportion(part: Stretch) -> Box:
    box, length = part.box, max(len(part.text), 1)
    width = (box.right - box.left) / length
    return Box(box.left + width * part.start, box.bottom, box.left + width * part.end, box.top)
