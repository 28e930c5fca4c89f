"""The baseline: gaps that a team has accepted, as a table (CSV) that people read and edit."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import tempfile
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from cypaudit.errors import BaselineError, OutputError
from cypaudit.model.check import AcceptedGap
from cypaudit.store.place import check_place

BASELINE_COLUMNS = ("criterion", "level", "reason", "name", "accepted")
# Spreadsheets in Britain write a date their own way when they save.
_ISO_DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_BRITISH_DATE = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})")


def load_baseline(path: Path, *, levels: Collection[str]) -> tuple[AcceptedGap, ...]:
    """The accepted gaps of a file, in its order. `levels` are those that can be accepted.

    Raises BaselineError with every fault and its line: a row without a reason, a name or a date is one.
    """
    faults: list[str] = []
    gaps: list[AcceptedGap] = []
    seen: set[str] = set()
    rows = csv.DictReader(io.StringIO(_text_of(path)), skipinitialspace=True)
    missing = [column for column in BASELINE_COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise BaselineError(
            f"{path}:1: no column {', '.join(missing)}. The first line of a baseline is "
            f"{','.join(BASELINE_COLUMNS)}."
        )
    for row in rows:
        cells = {column: (row[column] or "").strip() for column in BASELINE_COLUMNS}
        if not any(cells.values()):
            continue
        where = f"{path}:{rows.line_num}"
        accepted = _date_of(cells["accepted"])
        found = list(_faults_of(cells, accepted, levels))
        if cells["criterion"] and cells["criterion"] in seen:
            found.append(f"{cells['criterion']} has a row already. Keep one.")
        seen.add(cells["criterion"])
        faults += [f"{where}: {fault}" for fault in found]
        if not found and accepted is not None:
            gaps.append(
                AcceptedGap(
                    criterion=cells["criterion"],
                    level=cells["level"],
                    reason=cells["reason"],
                    name=cells["name"],
                    accepted=accepted,
                )
            )
    if faults:
        count = f"{len(faults)} faults" if len(faults) > 1 else "one fault"
        raise BaselineError("\n".join([f"{path}: {count}. Put them right and run again.", *faults]))
    return tuple(gaps)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BaselineError(f"{path}: cannot be read ({error.strerror}). Check the path.") from error
    except UnicodeDecodeError as error:
        raise BaselineError(f"{path}: is no UTF-8 text. Save it again as “CSV UTF-8”.") from error


def _faults_of(cells: dict[str, str], accepted: date | None, levels: Collection[str]) -> list[str]:
    faults = []
    if not cells["criterion"]:
        faults.append("criterion is empty. Give its id, as `cypaudit check` shows it.")
    if cells["level"] not in levels:
        faults.append(f"level {cells['level']!r} cannot be accepted. Write {' or '.join(levels)}.")
    if not cells["reason"]:
        faults.append("reason is empty. A gap is accepted for a reason: write it down.")
    if not cells["name"]:
        faults.append("name is empty. Write who accepted the gap.")
    if accepted is None:
        faults.append(f"accepted {cells['accepted']!r} is not a date. Write it as 2026-04-01.")
    return faults


def _date_of(text: str) -> date | None:
    try:
        if match := _ISO_DATE.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _BRITISH_DATE.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        pass
    return None


def save_baseline(gaps: Sequence[AcceptedGap], path: Path) -> None:
    """Write the file, whole or not at all. Raises OutputError; what stood there before is then untouched."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(BASELINE_COLUMNS)
    for gap in gaps:
        table.writerow([gap.criterion, gap.level, gap.reason, gap.name, gap.accepted.isoformat()])
    replace_file(text.getvalue().encode("utf-8"), path)


def replace_file(content: bytes, path: Path) -> None:
    """Put content in the place of a file by one rename. Raises OutputError, the old file untouched."""
    check_place(path)
    new: Path | None = None
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else None
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        new = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        new.chmod(_usual_mode() if mode is None else mode)  # a temporary file is for its user alone
        new.replace(path)
    except OSError as error:
        if new is not None:
            with contextlib.suppress(OSError):
                new.unlink()
        raise OutputError(
            f"{path}: cannot be written ({error.strerror or error}). If it is open in another program, "
            "close it there. What stood there before is untouched."
        ) from error


def _usual_mode() -> int:
    """The rights that a new file of this user has."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
