"""Whatever text a document holds, office files open and show it as text."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cypaudit.report.text import office_text
from cypaudit.report.word.parts import Column as WordColumn
from cypaudit.report.word.parts import Paragraph, Table
from cypaudit.report.word.write import write_word
from cypaudit.report.workbook.values import Column, Sheet
from cypaudit.report.workbook.write import cell_text, write_workbook

# Any characters, halves of pairs among them, and beginnings that spreadsheets take for more than text.
TEXTS = st.lists(
    st.builds(
        str.__add__,
        st.sampled_from(
            ("", "=", "+", "-", "@", "{=", "'", "_x0041_", "http://", "internal:", "mailto:", " ")
        ),
        st.text(st.characters(codec=None), max_size=60),
    ),
    min_size=1,
    max_size=20,
)


def is_xml(part: bytes) -> bool:
    """Whether a part can be parsed. Raises where it cannot."""
    etree.fromstring(part)
    return True


def check_parts(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert all(is_xml(file.read(name)) for name in file.namelist() if name.endswith((".xml", ".rels")))


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_a_workbook_shows_any_text_as_text(texts: list[str]) -> None:
    sheet = Sheet(
        name="Any",
        title=texts[0],
        about=texts[0],
        columns=(Column("Text", 20), Column("Number", 20)),
        rows=tuple((text, 1) for text in texts),
    )
    content = write_workbook(title=texts[0], cover=(), sheets=(sheet,), version="0")
    check_parts(content)
    page = openpyxl.load_workbook(io.BytesIO(content))["Any"]
    rows: Any = page[page.tables["Any_table"].ref][1:]
    for text, (cell, _) in zip(texts, rows, strict=True):
        shown = cell_text(text) or "[z]"
        assert (cell.data_type, cell.value) == ("s", shown)
        assert cell.quotePrefix == shown.startswith(("=", "+", "-", "@"))


@given(TEXTS)
@settings(max_examples=30, deadline=None)
def test_a_word_file_shows_any_text_as_text(texts: list[str]) -> None:
    table = Table(
        caption=texts[0],
        summary=texts[0],
        columns=(WordColumn("Text", 8.0),),
        rows=tuple((text,) for text in texts),
    )
    content = write_word(title=texts[0], parts=[Paragraph(texts[0]), table], version="0")
    check_parts(content)
    document = docx.Document(io.BytesIO(content))
    shown = [row.cells[0].text for row in document.tables[0].rows[1:]]
    assert shown == [office_text(text) for text in texts]
