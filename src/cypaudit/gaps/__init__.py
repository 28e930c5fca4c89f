"""Ratings of one draft -> Check: what is missing, in the order that matters, and what would meet it."""

from __future__ import annotations

from cypaudit.gaps.baseline import NewGap, revise_baseline, stale_gaps
from cypaudit.gaps.find import find_gaps

__all__ = ["NewGap", "find_gaps", "revise_baseline", "stale_gaps"]
