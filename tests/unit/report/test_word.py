"""findings.docx as Word reads it: real headings, captions and tables, with the numbers of the CSV."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from tests.runs import HOSTILE, make_record, rate, store_mixed_run, store_run

from cypaudit.aggregate import check_published
from cypaudit.model.audit import DocumentStatus
from cypaudit.model.correction import Basis, Correction, ErrorRates, IntervalOf
from cypaudit.model.finding import Interval, Tally
from cypaudit.model.moves import Moves, Verdict
from cypaudit.model.rubric import Rubric
from cypaudit.report.content import ReportContent
from cypaudit.report.word import render_word
from cypaudit.rubrics import load_rubric
from cypaudit.store import load_run


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return load_rubric("hpig-2023")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, rubric: Rubric) -> Path:
    return store_mixed_run(tmp_path_factory.mktemp("runs") / "mixed", rubric)


def render(run: Path, rubric: Rubric) -> bytes:
    [file] = render_word(ReportContent(run=load_run(run), rubric=rubric))
    assert file.name == "findings.docx"
    return file.content


def open_word(run: Path, rubric: Rubric) -> Any:
    return docx.Document(io.BytesIO(render(run, rubric)))


def story(document: Any) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def cells_of(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def captions_of(document: Any) -> list[str]:
    """Captions as Word shows them, the number of the field included."""
    return [
        "".join(text.text or "" for text in paragraph._p.iter(qn("w:t")))
        for paragraph in document.paragraphs
        if paragraph.style.name == "Caption"
    ]


# --- numbers


def test_every_number_of_the_findings_tables_is_that_of_the_csv(mixed: Path, rubric: Rubric) -> None:
    document = open_word(mixed, rubric)
    captions = captions_of(document)
    assert len(captions) == len(document.tables)
    with (mixed / "findings.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["n_documents"] != "0"]
    titles = {
        "strategy": "integrated care strategies",
        "jfp": "joint forward plans",
        "pair": "strategy and plan of the same system",
    }
    expected: dict[str, set[tuple[str, ...]]] = {}
    for row in rows:
        caption = f"{rubric.domains[row['domain']]}: {titles[row['document_type']]} by rating"
        low, high = row["ci_low_yes"], row["ci_high_yes"]
        interval = f"{float(low):.0f}% to {float(high):.0f}%" if low else "-"
        shares = tuple(
            f"{row[f'n_{level}']} ({float(row[f'pct_{level}']):.0f}%)"
            for level in ("yes", "to_some_extent", "no")
        )
        expected.setdefault(caption, set()).add((row["question"], row["n_rated"], *shares, interval))
    shown = {
        re.sub(r"^Table \d+: ", "", caption): {tuple(cells) for cells in cells_of(table)[1:]}
        for caption, table in zip(captions, document.tables, strict=True)
        if caption.endswith("by rating")
    }
    assert shown == expected
    assert sum(map(len, shown.values())) > 90


def test_tallies_tell_how_many_of_how_many(mixed: Path, rubric: Rubric) -> None:
    document = open_word(mixed, rubric)
    tables = dict(zip(captions_of(document), document.tables, strict=True))
    [conditions] = [table for caption, table in tables.items() if "Conditions" in caption]
    assert cells_of(conditions) == [["Named", "Joint forward plans"], ["asthma", "2 of 5"]]


def test_corrections_pairs_and_published_figures_stand_in_tables_of_their_own(
    mixed: Path, rubric: Rubric
) -> None:
    correction = Correction(
        criterion="lead-executive",
        domain="leadership",
        document_type="jfp",
        answer="yes",
        n_answer=10,
        n_rated=31,
        pct_corrected=28.3,
        interval=Interval(9.52, 52.38),
        interval_of=IntervalOf.SYSTEMS,
        rates=ErrorRates(basis=Basis.DOMAIN, n_with=12, n_found=12, n_without=16, n_left=12),
        why_not="",
    )
    not_corrected = replace(
        correction, answer="yes_or_some", n_answer=20, pct_corrected=None, interval=None, why_not="Too few."
    )
    moves = Moves(
        criterion="lead-executive",
        domain="leadership",
        question="Is there a lead?",
        table=((1, 0, 0), (0, 1, 0), (9, 0, 1)),
        met=(True, False, False),
        n_left_out=1,
        p_levels=0.0039,
        p_levels_adjusted=0.0039,
        p_met=0.0039,
        p_met_adjusted=0.0039,
        difference_interval=Interval(30.0, 90.0),
        verdict=Verdict.PLANS_SAY_MORE,
    )
    content = ReportContent(
        run=load_run(mixed),
        rubric=rubric,
        corrections=(correction, not_corrected),
        moves=(moves,),
        published=check_published(rubric),
    )
    [file] = render_word(content)
    document = docx.Document(io.BytesIO(file.content))
    tables = {
        re.sub(r"^Table \d+: ", "", caption): cells_of(table)
        for caption, table in zip(captions_of(document), document.tables, strict=True)
    }
    corrected = tables["Joint forward plans: percentages as counted, and corrected for the program's errors"]
    assert corrected[1][1:] == ["31", "10 (32%)", "28% (10% to 52%)", "20 (65%)", "-"]
    assert "Not corrected, Yes or to some extent: Too few. (lead-executive)" in story(document)
    assert tables["Strategy against plan of the same systems"][1] == [
        "Is there a lead?", "12", "9", "0", "3", "0.004", "The plans say more",
    ]  # fmt: skip
    published = tables["Figures published in 2023 beside those of this audit, and what they can be shares of"]
    assert len(published) - 1 == sum(figure.is_checked for figure in content.published) > 10
    lead = next(
        f for f in content.run.findings if (f.criterion, f.document_type) == ("lead-executive", "jfp")
    )
    [row] = [row for row in published if row[0] == lead.question]
    assert row[2:5] == ["No", "57%", f"{lead.n_no} of {lead.n_rated} ({lead.pct_no:.0f}%)"]


# --- fit to be pasted


def test_headings_lists_and_captions_are_of_words_own_styles(mixed: Path, rubric: Rubric) -> None:
    document = open_word(mixed, rubric)
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert styles == {
        "Title", "Heading 1", "Heading 2", "Heading 3", "Normal", "List Bullet", "Caption", "Table remark",
    }  # fmt: skip
    captions = captions_of(document)
    assert [caption.split(":")[0] for caption in captions] == [f"Table {n + 1}" for n in range(len(captions))]


def test_tables_repeat_their_headings_have_alternative_text_and_a_line_on_what_n_is(
    mixed: Path, rubric: Rubric
) -> None:
    document = open_word(mixed, rubric)
    for table in document.tables:
        first, *others = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in others)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        for tag in ("w:tblCaption", "w:tblDescription"):
            assert table._tbl.tblPr.find(qn(tag)).get(qn("w:val"))
    remarks = [p.text for p in document.paragraphs if p.style.name == "Table remark"]
    assert len(remarks) == sum("by rating" in caption for caption in captions_of(document))
    assert all(remark.startswith("n: documents rated") for remark in remarks)


def test_the_file_is_in_british_english_and_has_a_title(mixed: Path, rubric: Rubric) -> None:
    document = open_word(mixed, rubric)
    assert {element.get(qn("w:val")) for element in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.title.endswith(": findings")


def test_no_part_of_the_file_carries_the_time_of_writing(mixed: Path, rubric: Rubric) -> None:
    raw = render(mixed, rubric)
    assert raw == render(mixed, rubric)
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        assert {part.date_time for part in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# --- any text, any run


def test_hostile_text_is_shown_as_text(tmp_path: Path, rubric: Rubric) -> None:
    texts = (*HOSTILE, "\x00\x1b null", "x" * 40_000)
    records = [make_record(f"marsh-{at}", title=text, system_name=text) for at, text in enumerate(texts)]
    ratings = rate(records[0], rubric, "yes", reason=HOSTILE[0])
    tally = Tally(
        kind="condition", value=HOSTILE[1], document_type="strategy", n_rated=1, documents=("marsh-0",)
    )
    run = store_run(tmp_path / "run", rubric, records=records, ratings=ratings, tallies=[tally])
    document = open_word(run, rubric)
    shown = [row[0] for row in cells_of(document.tables[-1])[1:]]
    assert shown == [text.replace("\x00", "\ufffd").replace("\x1b", "\ufffd") for text in texts]
    assert HOSTILE[1] in [row[0] for table in document.tables for row in cells_of(table)]


def test_an_audit_of_nothing_has_a_file(tmp_path: Path, rubric: Rubric) -> None:
    document = open_word(store_run(tmp_path / "run", rubric), rubric)
    assert "There is no document in this audit." in story(document)
    assert document.tables == []
    assert "What stands out" not in story(document)


def test_one_document_is_spoken_of_in_the_singular(tmp_path: Path, rubric: Rubric) -> None:
    record = make_record("marsh")
    run = store_run(tmp_path / "run", rubric, records=[record], ratings=rate(record, rubric, "no"))
    told = story(open_word(run, rubric))
    assert "1 of 1 document was read and rated (1 integrated care strategy), of 1 system." in told
    assert "1 of 1 integrated care strategy (100%) is rated no:" in told
    assert "are rated yes" not in told


def test_documents_that_could_not_be_read_are_listed_with_their_reason(
    tmp_path: Path, rubric: Rubric
) -> None:
    record = make_record("scan", status=DocumentStatus.UNREADABLE, reason="No text on it.", pages=None)
    ratings = rate(record, rubric, "unreadable")
    document = open_word(store_run(tmp_path / "run", rubric, records=[record], ratings=ratings), rubric)
    told = story(document)
    assert "None of 1 document could be rated." in told
    assert "scan: No text on it." in told
    assert {row[2] for row in cells_of(document.tables[0])[1:]} == {"0 (-)"}
