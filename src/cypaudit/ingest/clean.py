"""Cleaning of text: pure functions that take away what the printing put in, never words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

# The marks that stand for a hyphen at the end of a line: U+00AD soft hyphen, U+2010 hyphen, and the
# two that pdfium writes where it has seen one (U+0002, U+FFFE).
HYPHENS = "\u00ad\u2010\u0002\ufffe"
# Marks that only a typesetter's hyphenation leaves; "-" may belong to the word itself.
_SOFT_ONLY = "\u00ad\u2010"

_TABLE: dict[int, str | None] = {
    **{code: None for code in range(0x20) if chr(code) not in "\t\n\r\f\v"},
    **dict.fromkeys(range(0x7F, 0xA0), None),
    **dict.fromkeys(range(0xD800, 0xE000), None),  # halves of characters, which no file can hold
    **dict.fromkeys(range(0xE000, 0xF900), None),  # private use: glyphs without a meaning
    0x00A0: " ",
    0x00AD: None,
    **dict.fromkeys(range(0x2000, 0x200B), " "),
    0x200B: None,
    0x200C: None,
    0x200D: None,
    0x200E: None,
    0x200F: None,
    0x2010: "-",
    0x2011: "-",
    0x2028: " ",
    0x2029: " ",
    0x202F: " ",
    0x205F: " ",
    0x2060: None,
    0x3000: " ",
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
    0xFEFF: None,
    0xFFFC: None,
    0xFFFD: None,
    0xFFFE: "-",
    0xFFFF: None,
}
# pdfium's own hyphen mark is a control character: inside a line it is a plain hyphen.
_TABLE[0x0002] = "-"
_SPACES = re.compile(r"\s+")


def clean_text(text: str) -> str:
    """One line of text without control characters, ligatures, odd spaces and glyph rubbish."""
    if not text.isascii() or not text.isprintable():
        text = text.translate(_TABLE)
    return " ".join(text.split())


# A run of single letters parted by spaces: "M I S S I O N". Five, because "A B C" can be a list.
_SPACED = re.compile(r"(?<!\S)(?:\w ){4,}\w(?!\S)")


def mend_spacing(text: str) -> str:
    """Join letters that were spaced apart for looks."""
    if len(text) < 9 or not _SPACED.search(text):
        return text
    return _SPACED.sub(lambda match: match[0].replace(" ", ""), text)


_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word, compounds whole, stands within a line of these texts."""
    return Counter(_WORD.findall("\n".join(texts).lower()))


def _words(text: str) -> frozenset[str]:
    """The words of a list written in one line."""
    return frozenset(text.split())


# Words that a hyphen joins to the next far more often than a typesetter parts them there.
_PREFIXES = _words(
    "two three four five six seven eight nine twenty thirty forty fifty sixty seventy eighty ninety half "
    "cross multi non self well"
)
_TAIL = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*$")
_HEAD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def join_lines(lines: Sequence[str], words: Callable[[], Counter[str]]) -> tuple[str, list[tuple[int, int]]]:
    """The lines as one text, and where each stands in it.

    `words` gives the document's own words; it is asked only where a line ends in a hyphen, to tell
    a word that was broken ("chil-dren") from a compound that was ("well-being").
    """
    text = ""
    places: list[tuple[int, int]] = []
    for line in lines:
        glue = " " if text else ""
        last = lines[len(places) - 1][-1:] if places else ""
        piece = mend_spacing(clean_text(line))
        if not piece:
            places.append((len(text), len(text)))
            continue
        is_hyphen = bool(last) and (last in HYPHENS or last == "-")
        if is_hyphen and (places[-1][1] == len(text)):
            text, glue = _mend_break(text, last, piece, words)
            if places[-1][1] > len(text):
                places[-1] = (places[-1][0], len(text))
        text += glue
        start = len(text)
        text += piece
        places.append((start, len(text)))
    return text, places


def _mend_break(text: str, mark: str, piece: str, words: Callable[[], Counter[str]]) -> tuple[str, str]:
    """The text before a broken word's second half, and what goes between the two."""
    body = text[:-1] if text.endswith("-") else text
    tail = _TAIL.search(body)
    head = _HEAD.match(piece)
    if tail is None or head is None or not head[0][0].islower():
        # "2023-" / "24", "A-" / "Z", or a dash: the hyphen stays; a dash after a space keeps its space.
        return body + "-", "" if body and not body[-1].isspace() else " "
    joined, compound = (tail[0] + head[0]).lower(), (tail[0] + "-" + head[0]).lower()
    known = words()
    if known[compound] and known[compound] >= known[joined]:
        return body + "-", ""
    if known[joined] or mark in _SOFT_ONLY:
        return body, ""
    last_part = tail[0].rpartition("-")[2].lower()
    if "-" in tail[0] and not known[last_part + head[0].lower()]:
        return body + "-", ""  # "out-of-" / "hours": a compound is parted where it has a hyphen
    if last_part in _PREFIXES and len(head[0]) > 3:
        return body + "-", ""
    if len(last_part) > 2 and len(head[0]) > 2 and known[last_part] > 1 and known[head[0].lower()] > 1:
        return body + "-", ""
    return body, ""


_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^(?:page|p\.?)?\s*[-–|]?\s*(\d{1,3}|[ivxl]{1,7})\s*[-–|]?(?:\s*(?:of|/)\s*\d{1,3})?$", re.IGNORECASE
)


def fold_digits(text: str) -> str:
    """The text as running lines are compared: digits folded, case and spacing aside."""
    return _DIGITS.sub("#", _SPACES.sub(" ", text).strip().casefold())


def read_page_number(text: str) -> str:
    """The page number that a line consists of, "" where it is none; a year is none."""
    match = _PAGE_NUMBER.match(text.strip())
    return match[1] if match else ""
