"""The brief for a board says the same as a page and as a Word file, and both stand alone."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import html
from tests.unit.report.check.build import against_check, mixed_check

from cypaudit.model.check import Answer, Check
from cypaudit.report.check import FORMS, CheckContent
from cypaudit.report.check.brief import brief_parts
from cypaudit.report.word.parts import Heading, Table, Term

MIXED = CheckContent(check=mixed_check())
AGAINST = CheckContent(check=against_check())
HOSTILE = "<script>alert(1)</script> & \"'\x00\x1b\ud800\u202e end"


def page_of(content: CheckContent) -> Any:
    return html.fromstring(FORMS["html"].render(content))


def word_of(content: CheckContent) -> Any:
    return docx.Document(io.BytesIO(FORMS["docx"].render(content)))


def sections_of(check: Check, only: Answer | None = None) -> list[str]:
    parts = brief_parts(CheckContent(check=check, only=only))
    return [part.text for part in parts if isinstance(part, Heading) and part.level == 1]


def test_a_brief_has_what_a_board_asks_for_in_order() -> None:
    assert sections_of(mixed_check()) == [
        "What the draft answers",
        "What is missing",
        "What cannot be said",
        "What is met to some extent",
        "Accepted gaps",
        "What this brief can and cannot say",
        "How to close a gap",
    ]
    assert "Against the one published last" in sections_of(against_check())


def test_only_narrows_the_brief_and_says_so() -> None:
    content = CheckContent(check=mixed_check(), only=Answer.PARTLY)
    assert "What is missing" not in sections_of(content.check, Answer.PARTLY)
    assert "Only this is shown below: met to some extent." in page_of(content).text_content()


def test_the_counts_are_those_of_the_check() -> None:
    table = next(part for part in brief_parts(MIXED) if isinstance(part, Table))
    assert {row[0]: row[-1] for row in table.rows} == {
        "Missing": "2",
        "Cannot be said": "1",
        "Met to some extent": "1",
        "Met": "1",
    }


def test_what_is_missing_comes_with_advice_and_what_it_rests_on() -> None:
    titles = [part.title for part in brief_parts(MIXED) if isinstance(part, Term)]
    assert {"Nearest", "Met when", "It rests on", "Where to write it", "What good looks like"} <= set(titles)


def test_an_accepted_gap_stands_with_reason_name_and_date() -> None:
    table = [part for part in brief_parts(MIXED) if isinstance(part, Table)][-1]
    assert [row[2:] for row in table.rows] == [("vacant", "R. Abney", "2026-11-01")]


@pytest.mark.parametrize("content", [MIXED, AGAINST])
def test_page_and_word_file_say_the_same(content: CheckContent) -> None:
    page, word = page_of(content), word_of(content)
    headings = [h.text_content() for h in page.xpath("//main//*[self::h2 or self::h3]")]
    assert headings == [p.text for p in word.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    cells = [cell.text_content() for cell in page.xpath("//main//tbody//*[self::th or self::td]")]
    assert cells == [cell.text for table in word.tables for row in table.rows[1:] for cell in row.cells]
    story = [p.text for p in word.paragraphs]
    for term in page.xpath("//dl/div"):
        assert f"{term.find('dt').text_content()}: {term.find('dd').text_content()}" in story


def test_the_page_stands_alone_and_runs_nothing() -> None:
    page = page_of(MIXED)
    assert page.xpath("//script | //img | //link[@rel='stylesheet'] | //*[@src]") == []
    [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert page.get("lang") == "en-GB"
    targets = {link.get("href") for link in page.xpath("//nav//a")}
    assert targets == {f"#{heading.get('id')}" for heading in page.xpath("//h2")}


def test_the_word_file_has_headings_heading_rows_and_its_language() -> None:
    content = FORMS["docx"].render(MIXED)
    word = docx.Document(io.BytesIO(content))
    assert word.paragraphs[0].style.name == "Title"
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in word.tables)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        styles = file.read("word/styles.xml").decode()
    assert set(re.findall(r'<w:lang [^>]*w:val="([^"]*)"', styles)) == {"en-GB"}
    bold = [run.text for p in word.paragraphs if p.style.name == "Normal" for run in p.runs if run.bold]
    assert "What good looks like: " in bold


@pytest.mark.parametrize("form", ["html", "docx"])
def test_the_same_check_gives_the_same_bytes(form: str) -> None:
    assert FORMS[form].render(MIXED) == FORMS[form].render(CheckContent(check=mixed_check()))


def test_words_of_a_draft_are_words_and_nothing_else() -> None:
    content = CheckContent(check=mixed_check(quote=HOSTILE))
    page = page_of(content)
    assert page.xpath("//script") == []
    assert "<script>alert(1)</script>" in page.text_content()
    assert "<script>alert(1)</script>" in "\n".join(p.text for p in word_of(content).paragraphs)
