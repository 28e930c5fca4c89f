"""Which measured error rates may correct a percentage: those of the criterion, its domain, or none.

The measurement is the table of people's levels against the program's on documents that the rules were
not learnt from. An answer (`yes`; or `yes` and `to_some_extent` together) splits it in two by two.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import erfc, exp, gamma, sqrt

from cypaudit.model.agreement import Agreement, PublishedSet
from cypaudit.model.correction import FEWEST_OF_EACH, LEAST_YOUDEN, Basis, ErrorRates
from cypaudit.model.finding import NO, TO_SOME_EXTENT, YES, YES_OR_SOME

ANSWERS = {YES: (YES,), YES_OR_SOME: (YES, TO_SOME_EXTENT)}  # the levels that an answer is made of
_DIFFERENT = 0.05  # domains err differently where chance alone does that more rarely
_Z = 1.959964  # the 97.5% point of the normal distribution


def count_errors(agreement: Agreement, answer: str, basis: Basis) -> ErrorRates:
    """The two by two table of an answer. Raises ValueError where the levels are not those of a finding."""
    if not _has_answers(agreement):
        raise ValueError(f"levels {', '.join(agreement.levels)}: there are no answers in them")
    given = [level in ANSWERS[answer] for level in agreement.levels]
    counts = {(key, rated): 0 for key in (True, False) for rated in (True, False)}
    for key, row in zip(given, agreement.confusion, strict=True):
        for rated, count in zip(given, row, strict=True):
            counts[key, rated] += count
    return ErrorRates(
        basis=basis,
        n_with=counts[True, True] + counts[True, False],
        n_found=counts[True, True],
        n_without=counts[False, True] + counts[False, False],
        n_left=counts[False, False],
    )


def _has_answers(agreement: Agreement) -> bool:
    """Whether its levels are those of a finding; a scale may have fewer."""
    return set(agreement.levels) <= {YES, TO_SOME_EXTENT, NO}


def choose_rates(
    measured: PublishedSet, *, criterion: str, domain: str, answer: str
) -> tuple[ErrorRates | None, str]:
    """The narrowest measurement that is large enough, and why it may not be used ("" where it may).

    Of the criterion, else of its domain, else of all criteria together. The last only where the domains
    do not differ in how often the program errs, as else all together speak for none of them.
    """
    if not _has_answers(measured.pooled):
        return None, "What was measured has other levels than the findings."
    agreements = (
        (Basis.CRITERION, measured.by_criterion.get(criterion)),
        (Basis.DOMAIN, measured.by_domain.get(domain)),
        (Basis.POOLED, measured.pooled),
    )
    rates = [count_errors(found, answer, basis) for basis, found in agreements if found is not None]
    enough = next((some for some in rates if min(some.n_with, some.n_without) >= FEWEST_OF_EACH), None)
    if enough is None:
        most = rates[-1]
        return most, (
            f"Too little was measured: people gave the answer {most.n_with} times and left it "
            f"{most.n_without} times, and {FEWEST_OF_EACH} of each are needed."
        )
    if enough.basis is Basis.POOLED and _domains_differ(measured, answer):
        return enough, (
            "Too little was measured for the domain, and the domains differ in how often the program errs, "
            "so that all together do not speak for this one."
        )
    if least_youden(enough) <= LEAST_YOUDEN:
        return enough, (
            "As measured, the program does not tell the answer from its absence surely enough: "
            f"it found {enough.n_found} of {enough.n_with} and left {enough.n_left} of {enough.n_without}."
        )
    return enough, ""


def least_youden(rates: ErrorRates) -> float:
    """The 95% lower limit of sensitivity + specificity - 1 (Youden's J).

    A normal interval on rates with one success and one failure added, as Lang and Reiczigel (2014)
    adjust both; the variance of a sum of two independent shares.
    """
    shares = (((rates.n_found + 1), rates.n_with + 2), ((rates.n_left + 1), rates.n_without + 2))
    youden = sum(count / total for count, total in shares) - 1
    variance = sum(count / total * (1 - count / total) / total for count, total in shares)
    return youden - _Z * sqrt(variance)


def _domains_differ(measured: PublishedSet, answer: str) -> bool:
    """Whether sensitivity or specificity differs between domains by more than chance explains."""
    rates = [count_errors(found, answer, Basis.DOMAIN) for found in measured.by_domain.values()]
    found = [(some.n_found, some.n_with) for some in rates]
    left = [(some.n_left, some.n_without) for some in rates]
    return min(homogeneity(found), homogeneity(left)) < _DIFFERENT


def homogeneity(shares: Sequence[tuple[int, int]]) -> float:
    """The p-value of Pearson's chi-squared test that all (count, total) are samples of one share.

    Rough where the totals are small; here it is a gate and no finding. 1.0 where nothing can differ.
    """
    shares = [(count, total) for count, total in shares if total]
    all_counts, all_totals = sum(count for count, _ in shares), sum(total for _, total in shares)
    if len(shares) < 2 or all_counts in (0, all_totals):
        return 1.0
    share = all_counts / all_totals
    statistic = sum((count - total * share) ** 2 / (total * share * (1 - share)) for count, total in shares)
    return chi_squared_tail(statistic, len(shares) - 1)


def chi_squared_tail(statistic: float, freedom: int) -> float:
    """P(X >= statistic) for a chi-squared X with a whole number of degrees of freedom.

    The finite series of Abramowitz and Stegun (1964), 26.4.4 for odd and 26.4.5 for even degrees.
    """
    half = statistic / 2
    if freedom % 2 == 0:
        terms = accumulate(range(1, freedom // 2), lambda term, at: term * half / at, initial=1.0)
        return exp(-half) * sum(terms)
    series = sum(float(half ** (at - 0.5)) / gamma(at + 0.5) for at in range(1, (freedom - 1) // 2 + 1))
    return erfc(sqrt(half)) + exp(-half) * series
