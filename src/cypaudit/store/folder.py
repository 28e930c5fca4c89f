"""The folder of a run, replaced as a whole: it holds the old run or the new one, never half of one.

Everything is written into a hidden folder beside the output folder, which is then put in its place
by two renames:

    1. `report` -> `.report.cypaudit-old`
    2. `.report.cypaudit-new` -> `report`

Only between the two is there no `report`. A run that dies there leaves `.report.cypaudit-old`, and
the next run puts it back before it does anything else. A lock beside the folder keeps a second
run from writing to the same place; the operating system lets go of it when a run dies.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from cypaudit.errors import OutputError

RUN_FILE = "run.json"  # what tells a folder of cypaudit from any other
RUN_LOG_FILE = "run-log.json"
# Where the documents lie as seen from the report: a fact of the machine, like those of run-log.json.
PLACES_FILE = "report/places.js"
MACHINE_FILES = (RUN_LOG_FILE, PLACES_FILE)

# Windows refuses a rename while a virus scanner or a viewer has a file of the folder open, which
# commonly passes within a second.
_RENAME_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6) if os.name == "nt" else ()  # seconds


@contextlib.contextmanager
def staged_folder(out: Path) -> Iterator[Path]:
    """A new folder to write a run into, which takes the place of `out` when the block ends well.

    Raises OutputError before the block is entered where `out` cannot be written, and where it holds
    something that is no run. When the block raises, `out` stays as it was. Files in an old run that
    cypaudit did not write are taken along.
    """
    out = _resolve(out)
    with _writing_to(out), _lock(_beside(out, "lock")):
        _recover(out)
        _refuse_foreign_folder(out)
        staging = _beside(out, "new")
        _remove(staging)
        staging.mkdir()
        try:
            _try_writing(staging)
            yield staging
            _take_along_foreign_files(out, staging)
            _swap(staging, out)
        except BaseException:
            # Whatever the reason, an interrupt among them: nothing half-written stays behind.
            _remove(staging)
            raise


def is_run_folder(folder: Path) -> bool:
    """Whether an audit wrote this folder."""
    return (folder / RUN_FILE).is_file()


@contextlib.contextmanager
def _writing_to(out: Path) -> Iterator[None]:
    """Turn what the operating system says about writing into words for the user."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{out}: {_why_not_written(error)} What stood there before is untouched."
        ) from error


def _why_not_written(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "cannot be written: the disk is full. Free some space, or name another folder with --out."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "cannot be written: it is not yours to write. Name another folder with --out."
    return f"cannot be written ({error.strerror or error}). Name another folder with --out."


def _resolve(out: Path) -> Path:
    """The real folder behind links. Refuses places that cannot be replaced by a rename."""
    resolved = out.resolve()
    if resolved == resolved.parent or os.path.ismount(resolved):
        raise OutputError(f"{out}: is the top of a disk. Name a folder inside it with --out.")
    if resolved.exists() and not resolved.is_dir():
        raise OutputError(f"{out}: is a file. Name a folder with --out.")
    if Path.cwd().is_relative_to(resolved):
        raise OutputError(f"{out}: is the folder you are in, so it cannot be replaced. Name one inside it.")
    return resolved


def _beside(out: Path, purpose: str) -> Path:
    return out.parent / f".{out.name}.cypaudit-{purpose}"


def _recover(out: Path) -> None:
    """Put right what an interrupted swap left behind."""
    old = _beside(out, "old")
    if not old.exists():
        return
    if out.exists():
        _remove(old)  # the swap was done; only the clearing up was not
    else:
        _rename(old, out)


def _refuse_foreign_folder(out: Path) -> None:
    if out.is_dir() and any(out.iterdir()) and not is_run_folder(out):
        raise OutputError(
            f"{out}: holds files that are no run of cypaudit (there is no {RUN_FILE}), and they would be "
            "replaced. Name a new folder with --out."
        )


def _try_writing(folder: Path) -> None:
    """Find out that a folder cannot be written now, and not after an hour of reading."""
    probe = folder / ".probe"
    probe.write_bytes(b"cypaudit")
    probe.unlink()


def _swap(staging: Path, out: Path) -> None:
    """Put the new folder in the place of the old. Undone where the second step fails."""
    old = _beside(out, "old")
    if not out.exists():
        _rename(staging, out)
        return
    _rename(out, old)
    try:
        _rename(staging, out)
    except BaseException:
        if not out.exists():
            _rename(old, out)
        raise
    _remove(old)


def _rename(source: Path, target: Path) -> None:
    for wait in _RENAME_WAITS:
        try:
            source.rename(target)
            return
        except PermissionError:
            time.sleep(wait)
    source.rename(target)


def _remove(folder: Path) -> None:
    """Remove a folder of ours. What cannot be removed is left: it is hidden, and the next run tries again."""
    shutil.rmtree(folder, ignore_errors=True)


def _take_along_foreign_files(out: Path, staging: Path) -> None:
    """Copy what people put into the old run, such as notes: replacing a run must not lose their work."""
    if not is_run_folder(out):
        return
    ours = _written_by_run(out)
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        target = staging / name
        if name in ours or target.exists() or not path.is_file():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)


def _written_by_run(out: Path) -> frozenset[str]:
    """Names of the files that the run in this folder wrote, by its own account."""
    try:
        outputs = json.loads((out / RUN_FILE).read_text(encoding="utf-8"))["outputs"]
        return frozenset((RUN_FILE, *MACHINE_FILES, *outputs))
    except (ValueError, KeyError, TypeError):
        return frozenset((RUN_FILE, *MACHINE_FILES))


# --- the lock


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold a lock on a file until the block ends. Raises OutputError where another run holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    held = _open_locked(path)
    try:
        yield
    finally:
        # POSIX lets an open file be removed, which leaves no moment for another run to lock the
        # name that is about to go. Windows does not, and there the removal may lose a race.
        if sys.platform != "win32":
            path.unlink(missing_ok=True)
        held.close()
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                path.unlink()


def _open_locked(path: Path) -> IO[bytes]:
    while True:
        held = path.open("ab")
        try:
            _take_lock(held)
            if _is_still_there(path, held):
                return held
        except BlockingIOError as error:
            held.close()
            raise OutputError(
                f"{path.parent}: another run of cypaudit is writing to the same folder. "
                "Wait until it is done, or name another folder with --out."
            ) from error
        except BaseException:
            held.close()
            raise
        held.close()  # the run before removed the file between our opening and locking it


def _is_still_there(path: Path, held: IO[bytes]) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(held.fileno()))
    except FileNotFoundError:
        return False


def _lock_posix(file: IO[bytes]) -> None:
    import fcntl

    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError as error:
        # Some network disks have no locks. Better an audit without a lock than none.
        if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.EINVAL):
            raise


def _lock_windows(file: IO[bytes]) -> None:
    import msvcrt

    file.seek(0)
    try:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError as error:
        raise BlockingIOError(errno.EAGAIN, "locked") from error


_take_lock: Callable[[IO[bytes]], None] = _lock_windows if sys.platform == "win32" else _lock_posix
