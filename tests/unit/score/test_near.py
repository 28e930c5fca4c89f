"""Near misses come nearest first, without that the gates are put to every sentence."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cypaudit.model.document import Document
from cypaudit.model.rubric import Condition, Gate, Mood, Rule, Scope
from cypaudit.score.gates import GATES, Candidate, Search
from cypaudit.score.near import find_near_misses
from cypaudit.score.passages import Passages
from cypaudit.tag import tag_document
from tests.unit.score.build import ACTION, NEED, make_document, make_rubric

RUBRIC = make_rubric(masks={"friend": ("asthma", ["asthma and lung UK"])})
FIRM = replace(ACTION, id="firm", moods=(Mood.INTENTION,), exclusions=(Condition(any_of=("machines",)),))
FAR = replace(
    ACTION,
    id="far",
    conditions=(
        Condition(any_of=("clinic",), words=2),
        Condition(all_of=(("asthma",), ("we",)), within=Scope.SECTION),
    ),
)
ANYBODY = replace(NEED, id="anybody", about=(), ignores=(Gate.NEGATION,), conditions=ACTION.conditions)

WHO = ["Children", "Adults", "We", "Nationally children", "Our young people and adults"]
WHAT = [
    "will get an asthma clinic",
    "may get asthma in school",
    "get, as of now and here, asthma but a clinic",
]
WHAT += ["have asthma", "met Asthma and Lung UK at a clinic", "have no asthma record", "live here"]
WHAT += ["will get an asthma clinic with records"]
LINES = st.builds("{} {}.".format, st.sampled_from(WHO), st.sampled_from(WHAT))


def search_all(rules: list[Rule], document: Document) -> list[Search]:
    passages = Passages(
        tag_document(document, RUBRIC), RUBRIC.mechanisms, frozenset(RUBRIC.zones_not_counted)
    )
    return [Search(rule, passages) for rule in rules]


def tells(candidate: Candidate) -> bool:
    """Whether a near miss says more than that a cue stands somewhere."""
    return (
        candidate.stopped_by[0] is not Gate.WITH
        or candidate.conditions_met > 0
        or candidate.subject is not None
    )


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=12), st.permutations([ACTION, FIRM, FAR, NEED, ANYBODY]))
def test_they_are_those_that_putting_the_gates_to_every_sentence_finds(
    lines: list[str], rules: list[Rule]
) -> None:
    searches = search_all(rules, make_document("# Asthma", *lines))
    nearest: dict[int, Candidate] = {}
    for search in searches:
        for index in range(len(lines)):
            found = search.put_near(index)
            if not search.passages.tags(index, (*search.rule.find, *search.struck)):
                continue
            if found is None or not tells(found):
                continue
            if index not in nearest or found.nearness > nearest[index].nearness:
                nearest[index] = found
    expected = sorted(nearest.values(), key=lambda one: (*(-part for part in one.nearness), one.index))
    assert list(find_near_misses(searches, used=())) == expected


def test_the_later_the_gate_the_nearer() -> None:
    lines = ["An asthma clinic.", "Children have asthma.", "Children have no asthma clinic."]
    misses = list(find_near_misses(search_all([ACTION], make_document(*lines)), used=()))
    gates = [one.stopped_by[0] for one in misses]
    assert [one.index for one in misses] == [2, 1, 0]
    assert gates == sorted(gates, key=GATES.index, reverse=True)


def test_a_sentence_that_is_used_is_left_out() -> None:
    lines = ["Children have asthma.", "Young people have asthma."]
    misses = find_near_misses(search_all([ACTION], make_document(*lines)), used={0})
    assert [one.index for one in misses] == [1]


def test_the_gates_are_put_only_to_what_is_asked_for() -> None:
    (search,) = search_all([ACTION], make_document(*["Children have asthma."] * 20))
    put: list[int] = []
    whole = search.put_near
    search.put_near = lambda index: (put.append(index), whole(index))[1]  # type: ignore[method-assign]
    next(find_near_misses([search], used=()))
    assert put == [0]
