"""Layouts written by LibreOffice from flat OpenDocument: columns, headers by chapter, footnotes, frames."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.layouts.story import Box, Contents, Cover, Heading, Items, PageBreak, Para, Part, Story, Table

_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
        ("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    )
)  # fmt: skip


def render(
    story: Story,
    *,
    landscape: bool = False,
    columns: int = 1,
    header: str = "",
    header_by_chapter: bool = False,
    first_number: int = 1,
    asides_left: bool = False,
    outline: bool = False,
) -> bytes:
    """A PDF of the story. With `header_by_chapter` the header of each page names its chapter."""
    chapters = [part.text for part in story.parts if isinstance(part, Heading) and part.level == 1]
    headers = [header, *(chapters if header_by_chapter else [])]
    state = _State(columns=columns, by_chapter=header_by_chapter, first_number=first_number, left=asides_left)
    body = "\n".join(state.part(part) for part in story.parts) + state.close()
    width, height = ("29.7cm", "21cm") if landscape else ("21cm", "29.7cm")
    page_layout = (
        f'<style:page-layout style:name="pl"><style:page-layout-properties fo:page-width="{width}" '
        f'fo:page-height="{height}" fo:margin="1.9cm"/>'
        '<style:header-style><style:header-footer-properties fo:margin-bottom="0.5cm" fo:min-height="0.8cm"/></style:header-style>'
        '<style:footer-style><style:header-footer-properties fo:margin-top="0.5cm" fo:min-height="0.8cm"/></style:footer-style>'
        "</style:page-layout>"
        f'<style:page-layout style:name="bare"><style:page-layout-properties fo:page-width="{width}" '
        f'fo:page-height="{height}" fo:margin="1.9cm"/></style:page-layout>'
    )
    masters = '<style:master-page style:name="Bare" style:page-layout-name="bare"/>' + "".join(
        f'<style:master-page style:name="M{n}" style:page-layout-name="pl">'
        f'<style:header><text:p text:style-name="Header">{escape(text)}</text:p></style:header>'
        '<style:footer><text:p text:style-name="Footer"><text:page-number text:select-page="current">1</text:page-number>'
        "</text:p></style:footer></style:master-page>"
        for n, text in enumerate(headers)
    )
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_SPACES} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        '<office:font-face-decls><style:font-face style:name="LS" svg:font-family="Liberation Sans"/></office:font-face-decls>'
        f"<office:styles>{_styles()}</office:styles><office:automatic-styles>{page_layout}{state.automatic()}"
        f"</office:automatic-styles><office:master-styles>{masters}</office:master-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )
    return convert(document.encode("utf-8"), ".fodt", outline=outline)


def convert(content: bytes, suffix: str, *, outline: bool) -> bytes:
    """What LibreOffice makes of a document as PDF."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise FileNotFoundError("soffice")
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / f"a{suffix}"
        source.write_bytes(content)
        wanted = "true" if outline else "false"
        options = f'pdf:writer_pdf_Export:{{"ExportBookmarks":{{"type":"boolean","value":"{wanted}"}}}}'
        subprocess.run(
            [program, f"-env:UserInstallation={Path(scratch).as_uri()}/profile", "--headless",
             "--convert-to", options, "--outdir", scratch, str(source)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        return (Path(scratch) / "a.pdf").read_bytes()


def _style(name: str, text: str, paragraph: str = "", parent: str = "Standard", level: int = 0) -> str:
    outline = f' style:default-outline-level="{level}"' if level else ""
    return (
        f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="{parent}"{outline}>'
        f"<style:paragraph-properties {paragraph}/><style:text-properties {text}/></style:style>"
    )


def _styles() -> str:
    keep = 'fo:keep-with-next="always"'
    return (
        '<style:default-style style:family="paragraph"><style:text-properties style:font-name="LS" fo:font-size="10.5pt" '
        'fo:language="en" fo:country="GB"/></style:default-style>'
        '<style:style style:name="Standard" style:family="paragraph"/><style:style style:name="Frame" style:family="graphic"/>'
        + _style("Body", "", 'fo:margin-bottom="0.22cm" fo:line-height="118%"')
        + _style(
            "H1", 'fo:font-size="20pt" fo:font-weight="bold"', f'fo:margin-bottom="0.35cm" {keep}', level=1
        )
        + _style(
            "H2",
            'fo:font-size="13.5pt" fo:font-weight="bold"',
            f'fo:margin-top="0.4cm" fo:margin-bottom="0.2cm" {keep}',
            level=2,
        )
        + _style(
            "H3",
            'fo:font-size="10.5pt" fo:font-weight="bold"',
            f'fo:margin-top="0.3cm" fo:margin-bottom="0.15cm" {keep}',
            level=3,
        )
        + _style(
            "BoxTitle", 'fo:font-size="11.5pt" fo:font-weight="bold"', f'fo:margin-bottom="0.15cm" {keep}'
        )
        + _style(
            "Title",
            'fo:font-size="32pt" fo:font-weight="bold"',
            'fo:margin-top="7cm" fo:margin-bottom="0.6cm"',
        )
        + _style("Cell", 'fo:font-size="9.5pt"')
        + _style("CellRight", 'fo:font-size="9.5pt"', 'fo:text-align="end"')
        + _style("CellHead", 'fo:font-size="9.5pt" fo:font-weight="bold"')
        + _style("Header", 'fo:font-size="9pt" fo:color="#555555"')
        + _style("Footer", 'fo:font-size="9pt"', 'fo:text-align="center"')
        + _style("Footnote", 'fo:font-size="8pt"', 'fo:margin-left="0.5cm" fo:text-indent="-0.5cm"')
        + '<style:style style:name="Entry" style:family="paragraph" style:parent-style-name="Standard">'
        '<style:paragraph-properties fo:margin-bottom="0.1cm"><style:tab-stops><style:tab-stop style:position="16.5cm" '
        'style:type="right" style:leader-style="dotted" style:leader-text="."/></style:tab-stops>'
        "</style:paragraph-properties></style:style>"
    )


class _State:
    """What one document needs to remember while it is written."""

    def __init__(self, *, columns: int, by_chapter: bool, first_number: int, left: bool) -> None:
        self.columns = columns
        self.by_chapter = by_chapter
        self.first_number = first_number
        self.left = left
        self.chapter = 0
        self.styles: list[str] = []
        self.is_open = False
        self.count = 0
        self.notes = 0
        self.started = False
        self.break_next = False

    def automatic(self) -> str:
        """Styles made on the way."""
        columns = (
            f'<style:columns fo:column-count="{self.columns}" fo:column-gap="0.8cm"/>'
            if self.columns > 1
            else ""
        )
        box = 'fo:background-color="#e2ecd8" draw:fill="solid" draw:fill-color="#e2ecd8" fo:padding="0.3cm" fo:border="none"'
        return (
            f'<style:style style:name="Cols" style:family="section"><style:section-properties '
            f'text:dont-balance-text-columns="false">{columns}</style:section-properties></style:style>'
            f'<style:style style:name="Wide" style:family="graphic" style:parent-style-name="Frame"><style:graphic-properties {box} style:wrap="none" '
            'style:vertical-pos="top" style:vertical-rel="paragraph" style:horizontal-pos="left" style:horizontal-rel="paragraph"/></style:style>'
            f'<style:style style:name="Side" style:family="graphic" style:parent-style-name="Frame"><style:graphic-properties {box} style:wrap="{"right" if self.left else "left"}" '
            f'style:vertical-pos="top" style:vertical-rel="paragraph" style:horizontal-pos="{"left" if self.left else "right"}" '
            'style:horizontal-rel="paragraph" fo:margin-left="0.4cm" fo:margin-right="0.4cm"/></style:style>'
            '<style:style style:name="CellRule" style:family="table-cell"><style:table-cell-properties fo:padding="0.12cm" '
            'fo:border="0.5pt solid #666666"/></style:style>'
            '<style:style style:name="CellPlain" style:family="table-cell"><style:table-cell-properties fo:padding="0.12cm" '
            'fo:border="none"/></style:style>'
            '<style:style style:name="Row" style:family="table-row"><style:table-row-properties fo:keep-together="auto"/></style:style>'
            + "".join(self.styles)
        )

    def part(self, part: Part) -> str:
        """A part as OpenDocument."""
        match part:
            case Cover(title=title, lines=lines):
                style = self._based_on("Title", master="Bare")
                self.started = True
                return f'<text:p text:style-name="{style}">{escape(title)}</text:p>' + "".join(
                    f'<text:p text:style-name="Body">{escape(line)}</text:p>' for line in lines
                )
            case PageBreak():
                self.break_next = True
                return ""
            case Heading(text=text, level=level):
                out = ""
                style = f"H{level}"
                if level == 1:
                    out += self.close()
                    self.chapter += 1
                    master = f"M{self.chapter if self.by_chapter else 0}"
                    if self.by_chapter or not self.started or self.break_next:
                        number = self.first_number if not self.chapter - 1 else 0
                        style = self._based_on("H1", master=master, number=number)
                    self.started, self.break_next = True, False
                out += (
                    f'<text:h text:style-name="{style}" text:outline-level="{level}">{escape(text)}</text:h>'
                )
                if level == 1 and self.columns > 1:
                    self.count += 1
                    out += f'<text:section text:style-name="Cols" text:name="S{self.count}">'
                    self.is_open = True
                return out
            case Para(sentences=sentences, note=note):
                return self._para(sentences, note)
            case Items(lead=lead, items=items, ordered=ordered):
                rows = "".join(
                    f'<text:p text:style-name="Item{int(ordered)}">{f"{n}." if ordered else "•"}<text:tab/>{escape(item)}</text:p>'
                    for n, item in enumerate(items, start=1)
                )
                self._need_item_styles()
                return (f'<text:p text:style-name="Body">{escape(lead)}</text:p>' if lead else "") + rows
            case Table():
                return self._table(part)
            case Box(title=title, parts=parts, aside=aside):
                inner = f'<text:p text:style-name="BoxTitle">{escape(title)}</text:p>' if title else ""
                inner += "".join(self.part(p) for p in parts)
                self.count += 1
                width = "5.6cm" if aside else ("17cm" if self.columns == 1 else "7.8cm")
                return (
                    f'<text:p text:style-name="Body"><draw:frame draw:name="F{self.count}" draw:style-name="{"Side" if aside else "Wide"}" '
                    f'text:anchor-type="paragraph" svg:width="{width}"><draw:text-box fo:min-height="1cm">{inner}</draw:text-box></draw:frame></text:p>'
                )
            case Contents(entries=entries):
                self.started = True
                style = self._based_on("H1", master="Bare")
                rows = "".join(
                    f'<text:p text:style-name="Entry">{escape(title)}<text:tab/>{page}</text:p>'
                    for title, page in entries
                )
                self.break_next = True
                return f'<text:h text:style-name="{style}" text:outline-level="1">Contents</text:h>{rows}'
        raise TypeError(part)

    def close(self) -> str:
        """The end of an open section of columns."""
        was, self.is_open = self.is_open, False
        return "</text:section>" if was else ""

    def _based_on(self, name: str, *, master: str, number: int = 0) -> str:
        made = f"A{len(self.styles)}"
        start = f' style:page-number="{number}"' if number else ""
        self.styles.append(
            f'<style:style style:name="{made}" style:family="paragraph" style:parent-style-name="{name}" '
            f'style:master-page-name="{master}"><style:paragraph-properties{start}/></style:style>'
        )
        return made

    def _need_item_styles(self) -> None:
        if any('"Item0"' in style for style in self.styles):
            return
        for n in (0, 1):
            self.styles.append(
                f'<style:style style:name="Item{n}" style:family="paragraph" style:parent-style-name="Standard">'
                '<style:paragraph-properties fo:margin-left="0.6cm" fo:text-indent="-0.6cm" fo:margin-bottom="0.1cm">'
                '<style:tab-stops><style:tab-stop style:position="0cm"/></style:tab-stops></style:paragraph-properties></style:style>'
            )

    def _para(self, sentences: Sequence[str], note: str) -> str:
        if not note:
            return f'<text:p text:style-name="Body">{escape(" ".join(sentences))}</text:p>'
        self.notes += 1
        mark = (
            f'<text:note text:note-class="footnote" text:id="n{self.notes}"><text:note-citation>{self.notes}</text:note-citation>'
            f'<text:note-body><text:p text:style-name="Footnote">{escape(note)}</text:p></text:note-body></text:note>'
        )
        return (
            f'<text:p text:style-name="Body">{escape(" ".join(sentences[:2]))}{mark} '
            f"{escape(' '.join(sentences[2:]))}</text:p>"
        )

    def _table(self, table: Table) -> str:
        self.count += 1
        shares = table.widths or (1,) * len(table.header)
        columns = ""
        for n, share in enumerate(shares):
            style = f"T{self.count}C{n}"
            self.styles.append(
                f'<style:style style:name="{style}" style:family="table-column"><style:table-column-properties '
                f'style:rel-column-width="{share * 1000}*"/></style:style>'
            )
            columns += f'<table:table-column table:style-name="{style}"/>'
        cell = "CellRule" if table.ruled else "CellPlain"

        def row(cells: Sequence[str], head: bool) -> str:
            inner = "".join(
                f'<table:table-cell table:style-name="{cell}"><text:p text:style-name="'
                f'{"CellHead" if head else "CellRight" if n in table.right else "Cell"}">{escape(text)}</text:p></table:table-cell>'
                for n, text in enumerate(cells)
            )
            return f'<table:table-row table:style-name="Row">{inner}</table:table-row>'

        head = f"<table:table-header-rows>{row(table.header, True)}</table:table-header-rows>"
        rows = "".join(row(cells, False) for cells in table.rows)
        return (
            f'<table:table table:name="T{self.count}">{columns}{head}{rows}</table:table>'
            '<text:p text:style-name="Standard"/>'
        )
