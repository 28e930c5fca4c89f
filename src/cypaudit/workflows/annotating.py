"""What the process that reads files does to annotate one: find the words again, and mark them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cypaudit.errors import UnreadableError, UsageError
from cypaudit.ingest import recognise_format
from cypaudit.model.annotation import Annotated, Note


def annotate_file(path: Path, notes: Sequence[Note], *, unsigned_copy: bool) -> Annotated:
    """A copy of a file with the notes. Raises UnreadableError and UsageError with what to do."""
    kind = recognise_format(path)
    if kind == "pdf":
        return _annotate_pdf(path, notes, unsigned_copy=unsigned_copy)
    if kind == "docx":
        return _annotate_docx(path, notes, unsigned_copy=unsigned_copy)
    raise UsageError(f"{path.name}: {NO_NOTES}")


NO_NOTES = (
    "only PDF and Word files (.docx) can hold notes. `cypaudit read FILE --format html` shows this one as it "
    "was read, the report of an audit its passages; or save it as PDF or Word and annotate that."
)


def _annotate_pdf(path: Path, notes: Sequence[Note], *, unsigned_copy: bool) -> Annotated:
    from cypaudit.annotate.pdf import annotate_pdf
    from cypaudit.annotate.pdf_update import DamagedPdfError, is_encrypted
    from cypaudit.ingest.pdf_places import copy_pdf, count_pages, locate_boxes

    boxes = locate_boxes(path, [note.place for note in notes])
    content = path.read_bytes()
    before = count_pages(content)
    warnings: tuple[str, ...] = ()
    if is_encrypted(content):
        content = copy_pdf(path)
        warnings = (
            f"{path.name}: is encrypted, though it opens without a password; the copy is not, and what the "
            "original forbids (to print, to copy) is allowed in it.",
        )
    try:
        copy = annotate_pdf(content, notes, boxes, name=path.name, unsigned_copy=unsigned_copy)
    except DamagedPdfError:
        if not warnings:
            warnings = (f"{path.name}: is damaged; the copy was written anew from what can be read of it.",)
        content = copy_pdf(path)
        try:
            copy = annotate_pdf(content, notes, boxes, name=path.name, unsigned_copy=unsigned_copy)
        except DamagedPdfError as error:
            raise UnreadableError(
                f"{path.name}: nothing can be added to this PDF ({error}). Print it to a new PDF, audit and "
                "annotate that."
            ) from error
    if count_pages(copy.content) != before:
        raise UnreadableError(
            f"{path.name}: the annotated copy does not have the pages of the file, so it was not kept. Print "
            "the file to a new PDF, audit and annotate that."
        )
    return replace(copy, warnings=(*warnings, *copy.warnings))


def _annotate_docx(path: Path, notes: Sequence[Note], *, unsigned_copy: bool) -> Annotated:
    from cypaudit.annotate.docx import annotate_docx
    from cypaudit.ingest.docx_places import locate_anchors

    places = locate_anchors(path, [note.place for note in notes])
    return annotate_docx(
        path.read_bytes(),
        notes,
        places.anchors,
        name=path.name,
        main=places.main,
        comments=places.comments,
        unsigned_copy=unsigned_copy,
    )
