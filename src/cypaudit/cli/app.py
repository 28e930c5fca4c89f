"""The Typer app, and the one place that turns errors into words and exit codes.

`cypaudit --help` imports this module and all modules of commands, so none of them imports pandas,
pydantic, pdfium, rich, spaCy or a workflow at its top; a command does that in its function.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.main import get_command

from cypaudit import __version__
from cypaudit.cli import cache, console, rubric
from cypaudit.cli.accuracy import accuracy
from cypaudit.cli.annotate import annotate
from cypaudit.cli.audit import audit
from cypaudit.cli.check import check
from cypaudit.cli.explain import explain
from cypaudit.cli.read import read
from cypaudit.cli.report import report
from cypaudit.errors import CypauditError, ExitCode
from cypaudit.workflows.collector import calm_collector


class Interrupted(Exception):
    """Ctrl-C while a command ran."""


class _Commands(TyperGroup):
    """The commands, with what versions of Typer do differently made one.

    They end Ctrl-C with different codes and words, and some put the name of an exception before their own.
    """

    def invoke(self, ctx: Any) -> Any:  # versions of Typer differ in whose Context it is
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise Interrupted from error
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise


app = typer.Typer(
    name="cypaudit",
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # rich costs more at start than everything else together
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

# In the order of the help. A command is a function in the module of its name.
app.command()(audit)
app.command()(check)
app.command()(report)
app.command()(read)
app.command()(annotate)
app.command()(explain)
app.add_typer(rubric.app, name="rubric")
app.add_typer(cache.app, name="cache")
app.command()(accuracy)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cypaudit {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[  # noqa: ARG001 - its callback answers
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of a defect (also CYPAUDIT_DEBUG=1).")
    ] = False,
) -> None:
    """Audit integrated care strategies and joint forward plans for children and young people."""
    if debug:
        os.environ["CYPAUDIT_DEBUG"] = "1"


class _CtrlC(KeyboardInterrupt):
    """Ctrl-C, in a class of ours.

    Where a plain KeyboardInterrupt passes through an `exec` (an import that makes a dataclass does
    one), CPython ends itself by the signal afterwards, even though the interrupt was handled.
    """


def _raise_ctrl_c(_number: int, _frame: object) -> NoReturn:
    raise _CtrlC


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with a code of the contract. None: the arguments of this process."""
    if threading.current_thread() is not threading.main_thread():
        _run(arguments)  # only the main thread may have a handler
    before = signal.signal(signal.SIGINT, _raise_ctrl_c)
    try:
        _run(arguments)
    finally:
        signal.signal(signal.SIGINT, before)


def _run(arguments: Sequence[str] | None) -> NoReturn:
    """Run a command; turn its errors into words and its end into an exit code."""
    console.use_utf8()
    calm_collector()
    try:
        get_command(app)(None if arguments is None else list(arguments), prog_name="cypaudit")
    except CypauditError as error:
        if _is_debugging():
            traceback.print_exc()
        console.complain(str(error))
        sys.exit(error.exit_code)
    except (Interrupted, KeyboardInterrupt):
        console.complain("interrupted")
        sys.exit(130)  # 128 + SIGINT, as shells count
    except Exception as error:  # noqa: BLE001 - the last stop: a defect becomes a message and a code
        _report_defect(error)
        sys.exit(ExitCode.DEFECT)
    sys.exit(ExitCode.OK)


def _report_defect(error: Exception) -> None:
    if _is_debugging():
        traceback.print_exc()
    console.complain(
        f"a defect of cypaudit itself: {type(error).__name__}: {error}\n"
        "Run it again as `cypaudit --debug …` and report what it prints."
    )


def _is_debugging() -> bool:
    return os.environ.get("CYPAUDIT_DEBUG", "") not in ("", "0")
