"""What the program and its reading process say to each other: JSON in frames, never pickle.

The reading process has looked at a file that may be hostile, so nothing it sends is trusted further than
text is. A frame is eight bytes of length, most significant first, one byte that says what follows, and
that.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any, BinaryIO

from cypaudit.model.annotation import Annotated, Note, NoteKind, Place, Stretch
from cypaudit.model.document import Box
from cypaudit.model.limits import Limits
from cypaudit.model.picture import PagePicture

_LENGTH_BYTES = 8


class Kind(Enum):
    """What a frame holds."""

    REQUEST = b"?"
    DOCUMENT = b"D"  # JSON as the store writes it
    PICTURES = b"P"  # JSON, as `encode_pictures` writes it
    ANNOTATED = b"A"  # an annotated copy, as `encode_annotated` writes it
    REFUSED = b"R"  # a sentence for the user: why what was asked for is not done
    UNREADABLE = b"U"  # a sentence for the user: what, where, what next
    DEFECT = b"X"  # the name and words of an exception that no reader should raise
    OCR_PAGE = b"O"  # nothing, and not the answer: a page is about to be read from its picture
    MEMORY = b"M"  # nothing: memory ran out


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Files to be read as one document, in reading order; or one to be drawn from or annotated."""

    files: tuple[str, ...]  # absolute paths
    limits: Limits
    pictures: tuple[int, ...] = ()  # pages of the only file, from 1, that are to be drawn and not read
    # Places of the only file of which strips are to be drawn: a page, from 1, and the words' rectangles.
    strips: tuple[tuple[int, tuple[Box, ...]], ...] = ()
    notes: tuple[Note, ...] = ()  # to be put into a copy of the only file
    unsigned_copy: bool = False  # the copy may lose the signatures of the file


def encode_request(request: Request) -> bytes:
    """A request as bytes. A file name that is no text keeps its odd bytes, as JSON's escapes."""
    return json.dumps(asdict(request)).encode("ascii")


def decode_request(content: bytes) -> Request:
    """The request that `encode_request` wrote."""
    stored = json.loads(content)
    return Request(
        files=tuple(stored["files"]),
        limits=Limits(**stored["limits"]),
        pictures=tuple(stored["pictures"]),
        strips=tuple((page, tuple(Box(**box) for box in boxes)) for page, boxes in stored["strips"]),
        notes=tuple(map(_note_in, stored["notes"])),
        unsigned_copy=stored["unsigned_copy"],
    )


def _note_in(stored: dict[str, Any]) -> Note:
    place = stored["place"]
    return Note(
        kind=NoteKind(stored["kind"]),
        subject=stored["subject"],
        text=stored["text"],
        place=None if place is None else Place(**{**place, "stretches": _stretches_in(place["stretches"])}),
    )


def _stretches_in(stored: list[dict[str, Any]]) -> tuple[Stretch, ...]:
    return tuple(Stretch(**{**stretch, "box": Box(**stretch["box"])}) for stretch in stored)


def encode_annotated(copy: Annotated) -> bytes:
    """An annotated copy as bytes: a line of JSON, and the copy."""
    facts = {"notes": copy.notes, "marked": copy.marked, "beside": copy.beside, "warnings": copy.warnings}
    return json.dumps(facts).encode("ascii") + b"\n" + copy.content


def decode_annotated(content: bytes) -> Annotated:
    """The copy that `encode_annotated` wrote. Raises ValueError, KeyError or TypeError."""
    facts, _, copy = content.partition(b"\n")
    stored = json.loads(facts)
    return Annotated(
        content=copy,
        notes=int(stored["notes"]),
        marked=int(stored["marked"]),
        beside=int(stored["beside"]),
        warnings=tuple(map(str, stored["warnings"])),
    )


def encode_pictures(pictures: Mapping[int, PagePicture]) -> bytes:
    """Pictures by page, or by position among the strips asked for, as bytes."""
    rows = [
        [page, p.media_type, b64encode(p.content).decode("ascii"), p.width, p.height, *p.matrix]
        for page, p in pictures.items()
    ]
    return json.dumps(rows).encode("ascii")


def decode_pictures(content: bytes) -> dict[int, PagePicture]:
    """The pictures that `encode_pictures` wrote. Raises ValueError or TypeError."""
    pictures = {}
    for page, media_type, picture, width, height, a, b, c, d, e, f in json.loads(content):
        if not str(media_type).startswith("image/"):
            raise ValueError(f"a picture that is {media_type!r}")
        matrix = (float(a), float(b), float(c), float(d), float(e), float(f))
        pictures[int(page)] = PagePicture(
            media_type=media_type,
            content=b64decode(picture, validate=True),
            width=int(width),
            height=int(height),
            matrix=matrix,
        )
    return pictures


def write_frame(stream: BinaryIO, kind: Kind, content: bytes) -> None:
    """Send a frame. Raises OSError where nobody is there to take it."""
    stream.write(len(content).to_bytes(_LENGTH_BYTES, "big") + kind.value)
    stream.write(content)
    stream.flush()


def read_frame(stream: BinaryIO, *, max_bytes: int) -> tuple[Kind, bytes] | None:
    """The next frame; None at the end of the stream, in mid-frame too.

    Raises ValueError where it is of no known kind or longer than `max_bytes`.
    """
    head = stream.read(_LENGTH_BYTES + 1)
    if len(head) <= _LENGTH_BYTES:
        return None
    length, kind = int.from_bytes(head[:_LENGTH_BYTES], "big"), Kind(head[_LENGTH_BYTES:])
    if length > max_bytes:
        raise ValueError(f"a frame of {length:,} bytes")
    content = stream.read(length)
    return None if len(content) < length else (kind, content)
