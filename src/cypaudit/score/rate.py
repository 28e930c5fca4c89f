"""Rate a tagged document: the highest level that a rule earns, with its words and reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from cypaudit.collection import without_collection
from cypaudit.model.document import Document, DocumentType, Span
from cypaudit.model.finding import Mention
from cypaudit.model.rating import UNREADABLE, Evidence, EvidenceKind, Rating, WorthALook
from cypaudit.model.rubric import Criterion, Gate, Rubric, Rule, Scope, TermList
from cypaudit.model.tag import TaggedDocument
from cypaudit.score.force import Weakness
from cypaudit.score.gates import Candidate, Search
from cypaudit.score.headings import HeadingCandidate, find_heading_candidates, find_section_candidates
from cypaudit.score.mentions import find_mentions, named_leads
from cypaudit.score.near import find_near_misses
from cypaudit.score.passages import Passages
from cypaudit.score.quote import find_elsewhere, quoted_span
from cypaudit.score.reasons import near_miss_reason, rating_reason, see_also

if TYPE_CHECKING:
    from cypaudit.score.weigh import Figures

# Passages quoted for one rating. A reader checks the first few, and those after them err more often.
MOST_SUPPORTS = 6
# Rules that agree on a passage count up to so many. Of short passages by other authors 82% of those that
# one rule gave `yes` were so, 86% with two, 90% with three or more (docs/accuracy-notes.md).
MOST_AGREEING = 3
MOST_NEAR_MISSES = 5
_NOT_SENTENCES = (Scope.HEADING, Scope.SECTION)  # a rule that finds its passage there has no near misses
FEWEST_WORDS = 4  # a shorter passage, such as a table's cell, says little by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredDocument:
    """The ratings of one document, and what it names about children for the tallies."""

    ratings: tuple[Rating, ...]
    mentions: tuple[Mention, ...]
    second_look: tuple[WorthALook, ...] = ()  # passages that no rule explains; they rate nothing


def rate_document(
    tagged: TaggedDocument,
    rubric: Rubric,
    *,
    document_type: DocumentType,
    system: str = "",
    period: str = "",
    criteria: Collection[str] | None = None,
    by_rules_alone: bool = False,
) -> tuple[Rating, ...]:
    """Ratings for every criterion (or those named) that is asked of the document's type."""
    scored = score_document(
        tagged,
        rubric,
        document_type=document_type,
        system=system,
        period=period,
        criteria=criteria,
        by_rules_alone=by_rules_alone,
    )
    return scored.ratings


@without_collection
def score_document(
    tagged: TaggedDocument,
    rubric: Rubric,
    *,
    document_type: DocumentType,
    system: str = "",
    period: str = "",
    criteria: Collection[str] | None = None,
    second_look: bool = False,
    by_rules_alone: bool = False,
) -> ScoredDocument:
    """Ratings and mentions. A criterion that is not asked of the type gives no rating.

    `by_rules_alone`: the rubric's sentence model is not asked, as when rules are tried on their cases.
    """
    passages = Passages(tagged, rubric.mechanisms, frozenset(rubric.zones_not_counted))
    figures = None if by_rules_alone else _read_sentences(passages, rubric)
    ratings = tuple(
        _rate(criterion, passages, rubric, document_type, system, period, figures)
        for criterion in rubric.criteria
        if document_type in criterion.asked_of and (criteria is None or criterion.id in criteria)
    )
    mentions = find_mentions(passages, rubric, document_type)
    return ScoredDocument(
        ratings=ratings,
        mentions=(*mentions, *named_leads(ratings, passages, rubric, document_type)),
        second_look=_second_look(ratings, passages, rubric, figures) if second_look and figures else (),
    )


def _read_sentences(passages: Passages, rubric: Rubric) -> Figures | None:
    if rubric.sentence_model is None:
        return None
    # Here, because it brings numpy, which is loaded only where a model is asked.
    from cypaudit.score.sentence_model import load_sentence_model
    from cypaudit.score.weigh import read_sentences

    return read_sentences(passages, load_sentence_model(rubric.sentence_model.file))


def _second_look(
    ratings: Sequence[Rating], passages: Passages, rubric: Rubric, figures: Figures
) -> tuple[WorthALook, ...]:
    if rubric.second_look is None:
        return ()
    from cypaudit.score.second_look import take_second_look

    return take_second_look(ratings, passages, rubric.second_look, rubric.lowest.id, figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Earned:
    """A rule with the passages that meet it; none where it asks for more passages than there are."""

    rule: Rule
    level: str  # the rule's, or the one below it for passages without force
    passed: tuple[Candidate | HeadingCandidate, ...]


def _rate(
    criterion: Criterion,
    passages: Passages,
    rubric: Rubric,
    document_type: DocumentType,
    system: str,
    period: str,
    figures: Figures | None,
) -> Rating:
    ranks = {level.id: level.rank for level in rubric.scale}
    below = _levels_below(rubric)
    searches = [Search(rule, passages) for rule in criterion.rules]
    earning = [earned for search in searches for earned in _apply(search, below) if earned.passed]
    level = max((earned.level for earned in earning), key=ranks.__getitem__, default=rubric.lowest.id)
    supports = _best_first(
        [earned for earned in earning if ranks[earned.level] > rubric.lowest.rank], ranks, passages
    )
    higher = [
        search
        for search in searches
        if ranks[search.rule.gives] > ranks[level] and search.rule.find_in not in _NOT_SENTENCES
    ]
    supporting = {candidate.index for _, candidate in supports if isinstance(candidate, Candidate)}
    misses = find_near_misses(higher, supporting)
    document = passages.document
    found = _found(supports, passages)
    evidence = (
        *(piece for piece, _ in found),
        *_first_few((_miss(c, criterion, passages, rubric.term_lists) for c in misses), MOST_NEAR_MISSES),
    )
    if figures is not None:
        level, evidence = _settle(criterion, level, found, evidence, passages, rubric, figures)
    n_passages = len(document.sentences)
    if level == rubric.lowest.id and _too_little_read(document, rubric):
        level = UNREADABLE
    return Rating(
        document=document.id,
        system=system,
        document_type=document_type.value,
        period=period,
        criterion=criterion.id,
        level=level,
        reason=rating_reason(criterion, level, evidence, document, n_passages),
        evidence=evidence,
        passages=n_passages,
    )


def _settle(
    criterion: Criterion,
    level: str,
    found: Sequence[tuple[Evidence, int | None]],
    evidence: tuple[Evidence, ...],
    passages: Passages,
    rubric: Rubric,
    figures: Figures,
) -> tuple[str, tuple[Evidence, ...]]:
    """The level and the evidence when the sentence model is weighed beside the rules."""
    from cypaudit.score.settle import Found, settle

    denials = [piece for piece in evidence if piece.kind is EvidenceKind.ABSENCE]
    settled = settle(criterion, level, [Found(*one) for one in found], passages, rubric, figures, denials)
    if settled is None:
        return level, evidence
    misses = (
        piece
        for piece in evidence
        if piece.kind is not EvidenceKind.SUPPORTS and not any(map(piece.overlaps, settled.supports))
    )
    return settled.level, (
        *_first_few(settled.supports, MOST_SUPPORTS),
        *_first_few((*settled.near_misses, *misses), MOST_NEAR_MISSES),
    )


def _levels_below(rubric: Rubric) -> Mapping[str, str]:
    """For each level the one that a passage without force earns in its place, where there is one."""
    counting = sorted(
        (level for level in rubric.scale if level.in_denominator), key=lambda level: -level.rank
    )
    return {level.id: lower.id for level, lower in pairwise(counting) if lower.rank > rubric.lowest.rank}


def _apply(search: Search, below: Mapping[str, str]) -> tuple[_Earned, ...]:
    """Put a rule to the whole document: what earns its level, and what for want of force earns less."""
    rule, passages = search.rule, search.passages
    passed: Sequence[Candidate | HeadingCandidate]
    match rule.find_in:
        case Scope.HEADING:
            passed = find_heading_candidates(rule, passages)
        case Scope.SECTION:
            passed = find_section_candidates(rule, passages)
        case _:
            passed = search.find_passing()
    if not passed:
        return ()
    if rule.gives not in below or Gate.FORCE in rule.ignores:
        return (_Earned(rule=rule, level=rule.gives, passed=_enough(rule, passed, passages)),)
    forceful: list[Candidate | HeadingCandidate] = []
    weak: list[Candidate | HeadingCandidate] = []
    for candidate in passed:
        (forceful if _weakness(candidate, passages) is None else weak).append(candidate)
    enough = _enough(rule, forceful, passages)
    lower = _enough(rule, passed, passages) and tuple(weak if enough else passed)
    return (
        _Earned(rule=rule, level=rule.gives, passed=enough),
        _Earned(rule=rule, level=below[rule.gives], passed=lower),
    )


def _weakness(candidate: Candidate | HeadingCandidate, passages: Passages) -> Weakness | None:
    if isinstance(candidate, HeadingCandidate):
        return None
    if passages.is_one_of_many(candidate.index, candidate.anchor):
        return Weakness.LISTED
    return passages.weakness(candidate.index)


def _enough(
    rule: Rule, passed: Sequence[Candidate | HeadingCandidate], passages: Passages
) -> tuple[Candidate | HeadingCandidate, ...]:
    """The passages, or none where too few of them stand apart."""
    places = {_place(candidate, rule.apart, passages) for candidate in passed}
    return tuple(passed) if len(places) >= rule.at_least else ()


def _place(candidate: Candidate | HeadingCandidate, apart: Scope, passages: Passages) -> int:
    if isinstance(candidate, HeadingCandidate):
        return candidate.section
    if apart is Scope.SECTION:
        return passages.section(candidate.index)
    if apart is Scope.PARAGRAPH:
        return passages.document.sentences[candidate.index].block
    return candidate.index


def _best_first(
    earning: Sequence[_Earned], ranks: Mapping[str, int], passages: Passages
) -> list[tuple[_Earned, Candidate | HeadingCandidate]]:
    """The passages that a reader should see first, in the order of the rules where they are alike.

    First those of the highest level; what is long enough to be understood alone, before a bare cell;
    what several rules agree on, as one rule alone errs more often; and what names children itself,
    before what stands under a heading that does.
    """
    nearness = {scope: rank for rank, scope in enumerate(Scope)}
    agreeing = Counter((earned.level, _key(candidate)) for earned in earning for candidate in earned.passed)

    def order(supported: tuple[_Earned, Candidate | HeadingCandidate]) -> tuple[int, bool, int, int]:
        earned, candidate = supported
        is_short = (
            not isinstance(candidate, HeadingCandidate) and passages.words(candidate.index) < FEWEST_WORDS
        )
        rules = min(agreeing[earned.level, _key(candidate)], MOST_AGREEING)
        subject = nearness[candidate.subject] if candidate.subject is not None else len(nearness)
        return -ranks[earned.level], is_short, -rules, subject

    return sorted(((earned, candidate) for earned in earning for candidate in earned.passed), key=order)


def _key(candidate: Candidate | HeadingCandidate) -> tuple[bool, int]:
    """One key for all candidates on the same sentence, or on the same heading."""
    if isinstance(candidate, HeadingCandidate):
        return True, candidate.section
    return False, candidate.index


def _found(
    supports: Sequence[tuple[_Earned, Candidate | HeadingCandidate]], passages: Passages
) -> list[tuple[Evidence, int | None]]:
    """As many passages as are quoted, each once, with its sentence; None: a heading or a section."""
    found: dict[Span, tuple[Evidence, int | None]] = {}
    for earned, candidate in supports:
        index = candidate.index if isinstance(candidate, Candidate) else None
        span = quoted_span(candidate, passages) if isinstance(candidate, Candidate) else candidate.span
        if span not in found:  # several rules often find the same passage
            found[span] = (_support(earned, candidate, span, passages), index)
        if len(found) == MOST_SUPPORTS:
            break
    return list(found.values())


def _support(
    earned: _Earned, candidate: Candidate | HeadingCandidate, span: Span, passages: Passages
) -> Evidence:
    document, rule = passages.document, earned.rule
    weakness = None if earned.level == rule.gives else _weakness(candidate, passages)
    why = rule.why if weakness is None else f"{rule.why}, but {weakness.value}"
    if isinstance(candidate, HeadingCandidate):
        block = candidate.block
    else:
        block = document.sentences[candidate.index].block
        elsewhere = find_elsewhere(candidate, passages)
        why += see_also(elsewhere, document) if elsewhere is not None else ""
    cue = f"{rule.id}:{candidate.anchor.cue}"
    return Evidence.from_span(
        document, span, block=block, kind=EvidenceKind.SUPPORTS, strength=earned.level, cue=cue, why=why
    )


def _miss(
    candidate: Candidate, criterion: Criterion, passages: Passages, term_lists: Mapping[str, TermList]
) -> Evidence:
    document = passages.document
    is_absence = candidate.stopped_by == (Gate.NEGATION,)
    return Evidence.from_span(
        document,
        quoted_span(candidate, passages),
        block=document.sentences[candidate.index].block,
        kind=EvidenceKind.ABSENCE if is_absence else EvidenceKind.NEAR_MISS,
        strength=candidate.rule.gives,
        cue=f"{candidate.rule.id}:{candidate.anchor.cue}",
        why=near_miss_reason(candidate, criterion, passages, term_lists),
        gate=candidate.stopped_by[0],
    )


def _first_few(evidence: Iterable[Evidence], most: int) -> list[Evidence]:
    """So many passages at most, each once, for the first thing that it shows."""
    kept: dict[tuple[int | None, int, int], Evidence] = {}
    for piece in evidence:
        kept.setdefault((piece.page_index, piece.start, piece.end), piece)
        if len(kept) == most:
            break
    return list(kept.values())


def _too_little_read(document: Document, rubric: Rubric) -> bool:
    """Whether so many pages could not be read that silence shows nothing."""
    if not document.pages or not document.sentences:
        return True
    unreadable = sum(1 for _ in document.unreadable_pages())
    return unreadable / len(document.pages) > rubric.unreadable_share
