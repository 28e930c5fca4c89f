"""Reading a document safely: every command that looks into a file does it through a `Reader`."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import platformdirs

from cypaudit.errors import UnreadableError, UsageError
from cypaudit.model.document import Document
from cypaudit.model.limits import DEFAULT_LIMITS, Limits
from cypaudit.store import DocumentCache, hash_file
from cypaudit.workflows.reading_messages import Request
from cypaudit.workflows.reading_process import ReadingProcess
from cypaudit.workflows.reading_version import reading_version

TIMEOUT_VARIABLE = "CYPAUDIT_TIMEOUT"  # seconds for a file
MEMORY_VARIABLE = "CYPAUDIT_MAX_MEMORY"  # MB
PAGES_VARIABLE = "CYPAUDIT_MAX_PAGES"  # of a file
OCR_VARIABLE = "CYPAUDIT_OCR"  # "off": scanned pages are not read from their pictures
LETTERS_VARIABLE = "CYPAUDIT_MAX_LETTERS"  # of text in a document
CACHE_VARIABLE = "CYPAUDIT_CACHE"  # a folder, or "off"

_OFF = ("off", "0", "no")
_MEGABYTE = 1_000_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingSettings:
    """How documents are to be read."""

    limits: Limits = DEFAULT_LIMITS
    cache: Path | None = None  # the folder that documents are kept in; None: they are not kept


DEFAULT_SETTINGS = ReadingSettings()


def reading_settings(
    *,
    timeout: float | None = None,
    use_cache: bool = True,
    use_ocr: bool = True,
    environment: Mapping[str, str] = os.environ,
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
    if not use_ocr or environment.get(OCR_VARIABLE, "").strip().lower() in _OFF:
        limits = replace(limits, max_ocr_pages=0)
    if (letters := _number(environment, LETTERS_VARIABLE)) is not None:
        limits = replace(limits, max_characters=int(letters))
    return ReadingSettings(limits=limits, cache=cache_folder(environment) if use_cache else None)


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Where documents are kept: as the environment says, else the system's place for it; None: nowhere."""
    named = environment.get(CACHE_VARIABLE, "").strip()
    if named.lower() in _OFF:
        return None
    if named:
        return Path(named).expanduser().absolute()
    return platformdirs.user_cache_path("cypaudit", appauthor=False)


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
        folder = self._settings.cache
        self._cache = None if folder is None else DocumentCache(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process. A document on its way is lost."""
        self._process.close()

    def start(
        self, files: Sequence[Path], *, document_id: str, title: str = "", sha256: Sequence[str] = ()
    ) -> Reading:
        """Begin to read a document from its files, in reading order; one may be on its way at a time.

        `sha256` holds the hash of each file, where it is known already.
        """
        request = Request(files=tuple(str(file.absolute()) for file in files), limits=self._settings.limits)
        hashes = () if self._cache is None else tuple(sha256) or _hashes_of(files)
        key = document_key(request, hashes) if hashes else ""
        kept = self._cache.load(key) if self._cache is not None and key else None
        if kept is not None:
            return Reading(lambda: kept, document_id=document_id, title=title)
        self._process.start(request)
        return Reading(lambda: self._take(key, hashes), document_id=document_id, title=title)

    def _take(self, key: str, hashes: Sequence[str]) -> Document:
        """The document that the process has read, which is kept."""
        document = self._process.finish()
        # Not where a file was changed after it was hashed: the key would be another file's.
        if self._cache is not None and key and document.sha256 == tuple(hashes):
            self._cache.save(key, document)
        return document

    def read(self, files: Sequence[Path], *, document_id: str, title: str = "") -> Document:
        """Read a document from its files, in reading order. Raises UnreadableError."""
        return self.start(files, document_id=document_id, title=title).document()


def _hashes_of(files: Sequence[Path]) -> tuple[str, ...]:
    """The hash of each file; empty where one has none, of which the reader will say why."""
    try:
        return tuple(map(hash_file, files)) if all(map(can_be_hashed, files)) else ()
    except OSError:
        return ()


def can_be_hashed(file: Path) -> bool:
    """Whether a file has an end that is reached in time: a pipe has none, and a huge one is not read."""
    return file.is_file() and file.stat().st_size <= DEFAULT_LIMITS.max_bytes


def document_key(request: Request, hashes: Sequence[str]) -> str:
    """What a document as read depends on, as a name for its entry in the cache.

    The limits on time and memory decide whether it is read, and not as what.
    """
    limits = request.limits
    facts = (
        reading_version(),
        [Path(name).name for name in request.files],  # a page bears the name of its file
        list(hashes),
        [limits.max_bytes, limits.max_pages, limits.max_characters, limits.max_ocr_pages],
    )
    return hashlib.sha256(json.dumps(facts).encode("ascii")).hexdigest()


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
