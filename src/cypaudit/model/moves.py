"""Moves: how the systems' answers differ between their strategy and their joint forward plan."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cypaudit.model.finding import Interval

# The columns of pairs.csv, in order: each is a field or property of Moves of the same name.
MOVES_COLUMNS = (
    "criterion",
    "domain",
    "question",
    "n_pairs",
    "n_left_out",
    "yes_to_yes",
    "yes_to_some",
    "yes_to_no",
    "some_to_yes",
    "some_to_some",
    "some_to_no",
    "no_to_yes",
    "no_to_some",
    "no_to_no",
    "n_higher",
    "n_lower",
    "p_levels",
    "p_levels_adjusted",
    "n_met_strategy",
    "n_met_plan",
    "n_met_plan_only",
    "n_met_strategy_only",
    "difference_met",
    "ci_low_difference",
    "ci_high_difference",
    "p_met",
    "p_met_adjusted",
    "verdict",
    "told",
)

SIGNIFICANT = 0.05  # an adjusted p-value below this is told as a difference


class Verdict(StrEnum):
    """What the pairs of one criterion tell."""

    PLANS_SAY_MORE = "plans_say_more"
    STRATEGIES_SAY_MORE = "strategies_say_more"
    NOT_TOLD_APART = "not_told_apart"  # chance alone may explain the moves
    TOO_FEW = "too_few"  # whatever the moves, so few pairs could not tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """The systems with both documents on one criterion asked of both: a row of pairs.csv.

    P-values are two-sided and exact; adjusted ones are Holm's over all criteria of the table, each test
    for itself. They are None where there is no pair.
    """

    criterion: str
    domain: str  # id of the domain
    question: str
    table: tuple[tuple[int, ...], ...]  # row: level of the strategy; column: of the plan; yes, some, no
    met: tuple[bool, ...]  # for each of the three levels, whether it counts as met
    n_left_out: int  # systems with both documents, one of which has no level of the scale
    p_levels: float | None  # Wilcoxon's signed rank test: did the levels move up or down?
    p_levels_adjusted: float | None
    p_met: float | None  # McNemar's test: do more meet it in the one than in the other?
    p_met_adjusted: float | None
    difference_interval: Interval | None  # of `difference_met`, in percentage points
    verdict: Verdict

    @property
    def n_pairs(self) -> int:
        """Systems of which both documents have a level."""
        return sum(map(sum, self.table))

    @property
    def n_higher(self) -> int:
        """Systems whose plan has a higher level than their strategy."""
        return sum(count for row, cells in enumerate(self.table) for count in cells[:row])

    @property
    def n_lower(self) -> int:
        """Systems whose plan has a lower level than their strategy."""
        return sum(count for row, cells in enumerate(self.table) for count in cells[row + 1 :])

    @property
    def n_met_plan_only(self) -> int:
        """Systems that meet it in the plan and not in the strategy."""
        return self._count(strategy=False, plan=True)

    @property
    def n_met_strategy_only(self) -> int:
        """Systems that meet it in the strategy and not in the plan."""
        return self._count(strategy=True, plan=False)

    @property
    def n_met_strategy(self) -> int:
        """Systems that meet it in the strategy."""
        return self._count(strategy=True, plan=True) + self.n_met_strategy_only

    @property
    def n_met_plan(self) -> int:
        """Systems that meet it in the plan."""
        return self._count(strategy=True, plan=True) + self.n_met_plan_only

    @property
    def difference_met(self) -> float | None:
        """Percentage points by which more systems meet it in the plan; None out of nothing."""
        return 100 * (self.n_met_plan - self.n_met_strategy) / self.n_pairs if self.n_pairs else None

    @property
    def ci_low_difference(self) -> float | None:
        """Lower end of the interval of the difference, in percentage points."""
        return self.difference_interval.low if self.difference_interval else None

    @property
    def ci_high_difference(self) -> float | None:
        """Upper end of the interval of the difference, in percentage points."""
        return self.difference_interval.high if self.difference_interval else None

    @property
    def told(self) -> str:
        """One plain sentence: the counts, and what they tell."""
        if not self.n_pairs:
            return "No system has both documents rated on it."
        same = self.n_pairs - self.n_higher - self.n_lower
        counts = (
            f"Of {self.n_pairs} {'system' if self.n_pairs == 1 else 'systems'}, the plan says more in "
            f"{self.n_higher}, less in {self.n_lower} and the same in {same}"
        )
        match self.verdict:
            case Verdict.TOO_FEW:
                return f"{counts}: too few systems to tell anything."
            case Verdict.NOT_TOLD_APART:
                return f"{counts}: chance alone may explain that."
            case Verdict.PLANS_SAY_MORE:
                return f"{counts}: the plans say more, beyond what chance explains."
            case Verdict.STRATEGIES_SAY_MORE:
                return f"{counts}: the plans say less, beyond what chance explains."

    def _count(self, *, strategy: bool, plan: bool) -> int:
        return sum(
            count
            for row, cells in zip(self.met, self.table, strict=True)
            for column, count in zip(self.met, cells, strict=True)
            if row is strategy and column is plan
        )

    # The nine cells by name, for the table.

    @property
    def yes_to_yes(self) -> int:
        """`yes` in both."""
        return self.table[0][0]

    @property
    def yes_to_some(self) -> int:
        """`yes` in the strategy, `to_some_extent` in the plan."""
        return self.table[0][1]

    @property
    def yes_to_no(self) -> int:
        """`yes` in the strategy, `no` in the plan."""
        return self.table[0][2]

    @property
    def some_to_yes(self) -> int:
        """`to_some_extent` in the strategy, `yes` in the plan."""
        return self.table[1][0]

    @property
    def some_to_some(self) -> int:
        """`to_some_extent` in both."""
        return self.table[1][1]

    @property
    def some_to_no(self) -> int:
        """`to_some_extent` in the strategy, `no` in the plan."""
        return self.table[1][2]

    @property
    def no_to_yes(self) -> int:
        """`no` in the strategy, `yes` in the plan."""
        return self.table[2][0]

    @property
    def no_to_some(self) -> int:
        """`no` in the strategy, `to_some_extent` in the plan."""
        return self.table[2][1]

    @property
    def no_to_no(self) -> int:
        """`no` in both."""
        return self.table[2][2]
