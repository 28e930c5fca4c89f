"""The forms of a self-check, by the name that `--format` takes.

A new form is a line here and a file beside this.

Each renderer is imported when it is used: what makes a Word file is no cost to a command that prints text.
"""

from __future__ import annotations

from collections.abc import Mapping

from cypaudit.report.check.content import CheckContent, CheckForm


def _text(content: CheckContent) -> bytes:
    from cypaudit.report.check.text import render_text

    return render_text(content)


def _json(content: CheckContent) -> bytes:
    from cypaudit.report.check.json import render_json

    return render_json(content)


def _sarif(content: CheckContent) -> bytes:
    from cypaudit.report.check.sarif import render_sarif

    return render_sarif(content)


def _junit(content: CheckContent) -> bytes:
    from cypaudit.report.check.junit import render_junit

    return render_junit(content)


def _html(content: CheckContent) -> bytes:
    from cypaudit.report.check.html import render_html

    return render_html(content)


def _docx(content: CheckContent) -> bytes:
    from cypaudit.report.check.docx import render_docx

    return render_docx(content)


FORMS: Mapping[str, CheckForm] = {
    "text": CheckForm(render=_text),
    "json": CheckForm(render=_json),
    "html": CheckForm(render=_html),
    "docx": CheckForm(render=_docx, is_text=False),
    "sarif": CheckForm(render=_sarif),
    "junit": CheckForm(render=_junit),
}
