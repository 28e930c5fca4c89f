"""What a layout says: a tree of headings, paragraphs, lists, tables and boxes, and its known reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cypaudit.model.document import Zone
from tests.layouts.prose import Prose


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the running text. Its zone is that of all that follows, down to its equal."""

    text: str
    level: int = 1
    zone: Zone = Zone.BODY


@dataclass(frozen=True, slots=True)
class Para:
    """Sentences in one paragraph, with a footnote where `note` is given."""

    sentences: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list with the line that introduces it."""

    lead: str
    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with column headings; each row is one sentence."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()  # shares of the width, equal where empty
    ruled: bool = True
    right: tuple[int, ...] = ()  # columns set to the right: figures


@dataclass(frozen=True, slots=True)
class Box:
    """A call-out, case study or side bar: read whole, anywhere near where it stands."""

    title: str
    parts: tuple[Para | Items, ...]
    zone: Zone = Zone.CALLOUT
    aside: bool = False  # stands beside the running text, so that its place in the order is free


@dataclass(frozen=True, slots=True)
class Contents:
    """A list of contents with page numbers."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page."""


Part = Heading | Para | Items | Table | Box | Contents | Cover | PageBreak


@dataclass(frozen=True, slots=True)
class Known:
    """A sentence as it has to be read."""

    text: str
    path: tuple[str, ...]  # headings above it
    zone: Zone
    stream: int  # 0: the running text; others: a box or a footnote, whose place among them is free
    header: tuple[str, ...] | None = None  # of a table row
    lead: str = ""  # of a list item: the line that introduces it


@dataclass(frozen=True, slots=True)
class Story:
    """A document's parts in reading order."""

    parts: tuple[Part, ...]

    def headings(self) -> list[str]:
        """All headings, those of boxes with them."""
        found = []
        for part in self.parts:
            if isinstance(part, Heading):
                found.append(part.text)
            elif isinstance(part, Box) and part.title:
                found.append(part.title)
            elif isinstance(part, Contents):
                found.append("Contents")
        return found

    def known(self) -> list[Known]:
        """Every sentence in its order."""
        return list(self._walk())

    def _walk(self) -> Iterator[Known]:
        path: list[Heading] = []
        stream = notes = 0
        for part in self.parts:
            titles = tuple(heading.text for heading in path)
            zone = next((h.zone for h in path if h.zone is not Zone.BODY), Zone.BODY)
            if isinstance(part, Heading):
                path = [heading for heading in path if heading.level < part.level] + [part]
            elif isinstance(part, Cover):
                for line in (part.title, *part.lines):
                    yield Known(line, (), Zone.COVER, 0)
            elif isinstance(part, Contents):
                path = []
                for title, page in part.entries:
                    yield Known(f"{title} {page}", ("Contents",), Zone.CONTENTS, 0)
            elif isinstance(part, Table):
                of_table = zone if zone in WHOLE else Zone.TABLE
                for row in part.rows:
                    yield Known(" ".join(row), titles, of_table, 0, part.header)
            elif isinstance(part, Box):
                stream += 1
                inside = zone if zone in WHOLE else part.zone
                above = (*titles, part.title) if part.title else titles
                for inner in part.parts:
                    yield from _sentences(inner, above, inside, stream if part.aside else 0)
            elif isinstance(part, Para | Items):
                yield from _sentences(part, titles, zone, 0)
                if isinstance(part, Para) and part.note:
                    stream += 1
                    notes += 1
                    of_note = zone if zone in WHOLE else Zone.FOOTNOTE
                    yield Known(f"{notes} {part.note}", (), of_note, stream)


# Zones that hold over the tables, boxes and notes within them.
WHOLE = frozenset({Zone.GLOSSARY, Zone.REFERENCES, Zone.CONTENTS, Zone.RECITAL, Zone.COVER})


def _sentences(part: Para | Items, path: tuple[str, ...], zone: Zone, stream: int) -> Iterator[Known]:
    if isinstance(part, Para):
        for sentence in part.sentences:
            yield Known(sentence, path, zone, stream)
        return
    if part.lead:
        yield Known(part.lead, path, zone, stream)
    for number, item in enumerate(part.items, start=1):
        yield Known(f"{number}. {item}" if part.ordered else item, path, zone, stream, lead=part.lead)


# --- Parts that the layouts share -----------------------------------------------------------------

_CHAPTERS = (
    "Starting well", "Growing up in Thornmere", "Closer to home", "Mental health for all ages",
    "Our people and our places", "Money and estates", "Care when it is urgent",
)  # fmt: skip
_SECTIONS = (
    "What we heard", "What we will do", "How we will know", "Where we are now", "Who is involved",
    "The first thousand days", "Schools and nurseries", "Young carers", "Access to dentistry",
    "Waiting times", "Working with councils", "Moving to adult services", "Learning from others",
    "Digital tools", "Prevention", "Frailty", "Our offer to staff", "Travel and parking",
    "Speech and language", "Help at an early stage", "Long-term conditions",
)  # fmt: skip


def cover(name: str) -> tuple[Part, ...]:
    """A cover and the break after it."""
    return (
        Cover(
            f"{name} Joint Forward Plan", ("A plan for health and care 2026 to 2031", "Published June 2026")
        ),
        PageBreak(),
    )


def foreword(prose: Prose) -> tuple[Part, ...]:
    """A foreword with its signature."""
    return (
        Heading("Foreword", 1, Zone.FOREWORD),
        Para(prose.paragraph(5)),
        Para(prose.paragraph(4)),
        Para(("Joan Ashdown, Chair of the Thornmere partnership",)),
    )


def chapter(
    prose: Prose, number: int, *, numbered: bool = True, sections: int = 3, seed: int = 0
) -> list[Part]:
    """A chapter with sections of paragraphs, a list and a subsection."""
    title = _CHAPTERS[(number + seed) % len(_CHAPTERS)]
    parts: list[Part] = [
        Heading(f"{number} {title}" if numbered else title, 1),
        Para(prose.paragraph(5)),
    ]
    for at in range(1, sections + 1):
        name = _SECTIONS[(number * sections + at + 5 * seed) % len(_SECTIONS)]
        parts.append(Heading(f"{number}.{at} {name}" if numbered else name, 2))
        parts += [Para(prose.paragraph(4)), Para(prose.paragraph(5))]
        if at % 2:
            parts.append(
                Items("Over the next five years we will fund:", tuple(prose.phrase() for _ in range(4)))
            )
            parts.append(Para(prose.paragraph(4)))
    return parts


ROLES = Table(
    ("Role", "Name", "Organisation"),
    (
        ("Executive lead for children and young people", "Amara Osei", "Thornmere Integrated Care Board"),
        ("Senior responsible officer for special educational needs", "Piotr Lindqvist", "Holt Borough Council"),
        ("SRO for safeguarding", "Ruth Vandermeer", "Kestrel Vale NHS Trust"),
        ("Designated clinical officer", "Delia Fairweather", "Thornmere Community NHS Trust"),
        ("Lead for young carers", "Yusuf Greenhalgh", "Voluntary sector assembly"),
    ),
    (4, 3, 4),
)  # fmt: skip


def milestones(prose: Prose, rows: int, *, ruled: bool = True) -> Table:
    """A table of actions of several lines a cell."""
    quarters = ("Q1 2026/27", "Q2 2026/27", "Q3 2026/27", "Q4 2026/27")
    owners = ("Place director", "Chief nurse", "Head of estates", "Director of children’s services")
    return Table(
        ("Milestone", "Owner", "Due"),
        tuple(
            (prose.sentence().rstrip("."), owners[(at * 3) % 4], quarters[at % 4] if at < 4 else f"Month {at} of year two")
            for at in range(rows)
        ),
        (5, 2, 2),
        ruled,
    )  # fmt: skip


FIGURES = Table(
    ("Measure", "2023/24", "2024/25", "2026/27 plan"),
    (
        ("Health visits by 14 days", "81.2%", "84.0%", "90.0%"),
        ("Children waiting over 18 weeks", "1,204", "1,118", "600"),
        ("Admissions for asthma per 100,000", "312", "288", "210"),
        ("Spend on prevention (£ million)", "14.6", "15.1", "19.9"),
        ("Staff trained in trauma-informed care", "96", "340", "1,500"),
        ("School nurses in post", "41", "39", "52"),
    ),
    (5, 2, 2, 2),
    True,
    (1, 2, 3),
)


def back_matter(prose: Prose, *, glossary_table: bool = True) -> list[Part]:
    """Recital, appendix, glossary and references."""
    words = (
        ("ICB", "Integrated care board: the body that plans and pays for most NHS services"),
        ("CAMHS", "Child and adolescent mental health services"),
        ("SEND", "Special educational needs and disabilities"),
        ("VCSE", "Voluntary, community and social enterprise organisations"),
        ("Place", "The area of one council, in which partners plan together"),
    )
    parts: list[Part] = [
        Heading("Our statutory duties", 1, Zone.RECITAL),
        Para(
            (
                "The law asks that the plan sets out any steps for the particular needs of children.",
                "It also asks that the plan sets out any steps for victims of abuse.",
            )
        ),
        Para(prose.paragraph(4)),
        Heading("Appendix A: How we engaged", 1, Zone.APPENDIX),
        Para(prose.paragraph(4)),
        Para(prose.paragraph(4)),
        Heading("Glossary", 1, Zone.GLOSSARY),
    ]
    if glossary_table:
        parts.append(Table(("Term", "Meaning"), words, (1, 4)))
    else:
        parts += [Para((f"{term} – {meaning}.",)) for term, meaning in words]
    parts += [
        Heading("References", 1, Zone.REFERENCES),
        Items(
            "",
            (
                "Thornmere Partnership, What residents told us, Holt, 2025.",
                "Fen End Observatory, A profile of need in Thornmere, second edition, 2024.",
                "Kestrel Vale Hospital, Quality account for the year to March 2025, Kestrel, 2025.",
            ),
            True,
        ),
    ]
    return parts


def contents_of(parts: Sequence[Part], *, level: int = 2) -> Contents:
    """A list of contents for these parts; its page numbers rise and are invented."""
    entries = []
    page = 3
    for part in parts:
        if isinstance(part, Heading) and part.level <= level:
            entries.append((part.text, str(page)))
            page += part.level == 1 or len(entries) % 3 == 0
    return Contents(tuple(entries))


def case_study(
    prose: Prose, *, title: str = "Case study: the Holt breakfast club", aside: bool = False
) -> Box:
    """A box with a case study."""
    paragraphs = (
        (Para(prose.paragraph(4)),) if aside else (Para(prose.paragraph(4)), Para(prose.paragraph(4)))
    )
    return Box(title, paragraphs, Zone.CASE_STUDY, aside)


def call_out(prose: Prose, title: str, *, aside: bool = False, items: bool = False) -> Box:
    """A call-out."""
    parts: tuple[Para | Items, ...] = (Para(prose.paragraph(4)),)
    if items:
        parts += (Items("Ask us for:", tuple(prose.phrase() for _ in range(3))),)
    return Box(title, parts, Zone.CALLOUT, aside)


def with_note(prose: Prose, note: str) -> Para:
    """A paragraph whose second sentence carries a footnote."""
    return Para(prose.paragraph(4), note)
