"""findings.xlsx: the findings, ratings and passages of a run for those who work in spreadsheets.

Laid out after the UK Analysis Function's guidance on statistics in spreadsheets: a cover, contents and
notes; one marked table a sheet, under a title and remarks in column A; no merged, hidden or unexplained
empty cells; nothing told by colour alone. What stands on which sheet is decided in `front` and `tables`;
`write` alone knows XlsxWriter.
"""

from __future__ import annotations

from collections.abc import Iterator

from cypaudit.report.content import OutputFile, ReportContent
from cypaudit.report.workbook.front import contents_sheet, cover_lines, notes_sheet
from cypaudit.report.workbook.tables import table_sheets
from cypaudit.report.workbook.write import write_workbook


def render_workbook(content: ReportContent) -> Iterator[OutputFile]:
    """findings.xlsx."""
    sheets = (notes_sheet(content), *table_sheets(content))
    book = write_workbook(
        title=f"{content.rubric.title}: findings",
        cover=cover_lines(content),
        sheets=(contents_sheet(sheets), *sheets),
        version=content.run.cypaudit,
    )
    yield OutputFile("findings.xlsx", book)
