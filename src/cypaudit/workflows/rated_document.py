"""One document rated by all of a rubric, and kept, so that a second check of it rates nothing again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from cypaudit.model.audit import DocumentStatus, RatedDocument
from cypaudit.model.rubric import Rubric
from cypaudit.model.system import System
from cypaudit.store import RatingCache
from cypaudit.workflows.inputs import Source
from cypaudit.workflows.one_document import audit_document, start_reading
from cypaudit.workflows.reading import Reader, ReadingSettings, document_key
from cypaudit.workflows.reading_messages import Request
from cypaudit.workflows.reading_version import rating_version


def rate_source(
    source: Source, rubric: Rubric, *, registry: Sequence[System], settings: ReadingSettings
) -> RatedDocument:
    """Read and rate a document, or take what was kept of it. Its record says what became of it."""
    cache = None if settings.cache is None or not source.sha256 else RatingCache(settings.cache)
    key = _key_of(source, rubric, registry, settings)
    kept = cache.load(key) if cache is not None else None
    if kept is not None:
        return kept
    with Reader(settings) as reader:
        outcome = audit_document(
            source, start_reading(source, reader), rubric, registry=registry, folder=None
        )
    rated = RatedDocument(record=outcome.record, ratings=outcome.ratings, second_look=outcome.second_look)
    # Not where the file was changed after it was hashed: the key would be another file's.
    unchanged = rated.record.sha256 == source.sha256
    if cache is not None and unchanged and rated.record.status is DocumentStatus.RATED:
        cache.save(key, rated)
    return rated


def _key_of(source: Source, rubric: Rubric, registry: Sequence[System], settings: ReadingSettings) -> str:
    """What the rating of a document depends on, as a name for its entry in the cache."""
    request = Request(files=tuple(str(file.absolute()) for file in source.files), limits=settings.limits)
    facts = (
        document_key(request, source.sha256),
        rating_version(),
        rubric.id,
        rubric.hash,
        [source.document, source.title, source.system, source.period],
        source.document_type.value if source.document_type else None,
        hashlib.sha256(repr(registry).encode()).hexdigest(),
    )
    return hashlib.sha256(json.dumps(facts).encode("ascii")).hexdigest()
