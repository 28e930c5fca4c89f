"""Terms are found wherever they stand, and struck out where a false friend stands around them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cypaudit.model.rubric import TermList
from cypaudit.tag.cues import STRUCK, CueMatcher
from cypaudit.tag.words import read_words

LISTS = {
    "school": TermList(id="school", terms=("school", "school nurse")),
    "places": TermList(id="places", terms=("hall",), includes=("school",)),
    "friends": TermList(id="friends", terms=("old school", "school of art", "art hall"), masks=("school",)),
    "halls": TermList(id="halls", terms=("old school hall",), masks=("places",)),
}
FRIENDS = {
    "old school": "school",
    "school of art": "school",
    "art hall": "school",
    "old school hall": "places",
}
MATCHER = CueMatcher(LISTS)


@given(st.lists(st.sampled_from(["old", "school", "of", "art", "hall", "nurse"]), max_size=12).map(" ".join))
def test_a_term_is_struck_out_where_a_false_friend_holds_it(text: str) -> None:
    for cues, start, end in MATCHER.find(read_words(text)):
        term = text[start:end]
        around = {
            masked
            for friend, masked in FRIENDS.items()
            for place in range(len(text))
            if text.startswith(friend, place) and place <= start and end <= place + len(friend)
        }
        if term in ("school", "school nurse"):
            expected = [
                STRUCK + holder if {holder, "school"} & around else holder for holder in ("places", "school")
            ]
            assert list(cues) == expected, term
        elif term == "hall":
            assert cues == ((STRUCK + "places",) if "places" in around else ("places",))


def test_of_terms_that_begin_together_the_longest_comes_first() -> None:
    found = MATCHER.find(read_words("A school nurse."))
    assert [(start, end) for _, start, end in found] == [(2, 14), (2, 8)]


def test_the_last_word_of_a_text_ends_a_term() -> None:
    assert [cues for cues, _, _ in MATCHER.find(read_words("the school"))] == [("places", "school")]


def test_a_matcher_without_terms_finds_nothing() -> None:
    assert CueMatcher({}).find(read_words("a school")) == []
