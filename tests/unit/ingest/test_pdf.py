"""PDF files are read in the order of a reader's eye, and say what of them could not be read."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from tests.drawn_pdf import Drawing, wrap, write_drawn
from tests.factories import pdf_bytes, write_pdf

from cypaudit.errors import UnreadableError
from cypaudit.ingest import pdfium, read_document
from cypaudit.model.document import BlockKind, Document
from cypaudit.model.limits import Limits

LEFT = wrap(
    "The first column tells of clinics by the harbour, where nurses see babies in the mornings and where "
    "older people are weighed in the afternoons, all through the winter and the spring."
)
RIGHT = wrap(
    "Another column speaks about buses from the villages, which stop at noon, and about the ferry that "
    "carries patients over the river on market days and on no others."
)


def read(path: Path) -> Document:
    """One file as a document, without OCR where that is installed."""
    return read_document([path], document_id="marsh", limits=Limits(max_ocr_pages=0))


def text_of(document: Document, page: int = 0) -> str:
    """The text of a page in one line."""
    return " ".join(document.pages[page].text.split())


def body_page() -> Drawing:
    """A page of running text, so that a file has a body size and some page to read."""
    return Drawing().text(60, 760, *LEFT, *RIGHT, *LEFT)


# --- Reading order --------------------------------------------------------------------------------


@pytest.mark.parametrize("by_row", [True, False], ids=["row by row", "column by column"])
def test_columns_are_read_one_after_the_other_however_they_were_drawn(tmp_path: Path, by_row: bool) -> None:
    page = Drawing().text(60, 780, "Getting about", size=20, bold=True)
    if by_row:
        for at, (left, right) in enumerate(zip(LEFT, RIGHT, strict=False)):
            page.text(60, 740 - 13 * at, left).text(320, 740 - 13 * at, right)
        page.text(60, 740 - 13 * len(RIGHT), *LEFT[len(RIGHT) :])
        page.text(320, 740 - 13 * len(LEFT), *RIGHT[len(LEFT) :])
    else:
        page.text(320, 740, *RIGHT).text(60, 740, *LEFT)
    document = read(write_drawn(tmp_path / "a.pdf", page))
    assert text_of(document) == " ".join(["Getting about", *LEFT, *RIGHT])


def test_a_heading_over_both_columns_parts_what_is_above_from_what_is_below(tmp_path: Path) -> None:
    page = Drawing().text(60, 760, *LEFT).text(320, 760, *RIGHT)
    page.text(60, 640, "What comes after the long winter of the estuary clinics", size=16, bold=True)
    page.text(60, 610, *RIGHT).text(320, 610, *LEFT)
    text = text_of(read(write_drawn(tmp_path / "a.pdf", page)))
    assert text.index(" ".join(RIGHT)) < text.index("What comes after") < text.rindex(" ".join(RIGHT))


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page_is_read_upright_and_boxes_stay_in_user_space(tmp_path: Path, rotate: int) -> None:
    page = Drawing(width=842 if rotate % 180 else 595, height=595 if rotate % 180 else 842, rotate=rotate)
    starts = {90: [(60, 40), (60, 320)], 180: [(540, 60), (280, 60)], 270: [(780, 540), (780, 280)]}[rotate]
    for (x, y), lines in zip(starts, (LEFT, RIGHT), strict=True):
        page.text(x, y, *lines, turn=rotate)
    document = read(write_drawn(tmp_path / "a.pdf", page))
    assert text_of(document) == " ".join([*LEFT, *RIGHT])
    assert (document.pages[0].width, document.pages[0].height) == (595, 842)
    box = document.pages[0].lines[0].box
    x, y = starts[0]
    assert box.left - 12 <= x <= box.right + 12
    assert box.bottom - 12 <= y <= box.top + 12


def test_a_page_set_sideways_without_saying_so_is_read(tmp_path: Path) -> None:
    page = Drawing().text(100, 40, *LEFT, *RIGHT, turn=90)
    document = read(write_drawn(tmp_path / "a.pdf", page))
    assert text_of(document) == " ".join([*LEFT, *RIGHT])
    assert (document.pages[0].width, document.pages[0].height) == (595, 842)


def test_sideways_text_beside_upright_text_is_left_out_and_recorded(tmp_path: Path) -> None:
    page = body_page().text(580, 300, "Number of visits", turn=90)
    document = read(write_drawn(tmp_path / "a.pdf", page))
    assert "visits" not in document.pages[0].text
    assert "Number of visits" in document.pages[0].removed


# --- Running lines, broken words, tables ----------------------------------------------------------


def test_running_lines_and_page_numbers_are_taken_off_and_recorded(tmp_path: Path) -> None:
    pages = [
        Drawing()
        .text(60, 815, "Marsh Strategy 2023")
        .text(60, 700, f"Topic {'abcdefgh'[number - 1]} is told here in full.")
        .text(300, 25, str(number))
        for number in range(1, 9)
    ]
    document = read(write_drawn(tmp_path / "a.pdf", *pages))
    for number, page in enumerate(document.pages, start=1):
        assert page.text == f"Topic {'abcdefgh'[number - 1]} is told here in full."
        assert set(page.removed) == {"Marsh Strategy 2023", str(number)}
        assert page.label == str(number)


def test_a_figure_at_the_end_of_an_entry_is_no_page_number(tmp_path: Path) -> None:
    pages = [body_page().text(300, 25, str(number)) for number in range(1, 9)]
    pages[3].text(60, 62, "Babies born in the year").text(400, 62, "7")
    document = read(write_drawn(tmp_path / "a.pdf", *pages))
    assert "Babies born in the year 7" in text_of(document, 3)
    assert [page.label for page in document.pages] == [str(number) for number in range(1, 9)]


def test_a_word_broken_at_a_line_end_is_joined_and_a_compound_keeps_its_hyphen(tmp_path: Path) -> None:
    page = Drawing().text(
        60,
        760,
        "Well-being matters to all the chil-",
        "dren of the estuary, and to their well-",
        "being at school.",
    )
    assert (
        text_of(read(write_drawn(tmp_path / "a.pdf", page)))
        == "Well-being matters to all the children of the estuary, and to their well-being at school."
    )


def table_page() -> Drawing:
    """A ruled table of three rows and three columns with bold column headings."""
    page = Drawing()
    for y in (700, 670, 640, 610):
        page.rule(60, y, 510, y)
    for x in (60, 210, 360, 510):
        page.rule(x, 610, x, 700)
    rows = (
        ("Action", "By when", "Who leads"),
        ("Open two hubs", "March 2025", "Director of nursing"),
        ("Hire midwives", "June 2026", "Chief people officer"),
    )
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.text(66 + 150 * column, 680 - 30 * at, cell, bold=at == 0)
    return page


def test_a_table_row_keeps_its_column_headings(tmp_path: Path) -> None:
    document = read(write_drawn(tmp_path / "a.pdf", table_page()))
    rows = [block for block in document.blocks if block.kind is BlockKind.TABLE_ROW]
    assert [row.header for row in rows] == [("Action", "By when", "Who leads")] * 2
    assert document.text_of(rows[0].spans[0]) == "Open two hubs\tMarch 2025\tDirector of nursing"


def test_a_sentence_over_a_page_turn_has_a_span_on_each_page(tmp_path: Path) -> None:
    first = Drawing().text(60, 760, *LEFT, "We shall open the hubs in every town, for the families of")
    second = Drawing().text(
        60, 760, "the coast and of the hills. Nothing else is planned for them this year."
    )
    document = read(write_drawn(tmp_path / "a.pdf", first, second))
    turning = [sentence for sentence in document.sentences if len(sentence.spans) == 2]
    assert [sentence.text for sentence in turning] == [
        "We shall open the hubs in every town, for the families of the coast and of the hills."
    ]
    assert [span.page_index for span in turning[0].spans] == [0, 1]


# --- Files that resist ----------------------------------------------------------------------------


def test_a_password_is_asked_for_in_words(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"a\.pdf: a password is needed"):
        read(write_pdf(tmp_path / "a.pdf", password="secret"))


def test_an_encrypted_file_that_opens_without_a_password_is_read(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes([["Anyone may open this."]]))))
    writer.encrypt(user_password="", owner_password="secret", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    assert text_of(read(tmp_path / "a.pdf")) == "Anyone may open this."


def test_a_truncated_file_is_refused_in_words(tmp_path: Path) -> None:
    raw = pdf_bytes([["A plan."]])
    (tmp_path / "a.pdf").write_bytes(raw[:90])
    with pytest.raises(UnreadableError, match="damaged or cut short"):
        read(tmp_path / "a.pdf")


# --- Pages that cannot be read --------------------------------------------------------------------


@pytest.mark.parametrize("in_form", [False, True], ids=["drawn", "in a form"])
def test_a_page_that_is_a_picture_is_marked(tmp_path: Path, in_form: bool) -> None:
    picture = Drawing().image(30, 30, 530, 780, in_form=in_form)
    document = read(write_drawn(tmp_path / "a.pdf", body_page(), picture))
    assert [page.is_readable for page in document.pages] == [True, False]
    assert "probably scanned" in str(document.pages[1].problem)
    assert document.warnings[0].startswith("a.pdf: 1 of 2 pages could not be read")


def test_a_caption_does_not_make_a_picture_readable(tmp_path: Path) -> None:
    picture = Drawing().text(60, 800, "Figure 2").image(60, 120, 470, 650)
    document = read(write_drawn(tmp_path / "a.pdf", body_page(), picture))
    assert not document.pages[1].is_readable


def test_a_blank_page_and_a_title_over_a_photograph_are_readable(tmp_path: Path) -> None:
    divider = Drawing().image(0, 0, 595, 842).text(60, 400, "Growing up on the coast", size=30, bold=True)
    document = read(write_drawn(tmp_path / "a.pdf", body_page(), Drawing(), divider))
    assert all(page.is_readable for page in document.pages)


def test_a_file_of_pictures_alone_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="OCR"):
        read(write_drawn(tmp_path / "a.pdf", Drawing().image(0, 0, 595, 842)))


def test_letters_without_sense_are_marked(tmp_path: Path) -> None:
    shifted = ["".join(chr(ord(ch) - 29) if ch.isalpha() else ch for ch in line) for line in LEFT * 3]
    document = read(write_drawn(tmp_path / "a.pdf", body_page(), Drawing().text(60, 760, *shifted)))
    assert [page.is_readable for page in document.pages] == [True, False]


# --- What always holds ----------------------------------------------------------------------------


def test_spans_lie_within_pages_and_sentences_are_their_spans(tmp_path: Path) -> None:
    pages = (body_page(), table_page(), Drawing().text(60, 760, *LEFT).text(320, 760, *RIGHT))
    document = read(write_drawn(tmp_path / "a.pdf", *pages))
    assert document.sentences
    for sentence in document.sentences:
        assert sentence.text == " ".join(document.text_of(span) for span in sentence.spans)
        for span in sentence.spans:
            assert 0 <= span.start < span.end <= len(document.pages[span.page_index].text)


@pytest.mark.parametrize("nowhere", [float("nan"), float("inf"), -1e38])
def test_a_word_at_no_place_is_left_out_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nowhere: float
) -> None:
    """A damaged font gives pdfium words whose places are no numbers (found by tools/fuzz.py)."""
    measured = pdfium._four_floats
    calls = itertools.count()

    def measure(value: object) -> tuple[float, float, float, float]:
        return (nowhere,) * 4 if next(calls) == 0 else measured(value)

    path = write_pdf(tmp_path / "plan.pdf", [("Lost children come first.",)])
    monkeypatch.setattr(pdfium, "_four_floats", measure)
    (page,) = read_document([path], document_id="plan").pages
    assert page.text.endswith("children come first.")


def test_words_that_run_together_are_marked(tmp_path: Path) -> None:
    page = Drawing().text(60, 760, *["".join(line.split()) for line in (*LEFT, *RIGHT)])
    document = read(write_drawn(tmp_path / "a.pdf", page, body_page()))
    assert "run together" in str(document.pages[0].problem)
    assert document.pages[1].problem is None


# --- What the layouts with known text brought to light ----------------------------------------------


def headings_of(document: Document) -> list[str]:
    return [section.heading for section in document.sections[1:]]


def test_a_heading_in_letters_made_bold_by_their_outline_is_found(tmp_path: Path) -> None:
    page = Drawing().text(60, 760, "Drug and alcohol service", outlined=True).text(60, 747, *LEFT, *RIGHT)
    document = read(write_drawn(tmp_path / "a.pdf", body_page(), page, body_page()))
    assert headings_of(document) == ["Drug and alcohol service"]


def test_a_chapter_title_in_a_shaded_band_is_a_heading_and_no_call_out(tmp_path: Path) -> None:
    page = Drawing().box(55, 750, 430, 26).text(60, 757, "6 What we know of falls", size=14, bold=True)
    page.text(60, 720, *LEFT)
    document = read(write_drawn(tmp_path / "a.pdf", body_page(), page))
    assert headings_of(document) == ["6 What we know of falls"]
    assert document.blocks[-1].zone == "body"


def test_the_raised_figure_of_a_note_is_taken_out_and_recorded(tmp_path: Path) -> None:
    page = body_page().text(60, 500, "The ferry is late.").text(141, 504, "3", size=6)
    page.text(146, 500, "Buses stop at noon. There are 40 m2 of landing.")
    document = read(write_drawn(tmp_path / "a.pdf", page))
    texts = [sentence.text for sentence in document.sentences]
    assert "The ferry is late." in texts
    assert "There are 40 m2 of landing." in texts
    assert "3" in document.pages[0].removed


def test_a_table_without_rules_is_rows_with_their_column_headings(tmp_path: Path) -> None:
    page = body_page()
    rows = [
        ("SRO for safeguarding", "Ruth Vandermeer", "Kestrel Vale"),
        ("Designated nurse", "Ida Marsh", "Holt"),
    ]
    for x, head in zip((60, 220, 360), ("Role", "Name", "Body"), strict=True):
        page.text(x, 500, head, bold=True)
    for at, row in enumerate(rows):
        for x, cell in zip((60, 220, 360), row, strict=True):
            page.text(x, 480 - 20 * at, cell)
    document = read(write_drawn(tmp_path / "a.pdf", page))
    found = [block for block in document.blocks if block.kind is BlockKind.TABLE_ROW]
    assert [block.header for block in found] == [("Role", "Name", "Body")] * 2
    assert [document.text_of(block.spans[0]) for block in found] == ["\t".join(row) for row in rows]


def test_columns_under_bold_headings_on_one_line_are_no_table(tmp_path: Path) -> None:
    page = Drawing()
    for x, head in ((60, "By the harbour"), (320, "On the roads")):
        page.text(x, 760, head, bold=True)
    for at, (left, right) in enumerate(zip(LEFT, RIGHT, strict=False)):
        page.text(60, 745 - 13 * at, left).text(320, 745 - 13 * at, right)
    document = read(write_drawn(tmp_path / "a.pdf", body_page(), page, body_page()))
    assert not any(block.kind is BlockKind.TABLE_ROW for block in document.blocks)
    assert headings_of(document) == ["By the harbour", "On the roads"]


def test_the_header_of_a_chapter_of_one_page_is_taken_off_like_the_others(tmp_path: Path) -> None:
    names = ["Harbour", "Harbour", "Harbour", "Ferries", "Roads", "Roads", "Roads", "Roads"]
    pages = [Drawing().text(60, 700, *LEFT).text(60, 810, f"{name} and children", size=8) for name in names]
    document = read(write_drawn(tmp_path / "a.pdf", *pages))
    assert [page.removed for page in document.pages] == [(f"{name} and children",) for name in names]


def test_a_sentence_runs_on_past_a_box_and_over_a_page_turn(tmp_path: Path) -> None:
    first = Drawing().text(60, 300, *LEFT[:3]).box(300, 100, 250, 80).text(310, 160, "A box.", "It is short.")
    document = read(write_drawn(tmp_path / "a.pdf", first, Drawing().text(60, 780, *LEFT[3:])))
    assert " ".join(LEFT) in [sentence.text for sentence in document.sentences]


def test_a_side_bar_comes_under_the_heading_beside_which_it_begins(tmp_path: Path) -> None:
    page = Drawing().text(60, 790, "1 Getting about", size=20, bold=True)
    page.text(60, 750, *LEFT, *RIGHT).text(60, 560, "Ferries", size=13, bold=True)
    page.text(60, 540, *LEFT, *RIGHT).text(60, 330, "Roads", size=13, bold=True).text(60, 310, *LEFT)
    page.box(330, 470, 200, 90).text(340, 540, "At the landing", bold=True).text(340, 526, *RIGHT[:4])
    document = read(write_drawn(tmp_path / "a.pdf", body_page(), page, body_page()))
    box = next(block for block in document.blocks if block.zone == "callout")
    assert document.heading_path(box.section)[:2] == ("1 Getting about", "Ferries")


# --- Colour ---------------------------------------------------------------------------------------


def test_a_line_in_a_colour_of_its_own_is_a_heading(tmp_path: Path) -> None:
    page = Drawing().text(60, 760, "Work and income", colour=(0, 0.3, 0.7)).text(60, 747, *LEFT, *RIGHT)
    document = read(write_drawn(tmp_path / "a.pdf", body_page(), page, body_page()))
    assert headings_of(document) == ["Work and income"]


def test_a_colour_that_links_within_lines_have_makes_no_heading(tmp_path: Path) -> None:
    blue = (0, 0.3, 0.7)
    page = Drawing().text(60, 760, "Work and income", colour=blue).text(60, 747, *LEFT, *RIGHT)
    for y in (400, 380, 360):
        page.text(60, y, "The bus", colour=blue).text(97, y, "goes to the harbour.")
    document = read(write_drawn(tmp_path / "a.pdf", body_page(), page, body_page()))
    assert headings_of(document) == []


def test_a_case_study_ends_with_its_page(tmp_path: Path) -> None:
    first = Drawing().text(60, 760, "Case study: the ferry", size=16, bold=True).text(60, 740, *LEFT, *RIGHT)
    second = Drawing().text(60, 760, "What we shall do", size=13, bold=True).text(60, 740, *LEFT, *RIGHT)
    document = read(write_drawn(tmp_path / "a.pdf", body_page(), first, second))
    assert [section.zone for section in document.sections[1:]] == ["case_study", "body"]


def test_a_table_with_three_rules_is_rows_with_their_column_headings(tmp_path: Path) -> None:
    page = body_page().rule(60, 515, 500, 515).rule(60, 495, 500, 495).rule(60, 430, 500, 430)
    for x, head in ((60, "Measure"), (220, "What it tells")):
        page.text(x, 500, head)
    page.text(60, 480, "Absolute need").text(
        220, 480, "Change over time from a fixed", "point, against prices."
    )
    page.text(60, 448, "Relative need").text(220, 448, "Change against others at the", "same time.")
    document = read(write_drawn(tmp_path / "a.pdf", page))
    rows = [block for block in document.blocks if block.kind is BlockKind.TABLE_ROW]
    assert [block.header for block in rows] == [("Measure", "What it tells")] * 2
    assert document.text_of(rows[1].spans[0]) == "Relative need\tChange against others at the same time."
