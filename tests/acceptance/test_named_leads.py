"""No name may be invented: a long document in which nobody leads on children names no lead."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from cypaudit.ingest.assemble import assemble
from cypaudit.ingest.plain import read_markdown
from cypaudit.model.document import DocumentType
from cypaudit.model.rubric import Rubric
from cypaudit.rubrics import load_rubric
from cypaudit.score.rate import score_document
from cypaudit.tag import tag_document

DECOYS = Path(__file__).with_name("decoys.md")
PASSAGES = Path(__file__).parents[2] / "corpus" / "passages"
FEWEST_WORDS = 20_000  # about 60 pages
LEADS = ("lead-executive", "lead-send", "lead-safeguarding", "lead-mental-health", "lead-contact")

# Invented; the first and the second parts have no common divisor in number, so that pairs seldom recur.
FIRST = [
    "Imogen",
    "Tariq",
    "Beatrix",
    "Olu",
    "Kamran",
    "Sian",
    "Viktor",
    "Leila",
    "Duncan",
    "Yasmin",
    "Piers",
    "Niamh",
    "Goran",
]
LAST = [
    "Halloway",
    "Brimstead",
    "Okpara",
    "Quillan",
    "Tressider",
    "Vandermeer",
    "Asquith-Rao",
    "Dunmallet",
    "O'Shanter",
    "Pellew",
    "Zaman",
]
TITLES = ("", "", "Dr ", "", "Ms ", "Professor ", "", "Cllr ")
PLACES = ["Carrowshire", "Wenmouth", "Eskerdale", "Holtham", "Brackenbridge"]


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return load_rubric("hpig-2023")


def _names() -> Iterator[str]:
    for n in count():
        yield f"{TITLES[n % len(TITLES)]}{FIRST[n % len(FIRST)]} {LAST[n % len(LAST)]}"


def _decoys() -> list[tuple[str, str]]:
    """The heading and the text of each decoy, still to be filled in."""
    lines = DECOYS.read_text(encoding="utf-8").split("\n\n", 1)[1].splitlines()
    return [(heading, text) for heading, text in (line.split(" | ", 1) for line in lines if line)]


def _document_of_decoys() -> str:
    """The decoys over and over, with other names each time, until the document is long enough."""
    decoys, names, parts, words = _decoys(), _names(), list[str](), 0
    for turn in count():
        for number, (heading, text) in enumerate(decoys):
            filled = text
            while "{name}" in filled:
                filled = filled.replace("{name}", next(names), 1)
            filled = filled.replace("{place}", PLACES[(turn + number) % len(PLACES)])
            parts.append(f"# {heading}\n\n{filled}")
            words += len(filled.split())
        if words >= FEWEST_WORDS:
            return "\n\n".join(parts)
    raise AssertionError("count() never ends")


def _leads_named(text: str, rubric: Rubric) -> list[str]:
    document = assemble([read_markdown(text, "decoys.md")], document_id="decoys")
    scored = score_document(
        tag_document(document, rubric), rubric, document_type=DocumentType.STRATEGY, criteria=LEADS
    )
    named = [mention.value for mention in scored.mentions if mention.kind == "named_lead"]
    as_yes = [
        f"{piece.cue}: {piece.quote}"
        for rating in scored.ratings
        for piece in rating.evidence
        if rating.level == "yes" and piece.strength == "yes"
    ]
    return named + as_yes


def test_a_long_document_of_decoys_names_no_lead(rubric: Rubric) -> None:
    text = _document_of_decoys()

    assert len(text.split()) >= FEWEST_WORDS
    assert _leads_named(text, rubric) == []


@pytest.mark.parametrize("decoy", _decoys(), ids=lambda decoy: decoy[1][:40])
def test_a_decoy_alone_names_no_lead(decoy: tuple[str, str], rubric: Rubric) -> None:
    heading, text = decoy
    filled = text.replace("{name}", "Imogen Halloway").replace("{place}", "Carrowshire")

    assert _leads_named(f"# {heading}\n\n{filled}", rubric) == []


def test_a_lead_among_the_decoys_is_still_found(rubric: Rubric) -> None:
    lead = "# Who leads\n\nBoard-level executive lead for children and young people: Amara Nkemelu."

    named = _leads_named(_document_of_decoys() + "\n\n" + lead, rubric)

    assert "lead-executive: Amara Nkemelu" in named


@pytest.mark.skipif(not PASSAGES.is_dir(), reason="the labelled passages are not in this checkout")
def test_passages_that_name_no_lead_name_none_when_they_stand_in_one_document(rubric: Rubric) -> None:
    parts = []
    for path in sorted(PASSAGES.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            passage = json.loads(line)
            levels = {passage.get("criterion", path.stem): passage["level"], **(passage.get("also") or {})}
            if all(level == "no" for criterion, level in levels.items() if criterion.startswith("lead-")):
                heading = passage.get("heading") or passage["id"]
                parts.append(f"# {heading}\n\n{passage['text']}")

    assert _leads_named("\n\n".join(parts), rubric) == []
