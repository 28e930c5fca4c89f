"""findings.md: the findings tables, what was read and what was not, to be read or pasted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cypaudit.model.agreement import PublishedAccuracy
from cypaudit.model.audit import DocumentRecord, DocumentStatus
from cypaudit.model.correction import Correction
from cypaudit.model.document import DocumentType
from cypaudit.model.finding import YES_OR_SOME, Finding, Tally
from cypaudit.model.moves import Moves, Verdict
from cypaudit.model.published import CheckedFigure
from cypaudit.model.rubric import Rubric
from cypaudit.report.content import OutputFile, ReportContent
from cypaudit.report.headlines import choose_headlines, no_sentence, summary_sentence, yes_sentence
from cypaudit.report.statistics import (
    MOVES_METHOD,
    VERDICTS,
    answer_label,
    basis_in_words,
    corrected_groups,
    corrected_in_words,
    correction_method,
    correction_rule,
    moves_summary,
    not_corrected,
    p_value_in_words,
)
from cypaudit.report.words import (
    KIND_TITLES,
    NOT_A_SAMPLE,
    TYPE_NOUNS,
    TYPE_TITLES,
    count_in_words,
    how_it_rates,
    interval_in_words,
    listed,
    percent_in_words,
    possible_n_in_words,
)

_HOW_TO_READ = (
    "A percentage is out of the documents rated (n). Documents that could not be read, and those to which "
    "the criterion does not apply, are counted beside it.",
    "The interval is a 95% interval for all systems of that year. It takes the documents for a random "
    "sample, which those published first are not.",
    "Each figure rests on the quotes in `evidence.csv`: read them before you publish a figure.",
)
_FINDING_HEAD = (
    "Criterion", "Question", "n", "Yes", "To some extent", "No", "Yes: 95% interval", "Not read", "Published",
)  # fmt: skip
# Everything with a meaning in Markdown or in the HTML that is made from it.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


def render_markdown(content: ReportContent) -> Iterator[OutputFile]:
    """findings.md."""
    run = content.run
    text = findings_markdown(
        rubric=content.rubric,
        records=run.records,
        findings=run.findings,
        tallies=run.tallies,
        population=run.population,
        population_basis=run.population_basis,
        accuracy=content.accuracy,
        corrections=content.corrections,
        moves=content.moves,
        published=content.published,
    )
    yield OutputFile("findings.md", text.encode("utf-8", errors="replace"))


def findings_markdown(
    *,
    rubric: Rubric,
    records: Sequence[DocumentRecord],
    findings: Sequence[Finding],
    tallies: Sequence[Tally],
    population: int | None,
    population_basis: str,
    accuracy: PublishedAccuracy | None = None,
    corrections: Sequence[Correction] = (),
    moves: Sequence[Moves] = (),
    published: Sequence[CheckedFigure] = (),
) -> str:
    """The findings of a run as Markdown."""
    parts = [
        "# Findings",
        _about(rubric, records, population, population_basis),
        *_headline_parts(findings),
        *_finding_parts(rubric, findings),
        *_corrected_parts(corrections, accuracy, rubric),
        *_moves_parts(moves),
        *_published_parts(published),
        *_tally_parts(tallies),
        "## Documents",
        _document_table(records),
        *_not_rated_parts(records),
        *_pages_parts(records),
    ]
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Text as it stands, with nothing in it that Markdown or HTML would take for markup."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _about(
    rubric: Rubric, records: Sequence[DocumentRecord], population: int | None, population_basis: str
) -> str:
    rated = [record for record in records if record.status is DocumentStatus.RATED]
    systems = len({record.system for record in rated if record.system})
    coverage = f", of {count_in_words(systems, 'system', 'systems')}" if systems else ""
    if population is not None:
        coverage += f" out of {population}"
    facts = [
        f"Rubric: {escape(rubric.title)} (`{rubric.id}`, version {escape(rubric.version)})",
        f"Rated: {count_in_words(len(rated), 'document', 'documents')}{coverage}",
        f"Population: {escape(population_basis)}",
        how_it_rates(rubric),
        *_HOW_TO_READ,
    ]
    return "\n".join(f"- {fact}" for fact in facts)


def _headline_parts(findings: Sequence[Finding]) -> Iterable[str]:
    headlines = choose_headlines(findings)
    if headlines:
        yield "## What stands out"
    for line in headlines:
        yield f"### {line.title}"
        yield escape(summary_sentence(line))
        sentences = (*map(yes_sentence, line.most_yes), *map(no_sentence, line.most_no))
        if sentences:
            yield "\n".join(f"- {escape(sentence)}" for sentence in sentences)


def _finding_parts(rubric: Rubric, findings: Sequence[Finding]) -> Iterable[str]:
    for kind in DocumentType:
        asked = [finding for finding in findings if finding.document_type == kind and finding.n_documents]
        if not asked:
            continue
        yield f"## {TYPE_TITLES[kind.value]}"
        by_domain = sorted(asked, key=lambda finding: list(rubric.domains).index(finding.domain))
        for domain, rows in groupby(by_domain, key=lambda finding: finding.domain):
            yield f"### {escape(rubric.domains[domain])}"
            yield _table(_FINDING_HEAD, map(_finding_row, rows), right=(2, 3, 4, 5, 6, 7))


def _finding_row(finding: Finding) -> tuple[str, ...]:
    published = "; ".join(text for text in (finding.published, finding.published_note) if text)
    return (
        f"`{finding.criterion}`",
        escape(finding.question),
        str(finding.n_rated),
        _share(finding.n_yes, finding.pct_yes),
        _share(finding.n_to_some_extent, finding.pct_to_some_extent),
        _share(finding.n_no, finding.pct_no),
        interval_in_words(finding.yes_interval),
        str(finding.n_unreadable),
        escape(published),
    )


def _share(count: int, percent: float | None) -> str:
    return f"{count} ({percent_in_words(percent)})"


def _corrected_parts(
    corrections: Sequence[Correction], accuracy: PublishedAccuracy | None, rubric: Rubric
) -> Iterable[str]:
    if not any(correction.n_rated for correction in corrections):
        return
    yield "## Corrected for the program's errors"
    groups = corrected_groups(corrections)
    if groups:
        yield correction_method(accuracy)
        yield correction_rule()
    for group in groups:
        yield f"### {group.title}: corrected percentages"
        some = answer_label(YES_OR_SOME, rubric)
        yield _table(
            ("Criterion", "n", "Yes", "Yes, corrected", some, f"{some}, corrected", "Errors measured on"),
            (_corrected_row(*row, rubric) for row in group.rows),
            right=(1, 2, 3, 4, 5),
        )
    reasons = not_corrected(corrections)
    if groups and reasons:
        yield "### Not corrected"
    if reasons:
        yield "\n".join(
            f"- {answer_label(why.answer, rubric)}: {why.why_not} "
            f"({listed([f'`{name}`' for name in why.criteria]) if groups else 'all questions'})"
            for why in reasons
        )


def _corrected_row(yes: Correction, some: Correction, rubric: Rubric) -> tuple[str, ...]:
    return (
        f"`{yes.criterion}`",
        str(yes.n_rated),
        _share(yes.n_answer, yes.pct),
        corrected_in_words(yes),
        _share(some.n_answer, some.pct),
        corrected_in_words(some),
        "; ".join(dict.fromkeys(basis_in_words(one, rubric) for one in (yes, some) if not one.why_not)),
    )


def _moves_parts(moves: Sequence[Moves]) -> Iterable[str]:
    if not moves:
        return
    yield "## From strategy to plan"
    yield moves_summary(moves)
    if all(row.verdict is Verdict.TOO_FEW for row in moves):
        return
    yield MOVES_METHOD
    yield _table(
        ("Criterion", "Systems", "Plan says more", "less", "the same", "p, adjusted", "What it tells"),
        (
            (
                f"`{row.criterion}`",
                str(row.n_pairs),
                str(row.n_higher),
                str(row.n_lower),
                str(row.n_pairs - row.n_higher - row.n_lower),
                p_value_in_words(row.p_levels_adjusted),
                VERDICTS[row.verdict],
            )
            for row in moves
        ),
        right=(1, 2, 3, 4, 5),
    )


def _published_parts(published: Sequence[CheckedFigure]) -> Iterable[str]:
    checked = [figure for figure in published if figure.is_checked]
    if checked:
        yield "## What the published figures can be shares of"
        yield NOT_A_SAMPLE
        yield "\n".join(
            f"- `{figure.criterion}`, {TYPE_NOUNS[figure.figure.document_type][1]}: "
            f"{escape(possible_n_in_words(figure))}"
            for figure in checked
        )


def _tally_parts(tallies: Sequence[Tally]) -> Iterable[str]:
    if tallies:
        yield "## What was named"
    for kind, rows in groupby(tallies, key=lambda tally: tally.kind):
        yield f"### {escape(KIND_TITLES.get(kind, kind))}"
        yield _table(
            ("Named", "In", "Documents", "Out of"),
            (
                (escape(row.value), TYPE_TITLES[row.document_type], str(row.n_documents), str(row.n_rated))
                for row in rows
            ),
            right=(2, 3),
        )


def _document_table(records: Sequence[DocumentRecord]) -> str:
    return _table(
        ("Document", "Title", "Type", "System", "Pages", "Words", "Status"),
        (
            (
                f"`{record.document}`",
                escape(record.title),
                escape(record.document_type),
                escape(record.system_name or record.system),
                "" if record.pages is None else str(record.pages),
                "" if record.words is None else str(record.words),
                record.status.value.replace("_", " "),
            )
            for record in records
        ),
        right=(4, 5),
    )


def _not_rated_parts(records: Sequence[DocumentRecord]) -> Iterable[str]:
    left_out = [record for record in records if record.status is not DocumentStatus.RATED]
    if left_out:
        yield "## Not rated"
        yield "\n".join(f"- `{record.document}`: {escape(record.reason)}" for record in left_out)


def _pages_parts(records: Sequence[DocumentRecord]) -> Iterable[str]:
    partly = [r for r in records if r.status is DocumentStatus.RATED and r.pages_unreadable]
    if partly:
        yield "## Pages that could not be read"
        yield "\n".join(f"- `{record.document}`: {escape(record.unreadable_pages)}" for record in partly)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """A pipe table; the columns at the positions `right` are aligned to the right."""
    rule = ["---:" if at in right else "---" for at in range(len(head))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))
