"""A document is recognised by its cover and first pages, and not by what it mentions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cypaudit.corpus import load_registry, read_corpus
from cypaudit.ingest import read_document
from cypaudit.ingest.assemble import assemble
from cypaudit.ingest.identify import identify
from cypaudit.ingest.raw import RawBlock, RawFile, RawLine, RawPage
from cypaudit.model.document import BlockKind, DocumentType
from cypaudit.model.system import Identity, System

SAMPLE = Path(__file__).parents[3] / "corpus" / "sample" / "manifest.csv"
STRATEGY, JFP = DocumentType.STRATEGY, DocumentType.JFP
BODY = "People in our towns told us that they wait too long, and that they repeat their story. " * 8


def system(name: str, code: str, *, first: int = 2022, last: int | None = None) -> System:
    return System(
        ics_name=name,
        icb_name=f"NHS {name} Integrated Care Board",
        ods_code=code,
        ons_code="",
        region="",
        website="",
        valid_from=date(first, 7, 1),
        valid_to=date(last, 3, 31) if last else None,
        successor="",
    )


REGISTRY = (
    system("Marsh and Fenland", "M01"),
    system("Hampshire and Isle of Wight", "QRL"),
    system("Bristol, North Somerset and South Gloucestershire", "QUY"),
    system("Somerset", "QSL"),
    system("Sussex", "QNX"),
    system("Essex", "E01"),
    system("Mid and South Essex", "E02"),
    system("Devon", "QJK"),
)


def cover(*labels: str, body: str = BODY, headers: tuple[str, ...] = ()) -> RawFile:
    """A paged file: labels on its cover, the first the largest, then three pages of text."""
    blocks = [
        RawBlock(
            kind=BlockKind.PARAGRAPH,
            page_index=0,
            cells=((RawLine(label),),),
            font_size=36.0 if at == 0 else 14.0,
        )
        for at, label in enumerate(labels)
    ]
    blocks += [
        RawBlock(kind=BlockKind.PARAGRAPH, page_index=page, cells=((RawLine(text),),), font_size=11.0)
        for page, text in ((1, body), (2, BODY), (3, BODY))
    ]
    pages = [RawPage(number=number, removed=headers) for number in range(1, 5)]
    return RawFile(name="plan.pdf", pages=tuple(pages), blocks=tuple(blocks))


def identify_cover(*labels: str, body: str = BODY, headers: tuple[str, ...] = ()) -> Identity:
    document = assemble([cover(*labels, body=body, headers=headers)], document_id="plan")
    return identify(document, REGISTRY)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Integrated Care Strategy", STRATEGY),
        ("INTEGRATED CARE STRATEGY 2023 - 2028", STRATEGY),
        ("Our integrated health and care strategy", STRATEGY),
        ("Integrated Care Partnership Strategy", STRATEGY),
        ("ICP Strategy", STRATEGY),
        ("Health & Care Strategy", STRATEGY),
        ("Health and social care strategy", STRATEGY),
        ("Health, wellbeing and care: our integrated care system strategy", STRATEGY),
        ("Health and wellbeing and care strategy", STRATEGY),
        ("Joint Forward Plan", JFP),
        ("Five-year Joint Forward Plan", JFP),
        ("Joint 5-Year Forward Plan", JFP),
        ("Five year forward plan", JFP),
        ("Shared Delivery Plan", JFP),
        ("Five-Year Strategic Commissioning Plan", JFP),
        ("JFP 2024 refresh", JFP),
    ],
)
def test_the_names_in_use_are_recognised(words: str, expected: DocumentType) -> None:
    assert identify_cover(words, "Marsh and Fenland").document_type is expected


def test_the_basis_says_which_words_stand_where() -> None:
    identity = identify_cover(
        "Better Days", "Joint Forward Plan 2023/24 to 2027/28", "NHS Marsh & Fenland ICB"
    )
    assert identity.type_basis == "“Joint Forward Plan” on page 1."
    assert identity.system_basis == "“Marsh & Fenland” on page 1."
    assert identity.period == "2023-2028"
    assert identity.title == "Better Days"


def test_a_plan_that_speaks_of_the_strategy_in_its_text_is_a_plan() -> None:
    body = (
        "The integrated care strategy sets out our ambitions. Our integrated care strategy is for all. "
        + BODY
    )
    assert identify_cover("Joint Forward Plan", body=body).document_type is JFP


def test_words_of_the_body_alone_are_no_evidence() -> None:
    identity = identify_cover("Better Days", body="A joint forward plan is made each year. " + BODY)
    assert identity.document_type is None
    assert "Neither its cover nor its first pages" in identity.type_basis


def test_what_a_document_says_of_itself_is_evidence() -> None:
    identity = identify_cover(
        "Better Days", body="This is the first joint forward plan for our area. " + BODY
    )
    assert (identity.document_type, identity.type_basis) == (JFP, "“joint forward plan” on page 2.")


def test_the_running_header_tells_where_the_cover_is_a_picture() -> None:
    identity = identify_cover(headers=("Marsh and Fenland ICB Joint Forward Plan 2023-2028",))
    assert identity.document_type is JFP
    assert identity.system is not None
    assert identity.type_basis == "“Joint Forward Plan” at the head or foot of page 1."


def test_two_types_of_equal_weight_are_not_decided() -> None:
    identity = identify_cover("Integrated Care Strategy and Joint Forward Plan", "Marsh and Fenland")
    assert identity.document_type is None
    assert identity.type_basis == (
        "It could be a strategy or a joint forward plan: "
        "“Integrated Care Strategy” on page 1 and “Joint Forward Plan” on page 1."
    )


def test_the_title_weighs_more_than_the_rest_of_the_cover() -> None:
    identity = identify_cover("Joint Forward Plan", "The NHS and our Integrated Care Strategy")
    assert identity.document_type is JFP


@pytest.mark.parametrize(
    "words",
    [
        "Delivering our Integrated Care Strategy: the Joint Forward Plan",
        "Joint Forward Plan: delivering the Marsh and Fenland integrated care strategy",
        "Joint Forward Plan in response to the integrated care strategy",
    ],
)
def test_the_document_that_is_answered_to_is_another(words: str) -> None:
    assert identify_cover(words).document_type is JFP


def test_a_verb_of_the_title_does_not_hide_its_own_name() -> None:
    assert identify_cover("Delivering better care together: our joint forward plan").document_type is JFP


@pytest.mark.parametrize(
    "words",
    [
        "Mental health and care strategy",
        "Digital strategy",
        "Committee forward plan",
        "Joint strategic needs assessment",
        "Annual report",
    ],
)
def test_other_papers_of_the_same_bodies_are_not_recognised(words: str) -> None:
    assert (
        identify_cover(words, "NHS Marsh and Fenland ICB", "Integrated Care Partnership").document_type
        is None
    )


@pytest.mark.parametrize("words", ["Engagement report", "Equality impact assessment", "Consultation summary"])
def test_a_paper_about_a_plan_is_not_the_plan(words: str) -> None:
    identity = identify_cover("Joint Forward Plan", words)
    assert identity.document_type is None
    assert words in identity.type_basis


def test_a_strategy_beside_the_partnership_is_its_strategy() -> None:
    labels = (
        "Living well together",
        "Our strategy 2023 to 2033",
        "Marsh and Fenland Integrated Care Partnership",
    )
    identity = identify_cover(*labels)
    assert (identity.document_type, identity.period) == (STRATEGY, "2023-2033")


def test_a_title_broken_into_blocks_is_one_title() -> None:
    assert identify_cover("Joint Forward", "Plan", "2023-28").document_type is JFP


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Marsh & Fenland Integrated Care System", "M01"),
        ("NHS MARSH AND FENLAND", "M01"),
        ("Hampshire and the Isle of Wight", "QRL"),
        ("Hants & Isle of Wight ICB", "QRL"),
        ("BNSSG Integrated Care System", "QUY"),
        ("Bristol, North Somerset and South Gloucestershire", "QUY"),
        ("Mid and South Essex", "E02"),
        ("NHS Sussex", "QNX"),
        ("A joint forward plan for Sussex", "QNX"),
        ("Sussex Integrated Care Board", "QNX"),
        ("One Devon Integrated Care System", "QJK"),
    ],
)
def test_systems_are_known_by_the_names_they_use(words: str, code: str) -> None:
    found = identify_cover("Joint Forward Plan", words).system
    assert found is not None
    assert found.ods_code == code


@pytest.mark.parametrize(
    "words",
    [
        "University Hospitals Sussex NHS Foundation Trust",
        "Sussex Partnership NHS Foundation Trust",
        "Somerset County Council",
        "West Sussex",
        "A plan for North Devon",
        "the city and the coast of Sussex rejoice together",
        "Bob and the nel of sel",
    ],
)
def test_names_of_trusts_and_places_are_no_systems(words: str) -> None:
    assert identify_cover("Joint Forward Plan", words).system is None


def test_partners_on_the_cover_do_not_hide_the_board() -> None:
    identity = identify_cover(
        "Joint Forward Plan", "NHS Sussex ICB", "with Essex and Devon, our neighbours in Devon"
    )
    assert identity.system is not None
    assert identity.system.ods_code == "QNX"


def test_two_systems_are_not_decided() -> None:
    identity = identify_cover("Joint Forward Plan", "NHS Sussex and NHS Devon")
    assert identity.system is None
    assert identity.system_basis == (
        "It names more than one system: “Sussex” on page 1 and “Devon” on page 1."
    )


def test_only_systems_of_the_registry_are_found() -> None:
    assert identify_cover("Joint Forward Plan", "NHS Kent and Medway Integrated Care Board").system is None


def test_of_one_system_over_time_the_one_of_the_period_is_taken() -> None:
    document = assemble([cover("Joint Forward Plan 2023 to 2028", "NHS Sussex")], document_id="plan")
    registry = (system("Sussex", "QNX", last=2026), system("Sussex", "NEW", first=2026))
    found = identify(document, registry).system
    assert found is not None
    assert found.ods_code == "QNX"


def test_of_one_name_without_a_period_none_is_taken() -> None:
    document = assemble([cover("Joint Forward Plan", "NHS Sussex")], document_id="plan")
    registry = (system("Sussex", "QNX", last=2026), system("Sussex", "NEW", first=2026))
    assert identify(document, registry).system is None


def test_every_system_of_the_shipped_registry_is_found_on_its_cover() -> None:
    registry = load_registry()
    for known in registry:
        document = assemble([cover("Joint Forward Plan", known.icb_name)], document_id="plan")
        found = identify(document, registry).system
        assert found is not None, known.icb_name
        assert found.ods_code == known.ods_code


def test_several_periods_on_a_cover_are_not_decided() -> None:
    assert identify_cover("Better Days", "2023 to 2028", "Census 2011", "Census 2021 to 2031").period == ""


def test_the_year_of_a_plan_is_no_period() -> None:
    assert identify_cover("Joint Forward Plan 2023/24").period == ""


def test_a_title_that_a_program_put_in_gives_way_to_the_cover() -> None:
    blocks = (
        RawBlock(
            kind=BlockKind.PARAGRAPH, page_index=0, cells=((RawLine("Joint Forward Plan"),),), paragraph=1
        ),
        RawBlock(
            kind=BlockKind.HEADING, page_index=0, cells=((RawLine("Why"),),), heading_level=1, paragraph=2
        ),
        RawBlock(kind=BlockKind.PARAGRAPH, page_index=0, cells=((RawLine(BODY),),), paragraph=3),
    )
    file = RawFile(
        name="p.docx", title="Microsoft Word - draft v3.docx", pages=(RawPage(number=None),), blocks=blocks
    )
    identity = identify(assemble([file], document_id="p"), REGISTRY)
    assert identity.title == "Joint Forward Plan"
    assert identity.type_basis == "“Joint Forward Plan” at the beginning."


def test_a_document_without_words_is_not_recognised() -> None:
    document = assemble([RawFile(name="p.pdf", pages=(RawPage(number=1),), blocks=())], document_id="p")
    identity = identify(document, REGISTRY)
    assert (identity.document_type, identity.system, identity.period, identity.title) == (None, None, "", "")


def test_the_sample_is_recognised_as_its_manifest_tells_it() -> None:
    corpus = read_corpus(SAMPLE)
    for entry in corpus.entries:
        identity = identify(read_document(entry.files, document_id=entry.document), corpus.systems)
        assert identity.system is not None, identity.system_basis
        told = (entry.document_type, entry.system, entry.period)
        assert (identity.document_type, identity.system.ods_code, identity.period) == told
