"""Whether what was read of a page is what a person sees there. Nothing may be called absent elsewhere.

A page that is a picture of text, or whose fonts do not say which letters they draw, reads as empty or
as rubbish without any error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cypaudit.ingest.geometry import Segment, is_bullet

SCANNED = "no text but an image; it is probably scanned"
PICTURE = "hardly any text, and an image over much of the page"
DRAWN = "hardly any text, and drawings over much of the page: the letters may be drawn"
RUBBISH = "its characters make no words; the font does not say which letters it draws"
UNSPACED = "its words run together: the font has no space, and none can be seen"

# Fewer words than this, and what is pictured may be all that the page says.
FEW_WORDS = 25
# A page number and a caption ("Figure 2") are no text of the page's own.
CAPTION_WORDS = 3
# Shares of the page that pictures cover.
MUCH, MOST = 0.3, 0.5
# A large title that stands on the picture makes a divider or a cover of the page: a photograph.
TITLE_SCALE = 1.5
# Curves and lines of drawings; a designer's shapes have some tens, letters turned to curves thousands.
MANY_STROKES = 300

_PLAIN_VOWELS = "aeiouyAEIOUY"
_VOWELS = _PLAIN_VOWELS + "áâéêèëíîïóôöúûüŵŷ"
# Share of a page's characters that may be of no known meaning; icons are some.
MUCH_UNKNOWN = 0.2
_UNKNOWN = re.compile(r"[\x00\x01\x03-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_LEADER = re.compile(r"[.…·_-]{3,}")  # between an entry of the contents and its page number
_COMMON = frozenset(
    ("the", "and", "of", "to", "in", "for", "a", "is", "with", "on", "our", "by", "we", "are", "that")
)


class Pictures:
    """Which parts of a page images and drawings cover, on a grid."""

    CELLS = 20

    def __init__(self, width: float, height: float) -> None:
        self._steps = (max(width, 1.0) / self.CELLS, max(height, 1.0) / self.CELLS)
        self._images: set[tuple[int, int]] = set()
        self._drawings: set[tuple[int, int]] = set()
        self.strokes = 0  # of the drawings

    def add_image(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """An image in these bounds, in points from the lower left of the visible page."""
        self._images |= self._cells(x0, y0, x1, y1)

    def add_drawing(self, x0: float, y0: float, x1: float, y1: float, strokes: int) -> None:
        """A path in these bounds. A rectangle or a rule is decoration and does not count."""
        if strokes > 5:
            self._drawings |= self._cells(x0, y0, x1, y1)
            self.strokes += strokes

    def _cells(self, x0: float, y0: float, x1: float, y1: float) -> set[tuple[int, int]]:
        """The cells whose middle lies within bounds, and the one in which the bounds' own middle lies."""
        columns, rows = (
            {n for n in range(self.CELLS) if low <= (n + 0.5) * step <= high} | {int((low + high) / 2 / step)}
            for low, high, step in ((x0, x1, self._steps[0]), (y0, y1, self._steps[1]))
        )
        return {
            (column, row)
            for column in columns
            for row in rows
            if 0 <= column < self.CELLS and 0 <= row < self.CELLS
        }

    @property
    def image_share(self) -> float:
        """Share of the page that images cover."""
        return len(self._images) / self.CELLS**2

    @property
    def drawing_share(self) -> float:
        """Share of the page that drawings cover, 0 where they are mere shapes."""
        return len(self._drawings) / self.CELLS**2 if self.strokes >= MANY_STROKES else 0.0

    def is_under(self, segment: Segment) -> bool:
        """Whether a picture lies under the middle of a piece of text."""
        cell = (
            int((segment.x0 + segment.x1) / 2 / self._steps[0]),
            int((segment.y0 + segment.y1) / 2 / self._steps[1]),
        )
        return cell in self._images or cell in self._drawings


def find_problem(segments: Sequence[Segment], pictures: Pictures | None, *, body: float) -> str | None:
    """Why a page's text cannot be relied on; None where it can, also where the page is blank.

    `segments` are without running lines; `pictures` need only be known of a page with few words.
    """
    words = [word.text for segment in segments for word in segment.words]
    if is_rubbish(words):
        return RUBBISH
    if is_unspaced(words):
        return UNSPACED
    count = 0 if pictures is None else sum(_is_spelt(word) for word in words)
    if pictures is None or count >= FEW_WORDS:
        return None
    share = max(pictures.image_share, pictures.drawing_share)
    if share < (MUCH if count <= CAPTION_WORDS else MOST):
        return None
    if count > 1 and any(s.words[0].size >= TITLE_SCALE * body and pictures.is_under(s) for s in segments):
        return None
    if pictures.image_share < pictures.drawing_share:
        return DRAWN
    return PICTURE if count else SCANNED


def is_rubbish(words: Sequence[str]) -> bool:
    """Whether words are characters without sense, as a font without a table of its letters gives."""
    text = _LEADER.sub("", "".join(words))
    if len(text) < 40:
        return False
    if not text.isprintable() and len(_UNKNOWN.findall("".join(w for w in words if not is_bullet(w)))) > (
        MUCH_UNKNOWN * len(text)
    ):
        return True
    # Of English about 0.37 are vowels. As many among all characters are as many among the letters, and of
    # most pages no more need be asked; what follows gives them the same answer.
    if sum(map(text.count, _PLAIN_VOWELS)) >= 0.3 * len(text) and len(text) <= 25 * len(words):
        return False
    # Leaders have no letters, and most words nothing else.
    letters = sum([len(w) if w.isalpha() else sum(map(str.isalpha, w)) for w in words])
    if letters < 0.25 * len(text):
        # Figures have few letters; rubbish has neither letters nor figures.
        return sum(map(str.isdigit, text)) < 0.25 * len(text)
    if letters < 60:
        return False
    vowels = sum(map(text.count, _PLAIN_VOWELS if text.isascii() else _VOWELS)) / letters
    if vowels < 0.18:
        return True
    if vowels >= 0.3:
        return False
    spelt = [word.lower() for word in words if _is_spelt(word)]
    # Another language than English lacks its common words too, but not its vowels.
    return len(spelt) >= 60 and _COMMON.isdisjoint(spelt)


# English has five letters to a word, a page of web addresses some ten.
LONG_WORDS = 18
# Fewer letters than this are a title or a web address.
MIN_LETTERS = 120


def is_unspaced(words: Sequence[str]) -> bool:
    """Whether words run together, so that no phrase can be found in them."""
    if sum(map(len, words)) < 0.5 * LONG_WORDS * len(words):
        return False
    spelt = [word for word in words if _is_spelt(word) and "/" not in word and "@" not in word]
    letters = sum(sum(map(str.isalpha, word)) for word in spelt if len(word) > LONG_WORDS)
    if letters < MIN_LETTERS:
        return False
    letters += sum(len(word) for word in spelt if len(word) <= LONG_WORDS)
    return letters > LONG_WORDS * len(spelt)


def _is_spelt(word: str) -> bool:
    """Whether a word has two letters or more."""
    return sum(map(str.isalpha, word)) >= 2
