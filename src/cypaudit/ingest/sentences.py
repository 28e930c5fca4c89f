"""Cutting text into sentences by rule: quick, the same everywhere, and told apart by tests."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    """The words of a list written in one line."""
    return frozenset(text.split())


# Words whose full stop does not end a sentence. Of those that may also stand last ("etc.", "p.m."),
# the next letter decides: a capital begins a sentence.
TITLES = _words("mr mrs ms mx dr prof rev revd hon sir st cllr capt col gen lt sgt messrs gov rt")
ABBREVIATIONS = _words(
    "e.g eg i.e ie cf vs viz approx incl excl fig figs no nos vol vols p pp para paras ref refs sec ch "
    "tel ext ed eds dept est min max c ca jan feb mar apr jun jul aug sept sep oct nov dec art reg regs"
)
# Abbreviations that only count as such before a number: "No. 4", but "They said no."
_BEFORE_NUMBER = _words("no nos p pp para paras fig figs vol vols sec ch ed art min max reg regs ref refs")
_LAST_OR_NOT = _words("etc al ltd inc co corp plc a.m p.m b.a ph.d m.d u.k u.s")

# They begin a sentence and are nobody's surname: "Priority A. The board …" is two sentences.
_NO_SURNAMES = _words(
    "the this that these those a it its they their we our there here each every all in on at for from with "
    "by when where while if as after before since and but so what who how no not both many most some"
)

_BEFORE_NAME = frozenset(["-", "–", "—", "|", "by", "to"])

_WORD = re.compile(r"[^\W\d_]+")
_END = re.compile(r"[.!?…]+[\"'”’)\]»]*(?=\s|$)")
_NEXT = re.compile(r"\s+")
_OPENERS = "\"'“‘([«"
_LAST_WORD = re.compile(r"([\w.&'’-]+?)[.]$")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Start and end (exclusive) of each sentence; between them is white space alone."""
    bounds: list[tuple[int, int]] = []
    start = 0
    size = len(text)
    while start < size and text[start].isspace():
        start += 1
    for match in _END.finditer(text):
        end = match.end()
        if end <= start or not _ends_sentence(text, match.start(), end):
            continue
        bounds.append((start, end))
        start = end
        while start < size and text[start].isspace():
            start += 1
    end = size
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        bounds.append((start, end))
    return bounds


def _ends_sentence(text: str, dot: int, end: int) -> bool:
    """Whether the mark at `dot` ends a sentence that stops at `end`."""
    space = _NEXT.match(text, end)
    if space is None:
        return True
    position = space.end()
    while position < len(text) and text[position] in _OPENERS:
        position += 1
    following = text[position : position + 1]
    if following.islower():
        return False
    marks = text[dot:end]
    if len(marks) > 3 and set(marks) <= {".", "…"}:
        return False  # the leader between an entry of the contents and its page number
    if marks[0] != "." or (len(marks) > 1 and marks[1] == "."):
        # "Really?" she said: only a small letter goes on, and that was seen above.
        return True
    word_start = dot
    while word_start > 0 and not text[word_start - 1].isspace():
        word_start -= 1
    word = text[word_start:dot].lstrip(_OPENERS).casefold()
    if len(marks) > 1:  # a bracket or quotation mark closes after the stop
        return word not in TITLES
    if word in TITLES:
        return False
    is_initial = text[word_start:dot].lstrip(_OPENERS) == "P"  # "P. Marsh", where "p. 4" is a page
    if word in ABBREVIATIONS and not is_initial:
        return word in _BEFORE_NUMBER and not following.isdigit()
    if word in _LAST_OR_NOT:
        return not following.isdigit()
    if len(word) == 1 and word.isalpha() and text[word_start:dot].lstrip(_OPENERS).isupper():
        # An initial ("J. Smith"), unless it is the pronoun or a letter that names something ("Plan B.").
        follows = _WORD.match(text, position)
        begins = follows is not None and follows.group().casefold() in _NO_SURNAMES
        return word == "i" or begins or not _is_initial(text, word_start)
    return not (word.isdigit() and len(word) <= 2 and word_start == _line_start(text, word_start))


def _is_initial(text: str, word_start: int) -> bool:
    """Whether a single capital stands where initials stand.

    That is first, after a title or a capital, and after what leads up to a name: a dash, a colon,
    "by", "to" ("Lead – S. Marsh").
    """
    before = text[:word_start].rstrip()
    if not before:
        return True
    previous = before.rpartition(" ")[2]
    return (
        previous in _BEFORE_NAME
        or previous.endswith(":")
        or previous.rstrip(".").casefold() in TITLES
        or (previous[0].isupper() and (previous.endswith(".") or len(previous) > 2))
    )


def _line_start(text: str, position: int) -> int:
    """Where the text begins: a number with a stop there is a label ("1. The years before school")."""
    return position if not text[:position].strip() else -1
