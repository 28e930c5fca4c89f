"""The program's ratings set beside the keys: one outcome for each criterion that both speak of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from cypaudit.accuracy.labelled import Key, KeyEntry
from cypaudit.model.agreement import LeadCheck, Outcome
from cypaudit.model.finding import Mention
from cypaudit.model.rating import Evidence, EvidenceKind, Rating
from cypaudit.model.rubric import Rubric

NAMED_LEAD = "named_lead"  # kind of a fact, and of a mention


def find_outcomes(
    ratings: Iterable[Rating], keys: Sequence[Key], rubric: Rubric, *, with_text: bool
) -> tuple[Outcome, ...]:
    """Outcomes in the order of the keys, then of the rubric.

    Without `with_text` they hold levels and page numbers only: the text of documents that rules are
    validated on must not reach whoever writes the rules.
    """
    by_place = {(rating.document, str(rating.document_type), rating.criterion): rating for rating in ratings}
    return tuple(
        _outcome(rating, key.entries[criterion.id], criterion.domain, with_text=with_text)
        for key in keys
        for criterion in rubric.criteria
        if criterion.id in key.entries
        and (rating := by_place.get((key.document, key.document_type, criterion.id))) is not None
    )


def check_leads(mentions: Iterable[Mention], keys: Sequence[Key]) -> tuple[LeadCheck, ...]:
    """Each lead that the program names, held against the leads that people wrote down for the document."""
    facts = {
        key.document: [_folded(fact.value) for fact in key.facts if fact.kind == NAMED_LEAD]
        for key in keys
        if key.facts is not None
    }
    return tuple(
        LeadCheck(
            document=mention.document,
            value=mention.value,
            is_right=any(_folded(_name_in(mention.value)) in fact for fact in facts[mention.document]),
        )
        for mention in mentions
        if mention.kind == NAMED_LEAD and mention.document in facts
    )


def count_known_leads(keys: Iterable[Key]) -> int:
    """How many of the leads that people wrote down have a name: "Role: Given Surname", not "vacant"."""
    return sum(
        fact.kind == NAMED_LEAD and _ENDS_IN_NAME.search(fact.value) is not None
        for key in keys
        for fact in key.facts or ()
    )


def shares_page(outcome: Outcome) -> bool:
    """Whether the program's evidence and the key's stand on a page in common."""
    return bool(set(outcome.key_pages) & set(outcome.rated_pages))


def _outcome(rating: Rating, entry: KeyEntry, domain: str, *, with_text: bool) -> Outcome:
    supports = [piece for piece in rating.evidence if piece.kind is EvidenceKind.SUPPORTS]
    best: Evidence | None = next(iter(rating.evidence), None)
    return Outcome(
        document=rating.document,
        document_type=str(rating.document_type),
        criterion=rating.criterion,
        domain=domain,
        key=entry.level,
        rated=rating.level,
        key_pages=entry.pages,
        rated_pages=tuple(sorted({piece.page for piece in supports if piece.page is not None})),
        n_passages=sum(piece.strength == rating.level for piece in supports),
        key_text=" | ".join(part for part in (entry.quote, entry.note) if part) if with_text else "",
        reason=rating.reason if with_text else "",
        quote=best.quote if best and with_text else "",
        cue=best.cue if best and with_text else "",
    )


def _name_in(value: str) -> str:
    """The name in "criterion: name"."""
    return value.partition(":")[2] or value


def _folded(text: str) -> str:
    """Words without case, accents, marks and titles, parted by one space."""
    straight = text.replace("\u2019", "'")
    plain = unicodedata.normalize("NFKD", straight).encode("ascii", "ignore").decode("ascii").lower()
    words = re.findall(r"[a-z0-9]+", plain)
    return f" {' '.join(word for word in words if word not in _TITLES)} "


_ENDS_IN_NAME = re.compile(r":(?:\s+[A-Z][\w'\u2019-]*\.?){2,4}$")
_TITLES = frozenset(
    {"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "sir", "dame", "cllr", "councillor"}
)
