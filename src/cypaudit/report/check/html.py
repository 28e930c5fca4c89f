"""A self-check as one page in HTML: the brief, to read on a screen or to print on A4."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from cypaudit.report.check.brief import brief_parts, title_of
from cypaudit.report.check.content import CheckContent
from cypaudit.report.html import render_page
from cypaudit.report.word.parts import Bullet, Heading, Paragraph, Part, Remark, Table, Term

_KINDS = {
    Bullet: "bullets",
    Heading: "heading",
    Paragraph: "paragraph",
    Remark: "remark",
    Table: "table",
    Term: "terms",
}
_TOGETHER = ("bullets", "terms")  # items that stand in one list


def render_html(content: CheckContent) -> bytes:
    """The brief as a page that stands alone: no script, nothing loaded."""
    check = content.check
    blocks = list(_blocks(brief_parts(content)))
    page = {
        "run": check,  # what the foot of every page names: version and rubric
        "title": title_of(check),
        "passed": check.passed,
        "blocks": blocks,
        "contents": [block for block in blocks if block["kind"] == "heading" and block["part"].level == 1],
    }
    return render_page("check", page)


def _blocks(parts: Iterator[Part]) -> Iterator[dict[str, Any]]:
    """The parts with their kinds by name; items of a list together, headings with an id to go to."""
    n_headings = 0
    for kind, group in groupby(parts, key=lambda part: _KINDS[type(part)]):
        if kind in _TOGETHER:
            yield {"kind": kind, "items": list(group)}
            continue
        for part in group:
            n_headings += kind == "heading"
            yield {"kind": kind, "part": part, "id": f"h{n_headings}"}
