"""The workbook and the Word file open in an office program, whatever text is in them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from cypaudit.model.finding import Tally
from cypaudit.report.content import ReportContent
from cypaudit.report.formats import RENDERERS
from cypaudit.rubrics import load_rubric
from cypaudit.store import load_run
from tests.runs import HOSTILE, make_record, passage, rate, store_run

SOFFICE = shutil.which("soffice")
HAS_CALC = SOFFICE is not None and (Path(SOFFICE).resolve().parent / "libsclo.so").exists()
TEXTS = (*HOSTILE, "=1+1", "+1", "-1", "@A1", "\x00\x1f control", "x" * 40_000)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext (poppler-utils)"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the workbook and the Word file of a run full of hostile text."""
    rubric = load_rubric("hpig-2023")
    folder = tmp_path_factory.mktemp("office")
    records = [make_record(f"marsh-{at}", title=text, system_name=text) for at, text in enumerate(TEXTS)]
    evidence = tuple(passage(text, heading=text, why=text) for text in TEXTS)
    ratings = [r for record in records for r in rate(record, rubric, "yes", "no", evidence=evidence)][:200]
    tally = Tally(kind="condition", value="=1+1", document_type="strategy", n_rated=1, documents=("marsh-0",))
    run = store_run(folder / "run", rubric, records=records, ratings=ratings, tallies=[tally])
    content = ReportContent(run=load_run(run), rubric=rubric)
    for name in ("xlsx", "docx"):
        [file] = RENDERERS[name](content)
        (folder / file.name).write_bytes(file.content)
    return folder


def convert(path: Path, to: str) -> Path:
    """What LibreOffice makes of a file; it makes nothing of one that it cannot open."""
    assert SOFFICE is not None
    profile = (path.parent / "profile").as_uri()
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", to, "--outdir",
         str(path.parent), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return path.with_suffix(f".{to.split(':')[0]}")


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice Writer")
def test_the_word_file_opens_and_prints(files: Path) -> None:
    pdf = convert(files / "findings.docx", "pdf")
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True, text=True)
    assert "What stands out" in text.stdout
    assert "Table 1: Population health" in text.stdout
    assert "<script>alert(1)</script>" in text.stdout


@pytest.mark.skipif(not HAS_CALC, reason="needs LibreOffice Calc")
def test_the_workbook_opens_and_no_text_is_taken_for_a_formula(files: Path) -> None:
    # The sheet of tallies alone, as CSV: its fourteenth sheet. 44 and 34: a comma, and quotes where needed.
    convert(
        files / "findings.xlsx",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,14",
    )
    [tallies] = [path for path in files.glob("*.csv") if "Tallies" in path.name]
    assert "Conditions,=1+1,Integrated care strategies,1,1,marsh-0" in tallies.read_text(encoding="utf-8")
