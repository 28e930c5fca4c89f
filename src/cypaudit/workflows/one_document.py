"""One document through the stages: read, recognised where nothing was told of it, tagged, rated."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from cypaudit.errors import OutputError, UnreadableError
from cypaudit.model.audit import DocumentRecord, DocumentStatus
from cypaudit.model.document import Document, DocumentType, Page
from cypaudit.model.finding import Mention
from cypaudit.model.rating import UNREADABLE, Rating, WorthALook
from cypaudit.model.rubric import Rubric
from cypaudit.model.system import System
from cypaudit.store import save_document
from cypaudit.workflows.inputs import Source
from cypaudit.workflows.reading import Reader, Reading

if TYPE_CHECKING:
    from cypaudit.score import ScoredDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one document."""

    record: DocumentRecord
    ratings: tuple[Rating, ...] = ()
    mentions: tuple[Mention, ...] = ()
    second_look: tuple[WorthALook, ...] = ()
    seconds: float = 0.0


def audit_document(
    source: Source,
    reading: Reading,
    rubric: Rubric,
    *,
    registry: Sequence[System],
    folder: Path | None,
) -> Outcome:
    """Rate one document that is being read, and store the text as read in `folder`; None: nowhere.

    A document that cannot be read or recognised is an outcome like any other. Raises OutputError
    where the text cannot be stored.
    """
    started = time.perf_counter()
    try:
        document = _take(reading, source.files[0].name)
    except UnreadableError as error:
        return _unreadable(source, rubric, str(error), seconds=time.perf_counter() - started)
    if folder is not None:
        _save(document, folder)
    source = _recognise(source, document, registry)
    if source.document_type is None:
        reason = f"{source.files[0].name}: {source.type_basis} {_ASK_FOR_TYPE}"
        record = _record(source, document, DocumentStatus.NOT_RECOGNISED, reason=reason)
        return Outcome(record=record, seconds=time.perf_counter() - started)
    scored = _rate(source, source.document_type, document, rubric)
    return Outcome(
        record=_record(source, document, DocumentStatus.RATED),
        ratings=scored.ratings,
        mentions=scored.mentions,
        second_look=scored.second_look,
        seconds=time.perf_counter() - started,
    )


_ASK_FOR_TYPE = "Say which it is with --type strategy or --type jfp, or give it a row in a manifest."


def start_reading(source: Source, reader: Reader) -> Reading:
    """Begin to read a source."""
    return reader.start(source.files, document_id=source.document, title=source.title, sha256=source.sha256)


def _take(reading: Reading, name: str) -> Document:
    """The document, if any word of it could be read. Raises UnreadableError."""
    document = reading.document()
    if document.word_count == 0 or not any(page.is_readable for page in document.pages):
        raise UnreadableError(f"{name}: {_why_silent(document)}")
    return document


def _why_silent(document: Document) -> str:
    problems = describe_pages(document.unreadable_pages())
    if not problems:
        return "there is no text in it. Check that it is the right file."
    return f"nothing in it could be read (pages {problems}). If it was scanned, run OCR on it first."


def _save(document: Document, folder: Path) -> None:
    path = folder / f"{document.id}.json"
    try:
        save_document(document, path)
    except OSError as error:
        # Said here, because an error number does not survive the way back from a worker process.
        raise OutputError(
            f"{path.name}: cannot be written ({error.strerror or error}). Free some space, or name another "
            "folder with --out. What stood there before is untouched."
        ) from error


def _recognise(source: Source, document: Document, registry: Sequence[System]) -> Source:
    """The source with what the document says it is, where nothing was told. Never a guess."""
    if source.document_type is not None and source.system and source.period:
        return source
    from cypaudit.ingest.identify import identify

    identity = identify(document, registry)
    if source.document_type is None:
        source = replace(source, document_type=identity.document_type, type_basis=identity.type_basis)
    if not source.system:
        system = identity.system
        source = replace(
            source,
            system=system.ods_code if system else "",
            system_name=system.ics_name if system else "",
            system_basis=identity.system_basis,
        )
    return replace(
        source,
        period=source.period or identity.period,
        title=source.title or identity.title,
    )


def _rate(source: Source, document_type: DocumentType, document: Document, rubric: Rubric) -> ScoredDocument:
    # Here, because the tagger takes seconds to load, and a run whose work is done by other
    # processes, or in which nothing could be read, does not need it.
    from cypaudit.score import score_document
    from cypaudit.tag import tag_document

    return score_document(
        tag_document(document, rubric),
        rubric,
        document_type=document_type,
        system=source.system,
        period=source.period,
        second_look=True,
    )


# --- records


def _record(
    source: Source, document: Document, status: DocumentStatus, *, reason: str = ""
) -> DocumentRecord:
    unreadable = tuple(document.unreadable_pages())
    has_pages = any(page.number is not None for page in document.pages)
    warnings = [*source.warnings, *document.warnings]
    if unreadable:
        warnings.append(f"{len(unreadable)} of {len(document.pages)} pages could not be read")
    return DocumentRecord(
        document=source.document,
        files=document.files,
        sha256=document.sha256,
        title=_one_line(source.title or document.title),
        document_type=source.document_type.value if source.document_type else "",
        type_basis=_one_line(source.type_basis),
        system=source.system,
        system_name=source.system_name,
        system_basis=_one_line(source.system_basis),
        period=source.period,
        pages=len(document.pages) if has_pages else None,
        words=document.word_count,
        pages_unreadable=len(unreadable),
        unreadable_pages=describe_pages(unreadable),
        engine=" ".join(dict.fromkeys(page.engine for page in document.pages if page.engine)),
        status=status,
        reason=_one_line(reason),
        warnings=tuple(dict.fromkeys(map(_one_line, warnings))),
    )


def _record_unread(source: Source, status: DocumentStatus, reason: str) -> DocumentRecord:
    return DocumentRecord(
        document=source.document,
        files=tuple(file.name for file in source.files),
        sha256=source.sha256,
        title=_one_line(source.title),
        document_type=source.document_type.value if source.document_type else "",
        type_basis=source.type_basis,
        system=source.system,
        system_name=source.system_name,
        system_basis=source.system_basis,
        period=source.period,
        pages=None,
        words=None,
        pages_unreadable=0,
        unreadable_pages="",
        engine="",
        status=status,
        reason=_one_line(reason),
        warnings=source.warnings,
    )


def duplicate_outcome(source: Source) -> Outcome:
    """The outcome of a source whose bytes were counted before."""
    reason = (
        f"{source.files[0].name}: the same bytes as {source.same_as}. It was counted once; "
        "take one of the two away."
    )
    return Outcome(record=_record_unread(source, DocumentStatus.DUPLICATE, reason))


def unreadable_outcome(source: Source, rubric: Rubric, reason: str) -> Outcome:
    """The outcome of a document that could not be read: rated `unreadable` where its type is known."""
    return _unreadable(source, rubric, reason, seconds=0.0)


def _unreadable(source: Source, rubric: Rubric, reason: str, *, seconds: float) -> Outcome:
    ratings = tuple(
        Rating(
            document=source.document,
            system=source.system,
            document_type=source.document_type.value,
            period=source.period,
            criterion=criterion.id,
            level=UNREADABLE,
            reason=f"The document could not be read. {_one_line(reason)}",
        )
        for criterion in rubric.criteria
        if source.document_type is not None and source.document_type in criterion.asked_of
    )
    record = _record_unread(source, DocumentStatus.UNREADABLE, reason)
    return Outcome(record=record, ratings=ratings, seconds=seconds)


def describe_pages(pages: Iterable[Page]) -> str:
    """Pages and why they could not be read, in words: "3, 7-9: no text but an image"."""
    by_problem: dict[tuple[str, str], list[int]] = {}
    for page in pages:
        by_problem.setdefault((page.file, page.problem or ""), []).append(page.number or 0)
    files = {file for file, _ in by_problem}
    return "; ".join(
        f"{f'{file} ' if len(files) > 1 else ''}{_ranges(numbers)}: {_one_line(problem)}"
        for (file, problem), numbers in by_problem.items()
    )


def _ranges(numbers: Sequence[int]) -> str:
    """Page numbers with runs drawn together: "1-3, 7"."""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _one_line(text: str) -> str:
    return " ".join(text.split())
