"""Measure the program against labelled documents: read, tag and rate them, then compare with the keys."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from statistics import fmean

from cypaudit import __version__
from cypaudit.accuracy import check_leads, find_outcomes, read_keys
from cypaudit.accuracy.outcomes import count_known_leads, shares_page
from cypaudit.accuracy.present import as_json, as_markdown
from cypaudit.corpus import read_manifest
from cypaudit.errors import UsageError
from cypaudit.model.agreement import (
    AccuracyReport,
    Agreement,
    Coefficient,
    LeadCheck,
    Macro,
    Outcome,
    RestsOn,
    SetAccuracy,
)
from cypaudit.model.document import Document
from cypaudit.model.finding import Mention
from cypaudit.model.rating import Rating
from cypaudit.model.rubric import Rubric
from cypaudit.model.system import ManifestEntry
from cypaudit.review import measure_agreement
from cypaudit.review.agreement import share
from cypaudit.score import rate_pairs, score_document
from cypaudit.tag import tag_document
from cypaudit.workflows.reading import Reader, Reading, read_ahead


class LabelledSet(StrEnum):
    """Which labelled documents to measure on."""

    TUNE = "tune"  # may be read while rules are written: its figures flatter
    VALIDATE = "validate"  # only its figures are looked at
    WRITTEN = "written"  # by authors who had not seen the rules; read since then
    UNREAD = "unread"  # likewise, and only its figures are looked at

    @property
    def may_be_read(self) -> bool:
        """Whether texts and keys may be shown to those who write rules."""
        return self in (LabelledSet.TUNE, LabelledSet.WRITTEN)


def measure_accuracy(
    rubric: Rubric,
    labelled: Path,
    *,
    which: Sequence[LabelledSet] = tuple(LabelledSet),
    criteria: Collection[str] | None = None,
) -> AccuracyReport:
    """Rate the labelled documents and compare with the keys, for all criteria or those named."""
    return AccuracyReport(
        cypaudit_version=__version__,
        rubric=rubric.id,
        rubric_version=rubric.version,
        rubric_hash=rubric.hash,
        questions={criterion.id: criterion.question for criterion in rubric.criteria},
        domains=rubric.domains,
        sets=tuple(_measure_set(rubric, labelled / name, name, criteria) for name in which),
    )


def write_accuracy_docs(report: AccuracyReport, project: Path) -> tuple[Path, ...]:
    """Write docs/accuracy.md and the rubric's accuracy.json into a checkout of the project.

    The page takes its prose from docs/accuracy-notes.md. The JSON lies beside the rubric's parts, so
    that `cypaudit explain` finds the figures with the hash of the rubric that they were measured on.
    """
    docs, rubric_folder = project / "docs", project / "rubrics" / report.rubric
    for folder in (docs, rubric_folder):
        if not folder.is_dir():
            raise UsageError(
                f"{folder}: no such folder. Run from a checkout of cypaudit, with a rubric of its own."
            )
    notes = docs / "accuracy-notes.md"
    page, figures = docs / "accuracy.md", rubric_folder / "accuracy.json"
    prose = notes.read_text(encoding="utf-8") if notes.is_file() else ""
    page.write_text(as_markdown(report, prose), encoding="utf-8", newline="\n")
    figures.write_text(as_json(report), encoding="utf-8", newline="\n")
    return page, figures


def _measure_set(
    rubric: Rubric, folder: Path, name: LabelledSet, criteria: Collection[str] | None
) -> SetAccuracy:
    entries = read_manifest(folder / "manifest.csv")
    keys = read_keys(folder, entries)
    ratings, mentions = _rate(entries, rubric, criteria)
    outcomes = find_outcomes(ratings, keys, rubric, with_text=name.may_be_read)
    if criteria is not None:
        outcomes = tuple(outcome for outcome in outcomes if outcome.criterion in criteria)
    return summarise(
        name,
        [entry.document for entry in entries],
        outcomes,
        check_leads(mentions, keys),
        n_leads_known=count_known_leads(keys),
        rubric=rubric,
    )


def _rate(
    entries: Sequence[ManifestEntry], rubric: Rubric, criteria: Collection[str] | None
) -> tuple[list[Rating], list[Mention]]:
    """The ratings of all documents and pairs, by the same stages as an audit."""
    asked = None if criteria is None else _with_parts(rubric, criteria)
    ratings: list[Rating] = []
    mentions: list[Mention] = []
    for entry, document in _read_all(entries):
        scored = score_document(
            tag_document(document, rubric),
            rubric,
            document_type=entry.document_type,
            system=entry.system,
            period=entry.period,
            criteria=asked,
        )
        ratings.extend(scored.ratings)
        mentions.extend(scored.mentions)
    return [*ratings, *rate_pairs(ratings, rubric)], mentions


def _read_all(entries: Sequence[ManifestEntry]) -> Iterator[tuple[ManifestEntry, Document]]:
    """The labelled documents, the next of which is read while one is rated."""

    def start(entry: ManifestEntry) -> Reading:
        return reader.start(entry.files, document_id=entry.document, title=entry.title)

    with Reader() as reader:
        for entry, reading in read_ahead(entries, start):
            yield entry, reading.document()


def _with_parts(rubric: Rubric, criteria: Collection[str]) -> frozenset[str]:
    """The criteria with those that a pair criterion among them sets beside each other."""
    parts = {part for c in rubric.criteria if c.id in criteria for part in c.pair_of}
    return frozenset(criteria) | parts


def summarise(
    name: LabelledSet,
    documents: Sequence[str],
    outcomes: Sequence[Outcome],
    checks: Sequence[LeadCheck],
    *,
    n_leads_known: int,
    rubric: Rubric,
) -> SetAccuracy:
    """Every figure of one set of labelled documents."""
    levels = [level.id for level in rubric.scale if level.in_denominator]

    def agreement(some: Iterable[Outcome]) -> Agreement:
        return measure_agreement(((outcome.key, outcome.rated) for outcome in some), levels)

    def by(attribute: str, order: Iterable[str]) -> dict[str, Agreement]:
        groups: dict[str, list[Outcome]] = {key: [] for key in order}
        for outcome in outcomes:
            groups[getattr(outcome, attribute)].append(outcome)
        return {key: agreement(group) for key, group in groups.items() if group}

    by_criterion = by("criterion", (criterion.id for criterion in rubric.criteria))
    placed = [o for o in outcomes if o.key == o.rated and o.key_pages and o.rated_pages]
    right = {(check.document, check.value.partition(":")[2].strip()) for check in checks if check.is_right}
    return SetAccuracy(
        name=name,
        documents=tuple(documents),
        pooled=agreement(outcomes),
        by_criterion=by_criterion,
        by_domain=by("domain", rubric.domains),
        macro_kappa=_macro([measured.kappa for measured in by_criterion.values()]),
        macro_ac2=_macro([measured.ac2 for measured in by_criterion.values()]),
        rests_on=_rests_on(outcomes, levels, lowest=rubric.lowest.id),
        pages=share(sum(map(shares_page, placed)), len(placed)),
        leads=share(sum(check.is_right for check in checks), len(checks)),
        n_leads_found=len(right),
        n_leads_known=n_leads_known,
        lead_checks=tuple(checks) if name.may_be_read else (),
        outcomes=tuple(outcomes),
    )


def _rests_on(outcomes: Sequence[Outcome], levels: Sequence[str], *, lowest: str) -> tuple[RestsOn, ...]:
    """How often ratings are right, by level and by the passages that earn it; pairs rest on none."""
    groups = {
        (level, label): [o for o in outcomes if o.rated == level and o.n_passages in numbers]
        for level in levels
        if level != lowest
        for label, numbers in (("1", range(1, 2)), ("2", range(2, 3)), ("3 or more", range(3, sys.maxsize)))
    }
    return tuple(
        RestsOn(level=level, passages=label, right=share(sum(o.key == level for o in some), len(some)))
        for (level, label), some in groups.items()
    )


def _macro(coefficients: Sequence[Coefficient]) -> Macro:
    values = [coefficient.value for coefficient in coefficients if coefficient.value is not None]
    return Macro(value=fmean(values) if values else None, n_defined=len(values), n_criteria=len(coefficients))
