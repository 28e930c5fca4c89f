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

# Rating against counting the same words with a regular expression, which hangs on no machine: 35,000 words
# a second, rules and sentence model together, are some 90 to 110 times as long. `make bench` prints both
# (docs/measurements.md).
MOST_TIMES_COUNTING = 140


@pytest.mark.slow
def test_rating_takes_no_more_than_so_many_times_what_counting_the_words_takes() -> None:
    documents = [read_document([path], document_id=path.stem) for path in sorted(SAMPLE.glob("*.pdf"))]
    text = " ".join(sentence.text for document in documents for sentence in document.sentences)
    rate(documents)
    gc.collect()
    gc.freeze()  # what other tests left is not looked through
    try:  # in turn, so that a change of the machine's pace meets both; the least, as all else only adds
        times = [(seconds(lambda: count(text)), seconds(lambda: rate(documents))) for _ in range(5)]
    finally:
        gc.unfreeze()
    counting, rating = (min(column) for column in zip(*times, strict=True))
    words = sum(document.word_count for document in documents)
    print(f"{words / rating:,.0f} words a second, {rating / counting:.0f} times counting")  # noqa: T201
    assert rating / counting < MOST_TIMES_COUNTING


def seconds(work: Callable[[], object]) -> float:
    """Seconds of processor time that it takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def count(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def rate(documents: list[Document]) -> None:
    for document in documents:
        rate_document(tag_document(document, RUBRIC), RUBRIC, document_type=DocumentType.JFP)
