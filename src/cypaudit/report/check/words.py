"""Sentences that every form of a self-check says alike."""

from __future__ import annotations

from cypaudit.model.check import (
    NEVER,
    AcceptedGap,
    AccuracyNote,
    Answer,
    Basis,
    Check,
    CheckedCriterion,
    Location,
)
from cypaudit.model.document import DocumentType
from cypaudit.model.rating import Evidence
from cypaudit.model.rubric import Case
from cypaudit.report.words import TYPE_NOUNS, count_in_words

ANSWER_TITLES = {
    Answer.MISSING: "Missing",
    Answer.UNREADABLE: "Cannot be said",
    Answer.PARTLY: "Met to some extent",
    Answer.MET: "Met",
}
BASIS_TITLES = {
    Basis.LAW: "a duty in law",
    Basis.GUIDANCE: "guidance",
    Basis.EXPECTATION: "an expectation, neither law nor guidance",
}
ORDER = (
    "What is missing comes first, then what is met to some extent, then what is met; in each part duties in "
    "law before guidance before expectations, and accepted gaps last."
)
NO_VERDICT_IN_LAW = (
    "“Missing” says that the draft does not say it, or not in words that cypaudit knows. It does not say "
    "that the plan, or what is done, is unlawful or wrong."
)


def summary(check: Check) -> str:
    """The check in one sentence."""
    asked = len(check.criteria)
    parts = [f"{check.count(Answer.MET)} of {count_in_words(asked, 'question', 'questions')} met"]
    if partly := check.count(Answer.PARTLY):
        parts.append(f"{partly} to some extent")
    if unreadable := check.count(Answer.UNREADABLE):
        parts.append(f"{unreadable} cannot be said")
    parts.append(f"{check.count(Answer.MISSING)} missing")
    return f"{name_of(check)}: {', '.join(parts)}."


def name_of(check: Check) -> str:
    """The draft's file."""
    return ", ".join(check.draft.files)


def what_was_read(check: Check) -> str:
    """What the draft was read as, and with which rubric."""
    draft = check.draft
    noun = TYPE_NOUNS[DocumentType(draft.document_type)][0]
    size = count_in_words(draft.pages, "page", "pages") if draft.pages is not None else ""
    words = f"{draft.words or 0:,} words"
    parts = [f"Read as {_a(noun)} ({draft.type_basis})", size, words]
    rubric = f"rubric {check.rubric.id} {check.rubric.version}"
    return f"{', '.join(filter(None, [*parts, rubric]))}."


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def unread_warning(check: Check) -> str:
    """Which pages could not be read, and what follows; "" where all were."""
    draft = check.draft
    if not draft.pages_unreadable:
        return ""
    of = f" of {draft.pages}" if draft.pages else ""
    return (
        f"{draft.pages_unreadable}{of} pages could not be read ({draft.unreadable_pages}). What stands "
        "there was not seen, so look there before you believe that something is missing."
    )


def verdict(check: Check) -> str:
    """Whether the draft passes what it is held to, in one sentence."""
    held = _held_to(check)
    if not check.is_answerable:
        unread = count_in_words(check.count(Answer.UNREADABLE), "question", "questions")
        return f"Cannot be said: too little could be read to answer {unread}."
    if check.failing:
        failing = count_in_words(len(check.failing), "question is", "questions are")
        return f"Not passed: {failing} below what you hold it to ({held})."
    accepted = sum(checked.accepted is not None for checked in check.criteria)
    beside = f", with {count_in_words(accepted, 'accepted gap', 'accepted gaps')}" if accepted else ""
    return f"Passed{beside} ({held})."


def _held_to(check: Check) -> str:
    threshold = check.threshold
    parts = []
    if threshold.fail_on != NEVER:
        parts.append(f"--fail-on {threshold.fail_on}")
    if threshold.required:
        parts.append(f"--require {count_in_words(len(threshold.required), 'question', 'questions')}")
    return ", ".join(parts) or "nothing was asked of it"


def basis_of(checked: CheckedCriterion) -> str:
    """What the question rests on, with its source."""
    advice = checked.criterion.advice
    return f"{BASIS_TITLES[Basis(advice.basis)]}. {one_line(advice.source)}"


def met_when(check: Check, checked: CheckedCriterion) -> str:
    """What a full answer takes; "" where the rubric does not say."""
    full = next(step.id for step in check.levels if step.counts_as_met)
    return one_line(checked.criterion.levels.get(full, ""))


def place_of(place: Evidence | Location) -> str:
    """Where a passage stands: "page 10, under “Our workforce”"."""
    if place.page is not None:
        at = f"page {place.page}"
    else:
        at = f"paragraph {place.page_label}" if place.page_label else ""
    under = f"under “{place.heading}”" if place.heading else ""
    return ", ".join(filter(None, [at, under])) or "at the beginning"


def where_to_write(checked: CheckedCriterion) -> str:
    """Where an answer would stand best, in one sentence; "" for what is met."""
    if checked.answer is Answer.MET:
        return ""
    if checked.location is None:
        return (
            "nothing in the draft is near it: give it a heading of its own that names children and young "
            "people."
        )
    return f"{place_of(checked.location)}: {checked.location.why}."


def how_sure(check: Check, note: AccuracyNote | None) -> str:
    """How far an answer can be trusted, in a sentence or two; "" where it was not measured."""
    if note is None:
        return ""
    level = check.label(note.level).lower()
    domain = check.domains[note.domain].lower()
    state = "" if note.is_of_this_rubric else " (measured with an earlier state of the rubric)"
    return (
        f"of {note.total} answers “{level}” on {domain}, in documents that the rules were not written from, "
        f"people agreed with {note.right}{state}."
    )


def accepted_in_words(gap: AcceptedGap) -> str:
    """Who accepted a gap, when, and why."""
    return f"{gap.name}, {gap.accepted.isoformat()}: {gap.reason}"


def example_of(case: Case) -> str:
    """An example in one line: its heading, then its words."""
    lines = [line.strip() for line in case.text.splitlines() if line.strip(" |-:")]
    return " / ".join(line.lstrip("#> ").strip() for line in lines)


def one_line(text: str) -> str:
    """Text with every run of white space as one space."""
    return " ".join(text.split())
