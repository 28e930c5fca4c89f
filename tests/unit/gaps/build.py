"""Small rubrics, ratings and baselines for tests of what a draft leaves open."""

from __future__ import annotations

from datetime import date

from cypaudit.model.audit import DocumentRecord, DocumentStatus
from cypaudit.model.check import AcceptedGap
from cypaudit.model.document import DocumentType
from cypaudit.model.rating import Evidence, EvidenceKind, Rating
from cypaudit.model.rubric import Advice, Criterion, Gate, Level, Mechanisms, Rubric

NO_WORDS = Mechanisms(
    subject=(),
    subject_headings=(),
    others=(),
    negation=(),
    negation_stops=(),
    recital=(),
    uptake=(),
    deed=(),
    intention=(),
    possibility=(),
    roles=(),
    not_names=(),
    organisations=(),
)
SCALE = tuple(
    Level(id=name, label=name, meaning="", rank=rank, counts_as_met=rank == 2, in_denominator=rank >= 0)
    for name, rank in (("yes", 2), ("to_some_extent", 1), ("no", 0), ("unreadable", -1))
)


def criterion(name: str, *, basis: str = "law", domain: str = "plans") -> Criterion:
    """A criterion that says of itself what it rests on."""
    return Criterion(
        id=name,
        domain=domain,
        question=f"Is what is asked of {name} answered?",
        asked_of=(DocumentType.JFP, DocumentType.STRATEGY),
        levels={"yes": "answered in full", "to_some_extent": "in part", "no": "not at all"},
        advice=Advice(
            looks_for="an answer", why="because", basis=basis, source="a source", good="good words"
        ),
        nothing_found="says nothing",
    )


def rubric(*criteria: Criterion) -> Rubric:
    """A rubric of these criteria, without words."""
    return Rubric(
        id="small",
        version="1",
        title="Small",
        source="",
        hash="0" * 64,
        scale=SCALE,
        domains={"plans": "Plans"},
        criteria=criteria,
        term_lists={},
        mechanisms=NO_WORDS,
        zones_not_counted=(),
        unreadable_share=0.2,
    )


def rating(name: str, level: str, *pieces: Evidence) -> Rating:
    """A rating of a joint forward plan."""
    return Rating(
        document="marsh",
        system="",
        document_type="jfp",
        period="",
        criterion=name,
        level=level,
        reason="A reason.",
        evidence=pieces,
    )


def evidence(kind: EvidenceKind, *, heading: str = "Children", gate: Gate | None = None) -> Evidence:
    """A passage under a heading."""
    return Evidence(
        kind=kind,
        strength="yes",
        file="marsh.pdf",
        page=3,
        page_label="3",
        heading=heading,
        quote="Words of the plan.",
        start=0,
        end=18,
        page_index=2,
        boxes=(),
        cue="rule:list",
        why="says something",
        gate=gate,
    )


def accepted(name: str, level: str) -> AcceptedGap:
    """A row of a baseline."""
    return AcceptedGap(
        criterion=name, level=level, reason="vacant", name="R. Abney", accepted=date(2026, 11, 1)
    )


def record() -> DocumentRecord:
    """A plan that was read whole."""
    return DocumentRecord(
        document="marsh",
        files=("marsh.pdf",),
        sha256=("0" * 64,),
        title="Marsh Joint Forward Plan",
        document_type="jfp",
        type_basis="--type",
        system="",
        system_name="",
        system_basis="",
        period="",
        pages=3,
        words=500,
        pages_unreadable=0,
        unreadable_pages="",
        engine="pdfium",
        status=DocumentStatus.RATED,
    )
