"""From blocks to sections and zones: which blocks are headings, what stands under which, and where.

Formats that know their headings say so (`RawBlock.kind` and `heading_level`); of the others only
looks can tell. What a heading is called gives its section a zone, which its subsections share.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cypaudit.model.document import BlockKind, Section, Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What structure needs to know of a block."""

    kind: BlockKind
    text: str
    page: int  # position in Document.pages
    file: int  # position in Document.files
    has_pages: bool = True  # False in formats without pages
    level: int | None = None  # of a heading, where the format tells
    size: float = 0.0  # points; 0 where not known
    bold: bool = False
    box: int = 0  # which box of its page; 0 where none
    zone: Zone | None = None
    header: tuple[str, ...] = ()  # of a table row: its column headings


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """The sections, and for each unit its kind, section and zone."""

    sections: tuple[Section, ...]
    kinds: tuple[BlockKind, ...]
    section_of: tuple[int, ...]
    zones: tuple[Zone, ...]


# --- Zones by the name of the heading -------------------------------------------------------------

_LABEL = re.compile(
    r"^(?:(?:appendix|annexe?|chapter|section|part)\b\s*[a-z0-9]{0,3}\b\s*[:.–-]?\s*|\d+(?:\.\d+)*\.?\s+|[a-z][.)]\s+)",
    re.IGNORECASE,
)
# Each list is matched against the heading without its number or appendix label. The whole heading has
# to be of that kind, or to open with it: "Sources" is a list of references, "Sources of demand" is not.
_GLOSSARY = re.compile(
    r"(?:(?:a|the|our|short|brief|little) )*glossary\b|(?:list of )?(?:abbreviations|acronyms)\b|"
    r"jargon\b|key terms\b|definitions$|"
    r"words and (?:abbreviations|phrases|terms|letters|initials|their meanings?)|"
    r"(?:the )?(?:words|terms)(?: that)?(?: we)?(?: have)? us(?:e|ed)\b|"
    r"what (?:(?:the|our|some|certain|these) )*(?:words|terms) mean|"
    r"(?:annexe?: )?(?:sources|references|duties|notes) and (?:terms|words|abbreviations)$|"
    r".*\b(?:explained|jargon buster)$|terminology$|"
    r"(?:some |useful )?(?:terms|words)(?: and (?:abbreviations|acronyms|definitions|meanings))?$|"
    r"(?:meanings? of|meanings of (?:the )?|guide to (?:the )?)(?:our )?(?:words|terms)\b|"
    r"(?:initials|short forms|shorthand)(?: (?:and|we use|used)\b.*)?$"
)
# A table of terms, whatever it stands under: what its first column and its last are headed.
_TERM_COLUMN = re.compile(
    r"(?:abbreviation|acronym|initials|term|word|phrase|short form|letters)s?(?: used)?$"
)
_MEANING_COLUMN = re.compile(
    r"(?:meanings?|definitions?|in full|stands? for|explanation|what (?:it|they) (?:means?|stands? for)|"
    r"full (?:name|term|form)|description)$"
)
# A paragraph that opens with the name of such a list: "Abbreviations. CAMHS: ...".
_TERMS_RUN_IN = re.compile(r"(?:glossary|abbreviations|acronyms)(?: used)?[.:–-]", re.IGNORECASE)
_REFERENCES = re.compile(
    r"(?:references|bibliography|end ?notes|footnotes|works cited|citations)\b|"
    r"(?:(?:data|our|evidence|main|list of) )?sources(?: and (?:references|notes))?$|"
    r"notes(?: and (?:references|sources))?$|"
    r"(?:list of )?(?:linked|related|supporting|associated|key|background|source) "
    r"(?:documents|papers|publications|strategies|plans|reading)(?: and .*)?$|"
    r"other (?:documents|papers|publications|reading)(?: and .*)?$|"
    r"(?:list of )?(?:the )?(?:documents|papers|publications|reports)(?: that)?(?: we)?(?: have| were)? "
    r"(?:consulted|referred to|referenced|cited|used|read|reviewed|drawn on|to read with .*)$|"
    r"further (?:reading|information and links)$|"
    r"(?:useful )?links$"
)
_CONTENTS = re.compile(
    r"(?:table of |list of )?contents(?: page)?$|where to find (?:things|what|it)|"
    r"what(?:’|')?s (?:inside|in this)\b|"
    r"what is in this|(?:list of )?(?:figures|tables)$|in this (?:document|plan|strategy|report)$|index$"
)
_FOREWORD = re.compile(
    r"foreword\b|preface\b|(?:a )?(?:welcome|message|introduction|word|letter) (?:from|by)\b|welcome$|"
    r"(?:chair|leader|chief executive)(?:’s|'s|s’)? (?:foreword|introduction|message|welcome)"
)
# The map of duties: national law recited paragraph by paragraph, with where the document meets it.
_RECITAL = re.compile(
    r".*\b(?:legal|statutory|legislative) (?:dut(?:y|ies)|requirements?|framework|context|obligations?|"
    r"functions?)\b|(?:our )?dut(?:y|ies) (?:of|on|under)\b.*\b(?:act|law|boards?)\b|"
    r".*\bmeets? (?:its|our|their|the) duties\b"
)
_CASE_STUDY = re.compile(
    r"case stud(?:y|ies)\b|.*\bcase study\b|in practice\b|spotlight\b|good practice example|"
    r".*\b\w+(?:’s|'s|s’) (?:story|journey|experience|list|day)\b|"
    r"(?:a )?(?:real )?(?:life )?stor(?:y|ies) (?:from|of)\b|"
    r"(?:a )?day in the life|example (?:from|of) practice|how it works in practice"
)
_APPENDIX = re.compile(r"(?:appendix|appendices|annexe?s?)\b", re.IGNORECASE)


def zone_of_heading(heading: str) -> Zone | None:
    """The zone that a heading opens, None where it opens none of its own."""
    name = _LABEL.sub("", heading).strip().casefold().rstrip(".:")
    for pattern, zone in (
        (_GLOSSARY, Zone.GLOSSARY),
        (_REFERENCES, Zone.REFERENCES),
        (_CONTENTS, Zone.CONTENTS),
        (_FOREWORD, Zone.FOREWORD),
        (_RECITAL, Zone.RECITAL),
        (_CASE_STUDY, Zone.CASE_STUDY),
    ):
        if pattern.match(name):
            return zone
    return Zone.APPENDIX if _APPENDIX.match(heading) else None


# --- Headings by their looks ----------------------------------------------------------------------

MAX_HEADING_CHARS = 160
MAX_HEADING_WORDS = 22
# Larger than body text by an eighth: designers step by at least a point on 8 to 11 points.
LARGER = 1.12
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,4})[.)]?\s+(?=\S)")
_DOTTED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){1,4})[.)]?\s+(?=\S)")
_RATIO = re.compile(r"\d+\s+(?:in|of|out of|per|to)\s+(?:every\s+)?(?:\d|the\b)")
_NUMBER = r"(?:\d{1,2}|[a-z]|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_TOP_LABEL = re.compile(
    r"^(?:appendix|annexe?|chapter|part|section|mission|ambition|programme|priority|goal|aim|theme|pillar)\s+"
    rf"{_NUMBER}\b",
    re.IGNORECASE,
)
# A label that is all of its line, set above the title that it belongs to: "MISSION ONE", "APPENDIX C".
_BARE_LABEL = re.compile(
    rf"(?:appendi(?:x|ces)|annex(?:es)?|(?:chapter|part|section|mission|ambition|programme|goal|aim|theme|pillar)s?|"
    rf"priorit(?:y|ies))\s+{_NUMBER}(?:(?:,|,? and| to| &)\s+{_NUMBER})*[.:]?",
    re.IGNORECASE,
)
# A band that names a zone ("FOREWORD") is told from a title by its capitals, or by its smaller type.
MAX_BAND_WORDS = 4
_PERSON = re.compile(
    r"^(?:dr|mr|mrs|ms|miss|prof|professor|cllr|councillor|sir|dame|lord|lady|baroness|rev|revd)\b",
    re.IGNORECASE,
)
# A pulled quotation with the name of who said it.
_QUOTED = re.compile(r"[‘“'\"].*[.!?…,][’”'\"]\s")
_LETTER = re.compile(r"[^\W\d_]")
_CONTENTS_ENTRY = re.compile(r"(?:[.…·_ ]{3,}|\s)\(?(?:\d{1,3}|[ivx]{1,5})\)?$")


def body_size(units: Sequence[Unit]) -> float:
    """The font size in which most of the running text is set, 0 where no sizes are known."""
    sizes: Counter[float] = Counter()
    for unit in units:
        if unit.size and unit.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            sizes[round(unit.size * 2) / 2] += len(unit.text)
    return max(sizes, key=lambda size: (sizes[size], -size)) if sizes else 0.0


def looks_like_heading(unit: Unit, body: float, following: Unit | None) -> bool:
    """Whether a block that no format calls a heading reads as one."""
    text = unit.text
    if unit.kind is not BlockKind.PARAGRAPH or not unit.size or not 2 < len(text) <= MAX_HEADING_CHARS:
        return False
    letters = len(_LETTER.findall(text))
    if letters < 3 or letters * 2 < len(text.replace(" ", "")) or len(text.split()) > MAX_HEADING_WORDS:
        return False
    if text[-1] in '.;,:…”’"' and not (text[-1] in "’”" and text[0] not in "‘“\"'"):
        return False
    first = text[0]
    if not (first.isupper() or first.isdigit() or first in "‘“'\""):
        return False
    if first in "‘“'\"" and (text[-1] in "’”'\"" or _QUOTED.match(text)):
        return False
    if unit.size >= body * LARGER:
        # A large figure with its unit ("1 in 5 adults", "29,400 staff") is an infographic's, not a heading.
        return not first.isdigit() or bool(_NUMBERED.match(text) and not _RATIO.match(text))
    if not unit.bold or unit.size < body * 0.93 or _PERSON.match(text):
        return False
    if following is None or following.box != unit.box:
        return False
    if not following.bold or following.kind is not BlockKind.PARAGRAPH:
        return True
    # Headings stand one under the other where the next is set smaller, or both are numbered.
    is_stacked = bool(_DOTTED.match(text) and _DOTTED.match(following.text))
    return is_stacked or following.size < 0.95 * unit.size


def find_heading_levels(units: Sequence[Unit], on_cover: Sequence[bool]) -> list[int | None]:
    """For each unit its level as a heading, None where it is none. Box titles come later."""
    body = body_size(units)
    entries = _find_contents_entries(units)
    levels: list[int | None] = [None] * len(units)
    by_looks: list[int] = []
    for index, unit in enumerate(units):
        if on_cover[index]:
            continue
        if unit.kind is BlockKind.HEADING:
            levels[index] = unit.level or 1
        elif body and not entries[index] and unit.box == 0:
            following = units[index + 1] if index + 1 < len(units) else None
            if looks_like_heading(unit, body, following) and not _is_speaker(units, index, body):
                by_looks.append(index)
    for index, level in zip(by_looks, _levels_by_style([units[i] for i in by_looks]), strict=True):
        levels[index] = level
    return levels


_PULLED = re.compile(r"^[‘“'\"].*[’”'\"]$", re.DOTALL)


def _is_speaker(units: Sequence[Unit], index: int, body: float) -> bool:
    """Whether a line under a pulled quotation says who spoke."""
    unit, before = units[index], units[index - 1] if index else None
    return (
        before is not None
        and before.page == unit.page
        and bool(_PULLED.match(before.text))
        and unit.size < 1.3 * body
        and not _NUMBERED.match(unit.text)
    )


def find_bands(
    units: Sequence[Unit], levels: Sequence[int | None], on_cover: Sequence[bool]
) -> dict[int, Zone | None]:
    """The units that are a band above the title that follows them, with the zone that each lends it."""
    bands: dict[int, Zone | None] = {}
    for index, (unit, title) in enumerate(itertools.pairwise(units)):
        if on_cover[index] or levels[index + 1] is None or unit.box or title.box:
            continue
        if (unit.page, unit.file) != (title.page, title.file) or not unit.size or index - 1 in bands:
            continue
        is_label = bool(_BARE_LABEL.fullmatch(unit.text)) and not _BARE_LABEL.match(title.text)
        may_name_zone = (
            unit.text.isupper() and unit.size < title.size and len(unit.text.split()) <= MAX_BAND_WORDS
        )
        if not is_label and not may_name_zone:
            continue
        zone = zone_of_heading(unit.text)
        if is_label or zone is not None:
            bands[index] = zone
    return bands


def _levels_by_style(headings: Sequence[Unit]) -> list[int]:
    """Levels from 1: larger type ranks higher, and numbers ("4.3") say what they are."""
    depths: dict[float, list[int]] = defaultdict(list)
    numbered_tops: set[float] = set()
    for unit in headings:
        style = _style(unit)
        number = _NUMBERED.match(unit.text)
        if number:
            depths[style].append(number[1].count(".") + 1)
            if "." not in number[1]:
                numbered_tops.add(style)
        elif _TOP_LABEL.match(unit.text):
            depths[style].append(1)
        else:
            depths[style].append(0)
    level_of: dict[float, int] = {}
    level, previous, has_numbered_top = 0, 0.0, False
    for style in sorted(depths, reverse=True):
        if previous and style > previous * 0.94:
            level_of[style] = level  # within 6%: one style, measured unevenly
            continue
        known = Counter(depth for depth in depths[style] if depth)
        named = max(known, key=lambda depth: (known[depth], -depth)) if known else 0
        if named == 1 and has_numbered_top:
            named = 0  # "Priority 1", or the steps of a list, below chapters that are numbered themselves
        has_numbered_top |= style in numbered_tops
        level = max(level, named) if named and level else level + 1
        if named and level == 1:
            level = named
        level_of[style] = level
        previous = style
    repeated = _find_repeated(headings)
    result = []
    for index, unit in enumerate(headings):
        number = _NUMBERED.match(unit.text)
        depth = number[1].count(".") + 1 if number and "." in number[1] else 0
        result.append(depth or level_of[_style(unit)] + (index in repeated))
    return result


# So many times a heading's words must return before it is taken for a part of each chapter.
REPEATED_HEADING = 3


def _find_repeated(headings: Sequence[Unit]) -> set[int]:
    """Headings whose words return ("Example actions") under others of the same looks that do not.

    They stand a level below those. The title of a chapter that is set again on its further pages does not:
    no other title stands between.
    """
    texts = [(_style(unit), unit.text.casefold().strip()) for unit in headings]
    counts = Counter(texts)
    places: dict[tuple[float, str], list[int]] = defaultdict(list)
    for index, key in enumerate(texts):
        if counts[key] >= REPEATED_HEADING and not _NUMBERED.match(key[1]):
            places[key].append(index)
    found: set[int] = set()
    for (style, _), where in places.items():
        parted = sum(
            any(texts[at][0] == style and counts[texts[at]] == 1 for at in range(a + 1, b))
            for a, b in itertools.pairwise(where)
        )
        if parted >= 0.7 * (len(where) - 1) and where[0] > 0:
            found.update(where)
    return found


def _style(unit: Unit) -> float:
    """A heading's rank by looks: its size, and a little more where it is bold."""
    return round(unit.size * 2) / 2 + (0.25 if unit.bold else 0.0)


def _find_contents_entries(units: Sequence[Unit]) -> list[bool]:
    """Which units are entries of a list of contents: four or more in a row that end in a page number."""
    marks = [
        unit.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING)
        and len(unit.text) < MAX_HEADING_CHARS
        and bool(_CONTENTS_ENTRY.search(unit.text))
        for unit in units
    ]
    runs = [False] * len(units)
    start = 0
    for index in range(len(units) + 1):
        if index < len(units) and marks[index] and (index == start or units[index].page == units[start].page):
            continue
        if index - start >= 4 and _numbers_rise([units[i].text for i in range(start, index)]):
            runs[start:index] = [True] * (index - start)
        start = index if index < len(units) and marks[index] else index + 1
    return runs


def _numbers_rise(texts: Sequence[str]) -> bool:
    """Whether the page numbers at the ends never fall, as they do in contents and not in figures."""
    numbers = [int(match[0]) for text in texts if (match := re.search(r"\d{1,3}(?=\)?$)", text))]
    return all(a <= b for a, b in itertools.pairwise(numbers))


# --- The cover ------------------------------------------------------------------------------------

# A cover has a title, names and dates; a page with more words than this has begun to speak.
COVER_WORDS = 120
_COVER_PAGES = 2


def find_cover(units: Sequence[Unit]) -> list[bool]:
    """Which units stand on the cover of the first file: its first pages with few words."""
    on_cover = [False] * len(units)
    first = [unit for unit in units if unit.file == 0]
    if not first:
        return on_cover
    if not first[0].has_pages:
        return _find_cover_without_pages(units)
    last_page = max(unit.page for unit in first)
    for page in range(min(_COVER_PAGES, last_page)):
        here = [index for index, unit in enumerate(units) if unit.page == page]
        words = sum(len(units[index].text.split()) for index in here)
        opens = any(
            zone_of_heading(units[index].text) for index in here if len(units[index].text) < MAX_HEADING_CHARS
        )
        if words > (COVER_WORDS if page == 0 else COVER_WORDS // 3) or opens:
            break
        for index in here:
            on_cover[index] = True
    return on_cover


def _find_cover_without_pages(units: Sequence[Unit]) -> list[bool]:
    """Of a format without pages: what stands before the first heading, if it is short."""
    on_cover = [False] * len(units)
    heading = next((i for i, unit in enumerate(units) if unit.kind is BlockKind.HEADING), 0)
    if heading > 0 and sum(len(unit.text.split()) for unit in units[:heading]) <= COVER_WORDS:
        on_cover[:heading] = [True] * heading
    return on_cover


# --- Sections -------------------------------------------------------------------------------------

_OVER_ALL = frozenset({Zone.GLOSSARY, Zone.REFERENCES, Zone.CONTENTS, Zone.RECITAL, Zone.COVER})
_OVER_BOXES = _OVER_ALL | {Zone.FOREWORD, Zone.CASE_STUDY, Zone.APPENDIX}


def find_structure(units: Sequence[Unit]) -> Structure:
    """Sections, kinds and zones of a document's blocks, given in reading order."""
    on_cover = find_cover(units)
    levels = find_heading_levels(units, on_cover)
    bands = find_bands(units, levels, on_cover)
    entries = _find_contents_entries(units)
    body = body_size(units)
    sections = [Section(heading="", level=0, parent=None, zone=Zone.BODY)]
    kinds: list[BlockKind] = []
    section_of: list[int] = []
    zones: list[Zone] = []
    current = 0
    before_box = 0
    box: tuple[int, int] | None = None
    pages_of = [0]  # on which page each section begins
    box_style = 0.0  # the looks of the title that the box has so far
    for index, unit in enumerate(units):
        here = (unit.page, unit.box) if unit.box else None
        is_first_in_box = here is not None and here != box
        if here != box:
            current = before_box if box is not None else current
            before_box = current
            box = here
            box_style = 0.0
        level = levels[index]
        if level is None and here is not None and not on_cover[index]:
            following = units[index + 1] if index + 1 < len(units) else None
            if is_box_title(unit, following, body=body, is_first=is_first_in_box):
                is_below = box_style > 0 and _style(unit) < box_style - 0.2
                level = sections[before_box].level + (2 if is_below else 1)
                box_style = box_style if is_below else _style(unit)
        if index in bands:
            title = units[index + 1]
            level = min(known for known in (level, levels[index + 1]) if known is not None)
            heading = f"{unit.text.rstrip('.: ')}: {title.text}"
            current = _open_section(
                sections, heading, level, current, zone=zone_of_heading(title.text) or bands[index]
            )
            kinds.append(BlockKind.HEADING)
        elif index - 1 in bands:
            kinds.append(BlockKind.HEADING)
        elif level is not None:
            opens_box = here is not None and unit.kind is not BlockKind.HEADING
            parent = before_box if opens_box and level <= sections[before_box].level + 1 else current
            if unit.has_pages and not opens_box:
                parent = _leave_case_study(sections, parent, pages_of, unit.page)
            current = _open_section(sections, unit.text, level, parent, zone=zone_of_heading(unit.text))
            kinds.append(BlockKind.HEADING)
        else:
            kinds.append(BlockKind.PARAGRAPH if unit.kind is BlockKind.HEADING else unit.kind)
        pages_of.extend([unit.page] * (len(sections) - len(pages_of)))
        section_of.append(0 if on_cover[index] else current)
        zone = Zone.COVER if on_cover[index] else sections[current].zone
        zones.append(_zone_of_unit(unit, kinds[-1], zone, is_entry=entries[index]))
    return Structure(
        sections=tuple(sections), kinds=tuple(kinds), section_of=tuple(section_of), zones=tuple(zones)
    )


def _leave_case_study(sections: Sequence[Section], parent: int, pages_of: Sequence[int], page: int) -> int:
    """What a heading stands under if a case study on an earlier page is over: case studies are short, and
    what follows them on the next page, in smaller type than their title, is no part of them."""
    current: int | None = parent
    while current:
        above = sections[current].parent or 0
        is_case = sections[current].zone is Zone.CASE_STUDY and sections[above].zone is not Zone.CASE_STUDY
        if is_case and pages_of[current] < page:
            return above
        current = sections[current].parent
    return parent


def is_box_title(unit: Unit, following: Unit | None, *, body: float, is_first: bool) -> bool:
    """Whether a line in a box is its title: short, bold or larger, with text under it in the box."""
    if following is None or (following.page, following.box) != (unit.page, unit.box):
        return False
    if unit.size and looks_like_heading(unit, body, following):
        return True
    text = unit.text
    return (
        is_first
        and unit.bold
        and not following.bold
        and unit.kind is BlockKind.PARAGRAPH
        and len(text.split()) <= 14
        and bool(_LETTER.search(text))
        and text[-1] not in ".;,"
        and (text[0].isupper() or text[0].isdigit() or text[0] in "‘“")
    )


def _open_section(
    sections: list[Section], heading: str, level: int, current: int, *, zone: Zone | None
) -> int:
    """Add a section under the nearest one above its level; gives its position."""
    parent: int = current
    number = _DOTTED.match(heading)
    while parent and (
        sections[parent].level >= level or (number and not _can_hold(sections[parent].heading, number[1]))
    ):
        parent = sections[parent].parent or 0
    inherited = sections[parent].zone
    if zone is None or (zone is Zone.APPENDIX and inherited in _OVER_ALL):
        zone = inherited
    sections.append(Section(heading=heading, level=level, parent=parent, zone=zone))
    return len(sections) - 1


def _can_hold(heading: str, number: str) -> bool:
    """Whether a section so numbered may be part of one so headed: 6.2.1 is no part of 6.1."""
    own = _DOTTED.match(heading)
    return own is None or number.startswith(f"{own[1]}.")


def _lists_terms(unit: Unit) -> bool:
    """Whether a block explains words and says nothing of what is done."""
    if len(unit.header) > 1:
        first, last = (cell.strip().casefold().rstrip(":") for cell in (unit.header[0], unit.header[-1]))
        return bool(_TERM_COLUMN.match(first) and _MEANING_COLUMN.match(last))
    return _TERMS_RUN_IN.match(unit.text) is not None


def _zone_of_unit(unit: Unit, kind: BlockKind, zone: Zone, *, is_entry: bool) -> Zone:
    """A block's own zone, within the zone of its section."""
    if zone in _OVER_ALL:
        return zone
    if is_entry:
        return Zone.CONTENTS
    if _lists_terms(unit):
        return Zone.GLOSSARY
    if unit.zone is not None:
        return unit.zone
    if kind is BlockKind.FOOTNOTE:
        return Zone.FOOTNOTE
    if kind is BlockKind.CAPTION:
        return Zone.CAPTION
    if zone in _OVER_BOXES:
        return zone
    if kind in (BlockKind.TABLE_ROW, BlockKind.TABLE_HEADER):
        return Zone.TABLE
    return Zone.CALLOUT if unit.box else zone
