"""Word the reasons: of a rating, and why a near miss falls short."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from cypaudit.model.document import Document
from cypaudit.model.rating import UNREADABLE, Evidence, EvidenceKind
from cypaudit.model.rubric import Criterion, Gate, TermList
from cypaudit.model.terms import parse_term
from cypaudit.score.gates import ZONE_NAMES, Candidate
from cypaudit.score.passages import OF_HEADINGS, Passages, are_parted, words_between

MOST_WORDS_SEEN = 30  # of what stands elsewhere in the document


def near_miss_reason(
    candidate: Candidate, criterion: Criterion, passages: Passages, term_lists: Mapping[str, TermList]
) -> str:
    """Why a passage that has the words does not count, in one sentence."""
    match candidate.stopped_by[0]:
        case Gate.ZONE:
            where = ZONE_NAMES.get(passages.zone(candidate.index), "where nothing counts")
            return f"Does not count: it stands {where}."
        case Gate.NAME:
            return (
                "Does not count: the words are part of a name, or of an expression that means something else."
            )
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
            return (
                f"Falls short: nothing beside it such as {_examples(candidate.lacks, criterion, term_lists)}."
            )
        case Gate.WITHOUT:
            return f"Falls short: {_what_is_excluded(candidate, passages)} beside it rules it out."
        case Gate.DOUBT:
            raise ValueError("A rule puts no doubt: that is the sentence model's, of what the rules counted.")
        case Gate.MOOD | Gate.FORCE:
            return "Falls short: it is not said in the way asked for (a deed, or a firm intention)."


def _what_is_excluded(candidate: Candidate, passages: Passages) -> str:
    """The words of the sentence that the rule excludes, in quotation marks.

    "What stands" where they stand around the sentence, in its heading or the line that introduces it.
    """
    text = passages.document.sentences[candidate.index].text
    for condition in candidate.rule.exclusions:
        if condition.within in OF_HEADINGS:
            continue
        for tag in passages.tags(candidate.index, condition.any_of):
            is_near = condition.words is None or (
                words_between(text, candidate.anchor, tag) <= condition.words
                and not are_parted(text, candidate.anchor, tag)
            )
            if is_near:
                return f"“{text[tag.start : tag.end]}”"
    return "what stands"


def see_also(index: int, document: Document) -> str:
    """Where the document says what else a passage rests on, with the first of its words.

    `index`: position in Document.sentences.
    """
    sentence = document.sentences[index]
    number = document.pages[sentence.spans[0].page_index].number
    paragraph = document.blocks[sentence.block].paragraph
    place = "elsewhere"
    if number is not None:
        place = f"page {number}"
    elif paragraph is not None:
        place = f"paragraph {paragraph}"
    words = document.text_of(sentence.spans[0]).split()
    more = " …" if len(words) > MOST_WORDS_SEEN else ""
    return f" (see {place}: “{' '.join(words[:MOST_WORDS_SEEN])}{more}”)"


def doubted(why: str) -> str:
    """What a passage says that the rules took for more than it is counted for here."""
    return f"{why}, though the sentence model finds that passages worded so were counted for less"


def not_counted(share: float) -> str:
    """Why what the rules took for an answer is none. `share`: how likely people would count the document."""
    return (
        "Falls short: a rule takes it for an answer, but the sentence model finds that passages worded so "
        f"did not count ({round(100 * share)}% likely that people would)."
    )


def raised(share: float) -> str:
    """What a passage says that no rule found, or found for less.

    `share`: how likely people would count it, from 0 to 1.
    """
    return (
        "says it in words that no rule for it foresees: the sentence model finds it "
        f"{round(100 * share)}% likely that people count it"
    )


_ENTITIES = {
    "<person>": "a person's name",
    "<date>": "a date",
    "<due-date>": "a date by which it is due",
    "<number>": "a figure",
    "<percent>": "a percentage",
    "<money>": "a sum of money",
    "<email>": "an e-mail address",
    "<phone>": "a telephone number",
    "<url>": "a web address",
    "<address>": "a postal address",
    "<young-age>": "an age of the young",
    "<to-25>": "an age that reaches 25",
}
_MOST_EXAMPLES = 3


_ROOT = 5  # letters by which words are taken for kin: "abuse" and "abused"
_FEWEST_LETTERS = 4  # of a word that says what a question is about


def _examples(cues: Sequence[str], criterion: Criterion, term_lists: Mapping[str, TermList]) -> str:
    """What would have counted, by examples: a term of each list, or what an entity is."""
    asked = _roots(f"{criterion.question} {next(iter(criterion.levels.values()), '')}")
    named: dict[str, None] = {}
    for cue in cues:
        named.setdefault(_ENTITIES.get(cue) or _telling_term(cue, asked, term_lists))
        if len(named) == _MOST_EXAMPLES:
            break
    return ", ".join(named)


def _telling_term(cue: str, asked: frozenset[str], term_lists: Mapping[str, TermList]) -> str:
    """Of a list's terms the one nearest to the words of the question, in quotation marks.

    The first of them may be a rare word; an author is helped more by one that the question knows.
    """
    terms = tuple(_terms_of(cue, term_lists))
    return f"“{_nearest_form(terms, asked)}”" if terms else cue


@cache  # of the rubric's own terms and questions, which are put again for every near miss
def _roots(text: str) -> frozenset[str]:
    words = re.findall(r"[^\W\d_]+", text.lower())
    return frozenset(word[:_ROOT] for word in words if len(word) >= _FEWEST_LETTERS)


@cache
def _nearest_form(terms: tuple[str, ...], asked: frozenset[str]) -> str:
    """The form with the most words of the question; of those alike the first."""
    return max(map(_first_form, terms), key=lambda form: len(_roots(form) & asked))


def _terms_of(cue: str, term_lists: Mapping[str, TermList]) -> Iterator[str]:
    """The terms of a list, then those of the lists that it includes."""
    term_list = term_lists.get(cue)
    if term_list is not None:
        yield from term_list.terms
        for included in term_list.includes:
            yield from _terms_of(included, term_lists)


@cache
def _first_form(term: str) -> str:
    """A term as it may stand in a text: the first form of each of its words."""
    words = (next((form for form in slot if form), "") for slot in parse_term(term))
    return " ".join(filter(None, words))


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
    nothing = criterion.nothing_found or "does not answer the question"
    reason = f"The document {nothing}: {n_passages:,} passages were searched"
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
