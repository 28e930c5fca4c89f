"""The sheets that hold the tables of a run, each row as its table of the run has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from cypaudit.model.audit import DocumentRecord, DocumentStatus
from cypaudit.model.document import DocumentType
from cypaudit.model.finding import NO, TO_SOME_EXTENT, YES, Finding
from cypaudit.model.rating import Evidence, Rating
from cypaudit.model.rubric import Rubric
from cypaudit.report.content import ReportContent
from cypaudit.report.notes import Note, heading
from cypaudit.report.words import KIND_TITLES, TABLE_DECIMALS, TYPE_NOUNS, TYPE_TITLES, level_labels
from cypaudit.report.workbook.statistics import corrected_sheet, moves_sheet, published_sheet
from cypaudit.report.workbook.values import MOST_LINKS, NOT_KNOWN, Cell, Column, Kind, Link, Sheet

FINDING_SHEETS = {
    DocumentType.STRATEGY: "Strategies",
    DocumentType.JFP: "Plans",
    DocumentType.PAIR: "Pairs",
}

Row = tuple[Cell, ...]


def table_sheets(content: ReportContent) -> tuple[Sheet, ...]:
    """The sheets in the order of the workbook. All are there in every run, so that a macro finds them."""
    return (
        *(_finding_sheet(content, kind) for kind in DocumentType),
        corrected_sheet(content),
        moves_sheet(content),
        published_sheet(content),
        _matrix_sheet(content),
        _rating_sheet(content),
        _evidence_sheet(content),
        _second_look_sheet(content),
        _tally_sheet(content),
        _document_sheet(content),
    )


# --- findings


def _finding_sheet(content: ReportContent, kind: DocumentType) -> Sheet:
    columns = (
        Column("Criterion", 28),
        Column("Domain", 22),
        Column("Question", 60),
        Column("Asked", 9, Kind.COUNT),
        Column(heading("Rated", Note.RATED), 10, Kind.COUNT),
        Column("Yes", 9, Kind.COUNT),
        Column("To some extent", 10, Kind.COUNT),
        Column("No", 9, Kind.COUNT),
        Column(heading("Not read", Note.NOT_READ), 10, Kind.COUNT),
        Column("Not applicable", 12, Kind.COUNT),
        Column(heading("Yes (%)", Note.ERRORS), 10, Kind.DECIMAL),
        Column("To some extent (%)", 10, Kind.DECIMAL),
        Column(heading("No (%)", Note.ERRORS), 10, Kind.DECIMAL),
        Column(heading("Yes: 95% interval, low (%)", Note.INTERVAL), 13, Kind.DECIMAL, NOT_KNOWN),
        Column(heading("Yes: 95% interval, high (%)", Note.INTERVAL), 13, Kind.DECIMAL, NOT_KNOWN),
        Column(heading("Yes or some: 95% interval, low (%)", Note.INTERVAL), 14, Kind.DECIMAL, NOT_KNOWN),
        Column(heading("Yes or some: 95% interval, high (%)", Note.INTERVAL), 14, Kind.DECIMAL, NOT_KNOWN),
        Column(heading("Systems", Note.SYSTEMS), 11, Kind.COUNT),
        Column("Systems that there were", 12, Kind.COUNT, NOT_KNOWN),
        Column(heading("Published", Note.PUBLISHED), 30),
        Column("Doubts about what was published", 60),
    )
    asked = [f for f in content.run.findings if f.document_type == kind and f.n_documents]
    pairs = f"Counted are pairs of documents: {Note.PAIRS.mark}."
    return Sheet(
        name=FINDING_SHEETS[kind],
        title=f"{TYPE_TITLES[kind]}: how many documents have which rating",
        about="A row a question, domain by domain. Percentages run from 0 to 100.",
        columns=columns,
        rows=tuple(_finding_row(f, content.rubric) for f in _by_domain(asked, content.rubric)),
        nothing=f"There is no {TYPE_NOUNS[kind][0]} in this audit that was asked anything.",
        remarks=(pairs,) if kind is DocumentType.PAIR else (),
    )


def _by_domain(findings: Iterable[Finding], rubric: Rubric) -> list[Finding]:
    domains = list(rubric.domains)
    return sorted(findings, key=lambda finding: domains.index(finding.domain))


def _finding_row(finding: Finding, rubric: Rubric) -> Row:
    return (
        finding.criterion,
        rubric.domains[finding.domain],
        finding.question,
        finding.n_documents,
        finding.n_rated,
        finding.n_yes,
        finding.n_to_some_extent,
        finding.n_no,
        finding.n_unreadable,
        finding.n_not_applicable,
        _rounded(finding.pct_yes),
        _rounded(finding.pct_to_some_extent),
        _rounded(finding.pct_no),
        _rounded(finding.ci_low_yes),
        _rounded(finding.ci_high_yes),
        _rounded(finding.ci_low_yes_or_some),
        _rounded(finding.ci_high_yes_or_some),
        finding.n_systems,
        finding.population,
        finding.published,
        finding.published_note,
    )


def _rounded(number: float | None) -> float | None:
    """As the tables of the run hold it, so that a workbook made again from them is the same."""
    return None if number is None else round(number, TABLE_DECIMALS)


# --- ratings


def _matrix_sheet(content: ReportContent) -> Sheet:
    labels = level_labels(content.rubric)
    ratings: dict[str, dict[str, str]] = {}
    for rating in _of_documents(content.run.ratings):
        ratings.setdefault(rating.document, {})[rating.criterion] = rating.level
    asked = [f for f in content.run.findings if f.document_type != DocumentType.PAIR and f.n_documents]
    criteria = list(dict.fromkeys(f.criterion for f in _by_domain(asked, content.rubric)))
    columns = (
        Column(heading("Document", Note.LINKS), 28),
        Column("Title", 40, empty=NOT_KNOWN),
        Column("Type", 27, empty=NOT_KNOWN),
        Column("System", 30, empty=NOT_KNOWN),
        Column("Yes", 9, Kind.COUNT),
        Column("To some extent", 10, Kind.COUNT),
        Column("No", 9, Kind.COUNT),
        *(Column(criterion, 16, Kind.RATING) for criterion in criteria),
    )
    rows = tuple(
        _matrix_row(record, ratings[record.document], criteria, labels)
        for record in content.run.records
        if record.document in ratings
    )
    return Sheet(
        name="Matrix",
        title="Documents by criteria",
        about="A row a document, a column a criterion; the sheets of findings have the questions.",
        columns=columns,
        rows=rows,
        nothing="No document was rated.",
    )


def _matrix_row(
    record: DocumentRecord, levels: Mapping[str, str], criteria: Sequence[str], labels: Mapping[str, str]
) -> Row:
    counts = Counter(levels.values())
    return (
        Link(record.document, _page_of(record.document)),
        record.title,
        _type_noun(record.document_type),
        record.system_name or record.system,
        counts[YES],
        counts[TO_SOME_EXTENT],
        counts[NO],
        *(labels[levels[criterion]] if criterion in levels else "" for criterion in criteria),
    )


def _rating_sheet(content: ReportContent) -> Sheet:
    columns = (
        Column(heading("Document, or system of a pair", Note.PAIRS), 28),
        Column("Type", 27),
        Column("System", 30, empty=NOT_KNOWN),
        Column("Period", 14, empty=NOT_KNOWN),
        Column("Domain", 22),
        Column("Criterion", 28),
        Column(heading("Rating", Note.ERRORS), 16, Kind.RATING),
        Column("Passages", 11, Kind.COUNT),
        Column("Reason", 80),
        Column(heading("In the report", Note.LINKS), 40),
    )
    labels, domains = level_labels(content.rubric), _domains(content)
    names = {record.system: record.system_name or record.system for record in content.run.records}
    return Sheet(
        name="Ratings",
        title="Every rating with its reason",
        about="A row a document and criterion.",
        columns=columns,
        rows=tuple(
            (
                rating.document,
                _type_noun(rating.document_type),
                names.get(rating.system, rating.system),
                rating.period,
                domains[rating.criterion],
                rating.criterion,
                labels[rating.level],
                len(rating.evidence),
                rating.reason,
                None if rating.document_type == DocumentType.PAIR else _answer_link(rating),
            )
            for rating in content.run.ratings
        ),
        nothing="No document was rated.",
    )


def _answer_link(rating: Rating) -> Link:
    return Link(f"{rating.document}: {rating.criterion}", _page_of(rating.document, rating.criterion))


# --- passages


def _evidence_sheet(content: ReportContent) -> Sheet:
    with_copies = bool(content.copies)
    columns = (
        Column("Document", 28),
        Column("Type", 27),
        Column("Domain", 22),
        Column("Criterion", 28),
        Column(heading("Rating", Note.ERRORS), 16, Kind.RATING),
        Column("Rank", 9, Kind.COUNT),
        Column(heading("Kind", Note.STRENGTH), 14),
        Column(heading("Strength", Note.STRENGTH), 16, Kind.RATING),
        *_place_columns(),
        Column(heading("Quote", Note.QUOTE), 80),
        Column("Why", 50),
        Column(heading("In the report", Note.LINKS), 40),
        *([Column(heading("In the document", Note.LINKS), 40)] if with_copies else []),
    )
    return Sheet(
        name="Evidence",
        title="The passages that the ratings rest on, and those that came near",
        about="A row a passage, the best of each rating first. evidence.csv also has offsets and rectangles.",
        columns=columns,
        rows=tuple(_evidence_rows(content, with_copies=with_copies)),
        nothing="No passage was found.",
    )


def _evidence_rows(content: ReportContent, *, with_copies: bool) -> Iterator[Row]:
    labels, domains = level_labels(content.rubric), _domains(content)
    per_rank = Counter(
        rank for rating in content.run.ratings for rank, _ in enumerate(rating.evidence, start=1)
    )
    last_linked = _last_rank(per_rank, MOST_LINKS)
    last_opened = _last_rank(per_rank, MOST_LINKS - sum(per_rank.values()))
    for rating in content.run.ratings:
        is_pair = rating.document_type == DocumentType.PAIR
        common = (
            rating.document,
            _type_noun(rating.document_type),
            domains[rating.criterion],
            rating.criterion,
            labels[rating.level],
        )
        link = None if is_pair else _answer_link(rating)
        for rank, evidence in enumerate(rating.evidence, start=1):
            row: Row = (
                *common,
                rank,
                evidence.kind.value.replace("_", " ").capitalize(),
                labels.get(evidence.strength, evidence.strength),
                *_place(evidence),
                evidence.quote,
                evidence.why,
                link if rank <= last_linked else None,
            )
            if with_copies:
                opened = _copy_link(content, rating.document, evidence) if rank <= last_opened else None
                row = (*row, opened)
            yield row


def _last_rank(per_rank: Mapping[int, int], most: int) -> int:
    """The last rank that can have links, so that each rating's best passages have them first."""
    last, total = 0, 0
    for rank in sorted(per_rank):
        total += per_rank[rank]
        if total > most:
            break
        last = rank
    return last


def _copy_link(content: ReportContent, document: str, evidence: Evidence) -> Link | None:
    """Where the passage stands in the copy of its file within the run."""
    copy = content.copies.get(document, {}).get(evidence.file)
    if copy is None:
        return None
    if evidence.page is None:
        return Link(evidence.file, quote(copy, safe="/"))
    return Link(f"{evidence.file}, page {evidence.page}", f"{quote(copy, safe='/')}#page={evidence.page}")


def _second_look_sheet(content: ReportContent) -> Sheet:
    columns = (
        Column("Document", 28),
        Column("Domain", 22),
        Column("Criterion", 28),
        Column("Rating", 16, Kind.RATING),
        Column("Rank", 9, Kind.COUNT),
        Column(heading("Likeness", Note.LIKENESS), 12, Kind.DECIMAL),
        *_place_columns(),
        Column(heading("Quote", Note.QUOTE), 80),
        Column(heading("In the report", Note.LINKS), 40),
    )
    labels, domains = level_labels(content.rubric), _domains(content)
    return Sheet(
        name="Second_look",
        title="Passages for a second look",
        about="A row a passage that no rule explains, for questions rated no.",
        columns=columns,
        rows=tuple(
            (
                look.document,
                domains.get(look.criterion, ""),
                look.criterion,
                labels[look.level],
                look.rank,
                _rounded(look.likeness),
                *_place(look.evidence),
                look.evidence.quote,
                Link(f"{look.document}: {look.criterion}", _page_of(look.document, look.criterion)),
            )
            for look in content.run.second_look
        ),
        nothing="There is no such passage.",
    )


def _place_columns() -> tuple[Column, ...]:
    return (
        Column("File", 28),
        Column(heading("Page", Note.PLACE), 10, Kind.COUNT),
        Column(heading("Printed page or paragraph", Note.PLACE), 14, empty=NOT_KNOWN),
        Column("Heading above it", 36),
    )


def _place(evidence: Evidence) -> Row:
    return (evidence.file, evidence.page, evidence.page_label, evidence.heading)


# --- the rest


def _tally_sheet(content: ReportContent) -> Sheet:
    columns = (
        Column("Kind", 22),
        Column("Named", 34),
        Column("In", 30),
        Column(heading("Documents", Note.TALLIES), 13, Kind.COUNT),
        Column("Out of", 10, Kind.COUNT),
        Column("Which", 80),
    )
    return Sheet(
        name="Tallies",
        title="What was named, and in how many documents",
        about="A row a thing and type of document.",
        columns=columns,
        rows=tuple(
            (
                KIND_TITLES.get(tally.kind, tally.kind),
                tally.value,
                TYPE_TITLES[tally.document_type],
                tally.n_documents,
                tally.n_rated,
                ", ".join(tally.documents),
            )
            for tally in content.run.tallies
        ),
        nothing="Nothing that is tallied was named.",
        frozen_columns=2,
    )


def _document_sheet(content: ReportContent) -> Sheet:
    columns = (
        Column(heading("Document", Note.LINKS), 28),
        Column("Title", 40, empty=NOT_KNOWN),
        Column("Status", 16),
        Column("Why it was not rated", 50),
        Column("Type", 27, empty=NOT_KNOWN),
        Column("How the type is known", 30),
        Column("System", 30, empty=NOT_KNOWN),
        Column("Code", 10, empty=NOT_KNOWN),
        Column("How the system is known", 30),
        Column("Period", 14, empty=NOT_KNOWN),
        Column("Pages", 10, Kind.COUNT),
        Column("Words", 12, Kind.COUNT, NOT_KNOWN),
        Column("Pages not read", 10, Kind.COUNT),
        Column("Which pages, and why", 50),
        Column("Read with", 14, empty=NOT_KNOWN),
        Column("Remarks", 60),
        Column("Files", 40),
        Column("SHA-256 of each file", 70, empty=NOT_KNOWN),
    )
    return Sheet(
        name="Documents",
        title="Documents of this audit, and what became of them",
        about="A row a document, whatever became of it.",
        columns=columns,
        rows=tuple(map(_document_row, content.run.records)),
        nothing="There is no document in this audit.",
    )


def _document_row(record: DocumentRecord) -> Row:
    return (
        Link(record.document, _page_of(record.document)),
        record.title,
        record.status.value.replace("_", " ").capitalize(),
        "" if record.status is DocumentStatus.RATED else record.reason,
        _type_noun(record.document_type),
        record.type_basis,
        record.system_name,
        record.system,
        record.system_basis,
        record.period,
        record.pages,
        record.words,
        record.pages_unreadable,
        record.unreadable_pages,
        record.engine,
        "; ".join(record.warnings),
        "; ".join(record.files),
        "; ".join(record.sha256),
    )


def _of_documents(ratings: Iterable[Rating]) -> Iterator[Rating]:
    return (rating for rating in ratings if rating.document_type != DocumentType.PAIR)


def _domains(content: ReportContent) -> dict[str, str]:
    """The title of each criterion's domain."""
    return {f.criterion: content.rubric.domains[f.domain] for f in content.run.findings}


def _type_noun(document_type: str) -> str:
    return TYPE_NOUNS[document_type][0].capitalize() if document_type in TYPE_NOUNS else ""


def _page_of(document: str, criterion: str = "") -> str:
    """The page of a document in the report, relative to the workbook; at a criterion's answer where given."""
    page = f"report/documents/{quote(document)}.html"
    return f"{page}#c-{criterion}" if criterion else page
