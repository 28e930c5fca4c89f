"""Annotating: the answers to the questions, written beside the words that they rest on.

`write_notes` says what is noted where; `pdf` and `docx` put the notes into a copy of the file.
"""

from cypaudit.annotate.notes import write_notes

__all__ = ["write_notes"]
