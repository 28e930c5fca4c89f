"""`cypaudit rubric …`: rubrics as data."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Read, check and test rubrics.")


@app.callback()
def common() -> None:
    """Read, check and test rubrics."""
