"""Reading a document safely: every command that looks into a file does it through a `Reader`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from cypaudit.errors import UnreadableError, UsageError
from cypaudit.model.document import Document
from cypaudit.model.limits import DEFAULT_LIMITS, Limits
from cypaudit.workflows.reading_messages import Request
from cypaudit.workflows.reading_process import ReadingProcess

TIMEOUT_VARIABLE = "CYPAUDIT_TIMEOUT"  # seconds for a file
MEMORY_VARIABLE = "CYPAUDIT_MAX_MEMORY"  # MB
PAGES_VARIABLE = "CYPAUDIT_MAX_PAGES"  # of a file

_MEGABYTE = 1_000_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingSettings:
    """How documents are to be read."""

    limits: Limits = DEFAULT_LIMITS


DEFAULT_SETTINGS = ReadingSettings()


def reading_settings(
    *, timeout: float | None = None, environment: Mapping[str, str] = os.environ
) -> ReadingSettings:
    """The settings: what the command was told, else the environment, else the defaults.

    Raises UsageError where a variable holds no number.
    """
    limits = DEFAULT_LIMITS
    if (seconds := timeout or _number(environment, TIMEOUT_VARIABLE)) is not None:
        limits = replace(limits, max_seconds=seconds)
    if (memory := _number(environment, MEMORY_VARIABLE)) is not None:
        limits = replace(limits, max_memory=int(memory * _MEGABYTE))
    if (pages := _number(environment, PAGES_VARIABLE)) is not None:
        limits = replace(limits, max_pages=int(pages))
    return ReadingSettings(limits=limits)


def _number(environment: Mapping[str, str], name: str) -> float | None:
    """A number above 0 in the environment; None where there is none."""
    text = environment.get(name, "").strip()
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise UsageError(f"{name}={text}: is no number above 0. Correct the variable, or unset it.")
    return number


class Reading:
    """A document on its way, or at hand."""

    def __init__(self, take: Callable[[], Document], *, document_id: str, title: str) -> None:
        self._take = take
        self._document_id = document_id
        self._title = title
        self._outcome: Document | UnreadableError | None = None  # None: on its way

    def wait(self) -> None:
        """Wait until it is known what became of it, which frees the reader for the next."""
        if self._outcome is not None:
            return
        try:
            document = self._take()
        except UnreadableError as error:
            self._outcome = error
        else:
            self._outcome = replace(document, id=self._document_id, title=self._title or document.title)

    def document(self) -> Document:
        """Wait for the document. Raises UnreadableError."""
        self.wait()
        if isinstance(self._outcome, Document):
            return self._outcome
        raise self._outcome or RuntimeError("nothing became of it")


class Reader:
    """Reads documents in a process of its own. Use it in a `with` statement, which ends that process."""

    def __init__(self, settings: ReadingSettings | None = None) -> None:
        self._settings = settings or reading_settings()
        self._process = ReadingProcess()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process. A document on its way is lost."""
        self._process.close()

    def start(self, files: Sequence[Path], *, document_id: str, title: str = "") -> Reading:
        """Begin to read a document from its files, in reading order. One may be on its way at a time."""
        request = Request(files=tuple(str(file.absolute()) for file in files), limits=self._settings.limits)
        self._process.start(request)
        return Reading(self._process.finish, document_id=document_id, title=title)

    def read(self, files: Sequence[Path], *, document_id: str, title: str = "") -> Document:
        """Read a document from its files, in reading order. Raises UnreadableError."""
        return self.start(files, document_id=document_id, title=title).document()


def read_ahead(items: Iterable[T], start: Callable[[T], Reading]) -> Iterator[tuple[T, Reading]]:
    """The items with their readings; while one is worked on, the next is read."""
    last: tuple[T, Reading] | None = None
    for item in items:
        if last is not None:
            last[1].wait()
        reading = start(item)
        if last is not None:
            yield last
        last = item, reading
    if last is not None:
        yield last
