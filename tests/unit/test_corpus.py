"""The registry, the manifest, and the faults that people make in spreadsheets."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from cypaudit.corpus import live_systems, load_registry, read_corpus, read_manifest
from cypaudit.errors import ExitCode, ManifestError
from cypaudit.model.document import DocumentType
from cypaudit.model.system import read_period

CORPUS = Path(__file__).parents[2] / "corpus"
HEADER = "document,system,document_type,period,files,title,url,retrieved,sha256,licence,note"


def write_manifest(folder: Path, *rows: str, header: str = HEADER) -> Path:
    """A manifest beside the files a.pdf and b.pdf."""
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_bytes(name.encode())
    path = folder / "manifest.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8", newline="\n")
    return path


def faults_of(path: Path) -> str:
    with pytest.raises(ManifestError) as caught:
        read_manifest(path)
    assert caught.value.exit_code == ExitCode.INVALID
    return str(caught.value)


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(2022, 6, 30), 0),
        (date(2022, 7, 1), 42),
        (date(2023, 3, 31), 42),
        (date(2023, 4, 1), 42),
        (date(2026, 3, 31), 42),
        (date(2026, 4, 1), 36),
    ],
)
def test_as_many_systems_are_live_as_there_were(day: date, count: int) -> None:
    live = live_systems(load_registry(), day)
    assert len(live) == len({system.ods_code for system in live}) == count


@pytest.mark.parametrize("folder", ["sample", "labelled/tune", "labelled/validate"])
def test_shipped_manifests_load_without_a_warning(folder: str) -> None:
    corpus = read_corpus(CORPUS / folder / "manifest.csv")
    assert len(corpus.entries) == 4
    assert corpus.population == 4
    assert corpus.warnings == ()
    assert {entry.document_type for entry in corpus.entries} == {DocumentType.STRATEGY, DocumentType.JFP}


def test_only_three_columns_are_needed(tmp_path: Path) -> None:
    path = write_manifest(tmp_path, "x,jfp,a.pdf;b.pdf", header="document,document_type,files")
    (entry,) = read_manifest(path)
    assert (entry.document, entry.system, entry.document_type) == ("x", "", DocumentType.JFP)
    assert entry.files == (tmp_path / "a.pdf", tmp_path / "b.pdf")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_any_spreadsheet_export_is_read(tmp_path: Path, encoding: str, newline: str) -> None:
    write_manifest(tmp_path)
    rows = ["Document;Document Type;Files;Note", 'x;JFP;"a.pdf; b.pdf";Büro', ";;;"]
    path = tmp_path / "export.csv"
    path.write_bytes(newline.join(["sep=;", *rows, ""]).encode(encoding))
    (entry,) = read_manifest(path)
    assert (entry.document_type, entry.note, len(entry.files), entry.line) == (DocumentType.JFP, "Büro", 2, 3)


def test_files_in_folders_are_found_with_either_slash(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "c.pdf").write_bytes(b"c")
    path = write_manifest(tmp_path, r"x,,jfp,,docs\c.pdf,,,,,,", "y,,strategy,,docs/c.pdf,,,,,,")
    assert [entry.files for entry in read_manifest(path)] == [(tmp_path / "docs/c.pdf",)] * 2


def test_every_fault_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    path = write_manifest(
        tmp_path,
        "x,,jfp,,a.pdf,,,,,,",
        "X,,strategy,,b.pdf,,,,,,",
        ",,joint forward plan,,c.pdf,,,,,,",
        "con,,strategy,,/etc/hosts,,,,,,",
        "y z,,strategy,,C:\\b.pdf,,,,,,",
        "z,,strategy,,,,,,,,",
    )
    message = faults_of(path)
    for line, words in [
        (3, "document 'X' is also in line 2"),
        (4, "document is empty"),
        (4, "Did you mean 'jfp'?"),
        (4, "file 'c.pdf' is not there"),
        (5, "document 'con' cannot name a file"),
        (5, "not relative to the manifest"),
        (6, "for example 'y-z'"),
        (6, "file 'C:/b.pdf' is not relative"),
        (7, "files is empty"),
    ]:
        assert any(
            found.startswith(f"{path}:{line}: ") and words in found for found in message.splitlines()
        ), words


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("document,documenttype,files", "column 'documenttype' is not known. Did you mean 'document_type'?"),
        ("document,files", "column document_type missing"),
        ("system", "columns document, document_type, files missing"),
        ("document,document,document_type,files", "column 'document' stands there twice"),
        ("", "is empty"),
    ],
)
def test_a_wrong_header_is_told(tmp_path: Path, header: str, words: str) -> None:
    path = tmp_path / "manifest.csv"
    path.write_text(header, encoding="utf-8")
    assert words in faults_of(path)


def test_the_hash_of_a_file_is_compared(tmp_path: Path) -> None:
    good = hashlib.sha256(b"a.pdf").hexdigest()
    assert read_manifest(write_manifest(tmp_path, f"x,,jfp,,a.pdf,,,,{good.upper()},,"))[0].sha256 == (good,)
    assert "is not the file that was recorded" in faults_of(
        write_manifest(tmp_path, f"x,,jfp,,b.pdf,,,,{good},,")
    )
    assert "1 values for 2 files" in faults_of(write_manifest(tmp_path, f"x,,jfp,,a.pdf;b.pdf,,,,{good},,"))
    assert "not 64 hexadecimal" in faults_of(write_manifest(tmp_path, "x,,jfp,,a.pdf,,,,abc,,"))


def test_a_file_counts_once_for_a_type(tmp_path: Path) -> None:
    twice = write_manifest(tmp_path, "x,,jfp,,a.pdf,,,,,,", "y,,jfp,,./a.pdf,,,,,,")
    assert "is also of 'x' (line 2)" in faults_of(twice)
    both = write_manifest(tmp_path, "x,,jfp,,a.pdf,,,,,,", "y,,strategy,,a.pdf,,,,,,")
    assert len(read_manifest(both)) == 2


def test_a_misspelt_file_name_is_suggested(tmp_path: Path) -> None:
    (tmp_path / "joint-forward-plan.pdf").write_bytes(b"x")
    path = write_manifest(tmp_path, "x,,jfp,,joint-foward-plan.pdf,,,,,,")
    assert "Did you mean 'joint-forward-plan.pdf'?" in faults_of(path)


def test_a_workbook_or_no_file_is_told_plainly(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    assert "not found" in faults_of(path)
    path.write_bytes(b"PK\x03\x04rest")
    assert "is an Excel workbook" in faults_of(path)


def test_text_outside_every_column_is_told(tmp_path: Path) -> None:
    path = write_manifest(tmp_path, "x,jfp,a.pdf,Leeds, York", header="document,document_type,files,title")
    assert "'York' stands in no column" in faults_of(path)


def test_an_unknown_system_is_a_warning_and_leaves_out_the_population(tmp_path: Path) -> None:
    corpus = read_corpus(write_manifest(tmp_path, "x,QQQ,jfp,2023-28,a.pdf,,,,,,"))
    assert corpus.population is None
    assert "manifest.csv:2: system 'QQQ' is in no registry" in corpus.warnings[0]


@pytest.mark.parametrize(
    ("system", "period", "population"),
    [
        ("QOX", "2023-28", 42),
        ("qox", "2026/27 to 2030/31", 36),
        ("QHG", "2026/27 to 2030/31", None),  # closed before
        ("QOX", "", None),  # 42 or 36: not to be guessed
        ("QHG", "", 42),  # existed only while there were 42
    ],
)
def test_the_population_is_that_of_the_period(
    tmp_path: Path, system: str, period: str, population: int | None
) -> None:
    corpus = read_corpus(write_manifest(tmp_path, f"x,{system},jfp,{period},a.pdf,,,,,,"))
    assert corpus.population == population
    assert bool(corpus.warnings) == (population is None)


def test_a_registry_beside_the_manifest_gives_the_population(tmp_path: Path) -> None:
    path = write_manifest(tmp_path, "x,Z1,jfp,,a.pdf,,,,,,")
    (tmp_path / "registry.csv").write_text(
        "ics_name,ods_code,valid_from,valid_to\nHere,Z1,01/07/2022,\nThere,Z2,2022-07-01,\n", encoding="utf-8"
    )
    corpus = read_corpus(path)
    assert (corpus.population, corpus.warnings) == (2, ())
    assert corpus.systems[0].valid_from == date(2022, 7, 1)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("Here,Z1,2022-13-01,", "valid_from '2022-13-01' is not a date"),
        ("Here,Z1,2022-07-01,2022-06-30", "lies before valid_from"),
        ("Here,Z1,2022-07-01,\nHere,Z1,2023-04-01,", "valid on the same days in line 2"),
        ("Here,,2022-07-01,", "ods_code is empty"),
        ("", "no system is listed"),
    ],
)
def test_faults_of_a_registry_are_told(tmp_path: Path, rows: str, words: str) -> None:
    path = tmp_path / "registry.csv"
    path.write_text(f"ics_name,ods_code,valid_from,valid_to\n{rows}\n", encoding="utf-8")
    with pytest.raises(ManifestError, match=words):
        load_registry(path)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2023-28", (2023, 2028)),
        ("2023\u20132028", (2023, 2028)),
        ("2023/24 to 2027/28", (2023, 2028)),
        ("2023/2024 - 2027/2028", (2023, 2028)),
        ("1 April 2024 \u2013 31 March 2029", (2024, 2029)),
        ("from 2023 until 2033", (2023, 2033)),
        ("2023/24", None),
        ("June 2023", None),
        ("£2023-28", None),
        ("0300 2023 2028", None),
    ],
)
def test_a_span_of_years_is_read(text: str, years: tuple[int, int] | None) -> None:
    assert read_period(text) == years
