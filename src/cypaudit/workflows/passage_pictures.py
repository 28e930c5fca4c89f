"""Pictures of passages for a report, drawn from the documents themselves."""

from __future__ import annotations

import hashlib
import queue
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cypaudit.errors import UnreadableError
from cypaudit.model.audit import DocumentRecord, DocumentStatus, Run
from cypaudit.model.limits import DEFAULT_LIMITS, Limits
from cypaudit.report.content import Picture, Place
from cypaudit.store import hash_file
from cypaudit.workflows.reading_messages import Request
from cypaudit.workflows.reading_process import ReadingProcess

FOLDER = "pictures"  # within the report
# A process costs some 0.3 seconds of imports, the pictures of a document of 80 pages about as long.
DOCUMENTS_WORTH_A_PROCESS = 8


class PictureChoice(StrEnum):
    """Of which passages pictures are drawn."""

    NONE = "none"
    BEST = "best"  # the first passage of each rating
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """The pictures that were drawn, and why documents have none."""

    drawn: Mapping[Place, Picture]
    problems: Mapping[str, str]  # document's id -> why it has no picture


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """The pictures of one document."""

    document: str
    files: Mapping[str, Path]  # by the file's name
    places: tuple[Place, ...]  # by file and page
    folder: Path  # of the report


def draw_pictures(
    run: Run,
    files: Mapping[str, Mapping[str, Path]],
    report: Path,
    *,
    choice: PictureChoice,
    jobs: int,
    limits: Limits = DEFAULT_LIMITS,
) -> Pictures:
    """Draw the pictures that are asked for into the folder of a report.

    `files` gives for each document where its files lie, by their names; a file that is not there or
    is not the one that was read gets no picture, with a reason. Files are drawn where they are read: in
    a process of their own.
    """
    if choice is PictureChoice.NONE:
        return Pictures(drawn={}, problems={})
    wanted = _wanted_places(run, choice)
    problems: dict[str, str] = {}
    tasks = []
    for record in run.records:
        if record.status is not DocumentStatus.RATED or not wanted.get(record.document):
            continue
        found, problem = _check_files(record, files.get(record.document, {}))
        if problem:
            problems[record.document] = problem
        places = tuple(place for place in wanted[record.document] if place.file in found)
        if places:
            tasks.append(_Task(document=record.document, files=found, places=places, folder=report))
    drawn: dict[Place, Picture] = {}
    for task, (pictures, problem) in zip(tasks, _draw_all(tasks, jobs, limits), strict=True):
        drawn.update(pictures)
        if problem:
            problems[task.document] = problem
    return Pictures(drawn=drawn, problems=problems)


def _wanted_places(run: Run, choice: PictureChoice) -> dict[str, list[Place]]:
    """The places of the passages asked for, each once, by document, then by file and page."""
    wanted: dict[str, set[Place]] = {}
    for rating in run.ratings:
        passages = rating.evidence if choice is PictureChoice.ALL else rating.evidence[:1]
        for passage in passages:
            if passage.page is not None and passage.boxes and passage.file.lower().endswith(".pdf"):
                place = Place(rating.document, passage.file, passage.page, passage.boxes)
                wanted.setdefault(rating.document, set()).add(place)
    return {document: sorted(places, key=_in_order) for document, places in wanted.items()}


def _in_order(place: Place) -> tuple[str, int, list[tuple[float, ...]]]:
    return place.file, place.page, [(box.left, box.bottom, box.right, box.top) for box in place.boxes]


def _check_files(record: DocumentRecord, files: Mapping[str, Path]) -> tuple[dict[str, Path], str]:
    """The files that are there and are those that were read, and what is wrong with the others."""
    found: dict[str, Path] = {}
    problem = ""
    for name, digest in zip(record.files, record.sha256, strict=False):
        path = files.get(name)
        if path is None or not path.is_file():
            problem = f"{name} was not found when the report was made."
        elif hash_file(path) != digest:
            problem = f"{name} has changed since it was read."
        else:
            found[name] = path
    return found, problem


def _draw_all(
    tasks: Sequence[_Task], jobs: int, limits: Limits
) -> Iterator[tuple[dict[Place, Picture], str]]:
    """What became of each task, in order. Each of the threads waits for a process of its own."""
    jobs = max(1, min(jobs, len(tasks) // DOCUMENTS_WORTH_A_PROCESS))
    processes: queue.SimpleQueue[ReadingProcess] = queue.SimpleQueue()
    for _ in range(jobs):
        processes.put(ReadingProcess())

    def draw(task: _Task) -> tuple[dict[Place, Picture], str]:
        process = processes.get()
        try:
            return _draw_document(task, process, limits)
        finally:
            processes.put(process)

    pool = ThreadPoolExecutor(jobs)
    try:
        yield from pool.map(draw, tasks)
    finally:
        pool.shutdown(cancel_futures=True)
        for _ in range(jobs):
            processes.get().close()


def _draw_document(task: _Task, process: ReadingProcess, limits: Limits) -> tuple[dict[Place, Picture], str]:
    """Draw the pictures of one document and write them. A file that cannot be drawn costs its pictures."""
    drawn: dict[Place, Picture] = {}
    problem = ""
    (task.folder / FOLDER / task.document).mkdir(parents=True, exist_ok=True)
    for name, path in task.files.items():
        places = [place for place in task.places if place.file == name]
        if not places:
            continue
        strips = tuple((place.page, place.boxes) for place in places)
        process.start(Request(files=(str(path.absolute()),), limits=limits, strips=strips))
        try:
            pictures = process.finish_pictures()
        except UnreadableError as error:
            problem = str(error)
            continue
        for place, picture in ((places[at], picture) for at, picture in pictures.items() if at < len(places)):
            target = f"{FOLDER}/{task.document}/{_file_name(place)}"
            (task.folder / target).write_bytes(picture.content)
            drawn[place] = Picture(name=target, width=picture.width, height=picture.height)
    return drawn, problem


def _file_name(place: Place) -> str:
    """A name that the same place always has: the page, and what tells apart the places on it."""
    told = repr((place.file, *_in_order(place))).encode("utf-8", errors="replace")
    return f"p{place.page:03}-{hashlib.sha256(told).hexdigest()[:10]}.png"
