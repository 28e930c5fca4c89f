"""Find ages and age bands, and tell whose they are: the young's, adults', or all up to 25."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cypaudit.model.tag import Tag
from cypaudit.tag.words import FIGURE, Words, shape

OLDEST_YOUNG_AGE = 25  # the codebook's age band "ends at 25 or below"
WHOLE_GROUP_AGE = 24  # a band from birth that ends at 24 or 25 is "up to 25" (the codebook's decision 4)
OLDEST_PUPIL = 18

_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_WORD_AGES = {word: age for age, word in enumerate([*_UNITS, *_TEENS, "twenty"], start=1)}
_WORD_AGES |= {f"twenty{joint}{unit}": 21 + i for joint in "- " for i, unit in enumerate(_UNITS[:5])}

_AGE = rf"(?:\d{{1,2}}|{'|'.join(sorted(_WORD_AGES, key=len, reverse=True))})".replace(" ", r"\ ")
_YEARS_OLD = r"(?:[- ]?years?[- ]?olds?\b|\ years?\ of\ age\b|\ years\ old\b|[- ]?y/?o\b|s\b)"
# What a number counts when it is no age: "up to 25 minutes", "under 10%".
_COUNTED = (
    r"(?!%|[,.]\d|[ ]?(?:per|%|weeks?|months?|days?|minutes?|hours?|miles?|million"
    r"|places|people|staff|years?(?!\ (?:old|of\ age))))"
)
# An age at which something begins, not a count: "From fourteen, everyone ...", "at 16 they ...".
_TEN_TO_SEVENTEEN = rf"(?:1[0-7]|{'|'.join(_TEENS[:8])})"
_PERSON = (
    r"(?:everyone|everybody|anyone|anybody|nobody|he|she|they|those\ (?:who|with)"
    r"|(?:an?|any|each|every|all)\ (?:young|child|patient|pupil))"
)
_BIRTHDAYS = "1st|2nd|5th|16th|18th|19th|21st|25th|first|second|fifth|sixteenth|eighteenth|twenty-fifth"

_YOUNG = shape(
    rf"""
      \b(?P<under>under|below|younger\ than|before(?=\ the\ age\ of)|turn(?:s|ing)?
            |up\ to(?:\ (?:the\ )?ages?\ of)?|up\ to\ age|until(?:\ the\ age\ of)?)
          [- ](?:the\ age\ of\ )?(?P<top>{_AGE})(?:(?P<s>s\b)|\b{_COUNTED})
    | \b(?P<from>{_AGE}|birth|conception|pregnancy|cradle|nought|zero|pre-?birth)
          [ ]?(?:[–-]|to|and|until|through\ to)[ ]?(?:age\ )?(?P<till>{_AGE})(?P<band_unit>{_YEARS_OLD})?
    | \baged?[ ](?P<age>{_AGE})\b(?!\ (?:and|or)\ (?:over|above|older)|\ ?\+|\ ?(?:[–-]|to|and)\ ?\d)
    | \b(?P<old>{_AGE})[- ]years?[- ]?olds?\b
    | \b(?P<school>Years?\ (?:R|[1-9]|1[0-3])\b(?!\ of)
          |Reception(?=\ (?:year|class|children|pupils|age))|key\ stage\ [1-5]\b)
    | \b(?P<birthday>{_BIRTHDAYS})\ birthdays?\b
    | \b(?:at|from|by|reach(?:es|ing)?)\ the\ age\ of\ (?P<reached>{_TEN_TO_SEVENTEEN})\b
          (?!\ (?:and|or)\ (?:over|above|older|upwards)|\ ?\+)
    | \b(?:at|from)\ (?P<since>{_TEN_TO_SEVENTEEN})(?=,?\ {_PERSON}\b)
    | \bunder-(?P<plural>ones|twos|threes|fours|fives|sixes|tens|elevens|sixteens|eighteens|twenty-fives)\b
    """,
    re.IGNORECASE | re.VERBOSE,
    begins=f"{FIGURE} {'|'.join(_WORD_AGES)} first second fifth sixteenth eighteenth"
    " at from by reach reaches reaching under below younger before turn turns turning up until age aged"
    " birth conception pregnancy cradle nought zero pre prebirth year years reception key",
)
_AGE_BEFORE = re.compile(
    r"\b(?:aged?|ages|age group|olds?|those|children|people|persons?|pupils|girls|boys|patients|residents"
    r"|anyone|everyone|everybody|anybody|all|child|youngsters|teenagers|mothers|parents|women|birth|conception"
    r"|who (?:is|are)|they are|SEND|leavers|population|turn|turns|turning"
    r"|admissions|attendances|referrals)\b[^.;\n]{0,12}$|\b(?:the|for|among) $",
    re.IGNORECASE,
)
_AGE_AFTER = re.compile(
    r"[^.\n]{0,3}\b(?:years?|yrs?|services?|children|age|public health|population|cohort|offer|healthy"
    r"|programme|pathway|nurs)",
    re.IGNORECASE,
)

_YEARS_OF_A_PLAN = re.compile(r"\bYears? $")  # "Years four and five are described in less detail"

_ADULT = r"(?:1[6-9]|[2-9]\d)"
_PAST_YOUTH = r"(?:2[6-9]|[3-9]\d)"
_ADULTS = shape(
    rf"""
      \b(?:aged?\ |ages\ )?{_ADULT}(?:\ ?\+|(?:\ years)?,?\ (?:and|or)\ (?:over|above|older|upwards))(?!\w)
    | \b(?:over|above|older\ than)[- ](?:the\ age\ of\ )?{_ADULT}(?:s|-year-olds)?\b
          {_COUNTED}(?!\ (?:sites|practices|organisations))
    | \b(?:aged?\ |ages\ ){_ADULT}(?:[–-]|\ to\ |\ and\ ){_PAST_YOUTH}\b(?!\ ?%|\ per)
    | \b{_ADULT}(?:[–-]|\ to\ |\ and\ ){_PAST_YOUTH}[- ]year[- ]olds?\b
    | \b(?:men|women|people|adults|residents|those|patients)(?:\ aged)?(?:\ between)?\ {_ADULT}
          (?:[–-]|\ to\ |\ and\ ){_PAST_YOUTH}\b
    """,
    re.IGNORECASE | re.VERBOSE,
    begins=f"{FIGURE} age aged ages over above older men women people adults residents those patients",
)


def find_ages(words: Words) -> Iterator[Tag]:
    """`<young-age>`, `<to-25>` (the young as a whole up to 25) and `<adult-age>`."""
    for match in _YOUNG.find(words):
        yield from _young_tags(match, words.text)
    for match in _ADULTS.find(words):
        yield Tag("<adult-age>", match.start(), match.end())


def _young_tags(match: re.Match[str], text: str) -> Iterator[Tag]:
    """The tags of one mention of an age or band; none where it is not of the young."""
    start, end = match.span()
    is_bare = (match["till"] and not match["band_unit"]) or (match["top"] and not match["s"])
    if is_bare and not _is_band_of_ages(match, text):
        return
    if _YEARS_OF_A_PLAN.search(text[max(0, start - 8) : start]):
        return
    top = _top_age(match)
    if top is None or top > OLDEST_YOUNG_AGE or re.match(r" ?(?:%|per ?cent)", text[end : end + 9]):
        return
    yield Tag("<young-age>", start, end)
    from_birth = match["under"] or match["birthday"] or match["plural"] or _starts_at_birth(match)
    if top >= WHOLE_GROUP_AGE and from_birth:
        yield Tag("<to-25>", start, end)


def _starts_at_birth(match: re.Match[str]) -> bool:
    return bool(match["from"]) and not _number(match["from"])


def _is_band_of_ages(match: re.Match[str], text: str) -> bool:
    """Whether bare numbers ("11 to 16", "under 12") are ages: where they start and what is near tell."""
    words = match.group().lower().split()
    if _starts_at_birth(match) or "age" in words or words[0].startswith("turn"):
        return True
    before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 24]
    return bool(_AGE_BEFORE.search(before) or _AGE_AFTER.match(after))


def _top_age(match: re.Match[str]) -> int | None:
    """The age at which a mention ends; None where it is no band at all ("40 to 35")."""
    if match["school"]:
        return OLDEST_PUPIL
    early = match["birthday"] or match["plural"]
    if early:
        return OLDEST_YOUNG_AGE if early.lower().startswith(("25", "twenty-f")) else OLDEST_PUPIL
    begins = match["reached"] or match["since"]
    top = _number(match["top"] or match["till"] or match["age"] or match["old"] or begins)
    is_backwards = bool(match["from"]) and top is not None and (_number(match["from"]) or 0) >= top
    return None if is_backwards else top


def _number(word: str) -> int | None:
    """An age in figures or words; None for "birth" and the like."""
    return int(word) if word.isdigit() else _WORD_AGES.get(word.lower())
