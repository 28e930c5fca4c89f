"""Documents as read and drafts as rated, kept from run to run, so that nothing is worked out twice.

An entry is a file named by its key. Its first line holds the SHA-256 of the rest, which is what is kept
as JSON: a torn or damaged entry is told from a whole one, and nothing in it can run. Drafts are
confidential, so the folder is for its user alone. Several runs may share it: an entry is written beside
its place and put there by one rename, and one that has gone is only read anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from cypaudit.model.audit import RatedDocument
from cypaudit.model.document import Document
from cypaudit.store.documents import document_from_json, document_to_json
from cypaudit.store.rated import rated_from_json, rated_to_json

MAX_CACHE_BYTES = 500_000_000  # some two thousand strategies; the entries that were not used longest go first
MAX_RATINGS_BYTES = 50_000_000  # some two hundred drafts
SAVES_BETWEEN_TRIMS = 16
STALE_SECONDS = 3600.0  # after which a half-written entry belongs to no run that is still alive

_SUFFIX = ".entry"
_NEW_PREFIX = ".new-"
_IS_POSIX = os.name == "posix"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Entry:
    path: Path
    size: int
    used: float  # when it was last read or written, in seconds of the clock


class Cache(Generic[T]):
    """A folder of things of one kind. What goes wrong with it is never more than work done again."""

    def __init__(
        self,
        folder: Path,
        *,
        magic: str,
        encode: Callable[[T], str],
        decode: Callable[[str], T],
        max_bytes: int,
    ) -> None:
        """`magic` opens every entry and names its format; `decode` refuses what `encode` did not write."""
        self.folder = folder
        self._magic = magic
        self._to_text = encode
        self._from_text = decode
        self._max_bytes = max_bytes
        self._saves = 0

    def load(self, key: str) -> T | None:
        """What is kept under a key; None where there is nothing. A damaged entry is dropped."""
        path = self._path(key)
        try:
            if not self._is_private():
                return None
            raw = path.read_bytes()
        except OSError:
            return None
        try:
            kept = self._decode(raw)
        except (ValueError, KeyError, TypeError, IndexError, RecursionError):
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # it was of use just now
        return kept

    def save(self, key: str, value: T) -> None:
        """Keep a value. Where it cannot be kept (a full disk, a folder of someone else's), it is not."""
        new: Path | None = None
        try:
            self._make_folder()
            if not self._is_private():
                return
            handle, name = tempfile.mkstemp(dir=self.folder, prefix=_NEW_PREFIX)  # for its user alone
            new = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(self._encode(value))
            new.replace(self._path(key))
        except OSError:
            if new is not None:
                with contextlib.suppress(OSError):
                    new.unlink()
            return
        if self._saves % SAVES_BETWEEN_TRIMS == 0:
            self.trim()
        self._saves += 1

    def trim(self) -> None:
        """Drop what was not used longest until the rest is within bounds, and what dead runs left."""
        total = 0
        for entry in sorted(self._entries(), key=lambda entry: entry.used, reverse=True):
            total += entry.size
            if total > self._max_bytes:
                with contextlib.suppress(OSError):
                    entry.path.unlink()
        for path in self._files(_NEW_PREFIX):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > STALE_SECONDS:
                    path.unlink()

    def clear(self) -> int:
        """Drop every entry. Gives how many there were. Raises OSError where one cannot be dropped."""
        count = 0
        for path in [*self._files(_NEW_PREFIX), *self._files("")]:
            if path.name.startswith(_NEW_PREFIX) or path.suffix == _SUFFIX:
                path.unlink(missing_ok=True)
                count += path.suffix == _SUFFIX
        with contextlib.suppress(OSError):
            self.folder.rmdir()
        return count

    def size(self) -> tuple[int, int]:
        """How many entries there are, and their bytes."""
        sizes = [entry.size for entry in self._entries()]
        return len(sizes), sum(sizes)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{_SUFFIX}"

    def _make_folder(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _IS_POSIX and self._is_ours() and self.folder.stat().st_mode & 0o077:
            self.folder.chmod(0o700)

    def _is_ours(self) -> bool:
        status = self.folder.lstat()
        return stat.S_ISDIR(status.st_mode) and (not _IS_POSIX or status.st_uid == os.geteuid())

    def _is_private(self) -> bool:
        """Whether nobody else can look into the folder or put anything there.

        Windows has no such modes; there the cache lies in the user's own profile, which is private.
        """
        return self._is_ours() and (not _IS_POSIX or not self.folder.stat().st_mode & 0o077)

    def _entries(self) -> Iterator[_Entry]:
        for path in self._files(""):
            if path.suffix == _SUFFIX:
                with contextlib.suppress(OSError):  # another run may drop it meanwhile
                    status = path.stat()
                    yield _Entry(path, status.st_size, status.st_mtime)

    def _files(self, prefix: str) -> list[Path]:
        try:
            return [path for path in self.folder.iterdir() if path.name.startswith(prefix)]
        except OSError:
            return []

    def _encode(self, value: T) -> bytes:
        # A file name may hold bytes that are no text, which JSON and UTF-8 must carry through.
        content = self._to_text(value).encode("utf-8", "surrogatepass")
        return f"{self._magic} {hashlib.sha256(content).hexdigest()}\n".encode("ascii") + content

    def _decode(self, raw: bytes) -> T:
        """What an entry holds. Raises ValueError, KeyError, TypeError or IndexError for a damaged one."""
        head, _, content = raw.partition(b"\n")
        if head.decode("ascii") != f"{self._magic} {hashlib.sha256(content).hexdigest()}":
            raise ValueError("not the bytes that were written")
        return self._from_text(content.decode("utf-8", "surrogatepass"))


class DocumentCache(Cache[Document]):
    """Documents as read."""

    def __init__(self, base: Path, *, max_bytes: int = MAX_CACHE_BYTES) -> None:
        super().__init__(
            base / "documents",  # our own, so that the rights of one that we were named stay
            magic="cypaudit-document-1",
            encode=document_to_json,
            decode=document_from_json,
            max_bytes=max_bytes,
        )


class RatingCache(Cache[RatedDocument]):
    """Drafts as rated."""

    def __init__(self, base: Path, *, max_bytes: int = MAX_RATINGS_BYTES) -> None:
        super().__init__(
            base / "ratings",
            magic="cypaudit-ratings-1",
            encode=rated_to_json,
            decode=rated_from_json,
            max_bytes=max_bytes,
        )
