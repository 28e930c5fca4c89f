"""A hostile file costs itself alone: it is listed with what happened, and everything else is done."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

import cypaudit
from cypaudit.errors import UnreadableError
from cypaudit.model.limits import Limits
from cypaudit.workflows.reading import Reader, ReadingSettings
from tests import hostile
from tests.factories import write_pdf
from tests.functional.command import Command, rows_of

TIGHT = ReadingSettings(limits=Limits(max_seconds=6, max_memory=500_000_000))
READABLE = {
    "deep-dictionaries.pdf", "deep-graphics.pdf", "form-that-draws-itself.pdf", "looping-tree.pdf",
    "looping-outline.pdf", "far-away.pdf", "nested-zip.docx", "climbing.docx", "laughs.html",
}  # fmt: skip


@pytest.mark.parametrize("name", hostile.HOSTILE)
def test_a_hostile_file_is_read_or_refused_in_time_and_the_next_one_is_read(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "in").mkdir()
    bad = tmp_path / "in" / name
    bad.write_bytes(hostile.HOSTILE[name]())
    good = write_pdf(tmp_path / "in" / "good.pdf")
    started = time.monotonic()
    with Reader(TIGHT) as reader:
        if name in READABLE:
            assert "hildren" in reader.read([bad], document_id="bad").pages[0].text
        else:
            with pytest.raises(UnreadableError, match=f"^{re.escape(name)}: ") as error:
                reader.read([bad], document_id="bad")
            assert "defect" not in str(error.value)
        assert time.monotonic() - started < 30  # twice the limit of a fresh process, and a slow machine
        assert reader.read([good], document_id="good").word_count > 20
    assert sorted(path.name for path in tmp_path.rglob("*")) == sorted(["in", "good.pdf", name])


def test_a_hang_a_bomb_and_a_lie_cost_themselves_and_the_batch_goes_on(
    tmp_path: Path, cypaudit: Command
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_pdf(folder / "a-good.pdf")
    (folder / "b-hang.pdf").write_bytes(hostile.nested_forms())
    (folder / "c-bomb.docx").write_bytes(hostile.zip_bomb())
    (folder / "d-many.pdf").write_bytes(hostile.many_pages())
    write_pdf(folder / "e-good.pdf", [("Children and young people come last.",)])
    ran = cypaudit(
        "audit", folder, "--type", "jfp", "--out", tmp_path / "run", "--timeout", "4", "--jobs", "1"
    )
    assert ran.code == 3
    rows = {row["document"]: row for row in rows_of(tmp_path / "run" / "documents.csv")}
    assert [row["status"] for row in rows.values()] == ["rated", *["unreadable"] * 3, "rated"]
    assert "not read within 4 seconds" in rows["b-hang"]["reason"]
    assert "--timeout" in rows["b-hang"]["reason"]
    assert "unpack to far more" in rows["c-bomb"]["reason"]
    assert "100,000 pages" in rows["d-many"]["reason"]
    assert all(row["reason"] in ran.err for row in rows.values())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "run"]


def test_read_ends_with_3_where_a_file_takes_too_long(tmp_path: Path, cypaudit: Command) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(hostile.nested_forms())
    ran = cypaudit("read", path, "--timeout", "0.5")
    assert (ran.code, ran.out) == (3, "")
    assert "plan.pdf: not read within 0.5 seconds" in ran.err


def test_the_environment_sets_limits(
    tmp_path: Path, cypaudit: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(hostile.bomb_stream())
    monkeypatch.setenv("CYPAUDIT_MAX_MEMORY", "300")
    ran = cypaudit("read", path)
    assert ran.code == 3
    assert "takes more than 300 MB of memory" in ran.err
    monkeypatch.setenv("CYPAUDIT_MAX_PAGES", "1")
    assert "2 pages are more than the 1" in cypaudit("read", write_pdf(path)).err
    monkeypatch.delenv("CYPAUDIT_MAX_PAGES")
    monkeypatch.setenv("CYPAUDIT_MAX_LETTERS", "100")
    assert "more than 100 letters" in cypaudit("read", path).err
    monkeypatch.setenv("CYPAUDIT_TIMEOUT", "soon")
    ran = cypaudit("read", path)
    assert ran.code == 2
    assert "CYPAUDIT_TIMEOUT=soon" in ran.err


def reading_child() -> psutil.Process:
    """The process that reads, among those that other tests may have left running."""
    (child,) = (c for c in psutil.Process().children() if any("reading_child" in a for a in c.cmdline()))
    return child


def test_a_crash_costs_the_file_alone_and_says_how_the_process_ended(tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.pdf", write_pdf(tmp_path / "good.pdf")
    bad.write_bytes(hostile.nested_forms())
    with Reader() as reader:
        reading = reader.start([bad], document_id="bad")
        child = reading_child()
        threading.Timer(0.5, child.send_signal, [11 if os.name == "posix" else 15]).start()
        with pytest.raises(UnreadableError, match=r"bad\.pdf: the process that read it died") as error:
            reading.document()
        if os.name == "posix":
            assert "SIGSEGV" in str(error.value)
        assert reader.read([good], document_id="good").pages


def test_a_file_does_not_pay_for_the_one_before_it(tmp_path: Path) -> None:
    """What a file broke in the process may only show on the next one, which is then read afresh."""
    good, long = write_pdf(tmp_path / "good.pdf"), tmp_path / "long.pdf"
    write_pdf(long, [("Children come first.",)] * 1500)
    with Reader() as reader:
        reader.read([good], document_id="good")
        reading = reader.start([long], document_id="long")
        child = reading_child()
        child.kill()
        assert len(reading.document().pages) == 1500


def test_the_reading_process_ends_with_its_parent(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(hostile.nested_forms())
    code = """
import sys, psutil
from pathlib import Path
from cypaudit.workflows.reading import Reader
reader = Reader()
reader.start([Path(sys.argv[1])], document_id="bad")
print(*[child.pid for child in psutil.Process().children()], flush=True)
sys.stdin.read()
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(bad)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    time.sleep(0.5)  # it is at work by now
    parent.kill()
    parent.communicate()
    child.wait(timeout=10)


def test_no_secret_is_read_no_script_run_and_no_connection_made(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    secret = tmp_path / "secret.txt"
    secret.write_text("PASSWORD", encoding="utf-8")
    files = {
        "acting.pdf": hostile.acting_pdf(),
        "entity.docx": hostile.external_entity_docx(secret),
        "entity.html": hostile.external_entity_html(secret),
    }
    texts = {}
    with Reader() as reader:
        for name, raw in files.items():
            path = tmp_path / "in" / name
            path.write_bytes(raw)
            try:
                document = reader.read([path], document_id="x")
                texts[name] = " ".join(page.text for page in document.pages)
            except UnreadableError as error:
                texts[name] = str(error)
    assert "Children and young people come first." in texts["acting.pdf"]
    assert "Children first." in texts["entity.html"]
    assert "document type" in texts["entity.docx"]
    assert not any("PASSWORD" in text or "script" in text for text in texts.values())
    found = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*"))
    assert found == sorted(["in", "secret.txt", *(f"in/{name}" for name in files)])


LOCKED = """
import os, sys
from pathlib import Path
import ctypes, shutil, socket, subprocess, tempfile
from cypaudit.workflows.reading_child import lock_down
lock_down(max_memory=1_000_000_000)
{code}
"""


@pytest.mark.parametrize(
    "code",
    [
        "socket.socket()",
        "socket.create_connection(('127.0.0.1', int(sys.argv[2])))",
        "socket.getaddrinfo('localhost', 80)",
        "subprocess.run([sys.executable, '-V'])",
        "os.system('echo')",
        "Path(sys.argv[1], 'made').write_text('x')",
        "os.open(os.path.join(sys.argv[1], 'made'), os.O_CREAT | os.O_WRONLY)",
        "Path(sys.argv[1], 'made').mkdir()",
        "Path(sys.argv[1], 'kept').unlink()",
        "Path(sys.argv[1], 'kept').rename(Path(sys.argv[1], 'made'))",
        "shutil.rmtree(sys.argv[1])",
        "tempfile.mkstemp(dir=sys.argv[1])",
    ],
)
def test_the_reading_process_has_given_up_the_network_files_and_programs(tmp_path: Path, code: str) -> None:
    (tmp_path / "kept").touch()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        command = [sys.executable, "-c", LOCKED.format(code=code), str(tmp_path), port]
        done = subprocess.run(command, capture_output=True, text=True)
        assert "PermissionError: the reading process was led to" in done.stderr
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_not_even_c_code_writes_in_the_reading_process(tmp_path: Path) -> None:
    code = """
libc = ctypes.CDLL(None)
made = libc.creat(os.fsencode(sys.argv[1]) + b"/made", 0o600)
print(libc.write(made, b"secret", 6))
"""
    command = [sys.executable, "-c", LOCKED.format(code=code), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout == "-1\n", done.stderr
    assert (tmp_path / "made").read_bytes() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="makes a pipe and links")
def test_pipes_devices_and_links_are_no_trap(tmp_path: Path, cypaudit: Command) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    os.mkfifo(folder / "a-pipe.pdf")
    (folder / "b-endless.pdf").symlink_to("/dev/zero")
    (folder / "c-nowhere.pdf").symlink_to(folder / "gone.pdf")
    (folder / "d-itself.pdf").symlink_to(folder / "d-itself.pdf")
    (folder / "e-round").symlink_to(folder)
    (tmp_path / "elsewhere.pdf").write_bytes(write_pdf(folder / "f-good.pdf").read_bytes())
    (folder / "g-linked.pdf").symlink_to(tmp_path / "elsewhere.pdf")
    ran = cypaudit("audit", folder, "--type", "jfp", "--out", tmp_path / "run", "--jobs", "1")
    assert ran.code == 3
    status = {row["document"]: row["status"] for row in rows_of(tmp_path / "run" / "documents.csv")}
    assert status == {
        "a-pipe": "unreadable",
        "b-endless": "unreadable",
        "c-nowhere": "unreadable",
        "d-itself": "unreadable",
        "f-good": "rated",
        "g-linked": "duplicate",
    }
    assert "a pipe or a device" in ran.err


ODD_NAMES = (
    "plan; rm -rf .pdf",
    "-o.pdf",
    "plan\n2.pdf",
    "$(touch x).pdf",
    "=1+1.pdf",
    "план 🙂.pdf",
    "%s%n.pdf",
)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no such names")
def test_odd_names_are_read_and_stay_names(tmp_path: Path, cypaudit: Command) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate(ODD_NAMES):
        write_pdf(folder / name, [("Children and young people", f"They number {number}.")])
    ran = cypaudit("audit", folder, "--type", "jfp", "--out", tmp_path / "run", "--jobs", "1")
    assert ran.code == 0, ran.err
    rows = rows_of(tmp_path / "run" / "documents.csv")
    assert {row["files"] for row in rows} == set(ODD_NAMES)
    stored = list((tmp_path / "run" / "documents").iterdir())
    assert len(stored) == len(ODD_NAMES)
    assert all(path.name.isascii() for path in stored)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "run"]


def test_nothing_but_the_reading_process_opens_documents() -> None:
    """A command that called a reader itself would meet hostile files in its own process."""
    package = Path(cypaudit.__file__).parent
    opens = re.compile(
        r"cypaudit\.ingest import [^\n]*\bread_document\b"
        r"|cypaudit\.(ingest|annotate)\.(pdf|pdf_update|pdfium|docx|docx_package|html|pictures) import"
    )
    runs_there = re.compile(r"from cypaudit\.workflows\.annotating import")

    def files_with(pattern: re.Pattern[str]) -> set[str]:
        return {
            path.relative_to(package).as_posix()
            for path in package.rglob("*.py")
            if path.parent.name not in ("ingest", "annotate")
            and pattern.search(path.read_text(encoding="utf-8"))
        }

    assert files_with(opens) == {"workflows/reading_child.py", "workflows/annotating.py"}
    assert files_with(runs_there) == {"workflows/reading_child.py"}
