"""Reading web pages: the text of the document, without what the site puts around it.

Nothing is fetched, no script runs and no entity is followed. The tree is walked without recursion, so
that a hostile nesting costs nothing but its own file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import lxml.html
from lxml import etree

from cypaudit.errors import UnreadableError
from cypaudit.ingest.encoding import read_text
from cypaudit.ingest.raw import RawBlock, RawFile, RawLine, RawPage
from cypaudit.model.document import BlockKind, Zone

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_LAID_OUT: Final = """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main ol p pre section summary table tbody
    td tfoot th thead tr ul
"""
_BLOCKS: Final = frozenset(_LAID_OUT.split())  # set on lines of their own
_UNSEEN: Final = """
    applet audio base button canvas datalist dialog embed head iframe input link map meta nav noframes
    noscript object option picture progress script select style svg template textarea title video
"""
_NEVER_READ: Final = frozenset(_UNSEEN.split())
_SITE_ROLES: Final = frozenset(
    {"alertdialog", "banner", "contentinfo", "dialog", "menu", "menubar", "navigation", "search", "toolbar"}
)
_BOXES: Final = frozenset({"aside", "blockquote"})
_COOKIES: Final = re.compile(r"(?:^|[\s_-])(?:cookies?|cookie\w*|gdpr|consent)(?:$|[\s_-])", re.IGNORECASE)
_NOT_SHOWN: Final = re.compile(r"\b(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
# What a reader opens with a click is hidden only at first, and is part of the document.
_OPENED: Final = re.compile(r"accordion|collaps|expand|toggle|tab|panel|details|content", re.IGNORECASE)
_FOOTNOTES: Final = re.compile(
    r"(?:^|\s)(?:foot|end)notes?(?:[_-](?:list|section|item|\d+))?(?:$|\s)", re.IGNORECASE
)
_NOTE_MARK: Final = re.compile(r"[\s\[(]*(?:\d{1,3}|[*†‡])[\s\])]*")
_DOCTYPE: Final = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?<!doctype[^>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL
)
_XML_HEAD: Final = re.compile(r"\s*<\?xml[^>]*\?>")
_CHARSET: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]{3,30})""", re.IGNORECASE)
_PARAGRAPH_BREAK: Final = re.compile(r"\n\s*\n")
_TYPED_ITEM: Final = re.compile(r"\n\s*(?=[\u2022\u25cf\u25aa\u00b7\u2013-] )")
_TYPED_BULLET: Final = re.compile(r"^[\u2022\u25cf\u25aa\u00b7\u2013-]\s+")
_COOKIE_WORDS = 400  # a banner is shorter; a document about consent is longer
_FORM_WORDS = 120  # a search box or feedback form; some sites wrap the whole page in a form
_MOST_FOLDS = 500  # of a page; each is searched for menus
_MAIN_SHARE = 0.5  # of the page's words: then what stands outside <main> is the site's


def read_html(path: Path) -> RawFile:
    """Read a web page saved as a file. Raises UnreadableError."""
    with path.open("rb") as stream:
        charset = _CHARSET.search(stream.read(2048))
    text, warning = read_text(path, declared=charset[1].decode("ascii") if charset else "")
    root = parse_html(text, name=path.name)
    reader = _Reader(drop_site=True)
    if root is not None:
        _open_folds(root)
        main = _main_of(root)
        reader.read(root if main is None else main)
    return RawFile(
        name=path.name,
        title=_title_of(root),
        pages=(RawPage(number=None, engine="lxml"),),
        blocks=tuple(reader.blocks),
        warnings=(warning,) if warning else (),
    )


def read_fragment(markup: str, *, name: str, first: int, boxes: int) -> tuple[RawBlock, ...]:
    """The blocks of a piece of HTML within another document. Raises UnreadableError.

    They are numbered from `first`, and their boxes from `boxes` + 1.
    """
    root = parse_html(markup, name=name)
    reader = _Reader(first=first, box_count=boxes)
    if root is not None:
        reader.read(root)
    return tuple(reader.blocks)


def parse_html(text: str, *, name: str) -> etree._Element | None:
    """The tree of a page, None where there is nothing in it. Raises UnreadableError."""
    head = _DOCTYPE.match(text) or _XML_HEAD.match(text)
    text = text[head.end() if head else 0 :].replace("\x00", "")
    if not text.strip():
        return None
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root: etree._Element = lxml.html.document_fromstring(
            text.encode("utf-8", errors="replace"), parser=parser
        )
    except etree.ParserError:
        return None  # nothing but comments
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(
            f"{name}: cannot be read as a web page. Save it as PDF and try again."
        ) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        # The parser stops there, and what follows would be lost without a word.
        raise UnreadableError(f"{name}: its parts are nested too deeply. Save it as PDF and try again.")
    return root


def _title_of(root: etree._Element | None) -> str:
    """The page's only main heading; else what it calls itself, without the name of the site."""
    if root is None:
        return ""
    headings = [_words(element) for element in root.iter("h1")]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    title = next((_words(element) for element in root.iter("title")), "")
    return re.split(r"\s+[|\u2013\u2014]\s+|\s::\s", title)[0].strip()


def _words(element: etree._Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext()).split())


def _main_of(root: etree._Element) -> etree._Element | None:
    """The part that holds the document, where the page marks one that holds most of the words."""
    marked = [
        e
        for e in root.iter("main", "div", "article", "section")
        if e.tag == "main" or e.get("role") == "main"
    ]
    if len(marked) != 1:
        return None
    total = _count_words(root)
    return marked[0] if total and _count_words(marked[0]) >= _MAIN_SHARE * total else None


def _count_words(root: etree._Element) -> int:
    reader = _Reader(drop_site=True)
    reader.read(root)
    return sum(len(line.text.split()) for block in reader.blocks for cell in block.cells for line in cell)


# --- What is folded away ----------------------------------------------------------------------------


def _open_folds(root: etree._Element) -> None:
    """Open what a button opens: the button becomes the title of its part, and the part is shown.

    A page is saved with its accordions closed, and their titles are buttons. Menus stay as they are.
    """
    by_id = {name: element for element in root.iter("*") if (name := element.get("id"))}
    openers = [
        element
        for element in root.iter("button", "a", "div", "span")
        if element.get("aria-expanded") is not None or element.get("aria-controls") is not None
    ]
    for opener in openers[:_MOST_FOLDS]:
        fold = _fold_of(opener, by_id)
        if fold is None or _is_of_a_menu(opener) or _is_of_a_menu(fold):
            continue
        for mark in ("hidden", "style"):
            if mark in fold.attrib:
                del fold.attrib[mark]
        if _name(opener) == "button":
            opener.tag = "span" if _is_in_heading(opener) else "summary"


def _fold_of(opener: etree._Element, by_id: dict[str, etree._Element]) -> etree._Element | None:
    """What an opener opens: the part that it names, else what stands behind it or behind its heading."""
    for mark in ("aria-controls", "data-target", "data-bs-target", "href"):
        named = by_id.get((opener.get(mark) or "").lstrip("#"))
        if named is not None:
            return named
    step = opener
    parent = opener.getparent()
    while step.getnext() is None and parent is not None and _name(parent) in ("h2", "h3", "h4", "h5", "h6"):
        step, parent = parent, parent.getparent()
    following = step.getnext()
    return following if following is not None and _is_hidden(following) else None


def _is_in_heading(element: etree._Element) -> bool:
    return next(element.iterancestors("h1", "h2", "h3", "h4", "h5", "h6"), None) is not None


def _is_of_a_menu(element: etree._Element) -> bool:
    """Whether an element is, holds or stands in what a site is moved about in."""
    if _name(element) == "nav" or next(element.iter("nav"), None) is not None:
        return True
    around = (element, *element.iterancestors())
    return any(
        _name(e) in ("nav", "header", "footer", "form", "dialog")
        or (e.get("role") or "").lower() in _SITE_ROLES
        for e in around
    )


# --- What is left out -------------------------------------------------------------------------------


def _name(element: etree._Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _is_left_out(element: etree._Element, *, drop_site: bool) -> bool:
    """Whether an element is no part of what a reader of the document reads."""
    tag = _name(element)
    if tag in _NEVER_READ or not tag:
        return True
    if tag == "sup" and _is_note_mark(element):
        return True
    if _is_hidden(element):
        return True
    if not drop_site:
        return False
    role = (element.get("role") or "").lower()
    if tag in ("header", "footer") or role in _SITE_ROLES:
        return not _is_own_header(element, role)
    if tag == "form":
        return _is_short(element, _FORM_WORDS)
    marks = f"{element.get('id') or ''} {element.get('class') or ''}"
    return bool(_COOKIES.search(marks)) and _is_short(element, _COOKIE_WORDS) and tag not in ("body", "html")


def _is_hidden(element: etree._Element) -> bool:
    hidden = element.get("hidden")
    if (hidden is None or hidden == "until-found") and not _NOT_SHOWN.search(element.get("style") or ""):
        return False
    if element.get("role") in ("tabpanel", "region") or element.get("aria-labelledby"):
        return False
    marks = f"{element.get('id') or ''} {element.get('class') or ''}"
    return not _OPENED.search(marks)


def _is_own_header(element: etree._Element, role: str) -> bool:
    """Whether a header or footer is the document's and not the site's: it holds or stands in its text."""
    if role in _SITE_ROLES - {"banner"}:
        return False
    if any(
        _name(parent) in ("main", "article", "section", "blockquote") for parent in element.iterancestors()
    ):
        return True
    return next(element.iter("h1"), None) is not None


def _is_short(element: etree._Element, words: int) -> bool:
    """Whether an element has few words and nothing that a document's body has."""
    if next(element.iter("h1", "main", "article"), None) is not None:
        return False
    return sum(len(str(text).split()) for text in element.itertext()) <= words


def _is_note_mark(element: etree._Element) -> bool:
    """Whether a raised figure points to a note; "10 to the power of 6" has no link."""
    is_link = next(element.iter("a"), None) is not None or any(
        _name(e) == "a" for e in element.iterancestors()
    )
    return is_link and bool(_NOTE_MARK.fullmatch(_words(element)))


# --- Walking ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reader:
    """Walks a tree and gathers its blocks."""

    first: int = 1  # number of the first block
    drop_site: bool = False
    blocks: list[RawBlock] = field(default_factory=list)
    text: list[str] = field(default_factory=list)  # of the block being read
    open: list[etree._Element] = field(default_factory=list)  # block elements around it, the outermost first
    boxes: list[int] = field(default_factory=list)  # numbers of the boxes around it
    box_count: int = 0
    level: int = 0  # of the last heading that the page numbers

    def read(self, root: etree._Element) -> None:
        """Add the blocks of a tree."""
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = _name(element)
            if event == "end":
                self.leave(element, tag, is_root=element is root)
            elif _is_left_out(element, drop_site=self.drop_site):
                walker.skip_subtree()
            elif tag == "table" and _is_data_table(element):
                self.flush()
                self.table(element)
                walker.skip_subtree()
            else:
                self.enter(element, tag)
        self.flush()

    def enter(self, element: etree._Element, tag: str) -> None:
        if tag == "br":
            self.text.append("\n")
        elif _is_block(tag):
            self.flush()
            self.open.append(element)
            if tag in _BOXES:
                self.box_count += 1
                self.boxes.append(self.box_count)
        self.text.append(_inner(element.text, element))

    def leave(self, element: etree._Element, tag: str, *, is_root: bool) -> None:
        if self.open and self.open[-1] is element:
            self.flush()
            self.open.pop()
            if tag in _BOXES:
                self.boxes.pop()
        if not is_root:
            self.text.append(_inner(element.tail, element.getparent()))

    def flush(self) -> None:
        """Make blocks of the text that was gathered."""
        text, self.text = "".join(self.text), []
        if not text.strip():
            return
        kind, level, zone = self.kind()
        for part in _PARAGRAPH_BREAK.split(text):
            for item in _TYPED_ITEM.split(part):
                words = " ".join(item.split())
                is_item = kind is BlockKind.PARAGRAPH and bool(_TYPED_BULLET.match(words))
                self.add(
                    BlockKind.LIST_ITEM if is_item else kind,
                    ((_TYPED_BULLET.sub("", words) if is_item else words,),),
                    level=level,
                    zone=zone,
                    is_bold=any(_name(element) == "dt" for element in self.open[-1:]),
                )

    def kind(self) -> tuple[BlockKind, int | None, Zone | None]:
        """What the text being read is, by the nearest element around it that tells."""
        for element in reversed(self.open):
            tag = _name(element)
            if tag in _HEADINGS:
                self.level = _HEADINGS[tag]
                return BlockKind.HEADING, self.level, None
            if element.get("role") == "heading":
                level = element.get("aria-level") or ""
                return BlockKind.HEADING, int(level) if level in "123456" and level else self.level + 1, None
            if tag in ("summary", "legend"):  # what opens a part of the page is its heading
                return BlockKind.HEADING, self.level + 1, None
            if tag in ("figcaption", "caption"):
                return BlockKind.CAPTION, None, Zone.CAPTION
            if _is_footnotes(element):
                return BlockKind.FOOTNOTE, None, Zone.FOOTNOTE
            if tag == "li":
                is_note = any(_is_footnotes(parent) for parent in self.open)
                return (
                    (BlockKind.FOOTNOTE, None, Zone.FOOTNOTE)
                    if is_note
                    else (BlockKind.LIST_ITEM, None, None)
                )
        return BlockKind.PARAGRAPH, None, None

    def add(
        self,
        kind: BlockKind,
        cells: tuple[tuple[str, ...], ...],
        *,
        header: tuple[str, ...] = (),
        level: int | None = None,
        zone: Zone | None = None,
        is_bold: bool = False,
    ) -> None:
        if not any(line for cell in cells for line in cell):
            return
        self.blocks.append(
            RawBlock(
                kind=kind,
                page_index=0,
                cells=tuple(tuple(RawLine(line) for line in cell if line) for cell in cells),
                header=header,
                heading_level=level,
                is_bold=is_bold,
                is_boxed=bool(self.boxes),
                box=self.boxes[-1] if self.boxes else 0,
                zone=zone,
                paragraph=self.first + len(self.blocks),
            )
        )

    # --- tables

    def table(self, table: etree._Element) -> None:
        """The rows of a table, each with the headings of its columns."""
        for caption in table.iterchildren("caption"):
            self.add(BlockKind.CAPTION, ((" ".join(self.cell(caption)),),), zone=Zone.CAPTION)
        headings: dict[int, str] = {}
        reaching: dict[int, int] = {}  # column -> rows that a cell above still reaches into
        above: dict[int, str] = {}  # column -> text of the cell that last began there
        is_head = True
        for row in _rows(table):
            merged = " / ".join(dict.fromkeys(above[at] for at in sorted(reaching) if above.get(at)))
            placed = _place_cells(row, reaching)
            texts = [self.cell(cell) for _, _, cell in placed]
            is_head = is_head and _is_header_row(row, [cell for _, _, cell in placed])
            if is_head:
                for (column, span, _), text in zip(placed, texts, strict=True):
                    for at in range(column, column + span):
                        headings[at] = " / ".join(filter(None, (headings.get(at, ""), " ".join(text))))
                self.add(BlockKind.TABLE_HEADER, tuple(texts))
                continue
            above.update({at: " ".join(text) for (at, _, _), text in zip(placed, texts, strict=True)})
            header = tuple(headings.get(column, "") for column, _, _ in placed)
            if merged and header:  # what a merged cell says holds for every row beside it
                header = (" / ".join(filter(None, (merged, header[0]))), *header[1:])
            self.add(BlockKind.TABLE_ROW, tuple(texts), header=header if any(header) else ())

    def cell(self, cell: etree._Element) -> tuple[str, ...]:
        """The paragraphs of a cell."""
        inner = _Reader(drop_site=self.drop_site)
        inner.read(cell)
        return tuple(line.text for block in inner.blocks for part in block.cells for line in part)


def _is_block(tag: str) -> bool:
    return tag in _BLOCKS or "-" in tag  # a site's own elements are parts of the page


def _is_footnotes(element: etree._Element) -> bool:
    if element.get("role") in ("doc-footnote", "doc-endnote", "doc-endnotes"):
        return True
    if _name(element) not in ("aside", "div", "li", "ol", "p", "section", "ul"):
        return False
    return bool(_FOOTNOTES.search(f"{element.get('id') or ''} {element.get('class') or ''}"))


def _inner(text: str | None, parent: etree._Element | None) -> str:
    """Text as it is shown: line ends of the file are spaces, save where they are set as typed."""
    if not text:
        return ""
    return text if parent is not None and _name(parent) == "pre" else re.sub(r"[ \t\r\n\f]+", " ", text)


# --- Tables -----------------------------------------------------------------------------------------

_MAX_SPAN = 100  # columns or rows that one cell is believed to cover


def _is_data_table(table: etree._Element) -> bool:
    """Whether a table is one, and not a way to lay out a page."""
    if (
        table.get("role") in ("presentation", "none")
        or next(table.iterdescendants("table"), None) is not None
    ):
        return False
    if next(table.iter("th", "caption", "thead"), None) is not None:
        return True
    widths = [sum(1 for _ in row.iterchildren("td", "th")) for row in _rows(table)]
    if next(table.iter("h1", "h2", "h3", "h4"), None) is not None:
        return False
    return len(widths) > 1 and max(widths) > 1


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table.iterchildren():
        tag = _name(child)
        if tag == "tr":
            yield child
        elif tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _place_cells(row: etree._Element, reaching: dict[int, int]) -> list[tuple[int, int, etree._Element]]:
    """The row's cells with their first column and how many they cover; cells from above keep their place."""
    placed: list[tuple[int, int, etree._Element]] = []
    below = {column: rows - 1 for column, rows in reaching.items() if rows > 1}
    column = 0
    for cell in row.iterchildren("td", "th"):
        while reaching.get(column, 0) > 0:
            column += 1
        span = _span(cell.get("colspan"))
        placed.append((column, span, cell))
        rows = _span(cell.get("rowspan"))
        if rows > 1:
            below.update(dict.fromkeys(range(column, column + span), rows - 1))
        column += span
    reaching.clear()
    reaching.update(below)
    return placed


def _span(value: str | None) -> int:
    text = (value or "").strip()
    return min(max(int(text), 1), _MAX_SPAN) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _is_header_row(row: etree._Element, cells: list[etree._Element]) -> bool:
    parent = row.getparent()
    if parent is not None and _name(parent) == "thead":
        return True
    return bool(cells) and all(_name(cell) == "th" for cell in cells)
