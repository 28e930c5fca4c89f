"""Whom an item of a list of groups is about, where one item names children and another does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cypaudit.model.tag import Tag

_SEMICOLON = re.compile(";")
_COMMA = re.compile(r"[,;](?!\d)")
# After this what follows goes on about those just named: "children who are poor, refugees or in care".
_OPENS = re.compile(r"[:—–(]|\b(?:who|whose|that|which|including|includes?|such as|like|are|is|were|was)\b")

_AMONG_THEM = re.compile(r" (?:among them|included|too)\b")


def is_of_others_in_list(
    text: str, anchor: Tag, *, children: Sequence[Tag], people: Sequence[Tag], long_lists: Iterable[Tag]
) -> bool:
    """Whether the anchor stands in an item that names people and no children, which another item names.

    "veterans, Traveller communities, children in care, sex workers and the bereaved" tells of no
    Traveller children. Only lists are read so: those of long items parted by semicolons, two or more of
    them, and those in the tags `long_lists`. An item without a head ("Gypsy," in "Gypsy, Roma and
    Traveller pupils") goes with those after it. Where children are named before the list begins, or
    opened it ("children who are …"), each of its items is of children.
    """
    long_list = next((tag for tag in long_lists if tag.start <= anchor.start < tag.end), None)
    if text.count(";") > 1:
        mark, first = _SEMICOLON, 0
    elif long_list is not None:
        mark, first = _COMMA, long_list.start
    else:
        return False
    people = [tag for tag in people if not any(_overlap(tag, child) for child in children)]
    start, end = _find_item(text, anchor, mark, [*children, *people])
    if not any(start < tag.end <= end or start <= tag.start < end for tag in people):
        return False
    for child in children:
        if start <= child.start < end or (child.start >= end and _AMONG_THEM.match(text, child.end)):
            return False
        if child.end <= start:
            next_mark = mark.search(text, child.end)
            to = next_mark.start() if next_mark is not None else len(text)
            if child.start < first or _OPENS.search(text, child.end, to):
                return False
    return True


def _find_item(text: str, anchor: Tag, mark: re.Pattern[str], heads: Sequence[Tag]) -> tuple[int, int]:
    """Where the anchor's item begins and ends: after it as far as the first item that has a head."""
    ends = [*(m.start() for m in mark.finditer(text)), len(text)]
    start = max((end + 1 for end in ends if end < anchor.start), default=0)
    after = [end for end in ends if end >= anchor.end]
    end = next((end for end in after if any(start <= head.start < end for head in heads)), after[0])
    return start, end


def _overlap(one: Tag, other: Tag) -> bool:
    return one.start < other.end and other.start < one.end
