"""What the second look finds, and whether likeness should rate: measured on the labelled documents.

    python tools/measure_likeness.py [--model rubrics/hpig-2023/likeness.npz] [--sets tune validate written]

Two questions. Of the ratings `no` that people did not give, in how many is a passage that they quote among
the first that the second look lists? And would agreement rise if likeness took part in rating: if a `no`
rose where some passage is very like what people counted, or a `yes` or `to_some_extent` fell where none is?
Of the validation set only counts are printed, no text. A model trained on documents of a set flatters there.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cypaudit.accuracy import read_keys
from cypaudit.corpus import read_manifest
from cypaudit.ingest import read_document
from cypaudit.review import measure_agreement
from cypaudit.rubrics import load_rubric
from cypaudit.score import rate_document
from cypaudit.score.likeness import Likeness, is_eligible
from cypaudit.score.passages import Passages
from cypaudit.tag import tag_document

PROJECT = Path(__file__).parents[1]
FIRST = (1, 3, 5)
RISES_ABOVE = (0.8, 0.9, 0.95)
FALLS_BELOW = (0.1, 0.2, 0.3, 0.4)


@dataclass(frozen=True, slots=True)
class Compared:
    """One rating beside its key, with how like the most like passage is."""

    key: str
    rated: str
    likeness: float
    found_at: (
        int | None
    )  # place, from 1, of the first listed passage that the key quotes; None: not in the first


def fold(text: str) -> str:
    """Text to compare quotes by."""
    return " ".join(text.replace("|", " ").split()).lower()


def matches(quote: str, sentence: str) -> bool:
    """Whether a quote and a sentence are about the same stretch of text."""
    return bool(quote) and (
        quote in sentence or sentence in quote or (len(quote) > 25 and quote[:25] in sentence)
    )


def read_quotes(path: Path) -> dict[str, list[str]]:
    """All quotes of a key, by criterion."""
    quotes: dict[str, list[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            quotes.setdefault(row["criterion"], []).append(fold(row["quote"]))
    return quotes


def compare(folder: Path, model: Likeness) -> Iterator[Compared]:
    """Every rating of a labelled set."""
    rubric = load_rubric("hpig-2023")
    entries = read_manifest(folder / "manifest.csv")
    keys = {key.document: key for key in read_keys(folder, entries)}
    for entry in entries:
        document = read_document(entry.files, document_id=entry.document, title=entry.title)
        tagged = tag_document(document, rubric)
        passages = Passages(tagged, rubric.mechanisms, frozenset(rubric.zones_not_counted))
        indices = [i for i in range(len(document.sentences)) if is_eligible(i, passages)]
        figures = model.measure(indices, passages)
        quotes = read_quotes(folder / "gold" / f"{entry.document}-gold.csv")
        for rating in rate_document(tagged, rubric, document_type=entry.document_type):
            known = keys[entry.document].entries.get(rating.criterion)
            if known is None or rating.criterion not in model.criteria:
                continue
            column = figures[:, model.criteria.index(rating.criterion)]
            order = sorted(range(len(indices)), key=lambda place: -column[place])[: max(FIRST)]
            texts = [fold(document.sentences[indices[place]].text) for place in order]
            places = (
                place
                for place, text in enumerate(texts, start=1)
                if any(matches(quote, text) for quote in quotes.get(rating.criterion, ()))
            )
            yield Compared(known.level, rating.level, float(column[order[0]]), next(places, None))


def moved(one: Compared, rises_above: float, falls_below: float) -> str:
    """The level if likeness took part: a step up or down at the most."""
    if one.rated == "no" and one.likeness > rises_above:
        return "to_some_extent"
    if one.rated == "yes" and one.likeness < falls_below:
        return "to_some_extent"
    if one.rated == "to_some_extent" and one.likeness < falls_below / 2:
        return "no"
    return one.rated


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=PROJECT / "rubrics" / "hpig-2023" / "likeness.npz")
    parser.add_argument("--sets", nargs="+", default=["tune", "validate", "written"])
    options = parser.parse_args()
    model = Likeness(options.model)
    levels = [level.id for level in load_rubric("hpig-2023").scale if level.in_denominator]
    for name in options.sets:
        compared = list(compare(PROJECT / "corpus" / "labelled" / name, model))
        wrong = [one for one in compared if one.rated == "no" and one.key != "no"]
        found = ", ".join(
            f"{sum(one.found_at is not None and one.found_at <= k for one in wrong)} in the first {k}"
            for k in FIRST
        )
        print(
            f"{name}: {len(compared)} ratings, {len(wrong)} of them wrongly `no`; quoted by people: {found}"
        )
        kappa = measure_agreement(((one.key, one.rated) for one in compared), levels).kappa.value
        print(f"  kappa of the rules alone {kappa:.3f}; with likeness:")
        for rises in (*RISES_ABOVE, 1.1):
            row = [
                measure_agreement(
                    ((one.key, moved(one, rises, falls)) for one in compared), levels
                ).kappa.value
                for falls in (0.0, *FALLS_BELOW)
            ]
            cells = "  ".join(f"{value:.3f}" for value in row)
            print(f"    rises above {rises:<4}  falls below 0, {', '.join(map(str, FALLS_BELOW))}:  {cells}")


if __name__ == "__main__":
    main()
