"""Find what has a shape and not a word: figures, dates, contacts. Ages have a module of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cypaudit.model.tag import Tag
from cypaudit.tag.ages import find_ages
from cypaudit.tag.words import CAPITAL, FIGURE, Shape, Words, shape

_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_MONTH = rf"(?:{_MONTHS})"
_SEASON = r"(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|[Cc]hristmas|[Ee]aster)"
_YEAR = r"(?:19|20)\d\d"
_FINANCIAL = rf"{_YEAR}[/–-](?:20)?\d\d"
_PREPOSITION = (  # both cases written out: months are told from verbs by their capital
    r"(?:[Bb]y|[Ii]n|[Ff]rom|[Ss]ince|[Uu]ntil|[Bb]efore|[Aa]fter|[Dd]uring|[Ee]nd\ of|[Tt]o|[Ee]arly"
    r"|[Ll]ate|[Mm]id-?)"
)

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

_SHAPES: dict[str, Shape] = {
    "<url>": shape(r"\b(?:https?://|www\.)[^\s,;)]+[^\s,;).]", begins="http https www"),
    "<phone>": shape(
        r"(?<![\d/])(?:\+44[ \d()]{9,14}\d|\(?0\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4})(?!\d)",
        begins=f"{FIGURE} ( +",
    ),
    # A postcode stands for it.
    "<address>": shape(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", begins=CAPITAL),
    "<percent>": shape(
        r"\d+(?:\.\d+)? ?(?:%|per ?cent\b|percentage points?\b)|\bper cent\b",
        re.IGNORECASE,
        begins=f"{FIGURE} per",
    ),
    "<money>": shape(r"£ ?\d[\d,.]*(?: ?(?:m|bn|k|million|billion|thousand)\b)?", begins="£"),
    "<number>": shape(
        rf"""
          (?<![\w.,/])\d[\d,]*(?:\.\d+)?(?![\w/])
        | \b(?:(?:{_TENS})(?:[- ](?:{_UNITS}))?|{_TEENS}|{_UNITS}|hundreds?|thousands?|dozens?)\b
        | \b(?:a\ (?:half|third|quarter|fifth|tenth)|half\ of|(?:two|three)[- ](?:thirds|quarters|fifths)
            |twice|double(?=\ (?:the|that|what|those|its)\b))\b
        """,
        re.IGNORECASE | re.VERBOSE,
        begins=f"{FIGURE} {_UNITS} {_TEENS} {_TENS} hundred hundreds thousand thousands dozen dozens"
        " a half twice double",
    ),
    "<year-span>": shape(
        rf"\b{_YEAR}(?:/\d\d)? ?(?:[–-]|to|until) ?(?:{_YEAR}(?:/\d\d)?|\d\d)\b", begins=FIGURE
    ),
    "<date>": shape(
        rf"""
          \b(?:\d{{1,2}}(?:st|nd|rd|th)?\ )?{_MONTH},?\ {_YEAR}\b
        | \b\d{{1,2}}(?:st|nd|rd|th)?\ {_MONTH}\b
        | \bthe\ (?:first|second|third|fourth|last)\ quarter\b(?!\ of\ (?:all|our|the\ (?:pop|pup|chi)))
        | \b(?:new|next|coming|current)\ (?:financial|academic|school)\ year\b
        | \b[Bb]y\ (?:the\ end\ of\ )?year\ (?:one|two|three|four|five)\b
        | \b(?:Q[1-4]|[Qq]uarter\ (?:[1-4]|one|two|three|four))(?:,?\ (?:of\ )?(?:{_FINANCIAL}|{_YEAR}))?
        | \b{_SEASON}(?:\ (?:of\ )?{_YEAR}\b|(?=\ term\b))
        | \b{_PREPOSITION}\ (?:the\ (?:end|start|beginning|close)\ of\ )?
              (?:(?:{_MONTH}\ )?(?:{_FINANCIAL}|{_YEAR})|{_MONTH}|{_SEASON}(?:\ {_YEAR})?)\b
        | \b(?:this|next|last)\ (?:{_MONTH}|{_SEASON})\b
        | \b20\d\d/\d\d\b
        | \b[Yy]ear\ (?:one|two|three|four|five)\ of\ (?:the|this)\b
        | \b{_MONTH}\ (?:to|and|or|[–-])\ {_MONTH}\ {_YEAR}\b
        """,
        re.VERBOSE,
        begins=f"{FIGURE} {_MONTHS} the new next coming current this last year q1 q2 q3 q4 quarter"
        " spring summer autumn winter christmas easter"
        " by in from since until before after during end to early late mid",
    ),
}

# A date by which or from which something is to be: a date alone may be that of a finding.
_DUE = re.compile(
    r"\b(?:by|from|until|before|no later than|starting|to (?:start|begin|open|launch|go live)(?: in)?"
    r"|(?:starts?|begins?|opens?|launches|goes live)(?: in)?|due(?: in)?|the end of|in time for)"
    r"(?: (?:the|end|start|of|early|late|mid|middle|beginning|close|summer|autumn|spring|winter))* \Z",
    re.IGNORECASE,
)
_DATE_ITSELF = re.compile(r"[A-Z\d]|\b[saw]")
_BEGINS_WITH_DUE = re.compile(r"(?:by|from|until|before|end of)\b", re.IGNORECASE)

# What has digits and is no figure about anything.
_NOT_FIGURES = frozenset(
    ["<date>", "<year-span>", "<phone>", "<url>", "<email>", "<young-age>", "<adult-age>"]
)
# A number that says which, and not how many: "section 47", "Box 3.2", "type 1", "no one", "this one".
_SAYS_WHICH = re.compile(
    r"(?:\b(?:sections?|chapters?|figures?|fig\.|tables?|box|appendix|annex|pages?|p\.|phase|wave|tier|band|level"
    r"|stage|priority|ambition|action|objective|goal|aim|theme|programme|mission|part|step|ref|paragraph|article"
    r"|schedule|grade|category|type|version|volume|NI|commitment|outcome|promise|pillar)|\bno|\bthis|\bthat|\beach"
    r"|\bany|\bevery) \Z",
    re.IGNORECASE,
)
_WHICH_REACH = 12  # the longest of these words and the space after it
# The number of a paragraph or of an entry: "58. Staff should", "1.4 Both councils".
_COUNTS_OFF = re.compile(r"(?m:^)\d{1,3}(?:[.)](?=\s)|\.\d{1,2}\.?(?=\s[A-Z]))")
_OF_NOTHING = re.compile(r"one (?:another|day\b|of\b)|(?:two|three) of (?:them|us)\b", re.IGNORECASE)
_BARE_YEAR = re.compile(rf"{_YEAR}\Z")


LONG_LIST = 5  # items; of a list of up to four each is still spoken of
ITEM_WORDS = 9
PAIR_WORDS = 4
FIRST_WORDS = 5  # of the first and the last item: what stands further off is not of the list

_LIST_MARK = re.compile(r"[,;](?!\d)")
_WORD = re.compile(r"\S+")


def find_entities(words: Words) -> Iterator[Tag]:
    """Figures, dates, contacts and ages in a text whose parts are separated by line feeds.

    `<number>` is left to figures: the digits of a date, an age or a telephone number are none, nor is a
    number that says which ("section 47") or counts off paragraphs.
    """
    text = words.text
    tags = [Tag("<email>", *match.span()) for match in _find_emails(words)]
    tags += [Tag(cue, *match.span()) for cue, shape in _SHAPES.items() for match in shape.find(words)]
    tags += find_ages(words)
    tags += find_long_lists(text)
    tags += [
        Tag("<due-date>", tag.start, tag.end) for tag in tags if tag.cue == "<date>" and _is_due(tag, text)
    ]
    taken = {place for tag in tags if tag.cue in _NOT_FIGURES for place in range(tag.start, tag.end)}
    for tag in tags:
        if tag.cue != "<number>" or (tag.start not in taken and _is_figure(tag, text)):
            yield tag


def _is_figure(number: Tag, text: str) -> bool:
    """Whether a number says how many or how much."""
    start = number.start
    return not (
        _BARE_YEAR.match(text[start : number.end])
        or _SAYS_WHICH.search(text, max(0, start - _WHICH_REACH), start)
        or _COUNTS_OFF.match(text, start)
        or _OF_NOTHING.match(text, start)
    )


def _find_emails(words: Words) -> Iterator[re.Match[str]]:
    """E-mail addresses: they begin with any word, so they are looked for where an @ stands."""
    return _EMAIL.finditer(words.text) if "@" in words.places else iter(())


def find_long_lists(text: str) -> Iterator[Tag]:
    """Enumerations of LONG_LIST short items or more: what is one of so many is named and no more.

    "the poor, the bullied, the bereaved, those in care and young carers" has five.
    """
    marks = [m.start() for m in _LIST_MARK.finditer(text)]
    if len(marks) < LONG_LIST - 2:
        return
    ends = [-1, *marks, len(text)]
    items = [text[start + 1 : end] for start, end in pairwise(ends)]
    run_from = 0
    for index in range(1, len(items)):
        item = items[index].split("\n")[0]
        words = item.split()
        joint = next((n for n, word in enumerate(words[1:ITEM_WORDS], 1) if word in ("and", "or")), 0)
        # "…, Roma and Traveller, …" ends a list, unless an "and" after a later comma does.
        is_pair = joint > 0 and len(words) <= PAIR_WORDS and not _goes_on(items[index + 1 :])
        is_last = index == len(items) - 1 or is_pair or "\n" in items[index]
        if not is_last and len(words) <= ITEM_WORDS:
            continue  # inside a run of short items
        if index - run_from + 1 + (joint > 0) >= LONG_LIST:
            first = list(_WORD.finditer(items[run_from]))[-FIRST_WORDS:]
            after_stop = [n for n, word in enumerate(first) if word.group()[-1] in ":.—"]
            first = first[after_stop[-1] + 1 :] if after_stop else first
            start = ends[run_from] + 1 + (first[0].start() if first else 0)
            tail = list(_WORD.finditer(item))[: joint + FIRST_WORDS]
            yield Tag("<long-list>", start, ends[index] + 1 + (tail[-1].end() if tail else 0))
        run_from = index


def _goes_on(items: Sequence[str]) -> bool:
    """Whether short items follow of which one begins with "and" or "or"."""
    for item in items:
        words = item.split("\n")[0].split()
        if words and words[0] in ("and", "or"):
            return True
        if "\n" in item or len(words) > ITEM_WORDS:
            return False
    return False


def _is_due(date: Tag, text: str) -> bool:
    """Whether a date is one by which or from which something is to be."""
    if _BEGINS_WITH_DUE.match(text, date.start):
        return True
    itself = _DATE_ITSELF.search(text, date.start, date.end)
    start = itself.start() if itself else date.end
    return bool(_DUE.search(text[max(0, start - 40) : start]))
