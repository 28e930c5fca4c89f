"""Which files of a folder are documents, and in which systems they are recognised."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.factories import make_document

from cypaudit.report import reading_html
from cypaudit.workflows.inputs import collect_inputs

REGISTRY = (Path(__file__).parents[3] / "corpus" / "sample" / "registry.csv").read_text(encoding="utf-8")


def names_in(folder: Path, *files: str) -> list[str]:
    """The names of the files that are taken for documents, of those that are written first."""
    for name in (*files, "plan.pdf"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"The text of {name}", encoding="utf-8")
    found = [
        file.relative_to(folder).as_posix() for s in collect_inputs([folder]).sources for file in s.files
    ]
    return [name for name in found if name != "plan.pdf"]


@pytest.mark.parametrize(
    "name",
    [
        "a.docx",
        "a.DOCM",
        "a.html",
        "a.htm",
        "a.md",
        "a.markdown",
        "a.txt",
        "sub/a.html",
        "Changes to care.md",
    ],
)
def test_documents_of_every_format_are_found(name: str, tmp_path: Path) -> None:
    assert names_in(tmp_path, name) == [name]


@pytest.mark.parametrize("name", ["old.doc", "plan.odt", "plan.rtf"])
def test_documents_in_formats_that_are_not_read_do_not_go_missing(name: str, tmp_path: Path) -> None:
    assert names_in(tmp_path, name) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "README.md", "readme.txt", "Read me.txt", "README-old.md", "LICENSE.txt", "licence.md",
        "CHANGELOG.md", "robots.txt", ".hidden.md", "~$plan.docx", "data.csv", "logo.png", "page.css",
    ],
)  # fmt: skip
def test_what_is_about_the_folder_or_no_document_is_left_out(name: str, tmp_path: Path) -> None:
    assert names_in(tmp_path, name) == []


def test_the_folder_of_a_saved_page_is_no_folder_of_documents(tmp_path: Path) -> None:
    assert names_in(tmp_path, "plan.html", "plan_files/frame.html") == ["plan.html"]


def test_a_folder_of_that_name_without_its_page_is_one_of_documents(tmp_path: Path) -> None:
    assert names_in(tmp_path, "plan_files/frame.html") == ["plan_files/frame.html"]


def test_what_read_showed_of_a_document_is_no_document(tmp_path: Path) -> None:
    text = reading_html(make_document("# Plan\nWe will."), {})
    (tmp_path / "reading.html").write_text(text, encoding="utf-8")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("named", ["folder", "file"])
def test_a_registry_beside_documents_without_a_manifest_names_their_systems(
    named: str, tmp_path: Path
) -> None:
    (tmp_path / "registry.csv").write_text(REGISTRY, encoding="utf-8")
    names_in(tmp_path)
    inputs = collect_inputs([tmp_path if named == "folder" else tmp_path / "plan.pdf"])
    assert any("Marrendale" in system.ics_name for system in inputs.registry)
    assert inputs.population is None  # without a manifest one cannot say that these are all there were


def test_without_a_registry_the_shipped_one_serves(tmp_path: Path) -> None:
    names_in(tmp_path)
    assert len({system.ods_code for system in collect_inputs([tmp_path]).registry}) >= 42
