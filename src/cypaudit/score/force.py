"""What takes the force from a passage: a question, another's words, a wish, a charge to others, a remark,
or that it was left aside.

A passage may have all the words that a rule asks for and still commit nobody to anything. It then
earns less than the rule gives. The shapes are known here; the words are the rubric's.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Weakness(StrEnum):
    """Why a passage has less force than its words; each is worded as a reason."""

    QUESTION = "only as a question"
    SPEECH = "only in somebody's own words"
    WISH = "only as a wish"
    CHARGE = "only as what should be"
    REMARK = "only as a general remark"
    LISTED = "only as one of many in a list"
    ASIDE = "only as what was left aside"


# A title in quotation marks ("'Ready to Learn' will reach …") closes within so many words.
TITLE_WORDS = 8
# A source list's line is short; a sentence that happens to end with a year is not.
SOURCE_WORDS = 30

# "Who we are · Our patch in numbers · …": a document of two parts seldom parts them by points.
FEWEST_LINKS = 4

_OPENING = "“\"‘'"
_CLOSED_TITLE = re.compile(rf"[“\"‘'](?:[^\s”\"]+ ){{0,{TITLE_WORDS - 1}}}[^\s”\"]*?[”\"’'](?=\s)")
# The pronoun, and not the number of a "type I diabetes" or a "Part I". Its letter comes first in the pattern,
# before what must not precede it: so a text is looked through for the letter, fifty times as fast.
_FIRST_PERSON = re.compile(
    r"I(?<=\bI)(?<!type I)(?<!Type I)(?<!Part I)(?<!Annex I)(?<!Appendix I)(?<!Tier I)(?<!Phase I)"
    r"(?<!Level I)(?:['’](?:m|ve|d|ll))?\b(?![.):/&-])"
)
_CITED = re.compile(r"\bet al\b|\bISBN\b|\bdoi\b|\b(?:accessed|retrieved)(?: on| at|:)? \d", re.IGNORECASE)
_MARKS_OF_CITED = ("et al", "isbn", "doi", "accessed", "retrieved")  # without one it need not be tried
_ENDS_WITH_YEAR = re.compile(r", ?\(?(?:19|20)\d\d\)?(?:[–-]\d\d)?[.;]?$")
_IN_A_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|shall|by|from|until|since|we|our)\b", re.IGNORECASE
)


# Opens a clause that hangs on another: "a nurse tells them what they ought to know" is a deed.
_HANGING = re.compile(r"\b(?:who|whom|which|what|where|how|whether|because|if|as|than)\b", re.IGNORECASE)


def is_question(text: str) -> bool:
    """Whether a sentence asks, and does nothing else: "one lens is put to each: who is the girl?" tells."""
    return text.rstrip(" ”\"’')").endswith("?") and ":" not in text


def is_of_main_clause(text: str, start: int) -> bool:
    """Whether what starts there is said in the main clause, as far as the words before it show."""
    return _HANGING.search(text, 0, start) is None


def is_speech(text: str, before: str) -> bool:
    """Whether a sentence gives somebody's own words; `before` is its paragraph up to it.

    It opens with a quotation mark that no title explains, stands within a quotation that was opened
    before it, or speaks of "I".
    """
    if text[:1] in _OPENING and not _CLOSED_TITLE.match(text):
        return True
    if before.count("“") > before.count("”") or before.count('"') % 2 == 1:
        return True
    return _FIRST_PERSON.search(text) is not None


def is_source(text: str) -> bool:
    """Whether a sentence is an entry of a list of sources, or a row of links, and says nothing itself."""
    small = text.lower()
    if any(mark in small for mark in _MARKS_OF_CITED) and _CITED.search(text):
        return True
    if text.count(" · ") >= FEWEST_LINKS:
        return True
    if not _ENDS_WITH_YEAR.search(text) or len(text.split()) > SOURCE_WORDS:
        return False
    return _IN_A_SENTENCE.search(text) is None
