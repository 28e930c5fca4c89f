"""`cypaudit check`: what a draft leaves open before it is published, and what would answer it."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cypaudit.cli import console
from cypaudit.cli.options import NoCacheOption, NoOcrOption, TimeoutOption
from cypaudit.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from cypaudit.model.check import Check
    from cypaudit.workflows.check import BaselineUse


class DraftType(StrEnum):
    """What a draft is."""

    STRATEGY = "strategy"
    JFP = "jfp"


class CheckFormat(StrEnum):
    """The forms of a check: the names of the table in report/check/formats.py, which a test compares."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    DOCX = "docx"
    SARIF = "sarif"
    JUNIT = "junit"


class OnlyChoice(StrEnum):
    """Which answers are shown."""

    MISSING = "missing"
    PARTLY = "partly"
    MET = "met"


def check(
    draft: Annotated[Path, typer.Argument(metavar="DRAFT", help="PDF, Word, HTML, Markdown or text.")],
    document_type: Annotated[
        DraftType | None,
        typer.Option("--type", case_sensitive=False, help="What the draft is; else its cover says."),
    ] = None,
    rubric: Annotated[str, typer.Option(help="Id of a rubric, or its file.")] = "hpig-2023",
    domain: Annotated[
        list[str] | None,
        typer.Option("--domain", metavar="ID", help="Ask this domain alone; repeat for more."),
    ] = None,
    criterion: Annotated[
        list[str] | None,
        typer.Option("--criterion", metavar="ID", help="Ask this question alone; repeat for more."),
    ] = None,
    only: Annotated[
        OnlyChoice | None,
        typer.Option(help="Show these answers alone: missing, partly (to some extent) or met."),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            metavar="LEVEL",
            help="End with 1 where a question is rated so or lower: no (default; or missing), "
            "to_some_extent (or partly), never.",
        ),
    ] = None,
    require: Annotated[
        list[str] | None,
        typer.Option(
            metavar="IDS|FILE",
            help="Questions that must be met: ids parted by commas, or a file with one a line.",
        ),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Accepted gaps (CSV): they do not fail the check.")
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(metavar="LAST", help="The document published last: say what is gained and lost."),
    ] = None,
    fail_on_loss: Annotated[
        bool,
        typer.Option("--fail-on-loss", help="With --against: end with 1 where an answer is lower now."),
    ] = False,
    update_baseline: Annotated[
        bool,
        typer.Option("--update-baseline", help="Take rows that are no longer needed out of the baseline."),
    ] = False,
    allow_new_gaps: Annotated[
        bool,
        typer.Option(
            "--allow-new-gaps",
            help="With --update-baseline: take today's gaps into it; needs --reason and --name.",
        ),
    ] = False,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why new gaps are accepted.")] = "",
    name: Annotated[str, typer.Option(metavar="NAME", help="Who accepts new gaps.")] = "",
    output: Annotated[CheckFormat, typer.Option("--format", help="How to show it.")] = CheckFormat.TEXT,
    out: Annotated[Path | None, typer.Option(help="Write to this file and not to standard output.")] = None,
    timeout: TimeoutOption = None,
    no_ocr: NoOcrOption = False,
    no_cache: NoCacheOption = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="The first line, whether it passes, no messages.")
    ] = False,
) -> None:
    """Check a draft before it is published: what is missing, and what would answer it.

    Ends with 1 where a question falls below --fail-on or one of --require is not met. Nothing leaves this
    machine.
    """
    from cypaudit.model.check import Answer
    from cypaudit.model.document import DocumentType
    from cypaudit.report.check import FORMS, CheckContent
    from cypaudit.workflows.check import check as check_draft
    from cypaudit.workflows.check import read_source
    from cypaudit.workflows.reading import reading_settings

    form = FORMS[output.value]
    _refuse_output(draft, out, baseline, against, needs_file=not form.is_text)
    result = check_draft(
        draft,
        rubric=rubric,
        document_type=DocumentType(document_type.value) if document_type else None,
        domains=domain or (),
        criteria=criterion or (),
        fail_on=fail_on,
        required=require or (),
        baseline=_baseline_use(baseline, update_baseline, allow_new_gaps, reason, name),
        against=against,
        fail_on_loss=fail_on_loss,
        reading=reading_settings(timeout=timeout, use_cache=not no_cache, use_ocr=not no_ocr),
    )
    content = CheckContent(
        check=result,
        only=Answer(only.value) if only else None,
        colour=out is None and _shows_colour(),
        in_brief=quiet and output is CheckFormat.TEXT,
        path=_as_given(draft),
        source=read_source(draft) if output is CheckFormat.SARIF else "",
    )
    _show(form.render(content), out, quiet=quiet)
    if baseline is not None:
        _complain_of_unknown(result, baseline)
    if result.baseline_was_revised and not quiet:
        console.tell(f"Written: {baseline}")
    code = _code_of(result)
    if code is not ExitCode.OK:
        raise typer.Exit(code)


def _as_given(draft: Path) -> Path:
    """The draft as seen from here: tools that take remarks on files know them by their place in a folder."""
    here = Path.cwd()
    return draft.relative_to(here) if draft.is_absolute() and draft.is_relative_to(here) else draft


def _refuse_output(
    draft: Path, out: Path | None, baseline: Path | None, against: Path | None, *, needs_file: bool
) -> None:
    if out is None:
        if needs_file:
            raise UsageError("--format docx: is no text to print. Name a file for it with --out FILE.docx.")
        return
    from cypaudit.store import check_place

    check_place(out)
    named = (
        (draft, "the draft itself"),
        (baseline, "the baseline"),
        (against, "the document published last"),
    )
    for path, what in named:
        if path is not None and out.exists() and path.exists() and out.samefile(path):
            raise UsageError(f"{out}: is {what}. Name another --out.")


def _baseline_use(
    path: Path | None, update: bool, allow_new: bool, reason: str, name: str
) -> BaselineUse | None:
    """What the options say of a baseline. Raises UsageError where they do not go together."""
    from datetime import date

    from cypaudit.workflows.check import ACCEPT_GAPS, BaselineUse, new_gap

    if allow_new and (path is None or not update):
        raise UsageError(
            "--allow-new-gaps: does nothing by itself. To write the gaps that the draft has today into a "
            f"baseline, give --baseline {path or 'FILE'} {ACCEPT_GAPS}."
        )
    if (reason or name) and not allow_new:
        raise UsageError(
            "--reason and --name: do nothing without --allow-new-gaps. To write the gaps that the draft has "
            f"today into a baseline, give --baseline {path or 'FILE'} {ACCEPT_GAPS}."
        )
    if path is None:
        if update:
            raise UsageError("--update-baseline: --baseline is missing. Name the file with --baseline FILE.")
        return None
    new = new_gap(reason=reason, name=name, today=date.today()) if allow_new else None  # noqa: DTZ011
    return BaselineUse(path=path, update=update, new=new)


def _complain_of_unknown(result: Check, baseline: Path) -> None:
    """Name the rows of the baseline that cannot cover anything, in every form and with --quiet, too.

    Most are slips, and the gap that was to be accepted fails the check. They do not refuse it, because a new
    version of a rubric may have lost a criterion that an old baseline names.
    """
    done = result.baseline_was_revised
    what_next = "It was taken out." if done else "Correct the row, or take it out with --update-baseline."
    for stale in result.stale:
        if stale.is_unknown:
            hint = f" Near it: {', '.join(stale.near)}." if stale.near else ""
            console.complain(
                f"{baseline}: {stale.gap.criterion}: {stale.why}, so that its row covers no gap.{hint} "
                f"{what_next}"
            )


def _shows_colour() -> bool:
    """Whether a person reads this in a terminal that shows colours and has not switched them off."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _show(content: bytes, out: Path | None, *, quiet: bool) -> None:
    if out is None:
        typer.echo(content.decode("utf-8"), nl=False)
        return
    from cypaudit.store import replace_file

    replace_file(content, out)
    if not quiet:
        console.tell(f"Written: {out}")


def _code_of(result: Check) -> ExitCode:
    """The exit code. Too little read comes before not met: then nothing can be called missing."""
    if not result.is_answerable:
        return ExitCode.UNREADABLE
    return ExitCode.OK if result.passed else ExitCode.NOT_MET
