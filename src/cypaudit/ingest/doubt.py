"""Whether the lines of a page are in an order in which they can be read.

Order is guessed from geometry, and a wrong guess gives words that are all there and say nothing. It shows
where lines meet: a full stop before a small letter, or "of the" before "We". Such joins are counted. Of the
layouts with known text and of published reports, read in order, fewer than one in a hundred is such; where
columns are read straight across, about one in ten.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from cypaudit.ingest.geometry import Segment
from cypaudit.ingest.raw import RawBlock
from cypaudit.model.document import BlockKind

ORDER = "the order of its lines is in doubt: sentences break off and others begin amid"
DISAGREE = "the order of its lines is in doubt: as placed and as drawn they read differently"

# So many broken joins, and such a share of all, and no reader could follow the page.
BROKEN, BROKEN_SHARE = 4, 0.05
# Fewer are enough where the lines make sense in the order in which they are drawn.
DISAGREEING, DISAGREEING_SHARE = 2, 0.03
# Shorter lines are labels and figures, and say nothing of the order. Spaces in a line.
LINE_SPACES = 3


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# After one of these a sentence goes on, and with one of those a sentence begins.
_OPEN = _words("the a an of and to in for with by or our their from at on is are that will be as which its")
_OPENERS = _words("The We Our This In It They These For As At A There When Where If By To He She Many Most")


def find_doubt(blocks: Sequence[RawBlock], drawn: Sequence[Segment]) -> str | None:
    """Why the order of a page's lines cannot be relied on, None where it can.

    `drawn` is what the blocks were made of, in the order in which the file draws it.
    """
    broken, joins = count_broken(_runs(blocks))
    if broken < DISAGREEING:
        return None
    if broken >= BROKEN and broken >= BROKEN_SHARE * joins:
        return ORDER
    if broken < DISAGREEING_SHARE * joins:
        return None
    lines = [(" ".join([word.text for word in s.words]), at) for at, s in enumerate(drawn)]
    as_drawn, _ = count_broken([lines])
    return DISAGREE if as_drawn == 0 else None


_Line = tuple[str, int]  # its text, and which block it stands in


def _runs(blocks: Sequence[RawBlock]) -> Iterable[list[_Line]]:
    """Lines that ought to follow one another: a new list item, row, heading or box begins anew."""
    run: list[_Line] = []
    box = 0
    for number, block in enumerate(blocks):
        if block.kind is not BlockKind.PARAGRAPH or block.box != box:
            if run:
                yield run
            run = []
            box = block.box
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.FOOTNOTE):
            run.extend([(line.text, number) for line in block.cells[0]])
    if run:
        yield run


def count_broken(runs: Iterable[Sequence[_Line]]) -> tuple[int, int]:
    """How many joins of neighbouring lines cannot be, and of how many."""
    broken = joins = 0
    for run in runs:
        lines = [line for line in run if line[0].count(" ") >= LINE_SPACES]
        joins += max(len(lines) - 1, 0)
        broken += sum(
            _is_broken(above, below, in_block=one == other)
            for (above, one), (below, other) in itertools.pairwise(lines)
        )
    return broken, joins


def _is_broken(above: str, below: str, *, in_block: bool) -> bool:
    """Whether one line cannot go on with the other; `in_block` if both stand in one paragraph."""
    last = above[above.rfind(" ") + 1 :]
    # Amid a paragraph a full line that stops without a stop goes on; a short one may be a title.
    is_full = in_block and len(above) > 0.8 * len(below)
    if last in _OPEN or (is_full and (last[-1] == "," or last.islower()) and last[-1] not in ".:;!?)”’"):
        return below[: below.find(" ")] in _OPENERS
    # "e.g." and "…" do not end a sentence.
    return last[-1] == "." and below[0].islower() and last.count(".") == 1 and len(last) > 4
