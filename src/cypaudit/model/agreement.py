"""Agreement: two raters' levels set side by side, such as the program's and a person's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cypaudit.model.finding import Interval

# The sets of labelled documents that the rules were not learnt from, the best first: others flatter.
UNSEEN_SETS = ("held", "validate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A count out of a total, as a fraction from 0 to 1 with its interval."""

    count: int
    total: int
    interval: Interval | None  # fractions; None when the total is 0

    @property
    def value(self) -> float | None:
        """The fraction; None when the total is 0."""
        return self.count / self.total if self.total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """A chance-corrected coefficient: 1 is full agreement, 0 what chance gives, below 0 worse."""

    value: float | None  # None where it is not defined, as when both use one level only
    interval: Interval | None  # None where there are too few ratings, or none differs
    n: int  # pairs of ratings it rests on


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far one rater's levels agree with another's. The key stands first, the rater judged second."""

    n: int  # pairs of ratings in which both gave a level of the scale
    n_aside: int  # pairs left out of every figure: one of them is not a level of the scale
    levels: tuple[str, ...]  # of the scale, the highest first
    confusion: tuple[tuple[int, ...], ...]  # row: level of the key; column: level of the rater judged
    exact: Share  # the same level
    two_off: Share  # two levels apart or more
    kappa: Coefficient  # Cohen's, linear weights
    ac2: Coefficient  # Gwet's, linear weights
    no_precision: Share  # of the judged rater's `no`, those that are `no` in the key
    no_recall: Share  # of the key's `no`, those that the judged rater found


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The program's rating of one criterion of one document beside that of the key."""

    document: str  # of a pair criterion the system's id
    document_type: str
    criterion: str
    domain: str
    key: str  # level of the key
    rated: str  # level of the program
    key_pages: tuple[int, ...]  # from 1 in the file, sorted; empty where the key names none
    rated_pages: tuple[int, ...]  # pages of the passages that support the program's rating, sorted
    n_passages: int  # passages that earn the rated level
    key_text: str  # a quote and note of the key; "" for documents that are not to be looked into
    reason: str  # the program's; "" for documents that are not to be looked into
    quote: str  # of the program's best evidence; "" likewise
    cue: str  # of the program's best evidence; "" likewise


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadCheck:
    """A lead that the program names, and whether people found that person too."""

    document: str
    value: str  # "criterion: name"
    is_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RestsOn:
    """How often the ratings of a level that rest on so many passages are right."""

    level: str
    passages: str  # "1", "2", "3 or more"
    right: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Macro:
    """The plain mean of a coefficient over criteria, each counting alike however many documents it has."""

    value: float | None  # over the criteria for which it is defined; None where there are none
    n_defined: int
    n_criteria: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAccuracy:
    """How the program did on one set of labelled documents."""

    name: str  # the folder of the labelled documents: "tune", "validate", ...
    documents: tuple[str, ...]  # ids
    pooled: Agreement  # over all documents and criteria
    by_criterion: Mapping[str, Agreement]  # criterion id -> over documents, in the rubric's order
    by_domain: Mapping[str, Agreement]  # domain id -> over its criteria and the documents
    macro_kappa: Macro
    macro_ac2: Macro
    rests_on: tuple[RestsOn, ...]  # levels above the lowest, from one passage to many
    pages: Share  # of equal ratings above `no` with pages on both sides: those with a page in common
    leads: Share  # of the leads that the program names: those that people found too
    n_leads_found: int  # different people whom the program named rightly
    n_leads_known: int  # leads with a name that people wrote down
    lead_checks: tuple[LeadCheck, ...]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccuracyReport:
    """Accuracy of one version of a rubric, for each set of labelled documents."""

    cypaudit_version: str
    rubric: str  # id
    rubric_version: str
    rubric_hash: str
    questions: Mapping[str, str]  # criterion id -> its question, in the rubric's order
    domains: Mapping[str, str]  # domain id -> title, in order
    sets: tuple[SetAccuracy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedSet:
    """The measured accuracy of one set of labelled documents, as it was published with the rubric."""

    documents: tuple[str, ...]  # ids
    pooled: Agreement
    by_domain: Mapping[str, Agreement]
    by_criterion: Mapping[str, Agreement]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedAccuracy:
    """The accuracy that is published with a rubric: what an analyst may rely on."""

    cypaudit_version: str
    rubric_version: str
    rubric_hash: str  # of the state of the rubric that was measured
    sets: Mapping[str, PublishedSet]  # by the set's name

    @property
    def unseen(self) -> PublishedSet | None:
        """What was measured on documents that the rules were not learnt from; None: nothing was."""
        return next((self.sets[name] for name in UNSEEN_SETS if name in self.sets), None)
