"""A near miss that something beside it rules out is told with the words that do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cypaudit.model.rating import EvidenceKind
from cypaudit.model.rubric import Condition, Rule, Scope
from tests.unit.score.build import ACTION, make_document, make_rubric, rate

LINE = "Children get an asthma clinic, including the young people of Moorby."


def excluding(*cues: str, within: Scope = Scope.SENTENCE, words: int | None = None) -> Rule:
    return replace(ACTION, exclusions=(Condition(any_of=cues, within=within, words=words),))


def why_not(rule: Rule, *lines: str) -> str:
    rating = rate(make_rubric(rule), make_document(*lines))
    assert rating.level == "no"
    [miss] = [piece for piece in rating.evidence if piece.kind is EvidenceKind.NEAR_MISS]
    return miss.why


@pytest.mark.parametrize("within", [Scope.SENTENCE, Scope.PASSAGE])
def test_the_words_that_rule_it_out_are_named_as_they_are_written(within: Scope) -> None:
    rule = excluding("remark", "listing", within=within)
    assert why_not(rule, LINE) == "Falls short: “including” beside it rules it out."


def test_words_too_far_off_rule_nothing_out() -> None:
    rating = rate(make_rubric(excluding("listing", words=0)), make_document(LINE))
    assert rating.level == "yes"


def test_what_stands_in_the_heading_is_not_named_as_words_of_the_sentence() -> None:
    rule = excluding("remark", within=Scope.HEADING)
    why = why_not(rule, "# What is important", "Children get an asthma clinic, which is important.")
    assert why == "Falls short: what stands beside it rules it out."
