"""Word files for tests of comments, written as XML, so that a test sees every byte."""

from __future__ import annotations

import zipfile
from pathlib import Path

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": WORD,
        "r": OFFICE,
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DEFAULT_TYPES = (
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="png" ContentType="image/png"/>'
)
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
)


def run(text: str, properties: str = "") -> str:
    """A run; its text keeps white space where it needs to, as Word writes it."""
    space = ' xml:space="preserve"' if text != text.strip() else ""
    styled = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{styled}<w:t{space}>{text}</w:t></w:r>"


def para(content: str, style: str = "") -> str:
    inner = content if "<" in content else run(content)
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{styled}{inner}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc><w:tcPr/>{para(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def text_box(content: str) -> str:
    """A text box as Word writes it: once for new readers, once more for old ones."""
    inner = f"<w:txbxContent>{para(content)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>'
        f"{inner}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def write_word(
    path: Path, body: str, *, parts: dict[str, str] | None = None, main: str | None = None
) -> Path:
    """A Word file with that body. `parts` are further parts by name, in the folder of the main one."""
    related = {"styles.xml": f"<w:styles {NAMESPACES}>{STYLES}</w:styles>", **(parts or {})}
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{part[:-4]}" Target="{part}"/>'
        for number, part in enumerate(related, start=1)
    )
    types = "".join(
        f'<Override PartName="/word/{part}" ContentType="{TYPE}.{part[:-4]}+xml"/>' for part in related
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "[Content_Types].xml",
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{DEFAULT_TYPES}<Override '
            f'PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>{types}</Types>',
        )
        office = f'<Relationship Id="m" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        file.writestr(
            "_rels/.rels", f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{office}</Relationships>'
        )
        file.writestr(
            "word/_rels/document.xml.rels",
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        )
        document = main or f"{HEAD}<w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>"
        file.writestr("word/document.xml", document)
        for part, text in related.items():
            file.writestr(f"word/{part}", text)
        file.writestr("word/media/photo.png", b"\x89PNG not a picture", zipfile.ZIP_STORED)
    return path
