"""What holds of reading whatever stands on a page: nothing is lost unsaid, and offsets hold."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.drawn_pdf import Drawing, write_drawn
from tests.layouts.catalogue import layouts
from tests.layouts.measure import FOLDER

from cypaudit.ingest import read_document
from cypaudit.ingest.clean import clean_text, mend_spacing
from cypaudit.model.document import Document

WORDS = st.text(alphabet="abhoTW259,.-–•£%’(é", min_size=1, max_size=9) | st.sampled_from(
    [
        "Harbour",
        "ferries",
        "of",
        "the",
        "2027,",
        "Dr.",
        "well-being",
        "co-",
        "•",
        "1.",
        "(a)",
        "o",
        "end.",
        "19",
    ]
)
LINES = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
PIECES = st.tuples(
    st.integers(0, 520),  # x
    st.integers(20, 820),  # y
    st.lists(LINES, min_size=1, max_size=4),
    st.sampled_from([8.0, 10.0, 10.0, 14.0, 20.0]),
    st.booleans(),  # bold
    st.sampled_from([0, 0, 0, 0, 90, 180]),  # turn
)
BOXES = st.tuples(st.integers(0, 500), st.integers(0, 750), st.integers(20, 400), st.integers(2, 300))
PAGES = st.lists(
    st.tuples(st.lists(PIECES, max_size=10), st.lists(BOXES, max_size=4)), min_size=1, max_size=4
)


def letters(text: str) -> Counter[str]:
    """Letters and figures; bullets, hyphens and spaces may go, which the docs say. "o" may be a bullet."""
    return Counter(filter(lambda char: char.isalnum() and char != "o", clean_text(text)))


def hold_what_is_read(document: Document, path: Path) -> None:
    """Every letter that pdfium gives is in the text or in what was removed, and none is there twice."""
    with pypdfium2.PdfDocument(path) as pdf:
        for page, drawn in zip(document.pages, pdf, strict=True):
            given_out = letters(" ".join((page.text, *page.removed)))
            assert given_out == letters(drawn.get_textpage().get_text_range()), page.number


def hold_offsets(document: Document) -> None:
    """Blocks part the text of their pages, and sentences and lines lie within it, at whole words."""
    taken = [0] * len(document.pages)
    spans = [span for block in document.blocks for span in block.spans]
    # By place, not by block: a paragraph that goes on past a box on the next page stands before that box
    # among the blocks, and its second part behind it on the page.
    for span in sorted(spans, key=lambda span: (span.page_index, span.start)):
        assert span.start >= taken[span.page_index], "blocks overlap"
        taken[span.page_index] = span.end
        assert document.text_of(span).strip()
    opened = [(block.spans[0].page_index, block.spans[0].start) for block in document.blocks]
    assert opened == sorted(opened), "blocks do not stand in the order in which they open"
    for page, end in zip(document.pages, taken, strict=True):
        assert not page.text[end:].strip(), "text beyond the last block"
        for line in page.lines:
            assert 0 <= line.start < line.end <= len(page.text)
            assert page.text[line.start : line.end].strip()
    for sentence in document.sentences:
        spans = document.blocks[sentence.block].spans
        for span in sentence.spans:
            assert any(
                own.page_index == span.page_index and own.start <= span.start < span.end <= own.end
                for own in spans
            )
            assert document.text_of(span) == document.text_of(span).strip(" ")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PAGES, st.sampled_from([0, 0, 90, 180, 270]))
def test_every_letter_drawn_is_read_once_or_recorded_as_removed(
    pages: list[tuple[list[tuple[int, int, list[str], float, bool, int]], list[tuple[int, int, int, int]]]],
    rotate: int,
) -> None:
    drawings = []
    for pieces, boxes in pages:
        page = Drawing(rotate=rotate)
        for x, y, width, height in boxes:
            page.box(x, y, width, height)
        for x, y, lines, size, bold, turn in pieces:
            page.text(x, y, *lines, size=size, bold=bold, turn=turn)
        drawings.append(page)
    # A page of running text, so that there is something to read whatever the others hold.
    drawings.append(Drawing().text(60, 700, *["Ferries carry patients over the river on market days."] * 6))
    with tempfile.TemporaryDirectory() as scratch:
        path = write_drawn(Path(scratch) / "a.pdf", *drawings)
        document = read_document([path], document_id="a")
        hold_what_is_read(document, path)
        hold_offsets(document)


@pytest.mark.parametrize("name", [layout.name for layout in layouts()])
def test_every_letter_of_a_layout_is_read_once_or_recorded_as_removed(name: str) -> None:
    path = FOLDER / f"{name}.pdf"
    document = read_document([path], document_id="a")
    hold_what_is_read(document, path)
    hold_offsets(document)


@given(st.text() | st.text(alphabet="a b\u00ad\u2010\u00a0\ufb01\x02\ufffe\t\n-A1"))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = mend_spacing(clean_text(text))
    assert mend_spacing(clean_text(once)) == once
