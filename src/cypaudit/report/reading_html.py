"""What was read of a document as one HTML file: each page's picture beside its blocks in reading order.

The file needs nothing beside it: the pictures are inside, there is no script, and nothing is fetched.
Colours stand for zones; every zone is also named in words.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib import resources

from cypaudit.model.document import Block, BlockKind, Box, Document, Line, Page, Span, Zone
from cypaudit.model.picture import PagePicture
from cypaudit.report.reading import name_page, text_of_block

# Dark enough that white figures on them have a contrast of at least 4.5 to 1.
ZONE_COLOURS = {
    Zone.COVER: "#5b5b5b",
    Zone.FOREWORD: "#7a4b00",
    Zone.CONTENTS: "#6b6b00",
    Zone.BODY: "#0b5394",
    Zone.CASE_STUDY: "#8a1f6a",
    Zone.TABLE: "#116149",
    Zone.CALLOUT: "#b03a00",
    Zone.CAPTION: "#4a5a6a",
    Zone.FOOTNOTE: "#6d4c41",
    Zone.APPENDIX: "#5e35b1",
    Zone.GLOSSARY: "#00696b",
    Zone.REFERENCES: "#37474f",
    Zone.RECITAL: "#a31515",
}
_KIND_NAMES = {
    BlockKind.HEADING: "Heading",
    BlockKind.PARAGRAPH: "Paragraph",
    BlockKind.LIST_ITEM: "List item",
    BlockKind.TABLE_ROW: "Table row",
    BlockKind.TABLE_HEADER: "Column headings",
    BlockKind.CAPTION: "Caption",
    BlockKind.FOOTNOTE: "Footnote",
}
# In the head of the page, by which it is known for none of the documents that are audited.
READING_MARK = '<meta name="generator" content="cypaudit read">'
_BADGE = 20  # pixels of a picture: the height of a block's number on it


def reading_html(
    document: Document,
    pictures: Mapping[int, PagePicture],
    *,
    page_indexes: Collection[int] | None = None,
) -> str:
    """The page of HTML. `pictures` and `page_indexes` are by position in `Document.pages`; None shows all."""
    shown = [i for i in range(len(document.pages)) if page_indexes is None or i in page_indexes]
    title = document.title or document.id
    numbers = {id(block): number for number, block in enumerate(document.blocks, start=1)}
    by_page: dict[int, list[Block]] = {index: [] for index in range(len(document.pages))}
    for block in document.blocks:
        for span in block.spans:
            by_page[span.page_index].append(block)
    parts = [
        "<!doctype html>",
        '<html lang="en-GB">',
        "<head>",
        '<meta charset="utf-8">',
        READING_MARK,
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">",
        f"<title>What was read of {_text(title)}</title>",
        f"<style>\n{_stylesheet()}{_zone_styles()}</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#pages">Skip to the pages</a>',
        *_header(document, title, shown),
        *_legend(document.blocks, has_pictures=bool(pictures)),
        *_page_links(document, shown),
        '<main id="pages">',
    ]
    for index in shown:
        parts += _page(document, index, by_page[index], numbers, pictures.get(index))
    return "\n".join([*parts, "</main>", "</body>", "</html>", ""])


def _text(text: str) -> str:
    """Text as HTML, without the control characters that HTML has no place for."""
    return escape("".join(c for c in text if c >= " " or c in "\t\n"), quote=True)


def _stylesheet() -> str:
    return resources.files("cypaudit.report").joinpath("reading.css").read_text(encoding="utf-8")


def _zone_styles() -> str:
    return "".join(f".z-{zone.value} {{ --zone: {colour} }}\n" for zone, colour in ZONE_COLOURS.items())


def _name_zone(zone: Zone) -> str:
    return zone.value.replace("_", " ")


# --- above the pages


def _header(document: Document, title: str, shown: Sequence[int]) -> Iterator[str]:
    unread = [document.pages[i] for i in range(len(document.pages)) if not document.pages[i].is_readable]
    yield "<header>"
    yield f"<h1>What was read of <cite>{_text(title)}</cite></h1>"
    yield "<dl>"
    for name, digest in zip(document.files, document.sha256, strict=True):
        yield f"<div><dt>File</dt><dd>{_text(name)} <code>sha256 {_text(digest[:16])}…</code></dd></div>"
    facts = f"{len(document.blocks)} blocks, {document.word_count:,} words"
    if any(page.number is not None for page in document.pages):
        facts = f"{len(document.pages)} page{'s'[: len(document.pages) != 1]}, {facts}"
    if len(shown) < len(document.pages):
        facts += f"; {len(shown)} of the pages are shown"
    yield f"<div><dt>Read</dt><dd>{facts}</dd></div>"
    engines = ", ".join(dict.fromkeys(page.engine for page in document.pages if page.engine))
    if engines:
        yield f"<div><dt>By</dt><dd>{_text(engines)}</dd></div>"
    yield "</dl>"
    for warning in document.warnings:
        yield f'<p class="alert"><strong>Warning:</strong> {_text(warning)}</p>'
    if unread:
        yield f'<p class="alert"><strong>Not read:</strong> {len(unread)} of {len(document.pages)} pages; '
        yield "each says why.</p>"
    yield "</header>"


def _legend(blocks: Sequence[Block], *, has_pictures: bool) -> Iterator[str]:
    counts = Counter(block.zone for block in blocks)
    yield '<section class="legend" aria-labelledby="legend">'
    yield '<h2 id="legend">Zones</h2>'
    if has_pictures:
        yield "<p>The numbers on a page stand where its blocks stand, in reading order."
        yield "Choose one to find the other.</p>"
    yield "<ul>"
    for zone in Zone:
        if counts[zone]:
            yield (
                f'<li class="z-{zone.value}"><span class="swatch" aria-hidden="true"></span>'
                f"{_name_zone(zone)} <small>{counts[zone]}</small></li>"
            )
    yield "</ul>"
    yield "</section>"


def _page_links(document: Document, shown: Sequence[int]) -> Iterator[str]:
    if len(shown) < 2:
        return
    yield '<nav aria-label="Pages">'
    yield "<ol>"
    for index in shown:
        page = document.pages[index]
        mark = "" if page.is_readable else ' <span class="not-read">not read</span>'
        name = str(page.number) if page.number is not None and len(document.files) == 1 else name_page(page)
        yield f'<li><a href="#p{index + 1}">{_text(name)}{mark}</a></li>'
    yield "</ol>"
    yield "</nav>"


# --- a page


def _page(
    document: Document,
    index: int,
    blocks: Sequence[Block],
    numbers: Mapping[int, int],
    picture: PagePicture | None,
) -> Iterator[str]:
    page = document.pages[index]
    name = f"p{index + 1}"
    yield f'<section class="page{"" if picture else " bare"}" aria-labelledby="{name}">'
    yield f'<h2 id="{name}">{_text(name_page(page))}</h2>'
    if page.problem is not None:
        yield f'<p class="alert"><strong>Not read:</strong> {_text(page.problem)}</p>'
    yield '<div class="sides">'
    if picture is not None:
        yield from _figure(document, index, blocks, numbers, picture)
    yield '<div class="blocks">'
    if blocks:
        yield "<ol>"
        for block in blocks:
            yield from _block(document, index, block, numbers[id(block)], has_picture=picture is not None)
        yield "</ol>"
    else:
        yield "<p>No text was read here.</p>"
    if page.removed:
        yield '<div class="removed"><h3>Taken out as header, footer or page number</h3><ul>'
        yield from (f"<li>{_text(text)}</li>" for text in page.removed)
        yield "</ul></div>"
    yield "</div></div></section>"


def _figure(
    document: Document,
    index: int,
    blocks: Sequence[Block],
    numbers: Mapping[int, int],
    picture: PagePicture,
) -> Iterator[str]:
    page = document.pages[index]
    source = f"data:{picture.media_type};base64,{b64encode(picture.content).decode('ascii')}"
    alt = f"{name_page(page)} as printed. Its text is listed block by block."
    yield "<figure>"
    yield (
        f'<img src="{source}" width="{picture.width}" height="{picture.height}" alt="{_text(alt)}" '
        'loading="lazy">'
    )
    # For the eye alone: the list beside it has the same links, and the keyboard goes there.
    yield f'<svg viewBox="0 0 {picture.width} {picture.height}" aria-hidden="true" focusable="false">'
    for block in blocks:
        number = numbers[id(block)]
        yield f'<a href="#b{number}" tabindex="-1" class="z-{block.zone.value}" id="r{index + 1}-{number}">'
        for order, box in enumerate(block_boxes(block, page, index)):
            x, y, w, h = (round(value, 1) for value in picture.place(box))
            yield f'<rect x="{x}" y="{y}" width="{w}" height="{h}"/>'
            if order == 0:
                wide = 6 + 10 * len(str(number))
                left, top = max(round(x - wide - 2, 1), 0), max(round(y - 2, 1), 0)
                yield f'<rect class="badge" x="{left}" y="{top}" width="{wide}" height="{_BADGE}"/>'
                yield f'<text x="{left + wide / 2}" y="{top + 15}">{number}</text>'
        yield "</a>"
    yield "</svg>"
    yield "</figure>"


def block_boxes(block: Block, page: Page, page_index: int) -> list[Box]:
    """The rectangles that a block covers on a page: one, or one a column where it runs over columns."""
    spans = [span for span in block.spans if span.page_index == page_index]
    lines = [line for line in page.lines if any(_is_in(line, span) for span in spans)]
    if block.kind in (BlockKind.TABLE_ROW, BlockKind.TABLE_HEADER):
        return [_around(line.box for line in lines)] if lines else []
    groups: list[list[Box]] = []
    for line in lines:
        box = line.box
        if groups and box.bottom < groups[-1][-1].top and box.left < max(b.right for b in groups[-1]):
            groups[-1].append(box)
        else:
            groups.append([box])
    return [_around(group) for group in groups]


def _is_in(line: Line, span: Span) -> bool:
    return line.start < span.end and span.start < line.end


def _around(boxes: Iterable[Box]) -> Box:
    """The smallest rectangle around some."""
    all_of = list(boxes)
    return Box(
        min(box.left for box in all_of),
        min(box.bottom for box in all_of),
        max(box.right for box in all_of),
        max(box.top for box in all_of),
    )


def _block(document: Document, index: int, block: Block, number: int, *, has_picture: bool) -> Iterator[str]:
    """One block in the list; where it only goes on from the page before, a line that says so."""
    badge = f'<span class="badge">{number}</span>'
    if has_picture:
        badge = f'<a class="badge" href="#r{index + 1}-{number}" title="Show on the page">{number}</a>'
    zone = f'<span class="chip">{_name_zone(block.zone)}</span>'
    if block.spans[0].page_index != index:
        link = f'<a href="#b{number}">block {number}</a>'
        yield f'<li class="z-{block.zone.value}">{badge}<div>{zone} <i>{link} goes on here</i></div></li>'
        return
    yield f'<li id="b{number}" class="z-{block.zone.value} k-{block.kind.value}">{badge}<div>'
    yield f'<p class="about">{zone} {_describe(document, block)}</p>'
    yield from _words(document, block)
    yield "</div></li>"


def _describe(document: Document, block: Block) -> str:
    """What a block is, in words."""
    name = _KIND_NAMES[block.kind]
    if block.kind is BlockKind.HEADING:
        name = f"Heading, level {max(1, document.sections[block.section].level)}"
    if block.paragraph is not None:
        name += f", no. {block.paragraph} in the file"
    return name


def _words(document: Document, block: Block) -> Iterator[str]:
    """A block's text; of a table row each cell under its column heading."""
    text = text_of_block(document, block)
    if block.kind not in (BlockKind.TABLE_ROW, BlockKind.TABLE_HEADER):
        yield f'<p class="text">{_text(text)}</p>'
        return
    yield '<dl class="row">'
    for column, cell in enumerate(text.split("\t")):
        heading = block.header[column] if column < len(block.header) else ""
        if block.kind is BlockKind.TABLE_HEADER:
            heading = ""
        yield f"<div><dt>{_text(heading or f'column {column + 1}')}</dt><dd>{_text(cell)}</dd></div>"
    yield "</dl>"
