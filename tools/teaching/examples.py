"""Labelled texts as the nets read them: passages, and documents sentence by sentence."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from cypaudit.accuracy import read_keys
from cypaudit.accuracy.labelled import Key
from cypaudit.corpus import read_manifest
from cypaudit.ingest import read_document
from cypaudit.ingest.assemble import assemble
from cypaudit.ingest.plain import read_markdown
from cypaudit.model.document import Document
from cypaudit.model.rubric import Case, Rubric, Scope
from cypaudit.model.system import ManifestEntry
from cypaudit.score import rate_document
from cypaudit.score.passages import Passages
from cypaudit.score.sentence_model import texts_of
from cypaudit.score.weigh import FEWEST_WORDS, is_eligible
from cypaudit.tag import tag_document

CORPUS = Path(__file__).parents[2] / "corpus"
RANKS = {"no": 0, "to_some_extent": 1, "yes": 2}
Texts = tuple[str, str, str, str]  # the sentence, its heading, what introduces it, the sentence before

# Weights of labels: what somebody said of this text; what it may also say; what it was not written for.
OWN, ALSO, OTHER = 1.0, 0.25, 0.15
OF_SENTENCE = 0.5  # of the sentence in which a longer passage says it, beside the passage as a whole
# Of a sentence that no key quotes: where the key says that the document is silent, it surely earns nothing;
# where the key says more, it may be one more passage that nobody wrote down.
SILENT, UNQUOTED = 0.25, 0.07
OF_OTHERS_CASE = 0.05  # of a case of one criterion for all others: it may say more than it is there for
FEWEST_CHARACTERS = 12


@dataclass(slots=True)
class Example:
    """A text with the rank that it earns for each criterion, and how sure each is."""

    texts: Texts
    ranks: np.ndarray
    weights: np.ndarray
    stands_alone: bool = False  # it names children itself, so that no heading has to


@dataclass(frozen=True)
class Labelled:
    """A document with its key, and with labels of its sentences where somebody wrote them."""

    entry: ManifestEntry
    key: Key
    folder: Path
    rubric: Rubric

    @cached_property
    def document(self) -> Document:
        """As it is read."""
        return read_document(self.entry.files, document_id=self.entry.document, title=self.entry.title)

    @cached_property
    def passages(self) -> Passages:
        """Tagged, with what surrounds each sentence."""
        return passages_of(self.document, self.rubric)

    @cached_property
    def labels(self) -> tuple[tuple[str, str, int], ...]:
        """Criterion, level and position of each sentence that somebody labelled; empty where nobody did."""
        path = self.folder / "labels" / f"{self.entry.document}.csv"
        if not path.is_file():
            return ()
        return tuple(
            (row["criterion"], row["level"], index) for row in read_rows(path) for index in self._having(row)
        )

    @cached_property
    def quoted(self) -> tuple[tuple[str, str, int], ...]:
        """Criterion, the document's level and position of each sentence that the key quotes."""
        path = self.folder / "gold" / f"{self.entry.document}-gold.csv"
        return tuple(
            (row["criterion"], self.key.entries[row["criterion"]].level, index)
            for row in read_rows(path)
            if row["criterion"] in self.key.entries
            for index in self._having(row)
        )

    @cached_property
    def second(self) -> dict[str, str]:
        """The level that a second coder gave for each criterion; empty where nobody coded it again."""
        path = self.folder / "second" / f"{self.entry.document}.csv"
        return {row["criterion"]: row["rating"] for row in read_rows(path)} if path.is_file() else {}

    def _having(self, row: dict[str, str]) -> list[int]:
        quote = fold(row["quote"])
        return [n for n, text in enumerate(self._folded) if matches(quote, text)]

    @cached_property
    def _folded(self) -> list[str]:
        return [fold(sentence.text) for sentence in self.document.sentences]


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fold(text: str) -> str:
    """Text to compare quotes by."""
    return " ".join(text.replace("|", " ").split()).lower()


def matches(quote: str, sentence: str) -> bool:
    """Whether a quote and a sentence are about the same stretch of text."""
    return bool(quote) and (
        quote in sentence or sentence in quote or (len(quote) > 25 and quote[:25] in sentence)
    )


def passages_of(document: Document, rubric: Rubric) -> Passages:
    """The document tagged, with what surrounds each sentence."""
    tagged = tag_document(document, rubric)
    return Passages(tagged, rubric.mechanisms, frozenset(rubric.zones_not_counted))


def read_labelled(name: str, rubric: Rubric) -> list[Labelled]:
    """The documents of a labelled set, in the order of its manifest."""
    folder = CORPUS / "labelled" / name
    entries = read_manifest(folder / "manifest.csv")
    keys = {key.document: key for key in read_keys(folder, entries)}
    return [Labelled(entry, keys[entry.document], folder, rubric) for entry in entries]


def read_passages(rubric: Rubric) -> list[dict[str, Any]]:
    """The labelled passages, in order of their files."""
    rows = []
    for path in sorted((CORPUS / "passages").glob("*.jsonl")):
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    known = {criterion.id for criterion in rubric.criteria}
    return [row for row in rows if row["criterion"] in known]


def document_of(row: dict[str, Any]) -> Document:
    """A passage as a document of its own."""
    heading = f"# {row['heading']}\n\n" if row["heading"] else ""
    return assemble([read_markdown(heading + row["text"], "passage.md")], document_id="passage")


def examples_of_passages(
    rows: Sequence[dict[str, Any]], rubric: Rubric, criteria: Sequence[str]
) -> Iterator[Example]:
    """Each passage as a whole, and as the sentence that its key stands in."""
    for row in rows:
        document = document_of(row)
        if not document.sentences or row["criterion"] not in criteria:
            continue
        place = criteria.index(row["criterion"])
        ranks, weights = np.zeros(len(criteria), int), np.full(len(criteria), OTHER, np.float32)
        of_sentence = 0.6 * weights
        for criterion, level in row.get("also", {}).items():
            if criterion in criteria:
                other = criteria.index(criterion)
                ranks[other], weights[other], of_sentence[other] = RANKS.get(level, 0), ALSO, 0
        ranks[place], weights[place], of_sentence[place] = RANKS[row["level"]], OWN, OF_SENTENCE
        whole = " ".join(sentence.text for sentence in document.sentences)
        yield Example((whole, row["heading"] or "", "", ""), ranks, weights)
        if len(document.sentences) > 1:
            passages = passages_of(document, rubric)
            key = fold(row.get("key") or "")
            for index, sentence in enumerate(document.sentences):
                if matches(key, fold(sentence.text)):
                    yield Example(texts_of(index, passages), ranks, of_sentence)


def texts_with_levels(rubric: Rubric, cases: Sequence[Case]) -> list[tuple[str, str, str]]:
    """The rubric's own cases, and the words that its advice offers: Markdown, criterion, level."""
    found = [(case.text, case.criterion, case.expect) for case in cases]
    for criterion in rubric.criteria:
        good = criterion.advice.good.strip()
        if good.startswith('"') and good.endswith('"'):
            found.append((good.strip('"'), criterion.id, rubric.scale[0].id))
    return found


def examples_of_cases(rubric: Rubric, cases: Sequence[Case], criteria: Sequence[str]) -> Iterator[Example]:
    """Each case as a whole under its first heading, and the sentence that the rules say it is."""
    for text, criterion, level in texts_with_levels(rubric, cases):
        if criterion not in criteria:
            continue
        place = criteria.index(criterion)
        document = assemble([read_markdown(text, "case.md")], document_id="case")
        passages = passages_of(document, rubric)
        ranks, weights = np.zeros(len(criteria), int), np.full(len(criteria), OF_OTHERS_CASE, np.float32)
        ranks[place], weights[place] = RANKS[level], OWN
        sentences = range(len(document.sentences))
        if len(document.sentences) == 1:
            alone = passages.subject_scope(0, [Scope.SENTENCE]) is not None
            yield Example(texts_of(0, passages), ranks, weights, alone)
            continue
        if document.sentences:
            whole = " ".join(sentence.text for sentence in document.sentences)
            yield Example((whole, texts_of(0, passages)[1], "", ""), ranks, weights)
        found = {fold(quote) for quote in _quoted_by_rules(passages, rubric, criterion, level)}
        for index in sentences:
            own = fold(document.sentences[index].text)
            if level == rubric.lowest.id or any(matches(quote, own) for quote in found):
                yield Example(texts_of(index, passages), ranks, weights)


def _quoted_by_rules(passages: Passages, rubric: Rubric, criterion: str, level: str) -> list[str]:
    asked_of = rubric.criterion(criterion).asked_of
    (rating,) = rate_document(
        passages.tagged, rubric, document_type=asked_of[-1], criteria=[criterion], by_rules_alone=True
    )
    return [piece.quote for piece in rating.evidence if piece.strength == level == rating.level]


def examples_of_document(labelled: Labelled, criteria: Sequence[str]) -> Iterator[Example]:
    """The sentences of a document: labelled ones as labelled, else what the key quotes as the key says."""
    passages, entries = labelled.passages, labelled.key.entries
    size = (len(labelled.document.sentences), len(criteria))
    ranks, weights = np.zeros(size, int), np.full(size, OTHER, np.float32)
    for place, criterion in enumerate(criteria):
        if criterion not in entries:
            weights[:, place] = 0
        elif entries[criterion].level == "no":
            weights[:, place] = SILENT
        elif not labelled.labels:
            weights[:, place] = UNQUOTED
    for criterion, level, index in labelled.labels or labelled.quoted:
        if criterion in criteria and criterion in entries:
            place = criteria.index(criterion)
            ranks[index, place] = max(ranks[index, place], RANKS.get(level, 0))
            weights[index, place] = OWN
    for index in range(size[0]):
        is_read = passages.words(index) >= FEWEST_WORDS and is_eligible(index, passages)
        if is_read or ranks[index].any():
            yield Example(texts_of(index, passages), ranks[index], weights[index])


def all_texts(
    documents: Sequence[Labelled], rows: Sequence[dict[str, Any]], cases: Sequence[Example], rubric: Rubric
) -> list[Texts]:
    """Every sentence of documents, passages and cases, and every longer one as a whole, labelled or not."""
    texts = [
        texts_of(index, labelled.passages)
        for labelled in documents
        for index, sentence in enumerate(labelled.document.sentences)
        if len(sentence.text) > FEWEST_CHARACTERS
    ]
    for row in rows:
        document = document_of(row)
        passages = passages_of(document, rubric)
        texts += [texts_of(index, passages) for index in range(len(document.sentences))]
        if len(document.sentences) > 1:
            whole = " ".join(sentence.text for sentence in document.sentences)
            texts.append((whole, row["heading"] or "", "", ""))
    return [*texts, *(case.texts for case in cases)]
