"""A run read back from its folder into the values that it was written from.

The tables are only taken as the audit wrote them: each is held against its hash in run.json, so that a
report made from them cannot show what no audit found. What the tables do not hold is not known again:
how many passages were looked at for a rating, and decimals of an interval beyond the second.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from cypaudit.errors import RunError
from cypaudit.model.audit import DocumentRecord, DocumentStatus, RubricMark, Run
from cypaudit.model.document import Box
from cypaudit.model.finding import (
    FINDING_COLUMNS,
    NO,
    TALLY_COLUMNS,
    TO_SOME_EXTENT,
    YES,
    Denominator,
    Finding,
    Interval,
    Tally,
)
from cypaudit.model.rating import NOT_APPLICABLE, UNREADABLE, Evidence, EvidenceKind, Rating, WorthALook
from cypaudit.store.folder import RUN_FILE
from cypaudit.store.run import RUN_FORMAT, hash_file
from cypaudit.store.tables import (
    DOCUMENT_COLUMNS,
    EVIDENCE_COLUMNS,
    PERCENT_DECIMALS,
    RATING_COLUMNS,
    SECOND_LOOK_COLUMNS,
    SEPARATOR,
)

RUN_TABLES = (
    "ratings.csv",
    "evidence.csv",
    "findings.csv",
    "tallies.csv",
    "documents.csv",
    "second-look.csv",
)
_LEVELS = frozenset((YES, TO_SOME_EXTENT, NO, NOT_APPLICABLE, UNREADABLE))
_AGAIN = "Run the audit again."

Row = Mapping[str, str]
Value = TypeVar("Value")

# A sentence without a full stop may be longer than the 131,072 characters that csv allows a cell.
csv.field_size_limit(1 << 30)


def load_run(folder: Path) -> Run:
    """The run that stands in a folder.

    Raises RunError where the folder holds no run, where a table is missing or was changed since the
    audit, and where its content is not what this version writes.
    """
    facts = load_run_facts(folder)
    for name in RUN_TABLES:
        _check_unchanged(folder / name, facts["outputs"].get(name))
    evidence = _read_evidence(folder / "evidence.csv")
    ratings = _read_table(folder / "ratings.csv", RATING_COLUMNS, lambda row: _rating_in(row, evidence))
    if evidence:
        document, criterion = next(iter(evidence))
        _refuse(folder / "evidence.csv", f"{document}, {criterion}: has no row in ratings.csv")
    return Run(
        cypaudit=facts["cypaudit"],
        rubric=RubricMark(**{key: facts["rubric"][key] for key in ("id", "version", "hash")}),
        population=facts["population"]["systems"],
        population_basis=facts["population"]["basis"],
        records=_read_table(folder / "documents.csv", DOCUMENT_COLUMNS, _record_in),
        ratings=ratings,
        findings=_read_table(folder / "findings.csv", FINDING_COLUMNS, _finding_in),
        tallies=_read_table(folder / "tallies.csv", TALLY_COLUMNS, _tally_in),
        second_look=_read_table(folder / "second-look.csv", SECOND_LOOK_COLUMNS, _worth_a_look_in),
    )


def load_run_facts(folder: Path) -> dict[str, Any]:
    """run.json as it stands. Raises RunError where it is missing or not of this format."""
    path = folder / RUN_FILE
    if not path.is_file():
        raise RunError(f"{folder}: no run of cypaudit (there is no {RUN_FILE}). Name the folder of --out.")
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        if facts["format"] != RUN_FORMAT:
            raise RunError(f"{path}: is of format {facts['format']}, not {RUN_FORMAT}. {_AGAIN}")
        _check_facts(facts)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{path}: not what an audit writes ({_fault(error)}). {_AGAIN}") from error
    return dict(facts)


def _check_facts(facts: Any) -> None:
    """Refuse facts without what a run is known by. Keys that are added later do no harm."""
    texts = (facts["cypaudit"], *(facts["rubric"][key] for key in ("id", "version", "hash")))
    texts += (facts["population"]["basis"], *facts["outputs"].values())
    systems = facts["population"]["systems"]
    if not all(isinstance(text, str) for text in texts) or not isinstance(systems, int | None):
        raise TypeError("a value is of the wrong kind")


def _check_unchanged(path: Path, expected: str | None) -> None:
    if expected is None or not path.is_file():
        raise RunError(f"{path}: missing. {_AGAIN}")
    if hash_file(path) != expected:
        raise RunError(
            f"{path}: was changed since the audit wrote it (its hash is not that of {RUN_FILE}). {_AGAIN}"
        )


def _read_table(path: Path, columns: Sequence[str], read: Callable[[Row], Value]) -> tuple[Value, ...]:
    """The rows of a table, each read by `read`, whose faults are told with the line they stand in."""
    values = []
    for line, row in _rows(path, columns):
        try:
            values.append(read(row))
        except (ValueError, KeyError, TypeError) as error:
            _refuse(path, f"line {line}: {_fault(error)}")
    return tuple(values)


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, Row]]:
    """Each row with the line in which it ends, from 1."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if (head := next(reader, [])) != list(columns):
            strange = sorted(set(head) ^ set(columns)) or ["their order"]
            _refuse(path, f"unexpected or missing columns: {', '.join(strange)}")
        for cells in reader:
            if len(cells) != len(columns):
                _refuse(path, f"line {reader.line_num}: {len(cells)} cells under {len(columns)} columns")
            yield reader.line_num, dict(zip(columns, cells, strict=True))


def _refuse(path: Path, fault: str) -> NoReturn:
    raise RunError(f"{path}: {fault}. It is not what this version of cypaudit writes. {_AGAIN}")


def _fault(error: Exception) -> str:
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)


# --- rows


def _read_evidence(path: Path) -> dict[tuple[str, str], list[Evidence]]:
    """The passages of each document and criterion, in the order of their rank."""
    found: dict[tuple[str, str], list[Evidence]] = {}

    def keep(row: Row) -> None:
        passages = found.setdefault((row["document"], row["criterion"]), [])
        passages.append(_evidence_in(row))
        if int(row["rank"]) != len(passages):
            raise ValueError(f"rank {row['rank']} where {len(passages)} is due")

    _read_table(path, EVIDENCE_COLUMNS, keep)
    return found


def _evidence_in(row: Row) -> Evidence:
    return _passage_in(row, kind=EvidenceKind(row["kind"]), strength=row["strength"], cue=row["cue"])


def _worth_a_look_in(row: Row) -> WorthALook:
    if row["rating"] not in _LEVELS:
        raise ValueError(f"the rating {row['rating']!r} is not known")
    return WorthALook(
        document=row["document"],
        criterion=row["criterion"],
        level=row["rating"],
        rank=int(row["rank"]),
        likeness=float(row["likeness"]),
        evidence=_passage_in(row, kind=EvidenceKind.WORTH_A_LOOK, strength="", cue=""),
    )


def _passage_in(row: Row, *, kind: EvidenceKind, strength: str, cue: str) -> Evidence:
    """A passage with its place. The table holds no more of it than its columns."""
    return Evidence(
        kind=kind,
        strength=strength,
        file=row["file"],
        page=_number(row["page"]),
        page_label=row["page_label"],
        heading=row["heading"],
        quote=row["quote"],
        start=int(row["start"]),
        end=int(row["end"]),
        page_index=None,
        boxes=tuple(Box(*map(float, box)) for box in json.loads(row["boxes"])),
        cue=cue,
        why=row["why"],
    )


def _rating_in(row: Row, evidence: dict[tuple[str, str], list[Evidence]]) -> Rating:
    """A rating with its passages, which are taken out of `evidence`."""
    passages = tuple(evidence.pop((row["document"], row["criterion"]), ()))
    if row["rating"] not in _LEVELS:
        raise ValueError(f"the rating {row['rating']!r} is not known")
    if int(row["evidence_count"]) != len(passages):
        raise ValueError(f"{row['evidence_count']} passages, but evidence.csv has {len(passages)}")
    return Rating(
        document=row["document"],
        system=row["system"],
        document_type=row["document_type"],
        period=row["period"],
        criterion=row["criterion"],
        level=row["rating"],
        reason=row["reason"],
        evidence=passages,
    )


def _finding_in(row: Row) -> Finding:
    counts = {name: int(row[name]) for name in FINDING_COLUMNS if name.startswith("n_")}
    finding = Finding(
        criterion=row["criterion"],
        domain=row["domain"],
        question=row["question"],
        denominator=Denominator(
            document_type=row["document_type"],
            n_documents=counts["n_documents"],
            n_not_applicable=counts["n_not_applicable"],
            n_unreadable=counts["n_unreadable"],
        ),
        n_yes=counts["n_yes"],
        n_to_some_extent=counts["n_to_some_extent"],
        n_no=counts["n_no"],
        yes_interval=_interval(row["ci_low_yes"], row["ci_high_yes"]),
        yes_or_some_interval=_interval(row["ci_low_yes_or_some"], row["ci_high_yes_or_some"]),
        n_systems=counts["n_systems"],
        population=_number(row["population"]),
        published=row["published"],
        published_note=row["published_note"],
    )
    _check_counts(finding, counts["n_rated"], row)
    return finding


def _check_counts(finding: Finding, n_rated: int, row: Row) -> None:
    """Refuse a row whose counts do not add up to its denominator, or whose percentages are not theirs."""
    levels = finding.n_yes + finding.n_to_some_extent + finding.n_no
    if not finding.n_rated == n_rated == levels:
        raise ValueError(f"the levels add up to {levels}, n_rated is {n_rated}")
    for name in ("pct_yes", "pct_to_some_extent", "pct_no"):
        percent = getattr(finding, name)
        if row[name] != ("" if percent is None else f"{percent:.{PERCENT_DECIMALS}f}"):
            raise ValueError(f"{name} is {row[name]!r}, which its counts do not give")


def _tally_in(row: Row) -> Tally:
    documents = tuple(row["documents"].split(SEPARATOR)) if row["documents"] else ()
    if int(row["n_documents"]) != len(documents):
        raise ValueError(f"n_documents is {row['n_documents']}, but {len(documents)} are named")
    return Tally(
        kind=row["kind"],
        value=row["value"],
        document_type=row["document_type"],
        n_rated=int(row["n_rated"]),
        documents=documents,
    )


def _record_in(row: Row) -> DocumentRecord:
    digests = _several(row["sha256"])
    return DocumentRecord(
        document=row["document"],
        # A single file may have the separator in its name.
        files=(row["files"],) if len(digests) == 1 else _several(row["files"]),
        sha256=digests,
        title=row["title"],
        document_type=row["document_type"],
        type_basis=row["type_basis"],
        system=row["system"],
        system_name=row["system_name"],
        system_basis=row["system_basis"],
        period=row["period"],
        pages=_number(row["pages"]),
        words=_number(row["words"]),
        pages_unreadable=int(row["pages_unreadable"]),
        unreadable_pages=row["unreadable_pages"],
        engine=row["engine"],
        status=DocumentStatus(row["status"]),
        reason=row["reason"],
        warnings=_several(row["warnings"]),
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(SEPARATOR)) if cell else ()


def _number(cell: str) -> int | None:
    """A count; an empty cell is not known, which is not 0."""
    return int(cell) if cell else None


def _interval(low: str, high: str) -> Interval | None:
    return Interval(float(low), float(high)) if low and high else None
