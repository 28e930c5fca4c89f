"""Comments in a Word file stand at the words, and nothing else in the file is changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.comments import W, read_comments
from tests.factories import write_docx
from tests.word_file import HEAD, NAMESPACES, WORD, para, run, table, text_box, write_word

from cypaudit.annotate.notes import heading_place, place_of
from cypaudit.errors import UnreadableError, UsageError
from cypaudit.ingest import read_document
from cypaudit.model.annotation import Annotated, Note, NoteKind
from cypaudit.model.document import Document, Span
from cypaudit.workflows.annotating import annotate_file

HUB = "The family hub in Ellery is open on Saturdays."
BOLD, RED = "<w:b/>", '<w:color w:val="FF0000"/>'


def note_on(document: Document, quote: str, *, nth: int = 0) -> Note:
    """A note on a place of a quote, the first where not told."""
    text = document.pages[0].text
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    block = next(at for at, b in enumerate(document.blocks) for s in b.spans if s.start <= start < s.end)
    place = place_of(document, Span(0, start, start + len(quote)), block=block)
    return Note(
        kind=NoteKind.MET, subject="some-criterion", text=f"some-criterion: Yes\n{quote}", place=place
    )


MISSING = Note(
    kind=NoteKind.MISSING, subject="All in all", text="Nothing on hubs & “more”.\n\nsecond", place=None
)


def annotate(path: Path, *quotes: str) -> Annotated:
    document = read_document([path], document_id="made")
    return annotate_file(path, [note_on(document, quote) for quote in quotes], unsigned_copy=False)


def anchored(path: Path, *quotes: str) -> list[str]:
    """What the comments on these quotes stand at; whatever they are, the rest of the file is as it was."""
    copy = annotate(path, *quotes)
    check_unchanged(path.read_bytes(), copy.content)
    comments = read_comments(copy.content)
    assert all(comment.references == 1 for comment in comments)
    return [comment.anchored for comment in comments]


# --- nothing else is changed


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def check_unchanged(before: bytes, after: bytes) -> None:
    old, new = parts_of(before), parts_of(after)
    added_to = {
        "[Content_Types].xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/comments.xml",
    }
    for name in old.keys() - added_to:
        assert new[name] == old[name], name
    assert new.keys() - old.keys() <= {"word/comments.xml", "word/_rels/document.xml.rels"}
    for name in old.keys() & added_to:
        assert is_within(old[name], new[name]), name
    assert list(letters(old["word/document.xml"])) == list(letters(new["word/document.xml"]))


def is_within(old: bytes, new: bytes) -> bool:
    """Whether new bytes are the old ones with others put between."""
    rest = iter(new)
    return all(byte in rest for byte in old)


def letters(part: bytes) -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
    """Every letter and mark of a main part with how its run is set and what it stands in."""
    marks = {f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference"}
    root = etree.fromstring(part)
    for element in root.iter(etree.Element):
        parent = element.getparent()
        if element.tag in marks or parent is None or parent.tag != f"{W}r" or element.tag == f"{W}rPr":
            continue
        properties = parent.find(f"{W}rPr")
        setting = b"" if properties is None else etree.tostring(properties)
        setting += repr(sorted(parent.attrib.items())).encode()
        line = tuple(ancestor.tag for ancestor in element.iterancestors())
        if element.tag == f"{W}t":
            yield from ((letter, setting, line) for letter in element.text or "")
        else:
            yield element.tag, setting, line


# --- where comments stand


def link(text: str) -> str:
    return f'<w:hyperlink r:id="x">{run(text)}</w:hyperlink>'


def field_mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


PASSAGES = {
    "one run": run(f"Before. {HUB} After."),
    "runs": run("Before. The family ")
    + run("hub in", BOLD)
    + run(" Ellery is open on Saturdays. After.", RED),
    "a link at its start": run("Before. ") + link("The family hub") + run(" in Ellery is open on Saturdays."),
    "a link at its end": run("The family hub in Ellery is ") + link("open on Saturdays. More"),
    "tracked changes": run("The family hub ")
    + f'<w:ins w:id="7" w:author="a">{run("in Ellery ")}</w:ins>'
    + '<w:del w:id="8" w:author="a"><w:r><w:delText>gone </w:delText></w:r></w:del>'
    + run("is open on Saturdays."),
    "a content control": f"<w:sdt><w:sdtPr/><w:sdtContent>{run('The family hub in ')}</w:sdtContent></w:sdt>"
    + run("Ellery is open on Saturdays."),
    "a run of several parts": "<w:r><w:rPr><w:b/></w:rPr><w:t>Before.</w:t><w:tab/><w:t>The family hub</w:t>"
    "<w:br/><w:t>in Ellery is open on Saturdays.</w:t></w:r>",
    "a bookmark": '<w:bookmarkStart w:id="3" w:name="b"/>'
    + run("The family hub in ")
    + '<w:bookmarkEnd w:id="3"/>'
    + run("Ellery is open on Saturdays."),
    "a field": field_mark("begin")
    + "<w:r><w:instrText>LINK</w:instrText></w:r>"
    + field_mark("separate")
    + run("The family hub in Ellery")
    + field_mark("end")
    + run(" is open on Saturdays."),
    "hyphenation": run("The fam")
    + "<w:r><w:softHyphen/></w:r>"
    + run("ily hub in Ellery is open on Satur")
    + run("days."),
}


@pytest.mark.parametrize("content", PASSAGES.values(), ids=PASSAGES)
def test_a_comment_stands_at_the_words_of_its_quote_whatever_they_run_through(
    content: str, tmp_path: Path
) -> None:
    path = write_word(tmp_path / "plan.docx", para("Our plan", "H1") + para(content))
    assert anchored(path, HUB) == [HUB]


def test_letters_written_as_entities_are_counted_as_one(tmp_path: Path) -> None:
    path = write_word(
        tmp_path / "plan.docx",
        para(run("Ages &lt;5 &amp; under&#x2014;caf&#233; &#x1F476; first. ") + run(HUB)),
    )
    assert anchored(path, "first.", "Ages <5 & under—café") == ["first.", "Ages <5 & under—café"]


def test_a_row_of_a_table_is_marked_from_its_first_cell_to_its_last(tmp_path: Path) -> None:
    path = write_word(
        tmp_path / "plan.docx",
        table(("Action", "By", "Who"), ("Open a family hub", "May 2027", "Ruth Abney"), ("x", "y", "z")),
    )
    assert anchored(path, "Open a family hub\tMay 2027\tRuth Abney") == [
        "Open a family hub May 2027 Ruth Abney"
    ]


def test_of_words_that_stand_twice_the_ones_that_were_quoted_are_marked(tmp_path: Path) -> None:
    path = write_word(tmp_path / "plan.docx", para(f"{HUB} We mean it. {HUB}") + para(HUB))
    document = read_document([path], document_id="made")
    for nth in range(3):
        copy = annotate_file(path, [note_on(document, HUB, nth=nth)], unsigned_copy=False)
        main = parts_of(copy.content)["word/document.xml"].decode()
        assert main.split("<w:commentRangeStart")[0].count(HUB) == nth


def test_several_comments_in_one_run_part_it_where_each_begins_and_ends(tmp_path: Path) -> None:
    path = write_word(tmp_path / "plan.docx", para(run("One two three. Four five. Six.", BOLD)))
    assert anchored(path, "One two three.", "Four five.", "two three. Four", "One two three.") == [
        "One two three.",
        "Four five.",
        "two three. Four",
        "One two three.",
    ]


def test_a_bullet_that_was_typed_is_not_part_of_the_quote(tmp_path: Path) -> None:
    path = write_word(tmp_path / "plan.docx", para(f"• {HUB}"))
    assert anchored(path, HUB) == [HUB]


@pytest.mark.parametrize(
    "content",
    [
        run("See the box.") + text_box(HUB),
        run("See the note.") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" More."),
    ],
)
def test_words_in_a_text_box_or_note_are_told_of_where_these_hang_on_the_text(
    content: str, tmp_path: Path
) -> None:
    note = f'<w:footnotes {NAMESPACES}><w:footnote w:id="2">{para(HUB)}</w:footnote></w:footnotes>'
    path = write_word(tmp_path / "plan.docx", para(content), parts={"footnotes.xml": note})
    copy = annotate(path, HUB)
    check_unchanged(path.read_bytes(), copy.content)
    assert (copy.marked, copy.beside) == (0, 1)
    main = parts_of(copy.content)["word/document.xml"].decode()
    marked = main.split("<w:commentRangeStart")[1].split("<w:commentRangeEnd")[0]
    assert "txbxContent" in marked or "footnoteReference" in marked
    # No mark stands within a text box, which Word does not allow.
    assert all(
        "commentRange" not in box.split("</w:txbxContent>")[0] for box in main.split("<w:txbxContent>")[1:]
    )


def test_the_note_on_the_whole_document_stands_at_its_first_words(tmp_path: Path) -> None:
    path = write_word(tmp_path / "plan.docx", para("Our plan", "H1") + para(HUB))
    copy = annotate_file(path, [MISSING], unsigned_copy=False)
    (comment,) = read_comments(copy.content)
    assert comment.anchored == "Our plan"
    assert comment.author == "cypaudit"
    assert comment.text == "Nothing on hubs & “more”.\nsecond"


def test_where_all_text_is_in_boxes_the_note_on_the_whole_document_stands_at_the_first(
    tmp_path: Path,
) -> None:
    path = write_word(tmp_path / "plan.docx", para(text_box(HUB)))
    copy = annotate_file(path, [MISSING], unsigned_copy=False)
    check_unchanged(path.read_bytes(), copy.content)
    assert len(read_comments(copy.content)) == 1


def test_another_reader_of_word_files_lists_the_comments(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "plan.docx", f"# Our plan\n{HUB}")
    read = docx.Document(io.BytesIO(annotate(path, HUB).content))
    assert [(c.author, c.initials, c.text) for c in read.comments] == [
        ("cypaudit", "cyp", f"some-criterion: Yes\n{HUB}")
    ]
    assert [paragraph.text for paragraph in read.paragraphs] == ["Our plan", HUB]


def test_the_nearest_heading_is_that_of_the_section(tmp_path: Path) -> None:
    path = write_word(
        tmp_path / "plan.docx",
        para("Our plan", "H1") + para(HUB) + para("Our work", "H1") + para("We have 12 vacancies."),
    )
    document = read_document([path], document_id="made")
    block = next(at for at, b in enumerate(document.blocks) if "vacancies" in document.text_of(b.spans[0]))
    place = heading_place(document, block)
    note = Note(kind=NoteKind.MISSING, subject="x", text="x", place=place)
    (comment,) = read_comments(annotate_file(path, [note], unsigned_copy=False).content)
    assert comment.anchored == "Our work"


# --- what is there already


def test_comments_that_are_there_are_kept_and_their_numbers_not_taken(tmp_path: Path) -> None:
    before = (
        '<w:r><w:t xml:space="preserve">We agree. </w:t></w:r><w:commentRangeStart w:id="4"/>'
        + run(HUB)
        + '<w:commentRangeEnd w:id="4"/><w:r><w:commentReference w:id="4"/></w:r>'
    )
    remark = f'<w:comment w:id="4" w:author="Ann">{para("Is it?")}</w:comment>'
    comments = f'<w:comments xmlns:w="{WORD}">{remark}</w:comments>'
    path = write_word(tmp_path / "plan.docx", para(before), parts={"comments.xml": comments})
    copy = annotate(path, HUB)
    check_unchanged(path.read_bytes(), copy.content)
    ann, ours = read_comments(copy.content)
    assert (ann.author, ann.text, ann.anchored) == ("Ann", "Is it?", HUB)
    assert (ours.id, ours.anchored) == ("5", HUB)
    types = parts_of(copy.content)["[Content_Types].xml"]
    assert types == parts_of(path.read_bytes())["[Content_Types].xml"]


def test_an_empty_part_of_comments_is_filled(tmp_path: Path) -> None:
    comments = f'{HEAD}<x:comments xmlns:x="{WORD}"/>'
    path = write_word(tmp_path / "plan.docx", para(HUB), parts={"comments.xml": comments})
    assert [comment.anchored for comment in read_comments(annotate(path, HUB).content)] == [HUB]


def test_names_without_a_prefix_or_with_another_one_are_understood(tmp_path: Path) -> None:
    for xmlns, prefix in ((f'xmlns="{WORD}"', ""), (f'xmlns:ns0="{WORD}"', "ns0:")):
        body = f"<w:document {xmlns}><w:body>{para(run('Before. ') + run(HUB))}</w:body></w:document>"
        main = body.replace("<w:", f"<{prefix}").replace("</w:", f"</{prefix}")
        path = write_word(tmp_path / "plan.docx", "", main=main)
        assert anchored(path, HUB, "family hub") == [HUB, "family hub"]


def test_a_main_part_in_another_encoding_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = write_word(tmp_path / "plan.docx", para(HUB))
    parts = parts_of(path.read_bytes())
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            if name == "word/document.xml":
                content = content.decode().replace("UTF-8", "UTF-16").encode("utf-16")
            file.writestr(name, content)
    with pytest.raises(UnreadableError, match=r"UTF-16.*Open it in Word"):
        annotate(path, HUB)


def test_a_signed_file_is_refused_and_an_unsigned_copy_has_no_signature(tmp_path: Path) -> None:
    path = write_word(tmp_path / "plan.docx", para(HUB))
    parts = parts_of(path.read_bytes())
    origin = (
        '<Relationship Id="s" Type="http://x/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/>'
    )
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(
        b"</Relationships>", f"{origin}</Relationships>".encode()
    )
    parts["_xmlsignatures/origin.sigs"] = b""
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    note = note_on(read_document([path], document_id="made"), HUB)
    with pytest.raises(UsageError, match=r"is signed.*--unsigned-copy"):
        annotate_file(path, [note], unsigned_copy=False)
    copy = annotate_file(path, [note], unsigned_copy=True)
    after = parts_of(copy.content)
    assert "_xmlsignatures/origin.sigs" not in after
    assert b"digital-signature" not in after["_rels/.rels"]
    assert b"officeDocument" in after["_rels/.rels"]
    assert "not signed" in copy.warnings[0]


def test_comments_of_an_earlier_annotation_are_kept_and_told_of(tmp_path: Path) -> None:
    path = write_word(tmp_path / "plan.docx", para(f"We agree. {HUB}"))
    first = annotate(path, HUB)
    assert first.warnings == ()
    path.write_bytes(first.content)
    again = annotate(path, HUB)
    assert "holds comments of an earlier annotation (1), which are kept" in again.warnings[0]
    assert [comment.anchored for comment in read_comments(again.content)] == [HUB, HUB]


def test_the_same_notes_give_the_same_bytes(tmp_path: Path) -> None:
    path = write_word(tmp_path / "plan.docx", para(HUB))
    assert annotate(path, HUB).content == annotate(path, HUB).content


# --- whatever the runs are

PIECES = st.lists(
    st.tuples(
        st.text(alphabet="ab &<>.é—", min_size=1, max_size=8), st.sampled_from(["", BOLD, RED]), st.booleans()
    ),
    min_size=1,
    max_size=8,
)


@given(pieces=PIECES, data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_of_a_paragraph_are_found_in_any_runs(
    pieces: list[tuple[str, str, bool]], data: st.DataObject, tmp_path: Path
) -> None:
    content = run("Start ")
    for text, properties, is_linked in pieces:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        made = run(escaped, properties)
        content += f"<w:hyperlink r:id='x'>{made}</w:hyperlink>" if is_linked else made
    path = write_word(tmp_path / "plan.docx", para(content))
    document = read_document([path], document_id="made")
    text = document.pages[0].text
    words = data.draw(
        st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))), min_size=1, max_size=4)
    )
    quotes = [quote for a, b in words if (quote := text[min(a, b) : max(a, b)].strip())]
    notes = []
    for quote in quotes:
        place = place_of(document, Span(0, text.index(quote), text.index(quote) + len(quote)), block=0)
        notes.append(Note(kind=NoteKind.MET, subject="x", text="x", place=place))
    if not notes:
        return
    copy = annotate_file(path, notes, unsigned_copy=False)
    check_unchanged(path.read_bytes(), copy.content)
    found = [comment.anchored for comment in read_comments(copy.content)]
    assert ["".join(words.split()) for words in found] == ["".join(quote.split()) for quote in quotes]
