"""Percentages corrected for the program's measured errors, beside those that were counted.

The estimate is Rogan and Gladen's (1978): with sensitivity Se and specificity Sp, a share `a` of
answers given by the program comes from a share (a + Sp - 1) / (Se + Sp - 1) of true ones.

The interval carries three uncertainties: which systems were drawn, which of them the program errs on,
and how often it errs, which is itself only measured on some documents. Lang and Reiczigel (2014) carry
them by a normal approximation for an endless population. Here the population is some tens of systems,
so the chances are summed exactly, and the interval is of the same construction as that of the counted
percentages (`intervals.population_interval`): with errors that are known to be none it is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from math import comb, exp, lgamma

from cypaudit.aggregate.error_rates import choose_rates
from cypaudit.aggregate.intervals import ALPHA
from cypaudit.model.agreement import PublishedAccuracy
from cypaudit.model.correction import WIDEST, Basis, Correction, ErrorRates, IntervalOf
from cypaudit.model.finding import YES, YES_OR_SOME, Finding, Interval

_NOT_MEASURED = "The program's errors were not measured for this rubric."
_OTHER_RUBRIC = "The program's errors were measured with another state of the rubric."
_NONE_RATED = "No document was rated."
_TOO_WIDE = (
    "Too few documents were rated: the corrected percentage could be almost anything, its interval being "
    f"wider than {WIDEST:.0f} percentage points."
)
_IMPOSSIBLE = (
    "The count cannot come about with the errors as measured, so they are not those made on this question."
)


def correct_findings(
    findings: Iterable[Finding], accuracy: PublishedAccuracy | None, rubric_hash: str
) -> tuple[Correction, ...]:
    """Two corrections for each finding, `yes` and "says something", in the order of the findings.

    `rubric_hash` is that of the rubric which rated the documents: errors measured with another state of
    it say nothing of these ratings.
    """
    return tuple(
        correction
        for finding in findings
        for correction in _without_contradiction(
            *(_correct(finding, answer, accuracy, rubric_hash) for answer in (YES, YES_OR_SOME))
        )
    )


def _without_contradiction(yes: Correction, some: Correction) -> tuple[Correction, Correction]:
    """Both corrections, neither saying that more documents say yes than say something.

    As they may rest on different measurements, they might. Such an estimate is impossible, as one below 0
    is, and is taken to the nearest that is not: that of the other, whose errors were measured nearer to
    this criterion; of equals, that of yes.
    """
    if yes.pct_corrected is None or some.pct_corrected is None or yes.pct_corrected <= some.pct_corrected:
        return yes, some
    if _width(yes) <= _width(some):
        return yes, _taken_to(yes.pct_corrected, some)
    return _taken_to(some.pct_corrected, yes), some


def _width(correction: Correction) -> int:
    """Over how much the errors were measured: 0 is the criterion alone."""
    return list(Basis).index(correction.rates.basis) if correction.rates else 0


def _taken_to(percent: float, correction: Correction) -> Correction:
    interval = correction.interval
    if interval is not None:
        interval = Interval(min(interval.low, percent), max(interval.high, percent))
    return replace(correction, pct_corrected=percent, interval=interval)


def _correct(
    finding: Finding, answer: str, accuracy: PublishedAccuracy | None, rubric_hash: str
) -> Correction:
    count = finding.n_yes if answer == YES else finding.n_yes + finding.n_to_some_extent
    is_sample = finding.yes_interval is not None
    rates, why_not = _rates_for(finding, answer, accuracy, rubric_hash)
    interval = None
    if rates is not None and not why_not:
        population = finding.population if is_sample and finding.population else finding.n_rated
        interval = corrected_interval(count, finding.n_rated, population, rates)
        why_not = _what_is_wrong_with(interval)
        interval = None if why_not else interval
    return Correction(
        criterion=finding.criterion,
        domain=finding.domain,
        document_type=finding.document_type,
        answer=answer,
        n_answer=count,
        n_rated=finding.n_rated,
        pct_corrected=100 * corrected_share(count, finding.n_rated, rates) if interval and rates else None,
        interval=interval,
        interval_of=(IntervalOf.SYSTEMS if is_sample else IntervalOf.DOCUMENTS) if interval else None,
        rates=rates,
        why_not=why_not,
    )


def _rates_for(
    finding: Finding, answer: str, accuracy: PublishedAccuracy | None, rubric_hash: str
) -> tuple[ErrorRates | None, str]:
    measured = accuracy.unseen if accuracy else None
    if accuracy is None or measured is None:
        return None, _NOT_MEASURED
    if accuracy.rubric_hash != rubric_hash:
        return None, _OTHER_RUBRIC
    if finding.n_rated == 0:
        return None, _NONE_RATED
    return choose_rates(measured, criterion=finding.criterion, domain=finding.domain, answer=answer)


def _what_is_wrong_with(interval: Interval | None) -> str:
    if interval is None:
        return _IMPOSSIBLE
    return _TOO_WIDE if interval.high - interval.low > WIDEST else ""


def corrected_share(count: int, n: int, rates: ErrorRates) -> float:
    """Rogan and Gladen's estimate of the true share, from 0 to 1.

    What falls outside, as by chance it may, is taken to the nearest end. Raises ZeroDivisionError out
    of nothing, and where sensitivity + specificity is exactly 1.
    """
    share = (count / n + rates.specificity - 1) / (rates.sensitivity + rates.specificity - 1)
    return min(1.0, max(0.0, share))


def corrected_interval(count: int, sample: int, population: int, rates: ErrorRates) -> Interval | None:
    """The 95% interval, in percent, for the true share of a population of which a sample was rated.

    A number K of the whole population is in the interval when neither tail rules it out, as in
    `population_interval`: P(X <= count | K) > 2.5% and P(X >= count | K) > 2.5%, X being the number of
    answers that the program gives. The truly such in the sample are hypergeometric. Of those, the
    program finds a number that is binomial with its sensitivity, which is known only by what was
    measured: taken over Laplace's distribution of it (a beta distribution with one success and one
    failure added), the number is beta-binomial (Skellam 1948). Likewise its false alarms among the
    rest. The estimate is taken into the interval where it just misses it. None where every K is ruled
    out: the count does not fit the errors.
    """
    if not 0 <= count <= sample <= population or sample == 0:
        raise ValueError(f"no interval for {count} of {sample} out of {population}")
    at_most, at_least = _tails(sample, population, rates)
    tail = ALPHA / 2
    kept = [
        total
        for total in range(population + 1)
        if at_most[total][count] > tail and at_least[total][count] > tail
    ]
    if not kept:
        return None
    estimate = 100 * corrected_share(count, sample, rates)
    return Interval(min(100 * kept[0] / population, estimate), max(100 * kept[-1] / population, estimate))


_Table = tuple[tuple[float, ...], ...]


@lru_cache(maxsize=256)
def _tails(sample: int, population: int, rates: ErrorRates) -> tuple[_Table, _Table]:
    """P(X <= x) and P(X >= x) for each true number in the population (row) and each x (column)."""
    given = [_answers_given(true, sample, rates) for true in range(sample + 1)]
    at_most, at_least = [], []
    for total in range(population + 1):
        drawn = _hypergeometric(total, sample, population)
        chances = [
            sum(some * row[x] for some, row in zip(drawn, given, strict=True) if some)
            for x in range(sample + 1)
        ]
        at_most.append(tuple(accumulate(chances)))
        at_least.append(tuple(accumulate(reversed(chances)))[::-1])
    return tuple(at_most), tuple(at_least)


def _answers_given(true: int, sample: int, rates: ErrorRates) -> list[float]:
    """The chance of each number of answers given by the program, where so many of a sample are true."""
    found = list(_beta_binomial(true, rates.n_found, rates.n_with))
    alarms = list(_beta_binomial(sample - true, rates.n_without - rates.n_left, rates.n_without))
    return _sum_of(found, alarms)


def _sum_of(one: Sequence[float], other: Sequence[float]) -> list[float]:
    """The distribution of the sum of two independent counts."""
    chances = [0.0] * (len(one) + len(other) - 1)
    for at, chance in enumerate(one):
        for further, another in enumerate(other):
            chances[at + further] += chance * another
    return chances


def _beta_binomial(n: int, successes: int, trials: int) -> Iterator[float]:
    """P(X = x), x from 0 to n, for n further trials after so many successes were seen in others."""
    alpha, beta = successes + 1, trials - successes + 1
    for x in range(n + 1):
        yield comb(n, x) * exp(_log_beta(x + alpha, n - x + beta) - _log_beta(alpha, beta))


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _hypergeometric(total: int, sample: int, population: int) -> list[float]:
    """The chance of each number of true ones in a sample, drawn without replacement."""
    ways = comb(population, sample)
    return [comb(total, true) * comb(population - total, sample - true) / ways for true in range(sample + 1)]
