"""Options that several commands share, declared once."""

from __future__ import annotations

from typing import Annotated

import typer

TimeoutOption = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        min=0.1,
        help="For reading one file, after which it is given up (also CYPAUDIT_TIMEOUT) [default: 120].",
    ),
]
NoOcrOption = Annotated[
    bool,
    typer.Option("--no-ocr", help="Do not read scanned pages from their pictures (also CYPAUDIT_OCR=off)."),
]
NoCacheOption = Annotated[
    bool,
    typer.Option("--no-cache", help="Read every file anew, and keep nothing (also CYPAUDIT_CACHE=off)."),
]
