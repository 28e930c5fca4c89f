"""Strategy against joint forward plan of the same systems, criterion by criterion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from cypaudit.aggregate.paired import difference_interval, holm, least_p, mcnemar_exact, wilcoxon_exact
from cypaudit.model.document import DocumentType
from cypaudit.model.finding import NO, TO_SOME_EXTENT, YES
from cypaudit.model.moves import SIGNIFICANT, Moves, Verdict
from cypaudit.model.rating import Rating
from cypaudit.model.rubric import Criterion, Rubric

LEVELS = (YES, TO_SOME_EXTENT, NO)
_Pairs = Counter[tuple[str, str]]  # levels of strategy and plan -> systems


def count_moves(ratings: Iterable[Rating], rubric: Rubric) -> tuple[Moves, ...]:
    """A row for each criterion asked of both types, in the rubric's order; none where no system has both.

    Of several documents of a type, a system's first counts, as in a pair criterion's rating. Documents
    of no known system are in no pair.
    """
    by_system = _by_system(ratings)
    both = [pair for pair in by_system.values() if len(pair) == 2]
    if not both:
        return ()
    asked = [
        criterion
        for criterion in rubric.criteria
        if {DocumentType.STRATEGY, DocumentType.JFP} <= set(criterion.asked_of)
    ]
    met = tuple(level.id for level in rubric.scale if level.counts_as_met)
    counted = [_count(criterion, both) for criterion in asked]
    p_levels = [wilcoxon_exact(_differences(pairs)) for pairs, _ in counted]
    p_met = [mcnemar_exact(*_met_in_one(pairs, met)) for pairs, _ in counted]
    tested = [at for at, (pairs, _) in enumerate(counted) if pairs]
    levels_adjusted = dict(zip(tested, holm([p_levels[at] for at in tested]), strict=True))
    met_adjusted = dict(zip(tested, holm([p_met[at] for at in tested]), strict=True))
    return tuple(
        Moves(
            criterion=criterion.id,
            domain=criterion.domain,
            question=criterion.question,
            table=tuple(tuple(pairs[strategy, plan] for plan in LEVELS) for strategy in LEVELS),
            met=tuple(level in met for level in LEVELS),
            n_left_out=left_out,
            p_levels=p_levels[at] if pairs else None,
            p_levels_adjusted=levels_adjusted.get(at),
            p_met=p_met[at] if pairs else None,
            p_met_adjusted=met_adjusted.get(at),
            difference_interval=difference_interval(*_met_in_one(pairs, met), pairs.total())
            if pairs
            else None,
            verdict=_verdict(pairs, levels_adjusted.get(at), len(tested)),
        )
        for at, (criterion, (pairs, left_out)) in enumerate(zip(asked, counted, strict=True))
    )


_Answers = dict[str, str]  # criterion -> level, of one document


def _by_system(ratings: Iterable[Rating]) -> dict[str, dict[DocumentType, _Answers]]:
    """For each known system the answers of its first strategy and of its first plan."""
    first: dict[tuple[str, str], str] = {}
    answers: dict[str, dict[DocumentType, _Answers]] = {}
    for rating in ratings:
        if not rating.system or rating.document_type not in (DocumentType.STRATEGY, DocumentType.JFP):
            continue
        if first.setdefault((rating.system, rating.document_type), rating.document) == rating.document:
            types = answers.setdefault(rating.system, {})
            types.setdefault(DocumentType(rating.document_type), {})[rating.criterion] = rating.level
    return answers


def _count(criterion: Criterion, both: Sequence[dict[DocumentType, _Answers]]) -> tuple[_Pairs, int]:
    """The pairs of levels, and how many systems are left out as one document has no level of the scale."""
    pairs = Counter(
        (pair[DocumentType.STRATEGY].get(criterion.id, ""), pair[DocumentType.JFP].get(criterion.id, ""))
        for pair in both
    )
    kept = Counter({levels: n for levels, n in pairs.items() if set(levels) <= set(LEVELS)})
    return kept, pairs.total() - kept.total()


def _differences(pairs: _Pairs) -> list[int]:
    """By how many levels the plan of each system lies above its strategy."""
    return [
        LEVELS.index(strategy) - LEVELS.index(plan)
        for (strategy, plan), count in pairs.items()
        for _ in range(count)
    ]


def _met_in_one(pairs: _Pairs, met: Sequence[str]) -> tuple[int, int]:
    """How many systems meet it in the strategy only, and how many in the plan only."""
    strategy_only = sum(n for (strategy, plan), n in pairs.items() if strategy in met and plan not in met)
    plan_only = sum(n for (strategy, plan), n in pairs.items() if strategy not in met and plan in met)
    return strategy_only, plan_only


def _verdict(pairs: _Pairs, adjusted: float | None, n_tested: int) -> Verdict:
    """What the levels tell. Too few are pairs that could not tell even if all of them moved one way."""
    if adjusted is None or n_tested * least_p(pairs.total()) >= SIGNIFICANT:
        return Verdict.TOO_FEW
    if adjusted >= SIGNIFICANT:
        return Verdict.NOT_TOLD_APART
    return Verdict.PLANS_SAY_MORE if sum(_differences(pairs)) > 0 else Verdict.STRATEGIES_SAY_MORE
