"""Word the reasons: of a rating, and why a near miss falls short."""

from __future__ import annotations

from collections.abc import Sequence

from cypaudit.model.document import Document
from cypaudit.model.rating import UNREADABLE, Evidence, EvidenceKind
from cypaudit.model.rubric import Criterion, Gate
from cypaudit.score.gates import ZONE_NAMES, Candidate
from cypaudit.score.passages import Passages


def near_miss_reason(candidate: Candidate, passages: Passages) -> str:
    """Why a passage that has the words does not count, in one sentence."""
    match candidate.stopped_by[0]:
        case Gate.ZONE:
            return f"Does not count: it stands {ZONE_NAMES.get(passages.zone(candidate.index), 'where nothing counts')}."
        case Gate.NAME:
            return "Does not count: the words are only part of a name or an expression that means something else."
        case Gate.SUBJECT:
            return (
                "Does not count: neither the passage nor its heading names babies, children or young people."
            )
        case Gate.OTHERS:
            return "Does not count: it is expressly about others, such as adults."
        case Gate.NEGATION:
            return "The document says that this is not so."
        case Gate.RECITAL:
            return "Does not count: it tells of national policy, the law or another place."
        case Gate.WITH:
            return f"Falls short: nothing beside it on {_words(candidate.lacks)}."
        case Gate.WITHOUT:
            return "Falls short: what stands beside it rules it out."
        case Gate.MOOD:
            return "Falls short: it is not said in the way asked for (a deed, or a firm intention)."


def _words(cues: Sequence[str]) -> str:
    """Ids of term lists as words: "waiting-times" reads "waiting times"."""
    names = [cue.strip("<>").replace("-", " ") for cue in cues[:4]]
    return " or ".join(names)


def rating_reason(
    criterion: Criterion, level: str, evidence: Sequence[Evidence], document: Document, n_passages: int
) -> str:
    """Why the document has this level, in a sentence or two that its authors could answer."""
    supports = [piece for piece in evidence if piece.kind is EvidenceKind.SUPPORTS]
    misses = [piece for piece in evidence if piece.kind is not EvidenceKind.SUPPORTS]
    if level == UNREADABLE:
        unread = sum(1 for _ in document.unreadable_pages())
        return f"{unread} of {len(document.pages)} pages could not be read, so nothing can be called absent."
    if supports:
        best = supports[0]
        reason = f"The document {best.why}{_place(best)}."
        highest = next(iter(criterion.levels), "")
        if level != highest and highest in criterion.levels:
            reason += f" It takes more for a full answer: {_sentence(criterion.levels[highest])}"
        return reason
    reason = f"The document {criterion.nothing_found or 'does not answer the question'}: {n_passages:,} passages were searched"
    if misses and misses[0].kind is EvidenceKind.ABSENCE:
        return f"{reason}, and it says so itself{_place(misses[0])}."
    if misses:
        short = misses[0].why[0].lower() + misses[0].why[1:]
        return f"{reason}. The nearest{_place(misses[0])} {short}"
    return f"{reason} and none comes near."


def _place(piece: Evidence) -> str:
    if piece.page is not None:
        return f" (page {piece.page})"
    return f" (paragraph {piece.page_label})" if piece.page_label else ""


def _sentence(text: str) -> str:
    return text if text.endswith(".") else text + "."
