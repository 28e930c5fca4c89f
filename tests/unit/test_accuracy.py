"""Keys read, ratings set beside them, figures shown: nothing here needs a document or a rubric's rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cypaudit.accuracy import check_leads, find_outcomes, read_keys
from cypaudit.accuracy.labelled import Fact, Key, KeyEntry
from cypaudit.accuracy.outcomes import count_known_leads, shares_page
from cypaudit.accuracy.present import as_json, as_markdown, as_text
from cypaudit.errors import ManifestError, UsageError
from cypaudit.model.agreement import AccuracyReport, LeadCheck, Outcome
from cypaudit.model.document import DocumentType
from cypaudit.model.finding import Mention
from cypaudit.model.rating import Evidence, EvidenceKind, Rating
from cypaudit.model.rubric import Advice, Criterion, Level, Mechanisms, Rubric
from cypaudit.model.system import ManifestEntry
from cypaudit.workflows.accuracy import LabelledSet, summarise, write_accuracy_docs

S, P = DocumentType.STRATEGY, DocumentType.PAIR


def make_criterion(criterion_id: str, domain: str = "leadership") -> Criterion:
    return Criterion(
        id=criterion_id,
        domain=domain,
        question=f"{criterion_id}?",
        asked_of=(S,),
        levels={},
        advice=Advice(looks_for="", why="", basis="expectation", source="", good=""),
    )


RUBRIC = Rubric(
    id="test",
    version="1.0",
    title="",
    source="",
    hash="abcdef0123456789abcdef",
    scale=tuple(
        Level(id=level, label=level, meaning="", rank=rank, counts_as_met=rank == 2, in_denominator=True)
        for rank, level in ((2, "yes"), (1, "to_some_extent"), (0, "no"))
    ),
    domains={"leadership": "Leadership", "workforce": "Workforce"},
    criteria=(
        make_criterion("lead-send"),
        make_criterion("lead-contact"),
        make_criterion("wf-capacity", "workforce"),
    ),
    term_lists={},
    mechanisms=Mechanisms(**dict.fromkeys(Mechanisms.__dataclass_fields__, ())),
    zones_not_counted=(),
    unreadable_share=0.5,
)


def make_entry(document: str, system: str = "F01") -> ManifestEntry:
    return ManifestEntry(document=document, system=system, document_type=S, period="", files=())


def make_evidence(page: int, kind: EvidenceKind = EvidenceKind.SUPPORTS) -> Evidence:
    return Evidence(
        kind=kind, strength="yes", file="a.pdf", page=page, page_label="", heading="", quote="Our SEND lead",
        start=0, end=13, page_index=page - 1, boxes=(), cue="named:send-lead", why="",
    )  # fmt: skip


def make_rating(criterion: str, level: str, *evidence: Evidence, document: str = "vale-strategy") -> Rating:
    return Rating(
        document=document, system="F01", document_type="strategy", period="", criterion=criterion,
        level=level, reason="names a lead", evidence=evidence,
    )  # fmt: skip


def make_key(facts: tuple[Fact, ...] = (), **levels: str) -> Key:
    entries = {
        criterion.replace("_", "-"): KeyEntry(level=level, pages=(4, 7), quote="the quote", note="the note")
        for criterion, level in levels.items()
    }
    return Key(document="vale-strategy", document_type="strategy", entries=entries, facts=facts)


def write(path: Path, *lines: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


# --- keys


def test_the_first_row_of_a_criterion_gives_the_level_and_all_give_pages(tmp_path: Path) -> None:
    write(
        tmp_path / "gold" / "vale-strategy-gold.csv",
        "criterion,rating,page,quote,note",
        'lead-send,yes,9,"our lead, Amara Nkemelu",a note',
        "lead-send,yes,4,a further passage,",
        "lead-contact,no,,,searched for addresses",
    )
    write(tmp_path / "gold" / "vale-strategy-facts.csv", "kind,value,page", "condition,asthma,3")
    (key,) = read_keys(tmp_path, [make_entry("vale-strategy")])
    assert key.entries["lead-send"] == KeyEntry(
        level="yes", pages=(4, 9), quote="our lead, Amara Nkemelu", note="a note"
    )
    assert key.entries["lead-contact"].pages == ()
    assert key.facts == (Fact(kind="condition", value="asthma", page=3),)


def test_a_pair_s_key_is_that_of_the_system_of_its_documents(tmp_path: Path) -> None:
    for document in ("vale-strategy", "vale-jfp"):
        write(tmp_path / "gold" / f"{document}-gold.csv", "criterion,rating,page,quote,note")
    write(tmp_path / "gold" / "vale-pair.csv", "criterion,rating,note", "ph-strategy-to-plan,yes,all of 3")
    *_, pair = read_keys(tmp_path, [make_entry("vale-strategy"), make_entry("vale-jfp")])
    assert (pair.document, pair.document_type) == ("F01", P)
    assert pair.entries["ph-strategy-to-plan"].level == "yes"


def test_a_pair_s_key_without_documents_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "gold" / "vale-pair.csv", "criterion,rating,note")
    with pytest.raises(ManifestError, match=r"vale-pair\.csv: no system has it"):
        read_keys(tmp_path, [])


def test_a_missing_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"vale-strategy-gold\.csv: not there"):
        read_keys(tmp_path, [make_entry("vale-strategy")])


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["criterion,rating"], ":1: the columns must be"),
        (["criterion,rating,page,quote,note", "lead-send,yes,4-5,,"], ":2: page '4-5' is not a number"),
    ],
)
def test_a_faulty_key_is_refused_with_its_line(tmp_path: Path, lines: list[str], message: str) -> None:
    write(tmp_path / "gold" / "vale-strategy-gold.csv", *lines)
    with pytest.raises(ManifestError, match=message):
        read_keys(tmp_path, [make_entry("vale-strategy")])


# --- ratings beside keys


def test_an_outcome_holds_both_levels_and_both_places() -> None:
    near = make_evidence(2, EvidenceKind.NEAR_MISS)
    ratings = [make_rating("lead-send", "yes", make_evidence(7), make_evidence(5), near)]
    (outcome,) = find_outcomes(ratings, [make_key(lead_send="no")], RUBRIC, with_text=True)
    assert (outcome.key, outcome.rated, outcome.domain) == ("no", "yes", "leadership")
    assert (outcome.key_pages, outcome.rated_pages) == ((4, 7), (5, 7))
    assert (outcome.key_text, outcome.quote) == ("the quote | the note", "Our SEND lead")
    assert shares_page(outcome)


def test_without_text_an_outcome_holds_no_words_of_document_or_key() -> None:
    ratings = [make_rating("lead-send", "yes", make_evidence(7))]
    (outcome,) = find_outcomes(ratings, [make_key(lead_send="no")], RUBRIC, with_text=False)
    assert (outcome.key_text, outcome.reason, outcome.quote, outcome.cue) == ("", "", "", "")


def test_only_what_both_speak_of_is_compared() -> None:
    ratings = [make_rating("lead-send", "yes"), make_rating("wf-capacity", "no")]
    keys = [make_key(lead_send="yes", lead_contact="no")]
    assert [o.criterion for o in find_outcomes(ratings, keys, RUBRIC, with_text=True)] == ["lead-send"]


@pytest.mark.parametrize(
    ("value", "is_right"),
    [
        ("lead-send: Ruth Abney", True),
        ("lead-send: Dr Ruth Abney", True),
        ("lead-send: Ruth", True),
        ("lead-send: Ruth Abbey", False),
        ("lead-send: Uth Abney", False),
        ("lead-send: Niamh O\u2019Brien", True),
    ],
)
def test_a_lead_is_right_if_people_found_the_same_person(value: str, is_right: bool) -> None:
    facts = (
        Fact(kind="named_lead", value="Clinical officer (SEND): Ruth Abney", page=3),
        Fact(kind="named_lead", value="Board lead: Prof. Niamh O'Brien", page=3),
        Fact(kind="condition", value="Ruth Abbey", page=3),
    )
    mention = Mention(kind="named_lead", value=value, document="vale-strategy", document_type="strategy")
    (check,) = check_leads([mention], [make_key(facts)])
    assert check.is_right is is_right


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("Designated Clinical Officer (SEND): Ruth Abney", 1),
        ("clinical lead (asthma): Dr Hal Brandreth", 1),
        ("SEND lead: Maxine Olatunde-Reid", 1),
        ("Board lead (Executive Director of Nursing): vacant", 0),
        ("executive lead for CYP: Chief Nurse (no name)", 0),
    ],
)
def test_leads_with_a_name_are_counted(value: str, known: int) -> None:
    assert count_known_leads([make_key((Fact(kind="named_lead", value=value, page=1),))]) == known


# --- figures


def make_outcome(
    criterion: str, key: str, rated: str, *, pages: tuple[int, ...] = (1,), passages: int = 1
) -> Outcome:
    return Outcome(
        document="vale-strategy", document_type="strategy", criterion=criterion,
        domain=RUBRIC.criterion(criterion).domain, key=key, rated=rated, key_pages=(1,), rated_pages=pages,
        n_passages=passages,
        key_text="what people\nquoted", reason="names nobody", quote="Our\tlead", cue="named:send-lead",
    )  # fmt: skip


OUTCOMES = (
    make_outcome("wf-capacity", "to_some_extent", "to_some_extent", pages=(2,)),
    make_outcome("lead-send", "yes", "yes"),
    make_outcome("lead-send", "no", "no", pages=()),
    make_outcome("lead-contact", "no", "yes"),
    make_outcome("lead-contact", "no", "unreadable", pages=()),
)
CHECKS = (LeadCheck(document="vale-strategy", value="lead-send: Ruth Abney", is_right=True),)


def make_report(name: LabelledSet = LabelledSet.TUNE) -> AccuracyReport:
    return AccuracyReport(
        cypaudit_version="9.9",
        rubric="test",
        rubric_version="1.0",
        rubric_hash=RUBRIC.hash,
        questions={},
        domains=RUBRIC.domains,
        sets=(summarise(name, ["vale-strategy"], OUTCOMES, CHECKS, n_leads_known=2, rubric=RUBRIC),),
    )


def test_a_set_is_summarised_by_criterion_and_domain_in_the_rubric_s_order() -> None:
    (measured,) = make_report().sets
    assert list(measured.by_criterion) == ["lead-send", "lead-contact", "wf-capacity"]
    assert list(measured.by_domain) == ["leadership", "workforce"]
    assert (measured.pooled.n, measured.pooled.n_aside) == (4, 1)
    assert (measured.pooled.exact.count, measured.pooled.two_off.count) == (3, 1)
    # Kappa: 1 for lead-send, 0 for lead-contact, not defined for one rating on one level.
    assert (measured.macro_kappa.value, measured.macro_kappa.n_defined) == (0.5, 2)
    # Of two equal ratings above `no` with pages on both sides, one shares a page.
    assert (measured.pages.count, measured.pages.total) == (1, 2)
    assert (measured.leads.count, measured.n_leads_found, measured.n_leads_known) == (1, 1, 2)


def test_ratings_are_told_apart_by_the_passages_that_they_rest_on() -> None:
    outcomes = [
        make_outcome("lead-send", "yes", "yes", passages=1),
        make_outcome("lead-send", "no", "yes", passages=1),
        make_outcome("lead-send", "yes", "yes", passages=7),
        make_outcome("lead-send", "no", "no", passages=0),
    ]
    measured = summarise(LabelledSet.TUNE, ["vale-strategy"], outcomes, (), n_leads_known=0, rubric=RUBRIC)
    right = {(one.level, one.passages): (one.right.count, one.right.total) for one in measured.rests_on}
    assert right[("yes", "1")] == (1, 2)
    assert right[("yes", "3 or more")] == (1, 1)
    assert not any(level == "no" for level, _ in right)


def test_names_of_leads_stay_out_of_the_validation_half() -> None:
    (measured,) = make_report(LabelledSet.VALIDATE).sets
    assert measured.lead_checks == ()
    assert measured.leads.count == 1


def test_the_text_shows_counts_beside_every_share() -> None:
    text = as_text(make_report())
    assert "lead-send                         2  100% (34-100) 2/2" in text
    assert "1 of 2" in text
    assert "Disagreements" not in text


def test_disagreements_are_listed_with_the_words_of_both() -> None:
    text = as_text(make_report(), disagreements=True)
    assert "Disagreements: 2" in text
    assert "lead-contact  vale-strategy  key: no  program: yes" in text
    assert "program [named:send-lead] p. 1: Our lead" in text
    assert "key p. 1: what people quoted" in text


def test_the_json_gives_counts_and_the_hash_of_the_rubric() -> None:
    content = json.loads(as_json(make_report()))
    assert content["rubric_hash"] == RUBRIC.hash
    criterion = content["sets"]["tune"]["criteria"]["lead-contact"]
    assert (criterion["n"], criterion["n_aside"]) == (1, 1)
    assert criterion["no_recall"] == {"count": 0, "total": 1, "low": 0.0, "high": 0.7935}
    assert criterion["no_precision"] == {"count": 0, "total": 0, "low": None, "high": None}


def test_the_page_names_rubric_and_hash_and_holds_no_words_of_documents() -> None:
    page = as_markdown(make_report(), "Prose that people keep.")
    assert "Rubric `test` version 1.0 (hash `abcdef0123456789`)" in page
    assert "Prose that people keep." in page
    assert "| `lead-send` | 2 | 100% (34-100) 2/2 |" in page
    assert "what people" not in page


def test_the_page_is_written_with_the_notes_and_beside_the_rubric(tmp_path: Path) -> None:
    write(tmp_path / "docs" / "accuracy-notes.md", "## Weaknesses")
    (tmp_path / "rubrics" / "test").mkdir(parents=True)
    page, figures = write_accuracy_docs(make_report(), tmp_path)
    assert "## Weaknesses" in page.read_text(encoding="utf-8")
    assert figures == tmp_path / "rubrics" / "test" / "accuracy.json"
    assert b"\r" not in page.read_bytes() + figures.read_bytes()


def test_the_page_is_written_into_a_checkout_only(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        write_accuracy_docs(make_report(), tmp_path)
