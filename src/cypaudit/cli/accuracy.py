"""`cypaudit accuracy`: how far the program agrees with people, measured on labelled documents."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cypaudit.errors import UsageError


class Labelled(StrEnum):
    """Which labelled documents to measure on."""

    TUNE = "tune"
    VALIDATE = "validate"
    WRITTEN = "written"
    UNREAD = "unread"
    ALL = "all"


class AccuracyFormat(StrEnum):
    """How the figures are printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def accuracy(
    rubric: Annotated[str, typer.Option(help="Id of a rubric, or its file.")] = "hpig-2023",
    labelled_set: Annotated[
        Labelled, typer.Option("--set", "--half", help="Which labelled documents.")
    ] = Labelled.ALL,
    labelled: Annotated[Path, typer.Option(help="Folder with the sets.", file_okay=False)] = Path(
        "corpus/labelled"
    ),
    criterion: Annotated[list[str] | None, typer.Option(help="Only this criterion; may be repeated.")] = None,
    domain: Annotated[
        list[str] | None, typer.Option(help="Only this domain's criteria; may be repeated.")
    ] = None,
    output: Annotated[
        AccuracyFormat, typer.Option("--format", help="How to print the figures.")
    ] = AccuracyFormat.TEXT,
    disagreements: Annotated[
        bool,
        typer.Option(
            "--disagreements", help="List where program and key differ, with text; of tune and written."
        ),
    ] = False,
    write_docs: Annotated[
        bool,
        typer.Option("--write-docs", help="Also write docs/accuracy.md and the rubric's accuracy.json here."),
    ] = False,
) -> None:
    """Measure the ratings against those that people gave the labelled documents."""
    # Here, because they bring the reader and the tagger with them, which other commands need not load.
    from cypaudit.accuracy.present import as_json, as_markdown, as_text
    from cypaudit.rubrics import load_rubric
    from cypaudit.workflows.accuracy import (
        LabelledSet,
        measure_accuracy,
        write_accuracy_docs,
    )
    from cypaudit.workflows.named_criteria import choose_criteria

    sets = tuple(LabelledSet) if labelled_set is Labelled.ALL else (LabelledSet(labelled_set.value),)
    if disagreements and not all(chosen.may_be_read for chosen in sets):
        raise UsageError(
            "--disagreements needs --set tune or --set written: of the other sets only figures are shown, "
            "because a rule written after reading it could no longer be measured on them."
        )
    if write_docs and (labelled_set is not Labelled.ALL or criterion or domain):
        raise UsageError("--write-docs needs every set and every criterion: leave out the other options.")
    loaded = load_rubric(rubric)
    report = measure_accuracy(
        loaded,
        labelled,
        which=sets,
        criteria=choose_criteria(loaded, domains=domain or (), criteria=criterion or ()),
    )
    if output is AccuracyFormat.JSON:
        typer.echo(as_json(report, disagreements=disagreements), nl=False)
    elif output is AccuracyFormat.MARKDOWN:
        typer.echo(as_markdown(report), nl=False)
    else:
        typer.echo(as_text(report, disagreements=disagreements), nl=False)
    if write_docs:
        for path in write_accuracy_docs(report, Path.cwd()):
            typer.echo(f"wrote {path}", err=True)
