"""The net that ships, in its learning form. score/sentence_model.py does the same sums with numpy."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from cypaudit.score import sentence_model as shipped
from teaching.examples import Texts
from teaching.teacher import batches

WIDTH = 128  # directions that the vectors of the teacher's pieces are cut down to
LAYER, HIDDEN = 160, 512
BATCH = 64
RATE, VECTOR_RATE = (
    1.5e-3,
    4.5e-4,
)  # steps of learning; they rise for a twentieth and fall to 2%
EARNED = 6.0  # times the weight of what the teacher takes for earned
LIKE_TEACHER = 0.02  # weight of the distance between log-odds, beside that between shares
MOST_LOG_ODDS = 9.0
SPREAD = 0.5  # of the vectors when learning begins
LAYERS = ("layer1", "layer2", "hidden", "out", "direct")
KINDS = 4  # the sentence, its heading, what introduces it, the sentence before
Split = Callable[[str], list[int]]


class Net(torch.nn.Module):
    """Two layers that look a piece to each side, and what they make of the four texts side by side."""

    def __init__(self, vectors: torch.Tensor, criteria: int) -> None:
        super().__init__()
        width = vectors.shape[1]
        self.vectors = torch.nn.Embedding.from_pretrained(vectors, freeze=False)
        self.layer1 = torch.nn.Linear(3 * width, LAYER)
        self.layer2 = torch.nn.Linear(3 * LAYER, LAYER)
        seen = (KINDS + 1) * LAYER + width
        self.hidden = torch.nn.Linear(seen, HIDDEN)
        self.out = torch.nn.Linear(HIDDEN, 2 * criteria)
        self.direct = torch.nn.Linear(seen, 2 * criteria)
        with torch.no_grad():
            self.out.bias.fill_(-2.0)
            self.direct.weight.mul_(0.3)

    def forward(self, kinds: Sequence[torch.Tensor]) -> Any:
        own, *around = [self._read(pieces) for pieces in kinds]
        seen = torch.cat([own[0], 2 * own[1], *(one[0] for one in around), own[2]], 1)
        if self.training:
            seen = functional.dropout(seen, 0.1)
        made = self.out(functional.relu(self.hidden(seen))) + self.direct(seen)
        return made.view(len(seen), -1, 2)

    def _read(self, pieces: torch.Tensor) -> tuple[Any, Any, Any]:
        there = (pieces > 0).float()[..., None]
        count = there.sum(1).clamp(min=1)
        rows = self.vectors(pieces) * there
        plain = rows.sum(1) / count
        if self.training:
            rows = functional.dropout(rows, 0.1)
        first = functional.relu(look_around(rows, self.layer1)) * there
        second = functional.relu(look_around(first, self.layer2)) * there + first
        highest = (second + (there - 1) * 10).max(1).values.clamp(min=shipped.EMPTY)
        return highest, second.sum(1) / count, plain


def look_around(rows: Any, layer: Any) -> Any:
    """Each row with the one before and the one after, through a layer."""
    nothing = torch.zeros(rows.shape[0], 1, rows.shape[2])
    before, after = torch.cat([nothing, rows[:, :-1]], 1), torch.cat([rows[:, 1:], nothing], 1)
    return layer(torch.cat([before, rows, after], 2))


def narrowed(vectors: np.ndarray) -> torch.Tensor:
    """The vectors in the directions in which they differ most; nothing stands at place 0, which pads."""
    centred = vectors - vectors[1000:].mean(axis=0)
    _, _, directions = np.linalg.svd(centred[1000:], full_matrices=False)
    narrow = centred @ directions[:WIDTH].T
    narrow *= SPREAD / narrow[1000:].std()
    narrow[0] = 0
    return torch.tensor(narrow, dtype=torch.float32)


def learn(
    net: Net, texts: Sequence[Texts], taught: np.ndarray, split: Split, *, rounds: int, pace: float = 1.0
) -> None:
    """Teach the net the log-odds `taught` of the texts, in `rounds` passes over them."""
    order_of = random.Random(0)  # noqa: S311 - an order, no secret
    pieces = [pieces_of(one, split) for one in texts]
    vectors = [net.vectors.weight]
    others = [p for name, p in net.named_parameters() if name != "vectors.weight"]
    optimizer = torch.optim.AdamW(
        [{"params": others, "lr": pace * RATE}, {"params": vectors, "lr": pace * VECTOR_RATE}],
        weight_decay=0.02,
    )
    steps = rounds * (len(texts) // BATCH + 1)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (0.05 * steps)) * max(0.02, 1 - step / steps)
    )
    wanted = torch.tensor(taught).clamp(-MOST_LOG_ODDS, MOST_LOG_ODDS)
    shares = torch.sigmoid(wanted)
    for round_ in range(rounds):
        net.train()
        total = 0.0
        found = batches([len(one[0]) + len(one[1]) // 2 for one in pieces], BATCH, order_of)
        for batch in found:
            made = net(padded([pieces[n] for n in batch]))
            share = shares[batch]
            losses = functional.binary_cross_entropy_with_logits(made, share, reduction="none")
            apart = (made.clamp(-MOST_LOG_ODDS, MOST_LOG_ODDS) - wanted[batch]) ** 2
            loss = (losses * (1 + EARNED * share) + LIKE_TEACHER * apart).sum((1, 2)).mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimizer.step()
            rate.step()
            total += float(loss.detach())
        print(f"  net, round {round_ + 1} of {rounds}: {total / len(found):.2f}", flush=True)
    net.eval()


def measure(net: Net, texts: Sequence[Texts], split: Split) -> np.ndarray:
    """What the net makes of the texts: texts, criteria, levels above the lowest."""
    net.eval()
    with torch.no_grad():
        return np.concatenate(
            [
                net(padded([pieces_of(one, split) for one in texts[at : at + BATCH]])).numpy()
                for at in range(0, len(texts), BATCH)
            ]
        )


def pieces_of(texts: Texts, split: Split) -> list[list[int]]:
    """The pieces of the four texts, as the shipped net reads them."""
    own, *around = texts
    return [
        split(own)[: shipped.MOST_PIECES],
        *(split(one)[: shipped.MOST_PIECES_AROUND] for one in around),
    ]


def padded(rows: Sequence[list[list[int]]]) -> list[torch.Tensor]:
    """Of each kind of text one table, short rows filled up with nothing."""
    found = []
    for kind in range(KINDS):
        longest = max(1, max(len(row[kind]) for row in rows))
        table = torch.zeros(len(rows), longest, dtype=torch.long)
        for n, row in enumerate(rows):
            table[n, : len(row[kind])] = torch.tensor(row[kind], dtype=torch.long)
        found.append(table)
    return found


def write(
    path: Path, net: Net, pieces: Sequence[str], criteria: Sequence[str], weighing: dict[str, np.ndarray]
) -> None:
    """The file that ships: vectors a byte a figure, weights two."""
    vectors = net.vectors.weight.detach().numpy()
    scale = np.abs(vectors).max(axis=0) / 127
    arrays: dict[str, np.ndarray] = {
        "format": np.array(shipped.FORMAT),
        "criteria": packed(criteria),
        "pieces": packed(pieces),
        "vectors": np.round(vectors / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        **weighing,
    }
    for name in LAYERS:
        layer = getattr(net, name)
        arrays[name] = layer.weight.detach().numpy().T.astype(np.float16)
        arrays[f"{name}_bias"] = layer.bias.detach().numpy().astype(np.float32)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def read(path: Path) -> Net:
    """The net of such a file, to learn further. What was rounded when it was written stays so."""
    with np.load(path) as file:
        vectors = torch.tensor(file["vectors"] * file["scale"], dtype=torch.float32)
        net = Net(vectors, len(file["out_bias"]) // 2)
        for name in LAYERS:
            layer = getattr(net, name)
            layer.weight.data = torch.tensor(file[name].T, dtype=torch.float32)
            layer.bias.data = torch.tensor(file[f"{name}_bias"], dtype=torch.float32)
    return net


def packed(names: Sequence[str]) -> np.ndarray:
    """Names as one text, parted by line feeds."""
    return np.frombuffer("\n".join(names).encode(), np.uint8)
