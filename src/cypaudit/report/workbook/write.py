"""Sheets as a workbook's bytes. The only importer of XlsxWriter.

Text is written as text, whatever it begins with, and marked so that it stays text when a cell is edited.
Nothing in the file depends on the time or the machine.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from math import ceil
from textwrap import wrap
from typing import Any

import xlsxwriter

from cypaudit.report.text import office_text
from cypaudit.report.workbook.values import (
    CONTENTS,
    MOST_LINKS,
    NOT_APPLICABLE,
    NOT_KNOWN,
    Cell,
    Column,
    Kind,
    Line,
    Link,
    Sheet,
)

LONGEST_CELL = 32_767  # UTF-16 units, as Excel counts characters
MOST_ROWS = 1_048_000  # of a table: Excel has 1,048,576, and some stand above it
_CUT = " [cut]"
_FORMULA_STARTS = ("=", "+", "-", "@")
_CREATED = datetime(2023, 1, 1, tzinfo=UTC)  # any fixed day: the same run gives the same bytes
_FONT = {"font_name": "Arial", "font_size": 12}  # at least 12 points, without serifs: the guidance
_LINK_COLOUR = "#1A5EA8"
_COVER_WIDTH = 100  # characters
_PRINTED_WIDTH = 180  # characters on a page of A4 across: smaller is not read
_LINE_HEIGHT = 15.5  # points, of text of 12 points
_HIGHEST_ROW = 409  # points: Excel's limit
_LETTERS_PER_WIDTH = 1.1  # letters of running text in the width of a digit, in Arial
_LOST_PER_LINE = 4  # letters that a line commonly leaves free, because a word did not fit, and margins
_FILTER_BUTTON = 3  # letters that it takes of a heading
_TABLE_STYLE = "Table Style Light 1"  # black on white and light grey
_FILLS = {"Yes": "#C8DCEF", "To some extent": "#E6F0F8", "No": "#FFFFFF", "Unreadable": "#DCDFE1"}
_CELL = {"valign": "top", "bottom": 1, "bottom_color": "#B1B4B6"}
_RIGHT = {"align": "right", "indent": 1}  # a number is not to touch the text that follows
_A4 = 9
_SHORTHAND = f"{NOT_KNOWN} = not known or not available; {NOT_APPLICABLE} = does not apply."


def write_workbook(*, title: str, cover: Sequence[Line], sheets: Sequence[Sheet], version: str) -> bytes:
    """A workbook with a cover and these sheets. The same values give the same bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,  # otherwise every part of the file carries the time of its writing
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_format_properties": dict(_FONT),  # it is changed there
        },
    )
    book.set_properties(
        {
            "title": cell_text(title),
            "author": f"cypaudit {version}",
            "comments": "Findings of an audit, with the passages that they rest on.",
            "created": _CREATED,
        }
    )
    formats = _Formats(book)
    _write_cover(book.add_worksheet("Cover"), title, cover, formats)
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, formats)
    book.close()
    return buffer.getvalue()


def cell_text(text: str) -> str:
    """Text as a cell can hold it: in one line, without what no workbook may hold, and not too long."""
    text = office_text(text)
    if 2 * len(text) <= LONGEST_CELL:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    kept = units[: 2 * (LONGEST_CELL - len(_CUT))]
    return kept.decode("utf-16-le", errors="ignore") + _CUT  # half a pair at the end is dropped


class _Formats:
    """The looks of a workbook's cells."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.title = self._add(bold=True, font_size=16)
        self.section = self._add(bold=True, font_size=14, top=1)
        self.line = self._add(text_wrap=True, valign="top")
        self.plain = self._add()
        self.heading = self._add(bold=True, text_wrap=True, valign="bottom", bottom=2)
        self.number_heading = self._add(bold=True, text_wrap=True, valign="bottom", bottom=2, **_RIGHT)
        self.text = self._add(text_wrap=True, **_CELL)
        self.guarded = self._add(text_wrap=True, quote_prefix=True, **_CELL)
        self.link = self._add(text_wrap=True, font_color=_LINK_COLOUR, underline=1, **_CELL)
        self.plain_link = self._add(font_color=_LINK_COLOUR, underline=1)
        self.missing = self._add(**_RIGHT, **_CELL)
        self.numbers = {
            Kind.COUNT: self._add(num_format="#,##0", **_RIGHT, **_CELL),
            # A small p-value is no 0.
            Kind.P_VALUE: self._add(num_format='[<0.001]"under 0.001";0.000', **_RIGHT, **_CELL),
            Kind.DECIMAL: self._add(num_format="0.0", **_RIGHT, **_CELL),
        }
        self.ratings = {
            label: self._add(text_wrap=True, bg_color=colour, **_CELL) for label, colour in _FILLS.items()
        }

    def heading_of(self, column: Column) -> Any:
        """The look of a column's heading: above numbers on the right, as they are."""
        return self.number_heading if column.kind in self.numbers else self.heading

    def _add(self, **properties: object) -> Any:
        return self._book.add_format({**_FONT, "font_scheme": "none", **properties})


def _write_cover(page: Any, title: str, lines: Sequence[Line], formats: _Formats) -> None:
    page.set_column(0, 0, _COVER_WIDTH)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, cell_text(title), formats.title)
    for at, line in enumerate(lines, start=1):
        page.write_string(at, 0, cell_text(line.text), formats.section if line.is_heading else formats.line)
        page.set_row(at, 1.2 * _LINE_HEIGHT if line.is_heading else _height([line.text], [_COVER_WIDTH]))
    page.write_url(
        len(lines) + 1, 0, f"internal:'{CONTENTS}'!A1", formats.plain_link, "Contents of this workbook"
    )


def _write_sheet(page: Any, sheet: Sheet, formats: _Formats) -> None:
    rows = sheet.rows[:MOST_ROWS]
    top = _write_remarks(page, sheet, formats)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(ceil(sum(column.width for column in sheet.columns) / _PRINTED_WIDTH), 0)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
    if not rows:
        page.write_string(top, 0, cell_text(sheet.nothing), formats.plain)
        return
    page.add_table(
        top,
        0,
        top + len(rows),
        len(sheet.columns) - 1,
        {
            "name": f"{sheet.name}_table",
            "title": cell_text(sheet.title),
            "description": cell_text(sheet.about),
            "style": _TABLE_STYLE,
            "columns": [
                {"header": cell_text(column.heading), "header_format": formats.heading_of(column)}
                for column in sheet.columns
            ],
        },
    )
    page.freeze_panes(top + 1, sheet.frozen_columns)
    page.repeat_rows(top)
    page.repeat_columns(0)
    widths = [column.width for column in sheet.columns]
    page.set_row(top, _heading_height(sheet.columns))
    n_links = count(1)
    writers = [_cell_writer(page, column, formats, n_links) for column in sheet.columns]
    for row, cells in enumerate(rows, start=top + 1):
        page.set_row(row, _height(cells, widths))
        for at, cell in enumerate(cells):
            writers[at](row, at, cell)


def _write_remarks(page: Any, sheet: Sheet, formats: _Formats) -> int:
    """Title and remarks in column A. Gives the row, from 0, in which the table begins."""
    page.write_string(0, 0, cell_text(sheet.title), formats.title)
    about = f"This sheet holds one table. {sheet.about} {_SHORTHAND}" if sheet.rows else ""
    left_out = f"The first {MOST_ROWS:,} of {len(sheet.rows):,} rows; the CSV files hold all."
    lines = [about, *sheet.remarks, left_out if len(sheet.rows) > MOST_ROWS else ""]
    lines = [line for line in lines if line]
    for at, line in enumerate(lines, start=1):
        page.write_string(at, 0, cell_text(line), formats.plain)
    if sheet.name == CONTENTS:
        return len(lines) + 1
    page.write_url(len(lines) + 1, 0, f"internal:'{CONTENTS}'!A1", formats.plain_link, "Back to the contents")
    return len(lines) + 2


def _heading_height(columns: Sequence[Column]) -> float:
    """The height of the heading row in points."""
    widths = [(column.heading, int(column.width) - _FILTER_BUTTON) for column in columns]
    return _LINE_HEIGHT * max(len(wrap(heading, max(width, 1))) for heading, width in widths)


def _height(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """A row's height in points, so that its longest cell is seen whole.

    An estimate, on the safe side: only Excel finds the heights of wrapped rows itself when it opens a file.
    """
    lines = 1
    for cell, width in zip(cells, widths, strict=True):
        text = cell if isinstance(cell, str) else cell.text if isinstance(cell, Link) else ""
        if len(text) + _LOST_PER_LINE > width:
            per_line = max(1.0, width * _LETTERS_PER_WIDTH - _LOST_PER_LINE)
            lines = max(lines, ceil(len(text) / per_line))
    return min(lines * _LINE_HEIGHT, _HIGHEST_ROW)


def _cell_writer(
    page: Any, column: Column, formats: _Formats, n_links: Iterator[int]
) -> Callable[[int, int, Cell], None]:
    """What writes the cells of a column. `n_links` counts those of the sheet."""
    is_number = column.kind in formats.numbers
    look = formats.numbers.get(column.kind, formats.text)
    is_rating = column.kind is Kind.RATING

    def write(row: int, at: int, cell: Cell) -> None:
        if cell is None or cell == "":
            page.write_string(row, at, column.empty, formats.missing if is_number else formats.text)
        elif isinstance(cell, Link) and next(n_links) <= MOST_LINKS:
            _write_link(page, row, at, cell, formats)
        elif isinstance(cell, Link):
            page.write_string(row, at, cell_text(cell.text), formats.text)
        elif isinstance(cell, str):
            text = cell_text(cell)
            guarded = formats.guarded if text.startswith(_FORMULA_STARTS) else formats.text
            page.write_string(row, at, text, formats.ratings.get(text, guarded) if is_rating else guarded)
        else:
            page.write_number(row, at, cell, look)

    return write


def _write_link(page: Any, row: int, at: int, link: Link, formats: _Formats) -> None:
    is_sheet = link.target.startswith("#")
    target = f"internal:'{link.target[1:]}'!A1" if is_sheet else f"external:{link.target}"
    page.write_url(row, at, target, formats.link, cell_text(link.text))
