"""Web pages are read as their document, without the site around it; hostile ones cost only themselves."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cypaudit.errors import UnreadableError
from cypaudit.ingest import read_document
from cypaudit.ingest.html import read_html
from cypaudit.ingest.raw import RawBlock, RawFile
from cypaudit.model.document import BlockKind, Zone


def read(folder: Path, body: str, *, head: str = "") -> RawFile:
    path = folder / "plan.html"
    path.write_text(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return read_html(path)


def texts(file: RawFile) -> list[str]:
    return [text_of(block) for block in file.blocks]


def text_of(block: RawBlock) -> str:
    return " | ".join(" ".join(line.text for line in cell) for cell in block.cells)


def test_headings_paragraphs_and_lists_keep_their_kinds_and_order(tmp_path: Path) -> None:
    file = read(tmp_path, "<h1>Plan</h1><p>We care.</p><h2>Schools</h2><ul><li>Nurses</li><li>Hubs</li></ul>")
    assert [(block.kind, block.heading_level, text_of(block)) for block in file.blocks] == [
        (BlockKind.HEADING, 1, "Plan"),
        (BlockKind.PARAGRAPH, None, "We care."),
        (BlockKind.HEADING, 2, "Schools"),
        (BlockKind.LIST_ITEM, None, "Nurses"),
        (BlockKind.LIST_ITEM, None, "Hubs"),
    ]


def test_blocks_are_numbered_from_one_and_pages_are_not(tmp_path: Path) -> None:
    file = read(tmp_path, "<p>One.</p><div>Two.<p>Three.</p>Four.</div>")
    assert [block.paragraph for block in file.blocks] == [1, 2, 3, 4]
    assert [page.number for page in file.pages] == [None]
    assert texts(file) == ["One.", "Two.", "Three.", "Four."]


def test_words_are_joined_and_parted_as_a_browser_shows_them(tmp_path: Path) -> None:
    file = read(tmp_path, "<p>Chil<b>dren</b>\n and&nbsp;young&#32;people<br>matter &amp; speak</p>")
    assert texts(file) == ["Children and young people matter & speak"]


def test_two_line_breaks_part_paragraphs_and_typed_bullets_are_items(tmp_path: Path) -> None:
    file = read(tmp_path, "<div>First.<br><br>Second:<br>• one<br>• two</div>")
    assert texts(file) == ["First.", "Second:", "one", "two"]
    assert [block.kind for block in file.blocks[2:]] == [BlockKind.LIST_ITEM] * 2


def test_a_list_within_a_list_and_the_text_after_it_are_kept(tmp_path: Path) -> None:
    file = read(tmp_path, "<ul><li>Outer<ul><li>Inner</li></ul>after</li></ul>")
    assert texts(file) == ["Outer", "Inner", "after"]


@pytest.mark.parametrize(
    "site",
    [
        "<nav>About us</nav>",
        "<header><a href='/'>Trust home</a></header>",
        "<footer>Privacy</footer>",
        "<script>var x = 'words'</script>",
        "<style>p { color: red }</style>",
        "<form><label>Search</label><input name='q'></form>",
        "<div id='cookie-banner'><p>We use cookies on this site.</p></div>",
        "<div class='ccc cookies'>Cookies</div>",
        "<div role='navigation'>Menu</div>",
        "<p hidden>Not shown</p>",
        "<p style='color:red; display: none'>Not shown</p>",
        "<noscript>Switch on JavaScript</noscript>",
        "<template><p>Not shown</p></template>",
        "<!-- a comment -->",
        "<svg><text>Logo</text></svg>",
    ],
)
def test_what_the_site_puts_around_the_document_is_left_out(tmp_path: Path, site: str) -> None:
    assert texts(read(tmp_path, f"{site}<p>We care.</p>{site}")) == ["We care."]


@pytest.mark.parametrize(
    "kept",
    [
        "<details><summary>More</summary><p>Opened.</p></details>",
        "<div class='accordion-body' style='display:none'><p>Opened.</p></div>",
        "<div role='tabpanel' hidden><p>Opened.</p></div>",
        "<article><header><p>Opened.</p></header></article>",
        "<form id='aspnetForm'><h1>Plan</h1><p>Opened.</p></form>",
        "<section class='informed-consent'><h2>Consent</h2><p>"
        + "word " * 450
        + "</p><p>Opened.</p></section>",
        "<my-card><p>Opened.</p></my-card>",
        "<button aria-expanded='false'>More</button><div hidden><p>Opened.</p></div>",
        "<button aria-controls='x'>More</button><hr><div id='x' style='display:none'><p>Opened.</p></div>",
        "<h3><button aria-expanded='false'>More</button></h3><div hidden><p>Opened.</p></div>",
        "<a href='#x' aria-expanded='false'>More</a><div id='x' hidden><p>Opened.</p></div>",
    ],
)
def test_what_a_reader_of_the_page_can_open_is_kept(tmp_path: Path, kept: str) -> None:
    assert "Opened." in texts(read(tmp_path, kept))


@pytest.mark.parametrize(
    "page",
    [
        "<h2><button aria-expanded='false'>Our aims</button></h2><div hidden><p>We care.</p></div>",
        "<button aria-controls='x'>Our aims</button><div id='x' hidden><p>We care.</p></div>",
    ],
)
def test_the_button_that_opens_a_part_is_its_heading(tmp_path: Path, page: str) -> None:
    file = read(tmp_path, f"<h1>Plan</h1>{page}")
    assert [(block.kind, text_of(block)) for block in file.blocks] == [
        (BlockKind.HEADING, "Plan"),
        (BlockKind.HEADING, "Our aims"),
        (BlockKind.PARAGRAPH, "We care."),
    ]


@pytest.mark.parametrize(
    "menu",
    [
        "<button aria-expanded='false' aria-controls='m'>Menu</button><nav id='m' hidden><a>Home</a></nav>",
        "<button aria-expanded='false'>Menu</button><div hidden><nav><a>Home</a></nav></div>",
        "<div role='search'><button aria-expanded='false'>Search</button><p hidden>Type here</p></div>",
        "<button>Print this page</button>",
    ],
)
def test_buttons_of_menus_stay_left_out(tmp_path: Path, menu: str) -> None:
    assert texts(read(tmp_path, f"{menu}<p>We care.</p>")) == ["We care."]


def test_a_page_that_marks_its_main_part_is_read_there(tmp_path: Path) -> None:
    body = "<div>Related: board papers</div><main><h1>Plan</h1><p>We care for all children.</p></main>"
    assert texts(read(tmp_path, body)) == ["Plan", "We care for all children."]


def test_a_small_main_part_does_not_hide_the_rest(tmp_path: Path) -> None:
    body = "<main><p>Here.</p></main><div><p>We care for all the children of the area.</p></div>"
    assert "We care for all the children of the area." in texts(read(tmp_path, body))


def test_rows_carry_the_headings_of_their_columns(tmp_path: Path) -> None:
    body = (
        "<table><caption>Targets</caption><thead><tr><th>What</th><th>By</th></tr></thead>"
        "<tr><td>Asthma</td><td><p>March</p><p>2026</p></td></tr><tr><td></td><td>2027</td></tr></table>"
    )
    file = read(tmp_path, body)
    assert [(block.kind, text_of(block), block.header) for block in file.blocks] == [
        (BlockKind.CAPTION, "Targets", ()),
        (BlockKind.TABLE_HEADER, "What | By", ()),
        (BlockKind.TABLE_ROW, "Asthma | March 2026", ("What", "By")),
        (BlockKind.TABLE_ROW, " | 2027", ("What", "By")),
    ]


def test_a_merged_cell_stands_once_and_speaks_for_the_rows_beside_it(tmp_path: Path) -> None:
    body = (
        "<table><tr><th>Who</th><th colspan='2'>When</th></tr>"
        "<tr><td rowspan='2'>Children</td><td>May</td><td>June</td></tr>"
        "<tr><td>July</td><td>August</td></tr></table>"
    )
    rows = read(tmp_path, body).blocks[1:]
    assert [(text_of(row), row.header) for row in rows] == [
        ("Children | May | June", ("Who", "When", "When")),
        ("July | August", ("Children / When", "When")),
    ]


def test_a_table_that_only_lays_out_the_page_is_read_as_text(tmp_path: Path) -> None:
    body = "<table role='presentation'><tr><td><h2>Plan</h2><p>We care.</p></td><td>Beside.</td></tr></table>"
    assert [block.kind for block in read(tmp_path, body).blocks] == [
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.PARAGRAPH,
    ]


def test_quotes_and_asides_are_boxes_of_their_own(tmp_path: Path) -> None:
    file = read(tmp_path, "<p>Text.</p><blockquote>A quote.</blockquote><aside>Aside.</aside>")
    assert [(block.is_boxed, block.box) for block in file.blocks] == [(False, 0), (True, 1), (True, 2)]


def test_captions_and_footnotes_are_told_apart_from_the_text(tmp_path: Path) -> None:
    body = (
        "<p>Text.<sup><a href='#n'>1</a></sup> 10<sup>6</sup></p>"
        "<figure><img alt='x'><figcaption>Fig</figcaption></figure>"
        "<div class='footnotes'><ol><li>Note.</li></ol></div>"
    )
    assert [(text_of(block), block.zone) for block in read(tmp_path, body).blocks] == [
        ("Text. 106", None),
        ("Fig", Zone.CAPTION),
        ("Note.", Zone.FOOTNOTE),
    ]


def test_the_title_is_the_only_main_heading_else_the_pages_own(tmp_path: Path) -> None:
    head = "<title>Forward plan | Marsh ICB</title>"
    assert read(tmp_path, "<h1>Joint forward plan</h1><p>x</p>", head=head).title == "Joint forward plan"
    assert read(tmp_path, "<p>x</p>", head=head).title == "Forward plan"


def test_no_entity_is_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words", encoding="utf-8")
    path = tmp_path / "plan.html"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "boo">]>'
        "<html><body><p>Before &x; &y; after.</p></body></html>",
        encoding="utf-8",
    )
    assert texts(read_html(path)) == ["Before &x; &y; after."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_are_told_from_the_bytes(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.html"
    path.write_bytes("<html><body><p>Children’s “café” – £5</p></body></html>".encode(encoding))
    assert texts(read_html(path)) == ["Children’s “café” – £5"]


def test_the_encoding_that_a_page_declares_holds_where_the_bytes_allow_it(tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    path.write_bytes("<meta charset='iso-8859-2'><p>Łódź</p>".encode("iso-8859-2"))
    assert texts(read_html(path)) == ["Łódź"]
    path.write_bytes("<meta charset='iso-8859-1'><p>Children’s</p>".encode())
    assert texts(read_html(path)) == ["Children’s"]


def test_deep_nesting_is_read_or_refused_and_never_cut(tmp_path: Path) -> None:
    deep = "<div>" * 1500 + "<p>Deep.</p>" + "</div>" * 1500 + "<p>After.</p>"
    assert texts(read(tmp_path, deep)) == ["Deep.", "After."]
    with pytest.raises(UnreadableError, match=r"plan\.html: its parts are nested too deeply"):
        read(tmp_path, "<div>" * 50_000 + "Deep.")


def test_a_large_page_is_read_in_seconds(tmp_path: Path) -> None:
    started = time.perf_counter()
    file = read(tmp_path, "<p>We care for all children.</p><span>x</span>" * 20_000)
    assert len(file.blocks) == 40_000
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize("body", ["", "<!-- nothing -->", "<script>x</script>"])
def test_a_page_without_words_has_no_blocks(tmp_path: Path, body: str) -> None:
    assert read(tmp_path, body).blocks == ()


def test_every_sentence_of_a_page_is_cut_from_its_text(tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    path.write_text("<h1>Plan</h1><p>We care. We listen.</p><ul><li>Nurses</li></ul>", encoding="utf-8")
    document = read_document([path], document_id="plan")
    assert [sentence.text for sentence in document.sentences] == ["We care.", "We listen.", "Nurses"]
    for sentence in document.sentences:
        assert " ".join(document.text_of(span) for span in sentence.spans) == sentence.text
