"""A second audit reads nothing again and writes the same bytes; what is kept is kept only as asked."""

from __future__ import annotations

import ast
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import platformdirs
import pytest

import cypaudit
from cypaudit.errors import UnreadableError
from cypaudit.workflows import reading as reading_module
from cypaudit.workflows import reading_version as version_module
from cypaudit.workflows.reading import Reader, ReadingSettings, cache_folder
from cypaudit.workflows.reading_messages import Request
from cypaudit.workflows.reading_process import ReadingProcess
from cypaudit.workflows.reading_version import LIBRARIES, reading_version
from tests.factories import write_docx, write_pdf
from tests.functional.command import Command, bytes_of


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    write_pdf(folder / "strategy.pdf")
    write_docx(folder / "draft.docx", "# Joint forward plan\nChildren and young people come first.")
    return folder


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CYPAUDIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def read_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    start = ReadingProcess.start

    def draw_or_fail(process: ReadingProcess, request: Request) -> None:
        if not request.strips:
            pytest.fail("a file was read")
        start(process, request)

    monkeypatch.setattr(ReadingProcess, "start", draw_or_fail)


def entries(cache: Path) -> list[Path]:
    return sorted((cache / "documents").glob("*.entry"))


def test_a_second_audit_reads_nothing_and_writes_the_same_bytes(
    inputs: Path, cache: Path, tmp_path: Path, cypaudit: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def audit(name: str, *options: str) -> dict[str, bytes]:
        ran = cypaudit("audit", inputs, "--type", "jfp", "--out", tmp_path / name, "--jobs", "1", *options)
        assert ran.code == 0, ran.err
        return bytes_of(tmp_path / name)

    without = audit("without", "--no-cache")
    assert not cache.exists()
    first = audit("first")
    assert len(entries(cache)) == 2
    read_nothing(monkeypatch)
    assert audit("second") == first == without


def test_read_uses_what_an_audit_kept(
    inputs: Path, cache: Path, tmp_path: Path, cypaudit: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = cypaudit("read", inputs / "strategy.pdf", "--no-cache").out
    assert cypaudit("audit", inputs, "--type", "jfp", "--out", tmp_path / "run", "--jobs", "2").code == 0
    read_nothing(monkeypatch)
    assert cypaudit("read", inputs / "strategy.pdf").out == fresh


def test_a_changed_file_is_read_anew(inputs: Path, cache: Path, cypaudit: Command) -> None:
    assert "We held three workshops" in cypaudit("read", inputs / "strategy.pdf").out
    write_pdf(inputs / "strategy.pdf", [("Another text about children.",)])
    assert "Another text about children." in cypaudit("read", inputs / "strategy.pdf").out
    assert len(entries(cache)) == 2


def test_a_damaged_entry_is_read_anew_and_replaced(inputs: Path, cache: Path, cypaudit: Command) -> None:
    before = cypaudit("read", inputs / "strategy.pdf").out
    (entry,) = entries(cache)
    whole = entry.read_bytes()
    entry.write_bytes(whole[: len(whole) // 2])
    assert cypaudit("read", inputs / "strategy.pdf").out == before
    assert entry.read_bytes() == whole


def test_the_order_of_files_and_what_is_told_of_a_document_are_told_apart(
    inputs: Path, cache: Path, tmp_path: Path
) -> None:
    one, two = inputs / "strategy.pdf", write_pdf(tmp_path / "two.pdf", [("Annex A. Children.",)])
    with Reader(ReadingSettings(cache=cache)) as reader:
        for _ in range(2):
            assert reader.read([one, two], document_id="a").files == ("strategy.pdf", "two.pdf")
            assert reader.read([two, one], document_id="a").files == ("two.pdf", "strategy.pdf")
            document = reader.read([one, two], document_id="b", title="Told")
            assert (document.id, document.title) == ("b", "Told")
            assert reader.read([one, two], document_id="a").title != "Told"
    assert len(entries(cache)) == 2


def test_a_lower_limit_is_not_got_round_by_the_cache(inputs: Path, cache: Path, cypaudit: Command) -> None:
    assert cypaudit("read", inputs / "strategy.pdf").code == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CYPAUDIT_MAX_PAGES", "1")
        assert cypaudit("read", inputs / "strategy.pdf").code == 3


def test_a_file_that_is_changed_while_it_is_read_is_not_kept(
    inputs: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_module, "hash_file", lambda _: "0" * 64)
    with Reader(ReadingSettings(cache=cache)) as reader:
        assert reader.read([inputs / "strategy.pdf"], document_id="x").pages
    assert entries(cache) == []


def test_what_could_not_be_read_is_not_kept(inputs: Path, cache: Path) -> None:
    (inputs / "bad.pdf").write_bytes(b"%PDF-1.4\n")
    with Reader(ReadingSettings(cache=cache)) as reader, pytest.raises(UnreadableError):
        reader.read([inputs / "bad.pdf"], document_id="x")
    assert entries(cache) == []


def test_another_version_of_the_reading_reads_anew(
    inputs: Path, cache: Path, cypaudit: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    cypaudit("read", inputs / "strategy.pdf")
    monkeypatch.setattr(reading_module, "reading_version", lambda: "of yesterday")
    cypaudit("read", inputs / "strategy.pdf")
    assert len(entries(cache)) == 2


def test_the_version_changes_with_the_sources_and_with_a_library(monkeypatch: pytest.MonkeyPatch) -> None:
    before = reading_version()
    read_bytes = Path.read_bytes
    for changed in ("clean.py", "document.py", "documents.py"):
        monkeypatch.setattr(
            Path, "read_bytes", lambda path, name=changed: read_bytes(path) + b"#" * (path.name == name)
        )
        assert reading_version.__wrapped__() != before
    monkeypatch.undo()
    assert reading_version.__wrapped__() == before
    monkeypatch.setattr(version_module, "version", lambda _: "99")
    assert reading_version.__wrapped__() != before


def test_the_version_knows_every_library_that_reads() -> None:
    """A new import in ingest/ must be named in LIBRARIES, or its upgrade would go unnoticed."""
    imported = set()
    for path in (Path(cypaudit.__file__).parent / "ingest").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.partition(".")[0])
    third_party = imported - set(sys.stdlib_module_names) - {"cypaudit"}
    names = packages_distributions()
    used = {names.get(module, [module])[0].lower() for module in third_party}
    assert used <= set(LIBRARIES), "name it in workflows/reading_version.py"


def test_the_cache_lies_where_the_system_keeps_caches_or_where_it_is_told() -> None:
    assert cache_folder({}) == platformdirs.user_cache_path("cypaudit", appauthor=False)
    assert cache_folder({"CYPAUDIT_CACHE": "there"}) == Path.cwd() / "there"
    assert cache_folder({"CYPAUDIT_CACHE": "off"}) is None


def test_status_counts_and_clear_drops(inputs: Path, cache: Path, cypaudit: Command) -> None:
    cypaudit("read", inputs / "strategy.pdf")
    assert "1 documents, 0.0 MB" in cypaudit("cache", "status").out
    assert "1 documents dropped" in cypaudit("cache", "clear").out
    assert "0 documents" in cypaudit("cache", "status").out
    assert list(cache.iterdir()) == []


def test_a_cache_that_is_off_says_so(cypaudit: Command) -> None:
    assert cypaudit("cache", "status").out == "The cache is off (CYPAUDIT_CACHE).\n"
    assert cypaudit("cache", "clear").out == "The cache is off (CYPAUDIT_CACHE).\n"
