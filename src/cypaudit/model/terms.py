"""The syntax of terms: what a rubric's author writes, and the literal forms that it stands for.

`health visitor(s)`, `(school|college) nurse(s)`, `recruit+`, `[the] first 1,001 days`; see
docs/reference/rubric-format.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

# More forms than this come from brackets multiplied by mistake; they would slow down every run.
MOST_FORMS = 500

_CLOSING = {"(": ")", "[": "]"}
_SPECIAL = "()[]|+"
_REFUSED = {
    "*": "is not part of the syntax; write `recruit+` for a word with its endings or `child(ren)`",
    "<": "opens an entity, which stands in a rule and not in a term list",
    ">": "closes an entity, which stands in a rule and not in a term list",
    "{": "is not part of the syntax; write alternatives as `(one|other)`",
    "}": "is not part of the syntax; write alternatives as `(one|other)`",
    "\\": "is not part of the syntax: a term is literal words and not a regular expression",
}
_PLAIN = re.compile(r"[\w\s'’&,-]*\w[\w\s'’&,-]*")
_LAST_WORD = re.compile(r"(\S+)(\s*)$")
_WORD_BREAK = re.compile(r"[\s/-]+")
_VOWELS = "aeiou"


@cache  # checking a rubric and compiling it both ask for every term
def parse_term(term: str) -> tuple[tuple[str, ...], ...]:
    """A term as slots in a row, each with the forms that may fill it; "" where it may be left out.

    `[the] (school|college) nurse(s)` has three slots: ("", "the"), ("school", "college") and
    ("nurse", "nurses"). A form may be several words. Raises ValueError, with a message for the
    rubric's author, where the syntax is wrong.
    """
    if _PLAIN.fullmatch(term):  # a third of all terms are only words
        return tuple((word,) for word in term.split())
    for character, reason in _REFUSED.items():
        if character in term:
            raise ValueError(f"`{character}` {reason}")
    slots = []
    for chunk in _chunks(term):
        forms, position = _sequence(_Source(chunk), 0, closing="")
        if position < len(chunk):
            raise ValueError(_stray(chunk[position]))
        slots.append(_unique(" ".join(form.split()) for form in forms))
    if all("" in forms for forms in slots):
        raise ValueError("the term may come out empty: not every word of it can be optional")
    return tuple(slots)


def _chunks(term: str) -> list[str]:
    """The term cut at the spaces that stand outside brackets."""
    chunks, depth = [""], 0
    for character in term:
        depth += (character in "([") - (character in ")]")
        if character == " " and depth <= 0:
            chunks.append("")
        else:
            chunks[-1] += character
    return [chunk for chunk in chunks if chunk]


def expand_term(term: str) -> tuple[str, ...]:
    """All literal forms of a term, each once, in the order of its alternatives.

    Raises ValueError where the syntax is wrong or the forms are too many to list.
    """
    forms: tuple[str, ...] = ("",)
    for slot in parse_term(term):
        forms = _limited(" ".join(filter(None, (form, word))) for form in forms for word in slot)
    return _unique(variant for form in forms if form for variant in _variants_of_case(form))


def is_cased(literal: str) -> bool:
    """Whether a literal form is matched with its capitals: it holds a word in CAPITALS.

    A word in capitals has two capitals or more and no small letter but the `s` of a plural.
    """
    if literal.islower():  # nearly all are; the rest of the test is dear
        return False
    return any(is_capitals(word) for word in _WORD_BREAK.split(literal))


def is_capitals(word: str) -> bool:
    """Whether a word is matched with its capitals: two or more, and no small letter but a plural's `s`."""
    stem = word.removesuffix("'s").removesuffix("s")
    return sum(c.isupper() for c in stem) >= 2 and not any(c.islower() for c in stem)


def _variants_of_case(form: str) -> tuple[str, ...]:
    """A cased form as it also stands at a sentence's start and in headings; others as they are."""
    if not is_cased(form):
        return (form,)
    words = form.split(" ")
    start = [_capitalised(words[0]), *words[1:]]
    title = [_capitalised(word) for word in words]
    capitals = [word if is_capitals(word) else word.upper() for word in words]
    return _unique(" ".join(variant) for variant in (words, start, title, capitals))


def _capitalised(word: str) -> str:
    """The word with a capital first letter, the rest as it is."""
    return word[:1].upper() + word[1:]


@dataclass(frozen=True, slots=True)
class _Source:
    """The term being read."""

    text: str

    def at(self, position: int) -> str:
        return self.text[position] if position < len(self.text) else ""


def _sequence(source: _Source, position: int, *, closing: str) -> tuple[tuple[str, ...], int]:
    """The forms up to a bar, the closing bracket or the end, and the place of what ended it."""
    forms: tuple[str, ...] = ("",)
    while (character := source.at(position)) and character not in ("|", closing):
        if character in _CLOSING:
            inner, position = _bracket(source, position)
            forms = _limited(form + part for form in forms for part in inner)
        elif character == "+":
            forms = _limited(inflected for form in forms for inflected in _inflect_last(form))
            position += 1
        elif character in _SPECIAL:
            raise ValueError(_stray(character))
        else:
            end = position
            while source.at(end) and source.at(end) not in _SPECIAL:
                end += 1
            forms = tuple(form + source.text[position:end] for form in forms)
            position = end
    return forms, position


def _bracket(source: _Source, position: int) -> tuple[tuple[str, ...], int]:
    """The forms of a bracket and the place after it; an optional one may be left out."""
    opening = source.at(position)
    closing = _CLOSING[opening]
    alternatives: list[str] = []
    bars = -1
    while source.at(position) in (opening, "|"):
        forms, position = _sequence(source, position + 1, closing=closing)
        alternatives += forms
        bars += 1
        if source.at(position) == closing:
            break
    if source.at(position) != closing:
        raise ValueError(f"`{opening}` is never closed by `{closing}`")
    is_optional = opening == "[" or bars == 0
    return _limited([*([""] if is_optional else []), *alternatives]), position + 1


def _stray(character: str) -> str:
    if character == "|":
        return "`|` parts alternatives, which stand in brackets: `(one|other)`"
    return f"`{character}` has no bracket that it closes"


def _limited(forms: Iterable[str]) -> tuple[str, ...]:
    unique = _unique(forms)
    if len(unique) > MOST_FORMS:
        raise ValueError(f"the term has more than {MOST_FORMS} forms; write it as several terms")
    return unique


def _unique(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms))


def _inflect_last(form: str) -> tuple[str, ...]:
    """The form with each regular ending of its last word."""
    match = _LAST_WORD.search(form)
    if match is None:
        raise ValueError("`+` follows the word whose endings it stands for")
    before, word, after = form[: match.start()], match[1], match[2]
    return tuple(before + ending + after for ending in _endings(word))


def _endings(word: str) -> tuple[str, ...]:
    """The word with its regular endings; some are no words, which nothing will ever match."""
    if word[-1].isdigit():
        return (word + "+",)  # "65+" means the sign itself
    if is_capitals(word):
        return (word, word + "s", word + "+")  # "LGBTQ+" is written with the sign, too
    return _unique((word, *_rule_for(word)(word)))


def _rule_for(word: str) -> Callable[[str], tuple[str, ...]]:
    """The way in which a word takes endings, by how it ends."""
    if word.endswith("e"):
        return _after_e
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return _after_y
    if word.endswith(("s", "x", "z", "ch", "sh", "o")):
        return _after_hiss
    return _after_consonant


def _after_e(word: str) -> tuple[str, ...]:
    tying = (word[:-2] + "ying",) if word.endswith("ie") else ()
    return word + "s", word + "d", word[:-1] + "ing", word + "ing", *tying


def _after_y(word: str) -> tuple[str, ...]:
    return word[:-1] + "ies", word[:-1] + "ied", word + "ing"


def _after_hiss(word: str) -> tuple[str, ...]:
    plain = (word + "s",) if word.endswith("o") else ()
    return *plain, word + "es", word + "ed", word + "ing", *_doubled(word), *_with_silent_e(word)


def _after_consonant(word: str) -> tuple[str, ...]:
    doubled = _doubled(word)
    # "caring" is no ending of "car", nor "planes" of "plan": a word of one syllable always doubles.
    plain = () if doubled and _is_one_syllable(word) else (word + "ed", word + "ing")
    return word + "s", *plain, *doubled, *_with_silent_e(word)


def _is_one_syllable(word: str) -> bool:
    return sum(character in _VOWELS for character in word) == 1


def _doubled(word: str) -> tuple[str, ...]:
    """planned, planning, focussed; also panicked."""
    if word.endswith("c"):
        return word + "ked", word + "king"
    vowel, last = word[-2:-1], word[-1]
    before = word.replace("qu", "qw")[-3:-2]  # the `u` of "equip" is no vowel
    is_single_vowel = vowel in _VOWELS and before not in _VOWELS
    if len(word) < 3 or not is_single_vowel or last in "aeiouwxyh":
        return ()
    return word + last + "ed", word + last + "ing"


def _with_silent_e(word: str) -> tuple[str, ...]:
    """A stem such as `improv`, `wheez` or `co-produc`, which no word ends in, has lost its `e`."""
    if not word.endswith(("v", "z", "c")):
        return ()
    return word + "e", word + "es", word + "ed"
