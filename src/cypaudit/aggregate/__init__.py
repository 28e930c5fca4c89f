"""Ratings of many documents to findings: counts, percentages with named denominators, intervals."""

from cypaudit.aggregate.corrected import correct_findings
from cypaudit.aggregate.findings import count_findings
from cypaudit.aggregate.moves import count_moves
from cypaudit.aggregate.published import check_published
from cypaudit.aggregate.tallies import count_tallies

__all__ = ["check_published", "correct_findings", "count_findings", "count_moves", "count_tallies"]
