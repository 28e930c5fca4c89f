"""Ratings of many documents to findings: counts, percentages with named denominators, intervals."""

from cypaudit.aggregate.findings import count_findings
from cypaudit.aggregate.tallies import count_tallies

__all__ = ["count_findings", "count_tallies"]
