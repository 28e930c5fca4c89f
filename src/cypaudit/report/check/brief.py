"""A self-check as a brief that can go to a board: what stands in it, in order, whatever shows it.

Parts are those of the Word report; the page in HTML and the Word file show the same ones, so that neither can
say what the other does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cypaudit.model.check import Answer, Basis, Change, Check, CheckedCriterion
from cypaudit.report.check.against import (
    CHANGE_TITLES,
    changed,
    levels_of_change,
    not_asked_of_last,
    points_of_change,
    summary_of_changes,
    unread_in_last,
    which_was_last,
)
from cypaudit.report.check.content import CheckContent
from cypaudit.report.check.points import points_of_gap, quote_of
from cypaudit.report.check.words import (
    ANSWER_TITLES,
    HOW_TO_WRITE,
    NO_VERDICT_IN_LAW,
    how_sure_of_what,
    name_of,
    one_line,
    summary,
    unread_warning,
    verdict,
    what_was_read,
)
from cypaudit.report.word.parts import Bullet, Column, Heading, Paragraph, Part, Remark, Table, Term
from cypaudit.report.words import count_in_words

_BASIS_HEADINGS = {
    Basis.LAW: "Law",
    Basis.GUIDANCE: "Guidance",
    Basis.EXPECTATION: "Expectation",
}
_OPEN = (Answer.MISSING, Answer.UNREADABLE, Answer.PARTLY)
_SECTIONS = {
    Answer.MISSING: "What is missing",
    Answer.UNREADABLE: "What cannot be said",
    Answer.PARTLY: "What is met to some extent",
}


def title_of(check: Check) -> str:
    """The title of the brief."""
    return f"Check of a draft: {one_line(check.draft.title) or name_of(check)}"


def brief_parts(content: CheckContent) -> Iterator[Part]:
    """The parts of the brief below its title."""
    yield from _summary(content)
    yield from _met(content)
    for answer in _OPEN:
        yield from _gaps(content, answer)
    yield from _changes(content.check)
    yield from _accepted(content)
    yield from _limits(content)


def _summary(content: CheckContent) -> Iterator[Part]:
    check = content.check
    yield Paragraph(summary(check))
    yield Paragraph(verdict(check))
    if warning := unread_warning(check):
        yield Paragraph(f"Not read: {warning}")
    if comparison := summary_of_changes(check):
        yield Paragraph(comparison)
    yield Paragraph(what_was_read(check))
    for note in check.draft.warnings:
        yield Paragraph(f"Note: {note}.")
    if content.only is not None:
        yield Paragraph(f"Only this is shown below: {ANSWER_TITLES[content.only].lower()}.")
    yield Table(
        caption="Answers by what each question rests on",
        summary="A row an answer. The columns hold how many questions with that answer rest on law, guidance "
        "or an expectation, and how many there are.",
        columns=(
            Column("Answer", 5.0),
            *(Column(heading, 3.2, is_number=True) for heading in _BASIS_HEADINGS.values()),
            Column("All", 2.4, is_number=True),
        ),
        rows=tuple(_count_row(check, answer) for answer in Answer if check.count(answer)),
    )


def _count_row(check: Check, answer: Answer) -> tuple[str, ...]:
    bases = [checked.basis for checked in check.criteria if checked.answer is answer]
    return (ANSWER_TITLES[answer], *(str(bases.count(basis)) for basis in Basis), str(len(bases)))


def _changes(check: Check) -> Iterator[Part]:
    if check.last is None:
        return
    yield Heading("Against the one published last", 1)
    for remark in (which_was_last(check), unread_in_last(check), not_asked_of_last(check)):
        if remark:
            yield Paragraph(remark)
    for change in (Change.LOST, Change.GAINED, Change.UNKNOWN):
        for checked in changed(check, change):
            if checked.since is None:
                continue
            yield Heading(f"{CHANGE_TITLES[change]}: {one_line(checked.criterion.question)}", 2)
            yield Remark(_marks(check, checked, levels_of_change(check, checked, checked.since)))
            yield from (Term(*point) for point in points_of_change(check, checked, checked.since))


def _gaps(content: CheckContent, answer: Answer) -> Iterator[Part]:
    gaps = [c for c in content.shown if c.answer is answer and not _is_let_be(c)]
    if not gaps:
        return
    yield Heading(_SECTIONS[answer], 1)
    if answer is Answer.MISSING:
        yield Paragraph(NO_VERDICT_IN_LAW)
        yield Paragraph("Duties in law come first, then guidance, then expectations.")
    for checked in gaps:
        yield Heading(one_line(checked.criterion.question), 2)
        yield Remark(_marks(content.check, checked, ANSWER_TITLES[answer]))
        yield from (Term(*point) for point in points_of_gap(content.check, checked))


def _is_let_be(checked: CheckedCriterion) -> bool:
    """Whether a gap is accepted and needs no advice."""
    return checked.accepted is not None and not checked.fails


def _marks(check: Check, checked: CheckedCriterion, standing: str) -> str:
    marks = [standing, check.domains[checked.criterion.domain], checked.criterion.id]
    if checked.is_required:
        marks.append("must be met")
    if checked.fails:
        marks.append("fails the check")
    return " | ".join(marks)


def _accepted(content: CheckContent) -> Iterator[Part]:
    gaps = [checked for checked in content.shown if _is_let_be(checked)]
    rows = [
        (
            one_line(checked.criterion.question),
            content.check.label(checked.rating.level),
            checked.accepted.reason,
            checked.accepted.name,
            checked.accepted.accepted.isoformat(),
        )
        for checked in gaps
        if checked.accepted is not None
    ]
    if not rows:
        return
    yield Heading("Accepted gaps", 1)
    yield Table(
        caption="Questions that are left open on purpose",
        summary="A row a question: how it is answered today, why that is accepted, by whom and since when.",
        columns=(
            Column("Question", 5.2),
            Column("Answer", 2.4),
            Column("Reason", 4.6),
            Column("Accepted by", 2.6),
            Column("On", 2.2),
        ),
        rows=tuple(rows),
    )


def _met(content: CheckContent) -> Iterator[Part]:
    met = [checked for checked in content.shown if checked.answer is Answer.MET]
    if not met:
        return
    yield Heading("What the draft answers", 1)
    for domain, title in content.check.domains.items():
        rows = [_met_row(checked) for checked in met if checked.criterion.domain == domain]
        if rows:
            yield Table(
                caption=f"{title}: what is met",
                summary="A row a question, with the best passage that answers it and its place.",
                columns=(Column("Question", 5.6), Column("Where, and the words", 11.4)),
                rows=tuple(rows),
            )


def _met_row(checked: CheckedCriterion) -> tuple[str, str]:
    best: Sequence[str] = [quote_of(piece) for piece in checked.supports[:1]]
    return one_line(checked.criterion.question), best[0] if best else one_line(checked.rating.reason)


def _limits(content: CheckContent) -> Iterator[Part]:
    check = content.check
    yield Heading("What this brief can and cannot say", 1)
    yield Bullet("It was made by a program and by nobody who read the draft. Read the quotes.")
    yield Bullet(NO_VERDICT_IN_LAW)
    yield Bullet(
        "“Met” says that the draft says it, not that it is done or that it is enough. A rating that rests "
        "on one passage is the least sure."
    )
    if any(c.accuracy is not None for c in content.shown) and (sure := how_sure_of_what(check)):
        yield Bullet(sure)
    if check.left_out:
        left = count_in_words(len(check.left_out), "question is", "questions are")
        yield Bullet(
            f"{left} not asked, because the strategy and the plan are needed together: "
            f"{', '.join(check.left_out)}."
        )
    if any(checked.answer in _OPEN for checked in content.shown):
        yield Heading("How to close a gap", 1)
        yield from map(Bullet, HOW_TO_WRITE)
    yield Remark(
        f"Rubric {check.rubric.id}, version {check.rubric.version}; file {name_of(check)}, "
        f"SHA-256 {', '.join(check.draft.sha256)}."
    )
