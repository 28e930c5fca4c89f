"""A rubric: questions put to a document, the scale of answers, and the rules that find them.

The rubric is data (YAML under rubrics/); these are its nouns once it has passed the schema. What
each field does is described for analysts in docs/reference/rubric-format.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cypaudit.model.document import DocumentType, Zone


class Scope(StrEnum):
    """How far from a cue the rest of a statement may stand, the nearest first."""

    SENTENCE = "sentence"
    PASSAGE = "passage"  # the sentence, the line that introduces its list, its row and column headings
    AFTER = "after"  # the sentence after it in its block, alone
    BESIDE = "beside"  # the passage, with the sentence before and the sentence after it in its block
    PARAGRAPH = "paragraph"  # the block, the one before and the one after it in the same section
    OWN_HEADING = "own_heading"  # the heading it stands under, with those above one that only frames
    HEADING = "heading"  # the headings above it
    SECTION = "section"  # everything under the same heading
    DOCUMENT = "document"


class Mood(StrEnum):
    """How a passage speaks of what it tells."""

    DEED = "deed"  # it has been done or is being done
    INTENTION = "intention"  # it will be done
    POSSIBILITY = "possibility"  # it may be done, or one would like to
    STATEMENT = "statement"  # none of these


class Gate(StrEnum):
    """A reason for which a passage that has the words does not count."""

    ZONE = "zone"  # stands where nothing counts, such as a glossary
    NAME = "name"  # the words are only part of a name
    SUBJECT = "subject"  # not about babies, children or young people
    OTHERS = "others"  # expressly about others, such as adults
    NEGATION = "negation"  # says that it is not so
    RECITAL = "recital"  # national policy, law or another place's example
    MOOD = "mood"  # an intention where a deed is asked for
    FORCE = "force"  # a question, a wish or a remark: it earns less than the rule gives
    WITH = "with"  # something is missing beside the cue
    WITHOUT = "without"  # something stands beside the cue that rules it out
    DOUBT = "doubt"  # the rules count it; the sentence model finds that people would not


@dataclass(frozen=True, slots=True, kw_only=True)
class TermList:
    """Words that mean the same to the rubric. Its id is the cue id of the tags it makes."""

    id: str
    terms: tuple[str, ...]  # as written; the syntax is that of the rubric format
    includes: tuple[str, ...] = ()  # ids of lists whose terms belong to this one too
    masks: tuple[str, ...] = ()  # a match strikes out tags of these lists inside it: false friends
    tally: tuple[str, str] | None = None  # (kind, value) under which documents naming it are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One of these cues stands near; or so many different ones; or one sentence near has them all."""

    any_of: tuple[str, ...] = ()  # ids of term lists, or entities such as "<person>"
    at_least: int = 1  # so many different lists of `any_of` have a match
    all_of: tuple[tuple[str, ...], ...] = ()  # some one sentence has a match of each inner tuple
    within: Scope = Scope.SENTENCE
    # At most so many words from the cue, within a sentence or a passage; of `all_of`, from one another.
    words: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A way to say it. A passage that meets all of it earns the level."""

    id: str
    gives: str  # id of a level of the scale
    why: str  # one sentence for a person: what the passage says
    find: tuple[str, ...] = ()  # the cue that the passage hangs on: one of these lists, in the sentence
    # SENTENCE, PASSAGE, HEADING (the heading itself is the passage) or SECTION (a whole section is)
    find_in: Scope = Scope.SENTENCE
    about: tuple[Scope, ...] = ()  # where children may be named; empty: they need not be
    conditions: tuple[Condition, ...] = ()  # `with`: all must hold
    exclusions: tuple[Condition, ...] = ()  # `without`: none may hold
    moods: tuple[Mood, ...] = ()  # empty: any
    ignores: tuple[Gate, ...] = ()  # gates that this rule does not put
    zones: tuple[Zone, ...] = ()  # zones that count for this rule although they commonly do not
    at_least: int = 1  # so many passages, standing apart by `apart`
    apart: Scope = Scope.SENTENCE
    min_words: int = 0  # with HEADING and SECTION: words about children under the heading, at least


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFigure:
    """A percentage published for a criterion, with its doubts."""

    document_type: DocumentType
    level: str  # a level's id, or "yes_or_some"
    percent: float | None  # None: described in words only
    note: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What an author is told."""

    looks_for: str  # what a reader looks for
    why: str  # why it is asked
    basis: str  # "law", "guidance" or "expectation"
    law_on: tuple[DocumentType, ...] = ()  # types that the law speaks of; empty: all that are asked
    source: str  # the act, the guidance or the recommendation
    good: str  # what good looks like

    def basis_for(self, document_type: str) -> str:
        """What it rests on for documents of a type: law on one type is an expectation of another."""
        if self.basis == "law" and self.law_on and document_type not in self.law_on:
            return "expectation"
        return self.basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step of the scale."""

    id: str
    label: str
    meaning: str
    rank: int  # 0 is the lowest
    counts_as_met: bool
    in_denominator: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One question put to a document."""

    id: str
    domain: str  # id of a domain
    question: str
    asked_of: tuple[DocumentType, ...]
    levels: Mapping[str, str]  # level id -> what it takes
    advice: Advice
    published: tuple[PublishedFigure, ...] = ()
    rules: tuple[Rule, ...] = ()
    pair_of: tuple[str, ...] = ()  # of a pair criterion: the criteria set beside each other
    nothing_found: str = ""  # how the absence is worded in a reason
    notes: tuple[str, ...] = ()  # decisions where the codebook leaves room


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanisms:
    """Which term lists feed the mechanisms. Python knows the mechanisms, the rubric the words."""

    subject: tuple[str, ...]  # name children in a sentence
    subject_headings: tuple[str, ...]  # name children in a heading
    others: tuple[str, ...]  # name others expressly (adults, older people)
    people: tuple[str, ...] = ()  # name people of any age ("residents"): an item of a list is theirs
    negation: tuple[str, ...]
    negation_stops: tuple[str, ...]  # end a negation's reach ("but")
    recital: tuple[str, ...]  # national policy, law, another place's example
    recital_headings: tuple[str, ...] = ()  # in a heading: what stands below is of another place
    frame_headings: tuple[str, ...] = ()  # in a heading that names no subject ("What we will do")
    places: tuple[str, ...] = ()  # stand before the name of a place ("the county of")
    place_ends: tuple[str, ...] = ()  # stand after it ("ICS")
    not_places: tuple[str, ...] = ()  # beside them those name no place: a system may be a machine
    elsewhere: tuple[str, ...] = ()  # of `recital`: another place's example
    carry_on: tuple[str, ...] = ()  # open a sentence that goes on about that place ("Its")
    uptake: tuple[str, ...]  # take it up as one's own ("we", "locally")
    deed: tuple[str, ...]
    intention: tuple[str, ...]
    possibility: tuple[str, ...]
    wish: tuple[str, ...] = ()  # would have it so ("we hope")
    charge: tuple[str, ...] = ()  # says what should be, or what others are to do
    remark: tuple[str, ...] = ()  # says what is so in general ("plays a vital part")
    aside: tuple[str, ...] = ()  # says that nothing is set out on it here ("no objective is set")
    aside_headings: tuple[str, ...] = ()  # in a heading: what stands below was not chosen
    listing: tuple[str, ...] = ()  # open a list of examples or of groups ("including")
    firm: tuple[str, ...] = ()  # say a deed or a commitment: no wish, charge or remark beside them
    roles: tuple[str, ...]  # posts and roles: beside them a name shape is a person
    not_names: tuple[str, ...]  # capitalised words that are no part of a person's name
    organisations: tuple[str, ...]  # words that end an organisation's name ("Trust")


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """Which of the passages that no rule explains, ranked by the sentence model, a person is shown."""

    at_least: float  # likeness from 0 to 1; what is less like is not shown
    most: int  # passages a criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceModelFile:
    """The model that is weighed beside the rules, and where it is not."""

    file: Path  # of score/sentence_model.py, beside the rubric
    rules_alone: tuple[str, ...] = ()  # ids of criteria that the rules decide alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """A versioned set of criteria with the words and rules that rate them."""

    id: str
    version: str
    title: str
    source: str
    hash: str  # sha256 over its files, line ends as "\n"
    scale: tuple[Level, ...]  # of every level, the highest rank first
    domains: Mapping[str, str]  # id -> title, in order
    criteria: tuple[Criterion, ...]
    term_lists: Mapping[str, TermList]
    mechanisms: Mechanisms
    zones_not_counted: tuple[Zone, ...]
    unreadable_share: float  # of the pages; above it a `no` becomes unreadable
    published_documents: int | None = None  # of each type, that the published figures are said to be out of
    published_systems: int | None = None  # that there were when they were published
    notes: tuple[str, ...] = ()
    sentence_model: SentenceModelFile | None = None  # None: the rules decide everything
    second_look: SecondLook | None = None  # None: none is taken

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion of that id. Raises KeyError."""
        return next(c for c in self.criteria if c.id == criterion_id)

    @property
    def lowest(self) -> Level:
        """The level of a document that says nothing."""
        return min((level for level in self.scale if level.in_denominator), key=lambda level: level.rank)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text for which a criterion's rating is known: it belongs to the rubric."""

    criterion: str
    name: str
    expect: str  # a level's id
    text: str  # Markdown
    document_type: DocumentType
    known_gap: str = ""  # why it fails today; a case with a gap that passes is reported
    file: str = ""
    line: int = 0  # from 1
