"""Tallies of what documents name."""

from cypaudit.aggregate import count_tallies
from cypaudit.model.finding import TALLY_COLUMNS, Mention


def mention(
    document: str, value: str, *, kind: str = "condition", document_type: str = "strategy"
) -> Mention:
    return Mention(kind=kind, value=value, document=document, document_type=document_type)


def test_a_document_counts_once_however_often_it_names_a_thing() -> None:
    mentions = [mention("b", "asthma"), mention("a", "asthma"), mention("b", "asthma")]
    (tally,) = count_tallies(mentions, {"strategy": 5, "jfp": 4})
    row = tuple(getattr(tally, column) for column in TALLY_COLUMNS)
    assert row == ("condition", "asthma", "strategy", 2, 5, ("a", "b"))


def test_types_are_counted_apart() -> None:
    mentions = [mention("a", "asthma"), mention("p", "asthma", document_type="jfp")]
    tallies = count_tallies(mentions, {"strategy": 1, "jfp": 3})
    assert [(t.document_type, t.n_documents, t.n_rated) for t in tallies] == [
        ("strategy", 1, 1),
        ("jfp", 1, 3),
    ]


def test_the_order_is_by_kind_type_count_and_name() -> None:
    mentions = [
        mention("a", "zoo visits", kind="outing"),
        mention("a", "school nurse", kind="practitioner"),
        mention("a", "epilepsy"),
        mention("a", "diabetes"),
        mention("a", "asthma"),
        mention("b", "epilepsy"),
    ]
    values = [tally.value for tally in count_tallies(mentions, {"strategy": 2})]
    assert values == ["epilepsy", "asthma", "diabetes", "school nurse", "zoo visits"]


def test_nothing_named_gives_no_tally() -> None:
    assert count_tallies([], {"strategy": 2}) == ()
