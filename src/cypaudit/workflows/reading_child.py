"""The process that reads files: what runs in it, and what it is kept from doing.

A file is read by parsers written in C and by code that a hostile file may lead astray. So it is read here,
where nothing is at hand that would be worth having: before the first byte of a file is looked at, the
process gives up making files, connections and other processes. The parent (`reading_process`) watches
time and memory, and replaces this process when it has to end it.
"""

from __future__ import annotations

import importlib
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from cypaudit.workflows.collector import calm_collector
from cypaudit.workflows.reading_messages import (
    Kind,
    Request,
    decode_request,
    encode_annotated,
    encode_pictures,
    read_frame,
    write_frame,
)

MAX_REQUEST_BYTES = 10_000_000  # paths, by the parent's hand
# Address space beyond the limit on memory: what a process maps and does not use (libraries, stacks of
# threads, reserves of the allocator). The parent's watch is the limit that is meant; this one stops a
# single request for memory that is larger than the watch could ever see coming.
ADDRESS_SPACE_MARGIN = 3_000_000_000  # bytes
# Processor time beyond the limit on time, times the number of processors: ends a process whose parent was
# killed while it read.
PROCESSOR_MARGIN = 30  # seconds

_READERS = {".pdf": "pdf", ".docx": "docx", ".docm": "docx", ".html": "html", ".htm": "html"}
_WORD_ANNOTATORS = ("cypaudit.annotate.docx", "cypaudit.ingest.docx_places")
_ANNOTATORS = {
    ".pdf": ("cypaudit.annotate.pdf", "cypaudit.ingest.pdf_places"),
    ".docx": _WORD_ANNOTATORS,
    ".docm": _WORD_ANNOTATORS,
}
_REFUSED_EVENTS = (
    "ftplib.", "http.", "imaplib.", "nntplib.", "os.chmod", "os.chown", "os.exec", "os.fork", "os.link",
    "os.mkdir", "os.posix_spawn", "os.remove", "os.rename", "os.rmdir", "os.spawn", "os.startfile",
    "os.symlink", "os.system", "os.truncate", "os.utime", "poplib.", "pty.", "shutil.", "smtplib.",
    "socket.", "sqlite3.", "subprocess.", "telnetlib.", "tempfile.", "urllib.", "webbrowser.", "winreg.",
)  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main() -> None:
    """Read what is asked for on standard input, one request at a time, until it ends."""
    # Ctrl-C reaches every process of the terminal; the parent alone answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    calm_collector()
    answers = _keep_stdout_to_ourselves()
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    # A thread, so that the process ends with its parent even while it reads.
    threading.Thread(target=_listen, args=(sys.stdin.buffer, requests), daemon=True).start()
    is_locked = False
    while True:
        request = decode_request(requests.get())
        if not is_locked:
            preload_readers(request)
            lock_down(max_memory=request.limits.max_memory)
            is_locked = True
        _limit_processor_time(request)
        write_frame(answers, *answer(request, on_ocr_page=partial(_ask_for_time, answers, request)))


def _keep_stdout_to_ourselves() -> BinaryIO:
    """The stream for answers. Whatever else writes to standard output writes to nowhere."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return answers


def _listen(stream: BinaryIO, requests: queue.SimpleQueue[bytes]) -> None:
    while (frame := read_frame(stream, max_bytes=MAX_REQUEST_BYTES)) is not None:
        requests.put(frame[1])
    os._exit(0)  # the parent closed the pipe, or died


def _ask_for_time(answers: BinaryIO, request: Request) -> None:
    """Tell the parent that a page is read by OCR, which it allows time for, and allow it here too."""
    _limit_processor_time(request, beyond=request.limits.ocr_page_seconds)
    write_frame(answers, Kind.OCR_PAGE, b"")


def answer(request: Request, *, on_ocr_page: Callable[[], None]) -> tuple[Kind, bytes]:
    """Read a document, draw its pages or annotate a copy: what came of it, or why nothing did."""
    from cypaudit.errors import UnreadableError, UsageError
    from cypaudit.ingest import read_document
    from cypaudit.store.documents import document_to_json

    try:
        files = [Path(name) for name in request.files]
        if request.pictures:
            from cypaudit.ingest.pictures import draw_pages

            return Kind.PICTURES, encode_pictures(draw_pages(files[0], request.pictures))
        if request.strips:
            from cypaudit.ingest.strips import draw_strips

            return Kind.PICTURES, encode_pictures(draw_strips(files[0], request.strips))
        if request.notes:
            from cypaudit.workflows.annotating import annotate_file

            copy = annotate_file(files[0], request.notes, unsigned_copy=request.unsigned_copy)
            return Kind.ANNOTATED, encode_annotated(copy)
        document = read_document(files, document_id="", limits=request.limits, on_ocr_page=on_ocr_page)
        return Kind.DOCUMENT, document_to_json(document).encode("utf-8", "surrogatepass")
    except UnreadableError as error:
        return Kind.UNREADABLE, str(error).encode("utf-8", "surrogatepass")
    except UsageError as error:
        return Kind.REFUSED, str(error).encode("utf-8", "surrogatepass")
    except MemoryError:
        return Kind.MEMORY, b""
    except Exception as error:  # noqa: BLE001 - what a hostile file does to a reader costs that file alone
        return Kind.DEFECT, f"{type(error).__name__}: {error}".encode("utf-8", "surrogatepass")


def preload_readers(request: Request) -> None:
    """Import what the files will need while it can still be kept compiled for the next time."""
    if request.pictures:
        importlib.import_module("cypaudit.ingest.pictures")
        return
    if request.strips:
        importlib.import_module("cypaudit.ingest.strips")
        importlib.import_module("PIL.PngImagePlugin")
        return
    files = request.files
    if request.notes:
        importlib.import_module("cypaudit.workflows.annotating")
        for module in _ANNOTATORS.get(Path(files[0]).suffix.lower(), ()):
            importlib.import_module(module)
        return
    importlib.import_module("cypaudit.store.documents")
    for reader in sorted({_READERS.get(Path(name).suffix.lower(), "plain") for name in files}):
        importlib.import_module(f"cypaudit.ingest.{reader}")


def lock_down(*, max_memory: int) -> None:
    """Give up writing files, the network and other processes, for good. `max_memory` is in bytes.

    An audit hook answers for what Python code does. On systems with resource limits, no file can be
    written by the C libraries either, and no dump of the memory is left behind by a crash.
    """
    sys.dont_write_bytecode = True
    sys.addaudithook(_refuse)
    try:
        import resource
    except ImportError:  # Windows: the parent's watch is the limit
        return
    for name, limit in (
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_AS", max_memory + ADDRESS_SPACE_MARGIN),
    ):
        _lower(resource, name, limit)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        path, mode, flags = arguments
        writes = (isinstance(flags, int) and flags & _WRITES) or (mode and set(mode) & set("wax+"))
        if writes and not isinstance(path, int) and path != os.devnull:
            raise PermissionError(f"the reading process was led to write {path!r}")
    elif event.startswith(_REFUSED_EVENTS):
        raise PermissionError(f"the reading process was led to {event}")


def _limit_processor_time(request: Request, *, beyond: float = 0.0) -> None:
    """Allow what the request may take from now on, and some seconds beyond it."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = request.limits.max_seconds * len(request.files) + PROCESSOR_MARGIN + beyond
    spent = used.ru_utime + used.ru_stime
    _lower(resource, "RLIMIT_CPU", int(spent + allowed * (os.cpu_count() or 1)))


def _lower(resource: Any, name: str, limit: int) -> None:
    """Set a soft limit, where the system has it and allows it."""
    try:
        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    except (AttributeError, OSError, ValueError):
        pass  # not there (macOS lacks some): the parent's watch is the limit


if __name__ == "__main__":
    main()
