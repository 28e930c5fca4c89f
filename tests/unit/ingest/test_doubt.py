"""A page whose lines are in no readable order is told by how they meet."""

from __future__ import annotations

import itertools

from tests.drawn_pdf import wrap
from tests.layouts.prose import Prose

from cypaudit.ingest.doubt import DISAGREE, ORDER, find_doubt
from cypaudit.ingest.geometry import Segment, Word
from cypaudit.ingest.raw import RawBlock, RawLine
from cypaudit.model.document import BlockKind


def column(seed: int) -> list[str]:
    """The lines of a column of invented prose."""
    prose = Prose(seed)
    return wrap(" ".join(sentence for _ in range(5) for sentence in prose.paragraph(4)), 42)


LEFT, RIGHT = column(2), column(3)


def block(lines: list[str], kind: BlockKind = BlockKind.PARAGRAPH) -> RawBlock:
    return RawBlock(kind=kind, page_index=0, cells=(tuple(RawLine(line) for line in lines),))


def drawn(lines: list[str]) -> list[Segment]:
    return [
        Segment(0, 0, 100, 10, tuple(Word(0, 0, 10, 10, word, 10, False) for word in line.split()))
        for line in lines
    ]


MIXED = [line for pair in itertools.zip_longest(LEFT, RIGHT, fillvalue="") for line in pair if line]


def test_lines_in_order_raise_no_doubt() -> None:
    assert find_doubt([block(LEFT), block(RIGHT)], drawn(MIXED)) is None


def test_columns_that_are_mixed_put_the_order_in_doubt() -> None:
    assert find_doubt([block(MIXED)], drawn(MIXED)) == ORDER


def test_two_orders_of_which_only_the_drawn_one_makes_sense_disagree() -> None:
    # Two lines that went astray: too few to be sure by themselves.
    astray = ["some words that end with a stop.", "small letters go on from nowhere at all"]
    odd = [*LEFT[:20], *astray, *LEFT[20:25], *astray, *RIGHT[:5]]
    assert find_doubt([block(odd)], drawn(LEFT)) == DISAGREE
    assert find_doubt([block(odd)], drawn(odd)) is None


def test_list_items_and_short_lines_say_nothing_of_the_order() -> None:
    items = [
        block([f"small letters begin item {n} and a stop ends it."], BlockKind.LIST_ITEM) for n in range(9)
    ]
    assert find_doubt(items, drawn(LEFT)) is None
    assert find_doubt([block(["Ends so.", "begins so"] * 9)], drawn(LEFT)) is None
