"""The numbered notes of workbook and Word file: what a figure says, and what it cannot."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from cypaudit.report.content import ReportContent
from cypaudit.report.measured import measured_accuracy
from cypaudit.report.statistics import MOVES_METHOD, correction_method, correction_rule, moves_summary
from cypaudit.report.words import NOT_A_SAMPLE, count_in_words


class Note(IntEnum):
    """A note, by its number."""

    RATED = 1
    NOT_READ = 2
    ERRORS = 3
    INTERVAL = 4
    SYSTEMS = 5
    PUBLISHED = 6
    PAIRS = 7
    CORRECTED = 8
    MOVES = 9
    POSSIBLE = 10
    LINKS = 11
    STRENGTH = 12
    PLACE = 13
    QUOTE = 14
    LIKENESS = 15
    TALLIES = 16

    @property
    def mark(self) -> str:
        """How a heading refers to it."""
        return f"[note {self.value}]"


class NoteText(NamedTuple):
    """What a note says."""

    title: str
    text: str


def heading(text: str, *notes: Note) -> str:
    """A column heading that refers to notes."""
    return " ".join((text, *(note.mark for note in notes)))


def note_texts(content: ReportContent) -> dict[Note, NoteText]:
    """Every note in the order of its number."""
    texts = {
        Note.RATED: NoteText(
            "Rated",
            "The denominator: documents with the rating yes, to some extent or no. Percentages are out of "
            "it. Documents that could not be read, and those to which a question does not apply, are counted "
            "in columns of their own.",
        ),
        Note.NOT_READ: NoteText(
            "Not read",
            "Where too many pages of a document could not be read, no is not claimed but unreadable.",
        ),
        Note.INTERVAL: NoteText(
            "95% interval",
            "For all systems of that year, exact for a sample drawn without replacement. It takes the "
            "documents for a random sample, which those published first are not, and does not cover errors "
            f"of rating. {content.run.population_basis}",
        ),
        Note.PUBLISHED: NoteText(
            "Published",
            "Figures that people published from other documents in 2023, with their doubts. They enter no "
            "calculation. Some fit no count out of the number of documents that they are said to be out of.",
        ),
        Note.ERRORS: NoteText("Errors of rating", _errors(content)),
        Note.PAIRS: NoteText(
            "Pairs",
            "The strategy of a system set beside its joint forward plan. The denominator is the pairs of "
            "which both documents were rated.",
        ),
        Note.CORRECTED: NoteText("Corrected", f"{correction_method(content.accuracy)} {correction_rule()}"),
        Note.MOVES: NoteText(
            "Strategy against plan", " ".join(filter(None, (moves_summary(content.moves), MOVES_METHOD)))
        ),
        Note.POSSIBLE: NoteText(
            "What a published figure can be a share of",
            "A percentage without decimals can be a share of some numbers of documents and of others not. "
            f"{NOT_A_SAMPLE}",
        ),
        Note.STRENGTH: NoteText(
            "Kind and strength of a passage",
            "Supports: the rating rests on it. Near miss: it has the words and fails at one test, which Why "
            "names. Absence: the document itself says that there is nothing. Strength is the rating that the "
            "passage earns, or would earn.",
        ),
        Note.QUOTE: NoteText(
            "Quotes",
            "The words as they stand on the page. Line ends and tabs are shown as spaces, characters that no "
            "workbook may hold as \ufffd, and what is beyond the 32,767 characters of a cell is cut. Text "
            "that begins with =, +, - or @ is text and no formula. evidence.csv holds each quote whole.",
        ),
        Note.PLACE: NoteText(
            "Page and printed page",
            "Page counts from 1 in the file, as a viewer counts. Printed page is the number on the page; for "
            "formats without pages, the number of the paragraph.",
        ),
        Note.LINKS: NoteText(
            "Links",
            "They lead to the document's page in the folder report beside this workbook, and work as long as "
            "the two stay together. Where copies of the documents are in that folder, a second link opens "
            "the file; not every viewer turns to the page. A sheet can hold some 65,500 links: where there "
            "are more passages, those that come last for their rating have none.",
        ),
        Note.LIKENESS: NoteText(
            "Second look",
            "Passages that no rule explains and that read as passages do that people counted, for questions "
            "rated no. They rate nothing: judge them yourself. Likeness runs from 0 to 1.",
        ),
        Note.TALLIES: NoteText(
            "What was named",
            "In how many documents a thing is named in a passage about children that counts. A document that "
            "names it twice counts once.",
        ),
        Note.SYSTEMS: NoteText(
            "Systems",
            "Different systems among the documents rated. Documents of no known system are left out of it.",
        ),
    }
    return {note: texts[note] for note in Note}


def _errors(content: ReportContent) -> str:
    measured = measured_accuracy(content.accuracy)
    advice = "Read the passages before you quote a figure, and the near misses before you quote a no."
    if measured is None:
        return f"Some ratings are wrong, and how many was not measured for this rubric. {advice}"
    documents = count_in_words(measured.n_documents, "document", "documents")
    return (
        f"Some ratings are wrong. On {documents} that its rules were not learnt from, the program gave the "
        f"rating that people gave in {measured.exact}; of its no, {measured.no_precision} were right. "
        f"{advice}"
    )
