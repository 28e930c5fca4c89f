"""Rate the labelled passages with the rules as they are, and count where they differ.

    python tools/rate_passages.py [--held] [--show] [CRITERION ...]

By default the two thirds that rules may be tried on; --held scores the third that is not read. --show prints
what is rated otherwise, of the readable part only. A passage is harder than a document, which mostly says a
thing more than once.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

from cypaudit.model.document import DocumentType
from cypaudit.model.rubric import Case, Rubric
from cypaudit.rubrics import load_rubric
from cypaudit.workflows.rubric_test import CaseOutcome, rate_case

PASSAGES = Path(__file__).parents[1] / "corpus" / "passages"
LEVELS = ("yes", "to_some_extent", "no")


def is_held(passage_id: str) -> bool:
    """Whether a passage belongs to the third that is only scored."""
    return zlib.crc32(passage_id.encode()) % 3 == 0


def rate(row: dict[str, Any], rubric: Rubric) -> CaseOutcome:
    """Rate a passage as if it were a whole document."""
    asked_of = rubric.criterion(row["criterion"]).asked_of
    heading = f"# {row['heading']}\n\n" if row["heading"] else ""
    case = Case(
        criterion=row["criterion"],
        name=row["id"],
        expect=row["level"],
        text=heading + row["text"],
        document_type=DocumentType(row["type"]) if row["type"] in asked_of else asked_of[0],
    )
    return rate_case(rubric, case)


def main() -> None:
    """Print a row a criterion: of each level how many are rated so, too low and too high."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("criteria", nargs="*")
    parser.add_argument("--held", action="store_true")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    if options.held and options.show:
        parser.error("the held third is scored and not read")
    rubric = load_rubric("hpig-2023")
    total: Counter[tuple[str, str]] = Counter()
    print(f"{'criterion':28}{'n':>5}{'same':>7}   of yes   of some   of no")
    for path in sorted(PASSAGES.glob("*.jsonl")):
        if options.criteria and path.stem not in options.criteria:
            continue
        counts: Counter[tuple[str, str]] = Counter()
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if is_held(row["id"]) == options.held:
                outcome = rate(row, rubric)
                counts[row["level"], outcome.got] += 1
                if options.show and not outcome.is_met:
                    print(f"--- {row['id']} {row['level']}, rated {outcome.got}: {outcome.case.text}")
                    print(f"    {outcome.reason}")
        print(as_row(path.stem, counts))
        total.update(counts)
    print(as_row("all", total))


def as_row(name: str, counts: Counter[tuple[str, str]]) -> str:
    """Counts as a line."""
    n = counts.total()
    same = sum(counts[level, level] for level in LEVELS)
    shares = "  ".join(
        f"{counts[level, level]:>3}/{sum(counts[level, other] for other in LEVELS):<3}" for level in LEVELS
    )
    return f"{name:28}{n:>5}{100 * same / max(n, 1):>6.0f}%   {shares}"


if __name__ == "__main__":
    main()
