"""PDF files for tests of reading: text, rules, boxes and images where a test puts them, in its order."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.factories import _escape, _file


@dataclass
class Drawing:
    """A page as it is drawn, in points from the lower left corner."""

    width: float = 595
    height: float = 842
    rotate: int = 0  # degrees clockwise, as the page says of itself
    operators: list[bytes] = field(default_factory=list)
    forms: list[bytes] = field(default_factory=list)  # contents of Form XObjects

    def text(
        self,
        x: float,
        y: float,
        *lines: str,
        size: float = 10,
        bold: bool = False,
        turn: int = 0,
        outlined: bool = False,
        colour: tuple[float, float, float] = (0, 0, 0),
    ) -> Drawing:
        """Lines of text from a first baseline down; `turn` gives the degrees counter-clockwise.

        `outlined` text is bold without a bold font: its letters' outlines are drawn too.
        """
        a, b, c, d = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[turn]
        font, mode = "F2" if bold else "F1", 2 if outlined else 0
        ink = " ".join(map(str, colour))
        head = f"{ink} rg BT /{font} {size} Tf {mode} Tr {a} {b} {c} {d} {x} {y} Tm {1.25 * size} TL"
        rows = [b"(%s) Tj T*" % _escape(line) for line in lines]
        self.operators += [head.encode(), *rows, b"ET"]
        return self

    def box(self, x: float, y: float, width: float, height: float, grey: float = 0.8) -> Drawing:
        """A filled rectangle."""
        self.operators.append(f"q {grey} g {x} {y} {width} {height} re f Q".encode())
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Drawing:
        """A thin line."""
        self.operators.append(f"0.7 w {x0} {y0} m {x1} {y1} l S".encode())
        return self

    def image(self, x: float, y: float, width: float, height: float, *, in_form: bool = False) -> Drawing:
        """A grey image stretched over a rectangle."""
        drawn = f"q {width} 0 0 {height} {x} {y} cm /Im Do Q".encode()
        if in_form:
            self.operators.append(b"/Fm%d Do" % len(self.forms))
            self.forms.append(drawn)
        else:
            self.operators.append(drawn)
        return self


def write_drawn(path: Path, *pages: Drawing) -> Path:
    """A PDF of these pages. Fonts are Helvetica, regular and bold."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title () >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        _stream(
            b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
            b"\x80",
        ),
    ]
    kids = []
    for page in pages:
        named = b"/Im 6 0 R"
        for number, form in enumerate(page.forms):
            objects.append(
                _stream(
                    b"/Type /XObject /Subtype /Form /BBox [0 0 2000 2000] "
                    b"/Resources << /XObject << /Im 6 0 R >> >>",
                    form,
                )
            )
            named += b" /Fm%d %d 0 R" % (number, len(objects))
        objects.append(_stream(b"", b"\n".join(page.operators)))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 5 0 R >> /XObject << %s >> >> >>"
            % (page.width, page.height, page.rotate, len(objects), named)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    path.write_bytes(_file(objects))
    return path


def _stream(entries: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def wrap(text: str, width: int = 40) -> list[str]:
    """Text broken into lines of up to so many characters."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
