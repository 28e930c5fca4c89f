"""The comments of a Word file and the words they stand at, read from its XML by the rules of the format."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_UNREAD = {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "txbxContent")}


@dataclass(frozen=True)
class Comment:
    """A comment and what it stands at."""

    id: str
    author: str
    text: str  # paragraphs parted by "\n"
    anchored: str  # the words between its marks, white space as single spaces
    references: int  # how often the text refers to it: once


def read_comments(content: bytes, *, main: str = "word/document.xml") -> list[Comment]:
    """The comments of a file in the order of the part that holds them."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        document = etree.fromstring(package.read(main))
        name = next(
            n for n in package.namelist() if n.rpartition("/")[2].startswith("comments") and "Ext" not in n
        )
        comments = etree.fromstring(package.read(name))
    texts = _anchored(document)
    references = [element.get(f"{W}id") for element in document.iter(f"{W}commentReference")]
    return [
        Comment(
            id=comment.get(f"{W}id"),
            author=comment.get(f"{W}author"),
            text="\n".join("".join(p.itertext(f"{W}t")) for p in comment.iter(f"{W}p")),
            anchored=" ".join("".join(texts.get(comment.get(f"{W}id"), ())).split()),
            references=references.count(comment.get(f"{W}id")),
        )
        for comment in comments.iter(f"{W}comment")
    ]


def _anchored(document: etree._Element) -> dict[str, list[str]]:
    """The text between the marks of each comment."""
    texts: dict[str, list[str]] = {}
    open_: set[str] = set()

    def walk(element: etree._Element) -> None:
        if element.tag in _UNREAD or not isinstance(element.tag, str):
            return
        number = element.get(f"{W}id")
        if element.tag == f"{W}commentRangeStart":
            open_.add(number)
            texts[number] = []
        elif element.tag == f"{W}commentRangeEnd":
            open_.discard(number)
        elif element.tag == f"{W}t":
            say(element.text or "")
        elif element.tag == f"{W}noBreakHyphen":
            say("-")
        elif element.tag in (f"{W}tab", f"{W}br", f"{W}p"):
            say(" ")
        for child in element:
            walk(child)

    def say(text: str) -> None:
        for number in open_:
            texts[number].append(text)

    walk(document)
    return texts
