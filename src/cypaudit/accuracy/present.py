"""Measured accuracy for people and programs: a table for the terminal, Markdown for the docs, JSON.

Every figure is shown with its count: eight documents a criterion say little, and the reader has to
see how little.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cypaudit.model.agreement import (
    AccuracyReport,
    Agreement,
    Coefficient,
    Macro,
    Outcome,
    SetAccuracy,
    Share,
)

FORMAT_VERSION = 1  # of the JSON
SET_TITLES = {
    "tune": "Tuning set (read while rules were written: its figures flatter)",
    "validate": "Validation set (never read while rules were written)",
    "written": "Written set (by authors who had not seen the rules; read since then)",
    "unread": "Unread set (by authors who had not seen the rules; never read while rules were written)",
}

_TEXT_ROW = "{:<30} {:>4}  {:<16} {:<18} {:<18} {:<16} {:<16} {:>7}"
_TEXT_HEAD = ("", "n", "same level", "kappa", "AC2", "no: precision", "no: recall", "2 apart")


# --- text


def as_text(report: AccuracyReport, *, disagreements: bool = False) -> str:
    """The figures as tables for a terminal of 130 columns."""
    lines = [
        f"Rubric {report.rubric} {report.rubric_version} (hash {report.rubric_hash[:12]}), "
        f"cypaudit {report.cypaudit_version}",
        "Shares: percent (95% interval, Wilson) count/total. Cohen's kappa and Gwet's AC2: linear weights",
        "(95% interval, jackknife). A dash: not defined, or too few ratings.",
    ]
    for measured in report.sets:
        lines += ["", *_set_as_text(measured)]
        if disagreements:
            lines += ["", *_disagreements_as_text(measured)]
    return "\n".join(lines) + "\n"


def _set_as_text(measured: SetAccuracy) -> Iterator[str]:
    yield SET_TITLES.get(measured.name, measured.name)
    yield f"Documents: {', '.join(measured.documents)}"
    yield ""
    yield _TEXT_ROW.format(*_TEXT_HEAD).rstrip()
    for criterion, agreement in measured.by_criterion.items():
        yield _row_as_text(criterion, agreement)
    yield ""
    for domain, agreement in measured.by_domain.items():
        yield _row_as_text(f"[{domain}]", agreement)
    yield _row_as_text("pooled", measured.pooled)
    yield ""
    yield f"Mean over criteria: kappa {_macro(measured.macro_kappa)}; AC2 {_macro(measured.macro_ac2)}"
    yield f"Evidence on a page that the key names: {_share_in_words(measured.pages)}"
    yield (
        f"Named leads: right {_share_in_words(measured.leads)}; "
        f"people found {measured.n_leads_found} of {measured.n_leads_known}"
    )
    yield f"Ratings outside the scale on either side, left out above: {measured.pooled.n_aside}"
    yield ""
    for one in measured.rests_on:
        yield f"{one.level} on {one.passages} passages: right {_share_in_words(one.right)}"
    yield ""
    yield from _confusion_as_text(measured.pooled)


def _row_as_text(name: str, agreement: Agreement) -> str:
    return _TEXT_ROW.format(
        name,
        agreement.n,
        _share(agreement.exact),
        _coefficient(agreement.kappa),
        _coefficient(agreement.ac2),
        _share(agreement.no_precision),
        _share(agreement.no_recall),
        f"{agreement.two_off.count}/{agreement.n}",
    )


def _confusion_as_text(agreement: Agreement) -> Iterator[str]:
    yield "{:<22}".format("key \\ program") + "".join(f"{level:>16}" for level in agreement.levels)
    for level, counts in zip(agreement.levels, agreement.confusion, strict=True):
        yield f"{level:<22}" + "".join(f"{count:>16}" for count in counts)


def _disagreements_as_text(measured: SetAccuracy) -> Iterator[str]:
    differing = disagreements_of(measured)
    yield f"Disagreements: {len(differing)}"
    for outcome in differing:
        yield ""
        yield f"{outcome.criterion}  {outcome.document}  key: {outcome.key}  program: {outcome.rated}"
        yield f"    reason: {outcome.reason}"
        if outcome.quote:
            pages = ", ".join(map(str, outcome.rated_pages)) or "-"
            yield f"    program [{outcome.cue}] p. {pages}: {_one_line(outcome.quote)}"
        pages = ", ".join(map(str, outcome.key_pages)) or "-"
        yield f"    key p. {pages}: {_one_line(outcome.key_text)}"
    wrong = [check for check in measured.lead_checks if not check.is_right]
    for check in wrong:
        yield ""
        yield f"named lead not in the key  {check.document}  {check.value}"


def disagreements_of(measured: SetAccuracy) -> list[Outcome]:
    """The outcomes in which program and key differ, criterion by criterion."""
    order = list(measured.by_criterion)
    differing = (outcome for outcome in measured.outcomes if outcome.key != outcome.rated)
    return sorted(differing, key=lambda outcome: order.index(outcome.criterion))


# --- Markdown


def as_markdown(report: AccuracyReport, notes: str = "") -> str:
    """The page docs/accuracy.md. `notes` is prose that people keep, put in before the tables."""
    parts = [
        "# Accuracy",
        "<!-- Made by `cypaudit accuracy --write-docs`. Change docs/accuracy-notes.md, not this page. -->",
        f"Rubric `{report.rubric}` version {report.rubric_version} (hash `{report.rubric_hash[:16]}`), "
        f"cypaudit {report.cypaudit_version}, measured on the documents of `corpus/labelled/`.",
        _HOW_TO_READ,
        _overview_as_markdown(report),
        _HOW_SURE,
        _rests_on_as_markdown(report),
    ]
    if notes.strip():
        parts.append(notes.strip())
    for measured in report.sets:
        parts += [*_set_as_markdown(measured, report)]
    return "\n\n".join(parts) + "\n"


_HOW_TO_READ = """\
Each document was rated by the program and, before that, by people; the tables set the two beside each
other. **Same level**: the share of ratings that are equal. **Kappa**: Cohen's kappa with linear weights,
agreement beyond chance. **AC2**: Gwet's coefficient with linear weights, which does not fall where nearly
all documents stand on one level. **`no`: precision**: of the ratings in which the program says that a
document says nothing, those in which people say so too. **`no`: recall**: of the ratings in which people
say so, those that the program found. **Two apart**: `yes` for `no`, or `no` for `yes`.

A count stands beside every share. Intervals are 95%: Wilson's for shares, the delete-one jackknife for
coefficients. They take ratings as independent, which ratings of one document are not quite, so the truth is
somewhat less certain than they say. A dash stands where a coefficient is not defined (both sides used one
level only) or an interval would claim more than a handful of ratings can. Ratings outside the scale
(`unreadable`, `not_applicable`) on either side are left out and counted."""


_HOW_SURE = """\
**Which ratings to look at first.** Ratings that people share, by the number of passages that earn the level
(`evidence_count` counts those of the level below too):"""


def _overview_as_markdown(report: AccuracyReport) -> str:
    header = ["", *(measured.name for measured in report.sets)]
    rows = [
        ("documents", [str(len(m.documents)) for m in report.sets]),
        ("ratings compared", [str(m.pooled.n) for m in report.sets]),
        ("left out, outside the scale", [str(m.pooled.n_aside) for m in report.sets]),
        ("same level", [_share(m.pooled.exact) for m in report.sets]),
        ("kappa, pooled", [_coefficient(m.pooled.kappa) for m in report.sets]),
        ("kappa, mean over criteria", [_macro(m.macro_kappa) for m in report.sets]),
        ("AC2, pooled", [_coefficient(m.pooled.ac2) for m in report.sets]),
        ("AC2, mean over criteria", [_macro(m.macro_ac2) for m in report.sets]),
        ("`no`: precision", [_share(m.pooled.no_precision) for m in report.sets]),
        ("`no`: recall", [_share(m.pooled.no_recall) for m in report.sets]),
        ("two apart", [_share(m.pooled.two_off) for m in report.sets]),
        ("evidence on a page that the key names", [_share(m.pages) for m in report.sets]),
        ("named leads that are right", [_share(m.leads) for m in report.sets]),
        ("people named as leads found", [f"{m.n_leads_found}/{m.n_leads_known}" for m in report.sets]),
    ]
    return _markdown_table(header, [[name, *cells] for name, cells in rows])


def _rests_on_as_markdown(report: AccuracyReport) -> str:
    header = ["rating", "passages", *(measured.name for measured in report.sets)]
    rows = [
        [f"`{of_sets[0].level}`", of_sets[0].passages, *(_share(one.right) for one in of_sets)]
        for of_sets in zip(*(measured.rests_on for measured in report.sets), strict=True)
    ]
    return _markdown_table(header, rows)


def _set_as_markdown(measured: SetAccuracy, report: AccuracyReport) -> Iterator[str]:
    yield f"## {SET_TITLES.get(measured.name, measured.name)}"
    yield f"Documents: {', '.join(measured.documents)}."
    header = ["criterion", "n", "same level", "kappa", "AC2", "`no`: precision", "`no`: recall", "two apart"]
    domains = [
        _row_as_markdown(report.domains[domain], agreement)
        for domain, agreement in measured.by_domain.items()
    ]
    pooled = _row_as_markdown("**all**", measured.pooled)
    yield "### By domain"
    yield _markdown_table(["domain", *header[1:]], [*domains, pooled])
    yield "### By criterion"
    rows = [_row_as_markdown(f"`{name}`", agreement) for name, agreement in measured.by_criterion.items()]
    yield _markdown_table(header, rows)
    yield "### Which levels are taken for which"
    yield _markdown_table(
        ["people \\ program", *(f"`{level}`" for level in measured.pooled.levels)],
        [
            [f"`{level}`", *map(str, counts)]
            for level, counts in zip(measured.pooled.levels, measured.pooled.confusion, strict=True)
        ],
    )


def _row_as_markdown(name: str, agreement: Agreement) -> list[str]:
    return [
        name,
        str(agreement.n),
        _share(agreement.exact),
        _coefficient(agreement.kappa),
        _coefficient(agreement.ac2),
        _share(agreement.no_precision),
        _share(agreement.no_recall),
        f"{agreement.two_off.count}/{agreement.n}",
    ]


def _markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


# --- JSON


def as_json(report: AccuracyReport, *, disagreements: bool = False) -> str:
    """The figures as JSON, fractions from 0 to 1 rounded to four places; keys in a fixed order."""
    content = {
        "format_version": FORMAT_VERSION,
        "cypaudit": report.cypaudit_version,
        "rubric": report.rubric,
        "rubric_version": report.rubric_version,
        "rubric_hash": report.rubric_hash,
        "sets": {measured.name: _set_as_json(measured, disagreements) for measured in report.sets},
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _set_as_json(measured: SetAccuracy, disagreements: bool) -> dict[str, Any]:
    content: dict[str, Any] = {
        "documents": list(measured.documents),
        "pooled": _agreement_as_json(measured.pooled),
        "macro_kappa": _macro_as_json(measured.macro_kappa),
        "macro_ac2": _macro_as_json(measured.macro_ac2),
        "pages": _share_as_json(measured.pages),
        "leads": _share_as_json(measured.leads),
        "leads_found": measured.n_leads_found,
        "leads_known": measured.n_leads_known,
        "rests_on": [
            {"level": one.level, "passages": one.passages, "right": _share_as_json(one.right)}
            for one in measured.rests_on
        ],
        "domains": _agreements_as_json(measured.by_domain),
        "criteria": _agreements_as_json(measured.by_criterion),
    }
    if disagreements:
        content["disagreements"] = [
            {
                "criterion": o.criterion,
                "document": o.document,
                "key": o.key,
                "program": o.rated,
                "reason": o.reason,
                "cue": o.cue,
                "quote": o.quote,
                "pages": list(o.rated_pages),
                "key_pages": list(o.key_pages),
                "key_text": o.key_text,
            }
            for o in disagreements_of(measured)
        ]
    return content


def _agreements_as_json(agreements: Mapping[str, Agreement]) -> dict[str, Any]:
    return {name: _agreement_as_json(agreement) for name, agreement in agreements.items()}


def _agreement_as_json(agreement: Agreement) -> dict[str, Any]:
    return {
        "n": agreement.n,
        "n_aside": agreement.n_aside,
        "exact": _share_as_json(agreement.exact),
        "kappa": _coefficient_as_json(agreement.kappa),
        "ac2": _coefficient_as_json(agreement.ac2),
        "no_precision": _share_as_json(agreement.no_precision),
        "no_recall": _share_as_json(agreement.no_recall),
        "two_off": _share_as_json(agreement.two_off),
        "levels": list(agreement.levels),
        "confusion": [list(row) for row in agreement.confusion],
    }


def _share_as_json(share: Share) -> dict[str, Any]:
    return {
        "count": share.count,
        "total": share.total,
        "low": _rounded(share.interval.low if share.interval else None),
        "high": _rounded(share.interval.high if share.interval else None),
    }


def _coefficient_as_json(coefficient: Coefficient) -> dict[str, Any]:
    return {
        "value": _rounded(coefficient.value),
        "low": _rounded(coefficient.interval.low if coefficient.interval else None),
        "high": _rounded(coefficient.interval.high if coefficient.interval else None),
    }


def _macro_as_json(macro: Macro) -> dict[str, Any]:
    return {"value": _rounded(macro.value), "n_defined": macro.n_defined, "n_criteria": macro.n_criteria}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


# --- figures in words


def _share(share: Share) -> str:
    """A share as "88% (53-98) 7/8"; a dash out of nothing."""
    if share.value is None or share.interval is None:
        return "-"
    low, high = round(100 * share.interval.low), round(100 * share.interval.high)
    return f"{100 * share.value:.0f}% ({low}-{high}) {share.count}/{share.total}"


def _share_in_words(share: Share) -> str:
    return "none to look at" if share.total == 0 else _share(share)


def _coefficient(coefficient: Coefficient) -> str:
    """A coefficient as "0.75 (0.70-0.80)"; "to" keeps a minus sign apart from the dash."""
    if coefficient.value is None:
        return "-"
    if coefficient.interval is None:
        return f"{coefficient.value:.2f}"
    low, high = coefficient.interval.low, coefficient.interval.high
    return f"{coefficient.value:.2f} ({low:.2f} to {high:.2f})"


def _macro(macro: Macro) -> str:
    """A mean as "0.65 (48 of 57 criteria)"."""
    mean = "-" if macro.value is None else f"{macro.value:.2f}"
    return f"{mean} ({macro.n_defined} of {macro.n_criteria} criteria)"


def _one_line(text: str) -> str:
    return " ".join(text.split())
