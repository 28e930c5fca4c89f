"""Documents that were read are rated at a pace that does not fall behind unnoticed."""

from __future__ import annotations

import gc
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from cypaudit.ingest import read_document
from cypaudit.model.document import Document, DocumentType
from cypaudit.rubrics import load_rubric
from cypaudit.score import rate_document
from cypaudit.tag import tag_document

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"
RUBRIC = load_rubric("hpig-2023")

# Rating against counting the same words with a regular expression, which hangs on no machine: 40,000 words
# a second are 80 to 88 times as long. `make bench` prints both (docs/measurements.md); a fifth more than was
# measured is left for a busy machine.
MOST_TIMES_COUNTING = 55
MOST_TIMES_COUNTING_WITH_MODEL = 80


@pytest.mark.slow
def test_rating_by_rules_takes_no_more_than_so_many_times_what_counting_the_words_takes() -> None:
    assert times_counting(by_rules_alone=True) < MOST_TIMES_COUNTING


@pytest.mark.slow
def test_rating_with_the_sentence_model_takes_little_more() -> None:
    assert times_counting(by_rules_alone=False) < MOST_TIMES_COUNTING_WITH_MODEL


def times_counting(*, by_rules_alone: bool) -> float:
    """How many times as long rating the sample takes as counting its words."""
    documents = [read_document([path], document_id=path.stem) for path in sorted(SAMPLE.glob("*.pdf"))]
    text = " ".join(sentence.text for document in documents for sentence in document.sentences)
    rate(documents, by_rules_alone=by_rules_alone)
    gc.collect()
    gc.freeze()  # what other tests left is not looked through
    try:  # in turn, so that a change of the machine's pace meets both; the least, as all else only adds
        times = [
            (seconds(lambda: count(text)), seconds(lambda: rate(documents, by_rules_alone=by_rules_alone)))
            for _ in range(5)
        ]
    finally:
        gc.unfreeze()
    counting, rating = (min(column) for column in zip(*times, strict=True))
    words = sum(document.word_count for document in documents)
    print(f"{words / rating:,.0f} words a second, {rating / counting:.0f} times counting")  # noqa: T201
    return rating / counting


def seconds(work: Callable[[], object]) -> float:
    """Seconds of processor time that it takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def count(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def rate(documents: list[Document], *, by_rules_alone: bool) -> None:
    for document in documents:
        rate_document(
            tag_document(document, RUBRIC),
            RUBRIC,
            document_type=DocumentType.JFP,
            by_rules_alone=by_rules_alone,
        )
