"""Check: read and rate one draft, and say what it leaves open and what would answer it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cypaudit import __version__
from cypaudit.accuracy import read_published_accuracy
from cypaudit.errors import UnreadableError, UsageError
from cypaudit.gaps import NewGap, find_gaps, revise_baseline
from cypaudit.gaps.since import failing_losses
from cypaudit.gaps.threshold import answer_of, levels_that_may_fail
from cypaudit.ingest import PLAIN_SUFFIXES
from cypaudit.ingest.encoding import read_text
from cypaudit.model.audit import DocumentStatus, RatedDocument
from cypaudit.model.check import NEVER, AcceptedGap, Check, Threshold
from cypaudit.model.document import DocumentType
from cypaudit.model.rating import Rating
from cypaudit.model.rubric import Rubric
from cypaudit.report.words import TYPE_NOUNS
from cypaudit.rubrics import load_rubric_with_cases, locate_rubric
from cypaudit.store import check_place, load_baseline, save_baseline
from cypaudit.workflows.inputs import collect_inputs
from cypaudit.workflows.named_criteria import choose_criteria, read_required
from cypaudit.workflows.rated_document import rate_source
from cypaudit.workflows.reading import ReadingSettings, reading_settings

# What takes the gaps of a draft into a baseline, as a user types it.
ACCEPT_GAPS = '--update-baseline --allow-new-gaps --reason "WHY" --name "WHO ACCEPTS THEM"'


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineUse:
    """Which baseline a check is held against, and whether it is to be written anew."""

    path: Path
    update: bool = False  # write it: without what is no longer needed
    new: NewGap | None = None  # what is told of the gaps that are taken in; None: none is


def check(
    draft: Path,
    *,
    rubric: str = "hpig-2023",
    document_type: DocumentType | None = None,
    domains: Collection[str] = (),
    criteria: Collection[str] = (),
    fail_on: str | None = None,
    required: Sequence[str] = (),
    baseline: BaselineUse | None = None,
    against: Path | None = None,
    fail_on_loss: bool = False,
    reading: ReadingSettings | None = None,
) -> Check:
    """What one draft answers of a rubric, and what would answer the rest.

    `domains` and `criteria` narrow what is rated; empty: everything that is asked of the type. `fail_on` is
    the level at which, and below which, an answer fails the check, or "missing" or "partly"; None: the
    lowest. `required` names criteria that must be met, as ids or files with one id a line. `against` is the
    document of the same type that was published last; with `fail_on_loss` an answer below its answer fails,
    too. Raises UnreadableError where one of the two cannot be read, UsageError where a type is not
    recognised, the two are of different types or something named does not exist, RubricError, BaselineError,
    and OutputError where the baseline cannot be written.
    """
    _refuse_what_is_no_file(draft)
    if against is not None:
        _refuse_what_is_no_file(against)
    elif fail_on_loss:
        raise UsageError("--fail-on-loss: name the document published last with --against FILE.")
    loaded, cases = load_rubric_with_cases(rubric)
    asked = choose_criteria(loaded, domains=domains, criteria=criteria)
    threshold = Threshold(
        fail_on=_level_of(fail_on, loaded),
        required=read_required(required, loaded),
        fail_on_loss=fail_on_loss,
    )
    accepted = _accepted(baseline, loaded)
    before: tuple[AcceptedGap, ...] | None = None
    settings = reading or reading_settings()
    rated = _rate(draft, loaded, document_type, settings)
    last = _rate_last(against, draft, rated, loaded, settings) if against is not None else None
    ratings = _narrow(rated, asked)
    if baseline is not None and baseline.update:
        before = accepted
        lost = failing_losses(last, ratings, loaded, threshold)
        accepted = revise_baseline(before, ratings, loaded, threshold, new=baseline.new, lost=lost)
        save_baseline(accepted, baseline.path)
    return find_gaps(
        rated.record,
        ratings,
        loaded,
        version=__version__,
        threshold=threshold,
        second_look=rated.second_look,
        cases=cases,
        accuracy=read_published_accuracy(locate_rubric(rubric).parent / loaded.id / "accuracy.json"),
        baseline=accepted,
        revised_from=before,
        last=last,
    )


def _refuse_what_is_no_file(draft: Path) -> None:
    if not draft.exists():
        raise UsageError(f"{draft}: not found. Check the path.")
    if draft.is_dir():
        raise UsageError(f"{draft}: is a folder. Name one draft; `cypaudit audit` rates folders.")
    if draft.suffix.lower() == ".csv":
        raise UsageError(f"{draft}: is a table. Name one draft; `cypaudit audit` takes a manifest.")


def read_source(draft: Path) -> str:
    """The text of a draft that people edit line by line; "" for every other, which has no lines to name."""
    if draft.suffix.lower() not in PLAIN_SUFFIXES:
        return ""
    return read_text(draft)[0]


def _level_of(fail_on: str | None, rubric: Rubric) -> str:
    """The level that is named, or NEVER: by its id, or by the word that a check has for such an answer."""
    levels = levels_that_may_fail(rubric)
    if fail_on is None:
        return levels[0]
    # Of several levels that are "partly" the last one, which is the highest: lower ones fail with it.
    words = {answer_of(level, rubric).value: level for level in levels}
    named = fail_on.casefold()
    if named in (*levels, NEVER):
        return named
    if named not in words:
        word_of = {level: f" (or {word})" for word, level in words.items()}
        choices = [f"{level}{word_of.get(level, '')}" for level in (*levels, NEVER)]
        raise UsageError(f"--fail-on {fail_on}: choose one of {', '.join(choices)}.")
    return words[named]


def _accepted(baseline: BaselineUse | None, rubric: Rubric) -> tuple[AcceptedGap, ...]:
    """The gaps of the baseline; none where it is about to be made."""
    if baseline is None:
        return ()
    if not baseline.path.exists() and baseline.update and baseline.new is not None:
        check_place(baseline.path)
        return ()
    if not baseline.path.exists():
        raise UsageError(
            f"{baseline.path}: there is no such baseline. Check the path. To accept the gaps that the draft "
            f"has today, make the file with --baseline {baseline.path} {ACCEPT_GAPS}."
        )
    return load_baseline(baseline.path, levels=levels_that_may_fail(rubric))


def _rate(
    draft: Path, rubric: Rubric, document_type: DocumentType | None, settings: ReadingSettings
) -> RatedDocument:
    """Read and rate the draft. Raises UnreadableError and UsageError."""
    inputs = collect_inputs([draft], document_type=document_type)
    rated = rate_source(inputs.sources[0], rubric, registry=inputs.registry, settings=settings)
    if rated.record.status is DocumentStatus.UNREADABLE:
        raise UnreadableError(rated.record.reason)
    if rated.record.status is DocumentStatus.NOT_RECOGNISED:
        raise UsageError(
            f"{draft.name}: {rated.record.type_basis} Say which it is with --type strategy or --type jfp."
        )
    return rated


def _rate_last(
    last: Path, draft: Path, rated: RatedDocument, rubric: Rubric, settings: ReadingSettings
) -> RatedDocument:
    """The document published last, rated as what it says it is. Raises UnreadableError and UsageError.

    Where its cover does not say what it is, it is taken for what the draft is.
    """
    kind = DocumentType(rated.record.document_type)
    inputs = collect_inputs([last])
    found = rate_source(inputs.sources[0], rubric, registry=inputs.registry, settings=settings)
    if found.record.status is DocumentStatus.UNREADABLE:
        raise UnreadableError(found.record.reason)
    if found.record.status is DocumentStatus.NOT_RECOGNISED:
        return _rate(last, rubric, kind, settings)
    if found.record.document_type != kind:
        nouns = TYPE_NOUNS[found.record.document_type][0], TYPE_NOUNS[kind][0]
        raise UsageError(
            f"--against {last.name}: is of another type ({nouns[0]}: {found.record.type_basis}) than "
            f"{draft.name} ({nouns[1]}: {rated.record.type_basis}). Each type is asked other questions: "
            f"name the {nouns[1]} that was published last."
        )
    return found


def _narrow(rated: RatedDocument, asked: Collection[str] | None) -> tuple[Rating, ...]:
    """The ratings of the criteria that are asked for. Raises UsageError where there is none."""
    ratings = tuple(rating for rating in rated.ratings if asked is None or rating.criterion in asked)
    if not ratings:
        names = ", ".join(sorted(asked or ()))
        kind = TYPE_NOUNS[rated.record.document_type][0]
        raise UsageError(
            f"{names}: not asked of a single {kind}. `cypaudit explain` says of what it is asked."
        )
    return ratings


def new_gap(*, reason: str, name: str, today: date) -> NewGap:
    """What is told of gaps that are taken into a baseline. Raises UsageError where a part is missing."""
    parts = (('--reason "WHY"', reason), ('--name "WHO ACCEPTS THEM"', name))
    if absent := [option for option, told in parts if not told.strip()]:
        raise UsageError(
            f"--allow-new-gaps: each gap in a baseline bears a reason and a name. Add {' and '.join(absent)}."
        )
    return NewGap(reason=" ".join(reason.split()), name=" ".join(name.split()), accepted=today)


def check_document(
    draft: str | Path,
    *,
    rubric: str = "hpig-2023",
    document_type: str | None = None,
    domains: Collection[str] = (),
    criteria: Collection[str] = (),
    fail_on: str | None = None,
    required: Sequence[str] = (),
    baseline: str | Path | None = None,
    against: str | Path | None = None,
    fail_on_loss: bool = False,
    use_cache: bool = True,
) -> Check:
    """`check` with plain values for those who call it from Python, as `cypaudit.check_document`.

    `document_type` is "strategy" or "jfp"; None: as its cover says. The baseline is read and never written.
    """
    if document_type not in (None, DocumentType.STRATEGY, DocumentType.JFP):
        raise UsageError(f"document_type {document_type!r}: give strategy or jfp.")
    return check(
        Path(draft),
        rubric=rubric,
        document_type=DocumentType(document_type) if document_type else None,
        domains=domains,
        criteria=criteria,
        fail_on=fail_on,
        required=required,
        baseline=BaselineUse(path=Path(baseline)) if baseline is not None else None,
        against=Path(against) if against is not None else None,
        fail_on_loss=fail_on_loss,
        reading=reading_settings(use_cache=use_cache),
    )
