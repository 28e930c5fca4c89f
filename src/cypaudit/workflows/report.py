"""Report: the reports of a run, from its tables alone; pictures and links lead back to the documents."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from cypaudit.accuracy import read_published_accuracy
from cypaudit.aggregate import check_published, correct_findings, count_moves
from cypaudit.errors import UsageError
from cypaudit.model.audit import Run
from cypaudit.model.limits import DEFAULT_LIMITS, Limits
from cypaudit.model.rubric import Rubric
from cypaudit.report.content import ReportContent
from cypaudit.report.formats import DEFAULT_FORMATS, RENDERERS
from cypaudit.rubrics import load_rubric, locate_rubric
from cypaudit.store import (
    PLACES_FILE,
    copy_run,
    load_run,
    load_run_facts,
    read_file_places,
    rewrite_outputs,
    staged_folder,
    write_corrections,
    write_moves,
    write_text,
)
from cypaudit.workflows.parallel import default_jobs
from cypaudit.workflows.passage_pictures import PictureChoice, draw_pictures
from cypaudit.workflows.reading import reading_settings

REPORT_FOLDER = "report"
CORRECTED_FILE = "corrected.csv"
PAIRS_FILE = "pairs.csv"
COPIES_FOLDER = "files"  # within the report: copies of the documents, where asked for

Files = Mapping[str, Mapping[str, Path]]  # document's id -> file's name -> where it lies


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What was rendered."""

    files: tuple[Path, ...]  # the reports that a person opens
    warnings: tuple[str, ...]  # for the user, each one line


def report(
    folder: Path,
    *,
    formats: Sequence[str] = DEFAULT_FORMATS,
    rubric: str | None = None,
    documents: Path | None = None,
    pictures: PictureChoice = PictureChoice.BEST,
    copy_documents: bool = False,
    jobs: int | None = None,
) -> Reported:
    """Render the reports of the run in a folder again, without reading its documents.

    `rubric` names the rubric's file where the run was made with one of the user's own. `documents` is
    the folder in which the documents lie now, where they do not lie where the audit read them. Raises
    UsageError and RunError.
    """
    check_formats(formats)
    facts = load_run_facts(folder)
    run = load_run(folder)
    loaded = load_rubric(rubric or run.rubric.id)
    places = _find_files(run, folder, documents)
    with staged_folder(folder) as staging:
        copy_run(folder, staging, facts=facts, keep=lambda name: not _is_rendered(name, formats))
        no_pictures = write_reports(
            run,
            loaded,
            staging,
            rubric_name=rubric or run.rubric.id,
            out=folder,
            formats=formats,
            files=places,
            pictures=pictures,
            copy_documents=copy_documents,
            jobs=jobs,
            limits=reading_settings().limits,
        )
        rewrite_outputs(staging, facts)
    return Reported(
        files=tuple(folder / opened_file(name) for name in formats),
        warnings=(*rubric_warnings(run, loaded), *no_pictures),
    )


def check_formats(formats: Sequence[str]) -> None:
    """Raise UsageError where a format is not known."""
    if strange := [name for name in formats if name not in RENDERERS]:
        raise UsageError(f"--format {','.join(strange)}: not known. There are {', '.join(RENDERERS)}.")
    if not formats:
        raise UsageError(f"--format: none given. There are {', '.join(RENDERERS)}.")


def opened_file(name: str) -> str:
    """The file of a format that a person opens, within the run."""
    return f"{REPORT_FOLDER}/index.html" if name == "html" else f"findings.{name}"


def write_reports(
    run: Run,
    rubric: Rubric,
    folder: Path,
    *,
    rubric_name: str,
    out: Path,
    formats: Sequence[str],
    files: Files,
    pictures: PictureChoice,
    copy_documents: bool = False,
    jobs: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[str, ...]:
    """Write the reports of a run into a folder that will stand at `out`, with the tables made from its own.

    Those are corrected.csv, which rests on the accuracy as it is published now, and pairs.csv.
    Gives a warning for each document of which pictures were asked for and could not be drawn.
    """
    wants_pages = "html" in formats
    copied = _copy_files(files, folder) if wants_pages and copy_documents else {}
    accuracy = read_published_accuracy(locate_rubric(rubric_name).parent / rubric.id / "accuracy.json")
    content = ReportContent(
        run=run,
        rubric=rubric,
        accuracy=accuracy,
        corrections=correct_findings(run.findings, accuracy, run.rubric.hash),
        moves=count_moves(run.ratings, rubric),
        published=check_published(rubric),
        copies=_find_copies(run, folder),
    )
    write_corrections(content.corrections, folder / CORRECTED_FILE)
    write_moves(content.moves, folder / PAIRS_FILE)
    # Pictures are drawn by processes of their own, and only pages show them: the rest is written meanwhile.
    with ThreadPoolExecutor(1) as pool:
        others = pool.submit(_render, content, [name for name in formats if name != "html"], folder)
        drawn = draw_pictures(
            run,
            files,
            folder / REPORT_FOLDER,
            choice=pictures if wants_pages else PictureChoice.NONE,
            jobs=jobs or default_jobs(len(run.records)),
            limits=limits,
        )
        others.result()
    if wants_pages:
        _render(replace(content, pictures=drawn.drawn, no_pictures=drawn.problems), ["html"], folder)
        hrefs = copied if copy_documents else _hrefs(files, out)
        _write_places(hrefs, folder / PLACES_FILE)
    return tuple(dict.fromkeys(f"{document}: {why} No pictures." for document, why in drawn.problems.items()))


def _render(content: ReportContent, formats: Iterable[str], folder: Path) -> None:
    for name in formats:
        for file in RENDERERS[name](content):
            path = folder / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)


def _is_rendered(name: str, formats: Sequence[str]) -> bool:
    """Whether a file of a run belongs to a report that is made anew."""
    return name in (CORRECTED_FILE, PAIRS_FILE) or any(
        name.startswith(f"{REPORT_FOLDER}/") if form == "html" else name == opened_file(form)
        for form in formats
    )


def rubric_warnings(run: Run, rubric: Rubric) -> tuple[str, ...]:
    """What the user is told where the rubric is no longer the one that a run was made with."""
    if run.rubric.hash == rubric.hash:
        return ()
    return (
        f"the rubric {rubric.id} has changed since the audit: titles and levels are shown as they are now, "
        "ratings as they were. Run the audit again to rate by the rubric as it is.",
    )


# --- where the documents lie


def _find_files(run: Run, folder: Path, documents: Path | None) -> Files:
    if documents is None:
        logged = read_file_places(folder)
        return {document: {path.name: path for path in paths} for document, paths in logged.items()}
    if not documents.is_dir():
        raise UsageError(f"{documents}: no such folder. Name the folder in which the documents lie.")
    lying = {path.name: path for path in sorted(documents.rglob("*"), reverse=True) if path.is_file()}
    return {
        record.document: {name: lying[name] for name in record.files if name in lying}
        for record in run.records
    }


def _hrefs(files: Files, out: Path) -> dict[str, dict[str, str]]:
    """How a document's page reaches its files: relative, so that report and documents can move together."""
    page_folder = out.resolve() / REPORT_FOLDER / "documents"
    return {
        document: {name: _href(_real_place(path), page_folder) for name, path in paths.items()}
        for document, paths in files.items()
    }


def _real_place(path: Path) -> Path:
    """Where a file lies, links in its folders followed. `Path.resolve` would refuse links in a circle."""
    return Path(os.path.realpath(path.parent), path.name)


def _href(path: Path, start: Path) -> str:
    try:
        relative = Path(os.path.relpath(path, start)).as_posix()
    except ValueError:  # on Windows another drive has no relative path
        return path.as_uri()
    return _quoted(relative)


def _quoted(path: str) -> str:
    """A path as an address. A name that is no text keeps its odd bytes."""
    return quote(os.fsencode(path), safe="/")


def _copy_files(files: Files, folder: Path) -> dict[str, dict[str, str]]:
    """Copy the documents into the report, each under its own folder."""
    hrefs: dict[str, dict[str, str]] = {}
    for document, paths in files.items():
        target = folder / REPORT_FOLDER / COPIES_FOLDER / document
        target.mkdir(parents=True, exist_ok=True)
        for name, path in paths.items():
            if path.is_file():
                shutil.copyfile(path, target / name)
                hrefs.setdefault(document, {})[name] = quote(
                    f"../{COPIES_FOLDER}/{document}/{name}", safe="/"
                )
    return hrefs


def _find_copies(run: Run, folder: Path) -> dict[str, dict[str, str]]:
    """The copies of documents that lie in the report, also those that an earlier command put there."""
    copies: dict[str, dict[str, str]] = {}
    for record in run.records:
        for name in record.files:
            place = f"{REPORT_FOLDER}/{COPIES_FOLDER}/{record.document}/{name}"
            if (folder / place).is_file():
                copies.setdefault(record.document, {})[name] = place
    return copies


def _write_places(hrefs: Mapping[str, Mapping[str, str]], path: Path) -> None:
    """A script and no JSON, because a page that is opened from disk may load a script alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    places = json.dumps(hrefs, ensure_ascii=True, indent=1, sort_keys=True)
    write_text(f"const cypauditPlaces = {places};\n", path)
