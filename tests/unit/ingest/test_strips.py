"""A strip shows the passage on its page with the words marked, however the page is turned."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader, PdfWriter
from tests.factories import write_pdf

from cypaudit.errors import UnreadableError
from cypaudit.ingest import read_document
from cypaudit.ingest.strips import SCALE, draw_strips
from cypaudit.model.document import Box, Span
from cypaudit.model.picture import PagePicture
from cypaudit.model.rating import boxes_of

LINES = ("Our plan", "", "Children and young people come first in all that we do.", "", "Adults too.")


def marked(picture: PagePicture) -> Image.Image:
    """The picture as a mask: what is marked is white."""
    image = Image.open(io.BytesIO(picture.content))
    assert (image.mode, image.size) == ("P", (picture.width, picture.height))
    red, _, blue = image.convert("RGB").split()
    return ImageChops.subtract(red, blue).point(lambda yellow: 255 if yellow > 100 else 0)


def words_of(path: Path, words: str) -> tuple[Box, ...]:
    document = read_document([path], document_id="a")
    start = document.pages[0].text.index(words)
    return boxes_of(document, Span(0, start, start + len(words)))


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return write_pdf(tmp_path / "plan.pdf", [LINES])


def test_the_words_and_nothing_else_are_marked(plan: Path) -> None:
    boxes = words_of(plan, "Children and young people")
    picture = draw_strips(plan, [(1, boxes)])[0]
    place = marked(picture).getbbox()
    assert place is not None
    wide = (boxes[0].right - boxes[0].left) * SCALE
    assert place[2] - place[0] == pytest.approx(wide, abs=3)
    assert place[3] - place[1] == pytest.approx((boxes[0].top - boxes[0].bottom) * SCALE, abs=3)


def test_the_strip_shows_the_passage_and_not_the_whole_page(plan: Path) -> None:
    picture = draw_strips(plan, [(1, words_of(plan, "Children"))])[0]
    assert picture.height < 120  # pixels, of 1347 for the page
    assert picture.width < 595 * SCALE


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_on_a_page_that_is_turned_the_same_words_are_marked(plan: Path, tmp_path: Path, turn: int) -> None:
    writer = PdfWriter(clone_from=PdfReader(plan))
    writer.pages[0].rotate(turn)
    turned = tmp_path / "turned.pdf"
    writer.write(turned)
    # pdfium gives rectangles of the page before it is turned, as evidence.csv holds them.
    boxes = words_of(plan, "Children and young people")
    upright, picture = draw_strips(plan, [(1, boxes)])[0], draw_strips(turned, [(1, boxes)])[0]
    one, other = marked(upright).getbbox(), marked(picture).getbbox()
    assert one is not None
    assert other is not None
    sizes = [(place[2] - place[0], place[3] - place[1]) for place in (one, other)]
    assert sorted(sizes[0]) == pytest.approx(sorted(sizes[1]), abs=3)


def test_a_page_that_is_cropped_is_shown_as_it_is_seen(plan: Path, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(plan))
    writer.pages[0].cropbox.lower_left = (60, 600)
    writer.pages[0].cropbox.upper_right = (500, 800)
    cropped = tmp_path / "cropped.pdf"
    writer.write(cropped)
    picture = draw_strips(cropped, [(1, words_of(plan, "Children and young people"))])[0]
    place = marked(picture).getbbox()
    assert place is not None
    assert place[0] < place[2] <= picture.width


def test_the_same_passage_gives_the_same_bytes(plan: Path) -> None:
    places = [(1, words_of(plan, "Children")), (1, words_of(plan, "Adults"))]
    assert draw_strips(plan, places) == draw_strips(plan, places)


def test_a_page_that_is_not_there_and_a_place_that_is_none_have_no_picture(plan: Path) -> None:
    somewhere = (Box(72, 700, 90, 712),)
    assert draw_strips(plan, [(9, somewhere), (1, ()), (1, (Box(900, 9000, 990, 9010),))]) == {}


def test_a_file_that_is_no_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(b"not a PDF")
    with pytest.raises(UnreadableError, match=r"plan\.pdf"):
        draw_strips(path, [(1, (Box(1, 2, 3, 4),))])
