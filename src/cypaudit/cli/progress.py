"""How far a run has come, on standard error, for a person who watches and nobody else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

    from cypaudit.workflows.audit import Progress


@contextmanager
def shown_progress(*, quiet: bool) -> Iterator[Progress | None]:
    """A bar with an estimate of the time left; None where no one watches or none is wanted."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bar(bar)


class _Bar:
    """Hands what the workflow tells to rich."""

    def __init__(self, bar: RichProgress) -> None:
        self._bar = bar
        self._task = bar.add_task("reading", total=None)

    def start(self, total: int) -> None:
        """Set the end of the bar."""
        self._bar.update(self._task, total=total)

    def advance(self, done: int, label: str) -> None:
        """Move the bar on, and name the document that was done."""
        self._bar.update(self._task, advance=done, description=label[:28])
