"""Notes in a PDF: highlights over the words, and one note on the first page for what is missing.

They are standard annotations that bring their own looks, so that every reader shows them. They bear no
date, so that the same file with the same ratings gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pypdf import PageObject
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from cypaudit.annotate.pdf_update import DamagedPdfError, PdfUpdate
from cypaudit.errors import UsageError
from cypaudit.model.annotation import Annotated, Note, NoteKind
from cypaudit.model.document import Box

AUTHOR = "cypaudit"


class Area(NamedTuple):
    """The rectangles of a highlight."""

    free: tuple[Box, ...]  # drawn in its colour
    taken: tuple[Box, ...]  # coloured by another highlight


Colour = tuple[float, float, float]  # red, green, blue from 0 to 1
# Light enough for black text, and of different lightness for those who do not tell the colours apart.
COLOURS: dict[NoteKind, Colour] = {
    NoteKind.MET: (0.60, 0.90, 0.60),
    NoteKind.PARTLY: (1.00, 0.93, 0.40),
    NoteKind.NEAR_MISS: (1.00, 0.74, 0.62),
    NoteKind.ABSENCE: (0.80, 0.80, 0.86),
    NoteKind.MISSING: (1.00, 0.74, 0.62),
}
ICON = 22.0  # points, as shown
MARGIN = 8.0  # points between the icon and the corner of the page
RING = 5.0  # points: the radius of the ring on the icon
_ROUND = 0.5523  # of the radius: where a curve must be drawn to for a quarter of a circle
_QUARTERS = (
    ((1, _ROUND), (_ROUND, 1), (0, 1)),
    ((-_ROUND, 1), (-1, _ROUND), (-1, 0)),
    ((-1, -_ROUND), (-_ROUND, -1), (0, -1)),
    ((_ROUND, -1), (1, -_ROUND), (1, 0)),
)
LINE = 1.0  # points: the line under words that another highlight covers
LINE_SHADE = 0.6  # of the colour
PRINT = 4  # the flag that lets an annotation be printed
_MAX_FIELDS = 10_000  # of a form; more are not looked through


def annotate_pdf(
    content: bytes,
    notes: Sequence[Note],
    boxes: Sequence[Sequence[Box]],
    *,
    name: str,
    unsigned_copy: bool = False,
) -> Annotated:
    """A copy of a PDF that is not encrypted, with each note at its boxes.

    Raises DamagedPdfError where the file must be written anew first, and UsageError where it is signed and
    `unsigned_copy` does not say that the copy may lose that.
    """
    try:
        update = PdfUpdate(content)
        warnings = _take_signatures_off(update, name=name, unsigned_copy=unsigned_copy)
        return _annotate(update, notes, boxes, warnings, name=name)
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        # What pypdf says of files that break the format in ways it did not foresee.
        raise DamagedPdfError(f"{type(error).__name__}: {error}") from error


def _annotate(
    update: PdfUpdate,
    notes: Sequence[Note],
    boxes: Sequence[Sequence[Box]],
    warnings: tuple[str, ...],
    *,
    name: str,
) -> Annotated:
    pages = update.reader.pages
    areas = share_out(notes, boxes)
    made: dict[int, list[DictionaryObject]] = {}
    marked = beside = 0
    for number, (note, places) in enumerate(zip(notes, boxes, strict=True), start=1):
        if note.place is None or note.place.page is None or not places:
            beside += note.place is not None
            index = 0 if note.place is None or note.place.page is None else note.place.page - 1
            annotation = _sticky_note(update, pages[index], note, at=len(made.get(index, ())))
        else:
            marked += 1
            index = note.place.page - 1
            area = areas[number - 1]
            annotation = _highlight(update, note, places, area, turns=_turns(pages[index]))
        annotation[NameObject("/NM")] = TextStringObject(f"{AUTHOR}-{number}")
        made.setdefault(index, []).append(annotation)
    earlier = sum(_count_earlier(page) for page in pages)
    if earlier:
        warnings = (*warnings, f"{name}: holds notes of an earlier annotation ({earlier}), which are kept.")
    for index, added in made.items():
        _add_to_page(update, pages[index], added)
    return Annotated(
        content=update.write(), notes=len(notes), marked=marked, beside=beside, warnings=warnings
    )


def _count_earlier(page: PageObject) -> int:
    """The notes of an earlier annotation on a page."""
    found = [item.get_object() for item in _items(page.get("/Annots"))]
    return sum(isinstance(item, DictionaryObject) and item.get("/T") == AUTHOR for item in found)


def share_out(notes: Sequence[Note], boxes: Sequence[Sequence[Box]]) -> dict[int, Area]:
    """Which part of each note's boxes is drawn in its colour, by the note's position.

    Colours on top of one another would be dark and mean nothing: words are coloured once, by the note that
    comes first in `COLOURS`. The others get a line under them.
    """
    order = list(COLOURS)
    marked = [at for at, note in enumerate(notes) if note.place is not None and note.place.page is not None]
    areas: dict[int, Area] = {}
    coloured: dict[int, list[Box]] = {}
    for at in sorted(marked, key=lambda at: (order.index(notes[at].kind), at)):
        place = notes[at].place
        page = coloured.setdefault(place.page if place and place.page else 0, [])
        free: list[Box] = []
        taken: list[Box] = []
        for box in boxes[at]:
            left_over = [box]
            for other in page:
                left_over, covered = _subtract(left_over, other)
                taken += covered
            free += left_over
        page += free
        areas[at] = Area(tuple(free), tuple(taken))
    return areas


def _subtract(boxes: Sequence[Box], other: Box) -> tuple[list[Box], list[Box]]:
    """The parts of boxes outside another and inside it."""
    outside: list[Box] = []
    inside: list[Box] = []
    for box in boxes:
        left, right = max(box.left, other.left), min(box.right, other.right)
        bottom, top = max(box.bottom, other.bottom), min(box.top, other.top)
        if left >= right or bottom >= top:
            outside.append(box)
            continue
        inside.append(Box(left, bottom, right, top))
        parts = (
            Box(box.left, box.bottom, left, box.top),
            Box(right, box.bottom, box.right, box.top),
            Box(left, box.bottom, right, bottom),
            Box(left, top, right, box.top),
        )
        outside += [part for part in parts if part.left < part.right and part.bottom < part.top]
    return outside, inside


def _add_to_page(update: PdfUpdate, page: PageObject, annotations: Sequence[DictionaryObject]) -> None:
    """The page's own dictionary with the annotations behind those that it has."""
    reference = page.indirect_reference
    if reference is None:
        raise DamagedPdfError("a page has no number")
    own = update.current(reference)
    if not isinstance(own, DictionaryObject):
        raise DamagedPdfError("a page is not what it should be")
    changed = DictionaryObject(own)
    # A list of the page's own: some programs let several pages share one.
    before = own.get("/Annots", NullObject())
    before = before.get_object()
    added = ArrayObject(before if isinstance(before, ArrayObject) else ())
    for annotation in annotations:
        annotation[NameObject("/P")] = reference
        added.append(update.add(annotation))
    changed[NameObject("/Annots")] = added
    update.replace(reference, changed)


# --- the annotations


def _highlight(
    update: PdfUpdate, note: Note, boxes: Sequence[Box], area: Area, *, turns: int
) -> DictionaryObject:
    around = Box(
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )
    annotation = _annotation("/Highlight", note, around)
    annotation[NameObject("/QuadPoints")] = _numbers(
        coordinate for box in boxes for corner in _corners(box, turns) for coordinate in corner
    )
    red, green, blue = COLOURS[note.kind]
    drawn = b"/Mark gs\n%s rg\n" % _operands(red, green, blue)
    for box in area.free:
        drawn += _filled(box)
    drawn += b"%s rg\n" % _operands(LINE_SHADE * red, LINE_SHADE * green, LINE_SHADE * blue)
    for box in area.taken:
        drawn += _filled(_line_under(box, turns))
    # Multiplied with what it lies on, as a highlighter does: words stay black and keep their edges.
    blend = DictionaryObject({NameObject("/BM"): NameObject("/Multiply")})
    look = _look(drawn, around, states=DictionaryObject({NameObject("/Mark"): blend}))
    annotation[NameObject("/AP")] = DictionaryObject({NameObject("/N"): update.add(look)})
    return annotation


def _filled(box: Box) -> bytes:
    return b"%s re f\n" % _operands(box.left, box.bottom, box.right - box.left, box.top - box.bottom)


def _line_under(box: Box, turns: int) -> Box:
    """A line along the lower edge of a rectangle, as one who reads the page sees it."""
    left, bottom, right, top = box.left, box.bottom, box.right, box.top
    return (
        Box(left, bottom, right, bottom + LINE),
        Box(right - LINE, bottom, right, top),
        Box(left, top - LINE, right, top),
        Box(left, bottom, left + LINE, top),
    )[turns]


def _sticky_note(update: PdfUpdate, page: PageObject, note: Note, *, at: int) -> DictionaryObject:
    """A note in the corner of the page that is its upper left as shown; `at` counts those before it."""
    turns, unit = _turns(page), _unit(page)
    size = ICON / unit
    step, margin = at * (size + MARGIN / unit), MARGIN / unit
    visible = page.cropbox
    left, bottom, right, top = map(float, (visible.left, visible.bottom, visible.right, visible.top))
    x, y = {
        0: (left + margin, top - margin - size - step),
        1: (left + margin + step, bottom + margin),
        2: (right - margin - size, bottom + margin + step),
        3: (right - margin - size - step, top - margin - size),
    }[turns]
    place = Box(x, y, x + size, y + size)
    annotation = _annotation("/Text", note, place)
    annotation[NameObject("/Name")] = NameObject("/Note")
    annotation[NameObject("/Open")] = _false()
    # The same whichever way it is turned: some readers turn such a note with the page, and others do not.
    drawn = b"%s rg 0.25 G 0.8 w 1 1 20 20 re B\n" % _operands(*COLOURS[note.kind])
    drawn += b"1.6 w %s m " % _operands(11 + RING, 11)
    for (ax, ay), (bx, by), (x, y) in _QUARTERS:
        drawn += b"%s c " % _operands(*(11 + RING * value for value in (ax, ay, bx, by, x, y)))
    drawn += b"S\n"
    look = _look(drawn, Box(0, 0, ICON, ICON))
    annotation[NameObject("/AP")] = DictionaryObject({NameObject("/N"): update.add(look)})
    return annotation


def _annotation(kind: str, note: Note, place: Box) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(kind),
            NameObject("/Rect"): _numbers((place.left, place.bottom, place.right, place.top)),
            NameObject("/F"): NumberObject(PRINT),
            NameObject("/C"): _numbers(COLOURS[note.kind]),
            NameObject("/T"): TextStringObject(AUTHOR),
            NameObject("/Subj"): TextStringObject(note.subject),
            NameObject("/Contents"): TextStringObject(note.text),
        }
    )


def _look(drawn: bytes, place: Box, *, states: DictionaryObject | None = None) -> StreamObject:
    """What a reader draws for an annotation."""
    look = StreamObject()
    look[NameObject("/Type")] = NameObject("/XObject")
    look[NameObject("/Subtype")] = NameObject("/Form")
    look[NameObject("/BBox")] = _numbers((place.left, place.bottom, place.right, place.top))
    resources = DictionaryObject()
    if states is not None:
        resources[NameObject("/ExtGState")] = states
    look[NameObject("/Resources")] = resources
    look.set_data(drawn)
    return look


def _corners(box: Box, turns: int) -> Sequence[tuple[float, float]]:
    """Upper left, upper right, lower left, lower right, as one who reads the page sees them.

    The format says otherwise (round the rectangle), but this is what all readers write and expect.
    """
    left, bottom, right, top = box.left, box.bottom, box.right, box.top
    round_it = [(left, top), (right, top), (right, bottom), (left, bottom)]
    round_it = round_it[-turns:] + round_it[:-turns] if turns else round_it
    return round_it[0], round_it[1], round_it[3], round_it[2]


def _turns(page: PageObject) -> int:
    """Quarter turns clockwise that a reader gives the page."""
    return page.rotation // 90 % 4


def _unit(page: PageObject) -> float:
    """How large a unit of the page is, in points."""
    unit = page.get("/UserUnit", NumberObject(1)).get_object()
    return float(unit) if isinstance(unit, int | float) and unit > 0 else 1.0


def _numbers(values: Iterator[float] | Sequence[float]) -> ArrayObject:
    return ArrayObject(FloatObject(round(value, 3)) for value in values)


def _operands(*values: float) -> bytes:
    return b" ".join(b"%g" % round(value, 3) for value in values)


def _false() -> PdfObject:
    from pypdf.generic import BooleanObject

    return BooleanObject(False)


# --- signatures


def _take_signatures_off(update: PdfUpdate, *, name: str, unsigned_copy: bool) -> tuple[str, ...]:
    """Empty the fields that hold signatures. Raises UsageError where there are any and they must stay."""
    root = update.reader.root_object
    signed = list(_signed_fields(root))
    has_rights = "/Perms" in root
    if not signed and not has_rights:
        return ()
    if not unsigned_copy:
        raise UsageError(
            f"{name}: is signed, and notes would break the signature. Annotate the file that was signed, or "
            "have a copy without the signature made with --unsigned-copy."
        )
    for field in signed:
        reference = field.indirect_reference
        if reference is None:
            raise DamagedPdfError("a field has no number")
        emptied = DictionaryObject(field)
        # Without its value it is a place to sign; its looks would still say who has signed.
        for key in ("/V", "/AP", "/Lock"):
            emptied.pop(NameObject(key), None)
        update.replace(reference, emptied)
    _forget_signatures(update, root)
    return (f"{name}: the copy is not signed; the signature stays valid in the original alone.",)


def _signed_fields(root: DictionaryObject) -> Iterator[DictionaryObject]:
    """The fields of the form that hold a signature."""
    form = root.get("/AcroForm", NullObject())
    form = form.get_object()
    if not isinstance(form, DictionaryObject):
        return
    waiting: list[tuple[PdfObject, str]] = [(field, "") for field in _items(form.get("/Fields"))]
    for _ in range(_MAX_FIELDS):
        if not waiting:
            return
        item, kind = waiting.pop()
        field = item.get_object()
        if not isinstance(field, DictionaryObject):
            continue
        kind = str(field.get("/FT", kind))
        if kind == "/Sig" and "/V" in field:
            yield field
        waiting += [(kid, kind) for kid in _items(field.get("/Kids"))]


def _items(value: object) -> ArrayObject:
    found = value.get_object() if isinstance(value, PdfObject) else value
    return found if isinstance(found, ArrayObject) else ArrayObject()


def _forget_signatures(update: PdfUpdate, root: DictionaryObject) -> None:
    """Take out what says that the file as a whole is signed or that only some changes are allowed."""
    changed = DictionaryObject(root)
    changed.pop(NameObject("/Perms"), None)
    form_reference = root.raw_get("/AcroForm") if "/AcroForm" in root else None
    form = form_reference.get_object() if form_reference is not None else None
    if isinstance(form, DictionaryObject):
        without = DictionaryObject(form)
        without.pop(NameObject("/SigFlags"), None)
        if isinstance(form_reference, IndirectObject):
            update.replace(form_reference, without)
        else:
            changed[NameObject("/AcroForm")] = without
    reference = root.indirect_reference
    if reference is None:
        raise DamagedPdfError("the root has no number")
    update.replace(reference, changed)
