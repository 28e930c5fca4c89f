"""What is quoted lets a reader see what the rule saw."""

from __future__ import annotations

from dataclasses import replace

from cypaudit.model.document import BlockKind, Document
from cypaudit.model.rubric import Condition, Rule, Scope
from tests.unit.score.build import NEAR, make_document, make_rubric, rate

ASTHMA = Rule(id="asthma", gives="yes", why="", find=("asthma",), about=NEAR)
WITH_CLINIC = replace(ASTHMA, conditions=(Condition(any_of=("clinic",), within=Scope.BESIDE),))


def in_one_block(document: Document, kind: BlockKind = BlockKind.PARAGRAPH) -> Document:
    """The document with all its sentences in its first block."""
    first, last = document.sentences[0].spans[0], document.sentences[-1].spans[0]
    block = replace(document.blocks[0], kind=kind, spans=(replace(first, end=last.end),))
    sentences = tuple(replace(sentence, block=0) for sentence in document.sentences)
    return replace(document, blocks=(block, *document.blocks[1:]), sentences=sentences)


def quote_of(rule: Rule, document: Document) -> str:
    return rate(make_rubric(rule), document).evidence[0].quote


def test_a_neighbour_that_a_rule_rests_on_is_quoted_with_the_sentence() -> None:
    document = in_one_block(make_document("It rained.", "Many children have asthma.", "A clinic opened."))

    assert quote_of(WITH_CLINIC, document) == "Many children have asthma.\nA clinic opened."
    assert quote_of(ASTHMA, document) == "Many children have asthma."


def test_a_sentence_that_says_all_itself_is_quoted_alone() -> None:
    document = in_one_block(make_document("Children with asthma have a clinic.", "A clinic opened."))

    assert quote_of(WITH_CLINIC, document) == "Children with asthma have a clinic."


def test_a_row_is_quoted_whole_unless_it_fills_a_page() -> None:
    row = in_one_block(make_document("P5", "Children with asthma.", "From May."), BlockKind.TABLE_ROW)
    long = in_one_block(make_document("P5", "Children with asthma.", "May " * 90), BlockKind.TABLE_ROW)

    assert quote_of(ASTHMA, row) == "P5\nChildren with asthma.\nFrom May."
    assert quote_of(ASTHMA, long) == "Children with asthma."


def test_a_sentence_too_short_to_be_understood_is_quoted_with_the_next() -> None:
    document = in_one_block(make_document("Asthma in children.", "A clinic opened in May."))

    assert quote_of(ASTHMA, document) == "Asthma in children.\nA clinic opened in May."
