"""What a rating comes to when rules and sentence model are weighed, and which passages it then rests on.

The rules' passages are kept where rules and model together make them likely, the likeliest first, and set
aside where they do not. Where none is left for the level, the likeliest sentence that no rule found for it is
quoted; for a part of an answer also the likeliest that was set aside. A level that nothing is left for is not
given: the next lower is tried.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from cypaudit.model.rating import OCR_NOTE, Evidence, EvidenceKind
from cypaudit.model.rubric import Criterion, Gate, Rubric
from cypaudit.score.passages import Passages
from cypaudit.score.quote import sentence_span, with_those_beside
from cypaudit.score.reasons import doubted, not_counted, raised
from cypaudit.score.weigh import Figures, Likelihoods, find_likest, weigh

SENTENCE_MODEL = "sentence-model"  # stands where a rule's id stands for a passage that no rule found
# A full answer rests on a passage that is so likely one: else the level below it is tried. Of those between
# 50% and 60% likely blind readers held but two in five for right (docs/accuracy-notes.md).
LIKELY = 0.6
LIKELY_ENOUGH = 0.2  # for a lower level that the whole document earns, where no one passage is likelier
# Of a passage that is so likely rules and model are sure. A full answer is shown by its likeliest passage and
# by others that are sure. It often has two parts, such as a need and what is done about it: a passage for one
# that is not sure is quoted with the sentences beside it. A part of an answer has more passages, save beside
# a sure one.
SURE = 0.96
MOST_OFFERED = 3  # passages that the model offers for one rating


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that rules found, and the sentence it is."""

    piece: Evidence
    index: int | None  # position in Document.sentences; None: a heading or a section


@dataclass(frozen=True, slots=True)
class _Kept:
    """A passage at the level that it earns, and how likely people count it for that."""

    rank: int
    share: float | None  # from 0 to 1; None: the model has no figure for it
    piece: Evidence
    index: int | None  # as in Found


@dataclass(frozen=True, slots=True)
class Settled:
    """The level, and the passages that it rests on or falls short with."""

    level: str
    supports: tuple[Evidence, ...]
    near_misses: tuple[Evidence, ...]  # what only the rules took for an answer


def settle(
    criterion: Criterion,
    level: str,
    found: Sequence[Found],
    passages: Passages,
    rubric: Rubric,
    figures: Figures,
    denials: Sequence[Evidence] = (),
) -> Settled | None:
    """Weigh a rating by the rules. None where they decide alone, by the rubric or for want of figures."""
    settings = rubric.sentence_model
    ranks = {one.id: one.rank for one in rubric.scale}
    likely = figures.beside(criterion.id, ((ranks[one.piece.strength], one.piece) for one in found))
    if settings is None or likely is None or criterion.id in settings.rules_alone:
        return None
    of_level = sum(one.piece.strength == level for one in found)
    weighed = weigh(criterion.id, ranks[level], of_level, likely.log_odds, figures.model)
    unread = max((ranks[one.piece.strength] for one in found if _is_unread(one, passages)), default=0)
    levels = {one.rank: one.id for one in rubric.scale if one.in_denominator}
    for rank in range(max(weighed.rank, unread), 0, -1):
        supports = _supports(criterion, rank, levels, found, passages, rubric, likely, denials)
        if supports:
            return Settled(levels[rank], tuple(supports), ())
    return Settled(levels[0], (), tuple(_not_counted(one.piece, weighed.shares[0]) for one in found))


def _is_unread(one: Found, passages: Passages) -> bool:
    """Whether the model reads nothing that stands there, and so has nothing to outvote the rules with.

    That is a heading, or a zone that a rule counts although it commonly does not.
    """
    return one.index is None or passages.zone(one.index) in passages.zones_not_counted


def _supports(
    criterion: Criterion,
    rank: int,
    levels: dict[int, str],
    found: Sequence[Found],
    passages: Passages,
    rubric: Rubric,
    likely: Likelihoods,
    denials: Sequence[Evidence],
) -> list[Evidence]:
    """What a level rests on, the likeliest first; then what earns less. Empty where nothing can."""
    kept, doubtful = _judge(found, rank, levels, likely)
    if not any(one.rank == rank for one in kept):
        # What the rules hold for less may be offered for more: it is the same passage, better understood.
        enough = LIKELY if rank == max(levels) else LIKELY_ENOUGH
        ranks = {level: one for one, level in levels.items()}
        indices = {one.index for one in found if ranks[one.piece.strength] >= rank}
        offered = [
            _Kept(rank, share, _offer(index, levels[rank], share, passages), index)
            for index, share in find_likest(criterion, rank, likely, passages, rubric, enough)
            if index not in indices
        ]
        # Where the document says that it is not so, the model may have read the words and missed the "not".
        offered = [one for one in offered if not any(one.piece.overlaps(denial) for denial in denials)]
        # For want of a better one, what was set aside serves for a part of an answer, and not for a full one.
        best = [one for one in doubtful if one.rank == rank and rank < max(levels)]
        chosen = _first_of_the_likely([*offered, *best])
        kept = [one for one in kept if not any(one.piece.overlaps(other.piece) for other in chosen)]
        kept += chosen
    if not any(one.rank == rank for one in kept):
        return []
    kept.sort(key=_likeliest_first)
    if rank == max(levels) or (kept[0].share or 0) >= SURE:
        together = {rule.id for rule in criterion.rules if rule.at_least > 1}
        further = [one for one in kept[1:] if one.rank < rank or _stays(one, together)]
        kept = [kept[0], *further]
    return _each_once(_whole(one, passages) if one.rank == max(levels) else one.piece for one in kept)


def _judge(
    found: Sequence[Found], rank: int, levels: dict[int, str], likely: Likelihoods
) -> tuple[list[_Kept], list[_Kept]]:
    """The passages of the rules at the level that is likely for each, up to `rank`; and those without one."""
    ranks = {level: one for one, level in levels.items()}
    kept: list[_Kept] = []
    doubtful: list[_Kept] = []
    for one in found:
        top = min(ranks[one.piece.strength], rank)
        shares = {lower: likely.share(one.index, lower) for lower in range(top, 0, -1)}
        earned = next((lower for lower, share in shares.items() if share is None or share >= LIKELY), None)
        at = top if earned is None else earned
        judged = _Kept(at, shares[at], _at(one.piece, levels[at]), one.index)
        (doubtful if earned is None else kept).append(judged)
    return kept, doubtful


def _stays(one: _Kept, together: Container[str]) -> bool:
    """Whether a passage is quoted beside the likeliest. `together`: rules that ask for several."""
    return (one.share or 0) >= SURE or one.piece.cue.partition(":")[0] in together


def _likeliest_first(one: _Kept) -> tuple[int, float]:
    return -one.rank, -(LIKELY if one.share is None else one.share)


def _whole(one: _Kept, passages: Passages) -> Evidence:
    """The passage, with the sentences beside it where it is not sure."""
    if one.index is None or (one.share or 0) >= SURE:
        return one.piece
    return with_those_beside(one.piece, one.index, passages)


def _each_once(pieces: Iterable[Evidence]) -> list[Evidence]:
    """The passages without those of which a part was quoted before."""
    kept: list[Evidence] = []
    for piece in pieces:
        if not any(piece.overlaps(other) for other in kept):
            kept.append(piece)
    return kept


def _first_of_the_likely(offered: Sequence[_Kept]) -> list[_Kept]:
    """The likeliest passage, and a few more of which the model is sure."""
    ordered = sorted(offered, key=lambda one: -(one.share or 0))
    return [*ordered[:1], *(one for one in ordered[1:MOST_OFFERED] if (one.share or 0) >= SURE)]


def _at(piece: Evidence, level: str) -> Evidence:
    """A passage of the rules for a level: as it is, or doubted where the rules gave more."""
    if piece.strength == level:
        return piece
    why, note = _apart(piece.why)
    return replace(piece, strength=level, why=doubted(why) + note)


def _not_counted(piece: Evidence, share: float) -> Evidence:
    """A passage of the rules as a near miss. `share`: how likely people would count the document."""
    _, note = _apart(piece.why)
    why = not_counted(share) + note
    return replace(piece, kind=EvidenceKind.NEAR_MISS, gate=Gate.DOUBT, why=why)


def _apart(why: str) -> tuple[str, str]:
    """What is said of a passage, and the note that it was read by OCR, which stays last."""
    own, note, _ = why.partition(f" {OCR_NOTE}")
    return own, note


def _offer(index: int, level: str, share: float, passages: Passages) -> Evidence:
    document = passages.document
    return Evidence.from_span(
        document,
        sentence_span(index, passages),
        block=document.sentences[index].block,
        kind=EvidenceKind.SUPPORTS,
        strength=level,
        cue=SENTENCE_MODEL,
        why=raised(share),
    )
