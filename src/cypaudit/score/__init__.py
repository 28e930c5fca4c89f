"""TaggedDocument, Rubric -> Ratings. Plain Python: it knows mechanisms and no criterion's words."""

from __future__ import annotations

from cypaudit.score.pair import rate_pairs
from cypaudit.score.rate import ScoredDocument, rate_document, score_document

__all__ = ["ScoredDocument", "rate_document", "rate_pairs", "score_document"]
