"""What stands in the Word file, in order, as values that any library could write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from cypaudit.model.audit import DocumentRecord, DocumentStatus
from cypaudit.model.document import DocumentType
from cypaudit.model.finding import YES_OR_SOME, Finding, Tally, percent_of
from cypaudit.model.moves import Verdict
from cypaudit.report.content import ReportContent
from cypaudit.report.headlines import choose_headlines, no_sentence, summary_sentence, yes_sentence
from cypaudit.report.notes import Note, note_texts
from cypaudit.report.statistics import (
    MOVES_METHOD,
    VERDICTS,
    answer_label,
    corrected_groups,
    corrected_in_words,
    correction_method,
    correction_rule,
    count_of_answer,
    moves_summary,
    not_corrected,
    p_value_in_words,
)
from cypaudit.report.words import (
    KIND_TITLES,
    NOT_A_SAMPLE,
    NOT_KNOWN,
    TYPE_NOUNS,
    TYPE_TITLES,
    count_in_words,
    interval_in_words,
    listed,
    percent_in_words,
    possible_n_in_words,
)

# The notes that speak of what the Word file holds; those on columns of the workbook do not.
_NOTES = (Note.RATED, Note.NOT_READ, Note.INTERVAL, Note.ERRORS, Note.PAIRS, Note.TALLIES)


class Heading(NamedTuple):
    """A heading; level 1 is the highest."""

    text: str
    level: int


class Paragraph(NamedTuple):
    """A paragraph of running text."""

    text: str


class Bullet(NamedTuple):
    """An item of a list."""

    text: str


class Remark(NamedTuple):
    """A line below a table, which is to go with it wherever it is pasted."""

    text: str


class Term(NamedTuple):
    """A paragraph that begins with what it is about."""

    title: str
    text: str


class Column(NamedTuple):
    """A column of a table."""

    heading: str
    width: float  # centimetres
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its caption."""

    caption: str  # without its number
    summary: str  # alternative text: how it is built
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


Part = Heading | Paragraph | Bullet | Remark | Term | Table

_FINDING_COLUMNS = (
    Column("Question", 6.6),
    Column("n", 1.2, is_number=True),
    Column("Yes", 2.1, is_number=True),
    Column("To some extent", 2.1, is_number=True),
    Column("No", 2.1, is_number=True),
    Column("Yes: 95% interval", 2.9, is_number=True),
)


def word_parts(content: ReportContent) -> Iterator[Part]:
    """The parts of the file below its title."""
    yield from _audited(content)
    yield from _stands_out(content)
    yield from _findings(content)
    yield from _corrected(content)
    yield from _moves(content)
    yield from _published(content)
    yield from _tallies(content.run.tallies)
    yield from _documents(content)
    yield from _notes(content)


def _audited(content: ReportContent) -> Iterator[Part]:
    run = content.run
    rated = [record for record in run.records if record.status is DocumentStatus.RATED]
    systems = len({record.system for record in rated if record.system})
    if not run.records:
        yield Paragraph("There is no document in this audit.")
        return
    kinds = [
        count_in_words(n, *TYPE_NOUNS[kind])
        for kind in DocumentType
        if (n := sum(record.document_type == kind for record in rated))
    ]
    of_all = count_in_words(len(run.records), "document", "documents")
    if not rated:
        yield Paragraph(f"None of {of_all} could be rated.")
        return
    verb = "was" if len(rated) == 1 else "were"
    coverage = f", of {count_in_words(systems, 'system', 'systems')}" if systems else ""
    if systems and run.population is not None:
        coverage += f" out of {run.population}"
    yield Paragraph(f"{len(rated)} of {of_all} {verb} read and rated ({', '.join(kinds)}){coverage}.")


def _stands_out(content: ReportContent) -> Iterator[Part]:
    headlines = choose_headlines(content.run.findings)
    if not headlines:
        return
    yield Heading("What stands out", 1)
    for line in headlines:
        yield Heading(line.title, 2)
        yield Paragraph(summary_sentence(line))
        yield from (Bullet(yes_sentence(finding)) for finding in line.most_yes)
        yield from (Bullet(no_sentence(finding)) for finding in line.most_no)
    yield Paragraph(note_texts(content)[Note.ERRORS].text)


def _findings(content: ReportContent) -> Iterator[Part]:
    asked = [finding for finding in content.run.findings if finding.n_documents]
    if not asked:
        return
    domains = content.rubric.domains
    yield Heading("Findings", 1)
    for kind in DocumentType:
        of_kind = [finding for finding in asked if finding.document_type == kind]
        if not of_kind:
            continue
        yield Heading(TYPE_TITLES[kind], 2)
        of_kind.sort(key=lambda finding: list(domains).index(finding.domain))
        for domain, rows in groupby(of_kind, key=lambda finding: finding.domain):
            yield Heading(domains[domain], 3)
            yield Table(
                caption=f"{domains[domain]}: {TYPE_TITLES[kind].lower()} by rating",
                summary=(
                    f"A row a question. The columns hold the number of {TYPE_NOUNS[kind][1]} rated (n), "
                    "the number and percentage with each rating, and the interval of yes."
                ),
                columns=_FINDING_COLUMNS,
                rows=tuple(map(_finding_row, rows)),
            )
            yield Remark(_below(content))


def _finding_row(finding: Finding) -> tuple[str, ...]:
    return (
        finding.question,
        str(finding.n_rated),
        _share(finding.n_yes, finding.pct_yes),
        _share(finding.n_to_some_extent, finding.pct_to_some_extent),
        _share(finding.n_no, finding.pct_no),
        interval_in_words(finding.yes_interval) or NOT_KNOWN,
    )


def _share(count: int, percent: float | None) -> str:
    return f"{count} ({percent_in_words(percent)})"


def _below(content: ReportContent) -> str:
    """What a table must not be without where it is pasted alone."""
    return (
        "n: documents rated, which percentages are out of. 95% interval: for all systems of that year, as if "
        "the documents were a random sample; errors of rating are not in it. "
        f"{_source(content)}"
    )


def _source(content: ReportContent) -> str:
    run = content.run
    return f"Source: cypaudit {run.cypaudit}, rubric {run.rubric.id}, version {run.rubric.version}."


def _corrected(content: ReportContent) -> Iterator[Part]:
    groups, reasons = corrected_groups(content.corrections), not_corrected(content.corrections)
    if not groups and not reasons:
        return
    questions = {finding.criterion: finding.question for finding in content.run.findings}
    some = answer_label(YES_OR_SOME, content.rubric)
    yield Heading("Corrected for the program's errors", 1)
    if groups:
        yield Paragraph(correction_method(content.accuracy))
        yield Paragraph(correction_rule())
    for group in groups:
        yield Heading(group.title, 2)
        yield Table(
            caption=f"{group.title}: percentages as counted, and corrected for the program's errors",
            summary="A row a question. For two answers the number and percentage counted, and the percentage "
            "corrected with its 95% interval.",
            columns=(
                Column("Question", 5.0),
                Column("n", 1.2, is_number=True),
                Column("Yes", 2.0, is_number=True),
                Column("Yes, corrected", 3.4, is_number=True),
                Column(some, 2.0, is_number=True),
                Column(f"{some}, corrected", 3.4, is_number=True),
            ),
            rows=tuple(
                (
                    questions[yes.criterion],
                    str(yes.n_rated),
                    _share(yes.n_answer, yes.pct),
                    corrected_in_words(yes),
                    _share(both.n_answer, both.pct),
                    corrected_in_words(both),
                )
                for yes, both in group.rows
            ),
        )
        yield Remark(
            "n: documents rated, which percentages are out of. Corrected, with its 95% interval: what the "
            "percentage would be if the program never erred; the interval holds its errors as measured, and "
            f"the systems that were not seen. {_source(content)}"
        )
    for why in reasons:
        which = listed(why.criteria) if groups else "all questions"
        yield Bullet(f"Not corrected, {answer_label(why.answer, content.rubric)}: {why.why_not} ({which})")


def _moves(content: ReportContent) -> Iterator[Part]:
    moves = content.moves
    if not moves:
        return
    yield Heading("From strategy to plan", 1)
    yield Paragraph(moves_summary(moves))
    if all(row.verdict is Verdict.TOO_FEW for row in moves):
        return
    yield Paragraph(MOVES_METHOD)
    yield Table(
        caption="Strategy against plan of the same systems",
        summary="A row a question asked of both. How many systems say more, less or the same in the plan, "
        "and whether chance explains it.",
        columns=(
            Column("Question", 5.6),
            Column("Systems", 1.9, is_number=True),
            Column("Plan says more", 1.7, is_number=True),
            Column("Less", 1.4, is_number=True),
            Column("The same", 1.6, is_number=True),
            Column("p, adjusted", 2.0, is_number=True),
            Column("What it tells", 2.8),
        ),
        rows=tuple(
            (
                row.question,
                str(row.n_pairs),
                str(row.n_higher),
                str(row.n_lower),
                str(row.n_pairs - row.n_higher - row.n_lower),
                p_value_in_words(row.p_levels_adjusted),
                VERDICTS[row.verdict],
            )
            for row in moves
        ),
    )
    yield Remark(_source(content))


def _published(content: ReportContent) -> Iterator[Part]:
    checked = [figure for figure in content.published if figure.is_checked]
    if not checked or content.run.rubric.hash != content.rubric.hash:
        return  # a rubric that has changed may tell other figures now than those beside the findings
    ours = {(finding.criterion, finding.document_type): finding for finding in content.run.findings}
    yield Heading("Beside the published figures", 1)
    yield Paragraph(note_texts(content)[Note.PUBLISHED].text)
    yield Paragraph(NOT_A_SAMPLE)
    yield Table(
        caption="Figures published in 2023 beside those of this audit, and what they can be shares of",
        summary="A row a published figure: its question, the type of document, the answer, the figure, ours, "
        "and the numbers of documents that it can be a share of.",
        columns=(
            Column("Question", 4.2),
            Column("Documents", 2.6),
            Column("Answer", 1.9),
            Column("Published", 2.1, is_number=True),
            Column("Here", 2.2, is_number=True),
            Column("What it can be a share of", 4.0),
        ),
        rows=tuple(
            (
                content.rubric.criterion(figure.criterion).question,
                TYPE_TITLES[figure.figure.document_type],
                answer_label(figure.figure.level, content.rubric),
                percent_in_words(figure.figure.percent),
                _here(ours.get((figure.criterion, figure.figure.document_type)), figure.figure.level),
                possible_n_in_words(figure),
            )
            for figure in checked
        ),
    )
    yield Remark(_source(content))


def _here(finding: Finding | None, level: str) -> str:
    """Our figure for a published one: "3 of 31 (10%)"; a dash where nothing was rated."""
    if finding is None or not finding.n_rated:
        return NOT_KNOWN
    count = count_of_answer(finding, level)
    return f"{count} of {finding.n_rated} ({percent_in_words(percent_of(count, finding.n_rated))})"


def _tallies(tallies: Sequence[Tally]) -> Iterator[Part]:
    if not tallies:
        return
    yield Heading("What was named", 1)
    for kind, rows in groupby(tallies, key=lambda tally: tally.kind):
        of_kind = list(rows)
        types = [t for t in DocumentType if any(tally.document_type == t for tally in of_kind)]
        title = KIND_TITLES.get(kind, kind.replace("_", " ").capitalize())
        yield Heading(title, 2)
        yield Table(
            caption=f"{title}, by the number of documents that name them",
            summary="A row a thing named. A column a type of document: how many name it, out of those rated.",
            columns=(Column("Named", 8.0), *(Column(TYPE_TITLES[t], 4.5, is_number=True) for t in types)),
            rows=tuple(_tally_rows(of_kind, types)),
        )


def _tally_rows(tallies: Iterable[Tally], types: Sequence[DocumentType]) -> Iterator[tuple[str, ...]]:
    by_value: dict[str, dict[str, Tally]] = {}
    n_rated = {}
    for tally in tallies:
        by_value.setdefault(tally.value, {})[tally.document_type] = tally
        n_rated[tally.document_type] = tally.n_rated
    for value, of_types in by_value.items():
        counts = ((of_types[t].n_documents if t in of_types else 0, n_rated[t]) for t in types)
        yield (value, *(f"{count} of {total}" for count, total in counts))


def _documents(content: ReportContent) -> Iterator[Part]:
    records = content.run.records
    if not records:
        return
    yield Heading("Documents", 1)
    yield Table(
        caption="Documents of this audit",
        summary="A row a document, with its type, system, number of pages and what became of it.",
        columns=(
            Column("Document", 5.6),
            Column("Type", 3.6),
            Column("System", 3.8),
            Column("Pages", 1.8, is_number=True),
            Column("Status", 2.2),
        ),
        rows=tuple(map(_document_row, records)),
    )
    left_out = [record for record in records if record.status is not DocumentStatus.RATED]
    if left_out:
        yield Heading("Not rated", 2)
        yield from (Bullet(f"{record.document}: {record.reason}") for record in left_out)
    partly = [r for r in records if r.status is DocumentStatus.RATED and r.pages_unreadable]
    if partly:
        yield Heading("Pages that could not be read", 2)
        yield from (Bullet(f"{record.document}: {record.unreadable_pages}") for record in partly)


def _document_row(record: DocumentRecord) -> tuple[str, ...]:
    return (
        record.title or record.document,
        TYPE_NOUNS[record.document_type][0].capitalize() if record.document_type in TYPE_NOUNS else NOT_KNOWN,
        record.system_name or record.system or NOT_KNOWN,
        NOT_KNOWN if record.pages is None else str(record.pages),
        record.status.value.replace("_", " ").capitalize(),
    )


def _notes(content: ReportContent) -> Iterator[Part]:
    run, texts = content.run, note_texts(content)
    yield Heading("Notes", 1)
    yield Bullet(
        "What a rating shows: what a document says, not what a system does. A thin plan is not an unlawful "
        "one."
    )
    yield from (Bullet(f"{texts[note].title}: {texts[note].text}") for note in _NOTES)
    yield Paragraph(content.rubric.source)
    yield Paragraph(
        f"Rubric: {run.rubric.id}, version {run.rubric.version}, hash {run.rubric.hash}. "
        f"Program: cypaudit {run.cypaudit}."
    )
    if run.rubric.hash != content.rubric.hash:
        yield Paragraph("The rubric has changed since the audit: its titles are shown as they are now.")
