"""`cypaudit explain`: what a criterion asks, by example, and how far its ratings can be trusted."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class ExplainFormat(StrEnum):
    """How the explanation is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def explain(
    criterion: Annotated[str, typer.Argument(metavar="CRITERION", help="Id, for example lead-executive.")],
    rubric: Annotated[str, typer.Option(help="Id of a rubric, or its file.")] = "hpig-2023",
    output: Annotated[ExplainFormat, typer.Option("--format", help="How to print it.")] = ExplainFormat.TEXT,
) -> None:
    """Explain a criterion: levels, examples, near misses, advice, published figure, measured accuracy."""
    # Here, because they bring the rubric's schema, which other commands need not load.
    from cypaudit.report import explanation_json, explanation_markdown, explanation_text
    from cypaudit.workflows.explain import explain as explain_criterion

    present = {
        ExplainFormat.TEXT: explanation_text,
        ExplainFormat.MARKDOWN: explanation_markdown,
        ExplainFormat.JSON: explanation_json,
    }[output]
    typer.echo(present(explain_criterion(criterion, rubric)), nl=False)
