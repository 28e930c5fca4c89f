"""Headings are told by their looks, and what they are called says what stands under them."""

from __future__ import annotations

import pytest

from cypaudit.ingest.structure import Structure, Unit, find_structure, zone_of_heading
from cypaudit.model.document import BlockKind, Zone

BODY = "We shall open hubs in every town of the estuary, and staff them in the evenings and at weekends."


def unit(text: str, *, size: float = 10, bold: bool = False, page: int = 2, **values: object) -> Unit:
    """A block as its looks tell; the kind is a paragraph unless said."""
    kind = values.pop("kind", BlockKind.PARAGRAPH)
    return Unit(kind=kind, text=text, page=page, file=0, size=size, bold=bold, **values)  # type: ignore[arg-type]


def structure_of(*units: Unit) -> Structure:
    """The structure of some blocks after two pages of body text, so that there is no cover."""
    return find_structure([unit(f"{BODY} " * 12, page=0), unit(f"{BODY} " * 12, page=1), *units])


@pytest.mark.parametrize(
    ("heading", "zone"),
    [
        ("Glossary", Zone.GLOSSARY),
        ("Appendix C: Abbreviations and references", Zone.GLOSSARY),
        ("Annex 2: Terms", Zone.GLOSSARY),
        ("Annex B. What words mean", Zone.GLOSSARY),
        ("A short glossary", Zone.GLOSSARY),
        ("7 Annex: duties and terms", Zone.GLOSSARY),
        ("Terms and conditions of service", None),
        ("Words and meanings", Zone.GLOSSARY),
        ("Appendix B: Words we have used", Zone.GLOSSARY),
        ("Appendix 2: Words and letters", Zone.GLOSSARY),
        ("Annex B. What some words mean", Zone.GLOSSARY),
        ("Part G: Sources and terms", Zone.GLOSSARY),
        ("What words cannot say", None),
        ("Terms of reference", None),
        ("Words from our Chair", None),
        ("7 References", Zone.REFERENCES),
        ("Background papers", Zone.REFERENCES),
        ("Annex B: Documents consulted", Zone.REFERENCES),
        ("Papers we have referred to", Zone.REFERENCES),
        ("Appendix 2: Documents to read with this plan", Zone.REFERENCES),
        ("Other documents and reading", Zone.REFERENCES),
        ("Other plans and programmes", None),
        ("How we consulted", None),
        ("Papers for the board", None),
        ("Where to find things", Zone.CONTENTS),
        ("Contents", Zone.CONTENTS),
        ("Foreword from the Chair", Zone.FOREWORD),
        ("How this plan meets our statutory duties", Zone.RECITAL),
        ("Case study: the harbour clinic", Zone.CASE_STUDY),
        ("Appendix 2: Opinions", Zone.APPENDIX),
        ("Sources of demand", None),
        ("Children and young people", None),
    ],
)
def test_a_heading_names_its_zone(heading: str, zone: Zone | None) -> None:
    assert zone_of_heading(heading) is zone


def test_subsections_share_the_zone_and_the_next_section_does_not() -> None:
    found = structure_of(
        unit("Glossary", size=18),
        unit("Letters", size=14),
        unit(BODY),
        unit("Our plan", size=18),
        unit(BODY),
    )
    assert [section.zone for section in found.sections[1:]] == [Zone.GLOSSARY, Zone.GLOSSARY, Zone.BODY]
    assert [section.level for section in found.sections[1:]] == [1, 2, 1]
    assert [section.parent for section in found.sections[1:]] == [0, 1, 0]
    assert found.zones[-3:] == (Zone.GLOSSARY, Zone.BODY, Zone.BODY)


@pytest.mark.parametrize(
    ("header", "zone"),
    [
        (("Term", "Meaning"), Zone.GLOSSARY),
        (("Abbreviation", "Stands for:"), Zone.GLOSSARY),
        (("Word", "Where used", "What it means"), Zone.GLOSSARY),
        (("Term", "Attendance"), Zone.TABLE),
        (("Action", "Description"), Zone.TABLE),
        (("Term",), Zone.TABLE),
    ],
)
def test_a_table_of_terms_is_a_glossary_whatever_it_stands_under(header: tuple[str, ...], zone: Zone) -> None:
    row = unit("Family hub\tA place for families", kind=BlockKind.TABLE_ROW, header=header)
    assert structure_of(unit("14 Annexes", size=18), row).zones[-1] is zone


def test_a_paragraph_that_opens_with_the_name_of_a_glossary_is_one() -> None:
    found = structure_of(
        unit("Duties and papers", size=18),
        unit("Abbreviations. Family hub: a place for families. ICB: integrated care board."),
        unit("Abbreviations are spelt out where they first stand in this plan."),
    )
    assert found.zones[-2:] == (Zone.GLOSSARY, Zone.BODY)


@pytest.mark.parametrize(
    ("band", "title", "zone"),
    [
        ("FOREWORD", "Five years and one deficit", Zone.FOREWORD),
        ("APPENDIX C", "Abbreviations", Zone.GLOSSARY),
        ("APPENDIX B", "Opinions of the boards", Zone.APPENDIX),
        ("PROGRAMME 1", "Urgent care", Zone.BODY),
        ("PROGRAMMES 12 AND 13", "End of life, and medicines", Zone.BODY),
    ],
)
def test_a_band_above_a_title_lends_its_zone_and_number(band: str, title: str, zone: Zone) -> None:
    found = structure_of(unit(band, size=9), unit(title, size=18, bold=True), unit(BODY))
    assert [section.heading for section in found.sections[1:]] == [f"{band}: {title}"]
    assert found.kinds[2:] == (BlockKind.HEADING, BlockKind.HEADING, BlockKind.PARAGRAPH)
    assert found.zones[-1] is zone


def test_a_large_label_and_its_title_are_one_heading() -> None:
    found = structure_of(unit("MISSION ONE", size=24), unit("Decent homes", size=18), unit(BODY))
    assert [section.heading for section in found.sections[1:]] == ["MISSION ONE: Decent homes"]


@pytest.mark.parametrize(
    "text",
    [
        "1 in 5 adults smoke",
        "“Four things done is better than forty listed.” Member of the panel",
        "and then the rest of a line",
        "This is the end of a sentence.",
    ],
)
def test_large_type_that_is_no_heading(text: str) -> None:
    found = structure_of(unit(text, size=16), unit(BODY))
    assert len(found.sections) == 1


def test_entries_of_contents_are_no_headings() -> None:
    entries = [
        unit(f"{name} {at * 7}", size=14) for at, name in enumerate(("Why", "Who", "Where", "When"), 1)
    ]
    found = structure_of(*entries, unit(BODY))
    assert len(found.sections) == 1
    assert found.zones[2:6] == (Zone.CONTENTS,) * 4


def test_a_box_has_its_own_title_and_what_follows_it_goes_on_as_before() -> None:
    found = structure_of(
        unit("Our plan", size=18),
        unit(BODY),
        unit("In practice: the ferry clinic", bold=True, box=1),
        unit(BODY, box=1),
        unit(BODY),
    )
    assert [section.heading for section in found.sections[1:]] == [
        "Our plan",
        "In practice: the ferry clinic",
    ]
    assert found.zones[-2:] == (Zone.CASE_STUDY, Zone.BODY)
    assert found.section_of[-1] == 1


def test_a_cover_has_few_words_and_a_title() -> None:
    found = find_structure(
        [unit("Marsh Strategy", size=30, page=0), unit("2023 to 2028", page=0), unit(f"{BODY} " * 9, page=1)]
    )
    assert found.zones == (Zone.COVER, Zone.COVER, Zone.BODY)


# --- What stands under which ----------------------------------------------------------------------


def paths_of(found: Structure) -> list[tuple[str, ...]]:
    """For each section the headings above it, itself last."""
    paths = []
    for index in range(1, len(found.sections)):
        path: list[str] = []
        current: int | None = index
        while current:
            path.append(found.sections[current].heading)
            current = found.sections[current].parent
        paths.append(tuple(reversed(path)))
    return paths


def test_a_numbered_heading_stands_under_its_own_number_only() -> None:
    found = structure_of(
        unit("6.1 Data sources", size=13, bold=True),
        unit(BODY),
        unit("6.2.1 Overall", size=12, bold=True),
        unit(BODY),
    )
    assert paths_of(found) == [("6.1 Data sources",), ("6.2.1 Overall",)]
    assert found.zones[-1] is Zone.BODY


def test_a_bold_heading_may_stand_above_a_smaller_one() -> None:
    found = structure_of(
        unit("6.2 Falls", size=10.5, bold=True), unit("6.2.1 Overall", bold=True), unit(BODY), unit(BODY)
    )
    assert paths_of(found) == [("6.2 Falls",), ("6.2 Falls", "6.2.1 Overall")]


def test_a_heading_that_returns_in_every_chapter_is_a_part_of_each() -> None:
    chapters = ("Young people", "Harbours", "Ferries", "Buses")
    found = structure_of(
        *(
            each
            for chapter in chapters
            for each in (
                unit(chapter, size=18),
                unit(BODY),
                unit("Example actions", size=18),
                unit(BODY),
            )
        )
    )
    assert paths_of(found)[1::2] == [(chapter, "Example actions") for chapter in chapters]


def test_a_chapter_title_set_again_on_its_further_pages_stays_a_chapter() -> None:
    found = structure_of(
        *(each for _ in range(4) for each in (unit("Ferries", size=18), unit(BODY))),
        unit("Buses", size=18),
        unit(BODY),
    )
    assert {section.level for section in found.sections[1:]} == {1}


def test_what_is_smaller_than_numbered_chapters_stands_below_them_whatever_it_is_called() -> None:
    found = structure_of(
        unit("5 Growing up here", size=21, bold=True),
        unit(BODY),
        unit("Priority 1: A place to play", size=14, bold=True),
        unit(BODY),
        unit("A healthy weight", size=14, bold=True),
        unit(BODY),
    )
    assert paths_of(found)[-1] == ("5 Growing up here", "A healthy weight")


def test_the_name_under_a_pulled_quotation_is_no_heading() -> None:
    found = structure_of(
        unit("“The ferry is late, and nobody says so.”", size=12),
        unit("Ida Marsh, harbour master", size=11.5, bold=True),
        unit(BODY),
    )
    assert len(found.sections) == 1


def test_a_smaller_title_in_a_box_stands_under_the_box_title() -> None:
    found = structure_of(
        unit(BODY),
        unit("Case study", size=14, bold=True, box=1),
        unit("The harbour clinic", size=11.5, bold=True, box=1),
        unit(BODY, box=1),
        unit(BODY),
    )
    assert paths_of(found) == [("Case study",), ("Case study", "The harbour clinic")]
    assert found.zones[-2:] == (Zone.CASE_STUDY, Zone.BODY)
