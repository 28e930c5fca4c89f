"""Annotate: a copy of a document's file with the answers noted at the words that they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cypaudit.annotate import write_notes
from cypaudit.errors import OutputError, UnreadableError, UsageError
from cypaudit.gaps.location import suggest_location
from cypaudit.model.annotation import Annotated, Note
from cypaudit.model.audit import DocumentRecord, DocumentStatus, Run
from cypaudit.model.check import Location
from cypaudit.model.document import Document, DocumentType
from cypaudit.model.rating import Rating, WorthALook
from cypaudit.model.rubric import Rubric
from cypaudit.rubrics import load_rubric
from cypaudit.store import check_place, hash_file, load_document, load_run, read_file_places
from cypaudit.store.binary import write_file
from cypaudit.workflows.inputs import COPY_MARK, collect_inputs
from cypaudit.workflows.named_criteria import choose_criteria
from cypaudit.workflows.one_document import audit_document, start_reading
from cypaudit.workflows.reading import Reader, ReadingSettings, reading_settings
from cypaudit.workflows.reading_messages import Request
from cypaudit.workflows.reading_process import ReadingProcess
from cypaudit.workflows.report import rubric_warnings

DEFAULT_RUBRIC = "hpig-2023"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedCopy:
    """What was written."""

    path: Path
    notes: int
    marked: int  # notes that stand at their words
    beside: int  # notes that stand near their words, which cannot be marked
    warnings: tuple[str, ...]  # for the user, each one line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rated:
    """A document's file with the ratings of the document."""

    path: Path
    name: str  # of the file when it was read; it may have another one now
    document: Document
    ratings: tuple[Rating, ...]
    second_look: tuple[WorthALook, ...]
    rubric: Rubric
    warnings: tuple[str, ...] = ()


def annotate(
    document: str,
    *,
    run: Path | None = None,
    out: Path | None = None,
    rubric: str | None = None,
    document_type: DocumentType | None = None,
    criteria: Sequence[str] = (),
    domains: Sequence[str] = (),
    unsigned_copy: bool = False,
    overwrite: bool = False,
    settings: ReadingSettings | None = None,
) -> AnnotatedCopy:
    """Write the annotated copy of a document's file.

    `document` is a document's id in the run or the path of its file; without a run the path of a file that
    is read and rated now. `criteria` and `domains` narrow the notes down; none of either: all. Raises
    UsageError, UnreadableError, RunError, RubricError, OutputError.
    """
    settings = settings or reading_settings()
    if out is not None:
        check_place(out)
    rated = (
        _rate_now(document, rubric=rubric or DEFAULT_RUBRIC, document_type=document_type, settings=settings)
        if run is None
        else _from_run(document, run, rubric=rubric)
    )
    target = out or rated.path.with_name(f"{rated.path.stem}{COPY_MARK}{rated.path.suffix}")
    _check_target(target, rated.path, overwrite=overwrite)
    asked = choose_criteria(rated.rubric, domains=domains, criteria=criteria)
    notes = write_notes(
        rated.ratings,
        rated.rubric,
        rated.document,
        file=rated.name,
        criteria=asked,
        where=_where_to_write(rated),
    )
    if not notes:
        raise UsageError(
            f"{rated.path.name}: none of the criteria that were named is asked of this document."
        )
    copy = _annotate(rated.path, notes, unsigned_copy=unsigned_copy, settings=settings)
    try:
        write_file(copy.content, target, like=rated.path)
    except OSError as error:
        raise OutputError(
            f"{target}: cannot be written ({error.strerror or error}). Name another place with --out."
        ) from error
    return AnnotatedCopy(
        path=target,
        notes=copy.notes,
        marked=copy.marked,
        beside=copy.beside,
        warnings=(*rated.warnings, *copy.warnings),
    )


def _annotate(
    path: Path, notes: tuple[Note, ...], *, unsigned_copy: bool, settings: ReadingSettings
) -> Annotated:
    """The copy, made by the process that reads files: they may be hostile to who changes them, too."""
    with ReadingProcess() as process:
        process.start(
            Request(
                files=(str(path.absolute()),),
                limits=settings.limits,
                notes=notes,
                unsigned_copy=unsigned_copy,
            )
        )
        return process.finish_annotated()


def _where_to_write(rated: _Rated) -> dict[str, Location]:
    """For the criteria that nothing was found for, where an answer would stand best."""
    places = {
        rating.criterion: suggest_location(
            rating,
            [passage for passage in rated.second_look if passage.criterion == rating.criterion],
            rated.ratings,
            rated.rubric,
        )
        for rating in rated.ratings
        if rating.level == rated.rubric.lowest.id
    }
    return {criterion: place for criterion, place in places.items() if place is not None}


def _check_target(target: Path, original: Path, *, overwrite: bool) -> None:
    if target.exists() and target.samefile(original):
        raise UsageError(
            f"{target}: is the document itself, which is never written over. Name another --out."
        )
    check_place(target)
    if target.suffix.casefold() != original.suffix.casefold():
        raise UsageError(
            f"{target}: the copy has the format of the document. Let its name end in {original.suffix}."
        )
    if target.exists() and not overwrite:
        raise UsageError(f"{target}: is there already. Name another --out, or give --overwrite.")


# --- from a run


def _from_run(name: str, folder: Path, *, rubric: str | None) -> _Rated:
    """The document as the run read and rated it, and its file, which must be the one that was read."""
    run = load_run(folder)
    record, path, read_as = _find_file(name, run, folder)
    if record.status is not DocumentStatus.RATED:
        raise UsageError(f"{record.document}: was not rated in this run. {record.reason}")
    loaded = load_rubric(rubric or run.rubric.id)
    known = {criterion.id for criterion in loaded.criteria}
    return _Rated(
        path=path,
        name=read_as,
        document=load_document(folder / "documents" / f"{record.document}.json"),
        ratings=tuple(
            rating
            for rating in run.ratings
            if rating.document == record.document and rating.criterion in known
        ),
        second_look=tuple(look for look in run.second_look if look.document == record.document),
        rubric=loaded,
        warnings=rubric_warnings(run, loaded),
    )


def _find_file(name: str, run: Run, folder: Path) -> tuple[DocumentRecord, Path, str]:
    """The record that a document's id or file stands for, the file, and its name when it was read."""
    path = Path(name)
    if path.is_file():
        digest = hash_file(path)
        record = _record_of(path, digest, run, folder)
        return record, path, record.files[record.sha256.index(digest)]
    named = next((record for record in run.records if record.document == name), None)
    if named is None:
        ids = ", ".join(record.document for record in run.records)
        raise UsageError(f"{name}: neither a file nor a document of {folder}. Its documents are {ids}.")
    if len(named.files) > 1:
        raise UsageError(
            f"{name}: consists of {len(named.files)} files ({', '.join(named.files)}). Name one of them."
        )
    places = [place for place in read_file_places(folder).get(name, ()) if place.is_file()]
    if not places:
        raise UsageError(
            f"{name}: its file {named.files[0]} is not where the audit read it. Name the path where it lies."
        )
    if hash_file(places[0]) not in named.sha256:
        raise UsageError(_changed(places[0], folder))
    return named, places[0], named.files[0]


def _record_of(path: Path, digest: str, run: Run, folder: Path) -> DocumentRecord:
    """The document of a run that a file with these bytes belongs to."""
    records = [record for record in run.records if digest in record.sha256]
    records = [record for record in records if record.status is not DocumentStatus.DUPLICATE] or records
    if len(records) > 1:
        ids = ", ".join(record.document for record in records)
        raise UsageError(f"{path}: is the file of several documents ({ids}). Name one of them instead.")
    if records:
        return records[0]
    if any(path.name in record.files for record in run.records):
        raise UsageError(_changed(path, folder))
    raise UsageError(f"{path}: is no document of {folder}. Leave out --run to have it read and rated now.")


def _changed(path: Path, folder: Path) -> str:
    return (
        f"{path}: has changed since {folder} was made, so its passages may stand elsewhere. Run the audit "
        "again, or leave out --run to have the file read and rated now."
    )


# --- without one


def _rate_now(
    name: str, *, rubric: str, document_type: DocumentType | None, settings: ReadingSettings
) -> _Rated:
    """Read and rate a file as an audit does."""
    path = Path(name)
    if not path.is_file():
        raise UsageError(f"{name}: no such file. Check the path; a document of a run needs --run DIR.")
    loaded = load_rubric(rubric)
    inputs = collect_inputs([path], document_type=document_type)
    source = inputs.sources[0]
    with Reader(settings) as reader:
        reading = start_reading(source, reader)
        outcome = audit_document(source, reading, loaded, registry=inputs.registry, folder=None)
        if outcome.record.status is not DocumentStatus.RATED:
            error = UsageError if outcome.record.status is DocumentStatus.NOT_RECOGNISED else UnreadableError
            raise error(outcome.record.reason)
        return _Rated(
            path=path,
            name=path.name,
            document=reading.document(),
            ratings=outcome.ratings,
            second_look=outcome.second_look,
            rubric=loaded,
        )
