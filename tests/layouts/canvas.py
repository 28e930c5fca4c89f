"""Layouts drawn with ReportLab: composed pages in any order of drawing, and its own flowing pages."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from tests.layouts.compose import Composer, Design, Piece, Sheet
from tests.layouts.story import Box, Contents, Cover, Heading, Items, PageBreak, Para, Part, Story, Table


def helvetica(text: str, size: float, bold: bool) -> float:
    """The width of text in points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(text, "Helvetica-Bold" if bold else "Helvetica", size))


def by_column(pieces: Sequence[Piece]) -> list[Piece]:
    """In reading order."""
    return list(pieces)


def by_row(pieces: Sequence[Piece]) -> list[Piece]:
    """From the top down, straight across the columns."""
    return sorted(pieces, key=lambda piece: (-round(piece.y), piece.x))


def shuffled(pieces: Sequence[Piece]) -> list[Piece]:
    """In no order, the same each time."""
    return sorted(pieces, key=lambda piece: hash_of(f"{piece.x:.1f} {piece.y:.1f} {piece.text}"))


def by_word(pieces: Sequence[Piece]) -> list[Piece]:
    """Every word on its own, in no order."""
    words = []
    for piece in pieces:
        x = piece.x
        for word in piece.text.split(" "):
            if word:
                words.append(Piece(x, piece.y, word, piece.size, piece.bold, piece.column))
            x += helvetica(f"{word} ", piece.size, piece.bold)
    return shuffled(words)


def hash_of(text: str) -> int:
    """A number that does not change from run to run."""
    value = 0
    for char in text:
        value = (value * 131 + ord(char)) % 1_000_003
    return value


def render(
    story: Story,
    design: Design,
    *,
    order: Callable[[Sequence[Piece]], list[Piece]] = by_column,
    rotate: int = 0,
    forms: bool = False,
    outline: bool = False,
    labels: int = 0,
) -> bytes:
    """A PDF of the composed story. With `labels` so many first pages are labelled i, ii, …"""
    from reportlab.pdfgen.canvas import Canvas

    sheets = Composer(design, helvetica).compose(story)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(design.width, design.height), invariant=True)  # turned with the page
    headings = {part.text: part.level for part in story.parts if isinstance(part, Heading)}
    for number, sheet in enumerate(sheets):
        if rotate:
            canvas.setPageRotation(rotate)
            _turn(canvas, rotate, design)
        if labels:
            style = "ROMAN_LOWER" if number < labels else "ARABIC"
            start = number + 1 if number < labels else number - labels + 1
            canvas.addPageLabel(number, style, start)
        if outline:
            _add_outline(canvas, sheet, headings, number)
        for x, y, width, height, grey in sheet.boxes:
            canvas.setFillGray(grey)
            canvas.rect(x, y, width, height, stroke=0, fill=1)
        canvas.setFillGray(0)
        pieces = order(sheet.pieces)
        if forms:
            _draw_forms(canvas, pieces, number)
        else:
            for piece in pieces:
                _draw(canvas, piece)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _turn(canvas, rotate: int, design: Design) -> None:  # type: ignore[no-untyped-def]
    if rotate == 90:
        canvas.translate(design.height, 0)
        canvas.rotate(90)
    elif rotate == 270:
        canvas.translate(0, design.width)
        canvas.rotate(-90)
    elif rotate == 180:
        canvas.translate(design.width, design.height)
        canvas.rotate(180)


def _draw(canvas, piece: Piece) -> None:  # type: ignore[no-untyped-def]
    canvas.setFont("Helvetica-Bold" if piece.bold else "Helvetica", piece.size)
    canvas.drawString(piece.x, piece.y, piece.text, charSpace=piece.spread)


def _draw_forms(canvas, pieces: Sequence[Piece], number: int) -> None:  # type: ignore[no-untyped-def]
    """Each column in a Form XObject of its own, the last one first."""
    columns = sorted({piece.column for piece in pieces}, reverse=True)
    for column in columns:
        name = f"page{number}column{column}"
        canvas.beginForm(name)
        for piece in pieces:
            if piece.column == column:
                _draw(canvas, piece)
        canvas.endForm()
        canvas.doForm(name)


def _add_outline(canvas, sheet: Sheet, headings: dict[str, int], number: int) -> None:  # type: ignore[no-untyped-def]
    for text, level in headings.items():
        if level <= 2 and any(piece.bold and text.startswith(piece.text) for piece in sheet.pieces):
            canvas.bookmarkPage(text)
            canvas.addOutlineEntry(text, text, level - 1)


# --- ReportLab's own flowing pages ----------------------------------------------------------------


def flow(story: Story, *, columns: int = 1, header: str = "") -> bytes:
    """A PDF in which ReportLab itself breaks lines, columns and tables."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    buffer = io.BytesIO()
    width, height = A4
    gap, margin = 18, 54
    each = (width - 2 * margin - (columns - 1) * gap) / columns
    frames = [
        Frame(margin + n * (each + gap), margin, each, height - 2 * margin, 0, 0, 0, 0)
        for n in range(columns)
    ]

    def running(canvas, document) -> None:  # type: ignore[no-untyped-def]
        if document.page == 1:
            return
        canvas.setFont("Helvetica", 8)
        canvas.drawString(margin, height - 36, header)
        canvas.drawRightString(width - margin, 30, f"Page {document.page}")

    template = BaseDocTemplate(buffer, pagesize=A4, invariant=True)
    template.addPageTemplates([PageTemplate("main", frames, onPage=running)])
    flowables = [flowable for part in story.parts for flowable in _flowables(part, each)]
    template.build(flowables)
    return buffer.getvalue()


def _flowables(part: Part, width: float) -> list:  # type: ignore[type-arg]
    from reportlab.lib import colors
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import (
        CondPageBreak,
        ListFlowable,
        ListItem,
        Paragraph,
        Spacer,
        TableStyle,
    )  # fmt: skip
    from reportlab.platypus import PageBreak as Break
    from reportlab.platypus import Table as Grid

    body = ParagraphStyle(
        "body", fontName="Times-Roman", fontSize=10.5, leading=13.5, spaceAfter=7, alignment=4
    )
    cell = ParagraphStyle("cell", parent=body, fontSize=9.5, leading=12, spaceAfter=0, alignment=0)
    right = ParagraphStyle("right", parent=cell, alignment=2)
    head = ParagraphStyle("head", parent=cell, fontName="Times-Bold")
    titles = {
        1: ParagraphStyle("h1", fontName="Times-Bold", fontSize=20, leading=24, spaceAfter=10, spaceBefore=16, keepWithNext=1),
        2: ParagraphStyle("h2", fontName="Times-Bold", fontSize=14, leading=17, spaceAfter=6, spaceBefore=10, keepWithNext=1),
        3: ParagraphStyle("h3", fontName="Times-Bold", fontSize=10.5, leading=13, spaceAfter=4, spaceBefore=8, keepWithNext=1),
    }  # fmt: skip
    match part:
        case Heading(text=text, level=level):
            return [CondPageBreak(90), Paragraph(_x(text), titles[level])]
        case Para(sentences=sentences):
            return [Paragraph(_x(" ".join(sentences)), body)]
        case Items(lead=lead, items=items, ordered=ordered):
            rows = [ListItem(Paragraph(_x(item), body)) for item in items]
            kind = (
                {"bulletType": "1", "bulletFormat": "%s."}
                if ordered
                else {"bulletType": "bullet", "start": "•"}
            )
            listed = ListFlowable(rows, leftIndent=16, bulletFontSize=10.5, **kind)
            return [*([Paragraph(_x(lead), body)] if lead else []), listed]
        case Table():
            shares = part.widths or (1,) * len(part.header)
            rows = [[Paragraph(_x(text), head) for text in part.header]]
            for row in part.rows:
                rows.append([Paragraph(_x(t), right if n in part.right else cell) for n, t in enumerate(row)])
            style = [("VALIGN", (0, 0), (-1, -1), "TOP")]
            if part.ruled:
                style += [
                    ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
                    ("BACKGROUND", (0, 0), (-1, 0), colors.lightblue),
                ]
            grid = Grid(
                rows,
                colWidths=[width * s / sum(shares) for s in shares],
                repeatRows=1,
                style=TableStyle(style),
            )
            return [grid, Spacer(1, 10)]
        case Box(title=title, parts=parts):
            inner = [Paragraph(_x(title), titles[2])] if title else []
            for p in parts:
                inner += _flowables(p, width - 20)
            style = TableStyle([("BACKGROUND", (0, 0), (-1, -1), colors.Color(0.9, 0.93, 0.85)), ("LEFTPADDING", (0, 0), (-1, -1), 10),
                                ("RIGHTPADDING", (0, 0), (-1, -1), 10), ("TOPPADDING", (0, 0), (-1, -1), 8)])  # fmt: skip
            return [Grid([[inner]], colWidths=[width], style=style), Spacer(1, 10)]
        case Cover(title=title, lines=lines):
            large = ParagraphStyle(
                "cover", fontName="Times-Bold", fontSize=32, leading=38, spaceBefore=0, spaceAfter=20
            )
            return [
                Spacer(1, 200),
                Paragraph(_x(title), large),
                *(Paragraph(_x(line), body) for line in lines),
            ]
        case Contents(entries=entries):
            rows = [[Paragraph(_x(title), cell), Paragraph(page, right)] for title, page in entries]
            return [Paragraph("Contents", titles[1]), Grid(rows, colWidths=[width - 40, 40]), Break()]
        case PageBreak():
            return [Break()]
    raise TypeError(part)


def _x(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
