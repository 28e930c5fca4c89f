"""Everything that is wrong with a rubric and its cases, and what is likely to be a slip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cypaudit.model.rubric import Case, Rubric
from cypaudit.rubrics.load import Part, locate_rubric, part_names, read_cases, read_rubric
from cypaudit.rubrics.source import Faults, read_source

# Fewer texts than this on either side say little about what a criterion does with the next one.
FEWEST_CASES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricLint:
    """What was found wrong with a rubric. Each message begins with `file:line:` where it has a place."""

    head: Path
    rubric: Rubric | None  # None where a file cannot be used at all
    cases: tuple[Case, ...]
    faults: tuple[str, ...]  # the rubric cannot be used with them
    warnings: tuple[str, ...]  # it can, but they are likely to be slips


def lint_rubric(id_or_path: str) -> RubricLint:
    """Check a rubric by its id, its head, or any of its parts and files of cases.

    Raises UsageError where there is no such rubric.
    """
    head = head_of(locate_rubric(id_or_path))
    faults = Faults()
    reading = read_rubric(head, faults)
    cases = read_cases(reading, faults)
    warnings: list[str] = []
    # With faults, a list may look unused only because the rule that uses it has a slip.
    if reading.rubric is not None and not faults.found:
        warnings += _unused_lists(reading.rubric, reading.parts)
        warnings += _few_cases(reading.rubric, cases, reading.parts)
    return RubricLint(
        head=head, rubric=reading.rubric, cases=cases, faults=faults.messages(), warnings=tuple(warnings)
    )


def head_of(path: Path) -> Path:
    """The head of the rubric that a file belongs to; an author names the file that is open."""
    part = path.with_name(path.name.replace(".cases.yaml", ".yaml"))
    if not part.is_file():
        return path
    folder = part.resolve().parent
    head = folder.with_name(f"{folder.name}.yaml")
    if not head.is_file():
        return part
    # A file in the folder that the head does not name is none of its parts; it may be a head itself.
    parts = part_names(read_source(head, 0, Faults()))
    return head if part.resolve() in {(head.parent / name).resolve() for name in parts} else part


def _unused_lists(rubric: Rubric, parts: Iterable[Part]) -> Iterator[str]:
    """A warning for each term list that nothing asks for."""
    used = _used_lists(rubric)
    for part in parts:
        for list_id in part.content.terms:
            if list_id not in used:
                line = part.source.line_of(("terms", list_id))
                yield f"{part.source.shown}:{line}: the term list `{list_id}` is used nowhere"


def _used_lists(rubric: Rubric) -> frozenset[str]:
    """The lists that rules and mechanisms name, that are tallied or mask others, and what these include."""
    mechanisms = rubric.mechanisms
    waiting = [cue for name in type(mechanisms).__dataclass_fields__ for cue in getattr(mechanisms, name)]
    for criterion in rubric.criteria:
        for rule in criterion.rules:
            waiting += rule.find
            for condition in (*rule.conditions, *rule.exclusions):
                waiting += condition.any_of
                waiting += (cue for cues in condition.all_of for cue in cues)
    waiting += (entry.id for entry in rubric.term_lists.values() if entry.tally or entry.masks)
    used: set[str] = set()
    while waiting:
        cue = waiting.pop()
        if cue in rubric.term_lists and cue not in used:
            used.add(cue)
            waiting += rubric.term_lists[cue].includes
    return frozenset(used)


def _few_cases(rubric: Rubric, cases: Iterable[Case], parts: Iterable[Part]) -> Iterator[str]:
    """A warning for each criterion that too few cases hold to what it must and must not find."""
    lowest = min((level for level in rubric.scale if level.in_denominator), key=lambda level: level.rank).id
    firing: dict[str, int] = {}
    silent: dict[str, int] = {}
    for case in cases:
        side = silent if case.expect == lowest else firing
        side[case.criterion] = side.get(case.criterion, 0) + 1
    for part in parts:
        for index, criterion in enumerate(part.content.criteria):
            if criterion.pair_of:  # rated from two documents: a text cannot show it
                continue
            counts = (firing.get(criterion.id, 0), silent.get(criterion.id, 0))
            if min(counts) < FEWEST_CASES:
                line = part.source.line_of(("criteria", index))
                yield (
                    f"{part.source.shown}:{line}: `{criterion.id}` has {counts[0]} cases that must fire and "
                    f"{counts[1]} that must not; {FEWEST_CASES} of each are wanted"
                )
