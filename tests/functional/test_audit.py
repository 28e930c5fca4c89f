"""`cypaudit audit` writes the files and columns of the contract, each quote traceable to its page."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from cypaudit.store import load_document
from tests.factories import STRATEGY_PAGES, write_docx, write_manifest, write_pdf
from tests.functional.command import Command, rows_of

# From docs/reference/contract.md: scripts and spreadsheets rely on these.
COLUMNS = {
    "ratings.csv": "document,system,document_type,period,criterion,rating,evidence_count,reason",
    "evidence.csv": "document,criterion,rank,kind,strength,file,page,page_label,heading,quote,start,end,"
    "boxes,cue,why",
    "findings.csv": "criterion,domain,question,document_type,n_documents,n_rated,n_yes,n_to_some_extent,n_no,"
    "n_not_applicable,n_unreadable,pct_yes,pct_to_some_extent,pct_no,ci_low_yes,ci_high_yes,ci_low_yes_or_some,"
    "ci_high_yes_or_some,n_systems,population,published,published_note",
    "second-look.csv": "document,criterion,rating,rank,likeness,file,page,page_label,heading,quote,start,end,"
    "boxes,why",
    "tallies.csv": "kind,value,document_type,n_documents,n_rated,documents",
    "corrected.csv": "criterion,domain,document_type,answer,n_answer,n_rated,pct,pct_corrected,"
    "ci_low_corrected,ci_high_corrected,interval_of,basis,n_measured_with,n_measured_found,"
    "n_measured_without,n_measured_left,why_not",
    "pairs.csv": "criterion,domain,question,n_pairs,n_left_out,yes_to_yes,yes_to_some,yes_to_no,some_to_yes,"
    "some_to_some,some_to_no,no_to_yes,no_to_some,no_to_no,n_higher,n_lower,p_levels,p_levels_adjusted,"
    "n_met_strategy,n_met_plan,n_met_plan_only,n_met_strategy_only,difference_met,ci_low_difference,"
    "ci_high_difference,p_met,p_met_adjusted,verdict,told",
    "documents.csv": "document,files,sha256,title,document_type,type_basis,system,system_name,system_basis,"
    "period,pages,words,pages_unreadable,unreadable_pages,engine,status,reason,warnings",
}
WORD = "# Joint forward plan\n# Our workforce\nThere are 12 vacancies among health visitors."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A strategy in two PDF files and a plan in Word, of one system of the registry."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    write_pdf(folder / "main.pdf", STRATEGY_PAGES[:1])
    write_pdf(folder / "appendix.pdf", STRATEGY_PAGES[1:])
    write_docx(folder / "plan.docx", WORD)
    write_manifest(
        folder,
        "marsh-strategy,QOX,strategy,2023-2028,main.pdf;appendix.pdf",
        "marsh-jfp,QOX,jfp,2023-2028,plan.docx",
    )
    return folder


@pytest.fixture
def run(corpus: Path, tmp_path: Path, cypaudit: Command) -> Path:
    """The folder of an audit of that corpus."""
    ran = cypaudit("audit", corpus, "--out", tmp_path / "run", "--jobs", "1")
    assert ran.code == 0, ran.err
    return tmp_path / "run"


def test_every_file_and_column_of_the_contract_is_there(run: Path) -> None:
    for name, columns in COLUMNS.items():
        raw = (run / name).read_bytes()
        assert raw.split(b"\n", 1)[0].decode() == columns
        assert b"\r" not in raw
    names = {path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file()}
    documents = {"documents/marsh-strategy.json", "documents/marsh-jfp.json"}
    beside = {name for name in names if not name.startswith("report/pictures/")}
    pages = {"report/index.html", "report/documents/marsh-strategy.html", "report/documents/marsh-jfp.html"}
    assert beside == {
        *COLUMNS, *documents, *pages, "report/places.js", "findings.xlsx", "findings.md", "run.json",
        "run-log.json",
    }  # fmt: skip


def test_every_quote_is_a_slice_of_the_stored_page(run: Path) -> None:
    evidence = rows_of(run / "evidence.csv")
    assert evidence
    for row in evidence:
        document = load_document(run / "documents" / f"{row['document']}.json")
        pages = [p for p in document.pages if p.file == row["file"] and str(p.number or "") == row["page"]]
        assert [page.text[int(row["start"]) : int(row["end"])] for page in pages] == [row["quote"]]


def test_each_criterion_asked_of_a_type_has_one_rating(run: Path) -> None:
    ratings = rows_of(run / "ratings.csv")
    keys = [(row["document"], row["criterion"]) for row in ratings]
    assert len(keys) == len(set(keys))
    assert {row["document"] for row in ratings} == {"marsh-strategy", "marsh-jfp", "QOX"}
    assert {row["document_type"] for row in ratings if row["document"] == "QOX"} == {"pair"}
    counts = {(row["document"], row["criterion"]): int(row["evidence_count"]) for row in ratings}
    found = [(row["document"], row["criterion"]) for row in rows_of(run / "evidence.csv")]
    assert {key: found.count(key) for key in counts} == counts


def test_documents_csv_says_what_was_read_and_how_it_was_known(run: Path) -> None:
    strategy, plan = rows_of(run / "documents.csv")
    assert strategy["files"] == "main.pdf;appendix.pdf"
    assert strategy["pages"] == "2"
    assert strategy["type_basis"] == strategy["system_basis"] == "manifest"
    assert strategy["system_name"] == "Bath and North East Somerset, Swindon and Wiltshire"
    assert strategy["status"] == plan["status"] == "rated"
    assert plan["pages"] == ""  # a Word file has no pages of its own: not known is not 0


def test_run_json_holds_the_hashes_of_inputs_and_outputs(run: Path, corpus: Path) -> None:
    facts = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert facts["format"] == 1
    assert facts["rubric"]["id"] == "hpig-2023"
    for name, digest in facts["outputs"].items():
        assert hashlib.sha256((run / name).read_bytes()).hexdigest() == digest
    for document in facts["inputs"]:
        for file in document["files"]:
            assert hashlib.sha256((corpus / file["name"]).read_bytes()).hexdigest() == file["sha256"]
    assert str(corpus) not in (run / "run.json").read_text(encoding="utf-8")


def test_level_counts_add_up_to_the_denominator(run: Path) -> None:
    for row in rows_of(run / "findings.csv"):
        counted = sum(int(row[column]) for column in ("n_yes", "n_to_some_extent", "n_no"))
        assert counted == int(row["n_rated"])
        beside = int(row["n_not_applicable"]) + int(row["n_unreadable"])
        assert counted + beside == int(row["n_documents"])


def test_the_table_fits_a_terminal_and_says_where_the_findings_lie(
    corpus: Path, tmp_path: Path, cypaudit: Command
) -> None:
    ran = cypaudit("audit", corpus, "--out", tmp_path / "run", "--jobs", "1", "--quiet")
    assert "wf-capacity" in ran.out
    assert str(tmp_path / "run" / "findings.md") in ran.out
    assert str(tmp_path / "run" / "findings.xlsx") in ran.out
    table = ran.out.partition("documents rated")[0].splitlines()
    assert max(map(len, table)) <= 80
    assert ran.err == ""


def test_json_on_standard_output_is_the_run_in_short(corpus: Path, tmp_path: Path, cypaudit: Command) -> None:
    ran = cypaudit("audit", corpus, "--out", tmp_path / "run", "--jobs", "1", "--format", "json")
    printed = json.loads(ran.out)
    assert printed["complete"] is True
    assert [document["status"] for document in printed["documents"]] == ["rated", "rated"]


def test_a_folder_is_searched_for_documents_but_not_for_reports_and_word_s_own_files(
    tmp_path: Path, cypaudit: Command
) -> None:
    folder = tmp_path / "in"
    (folder / "b").mkdir(parents=True)
    write_pdf(folder / "Ünïted Plan.PDF")
    write_pdf(folder / "b" / "con.pdf", [*STRATEGY_PAGES, ("One more page.",)])
    (folder / "~$plan.docx").write_bytes(b"lock")
    (folder / ".hidden.pdf").write_bytes(b"x")
    (folder / "old-run").mkdir()
    write_pdf(folder / "old-run" / "copy.pdf", [("Another text.",)])
    (folder / "old-run" / "run.json").write_text("{}", encoding="utf-8")
    ran = cypaudit("audit", folder, "--type", "Strategy", "--out", tmp_path / "run", "--jobs", "1")
    assert ran.code == 0, ran.err
    documents = rows_of(tmp_path / "run" / "documents.csv")
    assert [row["document"] for row in documents] == ["con-document", "united-plan"]
    assert {row["type_basis"] for row in documents} == {"--type"}


def test_read_shows_pages_headings_and_text_in_order(corpus: Path, cypaudit: Command) -> None:
    ran = cypaudit("read", corpus / "main.pdf")
    assert ran.code == 0, ran.err
    assert "main.pdf, page 1" in ran.out
    assert ran.out.index("Children and young people are one") < ran.out.index("three workshops")
    blocks = json.loads(cypaudit("read", corpus / "main.pdf", "--format", "json").out)["blocks"]
    assert {block["page"] for block in blocks} == {1}
