"""The forms of report, by the name that `--format` takes. A new form is a line here and a file beside this.

Each renderer is imported when it is used: what draws a page or a workbook is no cost to a command that
prints a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cypaudit.report.content import OutputFile, Renderer, ReportContent


def _html(content: ReportContent) -> Iterator[OutputFile]:
    from cypaudit.report.html import render_html

    return render_html(content)


def _markdown(content: ReportContent) -> Iterator[OutputFile]:
    from cypaudit.report.markdown import render_markdown

    return render_markdown(content)


def _workbook(content: ReportContent) -> Iterator[OutputFile]:
    from cypaudit.report.workbook import render_workbook

    return render_workbook(content)


def _word(content: ReportContent) -> Iterator[OutputFile]:
    from cypaudit.report.word import render_word

    return render_word(content)


RENDERERS: Mapping[str, Renderer] = {"html": _html, "xlsx": _workbook, "docx": _word, "md": _markdown}

# What `audit` writes without being asked: the reports that the contract promises.
DEFAULT_FORMATS = ("html", "xlsx", "md")
