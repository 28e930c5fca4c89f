"""The documents of an audit over several processes, with the results in the order of the inputs."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cypaudit.errors import RubricError
from cypaudit.model.rubric import Rubric
from cypaudit.model.system import System
from cypaudit.rubrics import load_rubric
from cypaudit.workflows.collector import calm_collector
from cypaudit.workflows.inputs import Source
from cypaudit.workflows.one_document import (
    Outcome,
    audit_document,
    duplicate_outcome,
    start_reading,
    unreadable_outcome,
)
from cypaudit.workflows.reading import DEFAULT_SETTINGS, Reader, ReadingSettings, read_ahead

MOST_JOBS = 61  # what Windows can wait for at once
# A process costs a second and a half of work before its first document (its imports, the rubric, the
# compiled terms), and a document of 20 to 40 pages 0.7 to 0.9 seconds. Measured on two processors: with
# 4 documents two processes take half as long again as one, with 6 they are a sixth sooner. Hence a second
# process from 6 documents on, and one more for each 3.
DOCUMENTS_WORTH_A_PROCESS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What the documents of a run have in common."""

    rubric_name: str  # id or path
    rubric: Rubric
    registry: tuple[System, ...]
    folder: Path  # where the texts as read go
    reading: ReadingSettings = DEFAULT_SETTINGS


def default_jobs(n_documents: int) -> int:
    """How many processes are worth starting."""
    processors = os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count()
    return max(1, min(processors or 1, n_documents // DOCUMENTS_WORTH_A_PROCESS, MOST_JOBS))


def audit_all(
    sources: Sequence[Source], batch: Batch, *, jobs: int, on_done: Callable[[Source], None]
) -> Iterator[Outcome]:
    """The outcome of each source, in order. With one job all but the reading is done in this process."""
    jobs = min(jobs, len(sources), MOST_JOBS)
    audit_new = _audit_here if jobs <= 1 else partial(_audit_in_processes, jobs=jobs)
    outcomes = audit_new([source for source in sources if not source.same_as], batch)
    try:
        for source in sources:
            yield duplicate_outcome(source) if source.same_as else next(outcomes)
            on_done(source)
    finally:
        outcomes.close()


def _audit_here(sources: Sequence[Source], batch: Batch) -> Generator[Outcome, None, None]:
    """Rate the sources in this process; while one is rated, the next is read."""
    with Reader(batch.reading) as reader:
        for source, reading in read_ahead(sources, partial(start_reading, reader=reader)):
            yield audit_document(source, reading, batch.rubric, registry=batch.registry, folder=batch.folder)


def _audit_in_processes(
    sources: Sequence[Source], batch: Batch, *, jobs: int
) -> Generator[Outcome, None, None]:
    others = set(multiprocessing.active_children())
    pool = _pool(jobs, batch)
    try:
        with _interrupts_held():
            futures = [pool.submit(_work, source) for source in sources]
        for source, future in zip(sources, futures, strict=True):
            try:
                outcome = future.result()
            except BrokenProcessPool:
                # One document took a process down, and the pool with it: whose it was is found by
                # giving each that is left a process of its own.
                outcome = _audit_alone(source, batch)
            yield outcome
    except BaseException:
        # Workers must not go on writing into a folder that is being taken away.
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
            process.join(timeout=5)
        raise
    pool.shutdown()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Put off Ctrl-C while processes are started, which are born with it put off.

    They would answer it with a traceback each until `_prepare` has run. On Windows they may.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _audit_alone(source: Source, batch: Batch) -> Outcome:
    with _pool(1, batch) as pool:
        try:
            return pool.submit(_work, source).result()
        except BrokenProcessPool:
            reason = f"{source.files[0].name}: the process that rated it died. The file is left out."
            return unreadable_outcome(source, batch.rubric, reason)


def _pool(jobs: int, batch: Batch) -> ProcessPoolExecutor:
    # "spawn" everywhere: the one way that Windows, macOS and Linux share, and safe with threads.
    return ProcessPoolExecutor(
        max_workers=jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare,
        initargs=(batch.rubric_name, batch.rubric.hash, batch.registry, batch.folder, batch.reading),
    )


# Of a worker process: set once, when it starts. The reader's own process ends with the worker.
_batch: Batch | Exception | None = None
_reader: Reader | None = None


def _prepare(
    rubric_name: str,
    rubric_hash: str,
    registry: tuple[System, ...],
    folder: Path,
    reading: ReadingSettings,
) -> None:
    """Make a worker ready. The rubric is loaded once and not sent along with every document."""
    global _batch, _reader
    # Ctrl-C reaches every process of the terminal; the parent alone answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    calm_collector()
    try:
        _batch = _load_batch(rubric_name, rubric_hash, registry, folder)
        _reader = Reader(reading)
    except Exception as error:  # noqa: BLE001 - an error that leaves this function breaks the pool and is lost
        _batch = error


def _load_batch(rubric_name: str, rubric_hash: str, registry: tuple[System, ...], folder: Path) -> Batch:
    rubric = load_rubric(rubric_name)
    if rubric.hash != rubric_hash:
        raise RubricError(f"{rubric_name}: was changed while the audit ran. Run it again.")
    return Batch(rubric_name=rubric_name, rubric=rubric, registry=registry, folder=folder)


def _work(source: Source) -> Outcome:
    """One document in a worker. Raises what kept the worker from being made ready."""
    if isinstance(_batch, Exception):
        raise _batch
    if _batch is None or _reader is None:
        raise RuntimeError("a worker was given a document before it was made ready")
    reading = start_reading(source, _reader)
    return audit_document(source, reading, _batch.rubric, registry=_batch.registry, folder=_batch.folder)
