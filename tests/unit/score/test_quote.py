"""What is quoted lets a reader see what the rule saw."""

from __future__ import annotations

from dataclasses import replace

from cypaudit.model.document import BlockKind, Document
from cypaudit.model.rubric import Condition, Rule, Scope
from tests.unit.score.build import NEAR, in_one_block, make_document, make_rubric, rate

ASTHMA = Rule(id="asthma", gives="yes", why="", find=("asthma",), about=NEAR)
WITH_CLINIC = replace(ASTHMA, conditions=(Condition(any_of=("clinic",), within=Scope.BESIDE),))


def quote_of(rule: Rule, document: Document) -> str:
    return rate(make_rubric(rule), document).evidence[0].quote


def test_a_neighbour_that_a_rule_rests_on_is_quoted_with_the_sentence() -> None:
    document = in_one_block(make_document("It rained.", "Many children have asthma.", "A clinic opened."))

    assert quote_of(WITH_CLINIC, document) == "Many children have asthma.\nA clinic opened."
    assert quote_of(ASTHMA, document) == "Many children have asthma."


def test_a_neighbour_that_has_all_that_a_rule_asks_of_one_sentence_is_quoted_too() -> None:
    answered = replace(
        ASTHMA, conditions=(Condition(all_of=(("clinic",), ("intention",)), within=Scope.BESIDE),)
    )
    document = in_one_block(make_document("It rained.", "Many children have asthma.", "A clinic will open."))
    itself = in_one_block(make_document("Children with asthma will have a clinic.", "A clinic will open."))

    assert quote_of(answered, document) == "Many children have asthma.\nA clinic will open."
    assert quote_of(answered, itself) == "Children with asthma will have a clinic."


def test_of_two_neighbours_the_one_after_is_quoted_where_the_rule_asks_for_it() -> None:
    one_of = Condition(any_of=("clinic",), within=Scope.AFTER)
    each_of = Condition(all_of=(("clinic",), ("deed",)), within=Scope.AFTER)
    document = in_one_block(
        make_document("A clinic opened.", "Many children have asthma.", "One more clinic opened.")
    )

    for condition in (one_of, each_of):
        rule = replace(ASTHMA, conditions=(condition,))
        assert quote_of(rule, document) == "Many children have asthma.\nOne more clinic opened."


def test_a_neighbour_is_not_quoted_with_what_stands_between_on_the_page() -> None:
    document = in_one_block(make_document("Many children have asthma.", "A note.", "A clinic opened."))
    own, note, neighbour = document.sentences
    block = replace(document.blocks[0], spans=(*own.spans, *neighbour.spans))
    blocks = (block, replace(document.blocks[1], spans=note.spans), *document.blocks[2:])
    parted = replace(document, blocks=blocks, sentences=(own, neighbour, replace(note, block=1)))

    assert quote_of(WITH_CLINIC, parted) == "Many children have asthma."


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


TAKEN_UP = replace(
    ASTHMA, conditions=(Condition(all_of=(("asthma",), ("intention",)), within=Scope.DOCUMENT),)
)


def why_of(document: Document) -> str:
    return rate(make_rubric(TAKEN_UP), document).evidence[0].why


def test_what_a_passage_rests_on_elsewhere_is_told_with_its_place() -> None:
    near, own = "Asthma will be seen to.", "Of our children 900 have asthma."
    far = "For children with asthma the council and its schools will see to inhalers by May."
    document = make_document(own, "It rained.", near, "It rained.", far)

    assert why_of(document) == f" (see page 1: “{far}”)"  # it names children
    assert why_of(make_document(own, "It rained.", near)) == f" (see page 1: “{near}”)"


def test_of_a_long_passage_elsewhere_the_first_words_are_told() -> None:
    long = "Asthma will be " + "slowly " * 40 + "seen to."

    assert why_of(make_document("Many children have asthma.", "It rained.", long)).endswith("slowly …”)")


def test_a_passage_that_has_all_itself_points_nowhere() -> None:
    document = make_document("Children with asthma will be seen.", "It rained.", "Asthma will be seen to.")

    assert why_of(document) == ""


def test_where_there_are_no_pages_the_paragraph_is_told() -> None:
    document = make_document("Many children have asthma.", "It rained.", "Asthma will be seen to.")
    pages = tuple(replace(page, number=None) for page in document.pages)
    blocks = tuple(replace(block, paragraph=n) for n, block in enumerate(document.blocks, start=1))

    assert (
        why_of(replace(document, pages=pages, blocks=blocks))
        == " (see paragraph 3: “Asthma will be seen to.”)"
    )
    assert why_of(replace(document, pages=pages)) == " (see elsewhere: “Asthma will be seen to.”)"
