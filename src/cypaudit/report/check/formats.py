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


FORMS: Mapping[str, CheckForm] = {
    "text": CheckForm(render=_text),
    "json": CheckForm(render=_json),
    "sarif": CheckForm(render=_sarif),
    "junit": CheckForm(render=_junit),
}
