"""From bytes to text, for the formats that do not say how they are written, or say it wrongly."""

from __future__ import annotations

import codecs
from pathlib import Path

from cypaudit.errors import UnreadableError

# A document of 300 pages has about 1 MB of text; with pictures written into a web page, some tens.
MAX_TEXT_BYTES = 100_000_000
_MARKS = (  # the longer first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 1024  # bytes that show whether a file is text
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\f\v\x1b\x1a\x08"))


def read_text(path: Path, *, declared: str = "") -> tuple[str, str]:
    """A file's text with "\\n" at its line ends, and a warning or "". Raises UnreadableError.

    `declared` is the encoding that the file itself names, which holds where nothing speaks against it.
    """
    try:
        size = path.stat().st_size
        if size > MAX_TEXT_BYTES:
            raise UnreadableError(
                f"{path.name}: {size:,} bytes are more text than the {MAX_TEXT_BYTES:,} that are read. "
                "Split the file."
            )
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path.name}: cannot be opened ({error.strerror}). Check the path.") from error
    text, warning = decode(content, declared=declared)
    if "\x00" in text:
        raise UnreadableError(
            f"{path.name}: not text, although its name says so. Save it as PDF or Word (.docx)."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n"), warning


def decode(content: bytes, *, declared: str = "") -> tuple[str, str]:
    """Bytes as text, and a warning where some could not be told."""
    encoding = encoding_of(content)
    if encoding is not None:
        text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
        return text, _warning(text)
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    text = content.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    right = sum(character > "\x7f" for character in text) - wrong
    if right > wrong:  # UTF-8 with some broken bytes, and not another encoding
        return text, _warning(text)
    return _decode_single_bytes(content, declared)


def encoding_of(head: bytes) -> str | None:
    """The encoding that a file's first bytes show, None where they show none."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    sample = head[:_SAMPLE]
    pairs = len(sample) // 2
    if pairs < 2 or b"\x00" not in sample:
        return None
    # English in UTF-16: of nearly every pair of bytes, one is zero, and always the same.
    if sample[1::2].count(0) > 0.7 * pairs and sample[0::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.7 * pairs and sample[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    return None


def is_text(head: bytes) -> bool:
    """Whether a file's first bytes are text in any encoding that is read."""
    if encoding_of(head) is not None:
        return True
    return len(head.translate(None, delete=_CONTROLS)) == len(head)


def _decode_single_bytes(content: bytes, declared: str) -> tuple[str, str]:
    """Text of one byte a letter, and a warning where that is a guess.

    What calls itself Latin-1 is Windows-1252, as browsers know.
    """
    try:
        known = codecs.lookup(declared).name if declared else ""
        if known and not known.startswith(("utf", "ascii")):
            return content.decode("cp1252" if known == "iso8859-1" else known, errors="replace"), ""
    except (LookupError, UnicodeError, ValueError):
        pass
    text = content.decode("cp1252", errors="replace")
    return text, "is not UTF-8; read as Windows-1252, so check its quotes and dashes"


def _warning(text: str) -> str:
    wrong = text.count("\ufffd")
    return f"{wrong} characters could not be told from the file's bytes" if wrong else ""
