"""Audit: read, tag and rate every document, count the findings, and write the run."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from cypaudit import __version__
from cypaudit.aggregate import count_findings, count_tallies
from cypaudit.errors import UsageError
from cypaudit.model.audit import DocumentRecord, DocumentStatus, RubricMark, Run
from cypaudit.model.document import DocumentType
from cypaudit.model.finding import Finding, Tally
from cypaudit.model.rating import Rating, WorthALook
from cypaudit.model.rubric import Rubric
from cypaudit.report.formats import DEFAULT_FORMATS
from cypaudit.rubrics import load_rubric
from cypaudit.score import rate_pairs
from cypaudit.store import (
    RunOptions,
    staged_folder,
    write_documents,
    write_evidence,
    write_findings,
    write_ratings,
    write_run,
    write_run_log,
    write_second_look,
    write_tallies,
)
from cypaudit.workflows.inputs import Inputs, Source, collect_inputs
from cypaudit.workflows.one_document import Outcome
from cypaudit.workflows.parallel import Batch, audit_all, default_jobs
from cypaudit.workflows.passage_pictures import PictureChoice
from cypaudit.workflows.reading import ReadingSettings, reading_settings
from cypaudit.workflows.report import write_reports

DOCUMENTS_FOLDER = "documents"


class Progress(Protocol):
    """Is told how far a run has come. The unit is the byte, so that long documents weigh more."""

    def start(self, total: int) -> None:
        """The work begins; `total` bytes are to be read."""

    def advance(self, done: int, label: str) -> None:
        """So many more bytes are done; `label` names the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What an audit found and where it stands."""

    out: Path
    rubric: Rubric
    records: tuple[DocumentRecord, ...]  # in the order of the inputs
    ratings: tuple[Rating, ...]  # by document, then in the rubric's order; pairs last
    findings: tuple[Finding, ...]
    tallies: tuple[Tally, ...]
    second_look: tuple[WorthALook, ...]  # passages that no rule explains, by document and criterion
    population: int | None  # systems that there were; None: not known
    population_basis: str
    warnings: tuple[str, ...]  # for the user, each one line
    empty_folders: tuple[Path, ...]  # named, and nothing to read in them

    @property
    def is_complete(self) -> bool:
        """Whether everything that was asked for could be rated."""
        left_out = (DocumentStatus.UNREADABLE, DocumentStatus.NOT_RECOGNISED)
        return not self.empty_folders and not any(record.status in left_out for record in self.records)


def audit(
    inputs: Sequence[Path],
    out: Path,
    *,
    rubric: str = "hpig-2023",
    document_type: DocumentType | None = None,
    jobs: int | None = None,
    reading: ReadingSettings | None = None,
    pictures: PictureChoice = PictureChoice.BEST,
    progress: Progress | None = None,
) -> Audit:
    """Rate every document behind the inputs and write the run to `out`, whole or not at all.

    A document that cannot be read neither stops the rest nor vanishes: it is listed with its
    reason. `jobs` is the number of processes; None chooses. `pictures` says of which passages the
    report shows a picture. Raises CypauditError for what the user must put right before anything can
    be done.
    """
    started = datetime.now(UTC)
    reading = reading or reading_settings()
    if jobs is not None and jobs < 1:
        raise UsageError(f"--jobs {jobs}: at least one process is needed.")
    loaded = load_rubric(rubric)
    _refuse_output_over_input(inputs, out)
    collected = collect_inputs(inputs, document_type=document_type)
    jobs = jobs or default_jobs(len(collected.sources))
    with staged_folder(out) as folder:
        texts = folder / DOCUMENTS_FOLDER
        texts.mkdir()
        batch = Batch(
            rubric_name=rubric,
            rubric=loaded,
            registry=collected.registry,
            folder=texts,
            reading=reading,
        )
        outcomes = _audit_sources(collected.sources, batch, jobs, progress)
        result = _summarise(collected, outcomes, loaded, out)
        _write_tables(result, folder)
        files = {source.document: {path.name: path for path in source.files} for source in collected.sources}
        write_reports(
            _as_run(result),
            loaded,
            folder,
            rubric_name=rubric,
            out=out,
            formats=DEFAULT_FORMATS,
            files=files,
            pictures=pictures,
            jobs=jobs,
            limits=reading.limits,
        )
        _write_run(result, folder, document_type)
        write_run_log(folder, _log_facts(inputs, started, jobs, collected.sources, outcomes))
    return result


def _refuse_output_over_input(inputs: Sequence[Path], out: Path) -> None:
    """Refuse to replace a folder that holds what is to be read."""
    for path in inputs:
        if path.exists() and path.resolve().is_relative_to(out.resolve()):
            raise UsageError(f"{out}: holds the input {path}, and would be replaced. Name another --out.")


def _audit_sources(
    sources: Sequence[Source], batch: Batch, jobs: int, progress: Progress | None
) -> tuple[Outcome, ...]:
    sizes = {source.document: sum(map(_size_of, source.files)) for source in sources}
    if progress is not None:
        progress.start(sum(sizes.values()))

    def on_done(source: Source) -> None:
        if progress is not None:
            progress.advance(sizes[source.document], source.document)

    return tuple(audit_all(sources, batch, jobs=jobs, on_done=on_done))


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _summarise(collected: Inputs, outcomes: Sequence[Outcome], rubric: Rubric, out: Path) -> Audit:
    of_documents = [rating for outcome in outcomes for rating in outcome.ratings]
    ratings = (*of_documents, *rate_pairs(of_documents, rubric))
    records = tuple(outcome.record for outcome in outcomes)
    n_rated = Counter(record.document_type for record in records if record.status is DocumentStatus.RATED)
    return Audit(
        out=out,
        rubric=rubric,
        records=records,
        ratings=ratings,
        findings=count_findings(ratings, rubric, population=collected.population),
        tallies=count_tallies((m for outcome in outcomes for m in outcome.mentions), n_rated),
        second_look=tuple(passage for outcome in outcomes for passage in outcome.second_look),
        population=collected.population,
        population_basis=collected.population_basis,
        warnings=(*collected.warnings, *_warnings(records), *_empty_warnings(collected.empty_folders)),
        empty_folders=collected.empty_folders,
    )


def _warnings(records: Sequence[DocumentRecord]) -> tuple[str, ...]:
    """What the user should know of each document, beginning with why it was not rated."""
    return tuple(
        f"{record.document}: {text}"
        for record in records
        for text in (record.reason, *record.warnings)
        if text
    )


def _empty_warnings(folders: Sequence[Path]) -> tuple[str, ...]:
    return tuple(f"{folder}: no document in it." for folder in folders)


def _write_tables(result: Audit, folder: Path) -> None:
    write_ratings(result.ratings, folder / "ratings.csv")
    write_evidence(result.ratings, folder / "evidence.csv")
    write_second_look(result.second_look, folder / "second-look.csv")
    write_findings(result.findings, folder / "findings.csv")
    write_tallies(result.tallies, folder / "tallies.csv")
    write_documents(result.records, folder / "documents.csv")


def _as_run(result: Audit) -> Run:
    """The audit as it will be read back from its folder."""
    return Run(
        cypaudit=__version__,
        rubric=RubricMark(id=result.rubric.id, version=result.rubric.version, hash=result.rubric.hash),
        population=result.population,
        population_basis=result.population_basis,
        records=result.records,
        ratings=result.ratings,
        findings=result.findings,
        tallies=result.tallies,
        second_look=result.second_look,
    )


def _write_run(result: Audit, folder: Path, document_type: DocumentType | None) -> None:
    options = RunOptions(
        document_type=document_type.value if document_type else None,
        population=result.population,
        population_basis=result.population_basis,
    )
    write_run(folder, version=__version__, rubric=result.rubric, options=options, records=result.records)


def _log_facts(
    inputs: Sequence[Path],
    started: datetime,
    jobs: int,
    sources: Sequence[Source],
    outcomes: Sequence[Outcome],
) -> dict[str, object]:
    finished = datetime.now(UTC)
    return {
        "started": started.isoformat(timespec="seconds"),
        "finished": finished.isoformat(timespec="seconds"),
        "seconds": round((finished - started).total_seconds(), 3),
        "jobs": jobs,
        "inputs": [str(path.absolute()) for path in inputs],
        # Where `report` finds the documents again, to draw passages and to link to their pages.
        "files": {s.document: [str(path.absolute()) for path in s.files] for s in sources},
        "seconds_by_document": {o.record.document: round(o.seconds, 3) for o in outcomes},
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processors": os.cpu_count(),
    }
