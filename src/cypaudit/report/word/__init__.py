"""findings.docx: headline sentences and findings tables, each fit to be pasted into a report as it stands.

Headings, captions and lists are Word's own styles, so that what is pasted takes the look of the document that
it comes into. What stands in it is decided in `parts`; `write` alone knows python-docx.
"""

from __future__ import annotations

from collections.abc import Iterator

from cypaudit.report.content import OutputFile, ReportContent
from cypaudit.report.word.parts import word_parts
from cypaudit.report.word.write import write_word


def render_word(content: ReportContent) -> Iterator[OutputFile]:
    """findings.docx."""
    title = f"{content.rubric.title}: findings"
    document = write_word(title=title, parts=word_parts(content), version=content.run.cypaudit)
    yield OutputFile("findings.docx", document)
