"""What takes the force from a passage, and what it then earns."""

from __future__ import annotations

import pytest

from cypaudit.model.rubric import Gate, Rule
from cypaudit.score.force import is_of_main_clause, is_question, is_source, is_speech
from tests.unit.score.build import NEAR, make_document, make_rubric, rate

CLINIC = Rule(id="clinic", gives="yes", why="sets up a clinic", find=("clinic",), about=NEAR)


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Could children have a clinic nearer home?", "as a question"),
        ("“My child went to the clinic twice.", "in somebody's own words"),
        ("I took my child to the clinic.", "in somebody's own words"),
        ("They hope to see children in a clinic.", "as a wish"),
        ("Every child should have a clinic near by.", "as what should be"),
        ("For children a clinic is important.", "as a general remark"),
        ("A clinic sees 900 children, and no objective is set.", "as what was left aside"),
    ],
)
def test_a_passage_without_force_earns_the_level_below_and_says_why(sentence: str, why: str) -> None:
    rating = rate(make_rubric(CLINIC), make_document(sentence))

    assert rating.level == "to_some_extent"
    assert rating.evidence[0].strength == "to_some_extent"
    assert rating.evidence[0].why == f"sets up a clinic, but only {why}"


@pytest.mark.parametrize(
    "sentence",
    [
        "Children should be seen early, and we opened a clinic.",  # something firm beside it
        "A nurse in the clinic tells parents of children what they should know.",  # not the main clause
        "‘Breathe Well’ is a clinic for children.",  # a title
        "One question is put to each clinic for children: does it help?",
        "A clinic for children with type I diabetes.",
    ],
)
def test_what_is_said_outright_keeps_its_level(sentence: str) -> None:
    assert rate(make_rubric(CLINIC), make_document(sentence)).level == "yes"


def test_an_item_is_as_firm_as_the_line_that_introduces_its_list() -> None:
    def rated(lead_in: str) -> str:
        return rate(make_rubric(CLINIC), make_document(lead_in, "- a clinic for children")).level

    assert rated("There should be:") == "to_some_extent"
    assert rated("There will be:") == "yes"


def test_what_stands_under_a_heading_of_what_was_left_aside_commits_nobody() -> None:
    def rated(heading: str) -> str:
        return rate(make_rubric(CLINIC), make_document(heading, "We opened a clinic for children.")).level

    assert rated("# What we have left aside") == "to_some_extent"
    assert rated("# What we have done") == "yes"


def test_a_forceful_passage_elsewhere_earns_the_level_and_is_quoted_first() -> None:
    document = make_document("Every child should have a clinic.", "We opened a clinic for each child.")

    rating = rate(make_rubric(CLINIC), document)

    assert [piece.strength for piece in rating.evidence] == ["yes", "to_some_extent"]


def test_one_of_many_in_a_list_is_listed_and_no_more() -> None:
    listed = "We will help children in many ways, including food, sport, a clinic, music, play and warmth."
    few = "We will help children in many ways, including a clinic and food."

    assert rate(make_rubric(CLINIC), make_document(listed)).evidence[0].why.endswith("one of many in a list")
    assert rate(make_rubric(CLINIC), make_document(few)).level == "yes"


def test_a_rule_that_asks_for_a_fact_may_leave_the_gate_out() -> None:
    rule = Rule(id="clinic", gives="yes", why="", find=("clinic",), about=NEAR, ignores=(Gate.FORCE,))

    assert rate(make_rubric(rule), make_document("Every child should have a clinic.")).level == "yes"


def test_an_entry_of_a_list_of_sources_counts_for_nothing() -> None:
    rating = rate(make_rubric(CLINIC), make_document("Harwick ICB, Clinics for children: a review, 2021."))

    assert rating.level == "no"
    assert "where nothing counts" in rating.evidence[0].why


def test_quotations_that_run_over_several_sentences_are_speech_to_their_end() -> None:
    assert is_speech("Nobody told us where to go.", before="“It was hard.")
    assert not is_speech("We listened.", before="“It was hard.”")


def test_sentences_that_end_with_a_year_are_no_sources() -> None:
    assert is_source("Harwick ICB, Growing up in Harwick, 2021.")
    assert is_source("12 Marlow J et al. Sleep in infancy.")
    assert is_source("In this plan: Who we are · Growing up · Minds · Where we'll start · How to reach us")
    assert not is_source("The clinic will open in Harwick in May, 2025.")


def test_a_question_mark_inside_a_sentence_asks_nothing() -> None:
    assert is_question("Who will help?”")
    assert not is_question("“Who will help?” is the first question of the guide.")


def test_a_clause_that_hangs_on_another_is_not_the_main_one() -> None:
    text = "It shows what should be done."
    assert not is_of_main_clause(text, text.index("should"))
    assert is_of_main_clause("Schools should act.", 8)
