"""A self-check for people and programs: a table of forms (`formats.py`), a file each."""

from cypaudit.report.check.content import CheckContent, CheckForm
from cypaudit.report.check.formats import FORMS

__all__ = ["FORMS", "CheckContent", "CheckForm"]
