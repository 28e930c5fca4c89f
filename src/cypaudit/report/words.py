"""Words and numbers that every form of report prints alike."""

from __future__ import annotations

from cypaudit.model.document import DocumentType

TYPE_TITLES = {
    DocumentType.STRATEGY.value: "Integrated care strategies",
    DocumentType.JFP.value: "Joint forward plans",
    DocumentType.PAIR.value: "Strategy and plan of the same system",
}
NOT_KNOWN = "-"  # a percentage of nothing: 0% would be a claim


def percent_in_words(percent: float | None) -> str:
    """A percentage as printed, without decimals: findings of some tens of documents have no more to say."""
    return NOT_KNOWN if percent is None else f"{percent:.0f}%"


def count_in_words(count: int, one: str, many: str) -> str:
    """A count with its noun: "1 document", "4 documents"."""
    return f"{count} {one if count == 1 else many}"
