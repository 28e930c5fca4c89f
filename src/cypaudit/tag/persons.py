"""Find shapes of people's names. A name counts only where a rule finds it beside a role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from cypaudit.model.rubric import Mechanisms, TermList
from cypaudit.model.tag import Tag
from cypaudit.model.terms import expand_term
from cypaudit.tag.words import CAPITAL, Words, shape

# A name: a title or initials and one capitalised word or more, or two to four capitalised words.
_TITLE = (
    r"(?:Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Cllr|Councillor|Sir|Dame|Lord|Lady|Baroness|Rev|Revd|Canon)\b\.?"
)
_INITIALS = r"(?:[A-ZÀ-ÖØ-Þ]\. ?){1,3}(?=[A-ZÀ-ÖØ-Þ]\w\w)"  # "M. J. Cattermole"
_NAME_WORD = r"[A-ZÀ-ÖØ-Þ]\w*(?:['’-]\w+)*"
_PARTICLE = r"(?:de|da|di|du|van|von|der|den|el|al|bin|ibn|la|le|ap)"
_RUN = shape(
    rf"(?<![\w'’])(?=[A-ZÀ-ÖØ-Þ])(?:(?P<title>{_TITLE}(?: {_TITLE})*) )?(?P<initials>{_INITIALS})?"
    rf"(?P<words>{_NAME_WORD}(?: (?:{_PARTICLE} )*{_NAME_WORD})*)",
    begins=CAPITAL,
)
_SMALL = re.compile(r"[a-zà-öø-ÿ]+")
_WORD = re.compile(r"\S+")
_PLACE_BEFORE = re.compile(r"\b(?:in|at|across|near|around|throughout|outside|into|within|between) $")


@lru_cache(maxsize=8)
def _plain_words(terms: tuple[str, ...]) -> frozenset[str]:
    """The single words, in lower case, of terms."""
    return frozenset(
        word.lower() for term in terms for form in expand_term(term) for word in re.split(r"[\s-]+", form)
    )


def find_persons(words: Words, mechanisms: Mechanisms, term_lists: Mapping[str, TermList]) -> Iterator[Tag]:
    """Shapes of people's names, which a rule must still find beside a role to count.

    A capitalised word is no part of a name where the text also writes it small, where the rubric
    lists it (months, posts, the words of places; "Youth" and other words for children, but after a
    title), or where the run is an organisation's name. A run
    that the text places somewhere ("in Port Ellery") is a place, and so is one that an organisation
    bears ("Carrow Vale Council", "Calder Edge Integrated Care Partnership").
    """
    lists = (*mechanisms.not_names, *mechanisms.roles, *mechanisms.organisations)
    not_names = _plain_words(tuple(term for list_id in lists for term in term_lists[list_id].terms))
    organisations = _plain_words(
        tuple(term for list_id in mechanisms.organisations for term in term_lists[list_id].terms)
    )
    posts = _plain_words(tuple(term for list_id in mechanisms.roles for term in term_lists[list_id].terms))
    subject = tuple(list_id for list_id in mechanisms.subject if list_id in term_lists)
    of_children = _plain_words(tuple(term for list_id in subject for term in term_lists[list_id].terms))
    text = words.text
    written_small = frozenset(filter(_SMALL.fullmatch, words.forms))
    not_untitled = not_names | written_small | of_children
    not_places = not_names - posts
    runs = list(_RUN.find(words))
    places = {
        run["words"] for run in runs if _PLACE_BEFORE.search(text[max(0, run.start() - 12) : run.start()])
    }
    bearers = {
        name
        for run in runs
        if not (run["title"] or run["initials"])
        and (name := _borne_by_organisation(run["words"], not_places, organisations))
    }
    for run in runs:
        if not (run["title"] or run["initials"] or " " in run["words"]):
            continue  # one word alone, as at the start of each sentence, is no name
        parts = [(word.group(), word.start()) for word in _WORD.finditer(run["words"])]
        if run["title"]:
            yield from _names_in_run(run, parts, not_names, frozenset())
        elif run["words"] not in places and parts[-1][0].lower() not in organisations:
            for tag in _names_in_run(run, parts, not_untitled, of_children):
                if text[tag.start : tag.end] not in bearers:
                    yield tag


def _borne_by_organisation(words: str, not_names: frozenset[str], organisations: frozenset[str]) -> str:
    """The name at the beginning of an organisation's ("Carrow Vale" of "Carrow Vale Council"), or "".

    Only where nothing but the kind of organisation follows: "Ann Moss Chief Nurse NHS Orrin" is none.
    """
    parts = words.split()
    if parts[-1].lower() not in organisations:
        return ""
    kind = len(parts)
    while kind and parts[kind - 1].lower() in not_names:
        kind -= 1
    name = parts[:kind]
    is_name = 2 <= kind <= 3 and not any(part.lower() in not_names for part in name)
    return " ".join(name) if is_name else ""


def _names_in_run(
    run: re.Match[str],
    words: list[tuple[str, int]],
    not_names: frozenset[str],
    ends_of_names: frozenset[str],
) -> Iterator[Tag]:
    """The stretches of a run of capitalised words that may be a name: two to four words, or titled.

    A stretch that one of `ends_of_names` follows is the name of a thing ("Breathe Easy Youth").
    """
    offset = run.start("words")
    stretch: list[tuple[str, int]] = []
    for word, at in [*words, ("", 0)]:
        plain = word.removesuffix("'s").removesuffix("’s")
        is_particle = plain.islower() and bool(stretch)
        is_shouted = plain.isupper() and len(plain) > 1
        if plain and not is_shouted and (is_particle or plain.lower() not in not_names):
            stretch.append((plain, at))
            continue
        # "Dr L" hides a name, it gives none.
        is_titled = (
            bool(run["title"] or run["initials"])
            and bool(stretch)
            and stretch[0][1] == 0
            and len(stretch[-1][0]) > 1
        )
        is_full_name = 2 <= len(stretch) <= 4 and len(stretch[-1][0]) > 1
        if is_titled or (is_full_name and plain.lower() not in ends_of_names):
            start = run.start() if is_titled else offset + stretch[0][1]
            yield Tag("<person>", start, offset + stretch[-1][1] + len(stretch[-1][0]))
        stretch = []
