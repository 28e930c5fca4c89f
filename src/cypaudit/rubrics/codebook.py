"""Rubric -> codebook: the rubric written out as Markdown, for those who rate and those who are rated."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from cypaudit.model.document import DocumentType
from cypaudit.model.rubric import Criterion, PublishedFigure, Rubric

_ASKED_OF = {
    DocumentType.STRATEGY: "integrated care strategies",
    DocumentType.JFP: "joint forward plans",
    DocumentType.PAIR: "a system's strategy and joint forward plan taken together",
}


def codebook_markdown(rubric: Rubric, criteria: Collection[str] | None = None) -> str:
    """The codebook of a rubric, or of those of its criteria that are named; ends with a line feed."""
    chosen = [c for c in rubric.criteria if criteria is None or c.id in criteria]
    lines = [f"# {rubric.title}", "", f"Rubric `{rubric.id}`, version {rubric.version}. {rubric.source}", ""]
    lines += ["## The scale", "", "| Level | Means |", "| --- | --- |"]
    lines += [f"| {_cell(level.label)} | {_cell(level.meaning)} |" for level in rubric.scale]
    lines += ["", *_bullets(rubric.notes)]
    for domain, title in rubric.domains.items():
        within = [criterion for criterion in chosen if criterion.domain == domain]
        if within:
            lines += [f"## {title}", ""]
        for criterion in within:
            lines += _criterion(criterion, rubric)
    return "\n".join(lines).rstrip("\n") + "\n"


def _criterion(criterion: Criterion, rubric: Rubric) -> Iterator[str]:
    yield from (f"### {criterion.question}", "")
    asked = " and ".join(_ASKED_OF[document_type] for document_type in criterion.asked_of)
    yield from (f"`{criterion.id}`, asked of {asked}.", "")
    if criterion.pair_of:
        parts = ", ".join(f"`{part}`" for part in criterion.pair_of)
        yield from (f"Rated from how both documents answer {parts}.", "")
    yield from ("| Level | What it takes |", "| --- | --- |")
    for level in rubric.scale:
        if level.id in criterion.levels:
            yield f"| {_cell(level.label)} | {_cell(criterion.levels[level.id])} |"
    yield ""
    if criterion.notes:
        yield from ("Notes for raters:", "", *_bullets(criterion.notes))
    advice = criterion.advice
    yield from _bullets(
        (
            f"**What a reader looks for**: {advice.looks_for}",
            f"**Why it is asked** ({advice.basis}): {advice.why}",
            f"**Where it comes from**: {advice.source}",
            f"**What good looks like**: {advice.good}",
        )
    )
    if criterion.published:
        yield from ("Published figures:", "")
        yield from _bullets([_figure(figure, rubric) for figure in criterion.published])


def _figure(figure: PublishedFigure, rubric: Rubric) -> str:
    labels = {level.id: level.label for level in rubric.scale}
    level = labels.get(figure.level, "Yes or to some extent")
    told = "told in words only" if figure.percent is None else f"{figure.percent:g}%"
    note = f" {figure.note.rstrip('.')}." if figure.note else ""
    return f"{level}, of {_ASKED_OF[figure.document_type]}: {told}.{note} ({figure.source})"


def _bullets(texts: Sequence[str]) -> list[str]:
    """A list with an empty line after it; nothing where there are no texts."""
    return [*(f"- {' '.join(text.split())}" for text in texts), ""] if texts else []


def _cell(text: str) -> str:
    """Text that stays within its table cell."""
    return " ".join(text.split()).replace("|", "\\|")
