"""The baseline as a table: what people write is read, what lacks something is refused, no write is torn."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypaudit.errors import BaselineError, OutputError
from cypaudit.model.check import AcceptedGap
from cypaudit.store import load_baseline, replace_file, save_baseline

LEVELS = ("no", "to_some_extent")
HEAD = "criterion,level,reason,name,accepted\n"
words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1).map(str.strip).filter(bool)
gaps = st.builds(
    AcceptedGap,
    criterion=words,
    level=st.sampled_from(LEVELS),
    reason=words,
    name=words,
    accepted=st.dates(min_value=date(1000, 1, 1)),
)


def read(tmp_path: Path, text: str) -> tuple[AcceptedGap, ...]:
    path = tmp_path / "gaps.csv"
    path.write_text(text, encoding="utf-8")
    return load_baseline(path, levels=LEVELS)


@given(st.lists(gaps, unique_by=lambda gap: gap.criterion, max_size=4))
def test_what_is_saved_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, accepted: list[AcceptedGap]
) -> None:
    path = tmp_path_factory.mktemp("baseline") / "gaps.csv"
    save_baseline(accepted, path)
    assert load_baseline(path, levels=LEVELS) == tuple(accepted)


@pytest.mark.parametrize(
    "row",
    [
        "lead-send,no,vacant,R. Abney,2026-11-01",
        "lead-send,no,vacant,R. Abney,01/11/2026",  # as a spreadsheet in Britain saves it
        "lead-send,no,vacant,R. Abney,1/11/2026,,",  # cells beyond the table, as it leaves them
        "\n lead-send , no,vacant,R. Abney,2026-11-01\n,,,,\n",
    ],
)
def test_what_people_and_spreadsheets_write_is_read(tmp_path: Path, row: str) -> None:
    (gap,) = read(tmp_path, f"\ufeff{HEAD}{row}\n")
    assert (gap.criterion, gap.level, gap.accepted) == ("lead-send", "no", date(2026, 11, 1))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",no,vacant,R. Abney,2026-11-01", "criterion is empty"),
        ("lead-send,yes,vacant,R. Abney,2026-11-01", "level 'yes' cannot be accepted"),
        ("lead-send,no,,R. Abney,2026-11-01", "reason is empty"),
        ("lead-send,no,vacant,  ,2026-11-01", "name is empty"),
        ("lead-send,no,vacant,R. Abney,", "is not a date"),
        ("lead-send,no,vacant,R. Abney,31/02/2026", "is not a date"),
        ("lead-send,no", "reason is empty"),
    ],
)
def test_a_row_that_lacks_something_is_refused_with_its_line(tmp_path: Path, row: str, fault: str) -> None:
    with pytest.raises(BaselineError, match=rf"gaps\.csv:2: .*{fault}"):
        read(tmp_path, f"{HEAD}{row}\n")


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    row = "lead-send,no,,,2026-11-01\n"
    with pytest.raises(BaselineError, match="5 faults") as refused:
        read(tmp_path, HEAD + row + row)
    assert "has a row already" in str(refused.value)


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="no column level"):
        read(tmp_path, "criterion,rating\nlead-send,no\n")


def test_a_table_in_another_encoding_says_how_to_save_it(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_bytes(f"{HEAD}lead-send,no,caf\xe9,R. Abney,2026-11-01\n".encode("cp1252"))
    with pytest.raises(BaselineError, match="CSV UTF-8"):
        load_baseline(path, levels=LEVELS)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "gaps.csv"
    path.write_text("old", encoding="utf-8")

    def refuse(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as held:
        held.setattr(Path, "replace", refuse)
        with pytest.raises(OutputError, match="close it there"):
            save_baseline([], path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["gaps.csv"]


def test_a_folder_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"there is no folder .*none\. Make it first"):
        replace_file(b"", tmp_path / "none" / "gaps.csv")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
def test_a_file_keeps_its_rights_and_a_new_one_has_the_usual(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    replace_file(b"", path)
    usual = tmp_path / "usual"
    usual.touch()
    assert path.stat().st_mode == usual.stat().st_mode
    path.chmod(0o640)
    replace_file(b"new", path)
    assert path.stat().st_mode & 0o777 == 0o640
