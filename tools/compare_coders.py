"""How well two people who code the same documents agree: the most that a program can be expected to reach.

    python tools/compare_coders.py weighed

Compares the keys of a labelled set, by its documents' authors, with the tables of `second/`, by coders who
saw the documents and the codebook alone. "No" is that of the second coder, held against the author's.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from cypaudit.accuracy import read_keys
from cypaudit.corpus import read_manifest
from cypaudit.review import measure_agreement

LABELLED = Path(__file__).parents[1] / "corpus" / "labelled"
LEVELS = ["yes", "to_some_extent", "no"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+")
    for name in parser.parse_args().sets:
        pairs, documents = read_pairs(LABELLED / name)
        found = measure_agreement(pairs, LEVELS)
        print(
            f"{name}: {documents} documents, {found.n} ratings: kappa {found.kappa.value:.2f}  "
            f"same {found.exact.count}  "
            f"no right {found.no_precision.count}/{found.no_precision.total}  "
            f"no found {found.no_recall.count}/{found.no_recall.total}  two apart {found.two_off.count}"
        )


def read_pairs(folder: Path) -> tuple[list[tuple[str, str]], int]:
    """The author's and the second coder's rating of each question, and the number of documents."""
    keys = {key.document: key.entries for key in read_keys(folder, read_manifest(folder / "manifest.csv"))}
    pairs = []
    tables = sorted((folder / "second").glob("*.csv"))
    for path in tables:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["rating"] not in LEVELS:
                    raise SystemExit(f"{path}: {row['criterion']} is rated {row['rating']!r}")
                pairs.append((keys[path.stem][row["criterion"]].level, row["rating"]))
    return pairs, len(tables)


if __name__ == "__main__":
    main()
