"""Annotate PDF and Word files and print whether the marks stand at the quoted words.

python tools/measure_annotations.py FILE…               the passages that ratings rest on
python tools/measure_annotations.py --sentences FILE…   every sentence that was read, as if quoted
python tools/measure_annotations.py --faults FILE…      print quotes that differ, with what is marked

Words under a highlight are extracted with pdfminer.six, which has no part in reading. Words between the
marks of a comment are taken from the file's XML by tests/comments.py; with --save they are taken again
after LibreOffice has saved the file.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.comments import read_comments  # noqa: E402
from tests.highlights import fold, read_highlights  # noqa: E402

from cypaudit.annotate import write_notes  # noqa: E402
from cypaudit.annotate.notes import place_of  # noqa: E402
from cypaudit.ingest import read_document  # noqa: E402
from cypaudit.model.annotation import Annotated, Note, NoteKind  # noqa: E402
from cypaudit.model.document import OCR_ENGINE, Document, DocumentType  # noqa: E402
from cypaudit.rubrics import load_rubric  # noqa: E402
from cypaudit.score import score_document  # noqa: E402
from cypaudit.tag import tag_document  # noqa: E402
from cypaudit.workflows.annotating import annotate_file  # noqa: E402


@dataclass(frozen=True)
class Measured:
    """What was found of one file."""

    name: str
    quotes: int
    right: int  # the words at the mark are the quote
    beside: int  # marked at what the words hang on, and said to be
    saved: int | None  # right after a save in LibreOffice; None: not saved
    sound: str  # what qpdf says
    changed_parts: str  # parts of a Word file that are not what they were
    faults: tuple[str, ...]


def notes_on_ratings(document: Document, file: str) -> list[Note]:
    """The notes of an audit by the rubric, as if the document were a plan."""
    rubric = load_rubric("hpig-2023")
    scored = score_document(
        tag_document(document, rubric), rubric, document_type=DocumentType.JFP, system="", period=""
    )
    return list(write_notes(scored.ratings, rubric, document, file=file))


def notes_on_sentences(document: Document) -> Iterator[Note]:
    """A note on every sentence, on each page that it stands on."""
    for sentence in document.sentences:
        for span in sentence.spans:
            yield Note(
                kind=NoteKind.MET,
                subject="sentence",
                text="sentence",
                place=place_of(document, span, block=sentence.block),
            )


def measure(path: Path, *, sentences: bool, save: bool) -> Measured:
    """Annotate one file and hold every mark against its quote."""
    document = read_document([path], document_id="measured")
    notes = list(notes_on_sentences(document)) if sentences else notes_on_ratings(document, path.name)
    by_ocr = {page.number for page in document.pages if page.engine == OCR_ENGINE}
    copy = annotate_file(path, notes, unsigned_copy=True)
    quoted = {
        at: note.place.quote
        for at, note in enumerate(notes)
        if note.place is not None and (note.place.page is None or note.place.page not in by_ocr)
    }
    if path.suffix.lower() == ".pdf":
        return _measure_pdf(path, copy, quoted)
    return _measure_docx(path, copy, quoted, save=save)


def _measure_pdf(path: Path, copy: Annotated, quoted: dict[int, str]) -> Measured:
    found = {int(h.name.rpartition("-")[2]) - 1: h for h in read_highlights(copy.content)}
    wrong = [at for at, quote in quoted.items() if at not in found or not found[at].covers(quote)]
    faults = tuple(
        f"page {found[at].page}: {quoted[at]!r}\n    {[texts[0] for texts in found[at].letters]!r}"
        if at in found
        else f"not marked: {quoted[at]!r}"
        for at in wrong
    )
    return Measured(
        name=path.name,
        quotes=len(quoted),
        right=len(quoted) - len(wrong),
        beside=copy.beside,
        saved=None,
        sound=_compare_checks(path.read_bytes(), copy.content),
        changed_parts="",
        faults=faults,
    )


def _compare_checks(before: bytes, after: bytes) -> str:
    was, found = check(before), check(after)
    return found if found == was else f"{found} (before: {was})"


def check(content: bytes) -> str:
    """What `qpdf --check` says of a PDF, in a word."""
    if shutil.which("qpdf") is None:
        return "qpdf is not installed"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.pdf"
        path.write_bytes(content)
        ran = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    if ran.returncode == 0:
        return "sound"
    return "warnings" if ran.returncode == 3 else f"code {ran.returncode}"


def _measure_docx(path: Path, copy: Annotated, quoted: dict[int, str], *, save: bool) -> Measured:
    comments = read_comments(copy.content)[-copy.notes :]  # behind those that were there
    wrong = [at for at, quote in quoted.items() if fold(comments[at].anchored) != fold(quote)]
    saved = None
    if save:
        again = Counter((c.text, fold(c.anchored)) for c in read_comments(_save(copy.content)))
        before = Counter((comments[at].text, fold(comments[at].anchored)) for at in quoted)
        saved = sum((again & before).values())
    return Measured(
        name=path.name,
        quotes=len(quoted),
        right=len(quoted) - len(wrong),
        beside=copy.beside,
        saved=saved,
        sound="",
        changed_parts=_changed_parts(path.read_bytes(), copy.content),
        faults=tuple(f"{quoted[at]!r}\n    {comments[at].anchored!r}" for at in wrong),
    )


def _save(content: bytes) -> bytes:
    """A Word file as LibreOffice saves it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "copy.docx").write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        convert = ["--headless", "--convert-to", "docx", "--outdir", str(folder / "saved")]
        subprocess.run(
            ["soffice", profile, *convert, str(folder / "copy.docx")], check=True, capture_output=True
        )
        return (folder / "saved" / "copy.docx").read_bytes()


def _changed_parts(before: bytes, after: bytes) -> str:
    """The parts that are new or not the same bytes."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        names = old.namelist()
        changed = [name for name in names if new.read(name) != old.read(name)]
        added = [f"+{name}" for name in new.namelist() if name not in names]
    return " ".join(re.sub(r"^.*/", "", name) for name in (*changed, *added))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--sentences", action="store_true", help="mark every sentence")
    parser.add_argument("--faults", action="store_true", help="print what differs")
    parser.add_argument("--save", action="store_true", help="have LibreOffice save Word files")
    arguments = parser.parse_args()
    print(f"{'file':<44} {'quotes':>6} {'right':>6} {'%':>6} {'beside':>6}  sound, or parts changed")
    quotes = right = 0
    for path in arguments.files:
        found = measure(path, sentences=arguments.sentences, save=arguments.save)
        quotes, right = quotes + found.quotes, right + found.right
        rest = found.sound or found.changed_parts
        if found.saved is not None:
            rest += f"; {found.saved} as they were after a save"
        print(
            f"{found.name[:44]:<44} {found.quotes:>6} {found.right:>6} {_share(found.right, found.quotes)} "
            f"{found.beside:>6}  {rest}",
            flush=True,
        )
        if arguments.faults:
            print("".join(f"  {fault}\n" for fault in found.faults), end="")
    print(f"{'all':<44} {quotes:>6} {right:>6} {_share(right, quotes)}")
    return 0


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:>6.1f}" if whole else f"{'-':>6}"


if __name__ == "__main__":
    sys.exit(main())
