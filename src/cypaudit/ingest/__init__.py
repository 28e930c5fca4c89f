"""Reading: a file of any format becomes a Document. The one verb is `read_document`."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from cypaudit.errors import UnreadableError
from cypaudit.ingest.assemble import assemble
from cypaudit.ingest.encoding import decode, is_text
from cypaudit.ingest.raw import RawFile
from cypaudit.model.document import Document
from cypaudit.model.limits import DEFAULT_LIMITS, Limits

__all__ = ["Limits", "read_document"]


HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
PLAIN_SUFFIXES = frozenset({".md", ".markdown", ".txt", ".text"})
WORD_SUFFIXES = frozenset({".doc", ".docx", ".docm", ".dotx", ".dotm"})
OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .doc files, and .docx files with a password
# A PDF may have rubbish before its head; readers accept it within the first kilobyte.
_HEAD_BYTES = 1024


def read_document(
    paths: Sequence[Path],
    *,
    document_id: str,
    title: str = "",
    limits: Limits = DEFAULT_LIMITS,
    on_ocr_page: Callable[[], None] = lambda: None,
) -> Document:
    """Read one document from its files, in reading order. Raises UnreadableError.

    `on_ocr_page` is called before each page that is read from its picture, which takes seconds.
    """
    files = [read_file(path, limits=limits, on_ocr_page=on_ocr_page) for path in paths]
    _refuse_floods(files, limits)
    hashes = [_hash_file(path) for path in paths]
    return assemble(files, document_id=document_id, title=title, sha256=hashes)


def _refuse_floods(files: Sequence[RawFile], limits: Limits) -> None:
    """Refuse more text than any document has, before anything is made of it."""
    total = 0
    for file in files:
        total += sum(len(line.text) for block in file.blocks for cell in block.cells for line in cell)
        if total > limits.max_characters:
            raise UnreadableError(
                f"{file.name}: more than {limits.max_characters:,} letters of text, which is more than a "
                "plan holds. If it is the right file, allow more with CYPAUDIT_MAX_LETTERS, or split it."
            )


def read_file(
    path: Path, *, limits: Limits = DEFAULT_LIMITS, on_ocr_page: Callable[[], None] = lambda: None
) -> RawFile:
    """Read one file with the reader for its content. Raises UnreadableError."""
    # Each reader brings its own heavy library, so that it is imported only where a file needs it.
    kind = recognise_format(path, limits=limits)
    if kind == "pdf":
        from cypaudit.ingest.pdf import read_pdf
        from cypaudit.ingest.scans import OcrNeeds

        needs = OcrNeeds(max_pages=limits.max_ocr_pages, on_page=on_ocr_page)
        return read_pdf(path, max_pages=limits.max_pages, ocr=needs)
    if kind == "docx":
        from cypaudit.ingest.docx import read_docx

        return read_docx(path)
    if kind == "html":
        from cypaudit.ingest.html import read_html

        return read_html(path)
    from cypaudit.ingest.plain import read_plain

    return read_plain(path)


def recognise_format(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> str:
    """Which reader a file needs: "pdf", "docx", "html" or "plain". Raises UnreadableError."""
    if path.name.startswith("~$"):
        raise UnreadableError(
            f"{path.name}: is the mark that Word leaves beside a document while it is open, and holds no "
            f"text. Name the document itself; its name ends in {path.name.removeprefix('~$')}."
        )
    try:
        status = path.stat()
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            # To open a pipe is to wait for its other end, and a device may never end.
            raise UnreadableError(f"{path.name}: is a pipe or a device and no file. Save it as a file.")
        size = status.st_size
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
    except PermissionError as error:
        # On Windows a program that holds a file open may keep others from reading it.
        raise UnreadableError(
            f"{path.name}: cannot be opened ({error.strerror}). If it is open in Word or another program, "
            "close it there or save a copy; else ask for the right to read it."
        ) from error
    except OSError as error:
        raise UnreadableError(f"{path.name}: cannot be opened ({error.strerror}). Check the path.") from error
    if size == 0:
        raise UnreadableError(f"{path.name}: the file is empty. Download or save it again.")
    if size > limits.max_bytes:
        raise UnreadableError(
            f"{path.name}: {size:,} bytes are more than the {limits.max_bytes:,} that are read. "
            "Split the file."
        )
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _recognise_zip(path)
    suffix = path.suffix.lower()
    if head.startswith(OLE_HEAD) or suffix in WORD_SUFFIXES:
        return "docx"  # its reader says what the file is instead, and what to do
    opening = decode(head)[0].lstrip().lower()
    if not is_text(head):
        opening = ""
    elif suffix in HTML_SUFFIXES or opening.startswith(("<!doctype html", "<html")):
        return "html"
    elif suffix in PLAIN_SUFFIXES:
        return "plain"
    if suffix == ".pdf":
        raise UnreadableError(
            f"{path.name}: not a PDF, although its name says so. Open it to see what it is, "
            "and save it as PDF."
        )
    raise UnreadableError(
        f"{path.name}: not a format that is read. Save it as PDF, Word (.docx), HTML, Markdown or plain text."
    )


def _recognise_zip(path: Path) -> str:
    """A zip file is read if it may be a Word document. Raises UnreadableError."""
    if path.suffix.lower() in WORD_SUFFIXES:
        return "docx"
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise UnreadableError(f"{path.name}: the file is damaged or cut short. Download it again.") from error
    # Which part is the main one, its relations say; some programs put it elsewhere than Word does.
    if "word/document.xml" in names or {"[Content_Types].xml", "_rels/.rels"} <= names:
        return "docx"
    raise UnreadableError(
        f"{path.name}: a zip file that is no Word document. Save the document as PDF or Word (.docx)."
    )


def _hash_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    digest = sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
