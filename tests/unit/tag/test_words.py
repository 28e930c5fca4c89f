"""A shape is tried only at the words that it may begin with, and misses nothing by it."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cypaudit.tag import ages, entities, persons
from cypaudit.tag.words import fold, read_words, split_words

SHAPES = {
    **entities._SHAPES,
    "<young-age>": ages._YOUNG,
    "<adult-age>": ages._ADULTS,
    "<person>": persons._RUN,
}

# Whatever a shape may begin with or hold, and what may stand in its way.
PIECES = re.split(
    r"\s*\|\s*",
    """one | Two | nine | ten | Thirteen | eighteen | twenty | twenty-one | thirty | hundreds | thousand |
    dozen | a | half | third | quarter | fifths | twice | double | 1 | 7 | 11 | 16 | 25 | 65 | 90 | 2024 |
    2026/27 | 2025-27 | 1,001 | 3.5 | 0113 496 0123 | (0113) | +44 113 496 0123 | % | per cent |
    percentage points | percent | £ 5 | £2.4m | LS1 4AP | https://example.org/a | www.example.org | HTTP |
    a.b@c.org | January | Mar | Sept | September | May | spring | Summer | easter | term | the | The |
    first | last | of | new | next | coming | current | this | financial | academic | school | year |
    Year | years | old | olds | R | 6 | Q1 | quarter | By | by | in | since | until | before | after |
    during | end | to | early | late | mid | mid- | under | below | younger than | turn | turns |
    turning | up | age | aged | ages | birth | conception | pregnancy | cradle | nought | zero |
    pre-birth | prebirth | and | or | through | birthday | fifth | sixteenth | 1st | 25th | twenty-fifth |
    under-fives | ones | Reception | children | key stage | over | above | older | upwards | men | women |
    people | adults | residents | those | patients | between | + | Dr | Cllr | M. J. | Nkemelu | O'Dowd |
    van | den | Óg | NHS | COVID19 | don’t | – | - | / | . | , | ( | )""",
)
JOINTS = (" ", " ", " ", "", "-", "\u2013", "/", "\n", "\u00a0")


def write(pieces: list[tuple[str, str]]) -> str:
    """Pieces with what stands between them; two words are not run together to one."""
    text = ""
    for piece, joint in pieces:
        runs_together = re.search(r"\w\Z", text) and re.match(r"\w", piece)
        text += (" " if runs_together else "") + piece + joint
    return text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(JOINTS)), max_size=40).map(write))
def test_a_shape_finds_what_its_pattern_finds_by_itself(text: str) -> None:
    words = read_words(text)
    for cue, shape in SHAPES.items():
        expected = [match.span() for match in shape.pattern.finditer(text)]
        assert [match.span() for match in shape.find(words)] == expected, cue


@given(st.text(alphabet="ab1-/'’‑– \u00a0\t\n", max_size=30))
@example("0–19 multi-agency and/or")
def test_folding_keeps_every_place(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert re.findall(r"\w+", folded) == re.findall(r"\w+", text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("We’ll meet", "We will meet"),
        ("they've said", "they have said"),
        ("It's here", "It is here"),
        ("won't, can't, isn't", "will not, can not, is not"),
        ("the parents' board", "the parents ' board"),
        ("a child's plan", "a child ' s plan"),
    ],
)
def test_short_forms_are_the_words_that_they_stand_for(written: str, meant: str) -> None:
    assert split_words(written) == split_words(meant)


def test_each_word_of_a_short_form_stands_at_its_own_letters() -> None:
    text = "They won't, but we’ll."
    places = [(word, text[start:end]) for word, start, end in read_words(text).tokens]
    assert places[1:3] == [("will", "wo"), ("not", "n't")]
    assert places[-3:-1] == [("we", "we"), ("will", "’ll")]
