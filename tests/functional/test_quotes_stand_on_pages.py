"""Every quote stands on its page: in the text that is stored, and in the file as another reader sees it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cypaudit.cli.app import main
from tests.functional.command import rows_of

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"
FILES = sorted(SAMPLE.glob("*.pdf"))
# Poppler reads columns and tables in another order than a reader does; of a hundred quotes one may differ.
SHARE = 0.99


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One audit of the sample's PDF files."""
    out = tmp_path_factory.mktemp("run")
    with pytest.raises(SystemExit) as exit_:
        main(["audit", *map(str, FILES), "--out", str(out), "--quiet"])
    assert exit_.value.code == 0
    return out


def test_every_quote_is_a_slice_of_the_stored_page(run: Path) -> None:
    pages = _stored_pages(run)
    quotes = [row for row in rows_of(run / "evidence.csv") if row["quote"]]
    assert quotes
    for row in quotes:
        text = pages[row["document"]][row["file"], row["page"]]["text"]
        start, end = int(row["start"]), int(row["end"])
        assert text[start:end] == row["quote"], row


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext (poppler-utils)")
def test_another_reader_finds_the_quotes_on_their_pages(run: Path) -> None:
    quotes = {
        (row["file"], row["page"], row["quote"]) for row in rows_of(run / "evidence.csv") if row["page"]
    }
    missing = [quote for quote in sorted(quotes) if not _is_on_page(*quote)]
    assert len(missing) <= (1 - SHARE) * len(quotes), missing


def _stored_pages(run: Path) -> dict[str, dict[tuple[str, str], dict[str, Any]]]:
    stored = {}
    for path in sorted((run / "documents").glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        stored[path.stem] = {(page["file"], str(page["number"] or "")): page for page in document["pages"]}
    return stored


def _is_on_page(file: str, page: str, quote: str) -> bool:
    """Whether the letters of each cell of a quote, in order, are on a page."""
    texts = _page_texts(SAMPLE / file, page)
    return all(any(_letters(cell) in text for text in texts) for cell in quote.split("\t"))


@cache
def _page_texts(path: Path, page: str) -> tuple[str, ...]:
    """What poppler reads on a page, in its three orders, as letters."""
    return tuple(
        _letters(
            subprocess.run(
                ["pdftotext", "-enc", "UTF-8", "-f", page, "-l", page, *order, str(path), "-"],
                check=True,
                capture_output=True,
            ).stdout.decode("utf-8")
        )
        for order in ([], ["-raw"], ["-layout"])
    )


def _letters(text: str) -> str:
    """Text without case, white space, hyphens, bullets and ligatures: those are printing."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s\u00ad\u2010-\u2015\u2022\u25cf\u25aa\ufffd-]+", "", text)
