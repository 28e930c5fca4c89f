"""What every command shares in speaking to a person: results on stdout, messages on stderr."""

from __future__ import annotations

import io
import sys

import typer


def use_utf8() -> None:
    """Let output hold every character, whatever the console's own encoding.

    A Windows console or a pipe may be set to an encoding without curly quotes; a quote from a
    document must not end in a traceback for that.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def tell(message: str) -> None:
    """A message to the person, on stderr, so that it never stands between results."""
    typer.echo(message, err=True)


def complain(message: str) -> None:
    """What went wrong, on stderr, with the program's name as scripts' logs need it."""
    tell(f"cypaudit: {message}")
