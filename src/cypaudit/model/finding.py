"""Findings: how many documents meet a criterion, out of how many, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

YES = "yes"
TO_SOME_EXTENT = "to_some_extent"
NO = "no"
YES_OR_SOME = "yes_or_some"  # no level: `yes` and `to_some_extent` together, the document says something

# The columns of findings.csv, in order: each is a field or property of Finding of the same name.
FINDING_COLUMNS = (
    "criterion",
    "domain",
    "question",
    "document_type",
    "n_documents",
    "n_rated",
    "n_yes",
    "n_to_some_extent",
    "n_no",
    "n_not_applicable",
    "n_unreadable",
    "pct_yes",
    "pct_to_some_extent",
    "pct_no",
    "ci_low_yes",
    "ci_high_yes",
    "ci_low_yes_or_some",
    "ci_high_yes_or_some",
    "n_systems",
    "population",
    "published",
    "published_note",
)

# The columns of tallies.csv, in order: each is a field or property of Tally of the same name.
TALLY_COLUMNS = ("kind", "value", "document_type", "n_documents", "n_rated", "documents")


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95% interval; both ends belong to it. The field that holds it says its unit."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Denominator:
    """Which documents a percentage is out of: those of a type that were given a level of the scale."""

    document_type: str
    n_documents: int  # of that type, asked the criterion
    n_not_applicable: int  # counted beside the denominator, not in it
    n_unreadable: int  # counted beside the denominator, not in it

    @property
    def n_rated(self) -> int:
        """The denominator itself: documents with a level of the scale."""
        return self.n_documents - self.n_not_applicable - self.n_unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How documents of one type stand on one criterion: a row of findings.csv.

    Percentages run from 0 to 100, are not rounded, and are None when no document was rated: 0%
    would be a claim. Intervals are None where the documents are not a sample of one document a
    system from a known number of systems.
    """

    criterion: str
    domain: str  # id of the domain
    question: str
    denominator: Denominator
    n_yes: int
    n_to_some_extent: int
    n_no: int
    yes_interval: Interval | None  # percent of the population's systems
    yes_or_some_interval: Interval | None  # percent of the population's systems
    n_systems: int  # different systems among the rated documents; documents of no known system left out
    population: int | None  # systems of that year; None: not known
    published: str  # figures published for this type, as text; "" where there are none
    published_note: str  # their doubts

    @property
    def document_type(self) -> str:
        """The type of the documents counted, or `pair`."""
        return self.denominator.document_type

    @property
    def n_documents(self) -> int:
        """Documents (of a pair criterion: pairs) asked, whatever became of them."""
        return self.denominator.n_documents

    @property
    def n_rated(self) -> int:
        """What the percentages are out of."""
        return self.denominator.n_rated

    @property
    def n_not_applicable(self) -> int:
        """Documents to which the criterion does not apply."""
        return self.denominator.n_not_applicable

    @property
    def n_unreadable(self) -> int:
        """Documents of which too little was read to rate them."""
        return self.denominator.n_unreadable

    @property
    def pct_yes(self) -> float | None:
        """Percentage of rated documents with `yes`."""
        return percent_of(self.n_yes, self.n_rated)

    @property
    def pct_to_some_extent(self) -> float | None:
        """Percentage of rated documents with `to_some_extent`."""
        return percent_of(self.n_to_some_extent, self.n_rated)

    @property
    def pct_no(self) -> float | None:
        """Percentage of rated documents with `no`."""
        return percent_of(self.n_no, self.n_rated)

    @property
    def ci_low_yes(self) -> float | None:
        """Lower end of the interval of `yes`, in percent."""
        return self.yes_interval.low if self.yes_interval else None

    @property
    def ci_high_yes(self) -> float | None:
        """Upper end of the interval of `yes`, in percent."""
        return self.yes_interval.high if self.yes_interval else None

    @property
    def ci_low_yes_or_some(self) -> float | None:
        """Lower end of the interval of `yes` and `to_some_extent` together, in percent."""
        return self.yes_or_some_interval.low if self.yes_or_some_interval else None

    @property
    def ci_high_yes_or_some(self) -> float | None:
        """Upper end of the interval of `yes` and `to_some_extent` together, in percent."""
        return self.yes_or_some_interval.high if self.yes_or_some_interval else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One document names one thing that is tallied, in a passage about children that counts."""

    kind: str  # "condition", "practitioner", "group", "partner", "engagement", "named_lead" …
    value: str  # "asthma", "health visitor" …
    document: str  # the document's id
    document_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many documents of one type name a thing: a row of tallies.csv."""

    kind: str
    value: str
    document_type: str
    n_rated: int  # documents of that type that were looked at
    documents: tuple[str, ...]  # ids of those that name it, sorted, each once

    @property
    def n_documents(self) -> int:
        """How many documents name it."""
        return len(self.documents)


def percent_of(count: int, total: int) -> float | None:
    """A count as a percentage from 0 to 100, not rounded; None out of nothing."""
    return 100 * count / total if total else None
