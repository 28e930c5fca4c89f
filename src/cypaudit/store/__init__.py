"""Runs on disk: tables, documents as read, what a run was made from; the folder replaced as a whole."""

from cypaudit.store.baseline import load_baseline, replace_file, save_baseline
from cypaudit.store.cache import DocumentCache, RatingCache
from cypaudit.store.documents import load_document, save_document
from cypaudit.store.folder import PLACES_FILE, is_run_folder, staged_folder
from cypaudit.store.load import load_run, load_run_facts
from cypaudit.store.place import check_place
from cypaudit.store.run import (
    RunOptions,
    copy_run,
    hash_file,
    read_file_places,
    rewrite_outputs,
    write_run,
    write_run_log,
)
from cypaudit.store.tables import (
    write_corrections,
    write_documents,
    write_evidence,
    write_findings,
    write_moves,
    write_ratings,
    write_second_look,
    write_tallies,
)
from cypaudit.store.text import write_text

__all__ = [
    "PLACES_FILE",
    "DocumentCache",
    "RatingCache",
    "RunOptions",
    "check_place",
    "copy_run",
    "hash_file",
    "is_run_folder",
    "load_baseline",
    "load_document",
    "load_run",
    "load_run_facts",
    "read_file_places",
    "replace_file",
    "rewrite_outputs",
    "save_baseline",
    "save_document",
    "staged_folder",
    "write_corrections",
    "write_documents",
    "write_evidence",
    "write_findings",
    "write_moves",
    "write_ratings",
    "write_run",
    "write_run_log",
    "write_second_look",
    "write_tallies",
    "write_text",
]
