"""Find what has a shape and not a word: numbers, dates, ages, addresses, people's names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from cypaudit.model.rubric import Mechanisms, TermList
from cypaudit.model.tag import Tag
from cypaudit.model.terms import expand_term

_UNITS = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMBER_WORD = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS)}))?|{'|'.join(_TEENS)}|{'|'.join(_UNITS)}"
    r"|hundreds?|thousands?|dozens?)"
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
_SEASON = r"(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|[Cc]hristmas|[Ee]aster)"
_YEAR = r"(?:19|20)\d\d"
_FINANCIAL = rf"{_YEAR}[/–-](?:20)?\d\d"

# Ages a young person can have, in figures or words; the rest of a band decides with them.
_WORD_AGES = {word: age for age, word in enumerate([*_UNITS, *_TEENS, "twenty"], start=1)}
_WORD_AGES |= {f"twenty{joint}{unit}": 21 + i for joint in "- " for i, unit in enumerate(_UNITS[:5])}
_AGE = rf"(?:\d{{1,2}}|{'|'.join(sorted(_WORD_AGES, key=len, reverse=True))})"
_YEARS_OLD = r"(?:[- ]?years?[- ]?olds?\b| years? of age\b| years old\b|[- ]?y/?o\b|s\b)"

_SHAPES: dict[str, re.Pattern[str]] = {
    "<email>": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "<url>": re.compile(r"\b(?:https?://|www\.)[^\s,;)]+[^\s,;).]"),
    "<phone>": re.compile(r"(?<![\d/])(?:\+44[ \d()]{9,14}\d|\(?0\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4})(?!\d)"),
    "<address>": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"),
    "<percent>": re.compile(r"\d+(?:\.\d+)? ?(?:%|per ?cent\b|percentage points?\b)|\bper cent\b", re.IGNORECASE),
    "<money>": re.compile(r"£ ?\d[\d,.]*(?: ?(?:m|bn|k|million|billion|thousand)\b)?"),
    "<number>": re.compile(
        rf"(?<![\w.,/])\d[\d,]*(?:\.\d+)?(?![\w/])|\b{_NUMBER_WORD}\b"
        r"|\b(?:a (?:half|third|quarter|fifth|tenth)|half of|(?:two|three)[- ](?:thirds|quarters|fifths)|twice|double)\b",
        re.IGNORECASE,
    ),
    "<year-span>": re.compile(rf"\b{_YEAR}(?:/\d\d)? ?(?:[–-]|to|until) ?(?:{_YEAR}(?:/\d\d)?|\d\d)\b"),
    "<date>": re.compile(
        rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH},? {_YEAR}\b"
        rf"|\b(?:Q[1-4]|[Qq]uarter (?:[1-4]|one|two|three|four))(?:,? (?:of )?(?:{_FINANCIAL}|{_YEAR}))?"
        rf"|\b{_SEASON}(?: (?:of )?{_YEAR}\b|(?= term\b))"
        rf"|\b(?:[Bb]y|[Ii]n|[Ff]rom|[Ss]ince|[Uu]ntil|[Bb]efore|[Aa]fter|[Dd]uring|[Ee]nd of|[Tt]o|[Ee]arly|[Ll]ate|[Mm]id-?) "
        rf"(?:the (?:end|start|beginning|close) of )?(?:(?:{_MONTH} )?(?:{_FINANCIAL}|{_YEAR})|{_MONTH}|{_SEASON}(?: {_YEAR})?)\b"
        rf"|\b(?:this|next|last) (?:{_MONTH}|{_SEASON})\b|\b20\d\d/\d\d\b|\b(?:year|Year) (?:one|two|three|four|five) of (?:the|this)\b"
        rf"|\b{_MONTH} (?:to|and|or|[–-]) {_MONTH} {_YEAR}\b|\b(?:in|In) {_MONTH} and {_MONTH}\b"
    ),
}

_BANDS = re.compile(
    rf"(?P<under>\b(?:under|below|younger than|up to(?: (?:the )?ages? of)?|up to age|until(?: the age of)?)[- ](?:the age of )?(?P<top>{_AGE})(?:s\b|\b(?!%|[,.]\d| ?(?:per|%|weeks?|months?|days?|minutes?|hours?|miles?|million|places|people|staff))))"
    rf"|(?P<band>\b(?P<from>{_AGE}|birth|conception|pregnancy|cradle|nought|zero|pre-?birth) ?(?:[–-]|to|and|until|through to) ?(?:age )?(?P<till>{_AGE})(?P<band_unit>{_YEARS_OLD})?)"
    rf"|(?P<single>\b(?:aged? |ages? )(?P<age>{_AGE})\b(?! (?:and|or) (?:over|above|older)| ?\+| ?(?:[–-]|to|and) ?\d))"
    rf"|(?P<olds>\b(?P<old>{_AGE})(?:[- ]years?[- ]?olds?\b|[- ]year[- ]old\b))"
    r"|(?P<school>\bYears? (?:R|[1-9]|1[0-3])\b(?! of)|\bReception(?: (?:year|class|children|pupils|age))\b|\b[Kk]ey [Ss]tage [1-5]\b)"
    r"|(?P<fifth>\b(?:1st|2nd|5th|16th|18th|19th|21st|25th|first|second|fifth|sixteenth|eighteenth|twenty-fifth) birthdays?\b)"
    rf"|(?P<teens>\bunder-(?:ones|twos|threes|fours|fives|sixes|tens|elevens|sixteens|eighteens|twenty-fives)\b)",
    re.IGNORECASE,
)
# Ages that only adults have: "aged 18 and over", "over-65s", "75+", "16 to 64".
_ADULT_AGE = re.compile(
    r"\b(?:aged? |ages )?(?:1[6-9]|[2-9]\d)(?: ?\+|(?: years)?,? (?:and|or) (?:over|above|older|upwards))(?!\w)"
    r"|\b(?:over|above|older than)[- ](?:the age of )?(?:1[6-9]|[2-9]\d)(?:s|-year-olds)?\b(?! ?%| ?per|[,.]\d| (?:places|people|staff|sites|hours|days|miles|practices|organisations))"
    r"|\b(?:aged? |ages )(?:1[6-9]|[2-9]\d)(?:[–-]| to | and )(?:2[6-9]|[3-9]\d)\b(?! ?%| per)"
    r"|\b(?:1[6-9]|[2-9]\d)(?:[–-]| to | and )(?:2[6-9]|[3-9]\d)[- ]year[- ]olds?\b"
    r"|\b(?:men|women|people|adults|residents|those|patients)(?: aged)?(?: between)? (?:1[6-9]|[2-9]\d)(?:[–-]| to | and )(?:2[6-9]|[3-9]\d)\b",
    re.IGNORECASE,
)
_AGE_BEFORE = re.compile(r"\b(?:aged?|ages|age group|years?|olds?|those|children|people|persons|pupils|girls|boys)\b[^.\n]{0,12}$", re.IGNORECASE)
_AGE_AFTER = re.compile(r"^[^.\n]{0,3}\b(?:years?|yrs?|year|services?|children|age|public health|population|cohort|offer|healthy|programme|pathway|nurs)", re.IGNORECASE)
OLDEST_YOUNG_AGE = 25  # the codebook's age band "ends at 25 or below"


# What has digits and is no figure about anything.
_NOT_FIGURES = frozenset(["<date>", "<year-span>", "<phone>", "<url>", "<email>", "<young-age>", "<adult-age>"])
_BARE_YEAR = re.compile(rf"{_YEAR}\Z")


def find_entities(text: str) -> Iterator[Tag]:
    """Figures, dates, contacts and ages in a text whose parts are separated by line feeds.

    `<number>` is left to figures: the digits of a date, an age or a telephone number are none.
    """
    tags = [Tag(cue, m.start(), m.end()) for cue, shape in _SHAPES.items() for m in shape.finditer(text)]
    tags += [tag for match in _BANDS.finditer(text) for tag in _age_tags(match, text)]
    tags += [Tag("<adult-age>", m.start(), m.end()) for m in _ADULT_AGE.finditer(text)]
    taken = {place for tag in tags if tag.cue in _NOT_FIGURES for place in range(tag.start, tag.end)}
    for tag in tags:
        is_figure = tag.start not in taken and not _BARE_YEAR.match(text[tag.start : tag.end])
        if tag.cue != "<number>" or is_figure:
            yield tag


def _age_tags(match: re.Match[str], text: str) -> Iterator[Tag]:
    """The tags of one mention of an age or band, none where it is not of the young."""
    start, end = match.span()
    top = _top_age(match)
    if match["band"] and not match["band_unit"] and not _is_age(match, text):
        return
    if top is None or top > OLDEST_YOUNG_AGE or re.match(r" ?(?:%|per cent|percent)", text[end : end + 9]):
        return
    yield Tag("<young-age>", start, end)
    if top >= 24 and (match["under"] or match["fifth"] or (match["band"] and _lowest_age(match) == 0) or match["teens"]):
        yield Tag("<to-25>", start, end)


def _is_age(match: re.Match[str], text: str) -> bool:
    """Whether a bare band of numbers ("11 to 16") is one of ages: its neighbours tell."""
    if not (match["from"].isdigit() or match["from"].lower() in _WORD_AGES):
        return True
    if match["from"] == "0":
        return True
    before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 24]
    return bool(_AGE_BEFORE.search(before) or _AGE_AFTER.match(after))


def _top_age(match: re.Match[str]) -> int | None:
    """The age at which a band ends; a school year or early birthday counts as young."""
    if match["school"]:
        return 18
    if match["fifth"]:
        return 25 if match["fifth"].lower().startswith(("25", "twenty-f")) else 18
    if match["teens"]:
        return 25 if "five" in match["teens"].lower() and "twenty" in match["teens"].lower() else 18
    word = match["top"] or match["till"] or match["age"] or match["old"]
    if match["band"] and _number(match["from"]) is not None and (_number(match["from"]) or 0) >= (_number(word) or 0):
        return None
    return _number(word)


def _lowest_age(match: re.Match[str]) -> int:
    return _number(match["from"]) or 0


def _number(word: str) -> int | None:
    """An age in figures or words; None for "birth" and the like."""
    return int(word) if word.isdigit() else _WORD_AGES.get(word.lower())


# A name: a title and one capitalised word or more, or two to four capitalised words.
_TITLE = r"(?:Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Cllr|Councillor|Sir|Dame|Lord|Lady|Baroness|Rev|Revd|Canon)\b\.?"
_NAME_WORD = r"(?:[A-Z][a-zà-öø-ÿ]+|[A-Z]['’][A-Z]|Mc[A-Z]|Mac[A-Z]|[A-ZÀ-ÖØ-Þ])[\wà-öø-ÿ]*(?:['’-][A-Z]?[\wà-öø-ÿ]+)*"
_PARTICLE = r"(?:de|da|di|du|van|von|der|den|el|al|bin|ibn|la|le|ap)"
_RUN = re.compile(
    rf"(?:(?P<title>{_TITLE}(?: {_TITLE})*) )?(?P<words>{_NAME_WORD}(?: (?:{_PARTICLE} )*{_NAME_WORD})*)"
)
_PLACE_BEFORE = re.compile(r"\b(?:in|at|across|near|around|throughout|outside|into|within|between) $")


@lru_cache(maxsize=8)
def _plain_words(terms: tuple[str, ...]) -> frozenset[str]:
    """The single words, in lower case, of terms."""
    return frozenset(
        word.lower() for term in terms for form in expand_term(term) for word in re.split(r"[\s-]+", form)
    )


def find_persons(text: str, mechanisms: Mechanisms, term_lists: Mapping[str, TermList]) -> Iterator[Tag]:
    """Shapes of people's names, which a rule must still find beside a role to count.

    A capitalised word is no part of a name where the text also writes it small, where the rubric
    lists it (months, posts, the words of places), or where the run is an organisation's name. A run
    that the text places somewhere ("in Port Ellery") is a place.
    """
    lists = (*mechanisms.not_names, *mechanisms.roles, *mechanisms.organisations)
    not_names = _plain_words(tuple(term for list_id in lists for term in term_lists[list_id].terms))
    organisations = _plain_words(
        tuple(term for list_id in mechanisms.organisations for term in term_lists[list_id].terms)
    )
    written_small = frozenset(re.findall(r"\b[a-zà-öø-ÿ]+\b", text))
    runs = list(_RUN.finditer(text))
    places = {run["words"] for run in runs if _PLACE_BEFORE.search(text[max(0, run.start() - 12) : run.start()])}
    for run in runs:
        words = [(w.group(), w.start()) for w in re.finditer(r"\S+", run["words"])]
        if run["words"] in places and not run["title"]:
            continue
        ends_as_organisation = words[-1][0].lower() in organisations
        if ends_as_organisation and not run["title"]:
            continue
        yield from _names_in_run(run, words, not_names | (written_small if not run["title"] else frozenset()))


def _names_in_run(
    run: re.Match[str], words: list[tuple[str, int]], not_names: frozenset[str]
) -> Iterator[Tag]:
    """The stretches of a run of capitalised words that may be a name: two to four words, or titled."""
    offset = run.start("words")
    stretch: list[tuple[str, int]] = []
    for word, at in [*words, ("", 0)]:
        plain = re.sub(r"['’]s$", "", word)
        is_particle = plain.islower() and bool(stretch)
        is_shouted = plain.isupper() and len(plain) > 1
        if plain and not is_shouted and (is_particle or plain.lower() not in not_names):
            stretch.append((plain, at))
            continue
        titled = bool(run["title"]) and bool(stretch) and stretch[0][1] == 0
        if (2 <= len(stretch) <= 4 and any(len(name) > 1 for name, _ in stretch[-1:])) or (titled and stretch):
            start = run.start() if titled else offset + stretch[0][1]
            yield Tag("<person>", start, offset + stretch[-1][1] + len(stretch[-1][0]))
        stretch = []
