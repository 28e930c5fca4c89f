"""`cypaudit read`: text, JSON, and pages beside what was read of them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from cypaudit.model.document import Document
from cypaudit.report import reading_html
from cypaudit.workflows.pictures import draw_document
from cypaudit.workflows.read import read
from tests.drawn_pdf import Drawing, write_drawn
from tests.factories import make_document
from tests.functional.command import Command

HOSTILE = "<script>alert('x')</script> & \"quoted\" <img src=http://evil.example/x>"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four pages with a running footer; the third is a picture, a paragraph runs over from page 1."""
    pages = [Drawing() for _ in range(4)]
    pages[0].text(72, 780, "A plan for children", size=24)
    pages[0].text(72, 700, *["We will open a hub for families in each of the towns, so that every"] * 3)
    pages[1].text(72, 780, "child has one within reach by March 2025.")
    pages[1].text(72, 700, f"They wrote {HOSTILE}.")
    pages[2].image(0, 60, 595, 782)
    pages[3].text(72, 780, *["More is said of it in the annual report of the partnership board."] * 4)
    for number, page in enumerate(pages, start=1):
        page.text(72, 30, f"Marsh plan | {number}")
    return write_drawn(tmp_path_factory.mktemp("read") / "plan.pdf", *pages)


@pytest.fixture(scope="module")
def document(plan: Path) -> Document:
    return read(plan)


@pytest.fixture(scope="module")
def printed(plan: Path, document: Document) -> str:
    """The plan as HTML."""
    return reading_html(document, draw_document([plan], document, page_indexes=range(4)))


@pytest.fixture(scope="module")
def tree(printed: str) -> html.HtmlElement:
    return html.document_fromstring(printed)


def test_text_is_the_default_and_says_which_page_was_not_read(cypaudit: Command, plan: Path) -> None:
    ran = cypaudit("read", plan)
    assert ran.code == 0
    assert "=== plan.pdf, page 3\n    not read: no text but an image" in ran.out


def test_json_gives_each_block_with_its_place(cypaudit: Command, plan: Path) -> None:
    content = json.loads(cypaudit("read", plan, "--format", "json").out)
    assert content["format"] == 2
    assert [page["page"] for page in content["pages"]] == [1, 2, 3, 4]
    assert content["pages"][2]["problem"].startswith("no text but an image")
    assert content["pages"][0]["removed"] == ["Marsh plan | 1"]
    block = next(block for block in content["blocks"] if "within reach" in block["text"])
    assert block["page"] == 1
    assert {line[0] for line in block["lines"]} == {1, 2}  # it runs over the page turn
    assert [block["number"] for block in content["blocks"]] == list(range(1, len(content["blocks"]) + 1))


def test_pages_can_be_chosen(cypaudit: Command, plan: Path) -> None:
    content = json.loads(cypaudit("read", plan, "--format", "json", "--pages", "2,4-").out)
    assert [page["page"] for page in content["pages"]] == [2, 4]
    assert {block["page"] for block in content["blocks"]} == {2, 4}
    assert "page 1" not in cypaudit("read", plan, "--pages", "3").out


@pytest.mark.parametrize("pages", ["9", "x", "", "0", "4-2"])
def test_pages_that_are_none_end_with_2(cypaudit: Command, plan: Path, pages: str) -> None:
    ran = cypaudit("read", plan, "--pages", pages)
    assert ran.code == 2
    assert "--pages" in ran.err


def test_pages_of_a_format_without_pages_end_with_2(cypaudit: Command, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("# A plan\n\nWe will.\n", encoding="utf-8")
    ran = cypaudit("read", tmp_path / "plan.md", "--pages", "1")
    assert ran.code == 2
    assert "its format has none" in ran.err


def test_html_is_printed(cypaudit: Command, plan: Path, printed: str) -> None:
    assert cypaudit("read", plan, "--format", "html").out == printed


def test_html_needs_nothing_but_itself(tree: html.HtmlElement) -> None:
    assert tree.xpath("//script | //link | //iframe | //object | //*[@onclick or @onload]") == []
    assert all(source.startswith("data:image/webp;base64,") for source in tree.xpath("//@src"))
    assert all(target.startswith("#") for target in tree.xpath("//@href"))
    assert len(tree.xpath("//img")) == 4


def test_html_has_landmarks_language_alternatives_and_sound_links(tree: html.HtmlElement) -> None:
    assert tree.get("lang") == "en-GB"
    for landmark in ("header", "nav", "main"):
        assert len(tree.xpath(f"//{landmark}")) == 1
    assert all(alt.strip() for alt in tree.xpath("//img/@alt"))
    assert len(tree.xpath("//img[not(@alt)]")) == 0
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in tree.xpath("//@href")} <= set(ids)
    assert {name for names in tree.xpath("//@aria-labelledby") for name in names.split()} <= set(ids)
    # What only the eye is offered must not hold the keyboard up.
    assert tree.xpath("//*[@aria-hidden]//a[not(@tabindex='-1')]") == []


def test_html_numbers_every_block_in_the_list_and_on_its_page(
    tree: html.HtmlElement, document: Document
) -> None:
    count = len(document.blocks)
    assert tree.xpath("//li[@id]/@id") == [f"b{n}" for n in range(1, count + 1)]
    assert set(tree.xpath("//svg//text/text()")) == {str(n) for n in range(1, count + 1)}
    zones = tree.xpath("//*[@class='legend']//li/text()")
    assert [zone.strip() for zone in zones] == ["cover", "body"]
    assert {"body"} <= set(tree.xpath("//li[@id]//*[@class='chip']/text()"))


def test_html_says_what_was_not_read_taken_out_and_goes_on(tree: html.HtmlElement) -> None:
    pages = tree.xpath("//section[starts-with(@class, 'page')]")
    assert "no text but an image" in pages[2].xpath("string(.//*[@class='alert'])")
    assert pages[0].xpath(".//*[@class='removed']//li/text()") == ["Marsh plan | 1"]
    assert "goes on here" in pages[1].text_content()


def test_html_escapes_what_the_document_says(tree: html.HtmlElement, printed: str) -> None:
    assert HOSTILE in tree.text_content()
    assert "<script>alert" not in printed


def test_html_escapes_titles_file_names_and_headings() -> None:
    document = make_document(f"# {HOSTILE}\n{HOSTILE}", document_id=HOSTILE, file=HOSTILE)
    tree = html.document_fromstring(reading_html(document, {}))
    assert tree.xpath("//script | //img") == []
    assert HOSTILE in tree.xpath("string(//title)")


def test_html_of_a_format_without_pages_has_the_blocks_alone(cypaudit: Command, tmp_path: Path) -> None:
    text = "# A plan\n\n| Name | Post |\n| --- | --- |\n| Ann Orr | Lead |\n"
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    tree = html.document_fromstring(cypaudit("read", tmp_path / "plan.md", "--format", "html").out)
    assert tree.xpath("//img | //svg") == []
    row = tree.xpath("//li[contains(@class, 'k-table_row')]")[0]
    assert row.xpath(".//dt/text()") == ["Name", "Post"]
    assert row.xpath(".//dd/text()") == ["Ann Orr", "Lead"]
    assert "Heading, level 1" in tree.text_content()


def test_out_writes_the_file_and_prints_nothing(cypaudit: Command, plan: Path, tmp_path: Path) -> None:
    ran = cypaudit("read", plan, "--out", tmp_path / "reading.txt")
    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / "reading.txt").read_text(encoding="utf-8") == cypaudit("read", plan).out


def test_out_never_overwrites_the_document(cypaudit: Command, plan: Path) -> None:
    before = plan.read_bytes()
    assert cypaudit("read", plan, "--out", plan).code == 2
    assert plan.read_bytes() == before


@pytest.mark.parametrize(
    ("rotate", "x", "y"), [(0, 100, 600), (90, 100, 300), (180, 450, 600), (270, 300, 700)]
)
def test_blocks_are_marked_where_they_stand_on_turned_pages(
    rotate: int, x: int, y: int, tmp_path: Path
) -> None:
    page = Drawing(rotate=rotate).text(x, y, "One line of words about families", size=14, turn=rotate)
    path = write_drawn(tmp_path / "turned.pdf", page)
    document = read(path)
    picture = draw_document([path], document, page_indexes={0})[0]
    image = Image.open(io.BytesIO(picture.content)).convert("L").point(lambda value: 255 * (value < 128))
    left, top, width, height = picture.place(document.pages[0].lines[0].box)
    ink = image.getbbox()
    assert ink is not None
    assert left - 2 <= ink[0] < ink[2] <= left + width + 2
    assert top - 2 <= ink[1] < ink[3] <= top + height + 2
    assert ink[2] - ink[0] > 0.9 * width


def test_a_file_that_cannot_be_drawn_is_shown_without_pictures(document: Document, tmp_path: Path) -> None:
    path = tmp_path / document.files[0]
    path.write_bytes(b"%PDF-1.7 nothing more")
    assert draw_document([path], document, page_indexes={0}) == {}


def test_pictures_are_of_a_modest_size(plan: Path, document: Document) -> None:
    pictures = draw_document([plan], document, page_indexes=range(4))
    assert all(picture.width <= 801 and len(picture.content) < 100_000 for picture in pictures.values())
