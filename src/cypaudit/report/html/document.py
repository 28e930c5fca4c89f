"""What stands on the page of one document, as values for its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from cypaudit.model.audit import DocumentRecord
from cypaudit.model.document import DocumentType
from cypaudit.model.rating import Evidence, EvidenceKind, Rating
from cypaudit.model.rubric import Criterion, Rubric
from cypaudit.report.content import Picture, Place, ReportContent
from cypaudit.report.html.levels import Shown, shown_levels
from cypaudit.report.words import TYPE_NOUNS, TYPE_TITLES

SHOWN_AT_ONCE = 3  # passages of a kind; the rest is folded away


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage as shown."""

    evidence: Evidence
    place: str  # "Page 5, printed 3", "Paragraph 12"
    strength: str  # label of the level that it earns or would earn
    picture: Picture | None
    is_pdf: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A rating of the document with what it rests on."""

    rating: Rating
    question: str
    shown: Shown
    takes: tuple[tuple[str, str], ...]  # a level's label and what it takes; empty where not known
    parts: tuple[
        tuple[str, tuple[Passage, ...], tuple[Passage, ...]], ...
    ]  # title, shown at once, folded away


def document_page(content: ReportContent, record: DocumentRecord) -> dict[str, Any]:
    """The values of the page of one document."""
    rubric = content.rubric
    questions = {f.criterion: (f.domain, f.question) for f in content.run.findings}
    ratings = [
        rating
        for rating in content.run.ratings
        if rating.document == record.document and rating.document_type != DocumentType.PAIR
    ]
    domains = list(rubric.domains)
    ratings.sort(key=lambda rating: domains.index(questions[rating.criterion][0]))
    levels = shown_levels(rubric)
    return {
        "run": content.run,
        "rubric": rubric,
        "record": record,
        "kind": TYPE_NOUNS.get(record.document_type, ("", ""))[0],
        "kind_title": TYPE_TITLES.get(record.document_type, ""),
        "domains": [
            (domain, rubric.domains[domain], [_answer(content, rating, record, levels) for rating in some])
            for domain, some in groupby(ratings, key=lambda rating: questions[rating.criterion][0])
        ],
        "counts": [
            (shown, n) for level, shown in levels.items() if (n := sum(r.level == level for r in ratings))
        ],
        "n_ratings": len(ratings),
        "no_pictures": content.no_pictures.get(record.document, ""),
        "has_pictures": any(place.document == record.document for place in content.pictures),
        "pairs": [
            (rating, levels[rating.level], questions[rating.criterion][1])
            for rating in content.run.ratings
            if rating.document_type == DocumentType.PAIR and rating.system == record.system
        ],
    }


def _answer(
    content: ReportContent, rating: Rating, record: DocumentRecord, levels: dict[str, Shown]
) -> Answer:
    criterion = next((c for c in content.rubric.criteria if c.id == rating.criterion), None)
    question = next(f.question for f in content.run.findings if f.criterion == rating.criterion)
    parts = []
    for kind, title in _titles(rating).items():
        passages = [
            _passage(content, rating, evidence, record, levels)
            for evidence in rating.evidence
            if evidence.kind is kind
        ]
        if passages:
            parts.append((title, tuple(passages[:SHOWN_AT_ONCE]), tuple(passages[SHOWN_AT_ONCE:])))
    return Answer(
        rating=rating,
        question=question,
        shown=levels[rating.level],
        takes=_takes(criterion, content.rubric),
        parts=tuple(parts),
    )


def _titles(rating: Rating) -> dict[EvidenceKind, str]:
    has_support = any(evidence.kind is EvidenceKind.SUPPORTS for evidence in rating.evidence)
    return {
        EvidenceKind.SUPPORTS: "What the rating rests on",
        EvidenceKind.ABSENCE: "Where the document says that there is nothing",
        EvidenceKind.NEAR_MISS: "What comes near and does not count" if has_support else "What came nearest",
    }


def _takes(criterion: Criterion | None, rubric: Rubric) -> tuple[tuple[str, str], ...]:
    if criterion is None:
        return ()
    return tuple(
        (level.label, criterion.levels[level.id]) for level in rubric.scale if level.id in criterion.levels
    )


def _passage(
    content: ReportContent,
    rating: Rating,
    evidence: Evidence,
    record: DocumentRecord,
    levels: dict[str, Shown],
) -> Passage:
    key = Place(rating.document, evidence.file, evidence.page or 0, evidence.boxes)
    return Passage(
        evidence=evidence,
        place=_place(evidence, record.files),
        strength=levels[evidence.strength].label if evidence.strength in levels else evidence.strength,
        picture=content.pictures.get(key),
        is_pdf=evidence.page is not None and evidence.file.lower().endswith(".pdf"),
    )


def _place(evidence: Evidence, files: Sequence[str]) -> str:
    """Where a passage stands, in words; the file too where the document has several."""
    if evidence.page is None:
        place = f"Paragraph {evidence.page_label}" if evidence.page_label else "No page"
    else:
        place = f"Page {evidence.page}"
        if evidence.page_label and evidence.page_label != str(evidence.page):
            place += f" (printed {evidence.page_label})"
    return f"{place} of {evidence.file}" if len(files) > 1 else place
