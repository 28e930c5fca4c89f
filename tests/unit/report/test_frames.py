"""A run reads back as data frames with the values that it was written with."""

from __future__ import annotations

from pathlib import Path

import pytest

from cypaudit.errors import UsageError
from cypaudit.report.frames import read_matrix, read_table

RATINGS = """document,system,document_type,period,criterion,rating,evidence_count,reason
a-plan,F01,jfp,,lead-send,no,0,It names none.
a-plan,F01,jfp,,wf-capacity,yes,2,It counts vacancies.
b-strategy,F02,strategy,2023-28,lead-send,yes,1,It names one.
"""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    (tmp_path / "ratings.csv").write_text(RATINGS, encoding="utf-8", newline="\n")
    return tmp_path


def test_the_rating_no_is_not_taken_for_a_missing_value(run: Path) -> None:
    frame = read_table(run, "ratings")
    assert list(frame["rating"]) == ["no", "yes", "yes"]
    assert list(frame["period"]) == ["", "", "2023-28"]
    assert frame["evidence_count"].sum() == 3


def test_the_matrix_has_a_row_per_document_and_a_column_per_criterion(run: Path) -> None:
    matrix = read_matrix(run)
    assert list(matrix.columns) == ["lead-send", "wf-capacity"]
    assert matrix.loc["a-plan", "lead-send"] == "no"
    assert matrix.isna().loc["b-strategy", "wf-capacity"]


def test_a_folder_without_the_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"evidence\.csv: there is no such table"):
        read_table(tmp_path, "evidence")


def test_a_reason_that_no_row_has_is_empty_text_and_no_number(tmp_path: Path) -> None:
    (tmp_path / "corrected.csv").write_text(
        "criterion,pct_corrected,basis,why_not\na,41.50,domain,\nb,,,\n", encoding="utf-8", newline="\n"
    )
    frame = read_table(tmp_path, "corrected")
    assert list(frame["why_not"]) == ["", ""]
    assert list(frame["basis"]) == ["domain", ""]
    assert frame["pct_corrected"].sum() == 41.5
