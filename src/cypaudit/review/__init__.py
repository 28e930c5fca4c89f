"""Ratings of different raters set side by side, and how far they agree."""

from cypaudit.review.agreement import measure_agreement

__all__ = ["measure_agreement"]
