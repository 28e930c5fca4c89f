"""What is stored is what is read back, and the folder of a run is replaced as a whole or not at all."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypaudit.errors import OutputError, RunError
from cypaudit.model.document import Box, Line, Zone
from cypaudit.store import folder as folder_module
from cypaudit.store import load_document, save_document, staged_folder
from cypaudit.store.documents import document_from_json, document_to_json
from tests.factories import make_document

TEXT = "# Our plan\nChildren come first.\f# Early years\nWe will open a hub. It will open in 2025."


def test_a_document_is_read_back_as_it_was_stored(tmp_path: Path) -> None:
    document = make_document(TEXT)
    save_document(document, tmp_path / "a.json")
    assert load_document(tmp_path / "a.json") == document


def test_a_file_without_pages_is_read_back_as_it_was_stored(tmp_path: Path) -> None:
    document = make_document(TEXT, file="plan.docx")
    pages = tuple(
        replace(page, number=None, label="", problem="glyphs without letters") for page in document.pages
    )
    blocks = tuple(
        replace(block, zone=Zone.TABLE, paragraph=7, lead_in=0, header=("Aim", "By"))
        for block in document.blocks
    )
    document = replace(document, pages=pages, blocks=blocks, warnings=("no title",))
    save_document(document, tmp_path / "a.json")
    assert load_document(tmp_path / "a.json") == document


@given(
    text=st.text(st.characters(exclude_categories=["Cs"])),
    numbers=st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 4),
)
def test_load_undoes_store_for_any_text_and_any_rectangle(text: str, numbers: tuple[float, ...]) -> None:
    document = make_document(TEXT)
    page = replace(document.pages[0], text=text, label=text, lines=(Line(0, len(text), Box(*numbers)),))
    document = replace(document, pages=(page,), title=text)
    assert document_from_json(document_to_json(document)) == document


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{}", "its format is not 1"),
        ('{"format": 1}', "missing keys"),
        ("not JSON", "not a stored document"),
        (None, "cannot be read"),
    ],
)
def test_a_damaged_document_is_refused_with_what_to_do(
    tmp_path: Path, content: str | None, said: str
) -> None:
    path = tmp_path / "a.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(RunError, match=said) as error:
        load_document(path)
    assert "Run the audit again" in str(error.value)


def write_run(out: Path, text: str) -> None:
    with staged_folder(out) as staging:
        (staging / "ratings.csv").write_text(text, encoding="utf-8")
        (staging / "run.json").write_text(json.dumps({"outputs": {"ratings.csv": "…"}}), encoding="utf-8")


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_second_run_takes_the_place_of_the_first_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_run(tmp_path / "run", "old")
    write_run(tmp_path / "run", "new")
    assert (tmp_path / "run" / "ratings.csv").read_text(encoding="utf-8") == "new"
    assert names_in(tmp_path) == ["run"]


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device")])
def test_a_run_that_dies_half_way_leaves_the_old_one(tmp_path: Path, failure: BaseException) -> None:
    write_run(tmp_path / "run", "old")

    def die_half_way() -> None:
        with staged_folder(tmp_path / "run") as staging:
            (staging / "ratings.csv").write_text("half", encoding="utf-8")
            raise failure

    with pytest.raises((KeyboardInterrupt, OutputError)):
        die_half_way()
    assert (tmp_path / "run" / "ratings.csv").read_text(encoding="utf-8") == "old"
    assert names_in(tmp_path) == ["run"]


def test_a_run_that_dies_half_way_leaves_none_where_there_was_none(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), staged_folder(tmp_path / "run"):
        raise KeyboardInterrupt
    assert names_in(tmp_path) == []


def test_a_failed_second_rename_puts_the_old_run_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(tmp_path / "run", "old")
    rename = folder_module._rename

    def fail_for_new(source: Path, target: Path) -> None:
        if source.name.endswith("-new"):
            raise PermissionError(errno.EACCES, "a viewer has it open")
        rename(source, target)

    monkeypatch.setattr(folder_module, "_rename", fail_for_new)
    with pytest.raises(OutputError, match="not yours to write"):
        write_run(tmp_path / "run", "new")
    assert (tmp_path / "run" / "ratings.csv").read_text(encoding="utf-8") == "old"
    assert names_in(tmp_path) == ["run"]


def test_a_swap_that_was_cut_off_is_put_right_by_the_next_run(tmp_path: Path) -> None:
    write_run(tmp_path / "run", "old")
    (tmp_path / "run").rename(tmp_path / ".run.cypaudit-old")  # as a power cut would leave it
    (tmp_path / ".run.cypaudit-new").mkdir()
    with pytest.raises(KeyboardInterrupt), staged_folder(tmp_path / "run"):
        raise KeyboardInterrupt
    assert (tmp_path / "run" / "ratings.csv").read_text(encoding="utf-8") == "old"
    assert names_in(tmp_path) == ["run"]


def test_notes_that_a_person_put_into_a_run_are_kept(tmp_path: Path) -> None:
    write_run(tmp_path / "run", "old")
    (tmp_path / "run" / "notes.txt").write_text("ask Leeds", encoding="utf-8")
    write_run(tmp_path / "run", "new")
    assert names_in(tmp_path / "run") == ["notes.txt", "ratings.csv", "run.json"]


def test_files_of_the_old_run_that_the_new_one_lacks_are_gone(tmp_path: Path) -> None:
    write_run(tmp_path / "run", "old")
    with staged_folder(tmp_path / "run") as staging:
        (staging / "run.json").write_text("{}", encoding="utf-8")
    assert names_in(tmp_path / "run") == ["run.json"]


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"")
    with pytest.raises(OutputError, match="no run of cypaudit"), staged_folder(tmp_path):
        pytest.fail("nothing may be written")
    assert names_in(tmp_path) == ["holiday.jpg"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="is a file"), staged_folder(tmp_path / "run"):
        pytest.fail("nothing may be written")


def test_the_folder_one_stands_in_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="the folder you are in"), staged_folder(Path()):
        pytest.fail("nothing may be written")


def test_two_runs_into_one_folder_at_once_are_refused(tmp_path: Path) -> None:
    with staged_folder(tmp_path / "run") as staging:
        (staging / "run.json").write_text("{}", encoding="utf-8")
        with pytest.raises(OutputError, match="another run"), staged_folder(tmp_path / "run"):
            pytest.fail("nothing may be written")
    assert names_in(tmp_path) == ["run"]
