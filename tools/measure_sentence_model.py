"""What the sentence model adds to the rules, on labelled sets that it did not learn from.

    python tools/measure_sentence_model.py validate unread

Prints agreement with people by rules alone and by rules and model, what became of the ratings that the model
moved, and whether the second look
shows what was wrongly rated `no`. Figures only: no text of a document is printed.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cypaudit.model.rating import Rating, WorthALook
from cypaudit.review import measure_agreement
from cypaudit.rubrics import load_rubric
from cypaudit.score import score_document
from teaching.examples import RANKS, Labelled, fold, matches, read_labelled

FIRST = (1, 3, 5)


@dataclass(frozen=True, slots=True)
class Compared:
    """One rating of a document by people, by rules alone, and by rules and model."""

    key: str
    alone: str
    together: str
    seen_at: int | None  # rank, from 1, at which the second look lists a passage that people quote


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+")
    for name in parser.parse_args().sets:
        print(name)
        print_compared([one for labelled in read_labelled(name, RUBRIC) for one in compare(labelled)])


RUBRIC = load_rubric("hpig-2023")


def compare(labelled: Labelled) -> list[Compared]:
    """The ratings of one document, where people gave one on the scale."""
    tagged, kind = labelled.passages.tagged, labelled.entry.document_type
    started = time.process_time()
    alone = score_document(tagged, RUBRIC, document_type=kind, by_rules_alone=True).ratings
    between = time.process_time()
    together = score_document(tagged, RUBRIC, document_type=kind, second_look=True)
    spent = (between - started, time.process_time() - between)
    print(f"  {labelled.entry.document}: {spent[0]:.2f} s by rules alone, {spent[1]:.2f} s with the model")
    found = []
    for before, after in zip(alone, together.ratings, strict=True):
        entry = labelled.key.entries.get(after.criterion)
        if entry is not None and {entry.level, before.level, after.level} <= set(RANKS):
            seen = first_seen(labelled, after, together.second_look)
            found.append(Compared(entry.level, before.level, after.level, seen))
    return found


def first_seen(labelled: Labelled, rating: Rating, looks: Sequence[WorthALook]) -> int | None:
    """Where the second look first lists a passage that the key quotes for the criterion."""
    quoted = {index for criterion, _, index in labelled.quoted if criterion == rating.criterion}
    texts = [fold(labelled.document.sentences[index].text) for index in quoted]
    for look in looks:
        if look.criterion == rating.criterion and any(matches(fold(look.evidence.quote), t) for t in texts):
            return look.rank
    return None


def print_compared(found: Sequence[Compared]) -> None:
    """Print what came of a set."""
    levels = sorted(RANKS, key=RANKS.__getitem__, reverse=True)
    for title, pairs in (
        ("rules alone", [(one.key, one.alone) for one in found]),
        ("rules and model", [(one.key, one.together) for one in found]),
    ):
        made = measure_agreement(pairs, levels)
        print(
            f"  {title:16} kappa {made.kappa.value:.3f}  same {made.exact.count}/{made.n}  "
            f"no right {made.no_precision.count}/{made.no_precision.total}  "
            f"no found {made.no_recall.count}/{made.no_recall.total}  two apart {made.two_off.count}"
        )
    moved = Counter(
        ("raised" if RANKS[one.together] > RANKS[one.alone] else "lowered", outcome(one))
        for one in found
        if one.together != one.alone
    )
    for (way, came), count in sorted(moved.items()):
        print(f"  {way}, {came}: {count}")
    missed = [one for one in found if one.together == "no" != one.key]
    shown = [sum(one.seen_at is not None and one.seen_at <= most for one in missed) for most in FIRST]
    print(f"  wrongly `no`: {len(missed)}; a passage that people quote among the first {FIRST}: {shown}")


def outcome(one: Compared) -> str:
    """Whether a rating that was moved came nearer to what people gave."""
    before, after = abs(RANKS[one.alone] - RANKS[one.key]), abs(RANKS[one.together] - RANKS[one.key])
    return "nearer to people" if after < before else "further from people" if after > before else "as far"


if __name__ == "__main__":
    main()
