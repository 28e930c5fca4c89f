"""Reading order and lines from words with their places."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from cypaudit.ingest.geometry import Segment, Word, join_labels, make_rows, make_segment, order_regions


def words_at(x: float, y: float, text: str, *, size: float = 10.0, bold: bool = False) -> Segment:
    """A segment of words of half a type size a letter, its baseline at y."""
    words = []
    for word in text.split():
        width = 0.5 * size * len(word)
        words.append(Word(x, y, x + width, y + size, word, size, bold))
        x += width + 0.3 * size
    return make_segment(words)


def read_texts(segments: list[Segment]) -> list[str]:
    """The lines of segments in reading order."""
    return [
        row.text
        for region in order_regions(segments)
        for row in make_rows([piece for piece in region if isinstance(piece, Segment)])
    ]


LINES = [f"this is line {word} of a column" for word in ("one", "two", "three", "four")]
PAGE = [
    words_at(60, 700, "A heading that runs over all of the page and its columns", size=14),
    *(words_at(60, 660 - 13 * at, f"left {line}") for at, line in enumerate(LINES)),
    *(words_at(320, 660 - 13 * at, f"right {line}") for at, line in enumerate(LINES)),
]
IN_ORDER = [
    "A heading that runs over all of the page and its columns",
    *(f"left {line}" for line in LINES),
    *(f"right {line}" for line in LINES),
]


@given(st.integers(0, 10_000))
def test_drawing_order_does_not_matter(seed: int) -> None:
    shuffled = list(PAGE)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 -- an order to try, not a secret
    assert read_texts(shuffled) == IN_ORDER


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 800), st.sampled_from(["ab", "a longer piece", "12"])),
        min_size=1,
        max_size=30,
        unique_by=lambda place: place[:2],
    )
)
def test_every_word_is_read_once(places: list[tuple[int, int, str]]) -> None:
    pieces = [words_at(x, y, text) for x, y, text in places]
    read = " ".join(read_texts(pieces)).split()
    assert sorted("".join(read)) == sorted("".join(word.text for piece in pieces for word in piece.words))


def test_figures_beside_labels_are_read_in_rows() -> None:
    rows = [
        ("Adults who smoke", "15.9%", "12.7%"),
        ("Babies born small", "3.1%", "2.8%"),
        ("Waiting", "94", "77"),
    ]
    pieces = [
        words_at(x, 700 - 15 * at, cell)
        for at, row in enumerate(rows)
        for x, cell in zip((60, 300, 400), row, strict=True)
    ]
    assert read_texts(pieces) == [" ".join(row) for row in rows]


def test_a_bullet_that_stands_alone_joins_its_line() -> None:
    joined = join_labels([words_at(60, 700, "•"), words_at(75, 700, "Open two hubs")])
    assert [[word.text for word in piece.words] for piece in joined] == [["•", "Open", "two", "hubs"]]


def test_words_drawn_without_a_gap_are_one_word() -> None:
    left = Word(60, 700, 70, 710, "nee", 10.0, False)
    right = Word(70.2, 700, 80, 710, "ds", 10.0, True)
    assert make_rows([make_segment([left, right])])[0].text == "needs"
