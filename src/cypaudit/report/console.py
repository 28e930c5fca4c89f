"""The findings as a table for the terminal, 80 columns wide, in characters that every terminal has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from cypaudit.model.document import DocumentType
from cypaudit.model.finding import Finding
from cypaudit.report.words import TYPE_TITLES, count_in_words, percent_in_words

WIDTH = 80  # columns
_ID_WIDTH = 26  # columns; the longest id of the shipped rubric
_PUBLISHED_WIDTH = WIDTH - _ID_WIDTH - 30


def findings_table(findings: Sequence[Finding], domains: Mapping[str, str]) -> str:
    """A table for each document type that was audited, its criteria under their domains."""
    tables = [
        _type_table(kind.value, [f for f in findings if f.document_type == kind and f.n_documents], domains)
        for kind in DocumentType
    ]
    return "\n\n".join(table for table in tables if table) or "No document was rated."


def _type_table(document_type: str, findings: Sequence[Finding], domains: Mapping[str, str]) -> str:
    if not findings:
        return ""
    noun = ("pair", "pairs") if document_type == DocumentType.PAIR else ("document", "documents")
    asked = max(finding.n_documents for finding in findings)
    lines = [f"{TYPE_TITLES[document_type]}: {count_in_words(asked, *noun)}"]
    by_domain = sorted(findings, key=lambda finding: list(domains).index(finding.domain))
    for domain, rows in groupby(by_domain, key=lambda finding: finding.domain):
        lines += ["", *_domain_lines(domains[domain], rows)]
    return "\n".join(lines)


def _domain_lines(title: str, findings: Iterable[Finding]) -> list[str]:
    head = f"{_cut(title, _ID_WIDTH):{_ID_WIDTH}} {'n':>3}{'yes':>8}{'some':>8}{'no':>8}  published"
    return [head, *map(_row, findings)]


def _row(finding: Finding) -> str:
    counts = (
        (finding.n_yes, finding.pct_yes),
        (finding.n_to_some_extent, finding.pct_to_some_extent),
        (finding.n_no, finding.pct_no),
    )
    cells = "".join(f"{count:>3}{percent_in_words(percent):>5}" for count, percent in counts)
    published = _cut(finding.published.replace("to some extent", "some"), _PUBLISHED_WIDTH)
    criterion = _cut(finding.criterion, _ID_WIDTH)
    return f"{criterion:{_ID_WIDTH}} {finding.n_rated:>3}{cells}  {published}".rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 2]}.."
