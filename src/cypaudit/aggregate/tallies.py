"""Tallies: which conditions, practitioners, groups and partners were named, in how many documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cypaudit.model.document import DocumentType
from cypaudit.model.finding import Mention, Tally

# The order of tallies.csv. A kind that a rubric adds comes after these, in the order of its name.
KINDS = ("condition", "practitioner", "group", "partner", "engagement", "named_lead")


def count_tallies(mentions: Iterable[Mention], n_rated: Mapping[str, int]) -> tuple[Tally, ...]:
    """Count, for each thing and document type, the documents that name it; the most named first.

    `n_rated` gives for each document type how many documents were looked at. A document that names
    a thing twice counts once.
    """
    documents: dict[tuple[str, str, str], set[str]] = {}
    for mention in mentions:
        key = (mention.kind, mention.value, str(mention.document_type))
        documents.setdefault(key, set()).add(mention.document)
    tallies = (
        Tally(
            kind=kind,
            value=value,
            document_type=document_type,
            n_rated=n_rated.get(document_type, 0),
            documents=tuple(sorted(named_by)),
        )
        for (kind, value, document_type), named_by in documents.items()
    )
    return tuple(sorted(tallies, key=_order))


def _order(tally: Tally) -> tuple[int, str, int, int, str]:
    """Kinds as listed, strategies before plans, the most named first, then by the alphabet."""
    known = KINDS.index(tally.kind) if tally.kind in KINDS else len(KINDS)
    types = [str(document_type) for document_type in DocumentType]
    return known, tally.kind, types.index(tally.document_type), -tally.n_documents, tally.value
