"""The parts of a Word file, read safely: sizes are checked first, and no entity is ever followed.

The zip and its XML are read here and not by a library that loads every part: a plan with 300 MB of
photographs has 1 MB of text, and a hostile file must be refused before it is unpacked.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from lxml import etree

from cypaudit.errors import UnreadableError

# No text part of a real plan comes near these; a bomb of any kind passes them at once.
MAX_PART_BYTES: Final = 100_000_000
MAX_TOTAL_BYTES: Final = 250_000_000
MAX_RATIO: Final = 400  # unpacked to packed; office XML reaches about 60
RATIO_FREE_BYTES: Final = 5_000_000  # below this a ratio says nothing and does no harm
MAX_PARTS: Final = 20_000

_PREFIXES: Final = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",  # "strict" files
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "dgm",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_NAMESPACES: Final = {
    prefix: tuple(uri for uri, other in _PREFIXES.items() if other == prefix) for prefix in _PREFIXES.values()
}
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@lru_cache(maxsize=4096)
def _short(tag: str) -> str:
    uri, _, local = tag.rpartition("}")
    return f"{_PREFIXES[uri[1:]]}:{local}" if uri[1:] in _PREFIXES else f"?:{local}"


def name_of(element: etree._Element) -> str:
    """The element's name with its usual prefix, "?:name" for foreign ones, "" for a comment."""
    tag = element.tag
    return _short(tag) if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute such as "w:val" or "r:id", whichever edition of the format wrote it."""
    prefix, _, local = name.partition(":")
    for uri in _NAMESPACES[prefix]:
        value = element.get(f"{{{uri}}}{local}")
        if value is not None:
            return str(value)
    return None


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first child along a path of names, or None."""
    for name in path:
        if element is None:
            return None
        element = next((c for c in element if name_of(c) == name), None)
    return element


def value_at(element: etree._Element | None, *path: str) -> str | None:
    """The `w:val` of the first child along a path, or None."""
    found = child(element, *path)
    return None if found is None else attribute(found, "w:val")


def is_on(element: etree._Element | None, name: str) -> bool | None:
    """Whether a switch such as w:b is on among the properties; None where it is not set."""
    found = child(element, name)
    if found is None:
        return None
    return (attribute(found, "w:val") or "true").lower() not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A Word file's parts, by name, and how they refer to one another."""

    name: str  # of the file, without folders
    archive: zipfile.ZipFile
    main: str  # name of the main part

    def xml(self, part: str) -> etree._Element | None:
        """The root of a part; None where there is no such part."""
        try:
            info = self.archive.getinfo(part)
        except KeyError:
            return None
        return _parse(_read(self.archive, info, self.name), self.name, part)

    def related(self, part: str) -> Mapping[str, tuple[str, str]]:
        """The parts inside the file that a part refers to: id -> (last word of the type, part)."""
        folder, base = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in () if root is None else root.iterchildren(etree.Element):
            target, kind = relation.get("Target") or "", relation.get("Type") or ""
            if relation.get("TargetMode") == "External" or not target:
                continue
            found[relation.get("Id") or ""] = (kind.rsplit("/", 1)[-1], _resolve(folder, target))
        return found


def open_package(path: Path) -> Package:
    """Open a Word file. Raises UnreadableError with what to do about anything that is not one."""
    name = path.name
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise UnreadableError(f"{name}: cannot be opened ({error.strerror or error}).") from error
    _refuse_other_formats(head, path)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(name) from error
    try:
        _refuse_bombs(archive, name)
        return Package(name=name, archive=archive, main=_main_part(archive, name))
    except BaseException:
        archive.close()
        raise


def _damaged(name: str) -> UnreadableError:
    return UnreadableError(
        f"{name}: is damaged or cut short. Open it in Word and save it again as .docx, or fetch it again."
    )


def _refuse_other_formats(head: bytes, path: Path) -> None:
    name = path.name
    if not head:
        raise UnreadableError(f"{name}: the file is empty. Fetch it again.")
    if head.startswith(_OLE):
        if _is_encrypted(path):
            raise UnreadableError(f"{name}: is locked with a password. Save it without one and try again.")
        raise UnreadableError(
            f"{name}: is in the old Word format, or is locked with a password. "
            "Open it in Word and save it as .docx without a password."
        )
    for magic, what, then in (
        (b"%PDF", "a PDF", "Give it the ending .pdf."),
        (b"{\\rtf", "rich text (RTF)", "Open it in Word and save it as .docx."),
        (b"<", "a web page or XML", "Give it the ending .html, or save it as .docx."),
    ):
        if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(magic):
            raise UnreadableError(f"{name}: is {what}, not a Word file. {then}")
    if not head.startswith(b"PK"):
        raise UnreadableError(f"{name}: is not a Word file. Open it in Word and save it as .docx.")


def _is_encrypted(path: Path) -> bool:
    """Whether an OLE file is a wrapped .docx: the stream's name stands in its directory."""
    needle = "EncryptedPackage".encode("utf-16-le")
    with path.open("rb") as file:
        last = b""
        while chunk := file.read(1 << 20):
            if needle in last + chunk:
                return True
            last = chunk[-len(needle) :]
    return False


def _refuse_bombs(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a file whose text parts would unpack to something no plan is."""
    infos = archive.infolist()
    text = [info for info in infos if info.filename.lower().endswith((".xml", ".rels"))]
    swollen = any(
        info.file_size > RATIO_FREE_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1)
        for info in text
    )
    too_large = any(info.file_size > MAX_PART_BYTES for info in text)
    total = sum(info.file_size for info in text)
    if swollen or too_large or total > MAX_TOTAL_BYTES or len(infos) > MAX_PARTS:
        raise UnreadableError(
            f"{name}: would unpack to far more than a document holds, so it was not opened. "
            "If it is genuine, open it in Word and save it again as .docx."
        )
    if any(info.flag_bits & 1 for info in text):
        raise UnreadableError(f"{name}: is locked with a password. Save it without one and try again.")


def _main_part(archive: zipfile.ZipFile, name: str) -> str:
    """The name of the part with the text, by the package's own directory."""
    names = set(archive.namelist())
    package = Package(name=name, archive=archive, main="")
    for kind, part in package.related("").values():
        if kind == "officeDocument" and part in names:
            root = posixpath.dirname(part)
            if root in ("xl", "ppt"):
                what = "a spreadsheet" if root == "xl" else "a presentation"
                raise UnreadableError(f"{name}: is {what}, not a Word file. Save it as PDF and read that.")
            return part
    if "word/document.xml" in names:
        return "word/document.xml"
    if "mimetype" in names or "content.xml" in names:
        raise UnreadableError(f"{name}: is an OpenDocument file. Save it as .docx and read that.")
    raise UnreadableError(
        f"{name}: has no document inside (word/document.xml is missing). Save it again in Word as .docx."
    )


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    """A part's bytes, never more than its header promised."""
    try:
        with archive.open(info) as part:
            data = part.read(MAX_PART_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise _damaged(name) from error
    if len(data) > MAX_PART_BYTES:
        raise _damaged(name)
    return data


def _parse(data: bytes, name: str, part: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(
            f"{name}: {part} inside it cannot be read ({error}). Open it in Word and save it again as .docx."
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        # Word writes none; they are how entities smuggle in other files or swell without end.
        raise UnreadableError(
            f"{name}: {part} inside it declares a document type, which Word never does, so it was not read. "
            "Open it in Word and save it again as .docx."
        )
    return root


def _resolve(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target))


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a style says by itself; None means that it is left to the style it is based on."""

    name: str  # lower case; Word keeps the built-in names in English whatever its language
    based_on: str | None
    outline: int | None  # from 0; 9 is body text
    is_list: bool | None
    is_bold: bool | None
    is_hidden: bool | None
    is_boxed: bool | None
    size: float | None  # points


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a file, looked up along the line of styles each is based on."""

    by_id: Mapping[str, Style]
    default_paragraph: str | None
    default_size: float  # points
    _chains: dict[str, tuple[Style, ...]] = field(default_factory=dict)

    def chain(self, style_id: str | None) -> tuple[Style, ...]:
        """A style, the one it is based on, and so on; a loop ends where it closes."""
        key = style_id or ""
        if key not in self._chains:
            found: list[Style] = []
            seen: set[str] = set()
            while style_id is not None and style_id in self.by_id and style_id not in seen:
                seen.add(style_id)
                found.append(self.by_id[style_id])
                style_id = self.by_id[style_id].based_on
            self._chains[key] = tuple(found)
        return self._chains[key]


def read_styles(root: etree._Element | None) -> Styles:
    """The styles part, or defaults where the file has none."""
    by_id: dict[str, Style] = {}
    default: str | None = None
    size = _points(value_at(root, "w:docDefaults", "w:rPrDefault", "w:rPr", "w:sz")) or 10.0
    for element in _named(root, "w:style"):
        style_id = attribute(element, "w:styleId") or ""
        by_id[style_id] = _style_of(element)
        if attribute(element, "w:type") == "paragraph" and attribute(element, "w:default") in ("1", "true"):
            default = style_id
    return Styles(by_id, default, size)


def _style_of(element: etree._Element) -> Style:
    paragraph, run = child(element, "w:pPr"), child(element, "w:rPr")
    outline = value_at(paragraph, "w:outlineLvl")
    return Style(
        name=(value_at(element, "w:name") or "").lower(),
        based_on=value_at(element, "w:basedOn"),
        outline=int(outline) if outline and outline.isdecimal() else None,
        is_list=list_mark(paragraph),
        is_bold=is_on(run, "w:b"),
        is_hidden=is_on(run, "w:vanish"),
        is_boxed=is_boxed(paragraph),
        size=_points(value_at(run, "w:sz")),
    )


def list_mark(properties: etree._Element | None) -> bool | None:
    """Whether paragraph properties make a list item; number 0 takes a style's list away again."""
    numbering = child(properties, "w:numPr")
    if numbering is None:
        return None
    return (value_at(numbering, "w:numId") or "1") != "0"


def is_boxed(properties: etree._Element | None) -> bool | None:
    """Whether paragraph properties draw a box round the text or shade it; None where they say nothing."""
    borders, shading = child(properties, "w:pBdr"), child(properties, "w:shd")
    if borders is None and shading is None:
        return None
    sides = [value_at(borders, f"w:{side}") for side in ("top", "left", "bottom", "right")]
    fill = "" if shading is None else (attribute(shading, "w:fill") or "").upper()
    return all(side not in (None, "nil", "none") for side in sides) or fill not in ("", "AUTO", "FFFFFF")


def run_size(properties: etree._Element | None) -> float | None:
    """The size of a run's letters in points, where it is set."""
    return _points(value_at(properties, "w:sz"))


def _points(half_points: str | None) -> float | None:
    try:
        return float(half_points) / 2 if half_points else None
    except ValueError:
        return None


def _named(root: etree._Element | None, name: str) -> Iterator[etree._Element]:
    return (c for c in (() if root is None else root) if name_of(c) == name)
