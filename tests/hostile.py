"""Files made to do harm: bombs, loops, lies about their size, and calls for what they may not have."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.factories import STRATEGY_PAGES, _file, pdf_bytes

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
INFO = b"<< /Title () >>"
WORDS = b"BT /F1 11 Tf 72 760 Td (Children and young people come first.) Tj ET"


def pdf_with(content: bytes, *, resources: bytes = b"", objects: tuple[bytes, ...] = ()) -> bytes:
    """A PDF of one page; `objects` are numbered from 7."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R "
        b"/Resources << /Font << /F1 3 0 R >> %s >> >>" % resources
    )
    pages = b"<< /Type /Pages /Count 1 /Kids [5 0 R] >>"
    return _file([CATALOG, pages, FONT, INFO, page, stream(content), *objects])


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def deep_arrays() -> bytes:
    """An object of 200,000 arrays in one another, where the page's contents should be."""
    depth = 200_000
    pages = b"<< /Type /Pages /Count 1 /Kids [5 0 R] >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R >>"
    return _file([CATALOG, pages, FONT, INFO, page, b"[" * depth + b"]" * depth])


def deep_dictionaries() -> bytes:
    depth = 100_000
    return pdf_with(WORDS, resources=b"/Properties " + b"<< /A " * depth + b"1" + b" >>" * depth)


def deep_graphics() -> bytes:
    """Saved states and nested marks without end in a page's contents."""
    return pdf_with(b"q " * 500_000 + b"/A << /B " * 50_000 + WORDS)


def nested_forms() -> bytes:
    """Form XObjects each of which draws the next one ten times: ten to the power of twelve in all.

    The last is long, and little of it stays in memory: time runs out first, on any machine.
    """
    depth = 12
    objects = tuple(
        stream(
            b"/X Do " * 10 if level < depth else b"q Q " * 100_000 + WORDS,
            b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources "
            b"<< /Font << /F1 3 0 R >> /XObject << /X %d 0 R >> >>" % (8 + level),
        )
        for level in range(depth + 1)
    )
    return pdf_with(WORDS + b" /X Do", resources=b"/XObject << /X 7 0 R >>", objects=objects)


def form_that_draws_itself() -> bytes:
    form = stream(
        b"/X Do " + WORDS,
        b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources "
        b"<< /Font << /F1 3 0 R >> /XObject << /X 7 0 R >> >>",
    )
    return pdf_with(WORDS + b" /X Do", resources=b"/XObject << /X 7 0 R >>", objects=(form,))


def bomb_stream(*, size: int = 1_000_000_000) -> bytes:
    """A page whose contents unpack to 1,000 MB, packed twice over so that the file is small."""
    packer = zlib.compressobj(9)
    block = b" " * 1_000_000
    packed = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    pages = b"<< /Type /Pages /Count 1 /Kids [5 0 R] >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R >>"
    packed = zlib.compress(packed, 9)
    content = stream(packed, b"/Filter [/FlateDecode /FlateDecode]")
    return _file([CATALOG, pages, FONT, INFO, page, content])


def text_flood() -> bytes:
    """A small file with more letters than any plan."""
    words = zlib.compress(
        b"BT /F1 1 Tf 1 TL 10 800 Td " + b"(children and young people) Tj T* " * 400_000 + b"ET"
    )
    pages = b"<< /Type /Pages /Count 1 /Kids [5 0 R] >>"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>"
    )
    return _file([CATALOG, pages, FONT, INFO, page, stream(words, b"/Filter /FlateDecode")])


def looping_tree() -> bytes:
    """A page tree whose node is its own child."""
    pages = b"<< /Type /Pages /Count 2 /Kids [5 0 R 2 0 R] >>"
    return pdf_with(WORDS).replace(b"<< /Type /Pages /Count 1 /Kids [5 0 R] >>", pages)


def claims_many_pages() -> bytes:
    """A page tree that claims 100,000 pages and has one."""
    return pdf_with(WORDS).replace(b"/Count 1 ", b"/Count 100000 ")


def many_pages() -> bytes:
    """A page tree with 100,000 entries, all of them one page."""
    return pdf_with(WORDS).replace(
        b"/Count 1 /Kids [5 0 R]", b"/Count 100000 /Kids [" + b"5 0 R " * 100_000 + b"]"
    )


def looping_outline() -> bytes:
    """An outline whose entry follows itself and is its own child."""
    catalog = b"<< /Type /Catalog /Pages 2 0 R /Outlines 7 0 R >>"
    raw = pdf_with(
        WORDS,
        objects=(
            b"<< /First 8 0 R /Last 8 0 R /Count 1 >>",
            b"<< /Title (Children) /Parent 7 0 R /Next 8 0 R /First 8 0 R /Dest [5 0 R /Fit] >>",
        ),
    )
    return raw.replace(CATALOG, catalog)


def far_away() -> bytes:
    """Words, a box and a path where no page reaches, and at places that are no numbers."""
    huge = b"9" * 45
    return pdf_with(
        WORDS
        + b" BT /F1 11 Tf 1 0 0 1 %s %s Tm (Far) Tj ET" % (huge, huge)
        + b" BT /F1 %s Tf %s -%s %s %s 10 10 Tm (away) Tj (and no number) Tj ET" % ((huge,) * 5)
        + b" %s 0 0 %s 0 0 cm 0 0 %s -%s re f 0 0 m %s %s l S" % ((huge,) * 6)
    )


def acting_pdf() -> bytes:
    """A readable PDF with scripts, a program to launch, an address to open and a file inside."""
    catalog = (
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 7 0 R /AA << /WC 8 0 R /O 9 0 R >> "
        b"/Names << /EmbeddedFiles << /Names [(x.sh) 10 0 R] >> /JavaScript << /Names [(a) 7 0 R] >> >> >>"
    )
    raw = pdf_with(
        WORDS,
        objects=(
            b"<< /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:9/'\\);) >>",
            b"<< /S /Launch /F (touch) /Win << /F (cmd.exe) /P (/c echo x > launched) >> >>",
            b"<< /S /URI /URI (http://127.0.0.1:9/) >>",
            b"<< /Type /Filespec /F (../../x.sh) /EF << /F 11 0 R >> >>",
            stream(b"#!/bin/sh\ntouch embedded\n", b"/Type /EmbeddedFile"),
        ),
    )
    return raw.replace(CATALOG, catalog)


def garbled(seed: int = 1) -> bytes:
    """A PDF in which every seventh byte is another."""
    raw = bytearray(pdf_bytes(STRATEGY_PAGES))
    for at in range(20 + seed, len(raw), 7):
        raw[at] = (raw[at] * 31 + seed) % 256
    return bytes(raw)


# --- Word files

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx_with(body: str, *, doctype: str = "", parts: dict[str, bytes] | None = None) -> bytes:
    """A Word file of this body, with more parts beside it."""
    document = (
        f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    )
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr("word/document.xml", document)
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return raw.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def zip_bomb() -> bytes:
    return docx_with(paragraph("x") + " " * 200_000_000)


def nested_zip() -> bytes:
    """Zips in one another as parts of a readable file: none of them is anybody's business."""
    inner = b" " * 5_000_000
    for level in range(6):
        raw = io.BytesIO()
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as package:
            for copy in range(4):
                package.writestr(f"{level}-{copy}.zip", inner)
        inner = raw.getvalue()
    body = paragraph("Children and young people come first.")
    return docx_with(body, parts={"word/embeddings/inner.zip": inner})


def many_parts() -> bytes:
    return docx_with(paragraph("x"), parts={f"word/part{n}.xml": b"<a/>" for n in range(25_000)})


def laughs_docx() -> bytes:
    return docx_with(paragraph("&a9;"), doctype=_laughs("w:document"))


def external_entity_docx(secret: Path) -> bytes:
    doctype = f'<!DOCTYPE w:document [<!ENTITY secret SYSTEM "{secret.as_uri()}">]>'
    return docx_with(paragraph("Children first. &secret;"), doctype=doctype)


def deep_docx() -> bytes:
    """Tables in one another, 3,000 deep."""
    depth = 3_000
    return docx_with("<w:tbl><w:tr><w:tc>" * depth + paragraph("x") + "</w:tc></w:tr></w:tbl>" * depth)


def climbing_docx() -> bytes:
    """A readable file with parts whose names lead out of any folder."""
    names = (
        "../../climbed.xml",
        "/climbed.xml",
        "..\\..\\climbed.xml",
        "C:\\climbed.xml",
        "word/../../climbed.xml",
    )
    body = paragraph("Children and young people come first.")
    return docx_with(body, parts=dict.fromkeys(names, b"<a/>"))


# --- Web pages


def _laughs(root: str) -> str:
    rows = [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return f'<!DOCTYPE {root} [<!ENTITY a0 "ha">{"".join(rows)}]>'


def laughs_html() -> bytes:
    return f"{_laughs('html')}<html><body><p>Children first. &a9;</p></body></html>".encode()


def external_entity_html(secret: Path) -> bytes:
    doctype = f'<!DOCTYPE html [<!ENTITY secret SYSTEM "{secret.as_uri()}">]>'
    return (
        f'{doctype}<html><body><p>Children first. &secret;</p><iframe src="{secret.as_uri()}"></iframe>'
        f'<script>document.write("script")</script></body></html>'
    ).encode()


def deep_html() -> bytes:
    return b"<html><body>" + b"<div>" * 200_000 + b"Children first." + b"</div>" * 200_000


HOSTILE: dict[str, Callable[[], bytes]] = {
    "deep-arrays.pdf": deep_arrays,
    "deep-dictionaries.pdf": deep_dictionaries,
    "deep-graphics.pdf": deep_graphics,
    "nested-forms.pdf": nested_forms,
    "form-that-draws-itself.pdf": form_that_draws_itself,
    "bomb-stream.pdf": bomb_stream,
    "text-flood.pdf": text_flood,
    "looping-tree.pdf": looping_tree,
    "claims-many-pages.pdf": claims_many_pages,
    "many-pages.pdf": many_pages,
    "looping-outline.pdf": looping_outline,
    "far-away.pdf": far_away,
    "garbled.pdf": garbled,
    "truncated.pdf": lambda: pdf_bytes(STRATEGY_PAGES)[:700],
    "zip-bomb.docx": zip_bomb,
    "nested-zip.docx": nested_zip,
    "many-parts.docx": many_parts,
    "laughs.docx": laughs_docx,
    "deep.docx": deep_docx,
    "climbing.docx": climbing_docx,
    "laughs.html": laughs_html,
    "deep.html": deep_html,
}
