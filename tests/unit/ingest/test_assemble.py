"""A Document is put together so that each sentence says where its words stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cypaudit.ingest.assemble import assemble
from cypaudit.ingest.raw import RawBlock, RawFile, RawLine, RawPage
from cypaudit.model.document import BlockKind, Box, Document


def block(*lines: str, page: int = 0, kind: BlockKind = BlockKind.PARAGRAPH, **values: object) -> RawBlock:
    """A block of drawn lines; a table row has a cell for each."""
    drawn = [RawLine(line, Box(60, 700 - 12 * at, 300, 710 - 12 * at)) for at, line in enumerate(lines)]
    cells = tuple((line,) for line in drawn) if kind is BlockKind.TABLE_ROW else (tuple(drawn),)
    return RawBlock(kind=kind, page_index=page, cells=cells, font_size=10.0, **values)  # type: ignore[arg-type]


def document_of(*blocks: RawBlock, pages: int = 1) -> Document:
    """A document of one file with these blocks."""
    raw_pages = tuple(RawPage(number=number + 1, width=595, height=842) for number in range(pages))
    return assemble([RawFile(name="a.pdf", pages=raw_pages, blocks=blocks)], document_id="marsh")


def test_a_sentence_over_a_page_turn_has_two_spans() -> None:
    document = document_of(
        block("We shall open hubs. They are for the families", page=0),
        block("of the coast. No others are planned.", page=1, continues=True),
        pages=2,
    )
    texts = [sentence.text for sentence in document.sentences]
    assert texts == [
        "We shall open hubs.",
        "They are for the families of the coast.",
        "No others are planned.",
    ]
    assert [span.page_index for span in document.sentences[1].spans] == [0, 1]
    assert len(document.blocks) == 1


def test_lines_say_where_in_the_text_they_stand() -> None:
    document = document_of(block("care for all chil\u00ad", "dren here."))
    page = document.pages[0]
    assert page.text == "care for all children here."
    assert [page.text[line.start : line.end] for line in page.lines] == ["care for all chil", "dren here."]


def test_a_short_row_is_one_sentence_and_a_long_one_is_cut_by_cells() -> None:
    short = block("Open two hubs. In town.", "2025", kind=BlockKind.TABLE_ROW, header=("Action", "When"))
    long = block("Open hubs. " * 20, "Hire nurses. " * 20, kind=BlockKind.TABLE_ROW)
    document = document_of(short, long)
    texts = [sentence.text for sentence in document.sentences]
    assert texts[0] == "Open two hubs. In town.\t2025"
    assert texts[1:] == ["Open hubs."] * 20 + ["Hire nurses."] * 20
    assert document.blocks[0].header == ("Action", "When")


def test_a_list_item_knows_what_introduces_it() -> None:
    document = document_of(
        block("We will:"),
        block("open hubs;", kind=BlockKind.LIST_ITEM),
        block("hire nurses.", kind=BlockKind.LIST_ITEM),
    )
    assert [item.lead_in for item in document.blocks] == [None, 0, 0]


def test_two_files_are_one_document_in_their_order() -> None:
    first, second = (
        RawFile(name=name, pages=(RawPage(number=1),), blocks=(block(text),), warnings=("odd",))
        for name, text in (("a.pdf", "The first."), ("b.pdf", "The second."))
    )
    document = assemble([first, second], document_id="marsh")
    assert [(page.file, page.text) for page in document.pages] == [
        ("a.pdf", "The first."),
        ("b.pdf", "The second."),
    ]
    assert document.warnings == ("a.pdf: odd", "b.pdf: odd")


SIGNS = str.maketrans("", "", " \t-")


def test_a_word_parted_by_a_page_turn_is_joined_in_its_sentence() -> None:
    document = document_of(
        block("We will recruit-"),
        block("ment-test the out-of-", page=1, continues=True),
        block("hours line.", page=2, continues=True),
        block("The out-of-hours line.", page=2),
        pages=3,
    )
    assert document.sentences[0].text == "We will recruitment-test the out-of-hours line."


@given(
    st.lists(
        st.tuples(
            st.lists(st.text(alphabet="abC .!-\u00ad\t\u2010\ue000", max_size=20), min_size=1, max_size=4),
            st.sampled_from([BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW]),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_sentences_are_their_spans_and_spans_lie_within_pages(
    drafts: list[tuple[list[str], BlockKind, bool]],
) -> None:
    blocks = [
        block(*lines, page=at // 2, kind=kind, continues=continues)
        for at, (lines, kind, continues) in enumerate(drafts)
    ]
    document = document_of(*blocks, pages=4)
    for sentence in document.sentences:
        pieces = [document.text_of(span) for span in sentence.spans]
        if any(piece.endswith("-") for piece in pieces[:-1]):  # a word parted by a page turn is joined
            assert sentence.text.translate(SIGNS) == "".join(pieces).translate(SIGNS)
        else:
            assert sentence.text == " ".join(pieces)
        assert sentence.text.strip(" ") == sentence.text  # a tab is an empty first cell
    for each in [*document.sentences, *document.blocks]:
        for span in each.spans:
            assert 0 <= span.start < span.end <= len(document.pages[span.page_index].text)
    for page in document.pages:
        starts = [line.start for line in page.lines]
        assert starts == sorted(starts)
        assert all(0 <= line.start < line.end <= len(page.text) for line in page.lines)
