"""Parts as a Word file's bytes. The only importer of python-docx.

python-docx has no call for captions that count, repeated headings, alternative text or the language of a
document; these are set in its XML. Nothing in the file depends on the time or the machine.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from cypaudit.report.text import office_text
from cypaudit.report.word.parts import Bullet, Column, Heading, Paragraph, Part, Remark, Table, Term

_LANGUAGE = "en-GB"
_FONT = "Arial"
_INK = RGBColor(0x0B, 0x0C, 0x0C)
_SHADE = "E6F0F8"  # of heading rows; black on it has a contrast above 16
# Any fixed day: the same run gives the same bytes. The zip format knows no time before 1980.
_CREATED = datetime(2023, 1, 1)  # noqa: DTZ001 - python-docx writes what it is given as UTC
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_REMARK_STYLE = "Table remark"


def write_word(*, title: str, parts: Iterable[Part], version: str) -> bytes:
    """A Word file of these parts. The same values give the same bytes."""
    document = docx.Document()
    _set_properties(document, title, version)
    _set_styles(document)
    _set_page(document)
    document.add_paragraph(office_text(title), style="Title")
    n_tables = 0
    for part in parts:
        if isinstance(part, Table):
            n_tables += 1
            _add_table(document, part, n_tables)
        else:
            _add_text(document, part)
    return _without_times(document)


def _set_properties(document: Any, title: str, version: str) -> None:
    core = document.core_properties
    core.title = office_text(title)[:255]  # what python-docx takes
    core.author = core.last_modified_by = f"cypaudit {version}"
    core.comments = ""
    core.language = _LANGUAGE
    core.created = core.modified = _CREATED
    core.revision = 1


def _set_styles(document: Any) -> None:
    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), _LANGUAGE)
    remark = styles.add_style(_REMARK_STYLE, 1)
    remark.base_style = styles["Normal"]
    sizes = {
        "Normal": 11, "Title": 22, "Heading 1": 17, "Heading 2": 14, "Heading 3": 12, "Caption": 11,
        _REMARK_STYLE: 9,
    }  # fmt: skip
    for name, size in sizes.items():
        style = styles[name]
        style.font.size, style.font.color.rgb = Pt(size), _INK
        _set_font(style)
    styles[_REMARK_STYLE].paragraph_format.space_before = Pt(3)
    styles[_REMARK_STYLE].paragraph_format.space_after = Pt(12)
    styles["Caption"].paragraph_format.keep_with_next = True
    styles["Caption"].paragraph_format.space_before = Pt(8)


def _set_font(style: Any) -> None:
    """The font by name, for every script: a theme's font would stand before it."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), _FONT)


def _set_page(document: Any) -> None:
    [section] = document.sections
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.0)
    footer = section.footer.paragraphs[0]
    footer.add_run("Page ")
    footer._p.append(_field("PAGE", "1"))


def _add_text(document: Any, part: Heading | Paragraph | Bullet | Remark | Term) -> None:
    text = office_text(part.text)
    match part:
        case Term(title=title):
            paragraph = document.add_paragraph()
            paragraph.add_run(office_text(f"{title}: ")).bold = True
            paragraph.add_run(text)
            paragraph.paragraph_format.space_after = Pt(4)
        case Heading(level=level):
            document.add_heading(text, level)
        case Bullet():
            document.add_paragraph(text, style="List Bullet")
        case Remark():
            document.add_paragraph(text, style=_REMARK_STYLE)
        case Paragraph():
            document.add_paragraph(text)


def _add_table(document: Any, part: Table, number: int) -> None:
    caption = document.add_paragraph("Table ", style="Caption")
    caption._p.append(_field("SEQ Table \\* ARABIC", str(number)))
    caption.add_run(office_text(f": {part.caption}"))
    table = document.add_table(rows=1, cols=len(part.columns), style="Table Grid")
    table.autofit = False
    _describe(table, part)
    for column, made in zip(part.columns, table.columns, strict=True):
        made.width = Cm(column.width)
    _fill_row(table.rows[0], [column.heading for column in part.columns], part.columns, is_heading=True)
    for cells in part.rows:
        _fill_row(table.add_row(), cells, part.columns)


def _describe(table: Any, part: Table) -> None:
    """Alternative text, and that the first row and column are headings."""
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    for tag, attributes in (
        ("w:tblLook", {"w:val": "00A0", "w:firstRow": "1", "w:firstColumn": "1", "w:noVBand": "1"}),
        ("w:tblCaption", {"w:val": office_text(part.caption)}),
        ("w:tblDescription", {"w:val": office_text(part.summary)}),
    ):
        element = OxmlElement(tag)
        for name, value in attributes.items():
            element.set(qn(name), value)
        properties.append(element)


def _fill_row(row: Any, texts: Iterable[str], columns: Iterable[Column], *, is_heading: bool = False) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_heading:
        properties.append(OxmlElement("w:tblHeader"))
    for cell, text, column in zip(row.cells, texts, columns, strict=True):
        cell.width = Cm(column.width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(office_text(text))
        run.font.size = Pt(10)
        if column.is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if is_heading:
            run.bold = True
            paragraph.paragraph_format.keep_with_next = True
            _shade(cell)


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", _SHADE)):
        shade.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _field(instruction: str, shown: str) -> Any:
    """A field that Word counts anew; `shown` is what stands there until it does."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    return field


def _without_times(document: Any) -> bytes:
    """The file with a fixed time on each of its parts: python-docx puts the time of writing."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _ZIP_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return fixed.getvalue()
