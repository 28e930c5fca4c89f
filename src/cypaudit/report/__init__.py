"""Findings for people: tables for the terminal and for documents. Words and numbers come from the model."""

from cypaudit.report.console import findings_table
from cypaudit.report.explanation import explanation_json, explanation_markdown, explanation_text
from cypaudit.report.markdown import findings_markdown
from cypaudit.report.reading import reading_json, reading_text
from cypaudit.report.reading_html import reading_html

__all__ = [
    "explanation_json",
    "explanation_markdown",
    "explanation_text",
    "findings_markdown",
    "findings_table",
    "reading_html",
    "reading_json",
    "reading_text",
]
