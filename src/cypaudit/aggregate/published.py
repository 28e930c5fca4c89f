"""Which numbers of documents can have given a published percentage.

A percentage of few documents can only take few values: 57% printed without decimals cannot be a
share of 31 documents (17 of 31 is 55%, 18 of 31 is 58%). The idea is that of the GRIM test
(Brown and Heathers 2017), applied to percentages.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal


def possible_denominators(percent: float, ns: Iterable[int], decimals: int = 0) -> tuple[int, ...]:
    """The n among `ns` of which some count gives the percentage when printed with so many decimals.

    A half is allowed to have been rounded either way, so that nothing is called impossible that
    another convention of rounding makes possible.
    """
    return tuple(n for n in ns if possible_counts(percent, n, decimals))


def possible_counts(percent: float, n: int, decimals: int = 0) -> tuple[int, ...]:
    """The counts out of n that give the percentage when printed with so many decimals."""
    step = Decimal(1).scaleb(-decimals)
    printed = Decimal(str(percent)).quantize(step)
    return tuple(count for count in range(n + 1) if printed in _roundings(count, n, step))


def _roundings(count: int, n: int, step: Decimal) -> set[Decimal]:
    """The ways in which count/n is printed in percent, by the common conventions."""
    if n == 0:
        return set()
    exact = Decimal(100 * count) / Decimal(n)
    return {exact.quantize(step, ROUND_HALF_UP), exact.quantize(step, ROUND_HALF_EVEN)}
