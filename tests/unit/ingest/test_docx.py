"""Word files are read as a reader sees them, and hostile ones are refused with a plain message."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from cypaudit.errors import ExitCode, UnreadableError
from cypaudit.ingest import docx_package
from cypaudit.ingest.docx import read_docx
from cypaudit.ingest.raw import RawBlock, RawFile
from cypaudit.model.document import BlockKind, Zone

SAMPLE = Path(__file__).parents[3] / "corpus" / "sample" / "marrendale-jfp.docx"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": OFFICE,
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/>
  <w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Chapter"><w:name w:val="NHS Chapter"/>
  <w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="TOCHeading"><w:name w:val="TOC Heading"/>
  <w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Bul"><w:name w:val="Our bullet"/>
  <w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Cap"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="loop"/><w:basedOn w:val="Loop"/></w:style>
<w:style w:type="character" w:styleId="Hid"><w:name w:val="hidden"/><w:rPr><w:vanish/></w:rPr></w:style>
"""


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(content: str, style: str = "", properties: str = "") -> str:
    """A paragraph; content without markup is one run."""
    inner = content if "<" in content else run(content)
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr>{inner}</w:p>"


def cell(content: str, properties: str = "") -> str:
    inner = content if content.startswith(("<w:p>", "<w:tbl>")) else para(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    inner = "".join(c if c.startswith("<w:tc>") else cell(c) for c in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def text_box(content: str) -> str:
    """A text box as Word writes it: once for new readers, once more for old ones."""
    inner = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps">'
        f"<w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def write_docx(
    folder: Path, body: str, *, name: str = "plan.docx", parts: dict[str, str] | None = None
) -> Path:
    """A Word file with that body. `parts` are further parts by name, without folders."""
    path = folder / name
    related = {"styles.xml": f"<w:styles {NAMESPACES}>{STYLES}</w:styles>", **(parts or {})}
    relations = "".join(
        f'<Relationship Id="r-{part[:-4]}" Target="{part}" Type="{OFFICE}/{part[:-4].rstrip("0123456789")}"/>'
        for part in related
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        main = f'<Relationship Id="m" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        file.writestr("_rels/.rels", f"<Relationships>{main}</Relationships>")
        file.writestr("word/_rels/document.xml.rels", f"<Relationships>{relations}</Relationships>")
        file.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
        for part, text in related.items():
            file.writestr(f"word/{part}", text)
    return path


def read(folder: Path, body: str, **kwargs: dict[str, str]) -> RawFile:
    return read_docx(write_docx(folder, body, **kwargs))  # type: ignore[arg-type]


def text_of(block: RawBlock) -> str:
    return " | ".join(" ".join(line.text for line in cell) for cell in block.cells)


def texts(file: RawFile) -> list[str]:
    return [text_of(block) for block in file.blocks]


def kinds(file: RawFile) -> list[tuple[BlockKind, int | None]]:
    return [(block.kind, block.heading_level) for block in file.blocks]


# --- text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (run("one ") + run("two"), "one two"),
        (run("co\u00adop") + "<w:r><w:softHyphen/></w:r>" + run("er\u00a0ate"), "cooper ate"),
        (run("well") + "<w:r><w:noBreakHyphen/></w:r>" + run("being, 0\u201125"), "well-being, 0-25"),
        (run("a") + "<w:r><w:tab/></w:r>" + run("b") + "<w:r><w:br/></w:r>" + run("c"), "a b c"),
        (f"<w:ins>{run('kept')}</w:ins><w:del><w:r><w:delText>x</w:delText></w:r></w:del>", "kept"),
        (f"<w:moveFrom>{run('gone')}</w:moveFrom><w:moveTo>{run('moved')}</w:moveTo>", "moved"),
        (run("seen") + run(" hidden", "<w:vanish/>") + run(" styled", '<w:rStyle w:val="Hid"/>'), "seen"),
        (run("seen", '<w:vanish w:val="0"/>'), "seen"),
        (f"<w:hyperlink>{run('our site')}</w:hyperlink>", "our site"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('filled in')}</w:sdtContent></w:sdt>", "filled in"),
        (run("age ") + '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + run("16"), "age ≥16"),
        (f"<w:smartTag>{run('Leeds')}</w:smartTag>", "Leeds"),
        (f"<w:fldSimple>{run('2028')}</w:fldSimple>", "2028"),
        (run("yes ") + '<w:commentRangeStart/>' + run("no") + "<w:r><w:commentReference/></w:r>", "yes no"),
    ],
)  # fmt: skip
def test_text_is_read_as_it_is_seen(tmp_path: Path, content: str, text: str) -> None:
    assert texts(read(tmp_path, para(content))) == [text]


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def test_a_field_gives_its_result_and_not_its_code(tmp_path: Path) -> None:
    code = "<w:r><w:instrText>HYPERLINK x</w:instrText></w:r>" + run("code")
    body = para(run("see ") + mark("begin") + code + mark("separate") + run("page 4") + mark("end"))
    assert texts(read(tmp_path, body + para("after"))) == ["see page 4", "after"]


def test_a_field_left_open_swallows_nothing(tmp_path: Path) -> None:
    assert texts(read(tmp_path, para(mark("begin") + run("kept")) + para("and this"))) == ["kept", "and this"]


def test_paragraphs_are_joined_where_the_end_between_them_was_deleted(tmp_path: Path) -> None:
    joined = para("We listened ", properties="<w:rPr><w:del/></w:rPr>") + para("to children.")
    assert texts(read(tmp_path, joined)) == ["We listened to children."]


def test_paragraphs_count_from_1_and_there_are_no_page_numbers(tmp_path: Path) -> None:
    file = read(tmp_path, para("One.") + para("") + para("Two."))
    assert [block.paragraph for block in file.blocks] == [1, 2]
    assert [page.number for page in file.pages] == [None]


# --- headings, lists


def test_headings_are_known_by_style_outline_and_what_a_style_is_based_on(tmp_path: Path) -> None:
    body = (
        para("A", "berschrift1")
        + para("B", "H2")
        + para("C", "Chapter")
        + para("D", properties='<w:outlineLvl w:val="2"/>')
        + para("E", "Chapter", '<w:outlineLvl w:val="9"/>')
        + para("word " * 40, "H2")
        + para("F", "Loop")
    )
    heading, paragraph = BlockKind.HEADING, BlockKind.PARAGRAPH
    assert kinds(read(tmp_path, body))[:4] == [(heading, 1), (heading, 2), (heading, 1), (heading, 3)]
    assert kinds(read(tmp_path, body))[5:] == [(paragraph, None), (paragraph, None)]


def test_a_bold_line_above_text_is_a_heading(tmp_path: Path) -> None:
    bold = "<w:b/>"
    body = (
        para("Part", "berschrift1")
        + para(run("Children", bold))
        + para("We will act for them in each of our places.")
        + para(run("Executive lead: Jo Smith", bold))
        + para("She sits on the board.")
    )
    file = read(tmp_path, body)
    assert [b.heading_level for b in file.blocks] == [1, 2, None, None, None]


def test_a_cover_of_large_lines_is_no_run_of_headings(tmp_path: Path) -> None:
    large = '<w:sz w:val="60"/>'
    body = (
        para(run("Our strategy", large)) + para(run("2023 to 2028", large)) + para("A body of ordinary text.")
    )
    assert read(tmp_path, body).blocks[0].kind is BlockKind.PARAGRAPH


def test_lists_are_known_by_numbering_style_and_typed_bullets(tmp_path: Path) -> None:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = (
        para("one", properties=numbered)
        + para("two", "Bul")
        + para("\u2022 three")
        + para("four", "Bul", off)
        + para("2023-28 plan")
    )
    file = read(tmp_path, body)
    item, paragraph = BlockKind.LIST_ITEM, BlockKind.PARAGRAPH
    assert [b.kind for b in file.blocks] == [item, item, item, paragraph, paragraph]
    assert texts(file)[2] == "three"


def test_contents_and_captions_get_their_zones(tmp_path: Path) -> None:
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    body = (
        para("Contents", "TOCHeading")
        + para("Children 4", "TOC1")
        + f"<w:sdt>{gallery}<w:sdtContent>{para('Adults 9')}</w:sdtContent></w:sdt>"
        + para("Figure 1", "Cap")
        + para("Text.")
    )
    contents = Zone.CONTENTS
    assert [b.zone for b in read(tmp_path, body).blocks] == [contents, contents, contents, Zone.CAPTION, None]


# --- tables


HEADED = '<w:tblHeader w:val="1"/>'


def test_rows_carry_their_column_headings(tmp_path: Path) -> None:
    file = read(
        tmp_path, table(row("Action", "By", properties=HEADED), row("Recruit", "2025"), row("Train", ""))
    )
    assert [b.kind for b in file.blocks] == [BlockKind.TABLE_HEADER, BlockKind.TABLE_ROW, BlockKind.TABLE_ROW]
    assert [b.header for b in file.blocks] == [(), ("Action", "By"), ("Action", "By")]
    assert texts(file) == ["Action | By", "Recruit | 2025", "Train | "]


@pytest.mark.parametrize(
    ("first", "second", "is_header"),
    [
        (("Aim", "Lead", "Date"), ("Fewer waits", "Jo Smith", "2025"), True),
        (("Name", "Jo Smith"), ("Post", "Chief nurse"), False),
        (("1", "Introduction", "3"), ("2", "Children", "5"), False),
        (("We will recruit ten nurses.", "2025", "Jo"), ("We will train them.", "2026", "Jo"), False),
    ],
)
def test_an_unmarked_first_row_is_judged_by_its_words(
    tmp_path: Path, first: tuple[str, ...], second: tuple[str, ...], is_header: bool
) -> None:
    file = read(tmp_path, table(row(*first), row(*second)))
    assert (file.blocks[0].kind is BlockKind.TABLE_HEADER) == is_header


def test_a_bold_first_row_is_a_header_and_a_bold_first_column_is_not(tmp_path: Path) -> None:
    def bold(text: str) -> str:
        return cell(para(run(text, "<w:b/>")))

    headed = read(tmp_path, table(row(bold("Name"), bold("Post")), row("Jo", "Nurse")))
    assert headed.blocks[1].header == ("Name", "Post")
    paired = read(tmp_path, table(row(bold("Name"), "Jo"), row(bold("Post"), "Nurse")))
    assert [b.kind for b in paired.blocks] == [BlockKind.TABLE_ROW] * 2


def test_a_merged_cell_is_read_once_and_goes_on_as_a_heading(tmp_path: Path) -> None:
    start, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    file = read(
        tmp_path,
        table(
            row(cell("Group"), cell("Action and date", '<w:gridSpan w:val="2"/>'), properties=HEADED),
            row(cell("Children", start), "Hubs", "2025"),
            row(cell("", on), "Clinics", "2026"),
            row(cell("Adults of working age", '<w:gridSpan w:val="3"/>')),
            row("Men", "Checks", "2027"),
        ),
    )
    assert " ".join(texts(file)).count("Children") == 1
    assert file.blocks[2].header == ("Group / Children", "Action and date", "Action and date")
    assert file.blocks[4].header == ("Adults of working age / Group", "Action and date", "Action and date")


def test_a_table_that_only_frames_text_is_a_box(tmp_path: Path) -> None:
    file = read(tmp_path, table(row(cell(para("Case study") + para("Amira is nine.")))) + para("After."))
    assert texts(file) == ["Case study", "Amira is nine.", "After."]
    assert [b.box for b in file.blocks] == [1, 1, 0]


def test_a_table_in_a_cell_follows_its_row(tmp_path: Path) -> None:
    inner = table(row("x", "y"), row("z", "w"))
    file = read(tmp_path, table(row("a", cell(para("b") + inner + para("c"))), row("d", "e")))
    assert texts(file) == ["a | b c", "x | y", "z | w", "d | e"]


def test_a_deleted_row_is_not_read(tmp_path: Path) -> None:
    assert texts(read(tmp_path, table(row("a", "b"), row("c", "d", properties="<w:del/>")))) == ["a | b"]


# --- boxes, notes, running lines


def test_a_text_box_is_read_once_at_its_place(tmp_path: Path) -> None:
    file = read(tmp_path, para(run("Before.") + text_box(para("In the box."))) + para("After."))
    assert texts(file) == ["Before.", "In the box.", "After."]
    assert [b.is_boxed for b in file.blocks] == [False, True, False]


def test_a_diagram_is_read(tmp_path: Path) -> None:
    data = f"<dgm:dataModel {NAMESPACES}><a:p><a:r><a:t>Start well</a:t></a:r></a:p></dgm:dataModel>"
    body = para('<w:r><w:drawing><dgm:relIds r:dm="r-data1"/></w:drawing></w:r>')
    assert texts(read(tmp_path, body, parts={"data1.xml": data})) == ["Start well"]


def test_a_note_follows_the_block_that_refers_to_it(tmp_path: Path) -> None:
    notes = (
        f'<w:footnotes {NAMESPACES}><w:footnote w:type="separator" w:id="0">{para("line")}</w:footnote>'
        f'<w:footnote w:id="2">{para("Source: census.")}</w:footnote></w:footnotes>'
    )
    body = para(run("A fifth") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" are children.")) + para(
        "Next."
    )
    file = read(tmp_path, body, parts={"footnotes.xml": notes})
    assert texts(file) == ["A fifth are children.", "Source: census.", "Next."]
    assert (file.blocks[1].kind, file.blocks[1].zone) == (BlockKind.FOOTNOTE, Zone.FOOTNOTE)


def test_running_lines_are_set_aside(tmp_path: Path) -> None:
    parts = {f"header{n}.xml": f"<w:hdr {NAMESPACES}>{para('Children first')}</w:hdr>" for n in (1, 2)}
    file = read(tmp_path, para("Text."), parts=parts)
    assert texts(file) == ["Text."]
    assert file.pages[0].removed == ("Children first",)


def test_tracked_changes_and_embedded_files_are_told(tmp_path: Path) -> None:
    file = read(tmp_path, para(f"<w:ins>{run('x')}</w:ins>") + '<w:altChunk r:id="r1"/>')
    assert [warning.split(": ")[1][:11] for warning in file.warnings] == ["has tracked", "parts of it"]


@pytest.mark.parametrize(
    ("body", "words"),
    [("", "no text"), (para("<w:r><w:drawing><a:blip/></w:drawing></w:r>"), "in the pictures")],
)
def test_a_file_without_text_has_a_problem(tmp_path: Path, body: str, words: str) -> None:
    problem = read(tmp_path, body).pages[0].problem
    assert problem is not None
    assert words in problem


# --- hostile and wrong files


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_docx(path)
    assert caught.value.exit_code == ExitCode.UNREADABLE
    message = str(caught.value)
    assert message.startswith(f"{path.name}: ")
    assert message.count(". ") >= 1
    return message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"{\\rtf1 text}", "RTF"),
        (b"<html><p>x</p></html>", "web page"),
        (b"plain words", "not a Word file"),
        (b"PK\x03\x04 cut short", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
    ],
)
def test_what_is_no_word_file_is_told_apart(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(data)
    assert words in refusal(path)


def test_a_missing_or_truncated_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be opened"):
        read_docx(tmp_path / "none.docx")
    path = tmp_path / "cut.docx"
    path.write_bytes(SAMPLE.read_bytes()[:30_000])
    assert "damaged" in refusal(path)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"word/other.xml": "<x/>"}, "word/document.xml is missing"),
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}, "OpenDocument"),
        ({"word/document.xml": "<w:document"}, "cannot be read"),
        ({"word/document.xml": "<x/>"}, "has no text inside"),
        (
            {"word/document.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hosts">]><x>&e;</x>'},
            "document type",
        ),
    ],
)
def test_a_package_without_a_document_is_told(tmp_path: Path, parts: dict[str, str], words: str) -> None:
    path = tmp_path / "plan.docx"
    with zipfile.ZipFile(path, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    assert words in refusal(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b" " * 6_000_000)
    assert "would unpack" in refusal(path)
    monkeypatch.setattr(docx_package, "MAX_TOTAL_BYTES", 1000)
    assert "would unpack" in refusal(write_docx(tmp_path, para("x " * 2000)))


def test_deep_nesting_is_refused_and_not_a_crash(tmp_path: Path) -> None:
    nested = para("deep")
    for _ in range(60):
        nested = table(row(cell(nested, ""), "x"), row("y", "z"))
    assert "nested too deep" in refusal(write_docx(tmp_path, nested))
    wrapped = run("deep")
    for _ in range(2000):
        wrapped = f"<w:ins>{wrapped}</w:ins>"
    assert "cannot be read" in refusal(write_docx(tmp_path, para(wrapped)))


# --- the sample


def test_the_sample_is_read_whole() -> None:
    file = read_docx(SAMPLE)
    headings = [text_of(b) for b in file.blocks if b.kind is BlockKind.HEADING]
    assert "1 Introduction" in headings
    assert "1.1 Why we have a joint forward plan" in headings
    words = sum(len(text.split()) for text in texts(file))
    assert 6_500 < words < 8_000
    assert all(b.header for b in file.blocks if text_of(b).startswith("P1 | Tobacco"))
    assert (file.warnings, file.pages[0].problem) == ((), None)
