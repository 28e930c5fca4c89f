"""The syntax of terms."""

from __future__ import annotations

import pytest

from cypaudit.model.terms import MOST_FORMS, expand_term, is_cased


@pytest.mark.parametrize(
    ("term", "forms"),
    [
        ("asthma", {"asthma"}),
        ("health visitor(s)", {"health visitor", "health visitors"}),
        ("child(ren)", {"child", "children"}),
        ("wom(a|e)n", {"woman", "women"}),
        (
            "(school|college) nurse(s)",
            {"school nurse", "school nurses", "college nurse", "college nurses"},
        ),
        ("[the] first 1,001 days", {"first 1,001 days", "the first 1,001 days"}),
        ("plan [of [joint] action]", {"plan", "plan of action", "plan of joint action"}),
        ("[a|the] board", {"board", "a board", "the board"}),
        ("director of children's services", {"director of children's services"}),
        ("  two   spaces ", {"two spaces"}),
        ("co-produce(d)", {"co-produce", "co-produced"}),
    ],
)
def test_brackets_give_each_form(term: str, forms: set[str]) -> None:
    assert set(expand_term(term)) == forms


@pytest.mark.parametrize(
    ("term", "among"),
    [
        ("recruit+", {"recruit", "recruits", "recruited", "recruiting"}),
        ("plan+", {"plan", "plans", "planned", "planning"}),
        ("improve+", {"improve", "improves", "improved", "improving"}),
        ("study+", {"study", "studies", "studied", "studying"}),
        ("survey+", {"survey", "surveys", "surveyed", "surveying"}),
        ("publish+", {"publish", "publishes", "published", "publishing"}),
        ("focus+", {"focus", "focuses", "focused", "focusing", "focussed"}),
        ("commit+", {"commits", "committed", "committing"}),
        ("equip+", {"equips", "equipped", "equipping"}),
        ("travel+", {"travels", "travelled", "travelling"}),
        ("wheez+", {"wheeze", "wheezes", "wheezed", "wheezing"}),
        ("tie+", {"ties", "tied", "tying"}),
        ("agree+", {"agrees", "agreed", "agreeing"}),
        ("video+", {"videos"}),
        ("visit(or)+", {"visit", "visits", "visiting", "visitor", "visitors"}),
        ("waiting (time|list)+", {"waiting time", "waiting times", "waiting list", "waiting lists"}),
        ("follow-up+ call(s)", {"follow-up call", "follow-ups call", "follow-up calls"}),
        ("EHCP+", {"EHCP", "EHCPs"}),
        ("LGBTQ+", {"LGBTQ", "LGBTQ+"}),
        ("65+", {"65+"}),
    ],
)
def test_plus_gives_the_regular_endings(term: str, among: set[str]) -> None:
    assert among <= set(expand_term(term))


@pytest.mark.parametrize(
    ("term", "not_among"),
    [
        ("plan+", {"plane", "planes"}),
        ("not+", {"note", "notes"}),
        ("car+", {"care", "cares", "cared"}),
        ("need+", {"needded", "needding"}),
        ("65+", {"65", "65s"}),
    ],
)
def test_plus_makes_no_other_word(term: str, not_among: set[str]) -> None:
    assert not not_among & set(expand_term(term))


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("", "empty"),
        ("[the]", "empty"),
        ("(one|other", "never closed"),
        ("[one)", "no bracket"),
        ("one)", "no bracket"),
        ("one|other", "stand in brackets"),
        ("+", "follows the word"),
        ("child*", "write `recruit+`"),
        ("<person>", "entity"),
        ("(a|b|c|d|e|f|g|h|i|j) (a|b|c|d|e|f|g|h|i|j) (a|b|c|d|e|f|g|h|i|j)", str(MOST_FORMS)),
    ],
)
def test_wrong_syntax_is_told_in_words(term: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("+", r"\+").replace("|", r"\|")):
        expand_term(term)


def test_forms_come_once_and_in_order() -> None:
    assert expand_term("(b|a|b) x") == ("b x", "a x")


def test_a_cased_term_is_also_found_in_titles_and_capitals() -> None:
    assert expand_term("local SEND plan") == (
        "local SEND plan",
        "Local SEND plan",
        "Local SEND Plan",
        "LOCAL SEND PLAN",
    )


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        ("SEND", True),
        ("CAMHS", True),
        ("CORE20PLUS5", True),
        ("A&E", True),
        ("EHCPs", True),
        ("the SEND team", True),
        ("CYP-led", True),
        ("send", False),
        ("Send", False),
        ("Core20PLUS5", False),
        ("I", False),
        ("Year 6", False),
        ("0-19", False),
    ],
)
def test_two_capitals_and_no_small_letter_make_a_literal_cased(literal: str, expected: bool) -> None:
    assert is_cased(literal) is expected
