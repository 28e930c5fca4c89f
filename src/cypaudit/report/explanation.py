"""An explanation of a criterion as text of 80 columns, as Markdown and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from cypaudit.model.agreement import Agreement, Coefficient, Share
from cypaudit.model.document import DocumentType
from cypaudit.model.explanation import CorrectedBy, Explanation
from cypaudit.model.published import CheckedFigure
from cypaudit.model.rubric import Advice, Case
from cypaudit.report.statistics import answer_label, rates_in_words
from cypaudit.report.words import NOT_A_SAMPLE, TYPE_TITLES, possible_n_in_words

FORMAT_VERSION = 1  # of the JSON
WIDTH = 80  # columns
MOST_EXAMPLES = 3  # of each level; all of them stand in the rubric's cases
MOST_NEAR_MISSES = 6

_BASIS = {
    "law": "a duty in law",
    "guidance": "guidance",
    "expectation": "an expectation, neither law nor guidance",
}
_SETS = {
    "tune": "documents that the rules were learnt from (flattering)",
    "validate": "documents never read for the rules",
    "written": "documents by authors who had not seen the rules, read since then (flattering)",
    "unread": "documents by authors who had not seen the rules, whose texts no rule was written from",
}
_WEIGHED = (
    "By rules, beside which the rubric's sentence model is weighed: it may doubt what the rules found, and "
    "find what they missed. The examples are rated by rules alone. More: docs/sentence-model.md"
)
# Parts of an explanation: a title with paragraphs. A paragraph that begins with "- " is a point of a list.
_Part = tuple[str, list[str]]


def explanation_text(explanation: Explanation) -> str:
    """For a terminal of 80 columns; ends with a line feed."""
    criterion = explanation.criterion
    lines = [f"{criterion.id}", *textwrap.wrap(criterion.question, WIDTH)]
    for title, paragraphs in _parts(explanation):
        lines += ["", title.upper()]
        for paragraph in paragraphs:
            indent = "    " if paragraph.startswith("- ") else "  "
            lines += textwrap.wrap(
                paragraph, WIDTH, initial_indent="  ", subsequent_indent=indent, break_on_hyphens=False
            )
    return "\n".join(lines) + "\n"


def explanation_markdown(explanation: Explanation) -> str:
    """As a page; ends with a line feed."""
    criterion = explanation.criterion
    lines = [f"# {criterion.question}", "", f"`{criterion.id}`"]
    for title, paragraphs in _parts(explanation):
        lines += ["", f"## {title}", ""]
        for paragraph in paragraphs:
            lines += [paragraph] if paragraph.startswith("- ") else [paragraph, ""]
    return "\n".join(line for line in lines).rstrip("\n") + "\n"


def explanation_json(explanation: Explanation) -> str:
    """For programs; ends with a line feed."""
    criterion, rubric, accuracy = explanation.criterion, explanation.rubric, explanation.accuracy
    content: dict[str, Any] = {
        "format": FORMAT_VERSION,
        "rubric": {"id": rubric.id, "version": rubric.version, "hash": rubric.hash},
        "criterion": criterion.id,
        "domain": criterion.domain,
        "question": criterion.question,
        "asked_of": list(criterion.asked_of),
        "pair_of": list(criterion.pair_of),
        "levels": dict(criterion.levels),
        "sentence_model_is_weighed": explanation.is_weighed,
        "notes": list(criterion.notes),
        "examples": {
            level.id: [_case_json(case) for case in explanation.cases_at(level.id)] for level in rubric.scale
        },
        "known_gaps": [{**_case_json(case), "reason": case.known_gap} for case in explanation.gaps],
        "advice": {
            "looks_for": criterion.advice.looks_for,
            "why": criterion.advice.why,
            "basis": criterion.advice.basis,
            "source": criterion.advice.source,
            "good": criterion.advice.good,
        },
        "published": [_figure_json(figure) for figure in explanation.figures],
        "corrected_by": [_corrected_by_json(found) for found in explanation.corrected_by],
        "accuracy": None
        if accuracy is None
        else {
            "rubric_version": accuracy.rubric_version,
            "rubric_hash": accuracy.rubric_hash,
            "is_of_this_rubric": accuracy.rubric_hash == rubric.hash,
            "sets": {
                name: {
                    "documents": list(measured.documents),
                    "criterion": _agreement_json(measured.by_criterion.get(criterion.id)),
                    "domain": _agreement_json(measured.by_domain.get(criterion.domain)),
                    "pooled": _agreement_json(measured.pooled),
                }
                for name, measured in accuracy.sets.items()
            },
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _parts(explanation: Explanation) -> Iterator[_Part]:
    criterion, rubric = explanation.criterion, explanation.rubric
    asked = " and ".join(TYPE_TITLES[kind].lower() for kind in criterion.asked_of)
    yield "Asked of", [f"{asked[0].upper()}{asked[1:]} ({rubric.domains[criterion.domain]})."]
    yield (
        "Levels",
        [
            f"- {level.label}: {_one_line(criterion.levels[level.id])}"
            for level in rubric.scale
            if level.id in criterion.levels
        ],
    )
    if criterion.pair_of:
        yield "Made of", [f"- {part}" for part in criterion.pair_of]
    *earning, lowest = [level for level in rubric.scale if level.in_denominator]
    for level in earning:
        if cases := explanation.cases_at(level.id):
            yield f"Earns “{level.label}”", _examples(cases[:MOST_EXAMPLES])
    if cases := explanation.cases_at(lowest.id):
        yield "Comes near and does not count", _examples(cases[:MOST_NEAR_MISSES])
    if explanation.gaps:
        yield (
            "Known to be rated wrongly today",
            [f"- {_shown(case)} ({_one_line(case.known_gap)})" for case in explanation.gaps],
        )
    if criterion.rules:
        yield "How it is rated", [_WEIGHED if explanation.is_weighed else "By rules alone."]
    if criterion.notes:
        yield "How doubts are settled", [f"- {_one_line(note)}" for note in criterion.notes]
    advice = criterion.advice
    yield (
        "Advice",
        [
            f"- What a reader looks for: {_one_line(advice.looks_for)}",
            f"- Why it is asked: {_one_line(advice.why)}",
            f"- Its standing: {_standing(advice)}. {_one_line(advice.source)}",
            f"- What good looks like: {_one_line(advice.good)}",
        ],
    )
    yield (
        "Published figures",
        [*(line for figure in explanation.figures for line in _figure(figure)), *_early(explanation)]
        or ["None."],
    )
    yield "Measured accuracy", _accuracy(explanation)
    if explanation.corrected_by:
        yield (
            "Correction of percentages",
            [f"- {_corrected_by(found, explanation)}" for found in explanation.corrected_by],
        )


def _standing(advice: Advice) -> str:
    basis = _BASIS.get(advice.basis, advice.basis)
    of = " and ".join(TYPE_TITLES[kind].lower() for kind in advice.law_on)
    return f"{basis} on {of}, an expectation of others" if of else basis


def _examples(cases: Sequence[Case]) -> list[str]:
    return [f"- {case.name}: {_shown(case)}" for case in cases]


def _shown(case: Case) -> str:
    """The case's text in one line, as its author wrote it."""
    return f"“{' / '.join(line.strip() for line in case.text.splitlines() if _says_something(line))}”"


def _says_something(line: str) -> bool:
    """Whether a line is more than the rule below a table's head."""
    return bool(line.strip(" |-:"))


def _early(explanation: Explanation) -> Iterator[str]:
    if any(checked.is_checked for checked in explanation.figures):
        yield NOT_A_SAMPLE


def _figure(checked: CheckedFigure) -> Iterator[str]:
    figure = checked.figure
    of = TYPE_TITLES[figure.document_type].lower()
    told = "told in words only" if figure.percent is None else f"{figure.percent:g}% “{figure.level}”"
    note = f" {_one_line(figure.note)}" if figure.note else ""
    yield f"- {of}: {told}.{note} ({_one_line(figure.source)})"
    if checked.is_checked:
        yield f"- {possible_n_in_words(checked)}"


def _accuracy(explanation: Explanation) -> list[str]:
    accuracy, criterion = explanation.accuracy, explanation.criterion
    if accuracy is None:
        return ["None was measured for this rubric."]
    lines = []
    if accuracy.rubric_hash != explanation.rubric.hash:
        lines.append("The rubric has changed since: what follows is that of another state of it.")
    for name, measured in accuracy.sets.items():
        of = _SETS.get(name, name)
        lines.append(f"{name}: {len(measured.documents)} {of}")
        agreement = measured.by_criterion.get(criterion.id)
        if agreement is not None:
            lines.append(f"- this criterion: {_agreement(agreement)}")
        domain = measured.by_domain.get(criterion.domain)
        if domain is not None:
            lines.append(f"- its domain: {_agreement(domain)}")
        lines.append(f"- all criteria: {_agreement(measured.pooled)}")
    lines.append(
        "A handful of ratings says little: judge by the domain and by all criteria. More: docs/accuracy.md"
    )
    return lines


def _corrected_by(found: CorrectedBy, explanation: Explanation) -> str:
    criterion, rubric = explanation.criterion, explanation.rubric
    answer = answer_label(found.answer, rubric)
    if found.rates is None or found.why_not:
        return f"{answer}: not corrected. {found.why_not}"
    errors = rates_in_words(found.rates, criterion.id, rubric.domains[criterion.domain])
    return f"{answer}: corrected by the errors measured. {errors}."


def _agreement(agreement: Agreement) -> str:
    """Agreement in words, with counts and 95% intervals."""
    parts = [f"same level {_share(agreement.exact)}"]
    if agreement.kappa.value is not None:
        parts.append(f"kappa {_coefficient(agreement.kappa)}")
    if agreement.no_precision.total:
        parts.append(f"“no” right {_share(agreement.no_precision)}")
    if agreement.no_recall.total:
        parts.append(f"“no” found {_share(agreement.no_recall)}")
    return "; ".join(parts)


def _share(share: Share) -> str:
    interval = share.interval
    if interval is None:
        return f"{share.count} of {share.total}"
    return f"{share.count} of {share.total} ({100 * interval.low:.0f}% to {100 * interval.high:.0f}%)"


def _coefficient(coefficient: Coefficient) -> str:
    if coefficient.interval is None:
        return f"{coefficient.value:.2f}"
    return f"{coefficient.value:.2f} ({coefficient.interval.low:.2f} to {coefficient.interval.high:.2f})"


def _case_json(case: Case) -> dict[str, str]:
    return {"name": case.name, "expect": case.expect, "document_type": case.document_type, "text": case.text}


def _figure_json(checked: CheckedFigure) -> dict[str, Any]:
    figure = checked.figure
    return {
        "document_type": DocumentType(figure.document_type).value,
        "level": figure.level,
        "percent": figure.percent,
        "note": figure.note,
        "source": figure.source,
        "documents_read": checked.documents,
        "fits": list(checked.fits),
        "counts": list(checked.counts),
        "systems": checked.systems,
        "fits_systems": checked.fits_systems,
        "fits_with_the_other_figures": list(checked.fits_together) if checked.others else None,
    }


def _corrected_by_json(found: CorrectedBy) -> dict[str, Any]:
    rates = found.rates
    return {
        "answer": found.answer,
        "basis": rates.basis.value if rates else None,
        "with": rates.n_with if rates else None,
        "found": rates.n_found if rates else None,
        "without": rates.n_without if rates else None,
        "left": rates.n_left if rates else None,
        "why_not": found.why_not,
    }


def _agreement_json(agreement: Agreement | None) -> dict[str, Any] | None:
    if agreement is None:
        return None
    return {
        "n": agreement.n,
        "same_level": _share_json(agreement.exact),
        "kappa": _coefficient_json(agreement.kappa),
        "ac2": _coefficient_json(agreement.ac2),
        "no_precision": _share_json(agreement.no_precision),
        "no_recall": _share_json(agreement.no_recall),
    }


def _share_json(share: Share) -> dict[str, Any]:
    low, high = (share.interval.low, share.interval.high) if share.interval else (None, None)
    return {"count": share.count, "total": share.total, "low": low, "high": high}


def _coefficient_json(coefficient: Coefficient) -> dict[str, Any]:
    low, high = (
        (coefficient.interval.low, coefficient.interval.high) if coefficient.interval else (None, None)
    )
    return {"value": coefficient.value, "low": low, "high": high}


def _one_line(text: str) -> str:
    return " ".join(text.split())
