"""Text of documents made fit for office files, whose XML may not hold everything that a page can."""

from __future__ import annotations

import re

# What XML may not hold or a program would not show: control characters, halves of pairs, two non-characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_WHITE_SPACE = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")


def office_text(text: str) -> str:
    """Text in one line, with U+FFFD for each character that no office file may hold."""
    # Nearly all text is printable, and a workbook has half a million cells.
    if text.isprintable():
        return text
    return _FORBIDDEN.sub("\ufffd", _WHITE_SPACE.sub(" ", text))
