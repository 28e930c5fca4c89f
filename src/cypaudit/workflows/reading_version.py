"""The versions of the reading and of the rating.

What a file is read as depends on the first and on the file alone; how it is rated depends on the second and
on the rubric besides. Each is a hash over the sources that do it and over the versions of the libraries they
use, so that nobody has to remember to raise it: what is kept is used only by the code that would do the same
again.
"""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import cypaudit

# Every library that ingest/ may import; a test holds this list to the imports there.
LIBRARIES = (
    "lxml", "markdown-it-py", "numpy", "onnxruntime", "opencv-python-headless", "pillow", "pypdfium2",
    "rapidocr",
)  # fmt: skip

_SOURCES = ("ingest", "model/document.py", "store/documents.py")  # below the package's folder


# What takes a document as read to its ratings.
_RATING_SOURCES = (
    "tag", "score", "model", "corpus.py", "store/rated.py", "workflows/inputs.py",
    "workflows/one_document.py",
)  # fmt: skip


@cache
def reading_version() -> str:
    """The version of the reading, in hexadecimal."""
    return _hash_of(_SOURCES)


@cache
def rating_version() -> str:
    """The version of the rating, in hexadecimal; that of the reading comes beside it."""
    return _hash_of(_RATING_SOURCES)


def _hash_of(sources: Sequence[str]) -> str:
    digest = hashlib.sha256()
    python = ".".join(map(str, sys.version_info[:2]))
    for fact in (cypaudit.__version__, python, unicodedata.unidata_version, *map(_version_of, LIBRARIES)):
        digest.update(fact.encode() + b"\0")
    root = Path(cypaudit.__file__).parent
    for path in sorted(file for source in sources for file in _files_of(root / source)):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _version_of(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:  # one that is only there with an extra
        return f"{library} missing"


def _files_of(source: Path) -> list[Path]:
    files = source.rglob("*") if source.is_dir() else (source,)
    return [file for file in files if file.is_file() and file.suffix != ".pyc"]
