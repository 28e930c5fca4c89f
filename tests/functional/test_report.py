"""`cypaudit report` renders a run again; `audit` writes the report with the run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from cypaudit.workflows import reading_process
from tests.factories import STRATEGY_PAGES, write_docx, write_manifest, write_pdf
from tests.functional.command import Command, bytes_of

WORD = "# Joint forward plan\n# Our workforce\nThere are 12 vacancies among health visitors."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    write_pdf(folder / "main plan.pdf", STRATEGY_PAGES)
    write_docx(folder / "plan.docx", WORD)
    write_manifest(
        folder, "marsh-strategy,QOX,strategy,2023-2028,main plan.pdf", "marsh-jfp,QOX,jfp,2023-2028,plan.docx"
    )
    return folder


@pytest.fixture
def run(corpus: Path, tmp_path: Path, cypaudit: Command) -> Path:
    ran = cypaudit("audit", corpus, "--out", tmp_path / "run", "--jobs", "1", "--quiet")
    assert ran.code == 0, ran.err
    assert str(tmp_path / "run" / "report" / "index.html") in ran.out
    return tmp_path / "run"


def pictures_of(run: Path) -> list[Path]:
    return sorted((run / "report" / "pictures").rglob("*.png"))


def test_an_audit_writes_the_report_with_a_page_and_pictures_for_each_document(run: Path) -> None:
    assert (run / "report" / "index.html").is_file()
    assert {path.stem for path in (run / "report" / "documents").iterdir()} == {"marsh-strategy", "marsh-jfp"}
    assert pictures_of(run)
    outputs = json.loads((run / "run.json").read_text("utf-8"))["outputs"]
    assert {name for name in outputs if name.startswith("report/")} == {
        path.relative_to(run).as_posix()
        for path in (run / "report").rglob("*")
        if path.is_file() and path.name != "places.js"
    }


def test_rendering_again_gives_the_same_bytes(run: Path, cypaudit: Command) -> None:
    before = bytes_of(run)
    ran = cypaudit("report", run)
    assert (ran.code, ran.err) == (0, "")
    assert str(run / "report" / "index.html") in ran.out
    assert bytes_of(run) == before


def test_rendering_needs_no_document_and_says_which_pictures_are_missing(
    run: Path, corpus: Path, cypaudit: Command
) -> None:
    tables = {name: content for name, content in bytes_of(run).items() if name.endswith(".csv")}
    shutil.rmtree(corpus)
    ran = cypaudit("report", run)
    assert ran.code == 0
    assert "marsh-strategy: main plan.pdf was not found when the report was made. No pictures." in ran.err
    assert pictures_of(run) == []
    page = (run / "report" / "documents" / "marsh-strategy.html").read_text("utf-8")
    assert "Without pictures: <bdi>main plan.pdf was not found when the report was made." in page
    assert {name: content for name, content in bytes_of(run).items() if name.endswith(".csv")} == tables


def test_documents_that_were_moved_are_found_in_the_folder_that_is_named(
    run: Path, corpus: Path, tmp_path: Path, cypaudit: Command
) -> None:
    before = bytes_of(run)
    shutil.move(corpus, tmp_path / "moved")
    ran = cypaudit("report", run, "--documents", tmp_path / "moved")
    assert (ran.code, ran.err) == (0, "")
    assert bytes_of(run) == before
    assert "../../../moved/main%20plan.pdf" in (run / "report" / "places.js").read_text("utf-8")


def test_a_document_that_has_changed_gives_no_picture(run: Path, corpus: Path, cypaudit: Command) -> None:
    write_pdf(corpus / "main plan.pdf", [("Another text.",)])
    ran = cypaudit("report", run)
    assert "main plan.pdf has changed since it was read" in ran.err
    assert pictures_of(run) == []


def test_a_file_that_cannot_be_drawn_costs_its_pictures_and_nothing_else(
    run: Path, cypaudit: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The process that draws dies of the file, as a hostile picture might have it.
    monkeypatch.setattr(reading_process, "_START", "import sys; sys.exit(3)")
    ran = cypaudit("report", run)
    assert ran.code == 0
    assert "marsh-strategy: main plan.pdf: the process that read it died" in ran.err
    assert pictures_of(run) == []
    assert (run / "report" / "index.html").is_file()


def test_pictures_of_none_and_of_all_passages(run: Path, cypaudit: Command) -> None:
    best = len(pictures_of(run))
    assert cypaudit("report", run, "--pictures", "all").code == 0
    every = len(pictures_of(run))
    assert cypaudit("report", run, "--pictures", "none").code == 0
    assert every >= best > len(pictures_of(run)) == 0


def test_a_form_is_rendered_alone_and_the_others_stay(run: Path, cypaudit: Command) -> None:
    before = bytes_of(run)
    ran = cypaudit("report", run, "--format", "md")
    assert ran.out.split() == [str(run / "findings.md")]
    assert bytes_of(run) == before


def test_the_workbook_leads_to_the_copies_of_the_documents_where_there_are_any(
    run: Path, cypaudit: Command
) -> None:
    assert cypaudit("report", run, "--copy-documents").code == 0
    ran = cypaudit("report", run, "--format", "xlsx")
    assert ran.out.split() == [str(run / "findings.xlsx")]
    sheet = openpyxl.load_workbook(run / "findings.xlsx")["Evidence"]
    links = {
        cell.hyperlink.target for row in sheet for cell in row if cell.hyperlink and cell.hyperlink.target
    }
    targets = {target.replace("\\", "/").replace("%20", " ") for target in links}
    assert {"report/files/marsh-strategy/main plan.pdf", "report/documents/marsh-strategy.html"} <= targets
    assert all((run / target).is_file() for target in targets)


def test_a_report_to_hand_on_holds_copies_of_the_documents_where_asked(run: Path, cypaudit: Command) -> None:
    assert not (run / "report" / "files").exists()
    assert cypaudit("report", run, "--copy-documents").code == 0
    assert (run / "report" / "files" / "marsh-strategy" / "main plan.pdf").is_file()
    places = (run / "report" / "places.js").read_text("utf-8")
    assert "../files/marsh-strategy/main%20plan.pdf" in places
    assert cypaudit("report", run).code == 0
    assert not (run / "report" / "files").exists()


def test_pages_do_not_say_where_on_the_machine_things_lie(run: Path, tmp_path: Path) -> None:
    for path in (run / "report").rglob("*"):
        if path.is_file():
            assert str(tmp_path).encode() not in path.read_bytes()


def test_notes_that_people_put_into_a_run_are_kept(run: Path, cypaudit: Command) -> None:
    (run / "report" / "notes.txt").write_text("mine", encoding="utf-8")
    assert cypaudit("report", run).code == 0
    assert (run / "report" / "notes.txt").read_text("utf-8") == "mine"


def test_a_rubric_that_has_changed_is_told(run: Path, cypaudit: Command) -> None:
    facts = json.loads((run / "run.json").read_text("utf-8"))
    facts["rubric"]["hash"] = "0" * 64
    (run / "run.json").write_text(json.dumps(facts), encoding="utf-8")
    ran = cypaudit("report", run)
    assert ran.code == 0
    assert "the rubric hpig-2023 has changed since the audit" in ran.err
    assert "The rubric has changed since the audit" in (run / "report" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report", "{run}", "--format", "pdf"), "--format pdf: not known"),
        (("report", "{run}", "--documents", "{run}/nowhere"), "no such folder"),
        (("report", "{run}/documents"), "no run of cypaudit"),
        (("report", "{run}", "--rubric", "hpig-1066"), "hpig-1066"),
    ],
)
def test_wrong_usage_is_refused_and_the_run_stays(
    run: Path, cypaudit: Command, arguments: tuple[str, ...], said: str
) -> None:
    before = bytes_of(run)
    ran = cypaudit(*(argument.format(run=run) for argument in arguments))
    assert ran.code == 2
    assert said in ran.err
    assert bytes_of(run) == before
