"""The corpus: which systems there are, which documents a manifest lists, and whether it holds together.

Every fault of a manifest or registry is reported at once, each with file and line, because a corpus
is put right in a spreadsheet and each round trip costs somebody an afternoon.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path, PurePosixPath, PureWindowsPath

from cypaudit.errors import ManifestError
from cypaudit.model.document import DocumentType
from cypaudit.model.system import Corpus, ManifestEntry, System, read_period

MANIFEST_COLUMNS = (
    "document", "system", "document_type", "period", "files",
    "title", "url", "retrieved", "sha256", "licence", "note",
)  # fmt: skip
MANIFEST_REQUIRED = ("document", "document_type", "files")
REGISTRY_COLUMNS = (
    "ics_name", "icb_name", "ods_code", "ons_code", "region",
    "website", "valid_from", "valid_to", "successor",
)  # fmt: skip
REGISTRY_REQUIRED = ("ics_name", "ods_code", "valid_from")
REGISTRY_NAME = "registry.csv"  # beside a manifest it takes the place of the shipped registry

_SHIPPED = "ics_registry.csv"
_DOCUMENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Names that Windows keeps for devices: documents/<document>.json could not be written there.
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_TYPES = {str(DocumentType.STRATEGY): DocumentType.STRATEGY, str(DocumentType.JFP): DocumentType.JFP}
_TYPE_HINTS = (("forward plan", "jfp"), ("delivery plan", "jfp"), ("plan", "jfp"), ("strateg", "strategy"))
_DATES = (re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ].*)?"), re.compile(r"(\d\d?)/(\d\d?)/(\d{4})"))


@dataclass(frozen=True, slots=True)
class _Row:
    line: int  # from 1
    cells: Mapping[str, str]  # every known column is there, "" where the file has none

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


class _Faults:
    """Collects what is wrong with one file, in the order found."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[tuple[int, str]] = []

    def add(self, line: int, message: str) -> None:
        self.found.append((line, message))

    def raise_if_any(self) -> None:
        if not self.found:
            return
        listed = [
            f"{self.name}:{line}: {message}" for line, message in sorted(self.found, key=lambda f: f[0])
        ]
        count = f"{len(listed)} faults" if len(listed) > 1 else "one fault"
        raise ManifestError("\n".join([f"{self.name}: {count}. Put them right and run again.", *listed]))


# --- the registry


def load_registry(path: Path | None = None) -> tuple[System, ...]:
    """The systems of a registry file, or of the registry that cypaudit ships."""
    if path is not None:
        return _parse_registry(_read_bytes(path), str(path))
    packaged = resources.files("cypaudit") / "data" / _SHIPPED
    if packaged.is_file():
        return _parse_registry(packaged.read_bytes(), _SHIPPED)
    # A checkout that was not installed as a wheel: the registry lies where people edit it.
    checkout = Path(__file__).resolve().parents[2] / "corpus" / _SHIPPED
    if checkout.is_file():
        return _parse_registry(checkout.read_bytes(), _SHIPPED)
    raise ManifestError(f"{_SHIPPED}: not found. The installation is not complete; install cypaudit again.")


def live_systems(systems: Iterable[System], on: date) -> tuple[System, ...]:
    """The systems that exist on that day, one row each."""
    return tuple(system for system in systems if system.is_live(on))


def _parse_registry(raw: bytes, name: str) -> tuple[System, ...]:
    faults = _Faults(name)
    rows = _read_table(raw, faults, columns=REGISTRY_COLUMNS, required=REGISTRY_REQUIRED)
    systems: dict[int, System] = {}  # by line
    for row in rows:
        system = _system_of(row, faults)
        if system is None:
            continue
        twin = next((line for line, other in systems.items() if _overlap(system, other)), None)
        if twin is not None:
            faults.add(
                row.line,
                f"{system.ods_code} is valid on the same days in line {twin}. Let one end before the other.",
            )
        systems[row.line] = system
    if not rows and not faults.found:
        faults.add(1, "no system is listed. Add a row for each.")
    faults.raise_if_any()
    return tuple(systems.values())


def _system_of(row: _Row, faults: _Faults) -> System | None:
    """The system of a row, or None when something in it is wrong."""
    before = len(faults.found)
    _require(row, REGISTRY_REQUIRED, faults)
    valid_from = _date_of(row, "valid_from", faults)
    valid_to = _date_of(row, "valid_to", faults)
    if valid_from and valid_to and valid_to < valid_from:
        faults.add(row.line, f"valid_to {valid_to} lies before valid_from {valid_from}.")
    if len(faults.found) > before or valid_from is None:
        return None
    text = {column: row[column] for column in REGISTRY_COLUMNS if not column.startswith("valid_")}
    return System(valid_from=valid_from, valid_to=valid_to, **text)


def _overlap(one: System, other: System) -> bool:
    last = date.max
    return (
        one.ods_code == other.ods_code
        and one.valid_from <= (other.valid_to or last)
        and other.valid_from <= (one.valid_to or last)
    )


def _date_of(row: _Row, column: str, faults: _Faults) -> date | None:
    """The date in a cell, as 2023-04-01 or, as British spreadsheets write it back, 01/04/2023."""
    text = row[column]
    if not text:
        return None
    iso, british = _DATES
    try:
        if match := iso.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := british.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        pass
    faults.add(row.line, f"{column} {text!r} is not a date. Write it as 2023-04-01.")
    return None


# --- the manifest


def read_manifest(path: Path) -> tuple[ManifestEntry, ...]:
    """The documents that a manifest lists, in its order. Raises ManifestError with every fault."""
    name = str(path)
    faults = _Faults(name)
    rows = _read_table(_read_bytes(path), faults, columns=MANIFEST_COLUMNS, required=MANIFEST_REQUIRED)
    if not rows and not faults.found:
        faults.add(1, "no document is listed. Add a row for each.")
    entries = [entry for row in rows if (entry := _entry_of(row, path.parent, faults)) is not None]
    _refuse_same_ids(rows, faults)
    _refuse_same_files(entries, faults)
    faults.raise_if_any()
    return tuple(entries)


def read_corpus(path: Path) -> Corpus:
    """A manifest with its registry: the `registry.csv` beside it, else the one that cypaudit ships."""
    entries = read_manifest(path)
    beside = path.parent / REGISTRY_NAME
    shipped = load_registry()
    has_own = beside.is_file()
    systems = load_registry(beside) if has_own else shipped
    registry = str(beside) if has_own else f"{_SHIPPED} (shipped)"
    warnings = [*_unknown_system_warnings(entries, systems, shipped, path=path, registry=registry)]
    population, basis = _population(entries, systems, registry)
    if population is None:
        warnings.append(f"{path}: intervals for the population are left out: {basis}")
    return Corpus(
        manifest=path,
        registry=registry,
        entries=entries,
        systems=systems,
        population=population,
        population_basis=basis,
        warnings=tuple(warnings),
    )


def _entry_of(row: _Row, folder: Path, faults: _Faults) -> ManifestEntry | None:
    before = len(faults.found)
    _require(row, MANIFEST_REQUIRED, faults)
    _check_id(row, faults)
    document_type = _type_of(row, faults)
    files = _files_of(row, folder, faults)
    sha256 = _hashes_of(row, files, faults)
    if len(faults.found) > before or document_type is None:
        return None
    return ManifestEntry(
        document=row["document"],
        system=row["system"].upper(),
        document_type=document_type,
        period=row["period"],
        files=tuple(file for file in files if file is not None),
        title=row["title"],
        url=row["url"],
        retrieved=row["retrieved"],
        sha256=sha256,
        licence=row["licence"],
        note=row["note"],
        line=row.line,
    )


def _check_id(row: _Row, faults: _Faults) -> None:
    """Refuse an id that cannot name a file on every system: documents/<document>.json is called by it."""
    name = row["document"]
    if not name or (_DOCUMENT_ID.fullmatch(name) and not _RESERVED.fullmatch(name) and len(name) <= 120):
        return
    better = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:120]
    better = f"{better}-document" if not better or _RESERVED.fullmatch(better) else better
    faults.add(
        row.line,
        f"document {name!r} cannot name a file. Use letters, digits and '-', for example {better!r}.",
    )


def _type_of(row: _Row, faults: _Faults) -> DocumentType | None:
    text = row["document_type"]
    if not text:
        return None
    if found := _TYPES.get(text.lower()):
        return found
    hint = next((f" Did you mean {kind!r}?" for words, kind in _TYPE_HINTS if words in text.lower()), "")
    hint = hint or _did_you_mean(text.lower(), _TYPES)
    faults.add(row.line, f"document_type {text!r} is not known. Use 'strategy' or 'jfp'.{hint}")
    return None


def _files_of(row: _Row, folder: Path, faults: _Faults) -> tuple[Path | None, ...]:
    """The files of a row, None for each that cannot be had."""
    names = [name.strip() for name in row["files"].split(";") if name.strip()]
    if row["files"] and not names:
        faults.add(row.line, "files names no file. Write their names, parted by ';'.")
    seen: set[str] = set()
    files: list[Path | None] = []
    for name in names:
        plain = name.replace("\\", "/")
        if plain.lower() in seen:
            faults.add(row.line, f"file {name!r} is named twice. Name it once.")
        seen.add(plain.lower())
        files.append(_file_of(plain, row.line, folder, faults))
    return tuple(files)


def _file_of(name: str, line: int, folder: Path, faults: _Faults) -> Path | None:
    windows = PureWindowsPath(name)
    if PurePosixPath(name).is_absolute() or windows.drive or windows.root:
        faults.add(
            line,
            f"file {name!r} is not relative to the manifest. Name it from the manifest's folder.",
        )
        return None
    path = folder / name
    if path.is_file():
        return path
    if path.is_dir():
        faults.add(line, f"file {name!r} is a folder. Name the files in it, parted by ';'.")
        return None
    neighbours = sorted(p.name for p in path.parent.iterdir() if p.is_file()) if path.parent.is_dir() else []
    hint = _did_you_mean(path.name, neighbours)
    faults.add(line, f"file {name!r} is not there ({path}).{hint}")
    return None


def _hashes_of(row: _Row, files: Sequence[Path | None], faults: _Faults) -> tuple[str, ...]:
    """The hashes of a row, after each was compared with its file."""
    hashes = tuple(part.strip().lower() for part in row["sha256"].split(";") if part.strip())
    if not hashes:
        return ()
    if len(hashes) != len(files):
        faults.add(
            row.line,
            f"sha256 has {len(hashes)} values for {len(files)} files. Give one for each file, or none.",
        )
        return ()
    for value, file in zip(hashes, files, strict=True):
        if not _SHA256.fullmatch(value):
            faults.add(row.line, f"sha256 {value!r} is not 64 hexadecimal digits.")
        elif file is not None and (actual := _sha256_of(file)) != value:
            faults.add(
                row.line,
                f"file {file.name!r} is not the file that was recorded: its sha256 is {actual}. "
                "Fetch the recorded one again, or record the new one.",
            )
    return hashes


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refuse_same_ids(rows: Sequence[_Row], faults: _Faults) -> None:
    first: dict[str, int] = {}
    for row in rows:
        key = row["document"].lower()  # "A.json" and "a.json" are one file on Windows and macOS
        if key and key in first:
            faults.add(
                row.line, f"document {row['document']!r} is also in line {first[key]}. Give each its own id."
            )
        first.setdefault(key, row.line)


def _refuse_same_files(entries: Sequence[ManifestEntry], faults: _Faults) -> None:
    """Refuse a file listed twice as the same type: it would count twice in every percentage."""
    first: dict[tuple[Path, DocumentType], ManifestEntry] = {}
    for entry in entries:
        for file in entry.files:
            key = (file.resolve(), entry.document_type)  # one file may be both strategy and plan
            if (other := first.setdefault(key, entry)) is not entry:
                faults.add(
                    entry.line,
                    f"file {file.name!r} is also of {other.document!r} (line {other.line}). Name it once.",
                )


def _unknown_system_warnings(
    entries: Sequence[ManifestEntry],
    systems: Sequence[System],
    shipped: Sequence[System],
    *,
    path: Path,
    registry: str,
) -> Iterable[str]:
    known = {system.ods_code for system in systems}
    elsewhere = {system.ods_code for system in shipped}
    for entry in entries:
        if not entry.system or entry.system in known:
            continue
        if entry.system in elsewhere:
            yield f"{path}:{entry.line}: system {entry.system!r} is not in {registry}."
            continue
        hint = _did_you_mean(entry.system, sorted(known | elsewhere))
        yield f"{path}:{entry.line}: system {entry.system!r} is in no registry.{hint}"


def _population(
    entries: Sequence[ManifestEntry], systems: Sequence[System], registry: str
) -> tuple[int | None, str]:
    """How many systems there were when the documents were made, and how that is known.

    The day is the latest on which a period of the manifest begins (1 April, the financial year) and
    on which every system named existed. Where no period is given, it is told only if it is the same
    on every such day: 42 systems became 36, and taking either would be a guess.
    """
    named = {entry.system for entry in entries if entry.system}
    unknown = sorted(named - {system.ods_code for system in systems})
    if unknown:
        return None, f"{', '.join(unknown)} is not in {registry}."
    opening = min(system.valid_from for system in systems)
    periods = {read_period(entry.period) for entry in entries} - {None}
    starts = sorted({max(opening, date(period[0], 4, 1)) for period in periods if period})
    days = starts or sorted({system.valid_from for system in systems})
    live_on = {day: {system.ods_code for system in live_systems(systems, day)} for day in days}
    counts = [(len(live), day) for day, live in live_on.items() if named <= live]
    if not counts:
        return None, "the systems of this manifest never existed side by side when its periods begin."
    if not starts and len({count for count, _ in counts}) > 1:
        return None, f"the number of systems in {registry} has changed; fill in the column period."
    count, day = counts[-1]
    return count, f"{count} systems in {registry} on {day.isoformat()}."


# --- tables


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ManifestError(f"{path}: not found. Check the path.") from None
    except OSError as error:
        raise ManifestError(f"{path}: cannot be read ({error.strerror or error}).") from error


def _read_table(
    raw: bytes, faults: _Faults, *, columns: Sequence[str], required: Sequence[str]
) -> tuple[_Row, ...]:
    """The rows of a CSV file that are not empty. A header that is wrong ends the reading there."""
    text = _decode(raw, faults.name)
    first_line = 1
    if text.lower().startswith("sep="):  # Excel's own way to name the delimiter
        text = text.partition("\n")[2]
        first_line = 2
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter_of(text), strict=False)
    header: dict[int, str] | None = None
    rows: list[_Row] = []
    start = first_line
    try:
        for cells in reader:
            line, start = start, first_line + reader.line_num
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            if header is None:
                header = _header_of(cells, line, faults, columns=columns, required=required)
                if faults.found:
                    return ()
                continue
            _refuse_stray_cells(cells, header, line, faults)
            found = {name: cells[at] for at, name in header.items() if at < len(cells)}
            rows.append(_Row(line, {column: found.get(column, "") for column in columns}))
    except csv.Error as error:
        faults.add(start, f"is not a CSV table ({error}). Save it as CSV UTF-8.")
    if header is None and not faults.found:
        faults.add(1, f"is empty. Its first line names the columns: {','.join(columns)}.")
    return tuple(rows)


def _decode(raw: bytes, name: str) -> str:
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ManifestError(f"{name}: is an Excel workbook. Save it as CSV UTF-8 and name that file.")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")  # what Excel on Windows calls plain CSV


def _delimiter_of(text: str) -> str:
    """The delimiter, by the header: no column's name holds one."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=header.count)


def _header_of(
    cells: Sequence[str], line: int, faults: _Faults, *, columns: Sequence[str], required: Sequence[str]
) -> dict[int, str]:
    """Which column stands where. Capitals and spaces in a name are forgiven."""
    header: dict[int, str] = {}
    for at, cell in enumerate(cells):
        name = re.sub(r"[\s-]+", "_", cell.lower())
        if not name:
            continue
        if name not in columns:
            faults.add(
                line,
                f"column {cell!r} is not known.{_did_you_mean(name, columns)} Columns: {','.join(columns)}.",
            )
        elif name in header.values():
            faults.add(line, f"column {name!r} stands there twice.")
        header[at] = name
    missing = [column for column in required if column not in header.values()]
    if missing:
        faults.add(
            line,
            f"column{'s' if len(missing) > 1 else ''} {', '.join(missing)} missing. Add to the first line.",
        )
    return header


def _refuse_stray_cells(cells: Sequence[str], header: Mapping[int, str], line: int, faults: _Faults) -> None:
    stray = next((cell for at, cell in enumerate(cells) if cell and at not in header), None)
    if stray is not None:
        faults.add(
            line, f"{stray!r} stands in no column. Put text that holds the delimiter between double quotes."
        )


def _require(row: _Row, columns: Sequence[str], faults: _Faults) -> None:
    for column in columns:
        if not row[column]:
            faults.add(row.line, f"{column} is empty. Fill it in.")


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    by_lower = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f" Did you mean {by_lower[close[0]]!r}?" if close else ""
