"""A run is read back as it was written, and anything else is refused with what and where."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cypaudit.errors import RunError
from cypaudit.model.audit import DocumentStatus
from cypaudit.model.document import Box
from cypaudit.model.finding import Tally
from cypaudit.model.rating import Evidence, EvidenceKind, Rating, WorthALook
from cypaudit.model.rubric import Rubric
from cypaudit.rubrics import load_rubric
from cypaudit.store import load_run
from tests.runs import change_table, make_record, store_run

PASSAGE = Evidence(
    kind=EvidenceKind.SUPPORTS,
    strength="yes",
    file="marsh.pdf",
    page=2,
    page_label="ii",
    heading='Who; "leads", and how',
    quote="=Dr Ray is\nour lead; she sits on the board\u202e",
    start=3,
    end=40,
    page_index=None,
    boxes=(Box(72.0, 700.5, 90.0, 712.0), Box(72.0, 686.0, 80.25, 698.0)),
    cue="lead:lead-cyp",
    why="names the lead",
)
RATING = Rating(
    document="marsh",
    system="QOX",
    document_type="strategy",
    period="2023-2028",
    criterion="lead-executive",
    level="yes",
    reason="The document names the lead (page 2).",
    evidence=(PASSAGE, replace(PASSAGE, kind=EvidenceKind.NEAR_MISS, page=None, page_label="7")),
)
RECORDS = (
    make_record("marsh"),
    make_record("scan", files=("a;b.pdf",), status=DocumentStatus.UNREADABLE, reason="no text", words=None),
    make_record("parts", files=("a.pdf", "b.pdf"), sha256=("0" * 64, "1" * 64), warnings=("one", "two")),
    make_record("gone", sha256=(), pages=None, status=DocumentStatus.UNREADABLE),
)
TALLIES = (
    Tally(
        kind="condition", value="asthma", document_type="strategy", n_rated=2, documents=("marsh", "parts")
    ),
)
LOOK = WorthALook(
    document="marsh",
    criterion="lead-send",
    level="no",
    rank=1,
    likeness=0.6,
    evidence=replace(PASSAGE, kind=EvidenceKind.WORTH_A_LOOK, strength="", cue=""),
)


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return load_rubric("hpig-2023")


@pytest.fixture
def run(tmp_path: Path, rubric: Rubric) -> Path:
    return store_run(
        tmp_path / "run",
        rubric,
        records=RECORDS,
        ratings=[RATING],
        tallies=TALLIES,
        second_look=[LOOK],
        population=42,
    )


def test_a_run_is_read_back_as_it_was_written(run: Path, rubric: Rubric) -> None:
    loaded = load_run(run)
    assert loaded.records == RECORDS
    assert loaded.ratings == (RATING,)
    assert loaded.tallies == TALLIES
    assert loaded.second_look == (LOOK,)
    assert (loaded.rubric.id, loaded.rubric.hash) == ("hpig-2023", rubric.hash)
    assert (loaded.population, loaded.population_basis) == (42, "As told.")
    lead = next(f for f in loaded.findings if f.criterion == "lead-executive" and f.n_documents)
    assert (lead.n_yes, lead.n_rated, lead.pct_yes, lead.population) == (1, 1, 100.0, 42)
    assert lead.yes_interval is not None


def test_what_is_not_known_is_not_read_back_as_nothing(run: Path) -> None:
    unasked = next(f for f in load_run(run).findings if not f.n_documents)
    assert (unasked.pct_yes, unasked.yes_interval) == (None, None)


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no run of cypaudit"):
        load_run(tmp_path)


def test_a_table_changed_by_hand_is_refused(run: Path) -> None:
    path = run / "findings.csv"
    path.write_bytes(path.read_bytes().replace(b"strategy,1,1,1,", b"strategy,2,2,2,"))
    with pytest.raises(RunError, match=r"findings\.csv: was changed since the audit wrote it"):
        load_run(run)


def test_a_missing_table_is_refused(run: Path) -> None:
    (run / "tallies.csv").unlink()
    with pytest.raises(RunError, match=r"tallies\.csv: missing"):
        load_run(run)


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("ratings.csv", lambda text: text.replace("rating,", "level,", 1), "columns: level, rating"),
        ("ratings.csv", lambda text: text.replace(",yes,2,", ",perhaps,2,"), "line 2: the rating 'perhaps'"),
        ("ratings.csv", lambda text: text.replace(",yes,2,", ",yes,3,"), "3 passages, but .* has 2"),
        ("ratings.csv", lambda text: text.split("\n", 1)[0] + "\n", "marsh, lead-executive: has no row"),
        ("ratings.csv", lambda text: text + "marsh,QOX\n", "2 cells under 8 columns"),
        ("evidence.csv", lambda text: text.replace(",2,near_miss", ",3,near_miss"), "rank 3 where 2 is due"),
        ("evidence.csv", lambda text: text.replace("near_miss", "rumour"), "rumour"),
        ("evidence.csv", lambda text: text.replace("[[72.0,", "[[72.0,72.0,", 1), "line 3: .*arguments"),
        ("findings.csv", lambda text: text.replace("strategy,1,1,1,", "strategy,1,1,2,"), "add up to 2"),
        ("findings.csv", lambda text: text.replace(",100.00,", ",99.00,", 1), "pct_yes is '99.00'"),
        ("tallies.csv", lambda text: text.replace(",2,2,", ",1,2,"), "n_documents is 1, but 2 are named"),
        ("documents.csv", lambda text: text.replace("rated", "read"), "'read' is not a valid"),
        ("second-look.csv", lambda text: text.replace(",no,", ",perhaps,"), "the rating 'perhaps'"),
    ],
)  # fmt: skip
def test_a_table_of_another_make_is_refused_with_its_fault(
    run: Path, table: str, change: Callable[[str], str], said: str
) -> None:
    change_table(run, table, change)
    with pytest.raises(RunError, match=said) as error:
        load_run(run)
    assert table in str(error.value)
    assert "Run the audit again" in str(error.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda facts: {**facts, "format": 2}, "is of format 2, not 1"),
        (lambda facts: {key: facts[key] for key in facts if key != "rubric"}, "'rubric' is missing"),
        (lambda facts: {**facts, "cypaudit": None}, "wrong kind"),
        (lambda _: [], "not what an audit writes"),
    ],
)
def test_a_run_json_of_another_make_is_refused(
    run: Path, change: Callable[[dict[str, object]], object], said: str
) -> None:
    path = run / "run.json"
    path.write_text(json.dumps(change(json.loads(path.read_text("utf-8")))), encoding="utf-8")
    with pytest.raises(RunError, match=said):
        load_run(run)
