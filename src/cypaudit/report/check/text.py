"""A self-check for a terminal of 80 columns, and for a pipe."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby

from cypaudit.model.check import Answer, Change, Check, CheckedCriterion
from cypaudit.model.rating import Evidence
from cypaudit.report.check.against import (
    CHANGE_TITLES,
    changed,
    levels_of_change,
    not_asked_of_last,
    points_of_change,
    summary_of_changes,
    unread_in_last,
)
from cypaudit.report.check.content import CheckContent
from cypaudit.report.check.words import (
    ANSWER_TITLES,
    HOW_TO_WRITE,
    NO_VERDICT_IN_LAW,
    ORDER,
    accepted_in_words,
    basis_of,
    example_of,
    how_sure,
    how_sure_of_what,
    in_the_draft,
    met_when,
    one_line,
    place_of,
    standing,
    summary,
    unread_warning,
    verdict,
    what_was_read,
    where_to_write,
)

WIDTH = 80  # columns
_JOINT = "\u00a0"  # a space at which no line is broken
FEWEST_FOR_A_LIST = 4  # open questions; fewer are seen at a glance as they are
LONGEST_QUOTE = 320  # characters
LONGEST_BRIEF_QUOTE = 150  # characters, of what is met

_BOLD, _RED, _YELLOW, _GREEN, _RESET = "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[32m", "\x1b[0m"
_COLOURS = {
    Answer.MISSING: _RED,
    Answer.UNREADABLE: _RED,
    Answer.PARTLY: _YELLOW,
    Answer.MET: _GREEN,
}


def render_text(content: CheckContent) -> bytes:
    """The check as text; ends with a line feed."""
    return ("\n".join(_lines(content)) + "\n").encode("utf-8")


def _lines(content: CheckContent) -> Iterator[str]:
    check = content.check
    if content.in_brief:
        yield from _wrap(f"{summary(check)} {verdict(check)}")
        yield from _wrap(summary_of_changes(check))
        return
    yield from _wrap(summary(check), paint=content.colour)
    if warning := unread_warning(check):
        yield from _wrap(f"NOT READ: {warning}", paint=content.colour)
    yield from _wrap(what_was_read(check))
    yield from _wrap(verdict(check))
    for note in check.draft.warnings:
        yield from _wrap(f"Note: {note}.")
    yield from _changes(content)
    if any(checked.answer is not Answer.MET for checked in content.shown):
        yield ""
        yield from _wrap(ORDER)
    yield from _in_short(content)
    number = 0
    for answer, group in groupby(content.shown, key=lambda checked: checked.answer):
        criteria = list(group)
        title = f"{ANSWER_TITLES[answer].upper()} ({len(criteria)}: {standing(check, answer)})"
        yield ""
        yield f"{_BOLD}{_COLOURS[answer]}{title}{_RESET}" if content.colour else title
        for checked in criteria:
            number += 1
            if answer is Answer.MET:
                yield from _in_brief(checked)
            elif checked.accepted is not None and not checked.fails:
                yield from _accepted(checked, number, content)
            else:
                yield from _in_full(checked, number, content)
    yield from _baseline(check)
    yield from _closing(content)


def _in_short(content: CheckContent) -> Iterator[str]:
    """All that is open at a glance, where it would not fit a screen otherwise."""
    numbered = list(enumerate(content.shown, start=1))
    if sum(checked.answer is not Answer.MET for _, checked in numbered) < FEWEST_FOR_A_LIST:
        return
    yield ""
    yield "IN SHORT"
    for answer in (Answer.MISSING, Answer.UNREADABLE, Answer.PARTLY):
        names = [f"{number}{_JOINT}{c.criterion.id}" for number, c in numbered if c.answer is answer]
        if names:
            lines = _wrap(f"{ANSWER_TITLES[answer]}: {', '.join(names)}.", indent=2, hang=2)
            yield from (line.replace(_JOINT, " ") for line in lines)


def _changes(content: CheckContent) -> Iterator[str]:
    """What is lost and gained against the document published last, with the words of both."""
    check = content.check
    if check.last is None:
        return
    yield ""
    yield from _wrap(summary_of_changes(check), paint=content.colour)
    for remark in (unread_in_last(check), not_asked_of_last(check)):
        yield from _wrap(remark)
    for change in (Change.LOST, Change.GAINED, Change.UNKNOWN):
        for checked in changed(check, change):
            if checked.since is None:
                continue
            yield ""
            levels = levels_of_change(check, checked, checked.since)
            title = f"{CHANGE_TITLES[change].upper()} {checked.criterion.id}: {levels}"
            yield from _wrap(title, hang=2, paint=content.colour)
            yield from _wrap(one_line(checked.criterion.question), indent=3)
            for point in points_of_change(check, checked, checked.since):
                yield from _point(point.title, point.text)


def _in_full(checked: CheckedCriterion, number: int, content: CheckContent) -> Iterator[str]:
    check, advice = content.check, checked.criterion.advice
    is_partly = checked.answer is Answer.PARTLY
    yield ""
    yield from _title(checked, number, content)
    yield from _point("Your draft", in_the_draft(checked))
    for piece in checked.supports[:1]:
        yield from _quote(piece)
    for piece in checked.near_misses[:1]:
        yield from _near_miss(piece, "Nearest to a full answer" if is_partly else "Nearest")
    yield from _point("Met when", met_when(check, checked))
    yield from _point("A reader looks for", one_line(advice.looks_for))
    yield from _point("Why it is asked", one_line(advice.why))
    yield from _point("It rests on", basis_of(checked))
    if not is_partly:
        yield from _point("Where to write it", where_to_write(checked))
    yield from _point("What good looks like", one_line(advice.good))
    if checked.examples:
        yield from _point("Words that meet it", example_of(checked.examples[0]))
    yield from _worth_a_look(checked)
    yield from _point("How sure", how_sure(check, checked.accuracy))


def _title(checked: CheckedCriterion, number: int, content: CheckContent) -> Iterator[str]:
    criterion = checked.criterion
    lead = f"{number}. "
    question = f"{lead}{one_line(criterion.question)}"
    yield from _wrap(question, hang=len(lead), paint=content.colour)
    marks = [criterion.id, content.check.domains[criterion.domain]]
    if checked.is_required:
        marks.append("must be met")
    yield f"{' ' * len(lead)}{' | '.join(marks)}"


def _quote(piece: Evidence) -> Iterator[str]:
    yield from _wrap(f"{_capital(place_of(piece))}: “{_cut(one_line(piece.quote), LONGEST_QUOTE)}”", indent=5)


def _near_miss(piece: Evidence, title: str) -> Iterator[str]:
    quote = f"“{_cut(one_line(piece.quote), LONGEST_QUOTE)}”"
    yield from _point(title, f"{place_of(piece)}: {quote} {piece.why}")


def _worth_a_look(checked: CheckedCriterion) -> Iterator[str]:
    if checked.second_look:
        piece = checked.second_look[0].evidence
        yield from _point(
            "Judge it yourself",
            "no rule explains this passage, but it reads as if it were about the question "
            f"({place_of(piece)}): “{_cut(one_line(piece.quote), LONGEST_QUOTE)}”",
        )


def _in_brief(checked: CheckedCriterion) -> Iterator[str]:
    best = checked.supports[0] if checked.supports else None
    yield from _wrap(f"- {checked.criterion.id}: {one_line(checked.criterion.question)}", hang=2)
    if best is not None:
        yield from _wrap(f"{place_of(best)}: “{_cut(one_line(best.quote), LONGEST_BRIEF_QUOTE)}”", indent=4)


def _accepted(checked: CheckedCriterion, number: int, content: CheckContent) -> Iterator[str]:
    yield ""
    yield from _title(checked, number, content)
    if checked.accepted is not None:
        yield from _point("Accepted", accepted_in_words(checked.accepted))


def _baseline(check: Check) -> Iterator[str]:
    if not check.stale:
        return
    done = check.baseline_was_revised
    yield ""
    yield "BASELINE: ROWS NO LONGER NEEDED"
    for stale in check.stale:
        if stale.becomes is None:
            what = "was taken out" if done else "can be taken out"
        else:
            what = f"{'was' if done else 'can be'} raised to {stale.becomes.level}"
        yield from _wrap(f"- {stale.gap.criterion}: {stale.why}; it {what}.", hang=2)
    if not done:
        yield from _wrap("Do so with --update-baseline.")


def _closing(content: CheckContent) -> Iterator[str]:
    check = content.check
    yield ""
    yield from _wrap(NO_VERDICT_IN_LAW)
    if any(checked.answer is not Answer.MET for checked in content.shown):
        yield from _wrap(how_sure_of_what(check))
    if check.left_out:
        yield from _wrap(
            f"Not asked, because the strategy and the plan are needed together: {', '.join(check.left_out)}. "
            "`cypaudit audit` answers them."
        )
    open_ = [checked for checked in content.shown if checked.answer is not Answer.MET]
    if not open_:
        return
    first = open_[0].criterion.id
    yield ""
    yield "NEXT"
    for step in HOW_TO_WRITE:
        yield from _wrap(f"- {step}", indent=2, hang=2)
    yield from _wrap(f"More examples of a question:  cypaudit explain {first}", indent=2)
    yield from _wrap(f"One question alone:           add --criterion {first}", indent=2)
    yield from _wrap("Only what is missing:         add --only missing", indent=2)


def _point(title: str, text: str) -> Iterator[str]:
    if text:
        yield from _wrap(f"{title}: {text}", indent=3, hang=2)


def _wrap(text: str, *, indent: int = 0, hang: int = 0, paint: bool = False) -> list[str]:
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_on_hyphens=False,
    )
    return [f"{_BOLD}{line}{_RESET}" for line in lines] if paint else lines


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rsplit(' ', 1)[0]} …"
