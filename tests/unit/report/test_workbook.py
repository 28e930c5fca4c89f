"""findings.xlsx as a spreadsheet program reads it: numbers are those of the tables, and any text is text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.runs import HOSTILE, make_record, passage, rate, store_mixed_run, store_run

from cypaudit.accuracy import read_published_accuracy
from cypaudit.aggregate import check_published, correct_findings, count_moves
from cypaudit.model.audit import DocumentStatus
from cypaudit.model.finding import FINDING_COLUMNS, Tally
from cypaudit.model.rating import EvidenceKind, WorthALook
from cypaudit.model.rubric import Rubric
from cypaudit.report.content import ReportContent
from cypaudit.report.workbook import render_workbook, tables, write
from cypaudit.report.workbook.values import Column, Kind, Link, Sheet
from cypaudit.report.workbook.write import LONGEST_CELL, cell_text
from cypaudit.rubrics import load_rubric, locate_rubric
from cypaudit.store import load_run, write_corrections, write_moves

SHEETS = (
    "Cover", "Contents", "Notes", "Strategies", "Plans", "Pairs", "Corrected", "Strategy_to_plan",
    "Published", "Matrix", "Ratings", "Evidence", "Second_look", "Tallies", "Documents",
)  # fmt: skip
# The heading in the workbook of each column of findings.csv that holds numbers.
NUMBERS = {
    "n_documents": "Asked",
    "n_rated": "Rated",
    "n_yes": "Yes",
    "n_to_some_extent": "To some extent",
    "n_no": "No",
    "n_not_applicable": "Not applicable",
    "n_unreadable": "Not read",
    "pct_yes": "Yes (%)",
    "pct_to_some_extent": "To some extent (%)",
    "pct_no": "No (%)",
    "ci_low_yes": "Yes: 95% interval, low (%)",
    "ci_high_yes": "Yes: 95% interval, high (%)",
    "ci_low_yes_or_some": "Yes or some: 95% interval, low (%)",
    "ci_high_yes_or_some": "Yes or some: 95% interval, high (%)",
    "n_systems": "Systems",
    "population": "Systems that there were",
}


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return load_rubric("hpig-2023")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, rubric: Rubric) -> Path:
    return store_mixed_run(tmp_path_factory.mktemp("runs") / "mixed", rubric)


def render(run: Path, rubric: Rubric, **more: object) -> bytes:
    [file] = render_workbook(ReportContent(run=load_run(run), rubric=rubric, **more))  # type: ignore[arg-type]
    assert file.name == "findings.xlsx"
    return file.content


def open_book(run: Path, rubric: Rubric, **more: object) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render(run, rubric, **more)))


@pytest.fixture(scope="module")
def book(mixed: Path, rubric: Rubric) -> Any:
    """The workbook of the mixed run."""
    return open_book(mixed, rubric)


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a sheet's table as cells by heading, the references to notes taken off."""
    if not sheet.tables:
        return []
    [table] = sheet.tables.values()
    head, *rows = sheet[table.ref]
    names = [re.sub(r"( \[note \d+\])+$", "", cell.value) for cell in head]
    return [dict(zip(names, row, strict=True)) for row in rows]


def csv_rows(run: Path, name: str) -> list[dict[str, str]]:
    with (run / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def story(sheet: Any) -> str:
    return " ".join(str(cell.value) for row in sheet.iter_rows(max_col=1) for cell in row if cell.value)


# --- numbers


def test_every_number_of_the_findings_is_that_of_the_csv(mixed: Path, book: Any) -> None:
    assert set(NUMBERS) == {name for name in FINDING_COLUMNS if name.startswith(("n_", "pct_", "ci_", "pop"))}
    shown = {
        (kind, row["Criterion"].value): row
        for kind, name in (("strategy", "Strategies"), ("jfp", "Plans"), ("pair", "Pairs"))
        for row in rows_of(book[name])
    }
    expected = [row for row in csv_rows(mixed, "findings.csv") if row["n_documents"] != "0"]
    assert len(expected) == len(shown) > 90
    for row in expected:
        cells = shown[row["document_type"], row["criterion"]]
        for column, heading in NUMBERS.items():
            value = cells[heading].value
            if row[column] == "":
                assert value in ("[x]", "[z]")
            else:
                assert isinstance(value, int | float)
                assert value == float(row[column])


def test_every_rating_stands_in_the_matrix_and_in_the_list_of_ratings(mixed: Path, book: Any) -> None:
    labels = {
        "yes": "Yes", "to_some_extent": "To some extent", "no": "No", "unreadable": "Unreadable",
        "not_applicable": "Not applicable",
    }  # fmt: skip
    expected = {(r["document"], r["criterion"]): labels[r["rating"]] for r in csv_rows(mixed, "ratings.csv")}
    listed = {
        (row["Document, or system of a pair"].value, row["Criterion"].value): row["Rating"].value
        for row in rows_of(book["Ratings"])
    }
    assert listed == expected
    matrix = {row["Document"].value: row for row in rows_of(book["Matrix"])}
    assert {
        (document, criterion): cell.value
        for document, row in matrix.items()
        for criterion, cell in row.items()
        if (document, criterion) in expected
    } == expected
    first = matrix["strategy-0"]
    of_first = [level for (document, _), level in expected.items() if document == "strategy-0"]
    assert [first[name].value for name in ("Yes", "To some extent", "No")] == [
        of_first.count(name) for name in ("Yes", "To some extent", "No")
    ]


def test_tallies_and_documents_are_those_of_the_csv(mixed: Path, book: Any) -> None:
    assert [
        (row["Named"].value, row["Documents"].value, row["Out of"].value) for row in rows_of(book["Tallies"])
    ] == [
        (row["value"], int(row["n_documents"]), int(row["n_rated"])) for row in csv_rows(mixed, "tallies.csv")
    ]
    assert [(row["Document"].value, row["Pages"].value) for row in rows_of(book["Documents"])] == [
        (row["document"], int(row["pages"])) for row in csv_rows(mixed, "documents.csv")
    ]


# The heading in the workbook of each column of corrected.csv and pairs.csv that holds numbers.
CORRECTED_NUMBERS = {
    "n_answer": "With the answer",
    "n_rated": "Rated",
    "pct": "Counted (%)",
    "pct_corrected": "Corrected (%)",
    "ci_low_corrected": "Corrected: 95% interval, low (%)",
    "ci_high_corrected": "Corrected: 95% interval, high (%)",
    "n_measured_with": "Measured: people gave it",
    "n_measured_found": "of those the program too",
    "n_measured_without": "Measured: people left it",
    "n_measured_left": "of those the program too, it left it",
}
PAIRS_NUMBERS = {
    "n_pairs": "Pairs",
    "n_left_out": "Left out",
    "yes_to_yes": "Yes to yes",
    "yes_to_some": "Yes to some",
    "yes_to_no": "Yes to no",
    "some_to_yes": "Some to yes",
    "some_to_some": "Some to some",
    "some_to_no": "Some to no",
    "no_to_yes": "No to yes",
    "no_to_some": "No to some",
    "no_to_no": "No to no",
    "n_higher": "Plan says more",
    "n_lower": "Plan says less",
    "p_levels": "Levels: p",
    "p_levels_adjusted": "Levels: p, adjusted",
    "n_met_strategy": "Met in the strategy",
    "n_met_plan": "Met in the plan",
    "n_met_plan_only": "Met in the plan only",
    "n_met_strategy_only": "Met in the strategy only",
    "difference_met": "Difference met (percentage points)",
    "ci_low_difference": "Difference: 95% interval, low",
    "ci_high_difference": "Difference: 95% interval, high",
    "p_met": "Met: p",
    "p_met_adjusted": "Met: p, adjusted",
}


def statistics_of(run: Path, rubric: Rubric) -> dict[str, Any]:
    """Corrections, moves and published figures of a run, as if its rubric had been measured as it is."""
    measured = read_published_accuracy(locate_rubric("hpig-2023").parent / "hpig-2023" / "accuracy.json")
    assert measured is not None
    accuracy = replace(measured, rubric_hash=rubric.hash)
    loaded = load_run(run)
    return {
        "accuracy": accuracy,
        "corrections": correct_findings(loaded.findings, accuracy, rubric.hash),
        "moves": count_moves(loaded.ratings, rubric),
        "published": check_published(rubric),
    }


def test_every_number_of_corrections_and_pairs_is_that_of_the_csv(
    mixed: Path, rubric: Rubric, tmp_path: Path
) -> None:
    more = statistics_of(mixed, rubric)
    assert any(not correction.why_not for correction in more["corrections"])
    write_corrections(more["corrections"], tmp_path / "corrected.csv")
    write_moves(more["moves"], tmp_path / "pairs.csv")
    book = open_book(mixed, rubric, **more)
    for name, sheet, numbers in (
        ("corrected.csv", "Corrected", CORRECTED_NUMBERS),
        ("pairs.csv", "Strategy_to_plan", PAIRS_NUMBERS),
    ):
        expected = [row for row in csv_rows(tmp_path, name) if row.get("n_rated") != "0"]
        shown = rows_of(book[sheet])
        assert len(expected) == len(shown) > 40
        for row, cells in zip(expected, shown, strict=True):
            assert cells["Criterion"].value == row["criterion"]
            for column, title in numbers.items():
                value = cells[title].value
                assert value == (float(row[column]) if row[column] else value)
                assert isinstance(value, int | float) == bool(row[column])


def test_published_figures_stand_beside_ours_and_what_they_can_be_shares_of(
    mixed: Path, rubric: Rubric
) -> None:
    rows = rows_of(open_book(mixed, rubric, **statistics_of(mixed, rubric))["Published"])
    assert len(rows) == sum(len(criterion.published) for criterion in rubric.criteria)
    findings = {(r["criterion"], r["document_type"]): r for r in csv_rows(mixed, "findings.csv")}
    kinds = {"Integrated care strategy": "strategy", "Joint forward plan": "jfp"}
    with_percent = [row for row in rows if row["Published (%)"].value != "[x]"]
    assert with_percent
    for row in with_percent:
        finding = findings[row["Criterion"].value, kinds[row["Type"].value]]
        counts = {
            "Yes": int(finding["n_yes"]),
            "No": int(finding["n_no"]),
            "To some extent": int(finding["n_to_some_extent"]),
            "Yes or to some extent": int(finding["n_yes"]) + int(finding["n_to_some_extent"]),
        }
        assert row["Ours: with the answer"].value == counts[row["Answer"].value]
        assert row["Ours: rated"].value == int(finding["n_rated"])


# --- what the guidance asks


def test_each_sheet_holds_one_marked_table_under_a_title(book: Any) -> None:
    assert tuple(book.sheetnames) == SHEETS
    names = [name for sheet in book for name in sheet.tables]
    assert len(names) == len(set(names)) == len(SHEETS) - 1 - 6  # no cover, pairs, passages, statistics here
    for sheet in book:
        assert isinstance(sheet["A1"].value, str)
        assert sheet["A1"].font.b
        assert not sheet.merged_cells.ranges
        assert not any(
            size.hidden for size in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())
        )
        for table in sheet.tables.values():
            assert table.headerRowCount == 1
            assert table.autoFilter.ref == table.ref
            assert sheet.freeze_panes.endswith(str(int(re.search(r"\d+", table.ref)[0]) + 1))  # type: ignore[index]


def test_no_cell_of_a_table_is_empty(book: Any) -> None:
    for sheet in book:
        for row in rows_of(sheet):
            assert all(cell.value not in (None, "") for cell in row.values())


def test_tables_have_alternative_text(mixed: Path, rubric: Rubric) -> None:
    with zipfile.ZipFile(io.BytesIO(render(mixed, rubric))) as book:
        parts = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/tables/")]
    assert parts
    assert all(' altText="' in part and ' altTextSummary="' in part for part in parts)


def test_the_contents_lead_to_every_sheet(book: Any) -> None:
    links = {row["Sheet"].value: row["Sheet"].hyperlink.location for row in rows_of(book["Contents"])}
    assert links == {name: f"'{name}'!A1" for name in SHEETS[2:]}
    assert [row["Rows"].value for row in rows_of(book["Contents"])] == [
        len(rows_of(book[name])) for name in links
    ]


def test_every_note_that_is_referred_to_is_there(book: Any) -> None:
    known = {row["Note"].value for row in rows_of(book["Notes"])}
    used = {
        mark
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
        for mark in re.findall(r"\[note \d+\]", cell.value)
    }
    assert len(used) > 10
    assert used <= known


def test_notes_are_numbered_in_the_order_in_which_they_are_referred_to(mixed: Path, rubric: Rubric) -> None:
    book = open_book(mixed, rubric, **statistics_of(mixed, rubric))
    met = [
        int(number)
        for name in SHEETS[3:]
        for row in book[name].iter_rows(max_row=8)
        for cell in row
        if isinstance(cell.value, str)
        for number in re.findall(r"\[note (\d+)\]", cell.value)
    ]
    assert list(dict.fromkeys(met)) == sorted(set(met))


# --- links


def test_passages_lead_to_the_answer_in_the_report_and_to_a_copy_of_the_file(
    tmp_path: Path, rubric: Rubric
) -> None:
    record = make_record("marsh", files=("our plan.pdf", "part.docx"))
    word = passage("So it is.", file="part.docx", page=None, page_label="12")
    ratings = rate(record, rubric, "yes", evidence=(passage("We do.", file="our plan.pdf"), word))
    run = store_run(tmp_path / "run", rubric, records=[record], ratings=ratings)
    first, second, *_ = rows_of(open_book(run, rubric)["Evidence"])
    link = first["In the report"].hyperlink
    assert link.target.replace("\\", "/") == "report/documents/marsh.html"
    assert link.location == f"c-{first['Criterion'].value}"
    assert "In the document" not in first
    assert second["Page"].value == "[z]"
    assert second["Printed page or paragraph"].value == "12"

    copies = {"marsh": {"our plan.pdf": "report/files/marsh/our plan.pdf"}}
    first, second, *_ = rows_of(open_book(run, rubric, copies=copies)["Evidence"])
    link = first["In the document"].hyperlink
    assert (link.target.replace("\\", "/"), link.location) == ("report/files/marsh/our%20plan.pdf", "page=2")
    assert first["In the document"].value == "our plan.pdf, page 2"
    assert second["In the document"].value == "[z]"


def test_where_a_sheet_can_hold_no_more_links_the_best_passages_have_them(
    tmp_path: Path, rubric: Rubric, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = make_record("marsh")
    ratings = rate(record, rubric, "yes", evidence=(passage("One."), passage("Two.")))
    run = store_run(tmp_path / "run", rubric, records=[record], ratings=ratings)
    monkeypatch.setattr(tables, "MOST_LINKS", 2 * len(ratings) - 1)
    rows = rows_of(open_book(run, rubric)["Evidence"])
    assert {row["Quote"].value for row in rows if row["In the report"].hyperlink} == {"One."}
    assert {row["In the report"].value for row in rows if row["Quote"].value == "Two."} == {"[z]"}


def test_a_sheet_with_more_rows_or_links_than_excel_takes_holds_the_first_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(write, "MOST_ROWS", 3)
    monkeypatch.setattr(write, "MOST_LINKS", 2)
    rows = tuple((Link(f"page {at}", f"report/{at}.html"), at) for at in range(5))
    columns = (Column("Where", 20), Column("Number", 10, Kind.COUNT))
    sheet = Sheet(name="Many", title="Many", about="A row a page.", columns=columns, rows=rows)
    content = write.write_workbook(title="Many", cover=(), sheets=(sheet,), version="0")
    page = openpyxl.load_workbook(io.BytesIO(content))["Many"]
    shown = rows_of(page)
    assert [row["Where"].value for row in shown] == ["page 0", "page 1", "page 2"]
    assert [bool(row["Where"].hyperlink) for row in shown] == [True, True, False]
    assert "The first 3 of 5 rows; the CSV files hold all." in story(page)


# --- any text


def test_hostile_text_is_text_and_stays_so_when_a_cell_is_edited(tmp_path: Path, rubric: Rubric) -> None:
    texts = (
        *HOSTILE,
        "=cmd|' /C calc'!A0",
        "+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "_x0041_ stays",
        "1e5",
        "TRUE",
    )
    record = make_record(
        "marsh", title="=1+1", system_name="@x", period="-1", warnings=("+1",), files=("=a.pdf",)
    )
    evidence = tuple(passage(text, heading=text, why=text, file="=a.pdf") for text in texts)
    ratings = rate(record, rubric, "yes", evidence=evidence, reason="=2")
    tally = Tally(kind="condition", value="=3", document_type="strategy", n_rated=1, documents=("marsh",))
    run = store_run(tmp_path / "run", rubric, records=[record], ratings=ratings, tallies=[tally])
    book = open_book(run, rubric)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.data_type == "f" for cell in cells)
    for cell in cells:
        if str(cell.value).startswith(("=", "+", "-", "@")):
            assert (cell.data_type, cell.quotePrefix) == ("s", True)
    quotes = [row["Quote"].value for row in rows_of(book["Evidence"])[: len(texts)]]
    assert quotes == [text.replace("\t", " ") for text in texts]


def test_text_is_made_fit_for_a_cell() -> None:
    assert cell_text("a\x00b\ud800c\uffffd") == "a\ufffdb\ufffdc\ufffdd"
    assert cell_text("one\r\ntwo\tthree") == "one two three"
    long = "👶" * 40_000
    units = len(cell_text(long).encode("utf-16-le")) // 2
    assert LONGEST_CELL - 1 <= units <= LONGEST_CELL
    assert cell_text(long).endswith("👶 [cut]")
    assert cell_text("x" * LONGEST_CELL) == "x" * LONGEST_CELL


def test_a_word_of_forty_thousand_letters_breaks_nothing(tmp_path: Path, rubric: Rubric) -> None:
    record = make_record("marsh", title="t" * 40_000)
    ratings = rate(record, rubric, "yes", evidence=(passage("q" * 40_000),), reason="r" * 40_000)
    run = store_run(tmp_path / "run", rubric, records=[record], ratings=ratings)
    row = rows_of(open_book(run, rubric)["Evidence"])[0]
    assert len(row["Quote"].value) == LONGEST_CELL
    assert row["Quote"].value.endswith(" [cut]")


# --- any run


def test_an_audit_of_nothing_has_a_workbook(tmp_path: Path, rubric: Rubric) -> None:
    book = open_book(store_run(tmp_path / "run", rubric), rubric)
    assert tuple(book.sheetnames) == SHEETS
    assert "There is no document in this audit." in story(book["Cover"])
    assert "There is no document in this audit." in story(book["Documents"])
    assert "%" not in story(book["Cover"]).split("How to read it")[0]
    assert [name for sheet in book for name in sheet.tables] == ["Contents_table", "Notes_table"]


def test_one_document_is_spoken_of_in_the_singular(tmp_path: Path, rubric: Rubric) -> None:
    record = make_record("marsh")
    run = store_run(tmp_path / "run", rubric, records=[record], ratings=rate(record, rubric, "yes"))
    told = story(open_book(run, rubric)["Cover"])
    assert "1 of 1 document was read and rated: 1 integrated care strategy." in told
    assert "1 of 1 integrated care strategy (100%) is rated yes:" in told


def test_an_audit_in_which_nothing_could_be_read_claims_nothing(tmp_path: Path, rubric: Rubric) -> None:
    records = [
        make_record(
            f"scan-{n}", status=DocumentStatus.UNREADABLE, reason="No text on it.", words=None, pages=None
        )
        for n in range(2)
    ]
    ratings = [rating for record in records for rating in rate(record, rubric, "unreadable")]
    book = open_book(store_run(tmp_path / "run", rubric, records=records, ratings=ratings), rubric)
    assert "None of 2 documents could be rated." in story(book["Cover"])
    assert "What stands out" not in story(book["Cover"])
    assert {row["No (%)"].value for row in rows_of(book["Strategies"])} == {"[z]"}
    assert {row["Why it was not rated"].value for row in rows_of(book["Documents"])} == {"No text on it."}
    assert {row["Words"].value for row in rows_of(book["Documents"])} == {"[x]"}


def test_documents_that_say_nothing_are_all_no(tmp_path: Path, rubric: Rubric) -> None:
    record = make_record("marsh")
    near = passage(
        "Adults come first.", kind=EvidenceKind.NEAR_MISS, why="Does not count: it is about adults."
    )
    look = WorthALook(
        document="marsh", criterion="lead-send", level="no", rank=1, likeness=0.6,
        evidence=passage("Perhaps.", kind=EvidenceKind.WORTH_A_LOOK, strength="", cue=""),
    )  # fmt: skip
    ratings = rate(record, rubric, "no", evidence=(near,))
    run = store_run(tmp_path / "run", rubric, records=[record], ratings=ratings, second_look=[look])
    book = open_book(run, rubric)
    assert {row["No (%)"].value for row in rows_of(book["Strategies"])} == {100}
    assert {row["Kind"].value for row in rows_of(book["Evidence"])} == {"Near miss"}
    [row] = rows_of(book["Second_look"])
    assert (row["Quote"].value, row["Likeness"].value, row["Rating"].value) == ("Perhaps.", 0.6, "No")
