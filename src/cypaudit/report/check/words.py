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
from cypaudit.model.rating import Evidence, EvidenceKind
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
# What authors need to know to write words that are found; without it advice alone is not enough.
HOW_TO_WRITE = (
    "Write what you will do, for whom, where and by when, in whole sentences; begin with number 1.",
    "Name children or young people in the sentence itself, or in the heading right above it: words about "
    "everybody do not answer a question about children.",
    "Say what will be, not what will not: “every child will be seen within four weeks” is understood, “no "
    "child will wait” may be taken for a denial.",
    "Put it into the body of the draft: contents, glossary, captions, references and lists of legal duties "
    "are not counted.",
    "Save the draft and run the same command again.",
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
    parts = [f"Read as {_a(noun)} ({draft.type_basis.removesuffix('.')})", size, words]
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
    if threshold.fail_on_loss:
        parts.append("--fail-on-loss")
    return ", ".join(parts) or "nothing was asked of it"


def basis_of(checked: CheckedCriterion) -> str:
    """What the question rests on, with its source."""
    return f"{BASIS_TITLES[checked.basis]}. {one_line(checked.criterion.advice.source)}"


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


def in_the_draft(checked: CheckedCriterion) -> str:
    """What the draft says so far, in one sentence; its quotes come beside it."""
    best = checked.supports[0] if checked.supports else None
    if checked.answer is Answer.UNREADABLE:
        return checked.rating.reason
    if best is not None:
        return f"it {best.why}."
    nothing = checked.criterion.nothing_found or "does not answer the question"
    denied = any(piece.kind is EvidenceKind.ABSENCE for piece in checked.near_misses[:1])
    return f"it {nothing}, and says so itself." if denied else f"it {nothing}."


def standing(check: Check, answer: Answer) -> str:
    """How many of the criteria with an answer rest on what: "1 duty in law, 12 guidance"."""
    bases = [c.basis for c in check.criteria if c.answer is answer]
    nouns = {
        Basis.LAW: ("duty in law", "duties in law"),
        Basis.GUIDANCE: ("guidance", "guidance"),
        Basis.EXPECTATION: ("expectation", "expectations"),
    }
    counts = [(bases.count(basis), nouns[basis]) for basis in Basis]
    return ", ".join(count_in_words(count, *noun) for count, noun in counts if count)


def how_sure(check: Check, note: AccuracyNote | None) -> str:
    """How far an answer can be trusted, in a sentence or two; "" where it was not measured."""
    if note is None:
        return ""
    level = check.label(note.level).lower()
    domain = check.domains[note.domain].lower()
    return f"people agreed with {note.right} of {note.total} answers “{level}” on {domain}."


def how_sure_of_what(check: Check) -> str:
    """On what `how_sure` rests, said once; "" where nothing was measured."""
    notes = [checked.accuracy for checked in check.criteria if checked.accuracy is not None]
    if not notes:
        return ""
    earlier = ", with an earlier state of the rubric" if not notes[0].is_of_this_rubric else ""
    return (
        "“How sure” was measured on documents that the rules were not written from"
        f"{earlier}; a handful of answers says little."
    )


def accepted_in_words(gap: AcceptedGap) -> str:
    """Who accepted a gap, when, and why."""
    return f"{gap.name}, {gap.accepted.isoformat()}: {gap.reason}"


def example_of(case: Case) -> str:
    """An example in one line, with the heading that it stands under."""
    lines = [line.strip() for line in case.text.splitlines() if line.strip(" |-:")]
    headings = [line.lstrip("# ") for line in lines if line.startswith("#")]
    words = " / ".join(line.lstrip("> ") for line in lines if not line.startswith("#"))
    under = f"under the heading “{headings[-1]}”: " if headings else ""
    return f"{under}“{words}”" if words else f"the heading “{headings[-1]}” with what you do below it"


def one_line(text: str) -> str:
    """Text with every run of white space as one space."""
    return " ".join(text.split())
