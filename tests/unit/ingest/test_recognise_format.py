"""A file goes to the reader that its content asks for, whatever its name; the rest is refused plainly."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from cypaudit.errors import UnreadableError
from cypaudit.ingest import Limits, read_file, recognise_format

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAMPLE = Path(__file__).parents[3] / "corpus" / "sample" / "marrendale-jfp.docx"


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def zip_of(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("plan.pdf", b"%PDF-1.7\n", "pdf"),
        ("plan.bin", b"rubbish\n%PDF-1.4\n", "pdf"),
        ("plan.html", b"<p>words</p>", "html"),
        ("plan", b"\xef\xbb\xbf \n<!DOCTYPE html><p>words</p>", "html"),
        ("plan.txt", b"<html><body>words", "html"),
        ("plan.md", b"# words", "plain"),
        ("plan.TXT", b"words", "plain"),
        ("plan.txt", "words of people".encode("utf-16"), "plain"),
        ("plan.txt", "words of people".encode("utf-16-le"), "plain"),
        ("plan.htm", "<p>words of people</p>".encode("utf-16-be"), "html"),
        ("plan.docx", zip_of(**{"word/document.xml": "<x/>"}), "docx"),
        ("plan.zip", zip_of(**{"word/document.xml": "<x/>"}), "docx"),
        ("plan.docx", zip_of(**{"[Content_Types].xml": "", "_rels/.rels": "", "doc/main.xml": ""}), "docx"),
        ("plan.doc", OLE + b"\x00" * 600, "docx"),
        ("plan.bin", OLE + b"\x00" * 600, "docx"),
    ],
)
def test_the_content_tells_the_format(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    assert recognise_format(write(tmp_path, name, content)) == expected


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.pdf", b"", "the file is empty"),
        ("plan.pdf", b"words", "not a PDF, although its name says so"),
        ("plan.txt", b"MZ\x90\x00\x03\x00\x00\x01\x04\x00" * 40, "not a format that is read"),
        ("plan.html", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01", "not a format that is read"),
        ("plan.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "not a format that is read"),
        ("plan.zip", zip_of(a="x"), "a zip file that is no Word document"),
        ("plan.zip", b"PK\x03\x04 cut short", "damaged or cut short"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(UnreadableError, match=f"^{name}: .*{said}.*[.]$"):
        recognise_format(write(tmp_path, name, content))


def test_old_and_locked_word_files_are_told_apart(tmp_path: Path) -> None:
    old = write(tmp_path, "old.doc", OLE + b"\x00" * 2000)
    locked = write(tmp_path, "locked.docx", OLE + b"\x00" * 900 + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(UnreadableError, match=r"old\.doc: is in the old Word format"):
        read_file(old)
    with pytest.raises(UnreadableError, match=r"locked\.docx: is locked with a password"):
        read_file(locked)


def test_a_spreadsheet_is_refused_as_what_it_is_not(tmp_path: Path) -> None:
    parts = {"[Content_Types].xml": "<x/>", "_rels/.rels": "<x/>", "xl/workbook.xml": "<x/>"}
    with pytest.raises(UnreadableError, match=r"^plan\.xlsx: "):
        read_file(write(tmp_path, "plan.xlsx", zip_of(**parts)))


def test_a_word_file_under_another_name_is_read(tmp_path: Path) -> None:
    path = tmp_path / "download"
    shutil.copyfile(SAMPLE, path)
    assert read_file(path).blocks


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="5 bytes are more than the 4"):
        recognise_format(write(tmp_path, "plan.txt", b"words"), limits=Limits(max_bytes=4))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be opened"):
        recognise_format(tmp_path)


def test_the_mark_of_a_document_that_is_open_in_word_names_the_document(tmp_path: Path) -> None:
    mark = tmp_path / "~$draft.docx"
    mark.write_bytes(b"\x08R. Abney" + b" " * 150)
    with pytest.raises(UnreadableError, match=r"while it is open.*draft\.docx"):
        recognise_format(mark)


def test_a_file_that_another_program_holds_says_to_close_it_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tmp_path / "draft.docx"
    held.write_bytes(b"PK")

    def refuse(*arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableError, match="open in Word or another program, close it there"):
        recognise_format(held)
