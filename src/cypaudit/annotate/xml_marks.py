"""Marks put into the XML of a Word file's main part: bytes are added, and none is taken out or changed.

Writing the part anew from a tree would change quotes, line ends and empty elements all over it. Here the
place of each element in the bytes is found, and what is added goes between them.
"""

from __future__ import annotations

import re
import xml.parsers.expat
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cypaudit.model.annotation import Anchor

_START_TAG = re.compile(rb"""<([^\s/>]+)(?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(/?)>""")
_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
_WRITTEN = re.compile(r"&[^;]+;|\r\n|.", re.DOTALL)  # one letter as it is written
_BOM = b"\xef\xbb\xbf"


class UnknownXmlError(Exception):
    """The part is written in a way in which nothing can be put between its bytes."""


@dataclass(slots=True)
class _Element:
    """Where an element stands in the bytes."""

    start: int  # of its start tag
    parent: int  # position among the elements; -1 for the root
    end: int = 0  # behind its end tag
    inner: int = 0  # behind its start tag
    inner_end: int = 0  # before its end tag
    children: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Point:
    """What is put in at one place: marks, and where a run is parted, its end before and its start behind."""

    before: bytes = b""
    behind: bytes = b""
    marks: list[tuple[int, bytes]] = field(default_factory=list)


_END, _REFERENCE, _BEGIN = range(3)  # the order of marks at one place


class MarkedXml:
    """The bytes of a main part, and the marks to be put in."""

    def __init__(self, content: bytes) -> None:
        """Raises UnknownXmlError where the bytes are not UTF-8."""
        if b"\0" in content[:8]:
            raise UnknownXmlError("it is encoded in UTF-16")
        named = _ENCODING.match(content.removeprefix(_BOM))
        if named and named[1].upper() not in (b"UTF-8", b"US-ASCII", b"ASCII"):
            raise UnknownXmlError(f"it is encoded in {named[1].decode('ascii', 'replace')}")
        self._content = content
        self._elements = _find_elements(content)
        self._points: dict[int, _Point] = defaultdict(_Point)
        self._spaced: set[int] = set()  # start tags that are told to keep white space

    def mark(self, pieces: Sequence[Anchor], comment: int) -> None:
        """Put the marks of a comment round pieces, which stand in the order of the file."""
        run, offset = self._cut(pieces[0], at_end=False)
        prefix, declared = self._prefix_of(run)
        name = b'%s:commentRange%%s%s %s:id="%d"' % (prefix, declared, prefix, comment)
        self._points[offset].marks.append((_BEGIN, b"<" + name % b"Start" + b"/>"))
        run, offset = self._cut(pieces[-1], at_end=True)
        prefix, declared = self._prefix_of(run)
        name = b'%s:commentRange%%s%s %s:id="%d"' % (prefix, declared, prefix, comment)
        self._points[offset].marks.append((_END, b"<" + name % b"End" + b"/>"))
        outermost = self._child_of_paragraph(run)
        if outermost != run:
            offset = self._elements[outermost].end
        reference = b'<%s:r%s><%s:commentReference %s:id="%d"/></%s:r>'
        self._points[offset].marks.append(
            (_REFERENCE, reference % (prefix, declared, prefix, prefix, comment, prefix))
        )

    def write(self) -> bytes:
        """The bytes with all marks."""
        pieces = []
        last = 0
        for offset in sorted(self._points):
            point = self._points[offset]
            pieces.append(self._content[last:offset])
            marks = b"".join(mark for _, mark in sorted(point.marks, key=lambda mark: mark[0]))
            pieces.append(point.before + marks + point.behind)
            last = offset
        return b"".join((*pieces, self._content[last:]))

    # --- where a mark goes

    def _cut(self, piece: Anchor, *, at_end: bool) -> tuple[int, int]:
        """The run whose letters a mark stands at, and the place; the run is parted there if need be."""
        element = piece.element
        parent = self._elements[element].parent
        if self._local(element) in (b"r", b"AlternateContent", b"oMath", b"oMathPara"):
            return element, self._edge(element, at_end=at_end)
        within = piece.end if at_end else piece.start
        if within is not None:
            offset = self._offset_of(element, within)
            text = self._elements[element]
            if text.inner < offset < text.inner_end:
                self._part_text(element, parent, offset)
                return parent, offset
        content = [n for n in self._elements[parent].children if self._local(n) != b"rPr"]
        if element == content[-1 if at_end else 0]:
            return parent, self._edge(parent, at_end=at_end)
        offset = self._edge(element, at_end=at_end)
        point = self._points[offset]
        point.before, point.behind = self._closing(parent), self._opening(parent)
        return parent, offset

    def _edge(self, element: int, *, at_end: bool) -> int:
        found = self._elements[element]
        return found.end if at_end else found.start

    def _part_text(self, element: int, run: int, offset: int) -> None:
        """Part a run within a text, so that both parts are set as the whole was."""
        point = self._points[offset]
        start_tag = self._start_tag(element)
        name = start_tag[1]
        point.before = b"</%s>" % name + self._closing(run)
        text = self._elements[element]
        is_kept = b"xml:space" in start_tag[0] or element in self._spaced
        if self._content[offset - 1 : offset].isspace() and not is_kept:
            self._spaced.add(element)
            at = text.start + 1 + len(name)
            self._points[at].before = b' xml:space="preserve"'
        point.behind = self._opening(run) + b'<%s xml:space="preserve">' % name

    def _opening(self, run: int) -> bytes:
        """The start tag of a run, with how it is set."""
        children = self._elements[run].children
        properties = b""
        if children and self._local(children[0]) == b"rPr":
            own = self._elements[children[0]]
            properties = self._content[own.start : own.end]
        return self._start_tag(run)[0] + properties

    def _closing(self, run: int) -> bytes:
        return b"</%s>" % self._start_tag(run)[1]

    def _offset_of(self, element: int, letters: int) -> int:
        """The place in the bytes behind so many letters of an element's text."""
        found = self._elements[element]
        raw = self._content[found.inner : found.inner_end]
        text = raw[: raw.find(b"<")] if b"<" in raw else raw
        offset = found.inner
        for number, written in enumerate(_WRITTEN.finditer(text.decode("utf-8"))):
            if number == letters:
                return offset
            offset += len(written[0].encode("utf-8"))
        # All of the text, or what cannot be parted because it holds more than text.
        return found.inner_end

    def _child_of_paragraph(self, element: int) -> int:
        """The element or what it stands in, directly in a paragraph: no link or change reaches round it."""
        for within in self._line(element):
            parent = self._elements[within].parent
            if parent >= 0 and self._local(parent) == b"p":
                return within
        return element

    def _line(self, element: int) -> Iterator[int]:
        while element >= 0:
            yield element
            element = self._elements[element].parent

    # --- names

    def _start_tag(self, element: int) -> re.Match[bytes]:
        match = _START_TAG.match(self._content, self._elements[element].start)
        if match is None:
            raise UnknownXmlError("a tag of it is not understood")
        return match

    def _local(self, element: int) -> bytes:
        return self._start_tag(element)[1].rpartition(b":")[2]

    def _prefix_of(self, element: int) -> tuple[bytes, bytes]:
        """The prefix of Word's names at an element, and its declaration where there is none."""
        for within in self._line(element):
            prefix, _, local = self._start_tag(within)[1].rpartition(b":")
            if local == b"p":
                return prefix or b"w", b"" if prefix else b' xmlns:w="%s"' % self._namespace()
        return b"w", b""

    def _namespace(self) -> bytes:
        found = re.search(rb"""\sxmlns\s*=\s*["']([^"']+)["']""", self._start_tag(0)[0])
        return found[1] if found else b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _find_elements(content: bytes) -> list[_Element]:
    """Every element's place, in the order of the start tags."""
    elements: list[_Element] = []
    open_elements: list[int] = []
    parser = xml.parsers.expat.ParserCreate()

    def begin(_name: str, _attributes: object) -> None:
        parent = open_elements[-1] if open_elements else -1
        if parent >= 0:
            elements[parent].children.append(len(elements))
        open_elements.append(len(elements))
        elements.append(_Element(start=parser.CurrentByteIndex, parent=parent))

    def finish(_name: str) -> None:
        element = elements[open_elements.pop()]
        match = _START_TAG.match(content, element.start)
        if match is None:
            raise UnknownXmlError("a tag of it is not understood")
        element.inner = match.end()
        if match[2]:  # an empty element in one tag
            element.inner_end = element.end = match.end()
        else:
            element.inner_end = parser.CurrentByteIndex
            element.end = content.index(b">", element.inner_end) + 1

    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    try:
        parser.Parse(content, True)
    except xml.parsers.expat.ExpatError as error:
        raise UnknownXmlError(str(error)) from error
    return elements
