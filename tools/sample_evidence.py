"""Draw a sample of the passages given as evidence for `yes`, for a reader who sees the codebook alone.

    cypaudit audit corpus/sample corpus/labelled/written --out RUN
    python tools/sample_evidence.py RUN --size 150 --seed 7 > sample.csv

The reader writes `right`, `wrong` or `doubtful` into the column `judgement`: does the passage, with its
heading, earn `yes` for the question as the codebook puts it? `elsewhere` has the words of another page that
its `why` points to, where it rests on them as well. The same run, size
and seed give the same sample.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from pathlib import Path

COLUMNS = (
    "number",
    "document",
    "criterion",
    "question",
    "heading",
    "before",
    "quote",
    "after",
    "elsewhere",
    "judgement",
)
ELSEWHERE = re.compile(r"\(see ([^:“]+: “[^”]*”)\)")  # in `why`
AROUND = 300  # characters of the page before and after the quote, as a reader of the page would see them


def main() -> None:
    """Write the sample to standard output."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path)
    parser.add_argument("--size", type=int, default=150)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    from cypaudit.rubrics import load_rubric
    from cypaudit.store import load_document

    questions = {criterion.id: criterion.question for criterion in load_rubric("hpig-2023").criteria}
    with (options.run / "ratings.csv").open(encoding="utf-8", newline="") as file:
        met = {(r["document"], r["criterion"]) for r in csv.DictReader(file) if r["rating"] == "yes"}
    with (options.run / "evidence.csv").open(encoding="utf-8", newline="") as file:
        given = [
            row
            for row in csv.DictReader(file)
            if row["kind"] == "supports"
            and row["strength"] == "yes"
            and (row["document"], row["criterion"]) in met
        ]
    chosen = random.Random(options.seed).sample(given, min(options.size, len(given)))  # noqa: S311
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    documents = {
        path.stem: load_document(path) for path in sorted((options.run / "documents").glob("*.json"))
    }
    for number, row in enumerate(chosen, start=1):
        start, end = int(row["start"]), int(row["end"])
        text = next(
            page.text
            for page in documents[row["document"]].pages
            if page.file == row["file"]
            and str(page.number or "") == row["page"]
            and page.text[start:end] == row["quote"]
        )
        writer.writerow(
            [
                number,
                row["document"],
                row["criterion"],
                questions[row["criterion"]],
                row["heading"],
                text[max(0, start - AROUND) : start],
                row["quote"],
                text[end : end + AROUND],
                "; ".join(ELSEWHERE.findall(row["why"])),
                "",
            ]
        )


if __name__ == "__main__":
    main()
