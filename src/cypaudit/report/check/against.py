"""What a draft gains and loses against the document published last, in words that every form says alike."""

from __future__ import annotations

from cypaudit.model.check import Change, Check, CheckedCriterion, Since
from cypaudit.model.rating import Evidence, EvidenceKind
from cypaudit.report.check.points import Point, quote_of
from cypaudit.report.check.words import one_line
from cypaudit.report.words import count_in_words, listed

CHANGE_TITLES = {
    Change.LOST: "Lost",
    Change.GAINED: "Gained",
    Change.UNKNOWN: "Cannot be said",
    Change.SAME: "The same",
}
# From the counts in docs/accuracy.md: ratings on a lone passage are right least often.
RESTS_ON_ONE = (
    "It rests on one passage, and such ratings are the least sure: read both before you believe it."
)


def last_name(check: Check) -> str:
    """The file of the document that was published last; "" where there is none."""
    return ", ".join(check.last.files) if check.last is not None else ""


def changed(check: Check, change: Change) -> tuple[CheckedCriterion, ...]:
    """The criteria that changed so, in the order that matters."""
    return tuple(c for c in check.criteria if c.since is not None and c.since.change is change)


def summary_of_changes(check: Check) -> str:
    """The comparison in a sentence or two; "" where there is none."""
    if check.last is None:
        return ""
    counts = {change: len(changed(check, change)) for change in Change}
    parts = [f"{counts[Change.LOST]} lost", f"{counts[Change.GAINED]} gained"]
    if counts[Change.UNKNOWN]:
        parts.append(f"{counts[Change.UNKNOWN]} cannot be said")
    parts.append(f"{counts[Change.SAME]} the same")
    told = f"Against {last_name(check)}: {', '.join(parts)}."
    return f"{told} {_what_a_loss_does(check, counts[Change.LOST])}".strip()


def which_was_last(check: Check) -> str:
    """What the draft is set beside, in one sentence; "" where there is nothing."""
    if check.last is None:
        return ""
    title = f" ({one_line(check.last.title)})" if check.last.title else ""
    return (
        f"{last_name(check)}{title} was rated today, by the same questions. What is rated lower now is lost, "
        "what is rated higher is gained."
    )


def _what_a_loss_does(check: Check, lost: int) -> str:
    if not lost:
        return ""
    if not check.threshold.fail_on_loss:
        return "To be lost does not fail the check by itself (--fail-on-loss makes it)."
    accepted = sum(not c.fails for c in changed(check, Change.LOST))
    beside = f", but for {count_in_words(accepted, 'accepted gap', 'accepted gaps')}" if accepted else ""
    return f"What is lost fails the check (--fail-on-loss){beside}."


def unread_in_last(check: Check) -> str:
    """What follows from pages of the last document that could not be read; "" where all were."""
    last = check.last
    if last is None or not last.pages_unreadable:
        return ""
    pages = count_in_words(last.pages_unreadable, "page", "pages")
    return (
        f"{pages} of {last_name(check)} could not be read ({last.unreadable_pages}): what is called gained "
        "may have stood there."
    )


def not_asked_of_last(check: Check) -> str:
    """Which questions of the draft the last document was not rated on; "" where there is none."""
    names = [c.criterion.id for c in check.criteria if check.last is not None and c.since is None]
    return f"Not compared: {listed(names)}." if names else ""


def levels_of_change(check: Check, checked: CheckedCriterion, since: Since) -> str:
    """ "Yes before, No now"."""
    return f"{check.label(since.rating.level)} before, {check.label(checked.rating.level)} now"


def points_of_change(check: Check, checked: CheckedCriterion, since: Since) -> tuple[Point, ...]:
    """What stood in the last document, what stands in the draft, and whether to trust the change."""
    points = [
        Point(f"In {last_name(check)}", _what_it_says(since.rating.evidence, since.rating.reason)),
        Point("In your draft", _what_it_says(checked.rating.evidence, checked.rating.reason)),
    ]
    if since.is_weak:
        points.append(Point("Weak", RESTS_ON_ONE))
    if since.change is Change.LOST:
        points.append(Point("Verdict", f"this {'fails' if checked.fails else 'does not fail'} the check."))
    return tuple(points)


def _what_it_says(evidence: tuple[Evidence, ...], reason: str) -> str:
    """The best passage, or the nearest miss with what it lacks, or that there is none."""
    if not evidence:
        return one_line(reason)
    best = evidence[0]
    if best.kind is EvidenceKind.SUPPORTS:
        return quote_of(best)
    return f"no answer; nearest is {quote_of(best)} {best.why}"
