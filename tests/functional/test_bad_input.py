"""Each bad input gives its message and the contract's exit code; the rest of a batch is done."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cypaudit.workflows import audit as audit_module
from tests.factories import STRATEGY_PAGES, pdf_bytes, write_manifest, write_pdf
from tests.functional.command import Command, Ran, bytes_of, rows_of


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A folder with one good document."""
    folder = tmp_path / "in"
    folder.mkdir()
    write_pdf(folder / "good.pdf")
    return folder


def audit(
    cypaudit: Command, *inputs: Path, out: Path, options: tuple[str, ...] = ("--type", "strategy")
) -> Ran:
    return cypaudit("audit", *inputs, *options, "--out", out, "--jobs", "1")


def write_truncated(path: Path) -> None:
    raw = pdf_bytes(STRATEGY_PAGES)
    path.write_bytes(raw[:40])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_text("<p>Not found</p>", encoding="utf-8"), "not a PDF"),
        (write_truncated, "bad.pdf"),
        (lambda path: write_pdf(path, password="secret"), "password"),
        (lambda path: write_pdf(path, [(), ()]), "blank"),
        (lambda path: path.write_bytes(b""), "empty"),
    ],
    ids=["not a PDF", "truncated", "password", "blank", "empty"],
)
def test_a_file_that_cannot_be_read_is_listed_and_the_rest_is_done(
    inputs: Path, tmp_path: Path, cypaudit: Command, make: Callable[[Path], object], said: str
) -> None:
    make(inputs / "bad.pdf")
    ran = audit(cypaudit, inputs, out=tmp_path / "run")
    assert ran.code == 3
    assert said in ran.err
    bad, good = rows_of(tmp_path / "run" / "documents.csv")
    assert (bad["status"], good["status"]) == ("unreadable", "rated")
    assert said in bad["reason"]
    ratings = rows_of(tmp_path / "run" / "ratings.csv")
    assert {row["rating"] for row in ratings if row["document"] == "bad"} == {"unreadable"}
    assert any(row["rating"] == "yes" for row in ratings if row["document"] == "good")
    assert {
        row["n_unreadable"] for row in rows_of(tmp_path / "run" / "findings.csv") if row["n_documents"] == "2"
    } == {"1"}


def test_a_document_that_is_not_recognised_is_asked_for(
    inputs: Path, tmp_path: Path, cypaudit: Command
) -> None:
    write_pdf(inputs / "minutes.pdf", [("Minutes of the parish meeting", "", "The hall roof was repaired.")])
    ran = audit(cypaudit, inputs / "minutes.pdf", out=tmp_path / "run", options=())
    assert ran.code == 3
    assert "--type strategy or --type jfp" in ran.err
    assert [row["status"] for row in rows_of(tmp_path / "run" / "documents.csv")] == ["not_recognised"]
    assert rows_of(tmp_path / "run" / "ratings.csv") == []


@pytest.mark.parametrize("options", [("--type", "strategy"), ()])
def test_where_nothing_was_rated_no_findings_are_advertised(
    tmp_path: Path, cypaudit: Command, options: tuple[str, ...]
) -> None:
    (tmp_path / "bad.pdf").write_text("<p>Not found</p>", encoding="utf-8")
    out = tmp_path / "run"
    ran = audit(cypaudit, tmp_path / "bad.pdf", out=out, options=options)
    assert ran.code == 3
    first, second = ran.out.splitlines()
    assert first.startswith("None of 1 documents rated with hpig-2023")
    assert first.endswith("so there are no findings.")
    assert second == f"Which, and why: {out / 'documents.csv'}"
    assert rows_of(out / "documents.csv")[0]["reason"] in ran.err


def test_a_folder_with_no_document_is_wrong_usage(tmp_path: Path, cypaudit: Command) -> None:
    (tmp_path / "none").mkdir()
    ran = audit(cypaudit, tmp_path / "none", out=tmp_path / "run")
    assert ran.code == 2
    assert "no document in it" in ran.err
    assert not (tmp_path / "run").exists()


def test_a_folder_with_no_document_beside_others_does_not_stop_them(
    inputs: Path, tmp_path: Path, cypaudit: Command
) -> None:
    (tmp_path / "none").mkdir()
    ran = audit(cypaudit, tmp_path / "none", inputs, out=tmp_path / "run")
    assert ran.code == 3
    assert "no document in it" in ran.err
    assert [row["status"] for row in rows_of(tmp_path / "run" / "documents.csv")] == ["rated"]


def test_an_input_that_is_not_there_is_wrong_usage(inputs: Path, tmp_path: Path, cypaudit: Command) -> None:
    ran = audit(cypaudit, inputs, tmp_path / "typo.pdf", out=tmp_path / "run")
    assert ran.code == 2
    assert "typo.pdf: not found" in ran.err


def test_the_same_document_twice_counts_once(inputs: Path, tmp_path: Path, cypaudit: Command) -> None:
    write_pdf(inputs / "the same again.pdf")
    ran = audit(cypaudit, inputs, out=tmp_path / "run")
    assert ran.code == 0
    assert "the same bytes as good" in ran.err
    assert [row["status"] for row in rows_of(tmp_path / "run" / "documents.csv")] == ["rated", "duplicate"]
    assert {row["n_documents"] for row in rows_of(tmp_path / "run" / "findings.csv")} <= {"0", "1"}


def test_a_missing_manifest_column_is_an_invalid_manifest(
    inputs: Path, tmp_path: Path, cypaudit: Command
) -> None:
    write_manifest(inputs, "good,good.pdf", header="document,files")
    ran = audit(cypaudit, inputs, out=tmp_path / "run")
    assert ran.code == 4
    assert "document_type missing" in ran.err
    assert not (tmp_path / "run").exists()


def test_an_unknown_system_is_a_warning_and_leaves_the_intervals_out(
    inputs: Path, tmp_path: Path, cypaudit: Command
) -> None:
    write_manifest(inputs, "good,X99,strategy,2023-2028,good.pdf")
    ran = audit(cypaudit, inputs, out=tmp_path / "run", options=())
    assert ran.code == 0
    assert "X99" in ran.err
    assert "X99 is not in the registry" in rows_of(tmp_path / "run" / "documents.csv")[0]["warnings"]
    assert {row["ci_low_yes"] for row in rows_of(tmp_path / "run" / "findings.csv")} == {""}


def test_an_output_folder_that_cannot_be_written_is_found_before_anything_is_read(
    inputs: Path, tmp_path: Path, cypaudit: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setattr(audit_module, "audit_all", lambda *_, **__: pytest.fail("something was read"))
    ran = audit(cypaudit, inputs, out=tmp_path / "file" / "run")
    assert ran.code == 2
    assert "cannot be written" in ran.err


def test_a_folder_that_is_no_run_is_not_replaced(inputs: Path, tmp_path: Path, cypaudit: Command) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "holiday.jpg").write_bytes(b"")
    ran = audit(cypaudit, inputs, out=tmp_path / "photos")
    assert ran.code == 2
    assert "no run of cypaudit" in ran.err
    assert (tmp_path / "photos" / "holiday.jpg").exists()


def test_an_output_folder_that_holds_the_input_is_refused(
    inputs: Path, tmp_path: Path, cypaudit: Command
) -> None:
    ran = audit(cypaudit, inputs, out=tmp_path)
    assert ran.code == 2
    assert "holds the input" in ran.err


@pytest.mark.skipif(sys.platform != "linux", reason="only there may a name hold any bytes")
def test_a_file_name_that_is_no_text_is_written_with_question_marks(
    tmp_path: Path, cypaudit: Command
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_pdf(folder / os.fsdecode(b"plan-\xe9.pdf"))
    ran = audit(cypaudit, folder, out=tmp_path / "run")
    assert ran.code == 0, ran.err
    assert [row["files"] for row in rows_of(tmp_path / "run" / "documents.csv")] == ["plan-?.pdf"]
    assert {row["file"] for row in rows_of(tmp_path / "run" / "evidence.csv")} == {"plan-?.pdf"}


def test_a_title_with_half_a_character_costs_the_title_and_not_the_document(
    tmp_path: Path, cypaudit: Command
) -> None:
    raw = pdf_bytes(STRATEGY_PAGES).replace(b"/Title ()", b"/Title <FEFF0041D83D0042>")
    (tmp_path / "plan.pdf").write_bytes(raw)  # pdfium mends the offsets, which are off by now
    ran = audit(cypaudit, tmp_path / "plan.pdf", out=tmp_path / "run")
    assert ran.code == 0, ran.err
    titles = [row["title"] for row in rows_of(tmp_path / "run" / "documents.csv")]
    assert titles == ["Marsh Integrated Care Strategy"]


@pytest.mark.parametrize(
    ("failure", "code", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 2, "disk is full"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
    ids=["disk full", "interrupt"],
)
def test_a_run_that_dies_half_way_leaves_the_old_one(
    inputs: Path,
    tmp_path: Path,
    cypaudit: Command,
    monkeypatch: pytest.MonkeyPatch,
    failure: BaseException,
    code: int,
    said: str,
) -> None:
    assert audit(cypaudit, inputs, out=tmp_path / "run").code == 0
    before = bytes_of(tmp_path / "run")

    def die(*_: object) -> None:
        raise failure

    monkeypatch.setattr(audit_module, "write_evidence", die)
    ran = audit(cypaudit, inputs, out=tmp_path / "run")
    assert ran.code == code
    assert said in ran.err
    assert bytes_of(tmp_path / "run") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "run"]
