"""A process of its own for reading files, with limits on time and memory.

A crash, a hang or a bomb ends that process and costs the document it was reading; the next one gets a
new process. It is started when the first file is to be read and kept, because a start costs as much as
reading ten pages. It is a plain child with two pipes, the same on every system: the user's own script
is not imported again, as `multiprocessing` would.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import psutil

from cypaudit.errors import UnreadableError, UsageError
from cypaudit.model.annotation import Annotated
from cypaudit.model.document import Document
from cypaudit.model.picture import PagePicture
from cypaudit.store.documents import document_from_json
from cypaudit.workflows.reading_messages import (
    Kind,
    Request,
    decode_annotated,
    decode_pictures,
    encode_request,
    read_frame,
    write_frame,
)

T = TypeVar("T")

WATCH_INTERVAL = 0.05  # seconds between two looks at a process that reads
# Of an answer, for each character of text that a document may hold. JSON with the places of all lines
# takes about 6, with each letter in a line of its own about 60.
BYTES_PER_CHARACTER = 60
END_WAIT = 5.0  # seconds in which a killed process must be gone

# `-c` with the parent's own path, so that it finds the cypaudit that the parent found. `-P` keeps the
# folder one stands in, which may be full of downloads, off the path.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from cypaudit.workflows.reading_child import main; main()"
)


class _Stop(Enum):
    """Why a process was ended while it read."""

    TIME = "time"
    MEMORY = "memory"


class _Reading:
    """A document on its way. The threads that attend to it write to it; the event says when it is done."""

    def __init__(self, request: Request, process: subprocess.Popen[bytes]) -> None:
        self.request = request
        self.process = process
        self.done = threading.Event()
        self.answer: tuple[Kind, bytes] | None = None  # None where the process ended without one
        self.stop: _Stop | None = None
        self.until = time.monotonic() + request.limits.max_seconds * len(request.files)
        self._ocr_pages_left = request.limits.max_ocr_pages * len(request.files)

    def allow_ocr_page(self) -> None:
        """Put off the end by what a page may take that is read from its picture, if any are left."""
        if self._ocr_pages_left > 0:
            self._ocr_pages_left -= 1
            self.until += self.request.limits.ocr_page_seconds


class ReadingProcess:
    """Reads documents, one at a time, in a process that is replaced when it is lost."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_fresh = True  # the process has read nothing before
        self._reading: _Reading | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self, request: Request) -> None:
        """Begin to read. The limits hold from now on, whether or not anyone waits for the document."""
        if self._reading is not None:
            raise RuntimeError("a document is on its way")
        if self._process is None or self._process.poll() is not None:
            self._end_process()
            self._process, self._is_fresh = _start_process(), True
        self._reading = _Reading(request, self._process)
        for attend in (_exchange, _watch):
            threading.Thread(target=attend, args=(self._reading,), daemon=True).start()

    def finish(self) -> Document:
        """The document whose reading was begun, with no id. Raises UnreadableError."""
        return _decode(self._finish(), Kind.DOCUMENT, _decode_document)

    def finish_pictures(self) -> dict[int, PagePicture]:
        """The pictures whose drawing was begun: by page, from 1, or by position among the strips.

        Raises UnreadableError.
        """
        return _decode(self._finish(), Kind.PICTURES, decode_pictures)

    def finish_annotated(self) -> Annotated:
        """The annotated copy that was begun. Raises UnreadableError and UsageError."""
        return _decode(self._finish(), Kind.ANNOTATED, decode_annotated)

    def _finish(self) -> _Reading:
        was_fresh, reading = self._is_fresh, self._wait()
        if _is_lost(reading) and not was_fresh and reading.stop is not _Stop.TIME:
            # What a file before it left behind (a torn heap, memory that was not given back) must not
            # be held against this one. One that takes too long would only take as long again.
            self.start(reading.request)
            reading = self._wait()
        return reading

    def close(self) -> None:
        """End the process. What it was reading is lost."""
        self._reading = None
        self._end_process()

    def _wait(self) -> _Reading:
        """The reading when it is done; a process that was lost is cleared away."""
        if self._reading is None:
            raise RuntimeError("no document is on its way")
        reading = self._reading
        while not reading.done.wait(0.2):  # in short waits, so that Windows answers Ctrl-C between them
            pass
        self._reading, self._is_fresh = None, False
        if _is_lost(reading):
            self._end_process()
        return reading

    def _end_process(self) -> None:
        if self._process is not None:
            _kill(self._process)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(END_WAIT)
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
        self._process = None


def _start_process() -> subprocess.Popen[bytes]:
    path = json.dumps([entry or os.getcwd() for entry in sys.path])  # noqa: PTH109 - as Python reads ""
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _START, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what a parser says of a damaged file is no message for the user
    )


def _exchange(reading: _Reading) -> None:
    """Ask for the document and take the answer."""
    process, limits = reading.process, reading.request.limits
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both are pipes
    try:
        write_frame(process.stdin, Kind.REQUEST, encode_request(reading.request))  # type: ignore[arg-type]
        most = BYTES_PER_CHARACTER * limits.max_characters
        if reading.request.notes:
            most += 2 * limits.max_bytes  # a copy of the file, which may have been packed tighter
        while (frame := read_frame(process.stdout, max_bytes=most)) and frame[0] is Kind.OCR_PAGE:  # type: ignore[arg-type]
            reading.allow_ocr_page()
        reading.answer = frame
    except (OSError, ValueError):
        reading.answer = None  # it died before it listened, or speaks nonsense
    finally:
        reading.done.set()


def _watch(reading: _Reading) -> None:
    """End a process that takes too long or too much."""
    limits = reading.request.limits
    try:
        watched = psutil.Process(reading.process.pid)
        while not reading.done.wait(WATCH_INTERVAL):
            if time.monotonic() > reading.until:
                reading.stop = _Stop.TIME
            elif watched.memory_info().rss > limits.max_memory:
                reading.stop = _Stop.MEMORY
            if reading.stop is not None:
                _kill(reading.process)
                return
    except psutil.Error:
        pass  # it is gone, or belongs to nobody any more: the exchange ends, too


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        process.kill()


def _is_lost(reading: _Reading) -> bool:
    """Whether the process ended over the document, or can no longer be relied on."""
    return reading.answer is None or reading.stop is not None or reading.answer[0] is Kind.MEMORY


def _decode_document(content: bytes) -> Document:
    return document_from_json(content.decode("utf-8", "surrogatepass"))


def _decode(reading: _Reading, wanted: Kind, decode: Callable[[bytes], T]) -> T:
    """What was read. Raises UnreadableError with what to do where there is nothing, UsageError where it is
    refused."""
    name, limits = _name_of(reading.request), reading.request.limits
    if reading.stop is _Stop.TIME:
        raise UnreadableError(
            f"{name}: not read within {limits.max_seconds:g} seconds, so reading was stopped. If the file is "
            "genuine, allow more with --timeout, or print it to a new PDF."
        )
    if reading.stop is _Stop.MEMORY or (reading.answer and reading.answer[0] is Kind.MEMORY):
        raise UnreadableError(
            f"{name}: reading it takes more than {limits.max_memory // 1_000_000:,} MB of memory, so it was "
            "stopped. If the file is genuine, allow more with CYPAUDIT_MAX_MEMORY (in MB), or split it."
        )
    if reading.answer is None:
        raise UnreadableError(
            f"{name}: the process that read it died ({_how_it_ended(reading.process)}). The file is damaged "
            "or hostile; if it is genuine, print it to a new PDF and read that."
        )
    kind, content = reading.answer
    if kind is wanted:
        with contextlib.suppress(ValueError, KeyError, TypeError, IndexError):
            return decode(content)
    is_text = kind in (Kind.UNREADABLE, Kind.DEFECT, Kind.REFUSED)
    words = content.decode("utf-8", "surrogatepass") if is_text else "it gave back no document"
    if kind is Kind.UNREADABLE:
        raise UnreadableError(words)
    if kind is Kind.REFUSED:
        raise UsageError(words)
    raise UnreadableError(
        f"{name}: the reader failed on this file ({words}). This is a defect of cypaudit; please report it."
    )


def _name_of(request: Request) -> str:
    """What to call a document's file; of several one cannot tell which it was."""
    names = [Path(file).name for file in request.files]
    return names[0] if len(names) == 1 else f"one of {', '.join(names)}"


def _how_it_ended(process: subprocess.Popen[bytes]) -> str:
    code = process.poll()
    if code is None:
        return "it stopped answering"
    if code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"code {code:#x}" if code > 255 else f"code {code}"  # Windows has its reasons in hexadecimal
