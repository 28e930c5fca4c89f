"""Who follows the advice of a check alone meets the question.

Two drafts are made from the sample, the plan in Word and the strategy as text, with parts cut out. What the
check offers for a gap is put where it says, each gap by itself, and the draft is rated again.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.text.paragraph import Paragraph

import cypaudit
from cypaudit.ingest import read_document
from cypaudit.model.check import Answer, CheckedCriterion
from cypaudit.model.document import BlockKind, Document, DocumentType, Zone
from cypaudit.rubrics import load_rubric
from cypaudit.score import rate_document
from cypaudit.tag import tag_document

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).resolve().parents[2] / "corpus" / "sample"
CUT_FROM_PLAN = re.compile(r"4\.5|5 +Closing|7 +Working")
CUT_FROM_STRATEGY = re.compile(
    r"2\.3|4\.3|4\.4|A worrying|Growing up on|One number|How we listened|What we heard|What we changed"
)
FEWEST_GAPS = 15  # of each draft; with fewer too much was left in

Insert = Callable[
    [Path, str, str, Path], None
]  # draft, heading, text in Markdown, the draft that comes of it


def is_heading(paragraph: Paragraph) -> bool:
    return (paragraph.style.name or "").startswith("Heading") if paragraph.style else False


def plan_in_word(target: Path) -> None:
    """The sample's plan without the chapters that say most of children."""
    word = docx.Document(str(SAMPLE / "marrendale-jfp.docx"))
    cutting = False
    for element in list(word.element.body):
        if element.tag.endswith("}p") and is_heading(Paragraph(element, word._body)):
            cutting = bool(CUT_FROM_PLAN.match(Paragraph(element, word._body).text))
        if cutting and not element.tag.endswith("}sectPr"):
            word.element.body.remove(element)
    word.save(str(target))


def insert_in_word(draft: Path, heading: str, text: str, target: Path) -> None:
    """Put paragraphs below a heading of a Word file."""
    word: WordDocument = docx.Document(str(draft))
    place = next(p for p in word.paragraphs if is_heading(p) and folded(p.text) == folded(heading))
    last = place
    for line in lines_of(text):
        new = Paragraph(copy.deepcopy(place._p), place._parent)
        last._p.addnext(new._p)
        new.text = line.lstrip("#> ")
        new.style = word.styles["Heading 3" if line.startswith("#") else "Normal"]
        last = new
    word.save(str(target))


def strategy_as_text(target: Path) -> None:
    """The sample's strategy as Markdown, without the sections that say most of children."""
    document = read_document([SAMPLE / "ravensholt-strategy.pdf"], document_id="strategy")
    target.write_text("\n\n".join(markdown_of(document)) + "\n", encoding="utf-8")


def markdown_of(document: Document) -> Iterator[str]:
    for block in document.blocks:
        section = document.sections[block.section]
        if block.zone is Zone.CONTENTS or CUT_FROM_STRATEGY.match(section.heading):
            continue
        text = folded(" ".join(document.text_of(span) for span in block.spans))
        yield f"{'#' * section.level} {text}" if block.kind is BlockKind.HEADING else text


def insert_in_text(draft: Path, heading: str, text: str, target: Path) -> None:
    """Put paragraphs below a heading of a Markdown file."""
    lines = draft.read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.lstrip("# ") == folded(heading) and line[:1] == "#")
    lines[at + 1 : at + 1] = ["", *(part for line in lines_of(text) for part in (line, ""))]
    target.write_text("\n".join(lines), encoding="utf-8")


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something, without the rule below a table's head."""
    return [line for line in text.splitlines() if line.strip(" |-:")]


def folded(text: str) -> str:
    return " ".join(text.split())


def offers(checked: CheckedCriterion) -> Iterator[str]:
    """The words that the check offers: its example, and its advice where that is a quotation."""
    yield checked.examples[0].text
    good = checked.criterion.advice.good.strip()
    if good.startswith('"') and good.endswith('"'):
        yield good.strip('"')


@pytest.mark.parametrize(
    ("name", "document_type", "make", "insert"),
    [
        ("draft.docx", DocumentType.JFP, plan_in_word, insert_in_word),
        ("draft.md", DocumentType.STRATEGY, strategy_as_text, insert_in_text),
    ],
    ids=["plan in Word", "strategy as text"],
)
def test_each_gap_is_closed_by_the_words_offered_at_the_place_named(
    tmp_path: Path, name: str, document_type: DocumentType, make: Callable[[Path], None], insert: Insert
) -> None:
    draft = tmp_path / name
    make(draft)
    check = cypaudit.check_document(draft, document_type=document_type.value, use_cache=False)
    missing = [checked for checked in check.criteria if checked.answer is Answer.MISSING]
    assert len(missing) >= FEWEST_GAPS
    rubric = load_rubric("hpig-2023")
    still_open = []
    for checked in missing:
        assert checked.location is not None
        for words in offers(checked):
            mended = tmp_path / f"mended-{name}"
            insert(draft, checked.location.heading, words, mended)
            (rating,) = rate_document(
                tag_document(read_document([mended], document_id="mended"), rubric),
                rubric,
                document_type=document_type,
                criteria=[checked.criterion.id],
            )
            if rating.level != "yes":
                still_open.append((checked.criterion.id, checked.location.heading, words))
    assert still_open == []
