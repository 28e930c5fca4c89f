"""A run as pandas data frames, for analysts who go on from the tables. The only importer of pandas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cypaudit.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

TABLES = ("ratings", "evidence", "findings", "corrected", "pairs", "tallies", "documents")
_TEXT = (
    "page_label",
    "period",
    "system",
    "heading",
    "quote",
    "boxes",
    "interval_of",
    "basis",
    "why_not",
)  # never numbers, nor missing when empty


def read_table(run: Path, table: str) -> pd.DataFrame:
    """One table of a run. Empty text stays "", empty numbers become missing values.

    `table` is one of `TABLES`. Raises UsageError where the folder holds no such table.
    """
    import pandas as pd

    path = run / f"{table}.csv"
    if table not in TABLES or not path.is_file():
        raise UsageError(f"{path}: there is no such table; a run holds {', '.join(TABLES)}")
    frame = pd.read_csv(path, dtype=dict.fromkeys(_TEXT, str), keep_default_na=False, na_values=[""])
    texts = frame.select_dtypes(include=["object", "string"]).columns
    return frame.assign(**{name: frame[name].fillna("") for name in texts})


def read_matrix(run: Path) -> pd.DataFrame:
    """Documents by criteria, each cell a rating: a row per document, a column per criterion.

    A criterion that is not asked of a document's type is missing there.
    """
    ratings = read_table(run, "ratings")
    order = list(dict.fromkeys(ratings["criterion"]))
    return ratings.pivot(index="document", columns="criterion", values="rating")[order]
