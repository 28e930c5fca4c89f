"""Where the words of a passage stand in a Word file: the elements that they were read from.

The same walk that reads a file tells from which elements each paragraph's text came, so a passage is found
whatever it runs through: runs, links, cells, tracked changes, fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from cypaudit.ingest.clean import clean_text
from cypaudit.ingest.docx import INVISIBLE, Traced, trace_docx
from cypaudit.ingest.docx_package import attribute, name_of, open_package
from cypaudit.model.annotation import Anchor, Anchors, Place

# A passage of which less is found is not taken for found: its comment goes to the start of the file.
FOUND_SHARE = 0.8
# What is never parted, nor marked within: a text box stands in its paragraph twice, for new and old readers,
# and comments are not allowed inside.
_WHOLE = ("w:r", "mc:AlternateContent", "m:oMath", "m:oMathPara")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPlaces:
    """Where places were found in a Word file, and the names of the parts to write to."""

    main: str
    comments: str | None  # the part that holds the comments; None where there are none
    anchors: tuple[Anchors, ...]


class _Letter(NamedTuple):
    """A visible letter."""

    text: str  # one character
    element: etree._Element
    offset: int | None  # in the element's text; None where the element holds it as a whole


def locate_anchors(path: Path, places: Sequence[Place | None]) -> WordPlaces:
    """Where each place stands; None stands for the start of the document. Raises UnreadableError."""
    package = open_package(path)
    with package.archive:
        traced = trace_docx(package)
        related = dict(package.related(package.main).values())
    elements = list(traced.root.iter(etree.Element))
    finder = _Finder(traced, {element: number for number, element in enumerate(elements)})
    return WordPlaces(
        main=package.main,
        comments=related.get("comments"),
        anchors=tuple(finder.start() if place is None else finder.find(place) for place in places),
    )


class _Finder:
    """Finds places in the main part of one file."""

    def __init__(self, traced: Traced, numbers: Mapping[etree._Element, int]) -> None:
        self._traced = traced
        self._numbers = numbers  # of the main part's elements, in their order
        self._letters: dict[int, list[_Letter]] = {}  # by paragraph
        self._references: dict[tuple[str, str], etree._Element] | None = None

    def start(self) -> Anchors:
        """The first paragraph that can be marked; else what the first text in a box hangs on."""
        nearest = Anchors(pieces=())
        for paragraph in range(1, len(self._traced.sources) + 1):
            anchors = self._anchors(self._letters_of(paragraph))
            if anchors.is_exact:
                return anchors
            nearest = nearest if nearest.pieces else anchors
        return nearest

    def find(self, place: Place) -> Anchors:
        """The elements that a place's words were read from."""
        if place.paragraph is None or not 1 <= place.paragraph <= len(self._traced.sources):
            return Anchors(pieces=())
        letters = self._letters_of(place.paragraph)
        wanted = "".join(clean_text(place.quote).split())
        found = "".join(letter.text for letter in letters)
        start, end = _find(wanted, found, near=place.first)
        return self._anchors(letters[start:end])

    def _letters_of(self, paragraph: int) -> list[_Letter]:
        if paragraph not in self._letters:
            self._letters[paragraph] = [
                letter
                for text, element in self._traced.sources[paragraph - 1]
                for letter in _letters_in(text, element)
            ]
        return self._letters[paragraph]

    def _anchors(self, letters: Sequence[_Letter]) -> Anchors:
        """The letters as pieces of the main part; of what they hang on where they cannot be marked."""
        pieces: list[Anchor] = []
        is_exact = bool(letters)
        for letter in letters:
            whole = self._holder(letter.element)
            if whole is None:
                return Anchors(pieces=())
            is_parted = whole is letter.element.getparent() and name_of(whole) == "w:r"
            is_exact = is_exact and (is_parted or name_of(whole).startswith("m:"))
            if not is_parted:
                piece = Anchor(element=self._numbers[whole])
            elif letter.offset is None:
                piece = Anchor(element=self._numbers[letter.element])
            else:
                number = self._numbers[letter.element]
                piece = Anchor(element=number, start=letter.offset, end=letter.offset + 1)
            last = pieces[-1] if pieces else None
            if last is not None and last.element == piece.element:
                pieces[-1] = Anchor(element=last.element, start=last.start, end=piece.end)
            else:
                pieces.append(piece)
        return Anchors(pieces=tuple(pieces), is_exact=is_exact)

    def _holder(self, element: etree._Element) -> etree._Element | None:
        """The outermost element that marks stand before and behind, in a paragraph of the main part."""
        if element not in self._numbers:
            reference = self._reference_to(element)
            if reference is None:
                return None
            element = reference
        line = [element, *element.iterancestors()]
        held = [at for at, ancestor in enumerate(line) if name_of(ancestor) in _WHOLE]
        if not held:
            return None
        # Where whole paragraphs are given in two forms, there is no place for marks around them.
        is_in_paragraph = any(name_of(ancestor) == "w:p" for ancestor in line[held[-1] + 1 :])
        return line[held[-1]] if is_in_paragraph else None

    def _reference_to(self, element: etree._Element) -> etree._Element | None:
        """Where the text refers to the footnote or endnote that an element is in."""
        if self._references is None:
            self._references = {}
            for other in self._numbers:
                if name_of(other) in ("w:footnoteReference", "w:endnoteReference"):
                    key = name_of(other)[2:-9], attribute(other, "w:id") or ""
                    self._references.setdefault(key, other)
        for ancestor in element.iterancestors():
            if name_of(ancestor) in ("w:footnote", "w:endnote"):
                return self._references.get((name_of(ancestor)[2:], attribute(ancestor, "w:id") or ""))
        return None


def _letters_in(text: str, element: etree._Element) -> list[_Letter]:
    """The visible letters of a piece of text, each as `assemble` writes it."""
    is_text = element.text is not None and name_of(element) == "w:t"
    return [
        _Letter(character, element, offset if is_text else None)
        for offset, written in enumerate(text)
        for character in clean_text(INVISIBLE.sub("", written))
    ]


def _find(wanted: str, found: str, *, near: int) -> tuple[int, int]:
    """Where the wanted letters stand among those found: start and end, equal where they do not.

    `near` is where they should be, were it not for a bullet or hyphen that reading took out.
    """
    if not wanted:
        return 0, 0
    if found.startswith(wanted, near):
        return near, near + len(wanted)
    places = []
    at = found.find(wanted)
    while at >= 0:
        places.append(at)
        at = found.find(wanted, at + 1)
    if places:
        start = min(places, key=lambda place: abs(place - near))
        return start, start + len(wanted)
    blocks = SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks()
    if sum(block.size for block in blocks) < FOUND_SHARE * len(wanted):
        return 0, 0
    filled = [block for block in blocks if block.size]
    return filled[0].b, filled[-1].b + filled[-1].size
