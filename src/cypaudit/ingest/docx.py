"""Word files (.docx): blocks in the order in which a reader meets them, without invented page numbers.

Tracked changes are read as if accepted; comments, hidden text and field codes are left out; text
boxes stand after the paragraph they hang on, footnotes after the block that refers to them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, NamedTuple

from lxml import etree

from cypaudit.errors import UnreadableError
from cypaudit.ingest.docx_package import (
    Package,
    Style,
    Styles,
    attribute,
    child,
    is_boxed,
    is_on,
    list_mark,
    name_of,
    open_package,
    read_styles,
    run_size,
    value_at,
)
from cypaudit.ingest.raw import RawBlock, RawFile, RawLine, RawPage
from cypaudit.model.document import BlockKind, Zone

MAX_HEADING_WORDS: Final = 30  # a longer "heading" is body text in a heading's style
MAX_LOOKS_HEADING_WORDS: Final = 14  # the same for a line that is a heading by its looks alone
MAX_COLUMN_HEADING_WORDS: Final = 12
LARGER: Final = 1.15  # letters so much larger than the body's make a heading
MAX_DEPTH: Final = 30  # tables and text boxes inside one another; no plan has more than a few
SCANNED_WORDS: Final = 30  # with pictures and fewer words than this, the text is in the pictures

_WRAPPERS: Final = {"w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag"}
_NEVER_READ: Final = {
    "", "w:del", "w:moveFrom", "w:delText", "w:instrText", "w:delInstrText", "w:pPr", "w:rPr", "w:tblPr",
    "w:sdtPr", "w:sdtEndPr", "w:rt", "w:annotationRef", "w:footnoteRef", "w:endnoteRef", "m:ctrlPr",
}  # fmt: skip
_SPACES: Final = {"w:tab", "w:ptab", "w:br", "w:cr"}
# Of the fonts Symbol and Wingdings, by the last byte; where both have one, the one that plans use.
_SYMBOLS: Final = {
    "A3": "\u2264", "A7": "\u25aa", "A8": "\u2610", "AE": "\u2192", "B1": "\u00b1", "B3": "\u2265",
    "B7": "\u2022", "E0": "\u2192", "FC": "\u2713", "FE": "\u2611",
}  # fmt: skip
_TYPED_BULLET = re.compile(
    "^[\u2022\u00b7\u25aa\u25e6\u25cf\u25cb\u25a0\u25a1\u27a2\u25ba\u2023\u2043\u2013\u2014*-] +(?=\\S)"
)
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_CONTENTS_STYLE = re.compile(r"toc \d|table of figures")
_HEADING_STYLE = re.compile(r"heading (\d)")


def read_docx(path: Path) -> RawFile:
    """Read a Word file. Raises UnreadableError with what to do where that cannot be done."""
    package = open_package(path)
    try:
        with package.archive:
            return _Reader(package).read()
    except RecursionError as error:  # MAX_DEPTH comes first; this is the net below it
        raise _too_deep(package.name) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A Word file's paragraphs as they are counted, each with the elements that its text was read from."""

    root: etree._Element  # of the main part
    # Of each paragraph: text and element, in reading order. The element may be of the notes' parts, or what
    # holds the text as a whole (a drawing).
    sources: tuple[tuple[tuple[str, etree._Element], ...], ...]


def trace_docx(package: Package) -> Traced:
    """From where each paragraph was read: paragraph number n is at position n - 1. Raises UnreadableError."""
    try:
        reader = _Reader(package)
        root, drafts = reader.drafts()
    except RecursionError as error:
        raise _too_deep(package.name) from error
    return Traced(root=root, sources=tuple(tuple(draft.sources) for draft in drafts))


def _too_deep(name: str) -> UnreadableError:
    return UnreadableError(
        f"{name}: its tables or text boxes are nested too deep to be read. Save it as PDF and read that."
    )


@dataclass(slots=True)
class _Draft:
    """A block while it is being put together."""

    kind: BlockKind
    cells: list[list[str]]
    header: tuple[str, ...] = ()
    level: int | None = None
    size: float = 0.0
    is_bold: bool = False
    is_boxed: bool = False
    zone: Zone | None = None
    box: int = 0
    sources: list[tuple[str, etree._Element]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(line for cell in self.cells for line in cell)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block is being read."""

    is_boxed: bool = False
    in_cell: bool = False
    zone: Zone | None = None
    depth: int = 0
    box: int = 0  # which box, from 1; 0 outside any

    def deeper(self, name: str, *, box: int | None = None, in_cell: bool | None = None) -> _Place:
        """The place one table or text box further in. Raises UnreadableError where that is too deep."""
        if self.depth >= MAX_DEPTH:
            raise _too_deep(name)
        return _Place(
            is_boxed=self.is_boxed or box is not None,
            in_cell=self.in_cell if in_cell is None else in_cell,
            zone=self.zone,
            depth=self.depth + 1,
            box=self.box if box is None else box,
        )


@dataclass(frozen=True, slots=True)
class _Letters:
    """How a run is set."""

    is_hidden: bool
    is_bold: bool
    size: float


class _Part(NamedTuple):
    """Text that stands together."""

    text: str
    letters: _Letters
    element: etree._Element  # that holds it


@dataclass(slots=True)
class _Inline:
    """What one paragraph holds."""

    parts: list[_Part] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)  # text boxes and diagrams
    notes: list[tuple[str, str]] = field(default_factory=list)  # (kind, id)

    @property
    def text(self) -> str:
        return _clean("".join([part.text for part in self.parts]))


@dataclass(slots=True)
class _Cell:
    column: int  # in the grid, from 0
    span: int
    goes_on: bool  # merged with the cell above
    element: etree._Element


class _Reader:
    """Reads one package. Holds what crosses paragraphs: open fields, a paragraph whose end is deleted."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.relations = package.related(package.main)
        by_kind = dict(self.relations.values())
        self.styles: Styles = read_styles(_optional(package, by_kind.get("styles")))
        self.notes: Mapping[tuple[str, str], etree._Element] = {
            **_notes(_optional(package, by_kind.get("footnotes")), "footnote"),
            **_notes(_optional(package, by_kind.get("endnotes")), "endnote"),
        }
        self.fields: list[str] = []  # "code" or "result", the innermost last
        self.paired: set[etree._Element] = set()
        self.carried: list[_Part] = []
        self.notes_read: set[tuple[str, str]] = set()
        self.pictures = 0
        self.boxes = 0

    def drafts(self) -> tuple[etree._Element, list[_Draft]]:
        """The root of the main part, and the blocks of the file in order."""
        root = self.package.xml(self.package.main)
        body = child(root, "w:body")
        if root is None or body is None:
            raise UnreadableError(f"{self.package.name}: has no text inside. Save it again in Word as .docx.")
        for part in (root, *self.notes.values()):
            self.paired |= _paired_fields(part)
        return root, _find_headings(self.walk(body, _Place()))

    def read(self) -> RawFile:
        root, drafts = self.drafts()
        page = RawPage(number=None, removed=self.running_lines(), problem=self.problem(drafts), engine="docx")
        return RawFile(
            name=self.package.name,
            title=self.title(),
            pages=(page,),
            blocks=tuple(_block(draft, number) for number, draft in enumerate(drafts, start=1)),
            warnings=tuple(self.warnings(root)),
        )

    # --- blocks

    def walk(self, container: etree._Element, place: _Place) -> list[_Draft]:
        """The blocks of a body, cell, text box or note, in order."""
        drafts: list[_Draft] = []
        for element, in_contents in _paragraphs_and_tables(container):
            here = replace(place, zone=Zone.CONTENTS) if in_contents else place
            if name_of(element) == "w:tbl":
                drafts += self.table(element, here)
            else:
                drafts += self.paragraph(element, here)
        return drafts

    def paragraph(self, element: etree._Element, place: _Place) -> list[_Draft]:
        """A paragraph, then its text boxes, then its notes."""
        properties = child(element, "w:pPr")
        chain = self.styles.chain(value_at(properties, "w:pStyle") or self.styles.default_paragraph)
        inline = self.inline(element, _letters(chain, self.styles))
        inline.parts, self.carried = self.carried + inline.parts, []
        if child(properties, "w:rPr", "w:del") is not None:  # its end is deleted: the next one joins on
            self.carried, inline.parts = inline.parts, []
        drafts = []
        if inline.text:
            drafts.append(_styled(inline, properties, chain, place))
        for box in inline.boxes:
            drafts += self.box(box, place)
        for note in inline.notes:
            drafts += self.note(note, place)
        return drafts

    def box(self, element: etree._Element, place: _Place) -> list[_Draft]:
        if name_of(element) == "w:txbxContent":
            outer, self.carried = self.carried, []
            drafts = self.walk(element, place.deeper(self.package.name, box=self.next_box()))
            self.carried = outer
            return drafts
        if name_of(element) == "dgm:relIds":
            _, part = self.relations.get(attribute(element, "r:dm") or "", ("", ""))
            root = self.package.xml(part) if part else None
            texts = [] if root is None else _drawn_texts(root)
        else:
            texts = _drawn_texts(element)
        number = self.next_box()
        return [
            _Draft(
                BlockKind.PARAGRAPH,
                [[text]],
                is_boxed=True,
                zone=place.zone,
                box=number,
                sources=[(text, element)],
            )
            for text in texts
        ]

    def next_box(self) -> int:
        self.boxes += 1
        return self.boxes

    def note(self, key: tuple[str, str], place: _Place) -> list[_Draft]:
        """The paragraphs of a footnote or endnote, at the first reference to it."""
        element = self.notes.get(key)
        if element is None or key in self.notes_read:
            return []
        self.notes_read.add(key)
        outer, self.carried = self.carried, []
        drafts = self.walk(element, _Place(depth=place.depth).deeper(self.package.name))
        self.carried = outer
        for draft in drafts:
            draft.kind, draft.level, draft.zone = BlockKind.FOOTNOTE, None, Zone.FOOTNOTE
            draft.header, draft.cells = (), [[line for cell in draft.cells for line in cell]]
        return drafts

    # --- tables

    def table(self, element: etree._Element, place: _Place) -> list[_Draft]:
        """A table's rows; a table that only frames text is read as a box."""
        rows = [(row, _cells(row)) for row in _rows(element)]
        rows = [(row, cells) for row, cells in rows if cells]
        if not rows:
            return []
        columns = max(cell.column + cell.span for _, cells in rows for cell in cells)
        if all(len(cells) == 1 for _, cells in rows) or (len(rows) == 1 and _frames_text(rows[0][1])):
            framed = place.deeper(self.package.name, box=self.next_box(), in_cell=False)
            return [draft for _, cells in rows for cell in cells for draft in self.walk(cell.element, framed)]
        inside = place.deeper(self.package.name, in_cell=True)
        read = [[self.cell(cell, inside) for cell in cells] for _, cells in rows]
        header_rows = _header_rows(rows, [[lines for lines, _ in row] for row in read])
        return _table_drafts(rows, read, columns=columns, header_rows=header_rows, place=place)

    def cell(self, cell: _Cell, place: _Place) -> tuple[list[_Draft], list[_Draft]]:
        """A cell's own lines, and what hangs on it: nested tables, text boxes, notes."""
        drafts = self.walk(cell.element, place)
        own = [d for d in drafts if d.kind in _LINE_KINDS and not (d.is_boxed and not place.is_boxed)]
        return own, [d for d in drafts if not any(d is line for line in own)]

    # --- inside a paragraph

    def inline(self, paragraph: etree._Element, letters: _Letters) -> _Inline:
        """A paragraph's text, boxes and notes, walked without recursion in the order of the file."""
        found = _Inline()
        stack: list[tuple[etree._Element, _Letters]] = [(c, letters) for c in reversed(paragraph)]
        while stack:
            element, current = stack.pop()
            name = name_of(element)
            if name in _NEVER_READ:
                continue
            if name == "w:r":
                current = _run_letters(child(element, "w:rPr"), letters, self.styles)
            if not self.take(element, name, current, found):
                children = _branch(element) if name == "mc:AlternateContent" else element
                stack += [(c, current) for c in reversed(children)]
        return found

    def take(self, element: etree._Element, name: str, letters: _Letters, found: _Inline) -> bool:
        """Take in what an element says; whether that was all of it."""
        is_read = "code" not in self.fields and not letters.is_hidden
        text: str | None = None
        if name in ("w:t", "m:t"):
            text = element.text or ""
        elif name in _SPACES:
            text = " "
        elif name in ("w:noBreakHyphen", "w:softHyphen"):
            text = "-" if name == "w:noBreakHyphen" else ""
        elif name == "w:sym":
            text = _SYMBOLS.get((attribute(element, "w:char") or "")[-2:].upper(), "")
        elif name == "w:fldChar":
            self.turn_field(element)
        elif name in ("w:footnoteReference", "w:endnoteReference"):
            if is_read:
                found.notes.append((name[2:-9], attribute(element, "w:id") or ""))
        elif name in ("w:txbxContent", "dgm:relIds", "a:txBody"):
            if is_read:
                found.boxes.append(element)
        elif name in ("a:blip", "?:imagedata"):
            self.pictures += 1
        else:
            return False
        if text is not None and is_read:
            found.parts.append(_Part(text, letters, element))
        return True

    def turn_field(self, element: etree._Element) -> None:
        """Follow a field from its code to its result: only the result is read."""
        if element not in self.paired:
            return
        kind = attribute(element, "w:fldCharType")
        if kind == "begin":
            self.fields.append("code")
        elif kind == "separate" and self.fields:
            self.fields[-1] = "result"
        elif kind == "end" and self.fields:
            self.fields.pop()

    # --- the file as a whole

    def running_lines(self) -> tuple[str, ...]:
        """The lines of headers and footers, each once; they are not part of the text."""
        found: dict[str, None] = {}
        for kind, part in sorted(self.relations.values()):
            root = self.package.xml(part) if kind in ("header", "footer") else None
            for draft in [] if root is None else self.walk(root, _Place()):
                found.setdefault(draft.text)
        return tuple(text for text in found if text)

    def title(self) -> str:
        for kind, part in self.package.related("").values():
            if kind == "core-properties":
                found = child(self.package.xml(part), "dc:title")
                return "" if found is None else _clean(found.text or "")
        return ""

    def problem(self, drafts: Sequence[_Draft]) -> str | None:
        words = sum(len(draft.text.split()) for draft in drafts)
        if self.pictures and words < SCANNED_WORDS:
            return f"{self.pictures} pictures and {words} words: its text is probably in the pictures"
        return None if words else "no text in the file"

    def warnings(self, root: etree._Element) -> Iterator[str]:
        names = Counter(name_of(element) for element in root.iter(etree.Element))
        name = self.package.name
        if names["w:ins"] + names["w:del"] + names["w:moveTo"]:
            yield f"{name}: has tracked changes; it is read as if all were accepted."
        if names["w:altChunk"] + names["w:subDoc"]:
            yield f"{name}: parts of it lie in embedded files and are not read. Save it as PDF."


_LINE_KINDS: Final = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING, BlockKind.CAPTION)


def _optional(package: Package, part: str | None) -> etree._Element | None:
    return package.xml(part) if part else None


def _notes(root: etree._Element | None, name: str) -> dict[tuple[str, str], etree._Element]:
    """The notes of a part by kind and id, without the lines that part them from the text."""
    return {
        (name, attribute(note, "w:id") or ""): note
        for note in ([] if root is None else root)
        if name_of(note) == f"w:{name}" and attribute(note, "w:type") in (None, "normal")
    }


def _paired_fields(root: etree._Element) -> set[etree._Element]:
    """The marks of fields that have a code and a result and are closed.

    A field left open must not swallow the rest of the file, and one without a result has only a
    code, which is never read as text.
    """
    paired: set[etree._Element] = set()
    open_fields: list[list[etree._Element]] = []
    for element in root.iter(etree.Element):
        if name_of(element) != "w:fldChar" or any(
            name_of(a) in ("w:del", "w:moveFrom") for a in element.iterancestors()
        ):
            continue
        kind = attribute(element, "w:fldCharType")
        if kind == "begin":
            open_fields.append([element])
        elif open_fields and kind == "separate":
            open_fields[-1].append(element)
        elif open_fields and kind == "end":
            marks = open_fields.pop()
            if len(marks) == 2:
                paired.update((*marks, element))
    return paired


def _paragraphs_and_tables(container: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    """A container's paragraphs and tables, out of whatever wraps them, and whether in a contents list."""
    stack = [(c, False) for c in reversed(container)]
    while stack:
        element, in_contents = stack.pop()
        name = name_of(element)
        if name in ("w:p", "w:tbl"):
            yield element, in_contents
        elif name == "mc:AlternateContent":
            stack += [(c, in_contents) for c in reversed(_branch(element))]
        elif name in _WRAPPERS:
            gallery = value_at(element, "w:sdtPr", "w:docPartObj", "w:docPartGallery") or ""
            inside = in_contents or gallery == "Table of Contents"
            stack += [(c, inside) for c in reversed(element)]


def _branch(alternatives: etree._Element) -> Sequence[etree._Element]:
    """The one form to read of content that is given in several: the first that has text."""
    branches = [c for c in alternatives if name_of(c) in ("mc:Choice", "mc:Fallback")]
    has_text = ("w:t", "w:txbxContent", "dgm:relIds", "a:txBody")
    for branch in branches:
        if any(name_of(element) in has_text for element in branch.iter(etree.Element)):
            return list(branch)
    return list(branches[0]) if branches else []


def _drawn_texts(root: etree._Element) -> list[str]:
    """The paragraphs of a drawing or diagram."""
    texts = []
    for paragraph in root.iter(etree.Element):
        if name_of(paragraph) == "a:p":
            text = "".join(
                " " if name_of(e) == "a:br" else e.text or ""
                for e in paragraph.iter(etree.Element)
                if name_of(e) in ("a:t", "a:br")
            )
            texts.append(_clean(text))
    return [text for text in texts if text]


# --- how things are set


def _letters(chain: Sequence[Style], styles: Styles) -> _Letters:
    """How a paragraph's runs are set where they say nothing themselves."""
    is_hidden = next((s.is_hidden for s in chain if s.is_hidden is not None), False)
    is_bold = next((s.is_bold for s in chain if s.is_bold is not None), False)
    size = next((s.size for s in chain if s.size is not None), styles.default_size)
    return _Letters(is_hidden, is_bold, size)


def _run_letters(properties: etree._Element | None, paragraph: _Letters, styles: Styles) -> _Letters:
    """How a run is set: by itself, else by its character style, else as its paragraph."""
    if properties is None:
        return paragraph
    chain = styles.chain(value_at(properties, "w:rStyle"))
    hidden = [is_on(properties, "w:vanish"), *(s.is_hidden for s in chain), paragraph.is_hidden]
    bold = [is_on(properties, "w:b"), *(s.is_bold for s in chain), paragraph.is_bold]
    size = [run_size(properties), *(s.size for s in chain), paragraph.size]
    return _Letters(
        next(value for value in hidden if value is not None),
        next(value for value in bold if value is not None),
        next(value for value in size if value is not None),
    )


def _styled(
    inline: _Inline, properties: etree._Element | None, chain: Sequence[Style], place: _Place
) -> _Draft:
    """A paragraph with its kind and looks."""
    text = inline.text
    names = {style.name for style in chain}
    own_name = chain[0].name if chain else ""
    sizes: Counter[float] = Counter()
    for part in inline.parts:
        sizes[part.letters.size] += len(part.text.strip())
    draft = _Draft(
        BlockKind.PARAGRAPH,
        [[text]],
        size=max(sizes, key=lambda size: (sizes[size], size)),
        is_bold=all(part.letters.is_bold for part in inline.parts if part.text.strip()),
        is_boxed=place.is_boxed or (not place.in_cell and _has_box(properties, chain)),
        zone=place.zone,
        box=place.box,
        sources=[(part.text, part.element) for part in inline.parts],
    )
    level = _level(properties, chain, text)
    if own_name == "toc heading" or "contents heading" in names:
        draft.kind, draft.level, draft.zone = BlockKind.HEADING, 1, Zone.CONTENTS
    elif any(_CONTENTS_STYLE.fullmatch(name) for name in names):
        draft.zone = Zone.CONTENTS
    elif "caption" in names:
        draft.kind, draft.zone = BlockKind.CAPTION, Zone.CAPTION
    elif level is not None:
        draft.kind, draft.level = BlockKind.HEADING, level
        draft.is_boxed = place.is_boxed  # a heading on a coloured band is no box
    elif _is_list(properties, chain) or _TYPED_BULLET.match(text):
        draft.kind, draft.cells = BlockKind.LIST_ITEM, [[_TYPED_BULLET.sub("", text)]]
    return draft


def _level(properties: etree._Element | None, chain: Sequence[Style], text: str) -> int | None:
    """The level of a heading from 1; None for text that is no heading."""
    if len(text.split()) > MAX_HEADING_WORDS or not any(c.isalnum() for c in text):
        return None
    own = value_at(properties, "w:outlineLvl")
    outline = (
        int(own)
        if own and own.isdecimal()
        else next((s.outline for s in chain if s.outline is not None), None)
    )
    if outline is not None:
        return outline + 1 if outline < 9 else None
    for style in chain:
        if match := _HEADING_STYLE.match(style.name):
            return int(match[1])
        if style.name == "title":
            return 1
    return None


def _is_list(properties: etree._Element | None, chain: Sequence[Style]) -> bool:
    own = list_mark(properties)
    if own is not None:
        return own
    by_style = next((s.is_list for s in chain if s.is_list is not None), None)
    return by_style or any(s.name.startswith(("list bullet", "list number")) for s in chain)


def _has_box(properties: etree._Element | None, chain: Sequence[Style]) -> bool:
    own = is_boxed(properties)
    return own if own is not None else next((s.is_boxed for s in chain if s.is_boxed is not None), False)


# --- headings by their looks


def _find_headings(drafts: list[_Draft]) -> list[_Draft]:
    """Turn short bold or large lines that stand above text into headings, and give them levels.

    Many plans are written without heading styles. A line is not taken where another such line
    follows at the same size: that is a cover, an address or a list of names.
    """
    plain = Counter[float]()
    for draft in drafts:
        if draft.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and not draft.is_bold:
            plain[draft.size] += len(draft.text)
    body = max(plain, key=lambda size: (plain[size], size)) if plain else 0.0
    chosen = [
        at
        for at, draft in enumerate(drafts)
        if _looks_like_heading(draft, body) and at + 1 < len(drafts) and _is_above_text(drafts, at, body)
    ]
    sizes = sorted({drafts[at].size for at in chosen}, reverse=True)
    styled: dict[int, float] = {}
    for draft in drafts:
        if draft.kind is BlockKind.HEADING and draft.level is not None and draft.zone is not Zone.CONTENTS:
            styled[draft.level] = max(styled.get(draft.level, 0.0), draft.size)
    current = 0
    for at, draft in enumerate(drafts):
        if draft.kind is BlockKind.HEADING and draft.level is not None:
            current = draft.level
        elif at in chosen:
            level = _level_by_size(draft.size, styled, current) if styled else sizes.index(draft.size) + 1
            draft.kind, draft.level = BlockKind.HEADING, level
    return drafts


def _looks_like_heading(draft: _Draft, body: float) -> bool:
    text = draft.text
    return (
        draft.kind is BlockKind.PARAGRAPH
        and not draft.is_boxed
        and draft.zone is None
        and (draft.is_bold or draft.size >= body * LARGER)
        and len(text.split()) <= MAX_LOOKS_HEADING_WORDS
        and text[-1] not in ".,;:"
        and ": " not in text  # "Executive lead: Jane Smith" says something; it is no heading
        and "@" not in text
        and any(c.isalpha() for c in text)
    )


def _is_above_text(drafts: Sequence[_Draft], at: int, body: float) -> bool:
    following = drafts[at + 1]
    if following.kind is BlockKind.HEADING:
        return False
    return not _looks_like_heading(following, body) or following.size < drafts[at].size


def _level_by_size(size: float, styled: Mapping[int, float], current: int) -> int:
    """The level of the styled headings that are no larger; else one below the heading above."""
    fitting = [level for level, other in styled.items() if size >= other > 0]
    return min(fitting) if fitting else current + 1


# --- tables


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """A table's rows, without those that a tracked change deletes."""
    for row in _unwrapped(table, "w:tr"):
        if child(row, "w:trPr", "w:del") is None:
            yield row


def _unwrapped(container: etree._Element, wanted: str) -> Iterator[etree._Element]:
    stack = list(reversed(container))
    while stack:
        element = stack.pop()
        name = name_of(element)
        if name == wanted:
            yield element
        elif name in _WRAPPERS:
            stack += reversed(element)


def _cells(row: etree._Element) -> list[_Cell]:
    """A row's cells with their place in the grid; a cell merged over columns comes once."""
    column = _count(value_at(row, "w:trPr", "w:gridBefore"), at_least=0)
    cells: list[_Cell] = []
    for element in _unwrapped(row, "w:tc"):
        properties = child(element, "w:tcPr")
        if child(properties, "w:cellDel") is not None:
            continue
        span = _count(value_at(properties, "w:gridSpan"), at_least=1)
        merged, sideways = child(properties, "w:vMerge"), child(properties, "w:hMerge")
        if sideways is not None and attribute(sideways, "w:val") != "restart" and cells:
            cells[-1].span += span
        else:
            goes_on = merged is not None and attribute(merged, "w:val") != "restart"
            cells.append(_Cell(column, span, goes_on, element))
        column += span
    return cells


def _count(text: str | None, *, at_least: int) -> int:
    return max(at_least, min(int(text), 1000)) if text and text.isdecimal() else at_least


def _frames_text(cells: Sequence[_Cell]) -> bool:
    """Whether the cells of a single row hold running text: the table is there for the page's looks."""
    for cell in cells:
        blocks = list(_paragraphs_and_tables(cell.element))
        if len(blocks) > 2 or any(name_of(block) == "w:tbl" for block, _ in blocks):
            return True
    return False


def _header_rows(
    rows: Sequence[tuple[etree._Element, list[_Cell]]],
    lines: Sequence[list[list[_Draft]]],
) -> int:
    """How many rows at the top are column headings."""
    marked = 0
    for row, _ in rows:
        if not is_on(child(row, "w:trPr"), "w:tblHeader"):
            break
        marked += 1
    if marked:
        return marked if marked < len(rows) else 0
    return 1 if len(rows) > 1 and _is_header(lines[0], lines[1], rows[0][1], rows[1][1]) else 0


def _is_header(
    first: Sequence[list[_Draft]],
    second: Sequence[list[_Draft]],
    cells: Sequence[_Cell],
    below: Sequence[_Cell],
) -> bool:
    """Whether a first row without a mark is one of column headings, by its words and its looks."""
    texts = [" ".join(line.text for line in cell) for cell in first]
    filled = [text for text in texts if text]
    if len(filled) < 2 or any(
        len(text.split()) > MAX_COLUMN_HEADING_WORDS
        or text.endswith(".")
        or not any(c.isalpha() for c in text)
        for text in filled
    ):
        return False
    stands_out = all(line.is_bold for cell in first for line in cell) and not all(
        line.is_bold for cell in second for line in cell
    )
    is_shaded = [_shade(cell) for cell in cells] != [_shade(cell) for cell in below] and all(
        map(_shade, cells)
    )
    # Without any mark, a first row of two may as well be a pair such as "Name | Jane Smith".
    has_figures = any(c.isdigit() for text in filled for c in text)
    return stands_out or is_shaded or (len(texts) > 2 and len(filled) == len(texts) and not has_figures)


def _shade(cell: _Cell) -> str:
    shading = child(cell.element, "w:tcPr", "w:shd")
    fill = "" if shading is None else (attribute(shading, "w:fill") or "").upper()
    return "" if fill in ("AUTO", "FFFFFF") else fill


def _table_drafts(
    rows: Sequence[tuple[etree._Element, list[_Cell]]],
    read: Sequence[list[tuple[list[_Draft], list[_Draft]]]],
    *,
    columns: int,
    header_rows: int,
    place: _Place,
) -> list[_Draft]:
    """The rows as blocks, each with the headings of its columns, what hangs on a row after it.

    A merged cell's text stands once, where Word shows it; the rows beside it carry it among their
    column headings, and so do the rows under a band across the whole table.
    """
    headings = [""] * columns
    above = [""] * columns  # the text of the merged cell that reaches down
    band = ""
    drafts: list[_Draft] = []
    for number, ((_, cells), contents) in enumerate(zip(rows, read, strict=True)):
        texts = [[line.text for line in own] for own, _ in contents]
        is_header = number < header_rows
        for cell, text in zip(cells, texts, strict=True):
            if not cell.goes_on:
                above[cell.column] = " ".join(text)
            if is_header and text:
                for at in range(cell.column, cell.column + cell.span):
                    headings[at] = _joined((headings[at], *text))
        is_band = len(cells) == 1 and cells[0].span == columns and not is_header
        if is_band:
            joined = " ".join(texts[0])
            band = joined if len(joined.split()) <= MAX_COLUMN_HEADING_WORDS else ""
        header = () if is_header else tuple(_header_of(cell, headings, above) for cell in cells)
        if band and header and not is_band:
            header = (_joined((band, header[0])), *header[1:])
        if any(texts):
            kind = BlockKind.TABLE_HEADER if is_header else BlockKind.TABLE_ROW
            drafts.append(
                _Draft(
                    kind,
                    texts,
                    header=header if any(header) and not is_band else (),
                    size=max((line.size for own, _ in contents for line in own), default=0.0),
                    is_bold=all(line.is_bold for own, _ in contents for line in own),
                    is_boxed=place.is_boxed,
                    zone=place.zone,
                    box=place.box,
                    sources=[source for own, _ in contents for line in own for source in line.sources],
                )
            )
        drafts += [draft for _, hanging in contents for draft in hanging]
    return drafts


def _header_of(cell: _Cell, headings: Sequence[str], above: Sequence[str]) -> str:
    own = dict.fromkeys(headings[cell.column : cell.column + cell.span])
    merged = above[cell.column] if cell.goes_on else ""
    return _joined((*own, merged if merged not in own else ""))


def _joined(parts: Iterable[str]) -> str:
    return " / ".join(part for part in parts if part)


def _block(draft: _Draft, number: int) -> RawBlock:
    return RawBlock(
        kind=draft.kind,
        page_index=0,
        cells=tuple(tuple(RawLine(line) for line in cell) for cell in draft.cells),
        header=draft.header,
        heading_level=draft.level,
        font_size=draft.size,
        is_bold=draft.is_bold,
        is_boxed=draft.is_boxed,
        zone=draft.zone,
        box=draft.box,
        paragraph=number,
    )


def _clean(text: str) -> str:
    """Text without what is not seen, white space as single spaces."""
    return " ".join(INVISIBLE.sub("", text.replace("\u2011", "-")).split())
