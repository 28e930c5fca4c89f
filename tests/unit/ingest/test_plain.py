"""Markdown and plain text keep their words, their order and what structure they show."""

from __future__ import annotations

from pathlib import Path

import pytest

from cypaudit.errors import UnreadableError
from cypaudit.ingest import read_document
from cypaudit.ingest.plain import MAX_NESTING, read_markdown, read_plain
from cypaudit.ingest.raw import RawBlock, RawFile
from cypaudit.model.document import BlockKind

HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM
LONG = "We will see to it that every child and young person of the area is seen in good time."


def read(folder: Path, text: str, *, name: str = "plan.txt") -> RawFile:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="\n")
    return read_plain(path)


def text_of(block: RawBlock) -> str:
    return " | ".join(" ".join(line.text for line in cell) for cell in block.cells)


def shapes(file: RawFile) -> list[tuple[BlockKind, int | None, str]]:
    return [(block.kind, block.heading_level, text_of(block)) for block in file.blocks]


# --- Markdown


def test_markdown_headings_paragraphs_and_nested_lists_are_told_apart() -> None:
    text = "# Plan\n\nWe *care* for\n**all** [children](x).\n\n- one\n  - two\n\n1. three\n\nAims\n----\n"
    assert shapes(read_markdown(text, "plan.md")) == [
        (HEADING, 1, "Plan"),
        (PARAGRAPH, None, "We care for all children."),
        (ITEM, None, "one"),
        (ITEM, None, "two"),
        (ITEM, None, "three"),
        (HEADING, 2, "Aims"),
    ]


def test_markdown_rows_carry_the_headings_of_their_columns() -> None:
    file = read_markdown("| What | By |\n|---|---|\n| Asthma | 2026 |\n| | 2027 |\n", "plan.md")
    assert [(block.kind, text_of(block), block.header) for block in file.blocks] == [
        (BlockKind.TABLE_HEADER, "What | By", ()),
        (BlockKind.TABLE_ROW, "Asthma | 2026", ("What", "By")),
        (BlockKind.TABLE_ROW, " | 2027", ("What", "By")),
    ]


def test_block_quotes_are_boxes_and_a_quote_within_a_quote_is_the_same() -> None:
    file = read_markdown("Text.\n\n> One.\n>\n> > Two.\n\nText.\n\n> Three.\n", "plan.md")
    assert [(block.is_boxed, block.box) for block in file.blocks] == [
        (False, 0),
        (True, 1),
        (True, 1),
        (False, 0),
        (True, 2),
    ]


def test_html_and_code_in_markdown_lose_no_words() -> None:
    text = (
        "<div><p>We <b>care</b>.</p><p>We listen.</p></div>\n\n```\ncode words\n```\n\na<br>b `c` ![d](e)\n"
    )
    assert [text_of(block) for block in read_markdown(text, "plan.md").blocks] == [
        "We care.",
        "We listen.",
        "code words",
        "a b c d",
    ]


def test_the_lines_for_publishing_tools_are_no_text() -> None:
    file = read_markdown("---\ntitle: 'Our plan'\nlayout: page\n---\n\nWe care.\n", "plan.md")
    assert file.title == "Our plan"
    assert [text_of(block) for block in file.blocks] == ["We care."]
    assert file.pages[0].removed == ("title: 'Our plan'", "layout: page")


def test_a_rule_at_the_start_of_markdown_hides_nothing() -> None:
    text = "---\n\nWe care: for all children.\nThey matter.\n\n---\n\nMore.\n"
    words = " ".join(text_of(block) for block in read_markdown(text, "plan.md").blocks)
    assert words == "We care: for all children. They matter. More."


def test_bold_lines_are_headings_where_no_others_are_marked() -> None:
    text = f"**Our aims**\n\n{LONG}\n\n**We will appoint a lead.**\n\n{LONG}\n"
    assert [block.kind for block in read_markdown(text, "p.md").blocks] == [
        HEADING,
        PARAGRAPH,
        PARAGRAPH,
        PARAGRAPH,
    ]
    marked = "# Plan\n\n" + text
    assert [block.kind for block in read_markdown(marked, "p.md").blocks][:2] == [HEADING, PARAGRAPH]


def test_hostile_nesting_is_refused_and_never_cut() -> None:
    read_markdown("> " * (MAX_NESTING // 2) + "words", "plan.md")
    for text in ("> " * 5000 + "words", "".join("  " * n + "- x\n" for n in range(500))):
        with pytest.raises(UnreadableError, match=r"plan\.md: its lists or quotes are nested too deeply"):
            read_markdown(text, "plan.md")


# --- Plain text


def test_blank_lines_part_paragraphs_and_broken_lines_are_joined(tmp_path: Path) -> None:
    file = read(tmp_path, f"{LONG}\nThis goes on\nfor three lines.\n\n\n{LONG}\n")
    assert [text_of(block) for block in file.blocks] == [f"{LONG} This goes on for three lines.", LONG]
    assert [block.paragraph for block in file.blocks] == [1, 2]
    assert [page.number for page in file.pages] == [None]


@pytest.mark.parametrize(
    ("heading", "level"),
    [
        ("Our plan\n========", 1),
        ("Our plan\n--------", 2),
        ("## Our plan", 2),
        ("1 Our plan", 1),
        ("2.3 Our plan", 2),
        ("OUR PLAN", 1),
        ("Chapter 4: Our plan", 1),
        ("Our plan", 2),
    ],
)
def test_headings_are_known_by_lines_numbers_capitals_and_shortness(
    tmp_path: Path, heading: str, level: int
) -> None:
    file = read(tmp_path, f"{LONG}\n\n{heading}\n\n{LONG}\n")
    assert [block.kind for block in file.blocks] == [PARAGRAPH, HEADING, PARAGRAPH]
    assert file.blocks[1].heading_level == level


def test_a_heading_right_above_its_text_is_parted_from_it(tmp_path: Path) -> None:
    for heading in ("2.3 Our plan", "Our plan\n--------"):
        file = read(tmp_path, f"{heading}\n{LONG}\n")
        assert [block.kind for block in file.blocks] == [HEADING, PARAGRAPH]
        assert text_of(file.blocks[1]) == LONG


@pytest.mark.parametrize(
    "line",
    ["We will appoint a lead.", "and this goes on", "“We were never asked”", "Signed by the chair;"],
)
def test_short_sentences_are_no_headings(tmp_path: Path, line: str) -> None:
    file = read(tmp_path, f"{LONG}\n\n{line}\n\n{LONG}\n")
    assert [block.kind for block in file.blocks] == [PARAGRAPH] * 3


def test_lists_are_cut_into_items_without_their_marks(tmp_path: Path) -> None:
    file = read(
        tmp_path, "We will:\n- hire nurses\n  and train them\n• open hubs\n* listen\n1. write\n(a) read\n"
    )
    assert shapes(file) == [
        (PARAGRAPH, None, "We will:"),
        (ITEM, None, "hire nurses and train them"),
        (ITEM, None, "open hubs"),
        (ITEM, None, "listen"),
        (ITEM, None, "write"),
        (ITEM, None, "read"),
    ]


def test_lines_that_no_width_broke_are_paragraphs(tmp_path: Path) -> None:
    long = f"{LONG} {LONG}"
    assert [text_of(block) for block in read(tmp_path, f"{long}\n{LONG}\n{long}").blocks] == [
        long,
        LONG,
        long,
    ]


def test_lines_with_tabs_are_rows(tmp_path: Path) -> None:
    file = read(tmp_path, "What\tBy\nAsthma\t\t2026\n")
    assert [(block.kind, text_of(block)) for block in file.blocks] == [
        (BlockKind.TABLE_ROW, "What | By"),
        (BlockKind.TABLE_ROW, "Asthma | 2026"),
    ]


def test_a_sentence_that_runs_over_a_page_turn_stays_whole(tmp_path: Path) -> None:
    file = read(tmp_path, "We care for all\n\f\nchildren here.\n\fThe end of it.\n")
    assert [text_of(block) for block in file.blocks] == ["We care for all children here.", "The end of it."]


def test_marks_of_markdown_in_plain_text_stand_for_themselves(tmp_path: Path) -> None:
    file = read(tmp_path, "Ages 5 * 6 * 7 and <under 5s> at `home`_ [1].\n")
    assert text_of(file.blocks[0]) == "Ages 5 * 6 * 7 and <under 5s> at `home`_ [1]."


# --- Both


@pytest.mark.parametrize("name", ["plan.md", "plan.txt"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_are_told_from_the_bytes(
    tmp_path: Path, name: str, encoding: str, line_end: str
) -> None:
    path = tmp_path / name
    path.write_bytes(f"Children’s café – £5.{line_end}{line_end}The second.".encode(encoding))
    assert [text_of(block) for block in read_plain(path).blocks] == ["Children’s café – £5.", "The second."]


def test_a_guessed_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes("Children’s plan.".encode("cp1252"))
    assert read_plain(path).warnings == (
        "is not UTF-8; read as Windows-1252, so check its quotes and dashes",
    )


def test_one_broken_byte_does_not_spoil_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes("Children’s “café” – ".encode() + b"\xff" + b" plan.")
    file = read_plain(path)
    assert text_of(file.blocks[0]).startswith("Children’s “café” – ")
    assert file.warnings == ("1 characters could not be told from the file's bytes",)


@pytest.mark.parametrize("content", [b"\n\n", b"---\n", b"MZ\x00\x01\x00\x00words"])
def test_a_file_without_words_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plan.md"
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=r"^plan\.md: "):
        read_plain(path)


@pytest.mark.parametrize("name", ["plan.md", "plan.txt"])
def test_every_sentence_is_cut_from_the_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(f"# Plan\n\n{LONG} We lis-\nten.\n\n- Nurses\n- Hubs\n", encoding="utf-8")
    document = read_document([path], document_id="plan")
    assert document.sentences[0].text == LONG
    for sentence in document.sentences:
        assert " ".join(document.text_of(span) for span in sentence.spans) == sentence.text
