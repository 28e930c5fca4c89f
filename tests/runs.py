"""Runs on disk for tests, made from values and not by an audit."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from cypaudit.aggregate import count_findings
from cypaudit.model.audit import DocumentRecord, DocumentStatus
from cypaudit.model.document import Box, DocumentType
from cypaudit.model.finding import Tally
from cypaudit.model.rating import Evidence, EvidenceKind, Rating, WorthALook
from cypaudit.model.rubric import Rubric
from cypaudit.store import (
    RunOptions,
    hash_file,
    write_documents,
    write_evidence,
    write_findings,
    write_ratings,
    write_run,
    write_second_look,
    write_tallies,
)

HOSTILE = (
    "<script>alert(1)</script>",
    "</script></style><img src=x onerror=alert(1)>",
    '=HYPERLINK("http://example.invalid","x") +1 -1 @SUM(A1)',
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "left \u202eright\u202c \u2067isolated\u2069 marks",
    "a" * 10_000,
    "children 👨\u200d👩\u200d👧 and e\u0301 and \U0001f1ec\U0001f1e7",
    "\"quoted\" 'text' & &amp; &lt;b&gt; ]]> --><!-- x",
)


def make_record(document: str, **changes: object) -> DocumentRecord:
    """A rated strategy; `changes` are fields of the record."""
    facts: dict[str, object] = {
        "document": document,
        "files": (f"{document}.pdf",),
        "sha256": ("0" * 64,),
        "title": "Our strategy",
        "document_type": "strategy",
        "type_basis": "manifest",
        "system": "QOX",
        "system_name": "Marsh",
        "system_basis": "manifest",
        "period": "2023-2028",
        "pages": 2,
        "words": 40,
        "pages_unreadable": 0,
        "unreadable_pages": "",
        "engine": "pdfium",
        "status": DocumentStatus.RATED,
    }
    return DocumentRecord(**{**facts, **changes})  # type: ignore[arg-type]


def store_run(
    folder: Path,
    rubric: Rubric,
    *,
    records: Sequence[DocumentRecord] = (),
    ratings: Sequence[Rating] = (),
    tallies: Sequence[Tally] = (),
    second_look: Sequence[WorthALook] = (),
    population: int | None = None,
) -> Path:
    """A run of these values, its findings counted from the ratings."""
    folder.mkdir(parents=True, exist_ok=True)
    write_ratings(ratings, folder / "ratings.csv")
    write_evidence(ratings, folder / "evidence.csv")
    write_second_look(second_look, folder / "second-look.csv")
    write_findings(count_findings(ratings, rubric, population=population), folder / "findings.csv")
    write_tallies(tallies, folder / "tallies.csv")
    write_documents(records, folder / "documents.csv")
    options = RunOptions(document_type=None, population=population, population_basis="As told.")
    write_run(folder, version="0.1.0", rubric=rubric, options=options, records=records)
    return folder


def rate(record: DocumentRecord, rubric: Rubric, *levels: str, **changes: object) -> list[Rating]:
    """A rating for each criterion asked of a document, its levels taken in turn."""
    asked = [c for c in rubric.criteria if DocumentType(record.document_type) in c.asked_of]
    rating = Rating(
        document=record.document,
        system=record.system,
        document_type=record.document_type,
        period=record.period,
        criterion="",
        level="",
        reason="The document says so (page 1).",
    )
    return [
        replace(rating, criterion=criterion.id, level=levels[at % len(levels)], **changes)  # type: ignore[arg-type]
        for at, criterion in enumerate(asked)
    ]


def passage(quote: str, **changes: object) -> Evidence:
    evidence = Evidence(
        kind=EvidenceKind.SUPPORTS,
        strength="yes",
        file="marsh.pdf",
        page=2,
        page_label="2",
        heading="Our priorities",
        quote=quote,
        start=0,
        end=len(quote),
        page_index=None,
        boxes=(Box(72.0, 700.0, 90.0, 712.0),),
        cue="rule:list",
        why="names a priority",
    )
    return replace(evidence, **changes)  # type: ignore[arg-type]


def store_mixed_run(folder: Path, rubric: Rubric) -> Path:
    """Seven strategies and five plans of different systems, with every level among their ratings."""
    records = [
        make_record(f"{kind}-{n}", document_type=kind, system=f"Q{n:02}", system_name=f"System {n}")
        for kind, number in (("strategy", 7), ("jfp", 5))
        for n in range(number)
    ]
    levels = ("yes", "no", "to_some_extent", "yes", "unreadable", "no", "not_applicable", "no")
    ratings = [
        rating
        for at, record in enumerate(records)
        for rating in rate(record, rubric, *levels[at % 5 :], *levels[: at % 5])
    ]
    tallies = [
        Tally(kind="condition", value="asthma", document_type="jfp", n_rated=5, documents=("jfp-0", "jfp-3")),
        Tally(
            kind="partner",
            value="<b>schools</b>",
            document_type="strategy",
            n_rated=7,
            documents=("strategy-1",),
        ),
    ]
    return store_run(folder, rubric, records=records, ratings=ratings, tallies=tallies, population=42)


def change_table(folder: Path, name: str, change: Callable[[str], str]) -> None:
    """Change a table and its hash in run.json, as another version of the program might have written it."""
    path, facts_path = folder / name, folder / "run.json"
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text, "nothing was changed, so the test would show nothing"
    path.write_text(changed, encoding="utf-8", newline="")
    facts = json.loads(facts_path.read_text(encoding="utf-8"))
    facts["outputs"][name] = hash_file(path)
    facts_path.write_text(json.dumps(facts), encoding="utf-8")


LARGE_SYSTEMS = 42  # as many as there were in 2023, each with a strategy and a plan
LARGE_PAGES = 80


def store_large_run(folder: Path) -> Path:
    """A run of 84 made-up documents of 80 pages, with as many passages as a long plan has, and its report."""
    from cypaudit.report.formats import DEFAULT_FORMATS
    from cypaudit.rubrics import load_rubric
    from cypaudit.workflows.passage_pictures import PictureChoice
    from cypaudit.workflows.report import report

    rubric = load_rubric("hpig-2023")
    records = [
        make_record(
            f"system-{number:02}-{kind}",
            document_type=kind,
            system=f"Q{number:02}",
            system_name=f"Made-up System {number} and Its Surroundings",
            title=f"A plan for the places of system {number}",
            pages=LARGE_PAGES,
            words=LARGE_PAGES * 350,
        )
        for number in range(LARGE_SYSTEMS)
        for kind in ("strategy", "jfp")
    ]
    ratings = [
        _made_up_rating(record, criterion.id, at * 5 + place * 3)
        for place, record in enumerate(records)
        for at, criterion in enumerate(rubric.criteria)
        if record.document_type in criterion.asked_of
    ]
    tallies = [
        Tally(
            kind="condition",
            value=f"condition {at}",
            document_type="jfp",
            n_rated=LARGE_SYSTEMS,
            documents=tuple(record.document for record in records[1 :: 2 + at]),
        )
        for at in range(30)
    ]
    store_run(folder, rubric, records=records, ratings=ratings, tallies=tallies, population=LARGE_SYSTEMS)
    report(folder, formats=DEFAULT_FORMATS, pictures=PictureChoice.NONE)
    return folder


def _made_up_rating(record: DocumentRecord, criterion: str, seed: int) -> Rating:
    level = ("yes", "no", "to_some_extent", "no", "yes", "yes", "unreadable")[seed * seed % 7]
    kind = EvidenceKind.NEAR_MISS if level in ("no", "unreadable") else EvidenceKind.SUPPORTS
    evidence = tuple(
        Evidence(
            kind=kind,
            strength="yes",
            file=record.files[0],
            page=1 + (seed * 11 + at) % LARGE_PAGES,
            page_label=str(1 + (seed * 11 + at) % LARGE_PAGES),
            heading="Children, young people and their families",
            quote=f"Passage {at} speaks at some length of what will be done for children by {2024 + at}. "
            * 2,
            start=0,
            end=100,
            page_index=None,
            boxes=(Box(72.0, 700.0, 500.0, 712.0), Box(72.0, 686.0, 300.0, 698.0)),
            cue="rule:term-list",
            why="names an action for children and a date",
        )
        for at in range(12 if kind is EvidenceKind.SUPPORTS else 5)
    )
    return Rating(
        document=record.document,
        system=record.system,
        document_type=record.document_type,
        period=record.period,
        criterion=criterion,
        level=level,
        reason="The document sets out an action for children with a date (page 12), and who does it.",
        evidence=evidence,
    )
