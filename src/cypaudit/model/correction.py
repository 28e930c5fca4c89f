"""Corrections: a percentage as it would be if the program never erred, with what that rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cypaudit.model.finding import Interval, percent_of

# The columns of corrected.csv, in order: each is a field or property of Correction of the same name.
CORRECTION_COLUMNS = (
    "criterion",
    "domain",
    "document_type",
    "answer",
    "n_answer",
    "n_rated",
    "pct",
    "pct_corrected",
    "ci_low_corrected",
    "ci_high_corrected",
    "interval_of",
    "basis",
    "n_measured_with",
    "n_measured_found",
    "n_measured_without",
    "n_measured_left",
    "why_not",
)

# What a measurement must reach before a percentage is corrected by it (aggregate/error_rates.py).
# People gave the answer so often, and left it so often, in what was measured. With 10 of each the
# interval still holds the truth as often as it claims (tests/unit/aggregate/test_corrected.py).
FEWEST_OF_EACH = 10
# The 95% lower limit of sensitivity + specificity - 1 must lie above this: a correction divides by it, and
# one that may magnify what was counted more than threefold has an interval that tells nothing.
LEAST_YOUDEN = 0.3
# A corrected percentage whose interval is wider than this (percentage points) tells nothing.
WIDEST = 70.0


class Basis(StrEnum):
    """Over which ratings the program's errors were counted."""

    CRITERION = "criterion"  # those of the criterion itself
    DOMAIN = "domain"  # those of all criteria of its domain
    POOLED = "pooled"  # those of all criteria


class IntervalOf(StrEnum):
    """What the interval of a correction is for."""

    SYSTEMS = "systems"  # all systems of that year, of which the documents are taken for a random sample
    DOCUMENTS = "documents"  # the documents themselves: it holds errors of rating alone


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRates:
    """How often the program gave an answer where people gave it, and left it where people left it."""

    basis: Basis
    n_with: int  # ratings for which people gave the answer
    n_found: int  # of those: the program gave it too
    n_without: int  # ratings for which people did not give it
    n_left: int  # of those: the program did not give it either

    @property
    def sensitivity(self) -> float:
        """Share of people's answers that the program found, from 0 to 1. Not defined out of nothing."""
        return self.n_found / self.n_with

    @property
    def specificity(self) -> float:
        """Share of what people left that the program left too, from 0 to 1. Not defined out of nothing."""
        return self.n_left / self.n_without


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The share of documents with an answer, counted and corrected: a row of corrected.csv.

    Percentages run from 0 to 100 and are not rounded. Where there is no correction, `why_not` says why
    in one sentence, and `pct_corrected` and `interval` are None.
    """

    criterion: str
    domain: str  # id of the domain
    document_type: str
    answer: str  # YES, or YES_OR_SOME: the document says something
    n_answer: int  # rated documents with the answer, as counted
    n_rated: int
    pct_corrected: float | None
    interval: Interval | None  # percent
    interval_of: IntervalOf | None
    rates: ErrorRates | None  # the measurement that was used, or that was found wanting
    why_not: str  # "" where there is a correction

    @property
    def pct(self) -> float | None:
        """The percentage as counted."""
        return percent_of(self.n_answer, self.n_rated)

    @property
    def ci_low_corrected(self) -> float | None:
        """Lower end of the interval, in percent."""
        return self.interval.low if self.interval else None

    @property
    def ci_high_corrected(self) -> float | None:
        """Upper end of the interval, in percent."""
        return self.interval.high if self.interval else None

    @property
    def basis(self) -> str:
        """Over which ratings the errors were counted; "" where they were not."""
        return self.rates.basis.value if self.rates else ""

    @property
    def n_measured_with(self) -> int | None:
        """Measured ratings for which people gave the answer."""
        return self.rates.n_with if self.rates else None

    @property
    def n_measured_found(self) -> int | None:
        """Of those, how many the program gave it too."""
        return self.rates.n_found if self.rates else None

    @property
    def n_measured_without(self) -> int | None:
        """Measured ratings for which people did not give the answer."""
        return self.rates.n_without if self.rates else None

    @property
    def n_measured_left(self) -> int | None:
        """Of those, how many the program left it too."""
        return self.rates.n_left if self.rates else None
