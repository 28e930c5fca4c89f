"""Labelled documents, and the program's ratings held against them."""

from cypaudit.accuracy.labelled import read_keys
from cypaudit.accuracy.outcomes import check_leads, find_outcomes

__all__ = ["check_leads", "find_outcomes", "read_keys"]
