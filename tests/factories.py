"""Documents for tests, made from short text: as values, as PDF files, as Word files."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

from cypaudit.model.document import (
    Block,
    BlockKind,
    Box,
    Document,
    Line,
    Page,
    Section,
    Sentence,
    Span,
)

STRATEGY_PAGES = (
    (
        "Marsh Integrated Care Strategy",
        "",
        "Children and young people",
        "",
        "Children and young people are one of our four priorities.",
        "We held three workshops with 40 young people in May 2023.",
    ),
    (
        "Our workforce",
        "",
        "There are 12 vacancies among health visitors.",
        "We do not yet have an easy read version of this strategy.",
    ),
)


def make_document(text: str, *, document_id: str = "marsh", file: str = "marsh.pdf") -> Document:
    """A document from text: "\\f" parts pages, "# " opens a section, each other line is a paragraph."""
    pages: list[Page] = []
    sections = [Section(heading="", level=0, parent=None)]
    blocks: list[Block] = []
    sentences: list[Sentence] = []
    for page_index, page_text in enumerate(text.split("\f")):
        rows = [row for row in page_text.split("\n") if row.strip()]
        body = ""
        lines: list[Line] = []
        for at, row in enumerate(rows):
            level = len(row) - len(row.lstrip("#"))
            words = row.lstrip("#").strip()
            start = len(body)
            body += words + "\n"
            span = Span(page_index, start, start + len(words))
            lines.append(
                Line(
                    span.start, span.end, Box(72.0, 700.0 - 14 * at, 72.0 + 5.5 * len(words), 712.0 - 14 * at)
                )
            )
            if level:
                sections.append(Section(heading=words, level=level, parent=_parent(sections, level)))
            kind = BlockKind.HEADING if level else BlockKind.PARAGRAPH
            blocks.append(Block(kind=kind, zone=sections[-1].zone, section=len(sections) - 1, spans=(span,)))
            if not level:
                sentences += _sentences(words, span, len(blocks) - 1)
        pages.append(
            Page(
                file=file,
                number=page_index + 1,
                label=str(page_index + 1),
                text=body.rstrip("\n"),
                lines=tuple(lines),
                width=595.0,
                height=842.0,
                engine="test",
            )
        )
    return Document(
        id=document_id,
        files=(file,),
        sha256=("0" * 64,),
        title=next((section.heading for section in sections if section.heading), ""),
        pages=tuple(pages),
        sections=tuple(sections),
        blocks=tuple(blocks),
        sentences=tuple(sentences),
    )


def _parent(sections: Sequence[Section], level: int) -> int | None:
    above = (at for at in range(len(sections) - 1, -1, -1) if sections[at].level < level)
    return next(above, None)


def _sentences(words: str, span: Span, block: int) -> list[Sentence]:
    return [
        Sentence(
            text=match[0],
            spans=(Span(span.page_index, span.start + match.start(), span.start + match.end()),),
            block=block,
        )
        for match in re.finditer(r"[^.!?]+[.!?]*", words)
        if (match[0] == match[0].strip()) or match[0].strip()
    ]


def write_pdf(
    path: Path, pages: Sequence[Sequence[str]] = STRATEGY_PAGES, *, password: str = "", title: str = ""
) -> Path:
    """A PDF with a line of text a string; "" leaves a line empty. A page without lines is blank."""
    raw = pdf_bytes(pages, title=title)
    if password:
        from pypdf import PdfReader, PdfWriter

        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(raw)))
        writer.encrypt(password, algorithm="RC4-128")
        encrypted = io.BytesIO()
        writer.write(encrypted)
        raw = encrypted.getvalue()
    path.write_bytes(raw)
    return path


def pdf_bytes(pages: Sequence[Sequence[str]], *, title: str = "") -> bytes:
    """The bytes of a PDF, written by hand, so that a test needs no library that makes them."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (5 + 2 * at) for at in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%s) >>" % _escape(title),
    ]
    for at, lines in enumerate(pages):
        content = _content(lines)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (6 + 2 * at)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _file(objects)


def _content(lines: Sequence[str]) -> bytes:
    rows = [b"BT /F1 11 Tf 72 760 Td 16 TL"]
    rows += [b"(%s) Tj T*" % _escape(line) for line in lines]
    return b"\n".join([*rows, b"ET"]) if lines else b""


def _escape(text: str) -> bytes:
    return re.sub(rb"([\\()])", rb"\\\1", text.encode("cp1252"))


def _file(objects: Sequence[bytes]) -> bytes:
    raw = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\n" % size
    return raw + head + trailer + b"startxref\n%d\n%%%%EOF\n" % len(raw)


def write_docx(path: Path, text: str) -> Path:
    """A Word file from text: "# " is a heading, each other line a paragraph."""
    import docx

    document = docx.Document()
    for row in text.split("\n"):
        level = len(row) - len(row.lstrip("#"))
        if level:
            document.add_heading(row.lstrip("# "), level)
        elif row.strip():
            document.add_paragraph(row.strip())
    document.save(str(path))
    return path


def write_manifest(
    folder: Path, *rows: str, header: str = "document,system,document_type,period,files"
) -> Path:
    """A manifest of those rows."""
    path = folder / "manifest.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path
