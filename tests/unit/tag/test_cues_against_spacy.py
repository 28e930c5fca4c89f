"""The graph of words finds what spaCy's PhraseMatcher finds, which is made by others."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cypaudit.model.rubric import TermList
from cypaudit.tag.cues import CueMatcher
from cypaudit.tag.words import read_words

spacy_matcher = pytest.importorskip("spacy.matcher", reason="spaCy is not installed")
spacy_tokens = pytest.importorskip("spacy.tokens", reason="spaCy is not installed")
spacy_vocab = pytest.importorskip("spacy.vocab", reason="spaCy is not installed")

WORDS = ["a", "child", "children", "young", "people", "school", "nurse", "nurses", "of", "care"]
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(
    terms=st.lists(phrases, min_size=1, max_size=6, unique=True),
    text=st.lists(st.sampled_from(WORDS), max_size=30),
)
def test_the_same_matches_as_spacy(terms: list[str], text: list[str]) -> None:
    vocab = spacy_vocab.Vocab()
    theirs = spacy_matcher.PhraseMatcher(vocab)
    theirs.add("terms", [spacy_tokens.Doc(vocab, words=term.split()) for term in terms])
    starts = [match.start() for match in re.finditer(r"\S+", " ".join(text))]
    expected = {
        (starts[first], starts[last - 1] + len(text[last - 1]))
        for _, first, last in (theirs(spacy_tokens.Doc(vocab, words=text)) if text else [])
    }

    ours = CueMatcher({"terms": TermList(id="terms", terms=tuple(terms))}).find(read_words(" ".join(text)))

    assert {(start, end) for _, start, end in ours} == expected
