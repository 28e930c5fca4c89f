"""The measured accuracy of a rubric in words, as every form of report tells it."""

from __future__ import annotations

from dataclasses import dataclass

from cypaudit.model.agreement import PublishedAccuracy, Share
from cypaudit.model.finding import percent_of
from cypaudit.report.words import percent_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How often the program is right, each share with its counts and interval."""

    n_documents: int
    exact: str
    no_precision: str
    no_recall: str
    two_off: str


def measured_accuracy(accuracy: PublishedAccuracy | None) -> Measured | None:
    """The accuracy on documents that the rules were not learnt from; None where it was not measured."""
    measured = accuracy.unseen if accuracy else None
    if measured is None:
        return None
    return Measured(
        n_documents=len(measured.documents),
        exact=_share(measured.pooled.exact),
        no_precision=_share(measured.pooled.no_precision),
        no_recall=_share(measured.pooled.no_recall),
        two_off=_share(measured.pooled.two_off),
    )


def _share(share: Share) -> str:
    """A share with its counts and interval: "73% (142 of 194; 95% interval 67% to 79%)"."""
    percent = percent_in_words(percent_of(share.count, share.total))
    if share.interval is None:
        return f"{percent} ({share.count} of {share.total})"
    low, high = 100 * share.interval.low, 100 * share.interval.high
    return f"{percent} ({share.count} of {share.total}; 95% interval {low:.0f}% to {high:.0f}%)"
