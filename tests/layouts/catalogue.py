"""The layouts: what each is made with, what it says and what it asks of the reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.layouts import browser, by_hand, canvas, typesetter, writer
from tests.layouts.compose import Design
from tests.layouts.prose import Prose
from tests.layouts.story import (
    FIGURES,
    ROLES,
    Box,
    Heading,
    Items,
    PageBreak,
    Para,
    Part,
    Story,
    Table,
    back_matter,
    call_out,
    case_study,
    chapter,
    contents_of,
    cover,
    foreword,
    milestones,
    with_note,
)

BROWSER, WRITER, TYPST, REPORTLAB, BY_HAND = "Chromium", "LibreOffice", "Typst", "ReportLab", "by hand"


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout of the set."""

    name: str
    tool: str
    asks: str
    story: Story
    render: Callable[[Story], bytes]


def _report(seed: int, *, glossary_table: bool = True, notes: bool = False) -> Story:
    """A whole plan, from its cover to its references."""
    prose = Prose(seed)
    main: list[Part] = [*foreword(prose)]
    for number in (1, 2, 3):
        main += chapter(prose, number, seed=seed)
        if number == 1:
            main += [Heading("1.4 Who leads", 2), Para(prose.paragraph(4)), ROLES, Para(prose.paragraph(4))]
        if number == 2:
            main += [Heading("Our youngest residents", 3), Para(prose.paragraph(4)), case_study(prose)]
            if notes:
                main += [
                    with_note(prose, "Figures of the Fen End observatory for the year to March 2025."),
                    with_note(prose, "The offer was first made in Holt; see the account of 2024."),
                    Para(prose.paragraph(4)),
                ]
        if number == 3:
            main += [Heading("3.4 How we measure progress", 2), Para(prose.paragraph(4)), FIGURES]
            main += [call_out(prose, "What this means for you", items=True), Para(prose.paragraph(4))]
    main += back_matter(prose, glossary_table=glossary_table)
    return Story((*cover("Thornmere"), contents_of(main), *main))


def _running(
    seed: int, *, chapters: int = 3, numbered: bool = True, boxes: bool = False, tables: bool = False
) -> Story:
    """Chapters of running text."""
    prose = Prose(seed)
    parts: list[Part] = []
    for number in range(1, chapters + 1):
        made = chapter(prose, number, numbered=numbered, seed=seed)
        if boxes:
            made.insert(6, call_out(prose, f"In brief: promise {number}", items=number == 1))
            made.insert(11, case_study(prose, title=f"Case study: the garden at Holt {number}"))
        if tables and number == 1:
            made += [ROLES, Para(prose.paragraph(4))]
        parts += made
    return Story(tuple(parts))


def _asides(seed: int, *, chapters: int = 3) -> Story:
    """Chapters with boxes that stand beside the running text."""
    prose = Prose(seed)
    parts: list[Part] = []
    for number in range(1, chapters + 1):
        made = chapter(prose, number, seed=seed)
        made.insert(1, call_out(prose, f"At a glance {number}", aside=True))
        made.insert(6, case_study(prose, title=f"Case study: a morning in Holt {number}", aside=True))
        parts += made
    return Story(tuple(parts))


def _coloured(seed: int) -> Story:
    """Chapters whose sections are told by colour, with a table of two columns."""
    prose = Prose(seed)
    measures = (
        (
            "Absolute need",
            "Tells of change over time from a fixed point, and of how people fare against prices in the end",
        ),
        (
            "Relative need",
            "Tells of change against others at the same time, and of how many people fall behind them",
        ),
    )
    parts: list[Part] = []
    for number in (1, 2, 3):
        parts += chapter(prose, number, numbered=False, seed=seed)
        if number == 2:
            parts += [Heading("How need is measured", 2), Para(prose.paragraph(4))]
            parts += [Table(("Measure", "What it tells"), measures, (1, 2)), Para(prose.paragraph(4)), ROLES]
            parts += [Para(prose.paragraph(4))]
    return Story(tuple(parts))


def _tables(seed: int) -> Story:
    """Tables of every kind among paragraphs."""
    prose = Prose(seed)
    return Story(
        (
            Heading("1 Who leads", 1),
            Para(prose.paragraph(5)),
            ROLES,
            Para(prose.paragraph(4)),
            Heading("1.1 Milestones", 2),
            Para(prose.paragraph(4)),
            milestones(prose, 14),
            Para(prose.paragraph(4)),
            Heading("1.2 How we measure progress", 2),
            Para(prose.paragraph(4)),
            FIGURES,
            Para(prose.paragraph(4)),
            Heading("2 Delivery without rules", 1),
            Para(prose.paragraph(4)),
            milestones(prose, 6, ruled=False),
            Para(prose.paragraph(4)),
            Heading("2.1 Figures without rules", 2),
            Para(prose.paragraph(4)),
            type(FIGURES)(FIGURES.header, FIGURES.rows, FIGURES.widths, False, FIGURES.right),
            Para(prose.paragraph(5)),
        )
    )


def _cards(seed: int) -> Story:
    """Pages of boxes side by side, each with its title."""
    prose = Prose(seed)
    parts: list[Part] = []
    names = (
        "Start well",
        "Live well",
        "Age well",
        "Feel safe",
        "Find help",
        "Stay in work",
        "Move more",
        "Breathe clean air",
    )
    for number in (1, 2):
        parts += [Heading(f"{number} Our priorities at a glance", 1), Para(prose.paragraph(4))]
        for name in names[4 * number - 4 : 4 * number]:
            parts.append(
                Box(name, (Para(prose.paragraph(4)), Items("We will:", (prose.phrase(), prose.phrase()))))
            )
        parts.append(Para(prose.paragraph(5)))
    return Story(tuple(parts))


_HEADER = "Giving every child in Thornmere the best start"

_PAGE_HEADER = (
    "@page { @top-left { content: '" + _HEADER + "'; font: 8.5pt 'Liberation Sans' } "
    "@bottom-right { content: counter(page); font: 9pt 'Liberation Sans' } }"
)
_COLUMNS = (
    "body { column-count: %d; column-gap: 9mm } h1, .contents, .cover { column-span: all } "
    "h1 { break-before: page } h1:first-child { break-before: auto } .break { display: none }"
)
_ASIDE = ".aside { float: right; width: 56mm; margin: 2mm 0 4mm 7mm; font-size: 9pt } h1 { break-before: page; clear: both } h2 { clear: none }"
_CARDS = (
    "body { display: grid; grid-template-columns: 1fr 1fr; gap: 6mm } h1, p { grid-column: 1 / 3 } .box p { grid-column: auto } "
    ".box { margin: 0 } .box:nth-of-type(odd) { background: #d9e6f5 }"
)
_SPACED = (
    "h1 { letter-spacing: 0.28em; text-transform: none; font-size: 17pt } h2 { letter-spacing: 0.08em } "
    "p { text-align: justify; word-spacing: -0.04em } h1 { break-before: page } h1:first-child { break-before: auto }"
)
# Headings of the type size of the text, told by their colour; tables with three rules, as journals set them.
_COLOURED = (
    "h2 { font-size: 10.5pt; font-weight: normal; color: #1d6fb8; margin: 9pt 0 1pt } .ruled th, .ruled td { border: 0 } "
    ".ruled { border-top: 0.8pt solid #000; border-bottom: 0.8pt solid #000 } .ruled th { background: none; "
    "font-weight: normal; border-bottom: 0.5pt solid #000 }"
)
_TYPST_CHAPTERS = """
#set page(header: context {
  let before = query(heading.where(level: 1)).filter(h => h.location().page() <= here().page())
  if before.len() > 0 { text(size: 8.5pt)[#before.last().body] }
})
#show heading.where(level: 1): it => { pagebreak(weak: true); it }
"""
_TYPST_LABELS = '#set page(numbering: "i")\n'
_LANDSCAPE = 'paper: "a4", flipped: true, margin: 18mm'


def _typst_report(story: Story) -> bytes:
    # The front matter is numbered i, ii, …; the first chapter begins at 1.
    return typesetter.render(story, head=_TYPST_CHAPTERS + _TYPST_LABELS, restart="1 ")


_BREAKS = {part.replace("-", ""): part for part in browser.BREAKS}
_TWO = Design(columns=2, header="Thornmere Joint Forward Plan", margin=48)
_THREE = Design(columns=3, width=842, height=595, size=9, margin=44, header=_HEADER)


def layouts() -> list[Layout]:
    """All layouts, in the order of the table in the docs."""
    return [
        Layout("browser-report", BROWSER, "a whole plan in one column, an outline", _report(1), lambda s: browser.render(s, css=_PAGE_HEADER, outline=True)),
        Layout("browser-two-columns", BROWSER, "two columns, soft hyphens", _running(2), lambda s: browser.render(s, css=_COLUMNS % 2, hyphenate=True)),
        Layout("browser-three-columns", BROWSER, "three columns, landscape", _running(3), lambda s: browser.render(s, css=_PAGE_HEADER + _COLUMNS % 3, shape="A4 landscape")),
        Layout("browser-boxes", BROWSER, "call-outs and case studies in two columns", _running(4, boxes=True), lambda s: browser.render(s, css=_COLUMNS % 2)),
        Layout("browser-side-bars", BROWSER, "boxes that text flows around", _asides(5), lambda s: browser.render(s, css=_ASIDE)),
        Layout("browser-tables", BROWSER, "tables with and without rules, over pages", _tables(6), lambda s: browser.render(s)),
        Layout("browser-cards", BROWSER, "boxes side by side", _cards(7), lambda s: browser.render(s, css=_CARDS)),
        Layout("browser-spaced", BROWSER, "letters spaced apart in headings, tight justified lines", _running(8, numbered=False), lambda s: browser.render(s, css=_PAGE_HEADER + _SPACED)),
        Layout("browser-coloured", BROWSER, "headings told by colour alone, tables with three rules", _coloured(34), lambda s: browser.render(s, css=_PAGE_HEADER + _COLOURED)),
        Layout("writer-report", WRITER, "a whole plan: footnotes, outline, header by chapter, numbers that begin at 5", _report(9, notes=True), lambda s: writer.render(s, header=_HEADER, header_by_chapter=True, first_number=5, outline=True)),
        Layout("writer-two-columns", WRITER, "two columns with boxes", _running(10, boxes=True), lambda s: writer.render(s, columns=2, header=_HEADER)),
        Layout("writer-three-columns", WRITER, "three columns, landscape", _running(11), lambda s: writer.render(s, columns=3, landscape=True, header=_HEADER)),
        Layout("writer-side-bars", WRITER, "frames that text flows around, at the left", _asides(12), lambda s: writer.render(s, asides_left=True, header=_HEADER)),
        Layout("writer-tables", WRITER, "tables with and without rules, rows over pages", _tables(13), lambda s: writer.render(s, header=_HEADER)),
        Layout("typst-report", TYPST, "a whole plan: hyphens, footnotes, header by chapter, labels i, ii, 1, 2", _report(14, notes=True, glossary_table=False), _typst_report),
        Layout("typst-two-columns", TYPST, "two justified and hyphenated columns with boxes", _running(15, boxes=True), lambda s: typesetter.render(s, columns=2)),
        Layout("typst-three-columns", TYPST, "three hyphenated columns, landscape", _running(16), lambda s: typesetter.render(s, columns=3, page=_LANDSCAPE)),
        Layout("typst-tables", TYPST, "tables with and without rules, over pages", _tables(17), lambda s: typesetter.render(s)),
        Layout("flow-report", REPORTLAB, "a whole plan, ReportLab’s own flow", _report(18), lambda s: canvas.flow(s, header=_HEADER)),
        Layout("flow-two-columns", REPORTLAB, "two columns with boxes and a table", _running(19, boxes=True, tables=True), lambda s: canvas.flow(s, columns=2, header=_HEADER)),
        Layout("drawn-by-column", REPORTLAB, "two columns drawn one after the other", _running(20), lambda s: canvas.render(s, _TWO)),
        Layout("drawn-by-row", REPORTLAB, "two columns drawn row by row", _running(21, boxes=True), lambda s: canvas.render(s, _TWO, order=canvas.by_row)),
        Layout("drawn-shuffled", REPORTLAB, "three columns, landscape, lines in no order", _running(22), lambda s: canvas.render(s, _THREE, order=canvas.shuffled)),
        Layout("drawn-by-word", REPORTLAB, "two columns, every word on its own in no order", _running(23), lambda s: canvas.render(s, _TWO, order=canvas.by_word)),
        Layout("drawn-three-by-row", REPORTLAB, "three columns, landscape, row by row", _running(24), lambda s: canvas.render(s, _THREE, order=canvas.by_row)),
        Layout("drawn-hyphens", REPORTLAB, "words parted over lines, columns and pages", _running(25), lambda s: canvas.render(s, Design(columns=3, margin=40, gutter=14, size=9.5, hyphenate=True, breaks=_BREAKS, title_spans=False))),
        Layout("drawn-side-bar", REPORTLAB, "a side bar beside two columns, row by row", _asides(26), lambda s: canvas.render(s, Design(columns=2, width=842, height=595, size=9, margin=40, aside_width=170, header=_HEADER), order=canvas.by_row)),
        Layout("drawn-headers", REPORTLAB, "header by chapter, outer page numbers from 3, labels, an outline", _running(27, numbered=False), lambda s: canvas.render(s, Design(header_by_chapter=True, numbers="outer", first_number=3), outline=True, labels=2)),
        Layout("drawn-rotated", REPORTLAB, "pages turned by 90 degrees, row by row", _running(28), lambda s: canvas.render(s, _THREE, order=canvas.by_row, rotate=90)),
        Layout("drawn-upside-down", REPORTLAB, "pages turned by 180 degrees", _running(29, tables=True), lambda s: canvas.render(s, Design(header=_HEADER), rotate=180)),
        Layout("drawn-forms", REPORTLAB, "columns in Form XObjects, the last one first", _running(30), lambda s: canvas.render(s, _TWO, forms=True)),
        Layout("drawn-spaced", REPORTLAB, "letters of headings drawn apart, tables drawn by row", _drawn_tables(31), lambda s: canvas.render(s, Design(letter_space=True, header=_HEADER), order=canvas.by_row)),
        Layout("hand-type3", BY_HAND, "a Type 3 font, two columns", _running(32), lambda s: by_hand.render_type3(s, _TWO)),
        Layout("hand-composite", BY_HAND, "a composite font without a space, ligatures", _running(33, boxes=True), lambda s: by_hand.render_composite(s, _TWO)),
    ]  # fmt: skip


def _drawn_tables(seed: int) -> Story:
    prose = Prose(seed)
    return Story(
        (
            Heading("LEADING TOGETHER", 1),
            Para(prose.paragraph(5)),
            Heading("Who leads", 2),
            Para(prose.paragraph(4)),
            ROLES,
            Para(prose.paragraph(5)),
            Heading("Milestones", 2),
            Para(prose.paragraph(4)),
            milestones(prose, 8),
            PageBreak(),
            Heading("COUNTING WHAT MATTERS", 1),
            Para(prose.paragraph(5)),
            FIGURES,
            Para(prose.paragraph(4)),
            Para(prose.paragraph(5)),
        )
    )
