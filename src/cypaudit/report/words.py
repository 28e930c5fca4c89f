"""Words and numbers that every form of report prints alike."""

from __future__ import annotations

from collections.abc import Sequence

from cypaudit.model.document import DocumentType
from cypaudit.model.finding import Interval
from cypaudit.model.published import CheckedFigure
from cypaudit.model.rating import NOT_APPLICABLE, UNREADABLE
from cypaudit.model.rubric import Rubric

TYPE_TITLES = {
    DocumentType.STRATEGY.value: "Integrated care strategies",
    DocumentType.JFP.value: "Joint forward plans",
    DocumentType.PAIR.value: "Strategy and plan of the same system",
}
TYPE_NOUNS = {
    DocumentType.STRATEGY.value: ("integrated care strategy", "integrated care strategies"),
    DocumentType.JFP.value: ("joint forward plan", "joint forward plans"),
    DocumentType.PAIR.value: ("pair of strategy and plan", "pairs of strategy and plan"),
}
KIND_TITLES = {
    "condition": "Conditions",
    "practitioner": "Practitioners",
    "group": "Groups",
    "partner": "Partners",
    "engagement": "Ways of engaging",
    "named_lead": "Named leads",
}
_ASIDE_LABELS = {UNREADABLE: "Not read", NOT_APPLICABLE: "Not applicable"}
TABLE_DECIMALS = 2  # of percentages in the CSV files
NOT_KNOWN = "-"  # a percentage of nothing: 0% would be a claim
NOT_A_SAMPLE = (
    "Documents published early are not a random sample of all: who publishes first may well differ from who "
    "publishes late. No interval covers that."
)


def how_it_rates(rubric: Rubric) -> str:
    """What brings a rating about, in a sentence or two: rules alone, or a sentence model beside them."""
    rules = "The program looks for words and puts written rules to the passages that hold them."
    if rubric.sentence_model is None:
        return f"{rules} There is no statistical model in it."
    return (
        f"{rules} Beside them it weighs a small trained model, which says of each sentence how likely people "
        "would count it. Where that changed what an answer rests on, the passage says so."
    )


def percent_in_words(percent: float | None) -> str:
    """A percentage as printed, without decimals: findings of some tens of documents have no more to say."""
    return NOT_KNOWN if percent is None else f"{percent:.0f}%"


def interval_in_words(interval: Interval | None) -> str:
    """An interval of percentages as printed; "" where there is none.

    From the ends as the tables hold them: a half must not be printed one way after an audit and
    another way after its tables were read back.
    """
    if interval is None:
        return ""
    low, high = (round(end, TABLE_DECIMALS) for end in (interval.low, interval.high))
    return f"{low:.0f}% to {high:.0f}%"


def count_in_words(count: int, one: str, many: str) -> str:
    """A count with its noun: "1 document", "4 documents"."""
    return f"{count} {one if count == 1 else many}"


def level_labels(rubric: Rubric) -> dict[str, str]:
    """The label of every rating that a document may have, by its id."""
    return _ASIDE_LABELS | {level.id: level.label for level in rubric.scale}


def possible_n_in_words(checked: CheckedFigure) -> str:
    """Out of how many documents a published percentage can be; "" where there is nothing to check."""
    percent, documents = checked.figure.percent, checked.documents
    if percent is None or documents is None:
        return ""
    fewer = [str(n) for n in checked.fits if n != documents]
    if len(fewer) == documents - 1:
        return f"{percent:g}% can be a share of any number of documents."
    if checked.is_possible:
        counts = " or ".join(map(str, checked.counts))
        text = f"{percent:g}% can be {counts} of {documents} documents"
        text += f"; it also fits {listed(fewer)}" if fewer else "; it fits no smaller number"
    else:
        text = f"{percent:g}% cannot be a share of {documents} documents; "
        text += f"it fits {listed(fewer)}" if fewer else "it fits no smaller number either"
    if checked.systems is not None:
        text += (
            f", and {'can' if checked.fits_systems else 'cannot'} be a share of all {checked.systems} systems"
        )
    if checked.others:
        others = listed([f"{other.percent:g}%" for other in checked.others])
        together = listed([str(n) for n in checked.fits_together])
        text += f". Together with {others} of the same question it "
        text += f"fits {together} alone" if together else f"fits no number up to {documents}"
    return f"{text}."


def listed(texts: Sequence[str]) -> str:
    """Texts in a row: "7, 14 and 21"."""
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
