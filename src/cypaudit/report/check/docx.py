"""A self-check as a Word file: the brief, for those who work in Word."""

from __future__ import annotations

from cypaudit.report.check.brief import brief_parts, title_of
from cypaudit.report.check.content import CheckContent
from cypaudit.report.word.write import write_word


def render_docx(content: CheckContent) -> bytes:
    """The brief as a Word file. The same check gives the same bytes."""
    check = content.check
    return write_word(title=title_of(check), parts=brief_parts(content), version=check.cypaudit)
