"""Rate pairs: a system's strategy set beside its joint forward plan."""

from __future__ import annotations

from collections.abc import Sequence

from cypaudit.model.document import DocumentType
from cypaudit.model.rating import NOT_APPLICABLE, UNREADABLE, Rating
from cypaudit.model.rubric import Criterion, Rubric


def rate_pairs(ratings: Sequence[Rating], rubric: Rubric) -> tuple[Rating, ...]:
    """Ratings of the pair criteria, for every system with one strategy and one plan among the ratings."""
    by_system: dict[str, dict[str, dict[str, Rating]]] = {}
    for rating in ratings:
        if rating.system:
            types = by_system.setdefault(rating.system, {})
            types.setdefault(rating.document_type, {}).setdefault(rating.criterion, rating)
    return tuple(
        _rate_pair(criterion, system, types[DocumentType.STRATEGY], types[DocumentType.JFP], rubric)
        for criterion in rubric.criteria
        if DocumentType.PAIR in criterion.asked_of
        for system, types in sorted(by_system.items())
        if {DocumentType.STRATEGY, DocumentType.JFP} <= set(types)
    )


def _rate_pair(
    criterion: Criterion,
    system: str,
    strategy: dict[str, Rating],
    plan: dict[str, Rating],
    rubric: Rubric,
) -> Rating:
    highest, middle, nothing = _levels(rubric)
    asked = [c for c in criterion.pair_of if c in strategy and c in plan]
    set_out = [c for c in asked if strategy[c].level == highest]
    taken_up = [c for c in set_out if plan[c].level == highest]
    unread = [c for c in asked if UNREADABLE in (strategy[c].level, plan[c].level)]
    if unread:
        level, reason = (
            UNREADABLE,
            "Too little of one of the two documents could be read to set them side by side.",
        )
    elif not set_out:
        level, reason = (
            NOT_APPLICABLE,
            "The strategy sets out none of these priorities, so none can be taken up.",
        )
    else:
        level = highest if len(taken_up) == len(set_out) else middle if taken_up else nothing
        reason = f"{len(taken_up)} of the strategy's {len(set_out)} priorities are actions in the plan"
        missing = [c for c in set_out if c not in taken_up]
        reason += f"; not taken up: {', '.join(missing)}." if missing else "."
    some = next(iter(strategy.values()))
    return Rating(
        document=system,
        system=system,
        document_type=DocumentType.PAIR.value,
        period=some.period,
        criterion=criterion.id,
        level=level,
        reason=reason,
    )


def _levels(rubric: Rubric) -> tuple[str, str, str]:
    """The highest, middle and lowest level of the scale that are in the denominator."""
    counted = sorted((lv for lv in rubric.scale if lv.in_denominator), key=lambda lv: -lv.rank)
    return counted[0].id, counted[1].id, counted[-1].id
