"""`cypaudit rubric …`: rubrics as data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cypaudit.cli import console
from cypaudit.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from cypaudit.model.rubric import Criterion, Rubric
    from cypaudit.rubrics import RubricLint
    from cypaudit.workflows.rubric_test import CaseOutcome, RubricTest

RUBRIC_FORMAT = 1  # of what --format json prints
MOST_QUOTED = 200  # characters of a passage beside a failed case; the whole stands in the case

app = typer.Typer(no_args_is_help=True, help="Read, check and test rubrics.")


class RubricOutput(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


class ShowFormat(StrEnum):
    """How a rubric is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


RubricArgument = Annotated[str, typer.Argument(metavar="[RUBRIC]", help="Id of a rubric, or its file.")]
CriterionOption = Annotated[
    list[str] | None,
    typer.Option(help="Only this criterion, or those whose ids begin so; may be repeated."),
]
FormatOption = Annotated[RubricOutput, typer.Option("--format", help="How to print it.")]


@app.callback()
def common() -> None:
    """Read, check and test rubrics."""


# The names of commands are words that Python or its library uses, so the functions have longer ones.
@app.command("list")
def list_rubrics(output: FormatOption = RubricOutput.TEXT) -> None:
    """List the rubrics that come with cypaudit."""
    # Here and below, because these bring the rubric's schema, which other commands need not load.
    from cypaudit.rubrics import load_rubric, rubric_files

    rubrics = [load_rubric(str(path)) for path in rubric_files()]
    if output is RubricOutput.JSON:
        _print_json({"rubrics": [_head(rubric) for rubric in rubrics]})
    else:
        for rubric in rubrics:
            typer.echo(f"{rubric.id}  {rubric.version}  {len(rubric.criteria)} criteria  {rubric.title}")


@app.command("show")
def show_rubric(
    rubric: RubricArgument = "hpig-2023",
    criterion: CriterionOption = None,
    output: Annotated[ShowFormat, typer.Option("--format", help="How to print it.")] = ShowFormat.TEXT,
) -> None:
    """Show what a rubric asks; as Markdown it is the codebook for raters."""
    from cypaudit.rubrics import codebook_markdown, load_rubric

    loaded = load_rubric(rubric)
    chosen = _choose(loaded, criterion)
    if output is ShowFormat.MARKDOWN:
        typer.echo(codebook_markdown(loaded, [c.id for c in chosen] if criterion else None), nl=False)
    elif output is ShowFormat.JSON:
        _print_json({"rubric": _head(loaded), "criteria": [_criterion(c) for c in chosen]})
    else:
        typer.echo(_show_text(loaded, chosen))


@app.command("lint")
def lint(
    rubric: Annotated[
        str, typer.Argument(metavar="[RUBRIC|FILE]", help="Id of a rubric, or any of its files.")
    ] = "hpig-2023",
) -> None:
    """Check a rubric and its cases; every fault is named at once, with file and line."""
    from cypaudit.errors import RubricError
    from cypaudit.rubrics import lint_rubric

    checked = lint_rubric(rubric)
    for warning in checked.warnings:
        console.tell(f"warning: {warning}")
    if checked.faults:
        raise RubricError("\n".join((*checked.faults, f"Faults: {len(checked.faults)}.")))
    typer.echo(_lint_text(checked))


@app.command("test")
def run_cases(
    rubric: RubricArgument = "hpig-2023",
    criterion: CriterionOption = None,
    output: FormatOption = RubricOutput.TEXT,
) -> None:
    """Rate the texts beside a rubric and hold the ratings against what they must be.

    Ends with code 1 where one differs, or where a known gap is closed and its mark must go.
    """
    from cypaudit.rubrics import load_rubric_with_cases
    from cypaudit.workflows.rubric_test import test_rubric

    loaded, cases = load_rubric_with_cases(rubric)
    chosen = {c.id for c in _choose(loaded, criterion)}
    tested = test_rubric(loaded, [case for case in cases if case.criterion in chosen])
    if output is RubricOutput.JSON:
        _print_json(_test_json(tested))
    else:
        typer.echo(_test_text(tested))
    if tested.failures:
        raise typer.Exit(ExitCode.NOT_MET)


def _choose(rubric: Rubric, wanted: Iterable[str] | None) -> tuple[Criterion, ...]:
    """The criteria of these ids or beginnings of ids; all where none is named. Raises UsageError."""
    from cypaudit.workflows.named_criteria import unknown_criterion

    if not wanted:
        return rubric.criteria
    chosen: set[str] = set()
    for name in (name.casefold() for name in wanted):
        # An id that is another's beginning names only itself.
        found = {c.id for c in rubric.criteria if c.id == name} or {
            c.id for c in rubric.criteria if c.id.startswith(name)
        }
        if not found:
            raise UsageError(unknown_criterion(name, rubric))
        chosen |= found
    return tuple(c for c in rubric.criteria if c.id in chosen)


def _print_json(content: dict[str, object]) -> None:
    typer.echo(json.dumps({"format": RUBRIC_FORMAT, **content}, ensure_ascii=False, indent=2))


def _head(rubric: Rubric) -> dict[str, object]:
    return {
        "id": rubric.id,
        "version": rubric.version,
        "hash": rubric.hash,
        "title": rubric.title,
        "source": rubric.source,
        "domains": dict(rubric.domains),
        "scale": [
            {"id": level.id, "label": level.label, "meaning": level.meaning, "rank": level.rank}
            for level in rubric.scale
        ],
        "criteria": len(rubric.criteria),
    }


def _criterion(criterion: Criterion) -> dict[str, object]:
    """A criterion as people read it: without its rules, which stand in the rubric's files."""
    advice = criterion.advice
    return {
        "id": criterion.id,
        "domain": criterion.domain,
        "question": criterion.question,
        "asked_of": list(criterion.asked_of),
        "pair_of": list(criterion.pair_of),
        "levels": dict(criterion.levels),
        "notes": list(criterion.notes),
        "advice": {
            "looks_for": advice.looks_for,
            "why": advice.why,
            "basis": advice.basis,
            "source": advice.source,
            "good": advice.good,
        },
        "published": [
            {
                "document_type": figure.document_type,
                "level": figure.level,
                "percent": figure.percent,
                "note": figure.note,
                "source": figure.source,
            }
            for figure in criterion.published
        ],
    }


def _show_text(rubric: Rubric, chosen: Iterable[Criterion]) -> str:
    lines = [f"{rubric.title}", f"{rubric.id} {rubric.version}, {len(rubric.criteria)} criteria"]
    for domain, title in rubric.domains.items():
        within = [criterion for criterion in chosen if criterion.domain == domain]
        if within:
            lines += ["", title]
        for criterion in within:
            lines.append(f"  {criterion.id} ({', '.join(criterion.asked_of)}): {criterion.question}")
            lines += [f"      {level}: {takes}" for level, takes in criterion.levels.items()]
    return "\n".join(lines)


def _lint_text(checked: RubricLint) -> str:
    assert checked.rubric is not None  # noqa: S101 - a rubric without faults was built
    rubric = checked.rubric
    return (
        f"{rubric.id} {rubric.version}: no faults in {len(rubric.criteria)} criteria, "
        f"{len(rubric.term_lists)} term lists and {len(checked.cases)} cases; "
        f"warnings: {len(checked.warnings)}."
    )


def _test_text(tested: RubricTest) -> str:
    lines = [line for outcome in tested.failures for line in _failure(outcome)]
    total, failed, gaps = len(tested.outcomes), len(tested.failures), len(tested.gaps)
    lines.append(
        f"{tested.rubric.id} {tested.rubric.version}: {total} cases, {total - failed - gaps} as expected, "
        f"{failed} failed, {gaps} known gaps."
    )
    return "\n".join(lines)


def _failure(outcome: CaseOutcome) -> Iterable[str]:
    case = outcome.case
    yield (
        f"{case.file}:{case.line} {case.criterion} | {case.name} | expected {case.expect} got {outcome.got}"
    )
    if case.known_gap:
        yield f"    the gap is closed ({case.known_gap}): take its mark known_gap away"
        return
    yield f"    {outcome.reason}"
    if outcome.evidence is not None:
        quote = " ".join(outcome.evidence.quote.split())
        shown = quote if len(quote) <= MOST_QUOTED else f"{quote[:MOST_QUOTED]}…"
        yield f"    {outcome.evidence.kind} {outcome.evidence.cue}: “{shown}” {outcome.evidence.why}"


def _test_json(tested: RubricTest) -> dict[str, object]:
    return {
        "rubric": {"id": tested.rubric.id, "version": tested.rubric.version, "hash": tested.rubric.hash},
        "cases": len(tested.outcomes),
        "failed": len(tested.failures),
        "known_gaps": len(tested.gaps),
        "outcomes": [
            {
                "file": outcome.case.file,
                "line": outcome.case.line,
                "criterion": outcome.case.criterion,
                "name": outcome.case.name,
                "document_type": outcome.case.document_type,
                "expected": outcome.case.expect,
                "got": outcome.got,
                "failed": outcome.has_failed,
                "known_gap": outcome.case.known_gap,
                "reason": outcome.reason,
                "evidence": {
                    "kind": outcome.evidence.kind,
                    "cue": outcome.evidence.cue,
                    "quote": outcome.evidence.quote,
                    "why": outcome.evidence.why,
                }
                if outcome.evidence
                else None,
            }
            for outcome in tested.outcomes
        ],
    }
