"""What a document says it is, on its cover and first pages: its type, its system, its period.

Strategies speak of joint forward plans and plans of strategies, so what stands in the body says nothing
of the document itself. Places are asked in the order of their weight, and the first that speaks decides:
the title, the rest of the cover, the first headings, the running headers, and last the first sentences,
as far as they speak of "this" document. Where one place names two, nothing is recognised.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cypaudit.model.document import Block, BlockKind, Document, DocumentType, Page, Zone
from cypaudit.model.system import Identity, System, read_period

# How far a document's opening goes: a cover, and the page on which it introduces itself.
OPENING_PAGES = 2  # pages with readable text; a cover may be a picture
OPENING_WORDS = 300
COVER_WORDS = 150
# Of a page that is no cover: what is so short and ends without a stop is a title or a label.
_LABEL_WORDS = 20
_TITLE = "title"
_COVER = "cover"
_PROSE = "prose"


@dataclass(frozen=True, slots=True)
class _Passage:
    """Words of the opening, and where they stand."""

    text: str
    where: str  # "on page 1"


@dataclass(frozen=True, slots=True)
class _Place:
    """Passages of the same weight."""

    name: str
    passages: tuple[_Passage, ...]


def identify(document: Document, registry: Sequence[System]) -> Identity:
    """What a document says it is. What is not said plainly is None, with the reason; never a guess."""
    places = _find_places(document)
    document_type, type_basis = _find_type(places)
    period = _find_period(places)
    system, system_basis = _find_system(places, registry, period)
    return Identity(
        document_type=document_type,
        type_basis=type_basis,
        system=system,
        system_basis=system_basis,
        period=f"{period[0]}-{period[1]}" if period else "",
        title=_find_title(document, places),
    )


# --- The places that speak of the document itself ---------------------------------------------------


def _find_places(document: Document) -> tuple[_Place, ...]:
    """The places that name a document, by their weight."""
    pages = _opening_pages(document)
    blocks = [block for block in document.blocks if block.spans[0].page_index in pages]
    has_cover = any(block.zone is Zone.COVER for block in blocks)
    labels: list[_Passage] = []
    headings: list[_Passage] = []
    prose: list[_Passage] = []
    words = 0
    for block in blocks:
        if block.zone is Zone.CONTENTS or words > OPENING_WORDS:
            continue
        text = _text_of(document, block)
        page = document.pages[block.spans[0].page_index]
        passage = _Passage(text, f"on page {page.number}" if page.number else "at the beginning")
        opens = not has_cover and words <= COVER_WORDS and block.spans[0].page_index == min(pages)
        if block.zone is Zone.COVER or (opens and _is_label(block, text)):
            labels.append(passage)
        elif block.kind is BlockKind.HEADING:
            headings.append(passage)
        elif block.kind not in (BlockKind.TABLE_ROW, BlockKind.TABLE_HEADER):
            prose.append(passage)
        words += len(text.split())
    title = document.title.strip()
    titles = [passage for passage in labels if title and passage.text.strip() == title]
    rest = [passage for passage in labels if passage not in titles]
    properties = [_Passage(title, "in the title of the file")] if title and not titles else []
    return (
        _Place(_TITLE, tuple(titles)),
        _Place(_COVER, tuple(rest)),
        # A designer may break a title into several blocks: "Joint Forward" above "Plan".
        _Place(_COVER, _joined(labels)),
        _Place("heading", tuple(headings)),
        _Place("header", tuple(_running_headers(document))),
        _Place("properties", tuple(properties)),
        _Place(_PROSE, tuple(prose)),
    )


def _opening_pages(document: Document) -> frozenset[int]:
    """Positions of the first pages of the first file that have text."""
    first = [
        index
        for index, page in enumerate(document.pages)
        if page.file == document.pages[0].file and page.text.strip()
    ]
    return frozenset(first[:OPENING_PAGES]) or frozenset({0})


def _text_of(document: Document, block: Block) -> str:
    return " ".join(document.text_of(span) for span in block.spans).replace("\t", " ")


def _is_label(block: Block, text: str) -> bool:
    """Whether a block is a title or a label, and no sentence."""
    return block.kind is BlockKind.HEADING or (
        len(text.split()) <= _LABEL_WORDS and not text.rstrip().endswith((".", ";", ":", "?"))
    )


def _joined(passages: Sequence[_Passage]) -> tuple[_Passage, ...]:
    """The labels of each page as one passage."""
    by_page: dict[str, list[str]] = {}
    for passage in passages:
        by_page.setdefault(passage.where, []).append(passage.text)
    return tuple(_Passage(" ".join(texts), where) for where, texts in by_page.items() if len(texts) > 1)


def _running_headers(document: Document) -> Iterator[_Passage]:
    """What stands at the head or foot of more than one page, the most frequent first."""
    first: dict[str, Page] = {}
    count: Counter[str] = Counter()
    for page in document.pages:
        for text in page.removed:
            if not text.strip().isdigit():
                first.setdefault(text, page)
                count[text] += 1
    for text, number in count.most_common():
        where = first[text].number
        if number > 1:
            yield _Passage(text, f"at the head or foot of page {where}" if where else "in the page header")


# --- The type ---------------------------------------------------------------------------------------

_GAP = r"[\s\-\u2010-\u2015]+"  # between words, also where a hyphen or a line stands
_AND = r"(?:\s*&\s*|\s+and\s+)"


def _pattern(words: str) -> re.Pattern[str]:
    """A pattern in which a space stands for any gap, and "&" for "and" as well."""
    return re.compile(words.replace(" & ", _AND).replace(" ", _GAP), re.IGNORECASE)


_STRATEGY = _pattern(
    r"\b(?:"
    r"integrated (?:health & )?(?:social )?care (?:(?:partnership|system)(?:['’]s)? )?strategy"
    r"|integrated care (?:partnership|system) \((?:icp|ics)\) strategy"
    r"|(?:integrated care (?:partnership|system)|icp|ics) (?:interim|(?:five|5) year) strategy"
    r"|(?:icp|ics) strategy"
    r"|health(?: & well\W?being)? & (?:social )?care (?:integration |partnership |system )?strategy"
    r"|strategy for (?:integrated|joined up) (?:health & )?care"
    r")\b"
)
_PLAN = _pattern(
    r"\b(?:joint (?:(?:five|5) year )?forward plan|(?:five|5) year (?:joint )?forward plan|jfp"
    r"|shared delivery plan|(?:(?:five|5) year )?strategic commissioning plan)\b"
)
# These need a body of the system beside them: committees have forward plans, and every body strategies.
_WEAK_STRATEGY = _pattern(
    r"\b(?:(?:our|the|a|partnership|draft|(?:five|5) year) strategy|^strategy|strategy (?=20\d\d))\b"
)
_WEAK_PLAN = _pattern(r"\bforward plan\b")
# Before "health and care strategy" or "strategy" they make a strategy for one matter alone.
_ONE_MATTER = re.compile(
    r"\b(?:mental|adults?|oral|sexual|public|primary|digital|data|workforce|people|estates?|green|finance|carers?"
    r"|quality|safeguarding|medicines|housing|dementia|autism|cancer|communications?|engagement|research|prevention"
    r"|children|women|send|committee|board|work|cabinet|decisions?)(?:['’]s)?\W+(?:plan\W+)?(?:and\W+|&\W+)?$",
    re.IGNORECASE,
)
_PARTNERSHIP = _pattern(r"\b(?:integrated care partnership|icp|health & care partnership)\b")
_BOARD = _pattern(r"\b(?:integrated care (?:board|system)|icb|ics|nhs)\b")
# "Delivering our integrated care strategy": the other document, to which this one answers.
_OF_OTHER = re.compile(
    r"\b(?:deliver(?:s|ed|ing|y)?|implement\w*|support(?:s|ing)?|respon(?:se|ds?|ding)|contribut\w+|align\w*"
    r"|(?:read|taken) (?:\w+ )?(?:with|alongside)|alongside|companion|build(?:s|ing)? on|built on|based on"
    r"|informs?|informed|underpin\w*|complement\w*|follow(?:s|ing)|answers?|reali[sz]\w+|achiev\w+"
    r"|replaces?|supersedes?|meet(?:s|ing)?)\b"
    # Only what hangs on the verb: "Delivering better care together: our joint forward plan" is a title.
    r"(?: (?:to|of|with|on|in))?(?: (?:the|our|its|their)(?: [\w'’-]+){0,5}| [\w'’-]+)?\s*$",
    re.IGNORECASE,
)
# What is written about a strategy or plan is not the document itself.
_ABOUT = re.compile(
    r"\b(?:(?:consultation|engagement|feedback|progress|evaluation|monitoring|insights?|outcomes?|involvement|annual)"
    r"\s+(?:report|review|summary)|impact\s+assessment|(?:frequently\s+asked\s+)questions|minutes\s+of|terms\s+of\s+"
    r"reference|guidance\s+(?:on|for)|press\s+release|agenda)\b",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"\b(?:this|welcome to|introducing|we (?:are (?:pleased|proud|delighted) to )?(?:present|share|publish))"
    r"(?:[^\w.]+\w+){0,7}?[^\w.]*$",
    re.IGNORECASE,
)
_NAMES = {
    DocumentType.STRATEGY: "an integrated care strategy",
    DocumentType.JFP: "a joint forward plan",
}


def _find_type(places: Sequence[_Place]) -> tuple[DocumentType | None, str]:
    """The type that the weightiest place names, and how it is known."""
    about = _first_about(places)
    if about is not None:
        return None, f"“{about.text}” {about.where}: a paper about such a document, not the document."
    opening = " ".join(passage.text for place in places[:5] for passage in place.passages)
    for place in places:
        for patterns in (_strong_patterns(), _weak_patterns(opening)):
            found = dict(_named_types(place, patterns))
            if len(found) > 1:
                both = " and ".join(f"“{words}” {where}" for words, where in found.values())
                return None, f"It could be a strategy or a joint forward plan: {both}."
            for document_type, (words, where) in found.items():
                return document_type, f"“{words}” {where}."
    names = " or ".join(_NAMES.values())
    return None, f"Neither its cover nor its first pages call it {names}."


def _first_about(places: Sequence[_Place]) -> _Passage | None:
    """A label of the cover that tells of a paper about a strategy or plan."""
    for place in places[:2]:
        for passage in place.passages:
            if len(passage.text.split()) <= _LABEL_WORDS and _ABOUT.search(passage.text):
                return passage
    return None


def _strong_patterns() -> tuple[tuple[DocumentType, re.Pattern[str]], ...]:
    return (DocumentType.STRATEGY, _STRATEGY), (DocumentType.JFP, _PLAN)


def _weak_patterns(opening: str) -> tuple[tuple[DocumentType, re.Pattern[str]], ...]:
    """The patterns that hold because a body of the system stands in the opening, too."""
    patterns: list[tuple[DocumentType, re.Pattern[str]]] = []
    if _PARTNERSHIP.search(opening):
        patterns.append((DocumentType.STRATEGY, _WEAK_STRATEGY))
    if _BOARD.search(opening):
        patterns.append((DocumentType.JFP, _WEAK_PLAN))
    return tuple(patterns)


def _named_types(
    place: _Place, patterns: Iterable[tuple[DocumentType, re.Pattern[str]]]
) -> Iterator[tuple[DocumentType, tuple[str, str]]]:
    """Each type that a place names, with the words and where they stand."""
    for document_type, pattern in patterns:
        for passage in reversed(place.passages):  # the first passage is to be kept
            own = (m for m in pattern.finditer(passage.text) if _is_own_name(place, passage.text, m))
            if match := next(own, None):
                yield document_type, (" ".join(match[0].split()), passage.where)


def _is_own_name(place: _Place, text: str, match: re.Match[str]) -> bool:
    """Whether the words name this document, and not another that it answers to."""
    before = text[max(0, match.start() - 100) : match.start()]
    if _OF_OTHER.search(before) or _ONE_MATTER.search(before):
        return False
    return place.name != _PROSE or bool(_THIS.search(before))


# --- The period and the title -----------------------------------------------------------------------


def _find_period(places: Sequence[_Place]) -> tuple[int, int] | None:
    """The span of years that the weightiest place gives, None where it gives several."""
    for place in places:
        if place.name == _PROSE:  # a sentence gives many years that are not the document's own
            continue
        of_type = [p for p in place.passages if _STRATEGY.search(p.text) or _PLAN.search(p.text)]
        for passages in (of_type, place.passages):
            spans = {span for passage in passages if (span := read_period(passage.text))}
            if len(spans) == 1:
                return spans.pop()
            if spans:
                return None
    return None


# What programs put in for a title that nobody gave.
_NO_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint)|powerpoint presentation|untitled|document\d*$|slide \d|title$"
    r"|template)"
    r"(?!\w)"
    r"|\.(?:docx?|pdf|pptx?|indd|html?|md|txt)$",
    re.IGNORECASE,
)


def _find_title(document: Document, places: Sequence[_Place]) -> str:
    """The document's title; where it is only a program's, the cover's own words."""
    title = document.title.strip()
    if title and not _NO_TITLE.search(title):
        return title
    labels = [passage.text for place in places[:2] for passage in place.passages]
    named = next((text for text in labels if _STRATEGY.search(text) or _PLAN.search(text)), "")
    return named or next(iter(labels), "")


# --- The system -------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)*")
_LOOSE = frozenset({"and", "the", "s"})  # written or left out as it comes; "s": of "Sussex's"
_COUNTIES = {
    "beds": "bedfordshire",
    "berks": "berkshire",
    "bucks": "buckinghamshire",
    "cambs": "cambridgeshire",
    "glos": "gloucestershire",
    "hants": "hampshire",
    "herts": "hertfordshire",
    "lancs": "lancashire",
    "leics": "leicestershire",
    "lincs": "lincolnshire",
    "northants": "northamptonshire",
    "notts": "nottinghamshire",
    "oxon": "oxfordshire",
    "staffs": "staffordshire",
    "wilts": "wiltshire",
    "worcs": "worcestershire",
}
# What systems call themselves, to the name in the registry. Brands that several use are left out.
_SHORT_NAMES = {
    "BLMK": "Bedfordshire, Luton and Milton Keynes",
    "BNSSG": "Bristol, North Somerset and South Gloucestershire",
    "BOB": "Buckinghamshire, Oxfordshire and Berkshire West",
    "BSol": "Birmingham and Solihull",
    "BSW": "Bath and North East Somerset, Swindon and Wiltshire",
    "CIoS": "Cornwall and the Isles of Scilly",
    "HIOW": "Hampshire and Isle of Wight",
    "HNY": "Humber and North Yorkshire",
    "HWE": "Hertfordshire and West Essex",
    "LLR": "Leicester, Leicestershire and Rutland",
    "LSC": "Lancashire and South Cumbria",
    "MSE": "Mid and South Essex",
    "NCL": "North Central London",
    "NEL": "North East London",
    "NENC": "North East and North Cumbria",
    "NWL": "North West London",
    "SEL": "South East London",
    "SNEE": "Suffolk and North East Essex",
    "STW": "Shropshire, Telford and Wrekin",
    "SWL": "South West London",
    "Joined Up Care Derbyshire": "Derby and Derbyshire",
    "Integrated Care Northamptonshire": "Northamptonshire",
    "One Devon": "Devon",
}
_BODY_AFTER = re.compile(
    r"^(?:nhs )?(?:integrated (?:health|care)|icb|icp|ics|health (?:social )?care (?:partnership|system))\b"
)
_FOLLOWS = re.compile(
    r"^(?:nhs )?(?:integrated|icb|icp|ics|health|joint|five year|5 year|forward plan|shared delivery|strateg"
    r"|care strategy|partnership strategy|system (?:strategy|plan))"
)
_PRECEDES = re.compile(r"\b(?:nhs|for|in|across)$")
_PART_OF = re.compile(r"\b(?:north|east|south|west|mid|central|greater)$")  # West Sussex is not Sussex
_OTHER_BODY = re.compile(
    r"^(?:\w+ ){0,6}?(?:trust|hospitals?|council|university|police|healthwatch|hospice|college)\b"
)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A system's name in a passage."""

    name: tuple[str, ...]  # as `_name_words` gives it
    words: str
    where: str
    is_body: bool  # named as a board, partnership or system, and not only as a stretch of country


def _find_system(
    places: Sequence[_Place], registry: Sequence[System], period: tuple[int, int] | None
) -> tuple[System | None, str]:
    """The system that the weightiest place names, and how it is known."""
    systems: dict[tuple[str, ...], list[System]] = {}
    for system in registry:
        systems.setdefault(_name_words(system.ics_name), []).append(system)
    systems.pop((), None)
    for place in places:
        mentions = [mention for passage in place.passages for mention in _mentions(passage, systems)]
        if place.name == _PROSE:
            mentions = [mention for mention in mentions if mention.is_body]
        bodies = [mention for mention in mentions if mention.is_body]
        if len({mention.name for mention in bodies}) == 1:
            mentions = bodies
        by_name = {mention.name: mention for mention in reversed(mentions)}
        if len(by_name) > 1:
            named = " and ".join(f"“{other.words}” {other.where}" for other in reversed(by_name.values()))
            return None, f"It names more than one system: {named}."
        for name, mention in by_name.items():
            return _choose(systems[name], mention, period)
    return None, "Neither its cover nor its first pages name a system of the registry."


def _choose(
    systems: Sequence[System], mention: _Mention, period: tuple[int, int] | None
) -> tuple[System | None, str]:
    """Of the systems of one name, the one that the document is of."""
    live = [system for system in systems if period and system.is_live(date(period[0], 7, 1))]
    of_time = live or list(systems)
    if len({system.ods_code for system in of_time}) > 1:
        return None, f"The registry has several systems of the name “{mention.words}” ({mention.where})."
    return max(of_time, key=lambda system: system.valid_from), f"“{mention.words}” {mention.where}."


def _name_words(name: str) -> tuple[str, ...]:
    """The words of a name that are always written, in full and in small letters."""
    return tuple(word for word, _, _ in _words_of(name))


def _words_of(text: str) -> list[tuple[str, int, int]]:
    """The words of a text without those that come and go, with their start and end."""
    words = ((match[0].casefold(), match.start(), match.end()) for match in _WORD.finditer(text))
    return [(_COUNTIES.get(word, word), start, end) for word, start, end in words if word not in _LOOSE]


def _mentions(passage: _Passage, systems: dict[tuple[str, ...], list[System]]) -> list[_Mention]:
    """The systems that a passage names; of names that overlap, the longest."""
    found = [*_full_names(passage.text, systems), *_short_names(passage.text, systems)]
    found.sort(key=lambda hit: (hit[0] - hit[1], hit[0]))
    taken: list[tuple[int, int]] = []
    mentions: list[tuple[int, _Mention]] = []
    for start, end, name, is_known in found:
        if any(start < last and first < end for first, last in taken):
            continue
        taken.append((start, end))
        before, after = _plain(passage.text[:start]), _plain(passage.text[end:])
        is_body = bool(_BODY_AFTER.match(after)) or before.endswith("nhs")
        if _PART_OF.search(before) or (not _BODY_AFTER.match(after) and _OTHER_BODY.match(after)):
            continue
        is_alone = not before.strip() and not after.strip()
        has_context = is_body or is_alone or bool(_FOLLOWS.match(after)) or bool(_PRECEDES.search(before))
        # The name of one county or town says little: it also stands in the names of trusts and places.
        if not has_context and (not is_known or len(name) < 3) and not _joins_places(passage.text[start:end]):
            continue
        words = " ".join(passage.text[start:end].split())
        mentions.append((start, _Mention(name, words, passage.where, is_body)))
    return [mention for _, mention in sorted(mentions, key=lambda pair: pair[0])]


def _joins_places(words: str) -> bool:
    """Whether a name joins several places, as hardly any but a system's does."""
    return bool(re.search(r"\band\b|&|,", words, re.IGNORECASE))


def _plain(text: str) -> str:
    return " ".join(word for word, _, _ in _words_of(text))


def _full_names(
    text: str, systems: dict[tuple[str, ...], list[System]]
) -> Iterator[tuple[int, int, tuple[str, ...], bool]]:
    """Where the registry's names stand: start, end, name, and that the name is in full."""
    words = _words_of(text)
    plain = [word for word, _, _ in words]
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for name in systems:
        by_first.setdefault(name[0], []).append(name)
    for index, word in enumerate(plain):
        for name in by_first.get(word, ()):
            if tuple(plain[index : index + len(name)]) == name:
                yield words[index][1], words[index + len(name) - 1][2], name, True


def _short_names(
    text: str, systems: dict[tuple[str, ...], list[System]]
) -> Iterator[tuple[int, int, tuple[str, ...], bool]]:
    """Where short names and brands of the registry's systems stand, with their capitals."""
    for short, full in _SHORT_NAMES.items():
        name = _name_words(full)
        if name in systems:
            for match in re.finditer(rf"\b{short}\b", text):
                yield match.start(), match.end(), name, False
