"""Notes in a PDF stand on the words, whatever the page is like, and nothing that was there is lost."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from tests.drawn_pdf import Drawing, write_drawn
from tests.highlights import read_highlights

from cypaudit.annotate.notes import place_of
from cypaudit.errors import UnreadableError, UsageError
from cypaudit.ingest import read_document
from cypaudit.model.annotation import Annotated, Note, NoteKind
from cypaudit.model.document import Document, Span
from cypaudit.workflows.annotating import annotate_file

FIRST = "Every child who waits for speech therapy is offered a first visit"
SECOND = "within four weeks. The family hub in Ellery is open on Saturdays."
HUB = "The family hub in Ellery is open on Saturdays."  # the second sentence, from mid-line


def note_on(document: Document, quote: str, *, kind: NoteKind = NoteKind.MET) -> Note:
    """A note on the first place of a quote."""
    for index, page in enumerate(document.pages):
        start = page.text.find(quote)
        if start >= 0:
            place = place_of(document, Span(index, start, start + len(quote)))
            return Note(
                kind=kind, subject="some-criterion", text=f"some-criterion: Yes\n{quote}", place=place
            )
    raise AssertionError(f"{quote!r} was not read: {[page.text for page in document.pages]}")


MISSING = Note(kind=NoteKind.MISSING, subject="All in all", text="Nothing on “hubs”.", place=None)


def annotate(path: Path, *quotes: str, unsigned_copy: bool = False) -> Annotated:
    document = read_document([path], document_id="made")
    notes = [MISSING, *(note_on(document, quote) for quote in quotes)]
    return annotate_file(path, notes, unsigned_copy=unsigned_copy)


def page_of_two_lines(**page: float) -> Drawing:
    drawing = Drawing(**page)
    turn = int(page.get("rotate", 0))
    x, y = {0: (72, 700), 90: (140, 72), 180: (500, 140), 270: (400, 760)}[turn]
    return drawing.text(x, y, FIRST, SECOND, turn=turn)


def changed(path: Path, change: object) -> Path:
    """A file with a change by pypdf, written over it."""
    writer = PdfWriter(clone_from=path)
    change(writer)
    writer.write(path)
    return path


def check(content: bytes, folder: Path) -> None:
    """What qpdf says of a file is that it is sound."""
    if shutil.which("qpdf") is None:
        pytest.skip("needs qpdf")
    path = folder / "checked.pdf"
    path.write_bytes(content)
    ran = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "WARNING" not in ran.stderr


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_highlights_cover_the_quoted_words_and_no_others_on_turned_pages(rotate: int, tmp_path: Path) -> None:
    path = write_drawn(tmp_path / "plan.pdf", page_of_two_lines(rotate=rotate))
    copy = annotate(path, HUB, f"{FIRST} within four weeks.")
    hub, visit = read_highlights(copy.content)
    assert hub.covers(HUB)
    assert visit.covers(f"{FIRST} within four weeks.")
    assert len(visit.quads) == 2
    assert copy.marked == 2
    check(copy.content, tmp_path)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_cropped_pages_are_marked_where_the_words_are_and_the_note_is_in_the_visible_corner(
    rotate: int, tmp_path: Path
) -> None:
    path = write_drawn(tmp_path / "plan.pdf", page_of_two_lines(rotate=rotate))

    def crop(writer: PdfWriter) -> None:
        writer.pages[0].cropbox.lower_left = (50, 60)
        writer.pages[0].cropbox.upper_right = (540, 800)

    copy = annotate(changed(path, crop), HUB)
    assert read_highlights(copy.content)[0].covers(HUB)
    sticky = PdfReader(io.BytesIO(copy.content)).pages[0]["/Annots"][0].get_object()
    assert sticky["/Subtype"] == "/Text"
    left, bottom, right, top = map(float, sticky["/Rect"])
    corner = {0: (50, 800), 90: (50, 60), 180: (540, 60), 270: (540, 800)}[rotate]
    assert min(abs(left - corner[0]), abs(right - corner[0])) == 8
    assert min(abs(bottom - corner[1]), abs(top - corner[1])) == 8
    assert min(left - 50, 540 - right, bottom - 60, 800 - top) >= 8


def test_a_page_with_a_unit_of_its_own_is_marked_in_its_unit(tmp_path: Path) -> None:
    path = write_drawn(tmp_path / "plan.pdf", page_of_two_lines())

    def enlarge(writer: PdfWriter) -> None:
        writer.pages[0][NameObject("/UserUnit")] = NumberObject(2)

    copy = annotate(changed(path, enlarge), HUB)
    assert read_highlights(copy.content)[0].covers(HUB)
    sticky = PdfReader(io.BytesIO(copy.content)).pages[0]["/Annots"][0].get_object()
    assert float(sticky["/Rect"][2]) - float(sticky["/Rect"][0]) == 11


def pixels(content: bytes, *, scale: float = 1) -> object:
    pdf = pypdfium2.PdfDocument(content)
    try:
        return pdf[0].render(scale=scale).to_pil().convert("RGB")
    finally:
        pdf.close()


@pytest.mark.parametrize("rotate", [0, 90])
def test_a_reader_shows_the_highlight_in_its_colour_with_the_words_black_on_it(
    rotate: int, tmp_path: Path
) -> None:
    path = write_drawn(tmp_path / "plan.pdf", page_of_two_lines(rotate=rotate))
    copy = annotate(path, HUB)
    before, after = pixels(path.read_bytes()), pixels(copy.content)
    assert before.size == after.size
    colours = {colour: count for count, colour in after.getcolors(1_000_000)}
    green = colours[(153, 230, 153)]
    assert green > 600
    assert (153, 230, 153) not in {colour for _, colour in before.getcolors(1_000_000)}
    dark = [sum(n for n, c in image.getcolors(1_000_000) if max(c) < 100) for image in (before, after)]
    assert dark[1] >= dark[0]


def near_green(colour: tuple[int, int, int]) -> bool:
    return sum(abs(a - b) for a, b in zip(colour, (153, 230, 153), strict=True)) < 6


def test_poppler_shows_the_highlight_where_the_words_are(tmp_path: Path) -> None:
    if shutil.which("pdftoppm") is None:
        pytest.skip("needs pdftoppm (poppler-utils)")
    path = write_drawn(tmp_path / "plan.pdf", page_of_two_lines())
    copy = annotate(path, HUB)
    (tmp_path / "copy.pdf").write_bytes(copy.content)
    drawn = []
    for name in ("plan", "copy"):
        subprocess.run(["pdftoppm", "-r", "72", "-png", f"{name}.pdf", name], cwd=tmp_path, check=True)
        drawn.append(Image.open(next(tmp_path.glob(f"{name}-*.png"))).convert("RGB"))
    before, after = drawn
    left, bottom, right, top = read_highlights(copy.content)[0].quads[0]
    place = (round(left) + 1, round(842 - top) + 1, round(right) - 1, round(842 - bottom) - 1)
    colours = [{colour for _, colour in image.crop(place).getcolors(1_000_000)} for image in drawn]
    is_green = [any(map(near_green, seen)) for seen in colours]
    assert is_green == [False, True]
    assert (255, 255, 255) not in colours[1]
    line_above = (round(left), round(842 - top) - 14, round(right), round(842 - top) - 2)
    assert before.crop(line_above).tobytes() == after.crop(line_above).tobytes()


def test_words_of_two_passages_are_coloured_once_and_the_other_passage_has_a_line(tmp_path: Path) -> None:
    path = write_drawn(tmp_path / "plan.pdf", page_of_two_lines())
    document = read_document([path], document_id="made")
    whole = note_on(document, f"{FIRST} within four weeks. {HUB}", kind=NoteKind.PARTLY)
    copy = annotate_file(path, [whole, note_on(document, HUB)], unsigned_copy=False)
    assert [
        highlight.covers(quote)
        for highlight, quote in zip(read_highlights(copy.content), (whole.place.quote, HUB), strict=True)
    ] == [True, True]
    colours = {colour: n for n, colour in pixels(copy.content, scale=2).getcolors(1_000_000)}
    green, yellow = (153, 230, 153), (255, 237, 102)
    mixed = tuple(a * b // 255 for a, b in zip(green, yellow, strict=True))
    assert min(colours[green], colours[yellow]) > 2000
    assert colours.get(mixed, 0) < 100  # where their edges meet within a pixel


def with_furniture(writer: PdfWriter) -> None:
    """What a file may hold besides its pages."""
    writer.add_outline_item(title="First", page_number=0)
    writer.add_attachment("figures.csv", b"1,2")
    writer.add_metadata({"/Title": "Our plan", "/Author": "Ellery"})
    writer.set_page_label(0, 0, style="/D", prefix="A-")
    comment = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Text"),
            NameObject("/Rect"): ArrayObject(map(FloatObject, (10, 10, 30, 30))),
            NameObject("/Contents"): TextStringObject("a remark of somebody"),
        }
    )
    writer.add_annotation(0, comment)


def test_what_the_file_holds_already_is_kept_and_its_bytes_are_the_beginning_of_the_copy(
    tmp_path: Path,
) -> None:
    path = changed(write_drawn(tmp_path / "plan.pdf", page_of_two_lines()), with_furniture)
    original = path.read_bytes()
    copy = annotate(path, HUB)
    assert copy.content.startswith(original)
    assert path.read_bytes() == original
    reader = PdfReader(io.BytesIO(copy.content))
    assert reader.metadata.title == "Our plan"
    assert reader.page_labels == ["A-1"]
    assert [item.title for item in reader.outline] == ["First"]
    assert reader.attachments["figures.csv"] == [b"1,2"]
    contents = [item.get_object()["/Contents"] for item in reader.pages[0]["/Annots"]]
    assert contents[0] == "a remark of somebody"
    assert contents[1:] == ["Nothing on “hubs”.", f"some-criterion: Yes\n{HUB}"]
    check(copy.content, tmp_path)


def test_a_list_of_annotations_that_two_pages_share_grows_on_the_page_of_the_note_alone(
    tmp_path: Path,
) -> None:
    path = write_drawn(
        tmp_path / "plan.pdf", page_of_two_lines(), Drawing().text(72, 700, "A page with nothing on it.")
    )

    def share(writer: PdfWriter) -> None:
        shared = writer._add_object(ArrayObject())
        for page in writer.pages:
            page[NameObject("/Annots")] = shared

    copy = annotate(changed(path, share), HUB)
    reader = PdfReader(io.BytesIO(copy.content))
    assert [len(page["/Annots"]) for page in reader.pages] == [2, 0]


def test_notes_of_an_earlier_annotation_are_kept_and_told_of(tmp_path: Path) -> None:
    path = write_drawn(tmp_path / "plan.pdf", page_of_two_lines())
    path.write_bytes(annotate(path, HUB).content)
    again = annotate(path, HUB)
    assert "holds notes of an earlier annotation (2), which are kept" in again.warnings[0]
    assert len(PdfReader(io.BytesIO(again.content)).pages[0]["/Annots"]) == 4
    check(again.content, tmp_path)


def test_the_same_notes_give_the_same_bytes_without_a_date(tmp_path: Path) -> None:
    path = write_drawn(tmp_path / "plan.pdf", page_of_two_lines())
    first = annotate(path, HUB).content
    assert first == annotate(path, HUB).content
    assert b"/M (" not in first[len(path.read_bytes()) :]
    assert b"/CreationDate" not in first[len(path.read_bytes()) :]


def test_a_file_whose_table_of_objects_is_a_stream_gets_another_one(tmp_path: Path) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("needs qpdf")
    plain, packed = write_drawn(tmp_path / "plain.pdf", page_of_two_lines()), tmp_path / "plan.pdf"
    subprocess.run(["qpdf", "--object-streams=generate", str(plain), str(packed)], check=True)
    assert b"/ObjStm" in packed.read_bytes()
    copy = annotate(packed, HUB)
    assert copy.content.startswith(packed.read_bytes())
    assert read_highlights(copy.content)[0].covers(HUB)
    check(copy.content, tmp_path)


@pytest.mark.parametrize("method", ["40", "128", "256"])
def test_a_file_encrypted_with_an_empty_password_is_copied_without_encryption_and_says_so(
    method: str, tmp_path: Path
) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("needs qpdf")
    plain, locked = write_drawn(tmp_path / "plain.pdf", page_of_two_lines()), tmp_path / "plan.pdf"
    subprocess.run(
        ["qpdf", "--allow-weak-crypto", "--encrypt", "", "owner", method, "--", str(plain), str(locked)],
        check=True,
    )
    copy = annotate(locked, HUB)
    assert read_highlights(copy.content)[0].covers(HUB)
    assert not PdfReader(io.BytesIO(copy.content)).is_encrypted
    assert "the copy is not" in copy.warnings[0]
    check(copy.content, tmp_path)


def test_a_file_with_another_password_is_refused(tmp_path: Path) -> None:
    path = write_drawn(tmp_path / "plan.pdf", page_of_two_lines())
    document = read_document([path], document_id="made")
    changed(path, lambda writer: writer.encrypt("secret", algorithm="RC4-128"))
    with pytest.raises(UnreadableError, match="a password is needed"):
        annotate_file(path, [note_on(document, HUB)], unsigned_copy=False)


def damaged_start(content: bytes) -> bytes:
    return content.replace(b"startxref\n", b"startxref\n1")


def shifted_objects(content: bytes) -> bytes:
    return content.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%a line that moves all objects\n").replace(
        b"%PDF-1.7\n", b"%PDF-1.7\n%a line that moves all objects\n"
    )


def cut_short(content: bytes) -> bytes:
    return content[: content.rindex(b"startxref")]


def with_rubbish_before(content: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\n\r\n" + content


@pytest.mark.parametrize("damage", [damaged_start, shifted_objects, cut_short, with_rubbish_before])
def test_a_damaged_file_is_written_anew_and_says_so(damage: object, tmp_path: Path) -> None:
    path = write_drawn(tmp_path / "plan.pdf", page_of_two_lines())
    content = path.read_bytes()
    assert damage(content) != content
    path.write_bytes(damage(content))
    copy = annotate(path, HUB)
    assert "is damaged; the copy was written anew" in copy.warnings[0]
    assert read_highlights(copy.content)[0].covers(HUB)
    check(copy.content, tmp_path)


def sign(writer: PdfWriter) -> None:
    """A form with a signature in it, as a signing program leaves it, but for the seal."""
    seal = writer._add_object(
        DictionaryObject(
            {NameObject("/Type"): NameObject("/Sig"), NameObject("/Contents"): TextStringObject("x")}
        )
    )
    field = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject("/Sig"),
                NameObject("/T"): TextStringObject("Chair"),
                NameObject("/V"): seal,
                NameObject("/Rect"): ArrayObject(map(FloatObject, (10, 10, 90, 40))),
            }
        )
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([field])
    writer._root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject([field]), NameObject("/SigFlags"): NumberObject(3)}
    )
    writer._root_object[NameObject("/Perms")] = DictionaryObject({NameObject("/DocMDP"): seal})


def test_a_signed_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = changed(write_drawn(tmp_path / "plan.pdf", page_of_two_lines()), sign)
    with pytest.raises(UsageError, match=r"is signed, and notes would break the signature.*--unsigned-copy"):
        annotate(path, HUB)


def test_an_unsigned_copy_has_the_field_and_not_the_signature(tmp_path: Path) -> None:
    path = changed(write_drawn(tmp_path / "plan.pdf", page_of_two_lines()), sign)
    copy = annotate(path, HUB, unsigned_copy=True)
    assert "the copy is not signed" in copy.warnings[0]
    root = PdfReader(io.BytesIO(copy.content)).root_object
    assert "/Perms" not in root
    assert "/SigFlags" not in root["/AcroForm"]
    field = root["/AcroForm"]["/Fields"][0]
    assert (field["/T"], "/V" in field) == ("Chair", False)
    assert read_highlights(copy.content)[0].covers(HUB)
    check(copy.content, tmp_path)


def test_a_raised_figure_within_the_words_is_left_out_of_the_highlight(tmp_path: Path) -> None:
    page = Drawing().text(72, 700, "The family hub in Ellery").text(176, 704, "3", size=6)
    page.text(180, 700, " is open on Saturdays.")
    path = write_drawn(tmp_path / "plan.pdf", page)
    highlight = read_highlights(annotate(path, HUB).content)[0]
    assert highlight.covers(HUB)
    assert len(highlight.quads) == 2
