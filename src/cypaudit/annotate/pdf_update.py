"""A PDF with objects added behind it: every byte of the original stays, as the format foresees.

pypdf's own incremental writer clones the whole file, and drops the entry for title and author; so the
update is written here, with pypdf's objects.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

# Where the last table of objects begins, as the end of the file says.
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_OBJECT = re.compile(rb"\s*(\d+)\s+(\d+)\s+obj\b")
_TAIL_BYTES = 2_048
_MAX_OFFSET = 10**10


class DamagedPdfError(Exception):
    """Nothing can be added behind this file: it must be written anew first."""


class PdfUpdate:
    """Objects to be added to a file, or to take the place of others."""

    def __init__(self, content: bytes) -> None:
        """Raises DamagedPdfError where the file's table of objects is not what it should be."""
        self.content = content
        match = _START.search(content[-_TAIL_BYTES:])
        if match is None or not content.startswith(b"%PDF-"):
            raise DamagedPdfError("its beginning or end is not a PDF's")
        self._last_table = int(match[1])
        self._has_tables = content[self._last_table : self._last_table + 4] == b"xref"
        if not self._has_tables and not _OBJECT.match(content, self._last_table):
            raise DamagedPdfError("its table of objects is not where it should be")
        self.reader = PdfReader(io.BytesIO(content), strict=True)
        self._check_offsets()
        numbers = [number for table in self.reader.xref.values() for number in table]
        numbers += [*self.reader.xref_objStm, int(self.reader.trailer.get("/Size", 0)) - 1]
        self._next = max(numbers, default=0) + 1
        self._objects: dict[tuple[int, int], PdfObject] = {}

    def _check_offsets(self) -> None:
        """Hold the file's table of objects against where they are: readers guess where it is wrong."""
        for generation, table in self.reader.xref.items():
            for number, offset in table.items():
                found = _OBJECT.match(self.content, offset)
                if not found or (int(found[1]), int(found[2])) != (number, generation):
                    raise DamagedPdfError(f"object {number} is not where it should be")

    def add(self, added: PdfObject) -> IndirectObject:
        """A new object, and how others refer to it."""
        reference = IndirectObject(self._next, 0, self.reader)
        self._next += 1
        self._objects[reference.idnum, 0] = added
        return reference

    def replace(self, reference: IndirectObject, by: PdfObject) -> None:
        """Put another object in the place of one that is there."""
        self._objects[reference.idnum, reference.generation] = by

    def current(self, reference: IndirectObject) -> PdfObject | None:
        """An object as it will stand in the file."""
        known = self._objects.get((reference.idnum, reference.generation))
        return known if known is not None else self.reader.get_object(reference)

    def write(self) -> bytes:
        """The file with what was added. The same additions give the same bytes."""
        base = len(self.content)
        stream = io.BytesIO()  # the addition alone: the file may be hundreds of megabytes
        if not self.content.endswith(b"\n"):
            stream.write(b"\n")
        places: dict[tuple[int, int], int] = {}
        for (number, generation), added in sorted(self._objects.items(), key=lambda item: item[0]):
            places[number, generation] = base + stream.tell()
            stream.write(b"%d %d obj\n" % (number, generation))
            added.write_to_stream(stream)
            stream.write(b"\nendobj\n")
        trailer = self._trailer(hashlib.md5(stream.getvalue(), usedforsecurity=False).digest())
        table = base + stream.tell()
        if table >= _MAX_OFFSET:
            raise DamagedPdfError("it is too large for a table of objects")
        if self._has_tables:
            self._write_table(stream, places, trailer)
        else:
            self._write_table_stream(stream, places, trailer, at=table)
        stream.write(b"startxref\n%d\n%%%%EOF\n" % table)
        return self.content + stream.getvalue()

    def _trailer(self, mark: bytes) -> DictionaryObject:
        """What the file says of itself; `mark` tells this version from the one before."""
        old = self.reader.trailer
        trailer = DictionaryObject()
        for key in ("/Root", "/Info"):
            if key in old:
                trailer[NameObject(key)] = old.raw_get(key)
        trailer[NameObject("/Size")] = NumberObject(self._next)
        trailer[NameObject("/Prev")] = NumberObject(self._last_table)
        identity = old.get("/ID")
        if isinstance(identity, ArrayObject) and len(identity) == 2:
            first = identity[0]
            trailer[NameObject("/ID")] = ArrayObject([first, ByteStringObject(mark)])
        return trailer

    def _write_table(
        self, stream: io.BytesIO, places: dict[tuple[int, int], int], trailer: DictionaryObject
    ) -> None:
        stream.write(b"xref\n")
        for run in _runs(sorted(places)):
            stream.write(b"%d %d\n" % (run[0][0], len(run)))
            for number, generation in run:
                stream.write(b"%010d %05d n \n" % (places[number, generation], generation))
        stream.write(b"trailer\n")
        trailer.write_to_stream(stream)
        stream.write(b"\n")

    def _write_table_stream(
        self, stream: io.BytesIO, places: dict[tuple[int, int], int], trailer: DictionaryObject, *, at: int
    ) -> None:
        """The table as an object of its own: the kind that the file has already."""
        places = {**places, (self._next, 0): at}
        trailer[NameObject("/Size")] = NumberObject(self._next + 1)
        rows, index = b"", []
        for run in _runs(sorted(places)):
            index += [NumberObject(run[0][0]), NumberObject(len(run))]
            for number, generation in run:
                rows += (
                    b"\x01" + places[number, generation].to_bytes(5, "big") + generation.to_bytes(2, "big")
                )
        table = StreamObject()
        table.update(trailer)
        table[NameObject("/Type")] = NameObject("/XRef")
        table[NameObject("/W")] = ArrayObject([NumberObject(1), NumberObject(5), NumberObject(2)])
        table[NameObject("/Index")] = ArrayObject(index)
        table.set_data(rows)
        stream.write(b"%d 0 obj\n" % self._next)
        table.write_to_stream(stream)
        stream.write(b"\nendobj\n")


def is_encrypted(content: bytes) -> bool:
    """Whether a PDF is encrypted, whatever the password; False where that cannot be made out."""
    try:
        return bool(PdfReader(io.BytesIO(content)).is_encrypted)
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return False


def _runs(keys: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Object numbers that follow one another."""
    run: list[tuple[int, int]] = []
    for key in keys:
        if run and key[0] != run[-1][0] + 1:
            yield run
            run = []
        run.append(key)
    if run:
        yield run
