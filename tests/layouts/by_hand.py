"""Layouts written as bare PDF: what no toolchain makes on request (Type 3 fonts, fonts without a space)."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from tests.factories import _file
from tests.layouts.canvas import helvetica
from tests.layouts.compose import Composer, Design, Piece
from tests.layouts.story import Story

# Every sign that the sentences use has a code of its own, in this order from 1.
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,;:()&%£/-–’“”?!•+\ufb01\ufb02\ufb00\ufb03"


def render_type3(story: Story, design: Design) -> bytes:
    """In a Type 3 font: each letter is a drawing, and only its table says which letter it is."""
    return _render(story, design, composite=False)


def render_composite(story: Story, design: Design) -> bytes:
    """In a composite font that has no space: words are set apart by moving the pen, and ff, fi, fl are one sign."""
    return _render(story, design, composite=True)


def _render(story: Story, design: Design, *, composite: bool) -> bytes:
    sheets = Composer(design, helvetica).compose(story)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    fonts = [
        _add_composite(objects, bold) if composite else _add_type3(objects, bold) for bold in (False, True)
    ]
    kids = []
    for sheet in sheets:
        lines = [f"{g} g {x:.1f} {y:.1f} {w:.1f} {h:.1f} re f" for x, y, w, h, g in sheet.boxes] + ["0 g"]
        lines += [_draw(piece, composite) for piece in sheet.pieces]
        objects.append(_stream(b"", "\n".join(lines).encode("ascii")))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << /Font << /F1 %d 0 R /F2 %d 0 R >> >> >>"
            % (design.width, design.height, len(objects), *fonts)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _file(objects)


def _stream(entries: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (entries, len(packed), packed)


def _draw(piece: Piece, composite: bool) -> str:
    font = "F2" if piece.bold else "F1"
    if not composite:
        codes = "".join("%02x" % (_SIGNS.index(char) + 1 if char != " " else 255) for char in piece.text)
        return f"BT /{font} {piece.size:.2f} Tf {piece.x:.2f} {piece.y:.2f} Td <{codes}> Tj ET"
    gap = helvetica(" ", 1000, piece.bold)
    words = []
    for word in piece.text.split():
        for pair, sign in (("ffi", "\ufb03"), ("fi", "\ufb01"), ("fl", "\ufb02"), ("ff", "\ufb00")):
            word = word.replace(pair, sign)
        words.append("<" + "".join("%04x" % (_SIGNS.index(char) + 1) for char in word) + ">")
    shown = f" {-gap:.0f} ".join(words)
    return f"BT /{font} {piece.size:.2f} Tf {piece.x:.2f} {piece.y:.2f} Td [{shown}] TJ ET"


def _width(sign: str, bold: bool) -> float:
    plain = {"\ufb01": "fi", "\ufb02": "fl", "\ufb00": "ff", "\ufb03": "ffi"}.get(sign, sign)
    return helvetica(plain, 1000, bold)


def _to_unicode(pairs: Sequence[tuple[int, str]], digits: int) -> bytes:
    top = "f" * digits
    rows = "\n".join(f"<{code:0{digits}x}> <{ord(sign):04x}>" for code, sign in pairs)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Known def /CMapType 2 def\n"
        f"1 begincodespacerange <{'0' * digits}> <{top}> endcodespacerange\n"
        f"{len(pairs)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    ).encode("ascii")


def _add_type3(objects: list[bytes], bold: bool) -> int:
    signs = [*enumerate(_SIGNS, start=1), (255, " ")]
    widths = {code: _width(sign, bold) for code, sign in signs}
    procs = []
    for code, sign in signs:
        width = widths[code]
        ink = f"60 0 {max(width - 120, 20):.0f} {720 if sign.isupper() else 520} re f" if sign != " " else ""
        objects.append(_stream(b"", f"{width:.0f} 0 0 -200 {width:.0f} 800 d1 {ink}".encode()))
        procs.append(b"/g%d %d 0 R" % (code, len(objects)))
    objects.append(_stream(b"", _to_unicode(signs, 2)))
    names = b" ".join(b"%d /g%d" % (code, code) for code, _ in signs)
    row = b" ".join(b"%.0f" % widths.get(code, 0) for code in range(1, 256))
    objects.append(
        b"<< /Type /Font /Subtype /Type3 /Name /%s /FontBBox [0 -200 1000 800] /FontMatrix [0.001 0 0 0.001 0 0] "
        b"/CharProcs << %s >> /Encoding << /Type /Encoding /Differences [%s] >> /FirstChar 1 /LastChar 255 "
        b"/Widths [%s] /ToUnicode %d 0 R /Resources << >> >>"
        % (b"Bold" if bold else b"Plain", b" ".join(procs), names, row, len(objects))
    )
    return len(objects)


def _add_composite(objects: list[bytes], bold: bool) -> int:
    signs = list(enumerate(_SIGNS, start=1))
    objects.append(_stream(b"", _to_unicode(signs, 4)))
    unicode = len(objects)
    name = b"Helvetica-Bold" if bold else b"Helvetica"
    objects.append(
        b"<< /Type /FontDescriptor /FontName /%s /Flags 32 /FontBBox [-166 -225 1000 931] /ItalicAngle 0 "
        b"/Ascent 718 /Descent -207 /CapHeight 718 /StemV %d >>" % (name, 140 if bold else 88)
    )
    row = b" ".join(b"%.0f" % _width(sign, bold) for _, sign in signs)
    objects.append(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /FontDescriptor %d 0 R /DW 500 /W [1 [%s]] /CIDToGIDMap /Identity >>"
        % (name, len(objects), row)
    )
    objects.append(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>"
        % (name, len(objects), unicode)
    )
    return len(objects)
