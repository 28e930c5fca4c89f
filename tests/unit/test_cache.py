"""The cache gives back what was put in, or nothing: then a file is only read anew."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypaudit.store.cache import STALE_SECONDS, DocumentCache
from tests.factories import make_document

DOCUMENT = make_document("# Our plan\nChildren come first.\f# Early years\nWe will open a hub.")
CACHE = DocumentCache(Path())  # for its form alone


def entry_of(cache: DocumentCache, key: str = "key") -> Path:
    return cache.folder / f"{key}.entry"


def test_a_document_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path)
    assert cache.load("key") is None
    cache.save("key", DOCUMENT)
    assert cache.load("key") == DOCUMENT
    assert cache.load("other") is None
    assert [path.name for path in cache.folder.iterdir()] == ["key.entry"]


def test_a_file_name_that_is_no_text_comes_back(tmp_path: Path) -> None:
    name = os.fsdecode(b"plan-\xe9.pdf")
    document = replace(DOCUMENT, files=(name,))
    DocumentCache(tmp_path).save("key", document)
    assert DocumentCache(tmp_path).load("key") == document


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:0],
        lambda raw: raw[:-1],
        lambda raw: raw[:50],
        lambda raw: raw.replace(b"Children", b"Chilbren"),
        lambda raw: b"\x80\x04cposix\nsystem\n." + raw,  # as a pickle begins
        lambda raw: raw.replace(b"document-1", b"document-0"),
    ],
    ids=["empty", "cut short", "cut to its head", "another letter", "a pickle", "another format"],
)
def test_a_damaged_entry_is_dropped_and_replaced(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    cache = DocumentCache(tmp_path)
    cache.save("key", DOCUMENT)
    entry_of(cache).write_bytes(damage(entry_of(cache).read_bytes()))
    assert cache.load("key") is None
    assert not entry_of(cache).exists()
    cache.save("key", DOCUMENT)
    assert cache.load("key") == DOCUMENT


@given(at=st.integers(min_value=0), to=st.integers(min_value=0, max_value=255))
def test_no_single_byte_can_change_a_document(at: int, to: int) -> None:
    raw = bytearray(CACHE._encode(DOCUMENT))
    raw[at % len(raw)] = to
    with contextlib.suppress(ValueError):
        assert CACHE._decode(bytes(raw)) == DOCUMENT


def test_an_entry_whose_hash_is_right_and_content_is_not_is_dropped(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path)
    cache.save("key", DOCUMENT)
    for content in (b'{"format": 1}', b"[" * 100_000, b"\xff", b"[]"):
        head = f"cypaudit-document-1 {hashlib.sha256(content).hexdigest()}\n".encode()
        entry_of(cache).write_bytes(head + content)
        assert cache.load("key") is None


def test_what_was_not_used_longest_goes_first(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path, max_bytes=10_000_000)
    for number, key in enumerate("abcd"):
        cache.save(key, DOCUMENT)
        os.utime(entry_of(cache, key), (number, number))
    assert cache.load("a") is not None  # which makes it the last that was used
    size = entry_of(cache, "a").stat().st_size
    DocumentCache(tmp_path, max_bytes=2 * size).trim()
    assert sorted(path.name for path in cache.folder.iterdir()) == ["a.entry", "d.entry"]


def test_the_bound_holds_while_documents_are_kept(tmp_path: Path) -> None:
    size = len(CACHE._encode(DOCUMENT))
    cache = DocumentCache(tmp_path, max_bytes=3 * size)
    for number in range(40):
        cache.save(f"key-{number}", DOCUMENT)
    assert cache.size()[0] <= 3 + 16


def test_what_a_dead_run_left_is_cleared_away(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path)
    cache.save("key", DOCUMENT)
    old, new = cache.folder / ".new-old", cache.folder / ".new-new"
    old.touch()
    new.touch()
    long_ago = time.time() - STALE_SECONDS - 1
    os.utime(old, (long_ago, long_ago))
    cache.trim()
    assert sorted(path.name for path in cache.folder.iterdir()) == [".new-new", "key.entry"]


def test_clearing_drops_what_is_ours_and_nothing_else(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path)
    cache.save("one", DOCUMENT)
    cache.save("two", DOCUMENT)
    (tmp_path / "mine.txt").touch()
    assert cache.size()[0] == 2
    assert cache.clear() == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert cache.clear() == 0


def test_runs_that_share_a_cache_never_see_half_an_entry(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path)
    cache.save("key", DOCUMENT)
    seen, stop = [], threading.Event()

    def write() -> None:
        while not stop.is_set():
            DocumentCache(tmp_path).save("key", DOCUMENT)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    for _ in range(200):
        seen.append(cache.load("key") == DOCUMENT)
    stop.set()
    for writer in writers:
        writer.join()
    assert all(seen)


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_the_cache_is_for_its_user_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        cache = DocumentCache(tmp_path / "shared")
        cache.save("key", DOCUMENT)
        assert cache.folder.stat().st_mode & 0o777 == 0o700
        assert entry_of(cache).stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_a_folder_that_others_can_write_to_is_not_believed(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path)
    cache.save("key", DOCUMENT)
    cache.folder.chmod(0o777)
    assert cache.load("key") is None
    cache.save("key", DOCUMENT)  # which closes it
    assert cache.folder.stat().st_mode & 0o777 == 0o700
    assert cache.load("key") == DOCUMENT


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_link_in_the_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    cache = DocumentCache(tmp_path / "cache")
    (tmp_path / "cache").mkdir()
    cache.folder.symlink_to(tmp_path / "elsewhere")
    cache.save("key", DOCUMENT)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = DocumentCache(tmp_path / "file")
    cache.save("key", DOCUMENT)
    assert cache.load("key") is None
    assert cache.size() == (0, 0)
