"""The sheets that come first: cover, contents, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cypaudit.model.audit import DocumentStatus
from cypaudit.model.document import DocumentType
from cypaudit.report.content import ReportContent
from cypaudit.report.headlines import choose_headlines, no_sentence, summary_sentence, yes_sentence
from cypaudit.report.notes import Note, note_texts
from cypaudit.report.words import TYPE_NOUNS, count_in_words
from cypaudit.report.workbook.values import CONTENTS, NOT_APPLICABLE, NOT_KNOWN, Column, Line, Link, Sheet


def cover_lines(content: ReportContent) -> tuple[Line, ...]:
    """What stands on the cover below its title: what was audited, what stands out, how to read it."""
    return (
        *_audited(content),
        *_stands_out(content),
        *_how_to_read(content),
        *_made_with(content),
    )


def contents_sheet(sheets: Sequence[Sheet]) -> Sheet:
    """The sheets that follow, with a link to each."""
    return Sheet(
        name=CONTENTS,
        title="Contents",
        about="A row a sheet, with a link to it.",
        columns=(Column("Sheet", 20), Column("What it holds", 80), Column("Rows", 12)),
        rows=tuple((Link(sheet.name, f"#{sheet.name}"), sheet.title, len(sheet.rows)) for sheet in sheets),
        frozen_columns=0,
    )


def notes_sheet(content: ReportContent) -> Sheet:
    """The notes that column headings refer to, with the rubric's own."""
    numbered = [(note.mark, text.title, text.text) for note, text in note_texts(content).items()]
    of_rubric = [
        (f"[note {number}]", "Of the rubric", text)
        for number, text in enumerate(content.rubric.notes, start=len(Note) + 1)
    ]
    return Sheet(
        name="Notes",
        title="Notes",
        about="A row a note. Column headings refer to them by number.",
        columns=(Column("Note", 12), Column("About", 26), Column("Text", 110)),
        rows=(*numbered, *of_rubric),
        frozen_columns=0,
    )


def _audited(content: ReportContent) -> Iterator[Line]:
    run = content.run
    rated = [record for record in run.records if record.status is DocumentStatus.RATED]
    systems = len({record.system for record in rated if record.system})
    yield Line("What was audited", is_heading=True)
    of_all = f"of {count_in_words(len(run.records), 'document', 'documents')}" if run.records else ""
    if not run.records:
        yield Line("There is no document in this audit.")
    elif not rated:
        yield Line(f"None {of_all} could be rated. The sheet Documents says why.")
    else:
        kinds = ", ".join(
            count_in_words(n, *TYPE_NOUNS[kind])
            for kind in DocumentType
            if (n := sum(record.document_type == kind for record in rated))
        )
        verb = "was" if len(rated) == 1 else "were"
        yield Line(f"{len(rated)} {of_all} {verb} read and rated: {kinds}.")
        if systems:
            population = "" if run.population is None else f" out of {run.population}"
            yield Line(f"They are of {count_in_words(systems, 'system', 'systems')}{population}.")
    yield Line(run.population_basis)


def _stands_out(content: ReportContent) -> Iterator[Line]:
    for line in choose_headlines(content.run.findings):
        yield Line(f"What stands out: {line.title.lower()}", is_heading=True)
        yield Line(summary_sentence(line))
        yield from (Line(yes_sentence(finding)) for finding in line.most_yes)
        yield from (Line(no_sentence(finding)) for finding in line.most_no)


def _how_to_read(content: ReportContent) -> Iterator[Line]:
    texts = note_texts(content)
    yield Line("How to read it", is_heading=True)
    yield Line(
        "A rating shows what a document says, not what a system does. A thin plan is not an unlawful one."
    )
    yield Line(texts[Note.ERRORS].text)
    yield Line(f"{texts[Note.RATED].title}: {texts[Note.RATED].text}")
    yield Line(f"{texts[Note.INTERVAL].title}: {texts[Note.INTERVAL].text}")
    yield Line(
        f"No cell of a table is empty. {NOT_KNOWN} stands for a value that is not known or not available, "
        f"{NOT_APPLICABLE} for one that does not apply, such as the heading of a passage without one."
    )
    yield Line(
        "Each sheet holds one table, which can be filtered and sorted by the buttons of its heading row. The "
        "heading row and the first column stay in view; View, Freeze Panes, Unfreeze Panes lets them go."
    )


def _made_with(content: ReportContent) -> Iterator[Line]:
    run, rubric = content.run, content.rubric
    yield Line("What it was made with", is_heading=True)
    yield Line(rubric.source)
    yield Line(f"Rubric: {run.rubric.id}, version {run.rubric.version}, hash {run.rubric.hash}.")
    if run.rubric.hash != rubric.hash:
        yield Line("The rubric has changed since the audit: its titles are shown as they are now.")
    yield Line(
        f"Program: cypaudit {run.cypaudit}. The same inputs with the same version give the same workbook."
    )
    yield Line(
        "Source: the documents on the sheet Documents, with the hashes of their files. The tables behind "
        "this workbook are ratings.csv, evidence.csv, second-look.csv, findings.csv, corrected.csv, "
        "pairs.csv, tallies.csv and documents.csv beside it, and the pages are in the folder report."
    )
    yield Line("Contact: whoever ran the audit and gave you this workbook.")
