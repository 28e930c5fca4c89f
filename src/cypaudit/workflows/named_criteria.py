"""Criteria that a user names: one by one, by domain, or in a file."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from cypaudit.errors import UsageError
from cypaudit.model.rubric import Rubric


def choose_criteria(
    rubric: Rubric, *, domains: Collection[str], criteria: Collection[str]
) -> frozenset[str] | None:
    """The ids of the criteria in the domains and of those named; None where nothing is named: all.

    Raises UsageError for what the rubric does not have.
    """
    if not domains and not criteria:
        return None
    for domain in domains:
        _refuse_unknown("--domain", "domain", domain, rubric.domains)
    known = {criterion.id: criterion for criterion in rubric.criteria}
    for criterion in criteria:
        _refuse_unknown("--criterion", "criterion", criterion, known)
    return frozenset(criteria) | {c.id for c in rubric.criteria if c.domain in domains}


def read_required(named: Sequence[str], rubric: Rubric) -> tuple[str, ...]:
    """The criteria that must be met, from ids (several parted by commas) and files with one id a line.

    In a file, what stands after "#" is a remark. Raises UsageError.
    """
    known = [criterion.id for criterion in rubric.criteria]
    required: dict[str, None] = {}
    for entry in named:
        path = Path(entry)
        if entry in known or not path.is_file():
            for part in (part.strip() for part in entry.split(",")):
                if part:
                    _refuse_unknown("--require", "criterion or file", part, known)
                    required[part] = None
            continue
        for number, line in enumerate(_lines_of(path), start=1):
            criterion = line.partition("#")[0].strip().strip(",")
            if criterion:
                _refuse_unknown(f"{path}:{number}", "criterion", criterion, known)
                required[criterion] = None
    return tuple(required)


def _lines_of(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}). Check the path.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is no UTF-8 text. Write one id a line.") from error


def _refuse_unknown(where: str, kind: str, name: str, known: Iterable[str]) -> None:
    names = list(known)
    if name in names:
        return
    near = difflib.get_close_matches(name, names, n=4, cutoff=0.5) or [n for n in names if name and name in n]
    hint = f"Near it: {', '.join(near)}." if near else f"There are: {', '.join(names)}."
    raise UsageError(f"{where}: no {kind} `{name}`. {hint}")
