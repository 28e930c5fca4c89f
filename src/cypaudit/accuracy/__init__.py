"""Labelled documents, the program's ratings held against them, and the accuracy that is published."""

from cypaudit.accuracy.labelled import read_keys
from cypaudit.accuracy.outcomes import check_leads, find_outcomes
from cypaudit.accuracy.published import read_published_accuracy

__all__ = ["check_leads", "find_outcomes", "read_keys", "read_published_accuracy"]
