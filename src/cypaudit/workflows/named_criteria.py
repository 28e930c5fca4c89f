"""Criteria that a user names: one by one, by domain, or in a file."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from cypaudit.errors import UsageError
from cypaudit.model.rubric import Rubric

MOST_NEAR = 4  # ids that are offered for one that is not known
_NOR_A_FILE = " There is no file of that name either."


def choose_criteria(
    rubric: Rubric, *, domains: Collection[str], criteria: Collection[str]
) -> frozenset[str] | None:
    """The ids of the criteria in the domains and of those named; None where nothing is named: all.

    Capital letters are read as small ones: ids have none. Raises UsageError for what the rubric does not
    have.
    """
    if not domains and not criteria:
        return None
    in_domains = {_domain(domain, rubric) for domain in domains}
    named = {_criterion(criterion, "--criterion: ", rubric) for criterion in criteria}
    return frozenset(named | {c.id for c in rubric.criteria if c.domain in in_domains})


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
                    _refuse_file_that_is_missing(part)
                    required[_criterion(part, "--require: ", rubric, also=_NOR_A_FILE)] = None
            continue
        for number, line in enumerate(_lines_of(path), start=1):
            criterion = line.partition("#")[0].strip().strip(",")
            if criterion:
                required[_criterion(criterion, f"{path}:{number}: ", rubric)] = None
    return tuple(required)


def unknown_criterion(name: str, rubric: Rubric) -> str:
    """What to say of a name that no criterion has: the ids nearest to it, and where all of them stand."""
    near = find_near(name, [criterion.id for criterion in rubric.criteria])
    hint = f"Near it: {', '.join(near)}. " if near else ""
    return (
        f"no criterion of {rubric.id} is called `{name}`. {hint}"
        f"`cypaudit rubric show {rubric.id}` lists them all."
    )


def find_near(name: str, known: Iterable[str]) -> list[str]:
    """The names that one was likely meant to be, the likeliest first: alike, else those that hold it."""
    names, wanted = list(known), name.casefold()
    alike = difflib.get_close_matches(wanted, names, n=MOST_NEAR, cutoff=0.6)
    return alike or [known_name for known_name in names if wanted and wanted in known_name][:MOST_NEAR]


def _criterion(name: str, where: str, rubric: Rubric, *, also: str = "") -> str:
    """The id that is meant. `where` begins the message of UsageError, `also` ends it."""
    if name.casefold() not in {criterion.id for criterion in rubric.criteria}:
        raise UsageError(f"{where}{unknown_criterion(name, rubric)}{also}")
    return name.casefold()


def _domain(name: str, rubric: Rubric) -> str:
    if name.casefold() not in rubric.domains:
        raise UsageError(
            f"--domain: no domain of {rubric.id} is called `{name}`. They are: {', '.join(rubric.domains)}."
        )
    return name.casefold()


def _refuse_file_that_is_missing(name: str) -> None:
    """Tell a path apart from an id, which has neither a dot nor a slash."""
    path = Path(name)
    if not (path.suffix or len(path.parts) > 1):
        return
    what = "is a folder. Name a file in it." if path.is_dir() else "no such file. Check the path."
    raise UsageError(f"--require {name}: {what} In it stands one id a line; `cypaudit rubric show` has them.")


def _lines_of(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}). Check the path.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is no UTF-8 text. Write one id a line.") from error
