"""Each gate lets through what it should and gives its reason for what it stops."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from cypaudit.model.document import BlockKind, Zone
from cypaudit.model.rating import EvidenceKind
from cypaudit.model.rubric import Condition, Mood, Rule, Scope
from cypaudit.score.rate import MOST_SUPPORTS
from tests.unit.score.build import ACTION, NEAR, NEED, in_one_block, make_document, make_rubric, rate


def test_a_passage_that_passes_every_gate_is_quoted() -> None:
    rating = rate(make_rubric(ACTION), make_document("Intro.", "Children get an asthma clinic."))
    assert (rating.level, rating.evidence[0].quote) == ("yes", "Children get an asthma clinic.")


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["An asthma clinic for all."], "names babies, children"),
        (["# Children", "Adults get an asthma clinic."], "expressly about others"),
        (["# Children", "An asthma clinic for people aged 18 and over."], "expressly about others"),
        (["Across England children get an asthma clinic."], "national policy"),
        (["There is no asthma clinic for children."], "not so"),
    ],
)
def test_a_passage_stopped_at_one_gate_is_a_near_miss_with_its_reason(lines: list[str], why: str) -> None:
    rating = rate(make_rubric(ACTION), make_document(*lines))
    assert rating.level == "no"
    assert why in rating.evidence[0].why
    assert rating.evidence[0].kind is not EvidenceKind.SUPPORTS


def test_the_cells_of_a_row_are_read_together_where_its_table_has_no_headings() -> None:
    beside = replace(ACTION, conditions=(Condition(any_of=("clinic",), within=Scope.PASSAGE),))
    lines = make_document("Children with asthma.", "A clinic from May.")
    assert rate(make_rubric(beside), lines).level == "no"
    row = in_one_block(lines, BlockKind.TABLE_ROW)
    assert rate(make_rubric(beside), row).level == "yes"


def test_a_statement_of_absence_is_quoted_as_one() -> None:
    rating = rate(make_rubric(ACTION), make_document("We have no asthma clinic for children."))
    assert [piece.kind for piece in rating.evidence] == [EvidenceKind.ABSENCE]


def test_a_negation_does_not_reach_past_what_stops_it() -> None:
    rating = rate(make_rubric(ACTION), make_document("It is not easy, but children get an asthma clinic."))
    assert rating.level == "yes"


def test_national_policy_that_is_taken_up_counts() -> None:
    rating = rate(make_rubric(ACTION), make_document("As across England, our children get an asthma clinic."))
    assert rating.level == "yes"


def test_what_stands_under_a_heading_of_other_places_is_a_recital_unless_taken_up() -> None:
    under = ["# Elsewhere", "Wexton gives children an asthma clinic."]
    rating = rate(make_rubric(ACTION), make_document(*under))
    assert (rating.level, "another place" in rating.evidence[0].why) == ("no", True)
    taken_up = rate(make_rubric(ACTION), make_document(*under, "So we run a children's asthma clinic."))
    assert taken_up.level == "yes"


def test_a_place_named_by_its_kind_is_another_place_unless_other_sections_name_it() -> None:
    sections = [line for n in range(8) for line in (f"# Part {n}", f"This is part {n} of Wexton's plan.")]
    told = "The county of {} gives children an asthma clinic."
    levels = {
        name: rate(make_rubric(ACTION), make_document(*sections, told.format(name))).level
        for name in ("Wexton", "Averby")
    }
    assert levels == {"Wexton": "yes", "Averby": "no"}
    assert rate(make_rubric(ACTION), make_document(told.format("Averby"))).level == "yes"


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ("Members saw the Averby system, where children get an asthma clinic.", "no"),
        ("Members saw the Averby system, so our children get an asthma clinic.", "yes"),
        ("Children get an asthma clinic from records in the Averby system.", "yes"),
        ("The ICB Chief Nurse gives children an asthma clinic.", "yes"),
        ("Children get an asthma clinic, says the Operations System Group.", "yes"),
        ("NHS Wexton and Averby ICB gives children an asthma clinic.", "yes"),
        ("Every system gives children an asthma clinic, and every town.", "yes"),
    ],
)
def test_a_place_is_another_by_its_kind_and_its_name(told: str, level: str) -> None:
    sections = [line for n in range(8) for line in (f"# Part {n}", f"This is part {n} of Wexton's plan.")]
    assert rate(make_rubric(ACTION), make_document(*sections, told)).level == level


@pytest.mark.parametrize(
    ("lines", "level"),
    [
        (("Elsewhere more is done.", "& Its children get an asthma clinic."), "no"),
        (("Elsewhere more is done.", "& Its nurses travel.", "& Its children get an asthma clinic."), "no"),
        (("Elsewhere more is done.", "& Its children get our asthma clinic."), "yes"),
        (("Elsewhere more is done.", "& Children get an asthma clinic."), "yes"),
        (("Elsewhere more is done.", "Its children get an asthma clinic."), "yes"),
        (("Wexton lacks much that may be found elsewhere.", "& Its children get an asthma clinic."), "yes"),
    ],
)
def test_a_sentence_that_points_back_goes_on_about_the_other_place(
    lines: tuple[str, ...], level: str
) -> None:
    assert rate(make_rubric(ACTION), make_document(*lines)).level == level


@pytest.mark.parametrize(
    "told", [f"In the county of {'W' * 400}! children get a clinic.", f"{'Wex ' * 9000}x system."]
)
def test_capitals_without_end_are_looked_through_at_once(told: str) -> None:
    sections = [line for n in range(8) for line in (f"# Part {n}", f"This is part {n} of Wexton's plan.")]
    started = time.process_time()
    rate(make_rubric(ACTION), make_document(*sections, told))
    assert time.process_time() - started < 5  # by trying each way to part them it would not end


def test_a_thousand_sentences_may_point_back_to_one() -> None:
    lines = (
        "Elsewhere more is done.",
        *["& Its nurses travel."] * 1500,
        "& Its children get an asthma clinic.",
    )
    assert rate(make_rubric(ACTION), make_document(*lines)).level == "no"


def test_another_cell_is_of_the_whole_list_that_a_cell_holds() -> None:
    rule = replace(ACTION, conditions=(Condition(any_of=("clinic",), words=6),))
    listed = "Children with asthma; eczema; rashes{}clinic at noon."

    def rated(text: str) -> str:
        return rate(make_rubric(rule), make_document(text)).level

    assert rated(listed.format("\t")) == "yes"
    assert rated(listed.format("; a ")) == "no"


def test_a_heading_makes_its_section_about_children() -> None:
    rating = rate(make_rubric(ACTION), make_document("# Young people", "An asthma clinic opened."))
    assert (rating.level, rating.evidence[0].heading) == ("yes", "Young people")


def test_a_list_item_is_about_what_its_lead_in_names() -> None:
    rating = rate(make_rubric(ACTION), make_document("For children we will:", "- run an asthma clinic"))
    assert rating.level == "yes"


def test_beside_reaches_the_next_sentence_of_the_same_paragraph_and_no_further() -> None:
    rule = replace(ACTION, conditions=(Condition(any_of=("clinic",), within=Scope.BESIDE),))
    document = make_document("Children have asthma.", "It is common.", "A clinic opened.")

    def rated(*blocks: int) -> str:
        together = tuple(replace(s, block=b) for s, b in zip(document.sentences, blocks, strict=True))
        return rate(make_rubric(rule), replace(document, sentences=together)).level

    assert rated(0, 0, 0) == "no"
    assert rate(make_rubric(rule), make_document("Children have asthma.", "A clinic opened.")).level == "no"
    near = replace(document, sentences=tuple(replace(s, block=0) for s in document.sentences[::2]))
    assert rate(make_rubric(rule), near).level == "yes"


def test_after_reaches_the_next_sentence_of_the_same_paragraph_and_not_the_one_before() -> None:
    for condition in (
        Condition(any_of=("clinic",), within=Scope.AFTER),
        Condition(all_of=(("clinic",), ("deed",)), within=Scope.AFTER),
    ):
        rule = make_rubric(replace(ACTION, conditions=(condition,)))
        need, deed = "Children have asthma.", "A clinic opened."

        assert rate(rule, make_document("Children with asthma: a clinic opened.")).level == "no"
        assert rate(rule, in_one_block(make_document(need, deed))).level == "yes"
        assert rate(rule, in_one_block(make_document(deed, need))).level == "no"
        assert rate(rule, in_one_block(make_document(need, "It is common.", deed))).level == "no"
        assert rate(rule, make_document(need, deed)).level == "no"  # two paragraphs


def test_a_zone_that_does_not_count_gives_a_near_miss() -> None:
    rating = rate(make_rubric(NEED), make_document("Asthma: an illness of children.", zone=Zone.GLOSSARY))
    assert rating.level == "no"
    assert "glossary" in rating.evidence[0].why


def test_a_false_friend_strikes_out_what_it_masks() -> None:
    rubric = make_rubric(NEED, masks={"charity": ("asthma", ["Asthma Trust"])})
    rating = rate(rubric, make_document("Children meet the Asthma Trust."))
    assert rating.level == "no"
    assert "part of a name" in rating.evidence[0].why


def test_a_mood_that_is_not_asked_for_falls_short() -> None:
    deed = Rule(
        id="deed", gives="yes", why="x", find=("asthma",), about=NEAR, moods=(Mood.DEED, Mood.INTENTION)
    )
    assert rate(make_rubric(deed), make_document("Children may get asthma nurses.")).level == "no"
    assert rate(make_rubric(deed), make_document("We will see children with asthma.")).level == "yes"


def test_a_lower_level_says_what_a_full_answer_takes() -> None:
    rating = rate(make_rubric(ACTION, NEED), make_document("Asthma is common in children."))
    assert rating.level == "to_some_extent"
    assert "It takes more for a full answer: an action." in rating.reason


def test_passages_must_stand_apart_where_several_are_asked_for() -> None:
    thrice = Rule(
        id="three", gives="yes", why="x", find=("asthma",), about=NEAR, at_least=2, apart=Scope.SECTION
    )
    together = make_document("# Children", "Asthma.", "Asthma again.")
    apart = make_document("# Children", "Asthma.", "# Young people", "Asthma again.")
    assert rate(make_rubric(thrice), together).level == "no"
    assert rate(make_rubric(thrice), apart).level == "yes"


def test_a_condition_may_ask_for_different_lists_or_for_one_sentence_that_joins_them() -> None:
    both = Rule(
        id="both",
        gives="yes",
        why="x",
        find=("asthma",),
        about=NEAR,
        conditions=(Condition(any_of=("clinic", "school"), at_least=2),),
    )
    assert rate(make_rubric(both), make_document("Children: asthma, clinics and more clinics.")).level == "no"
    assert rate(make_rubric(both), make_document("Children: asthma, clinics and schools.")).level == "yes"
    joined = Rule(
        id="joined",
        gives="yes",
        why="x",
        find=("asthma",),
        about=NEAR,
        conditions=(Condition(all_of=(("clinic",), ("school",)), within=Scope.DOCUMENT),),
    )
    apart = make_document("Asthma in children.", "A clinic.", "A school.")
    assert rate(make_rubric(joined), apart).level == "no"
    assert (
        rate(make_rubric(joined), make_document("Asthma in children.", "A clinic in a school.")).level
        == "yes"
    )


def test_a_section_needs_enough_words_about_children() -> None:
    rule = Rule(
        id="chapter",
        gives="yes",
        why="x",
        find=("children",),
        find_in=Scope.HEADING,
        about=NEAR,
        min_words=10,
    )
    short = make_document("# Children", "Too short.")
    long = make_document("# Children", "This section goes on for more than ten words, as it should.")
    assert rate(make_rubric(rule), short).level == "no"
    assert rate(make_rubric(rule), long).evidence[0].quote == "Children"


def test_a_document_that_was_not_read_is_unreadable_and_never_no() -> None:
    rating = rate(make_rubric(ACTION), make_document("x", problem="image without text"))
    assert rating.level == "unreadable"


def test_evidence_is_the_text_at_its_offsets() -> None:
    document = make_document("Intro.", "Children get an asthma clinic.")
    for piece in rate(make_rubric(ACTION), document).evidence:
        assert document.pages[piece.page_index].text[piece.start : piece.end] == piece.quote


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("We opened a wing for adults with asthma and for schools a garden for children.", "no"),
        ("We opened a wing for adults and for children a clinic for asthma.", "yes"),
        ("We opened a clinic for adults and children with asthma.", "yes"),
    ],
)
def test_what_stands_nearer_to_others_is_not_of_children(sentence: str, level: str) -> None:
    assert rate(make_rubric(ACTION), make_document(sentence)).level == level


@pytest.mark.parametrize(
    ("lines", "level"),
    [
        (["Help is for miners, people with asthma, children in care, cooks and clerks."], "no"),
        (["Help is for cooks in towns; residents with asthma; children, too; clerks."], "no"),
        (["Help is for miners, people in jail, children with asthma, cooks and clerks."], "to_some_extent"),
        (["Help is for miners, asthma, diabetes or eczema children, cooks, clerks."], "to_some_extent"),
        (["Children who are poor, people with asthma, cooks, clerks, grooms."], "to_some_extent"),
        (["Some children: miners, people with asthma, cooks, clerks, grooms."], "to_some_extent"),
        (["Help is for people with asthma and for children in care."], "to_some_extent"),
        (["# Children", "Miners, people with asthma, children in care, cooks, clerks."], "to_some_extent"),
        (["For children:", "- Miners, people with asthma, children, cooks, clerks."], "to_some_extent"),
    ],
)
def test_an_item_of_a_list_that_names_people_is_of_no_children_named_in_another(
    lines: list[str], level: str
) -> None:
    assert rate(make_rubric(NEED), make_document(*lines)).level == level


@pytest.mark.parametrize(
    ("headings", "level"),
    [
        (["Asthma"], "yes"),
        (["Asthma", "What we will do"], "yes"),
        (["Asthma", "Sleep"], "no"),
    ],
)
def test_a_heading_that_only_frames_is_read_with_the_one_above_it(headings: list[str], level: str) -> None:
    rule = replace(
        ACTION, find=("clinic",), conditions=(Condition(any_of=("asthma",), within=Scope.OWN_HEADING),)
    )
    document = make_document(*(f"# {heading}" for heading in headings), "A clinic for children.")
    nested = tuple(
        replace(section, level=n, parent=n - 1 if n else None) for n, section in enumerate(document.sections)
    )

    assert rate(make_rubric(rule), replace(document, sections=nested)).level == level


def test_what_two_rules_agree_on_is_quoted_before_what_one_rule_found() -> None:
    both = replace(ACTION, id="school", find=("school",), conditions=(Condition(any_of=("asthma",)),))
    document = make_document(
        "Children with asthma have a clinic of their own.",
        "Children with asthma have a nurse in each school.",
    )

    quotes = [piece.quote for piece in rate(make_rubric(ACTION, both), document).evidence]

    assert quotes == [document.sentences[1].text, document.sentences[0].text]


def test_a_rating_quotes_its_six_best_passages() -> None:
    document = make_document(*(f"Children with asthma have clinic number {n} here." for n in range(9)))

    assert len(rate(make_rubric(ACTION), document).evidence) == MOST_SUPPORTS == 6


def test_a_distance_does_not_reach_into_another_item_of_a_list() -> None:
    rule = replace(ACTION, conditions=(Condition(any_of=("clinic",), words=6),))

    def rated(sentence: str) -> str:
        return rate(make_rubric(rule), make_document(sentence)).level

    assert rated("For children with asthma milk; for all a clinic.") == "yes"
    assert rated("For children with asthma milk; a clinic; a wing.") == "no"
