"""What a rating comes to by rules and sentence model together, and the passages that it rests on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cypaudit.model.document import OCR_ENGINE, Document, DocumentType, Zone
from cypaudit.model.rating import OCR_NOTE, UNREADABLE, EvidenceKind, Rating
from cypaudit.model.rubric import Gate, Rubric, Rule, Scope
from cypaudit.score import rate_document
from cypaudit.score.settle import MOST_OFFERED, SENTENCE_MODEL
from cypaudit.tag import tag_document
from tests.unit.score.build import ACTION, NEED, in_one_block, make_document, make_rubric, rate
from tests.unit.score.small_model import RULES_BIAS, RULES_DECIDE, with_model, write_model

ANYBODY = replace(NEED, id="anybody", about=())

WORDS = {
    "inhalers": (4.0, 4.0),  # people count it as a full answer, doubtless
    "puffers": (3.0, 2.5),  # as one, too
    "wheezing": (2.5, -2.0),  # as a part of one
    "perhaps": (1.0, 0.5),  # as a full answer, and less surely
    "merely": (-3.0, -5.0),  # as nothing
}
DOUBTLESS = "Children with inhalers get an asthma clinic."  # 98% likely, where the next has 92%
SURELY = "Children with puffers get an asthma clinic."
PARTLY = "Children wheezing get an asthma clinic."
MERELY = "Children merely get an asthma clinic."
UNFORESEEN = "Children are lent new puffers."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A model that decides by its likest sentence, whatever the rules gave."""
    return write_model(tmp_path / "model.npz", WORDS)


@pytest.fixture
def by_rules(tmp_path: Path) -> Path:
    """A model whose weighing leaves the level to the rules."""
    return write_model(tmp_path / "rules.npz", WORDS, weighing=RULES_DECIDE, bias=RULES_BIAS)


def quotes(rating: Rating) -> list[str]:
    return [piece.quote for piece in rating.evidence]


def test_where_both_agree_the_rating_is_that_of_the_rules(path: Path) -> None:
    rubric, document = make_rubric(ACTION), make_document(SURELY)
    assert rate(rubric, document).level == "yes"
    assert rate(with_model(rubric, path), document) == rate(rubric, document)


def test_a_doubted_yes_becomes_to_some_extent_and_says_so(path: Path) -> None:
    rubric, document = make_rubric(ACTION), make_document(PARTLY)
    alone, rating = rate(rubric, document), rate(with_model(rubric, path), document)
    assert (alone.level, rating.level) == ("yes", "to_some_extent")
    (before,), (piece,) = alone.evidence, rating.evidence
    assert (piece.kind, piece.strength) == (EvidenceKind.SUPPORTS, "to_some_extent")
    doubt = "though the sentence model finds that passages worded so were counted for less"
    assert piece.why == f"sets out an action on asthma, {doubt}"
    assert rating.reason.startswith(f"The document {piece.why} (page 1). It takes more for a full answer")
    assert replace(piece, strength=before.strength, why=before.why) == before  # quote, place and rule


@pytest.mark.parametrize("rule", [ACTION, NEED])
def test_what_is_doubted_to_the_lowest_level_is_a_near_miss(path: Path, rule: Rule) -> None:
    document = make_document(MERELY)
    assert rate(make_rubric(rule), document).level == rule.gives
    rating = rate(with_model(make_rubric(rule), path), document)
    assert rating.level == "no"
    (piece,) = rating.evidence
    assert (piece.kind, piece.gate, piece.strength) == (EvidenceKind.NEAR_MISS, Gate.DOUBT, rule.gives)
    assert (piece.quote, piece.cue) == (MERELY, f"{rule.id}:asthma")
    assert "the sentence model finds that passages worded so did not count (5% likely" in piece.why
    assert piece.why[1:] in rating.reason  # there it goes on within a sentence
    assert rating.reason.endswith(".")


def test_every_passage_of_the_rules_that_is_doubted_is_kept_to_be_looked_at(path: Path) -> None:
    document = make_document(MERELY, "Children have asthma.", "Children get an asthma clinic.")
    rating = rate(with_model(make_rubric(ACTION, NEED), path), document)
    assert rating.level == "no"
    assert set(quotes(rating)) == {MERELY, "Children have asthma.", "Children get an asthma clinic."}
    assert {piece.kind for piece in rating.evidence} == {EvidenceKind.NEAR_MISS}


@pytest.mark.parametrize("line", [PARTLY, MERELY])
def test_the_note_on_print_that_a_machine_read_stays_last(path: Path, line: str) -> None:
    document = make_document(line)
    scanned = replace(document, pages=(replace(document.pages[0], engine=OCR_ENGINE),))
    (piece,) = rate(with_model(make_rubric(ACTION), path), scanned).evidence
    assert "the sentence model finds" in piece.why
    assert piece.why.endswith(f" {OCR_NOTE}")
    assert piece.why.count(OCR_NOTE) == 1


def test_nothing_is_called_absent_where_too_little_was_read(path: Path) -> None:
    document = make_document(MERELY, problem="scanned")
    assert rate(with_model(make_rubric(ACTION), path), document).level == UNREADABLE


@pytest.mark.parametrize(("word", "level"), [("puffers", "yes"), ("wheezing", "to_some_extent")])
def test_what_no_rule_foresees_is_quoted_from_its_page(path: Path, word: str, level: str) -> None:
    said = f"Children and  {word} — in every school’s office."
    document = make_document("Intro.", said, "The car park is paved.")
    assert rate(make_rubric(ACTION, NEED), document).level == "no"
    rating = rate(with_model(make_rubric(ACTION, NEED), path), document)
    assert rating.level == level
    (piece,) = rating.evidence
    assert (piece.kind, piece.strength, piece.cue) == (EvidenceKind.SUPPORTS, level, SENTENCE_MODEL)
    assert piece.quote == said
    assert document.pages[0].text[piece.start : piece.end] == said
    assert piece.why.startswith(
        "says it in words that no rule for it foresees: the sentence model finds it 92% likely"
    )
    assert f"The document {piece.why} (page 1)." in rating.reason


def test_a_rating_is_raised_over_what_the_rules_found(path: Path) -> None:
    document = make_document("Children with wheezing have asthma.", UNFORESEEN)
    assert rate(make_rubric(ACTION, NEED), document).level == "to_some_extent"
    rating = rate(with_model(make_rubric(ACTION, NEED), path), document)
    assert rating.level == "yes"
    assert [(piece.strength, piece.cue) for piece in rating.evidence] == [
        ("yes", SENTENCE_MODEL),
        ("to_some_extent", "need:asthma"),
    ]


def test_a_passage_that_rules_hold_for_less_may_be_quoted_for_more(path: Path) -> None:
    line = "Children with puffers have asthma."
    rubric, document = make_rubric(NEED, ACTION), make_document(line)
    assert rate(rubric, document).level == "to_some_extent"
    rating = rate(with_model(rubric, path), document)
    assert (rating.level, quotes(rating)) == ("yes", [line])
    assert rating.evidence[0].cue == SENTENCE_MODEL


def test_a_passage_that_is_offered_is_not_a_near_miss_beside(path: Path) -> None:
    document = make_document("Children with asthma need their puffers.")
    assert [piece.kind for piece in rate(make_rubric(ACTION), document).evidence] == [EvidenceKind.NEAR_MISS]
    (piece,) = rate(with_model(make_rubric(ACTION), path), document).evidence
    assert piece.cue == SENTENCE_MODEL


@pytest.mark.parametrize(("word", "most"), [("inhalers", MOST_OFFERED), ("puffers", 1), ("perhaps", 1)])
def test_more_than_one_passage_is_offered_only_where_the_model_is_sure(
    path: Path, word: str, most: int
) -> None:
    document = make_document(*(f"Children of class {n} get {word}." for n in range(MOST_OFFERED + 2)))
    rating = rate(with_model(make_rubric(ACTION), path), document)
    assert rating.level == "yes"
    assert len(rating.evidence) == most


def test_a_passage_that_names_no_children_raises_nothing_where_all_rules_ask_for_them(path: Path) -> None:
    document = make_document("Puffers are lent in every office.")
    alone = rate(make_rubric(ACTION, NEED), document)
    assert alone.level == "no"
    assert rate(with_model(make_rubric(ACTION, NEED), path), document) == alone
    # Of the rules for the middle level one does not ask for children; of those for the highest all do.
    assert rate(with_model(make_rubric(ACTION, ANYBODY), path), document).level == "to_some_extent"


def test_children_may_be_named_by_the_heading(path: Path) -> None:
    document = make_document("# Children", "Puffers are lent in every office.")
    assert rate(with_model(make_rubric(ACTION), path), document).level == "yes"


def test_where_the_full_answer_has_no_passage_the_lower_may_have_one(tmp_path: Path) -> None:
    # Weighed it is likely a full answer, and the only sentence is by itself but part of one.
    path = write_model(tmp_path / "model.npz", WORDS, bias=(0.0, 3.0))
    rating = rate(with_model(make_rubric(ACTION), path), make_document("Children with wheezing are seen."))
    assert (rating.level, len(rating.evidence)) == ("to_some_extent", 1)


def test_passages_that_the_model_doubts_are_set_aside_where_others_are_likely(by_rules: Path) -> None:
    rubric, document = make_rubric(ACTION), make_document(MERELY, SURELY)
    assert quotes(rate(rubric, document)) == [MERELY, SURELY]
    rating = rate(with_model(rubric, by_rules), document)
    assert (rating.level, quotes(rating)) == ("yes", [SURELY])


def test_beside_a_passage_of_which_the_model_is_sure_less_likely_ones_are_left_out(by_rules: Path) -> None:
    perhaps = "Children perhaps get an asthma clinic."  # 62%
    rubric = with_model(make_rubric(ACTION, NEED), by_rules)
    assert quotes(rate(rubric, make_document(perhaps, DOUBTLESS))) == [DOUBTLESS]
    assert quotes(rate(rubric, make_document(perhaps))) == [perhaps]
    lesser = "Children wheezing have asthma."  # a need: it stays, as what earns less
    assert quotes(rate(rubric, make_document(lesser, DOUBTLESS))) == [DOUBTLESS, lesser]


def test_the_passages_of_a_rule_that_asks_for_several_stay_together(by_rules: Path) -> None:
    perhaps = "Children perhaps get an asthma clinic."
    several = replace(ACTION, at_least=2, apart=Scope.SENTENCE)
    document = make_document(perhaps, SURELY)
    rating = rate(with_model(make_rubric(several), by_rules), document)
    assert (rating.level, quotes(rating)) == ("yes", [SURELY, perhaps])


def test_a_likely_passage_takes_the_place_of_all_that_are_doubted(by_rules: Path) -> None:
    rating = rate(with_model(make_rubric(ACTION), by_rules), make_document(MERELY, UNFORESEEN))
    assert (rating.level, quotes(rating)) == ("yes", [UNFORESEEN])
    assert rating.evidence[0].cue == SENTENCE_MODEL


def test_a_full_answer_rests_on_a_passage_that_is_likely_one(by_rules: Path) -> None:
    document = make_document(MERELY, "The car park is paved.")
    assert rate(make_rubric(ACTION), document).level == "yes"
    rating = rate(with_model(make_rubric(ACTION), by_rules), document)
    assert (rating.level, quotes(rating)) == ("to_some_extent", [MERELY])


def test_what_rules_hold_for_part_of_an_answer_is_quoted_for_want_of_a_better(by_rules: Path) -> None:
    rubric = make_rubric(NEED)
    for line in (MERELY, "Children have asthma."):
        document = make_document(line, "The car park is paved.")
        assert rate(with_model(rubric, by_rules), document) == rate(rubric, document)
        assert quotes(rate(rubric, document)) == [line]


BEFORE, AFTER = "It has long been asked for.", "It opens in May."


def test_a_full_answer_that_is_not_sure_is_quoted_with_the_sentences_beside_it(by_rules: Path) -> None:
    rubric = with_model(make_rubric(ACTION), by_rules)
    document = in_one_block(make_document("Far off.", BEFORE, SURELY, AFTER, "No more."))  # 92% likely
    assert quotes(rate(rubric, document)) == [f"{BEFORE}\n{SURELY}\n{AFTER}"]
    apart = make_document(BEFORE, SURELY, AFTER)
    assert quotes(rate(rubric, apart)) == [SURELY]


def test_what_a_model_offers_is_quoted_with_the_sentences_beside_it(path: Path) -> None:
    document = in_one_block(make_document(UNFORESEEN, AFTER))
    assert quotes(rate(with_model(make_rubric(ACTION), path), document)) == [f"{UNFORESEEN}\n{AFTER}"]


def test_what_is_sure_or_a_part_of_an_answer_is_quoted_alone(path: Path) -> None:
    rubric = with_model(make_rubric(ACTION, NEED), path)
    for line, level in ((DOUBTLESS, "yes"), (PARTLY, "to_some_extent")):
        rating = rate(rubric, in_one_block(make_document(BEFORE, line, AFTER)))
        assert (rating.level, quotes(rating)) == (level, [line])


def test_what_stands_beside_is_left_out_where_the_quote_would_be_long(by_rules: Path) -> None:
    document = in_one_block(make_document("Rain " * 80, SURELY, AFTER))
    assert quotes(rate(with_model(make_rubric(ACTION), by_rules), document)) == [SURELY]


def test_what_stands_beside_is_left_out_where_something_else_stands_between(by_rules: Path) -> None:
    document = in_one_block(make_document(BEFORE, "A note at the foot.", SURELY))
    before, note, surely = document.sentences
    block = replace(document.blocks[0], spans=(*before.spans, *surely.spans))
    blocks = (block, replace(document.blocks[1], spans=note.spans), *document.blocks[2:])
    parted = replace(document, blocks=blocks, sentences=(before, surely, replace(note, block=1)))
    assert quotes(rate(with_model(make_rubric(ACTION), by_rules), parted)) == [SURELY]


def test_two_full_answers_beside_one_another_are_quoted_once(by_rules: Path) -> None:
    again = "Children get another asthma clinic."
    document = in_one_block(make_document(SURELY, f"{again[:-1]} with puffers.", AFTER))
    (piece,) = rate(with_model(make_rubric(ACTION), by_rules), document).evidence
    assert SURELY in piece.quote
    assert again[:-1] in piece.quote
    assert document.pages[0].text[piece.start : piece.end] == piece.quote


def test_what_is_quoted_beside_a_full_answer_is_no_near_miss_of_it(path: Path) -> None:
    lacking = "Some children have asthma."  # and no clinic
    rubric = with_model(make_rubric(ACTION), path)
    apart = rate(rubric, make_document(UNFORESEEN, lacking))
    assert [piece.kind for piece in apart.evidence] == [EvidenceKind.SUPPORTS, EvidenceKind.NEAR_MISS]
    (piece,) = rate(rubric, in_one_block(make_document(UNFORESEEN, lacking))).evidence
    assert piece.quote == f"{UNFORESEEN}\n{lacking}"


HEADING = Rule(
    id="heading", gives="yes", why="has a heading on it", find=("asthma",), find_in=Scope.HEADING, about=()
)


def test_what_a_heading_says_is_not_outvoted_by_a_model_that_reads_none(path: Path) -> None:
    document = make_document("# Asthma", "The car park is paved.")
    rating = rate(with_model(make_rubric(HEADING, NEED), path), document)
    assert (rating.level, quotes(rating)) == ("yes", ["Asthma"])


def test_what_a_rule_counts_in_a_zone_that_the_model_does_not_read_is_not_outvoted(path: Path) -> None:
    counted = replace(ACTION, zones=(Zone.GLOSSARY,))
    document = make_document(MERELY, zone=Zone.GLOSSARY)
    assert rate(with_model(make_rubric(counted), path), document).level == "yes"
    assert rate(with_model(make_rubric(ACTION), path), document).level == "no"


def test_a_heading_and_a_cell_are_the_rules_alone(by_rules: Path) -> None:
    document = make_document("# Asthma", "The car park is paved.", "Children: asthma.")
    rubric = make_rubric(HEADING, NEED)
    rating = rate(with_model(rubric, by_rules), document)
    assert (rating.level, set(quotes(rating))) == ("yes", {"Asthma", "Children: asthma."})
    assert all("sentence model" not in piece.why for piece in rating.evidence)


@pytest.mark.parametrize("line", [DOUBTLESS, SURELY])
def test_beside_a_passage_for_a_full_answer_a_bare_heading_is_not_quoted(by_rules: Path, line: str) -> None:
    rubric = with_model(make_rubric(HEADING, ACTION), by_rules)
    rating = rate(rubric, make_document("# Asthma", line))
    assert (rating.level, quotes(rating)) == ("yes", [line])


def test_beside_the_likeliest_passage_for_a_full_answer_only_sure_ones_are_quoted(by_rules: Path) -> None:
    rubric = with_model(make_rubric(ACTION), by_rules)
    perhaps = "Children perhaps get an asthma clinic."
    assert quotes(rate(rubric, make_document(perhaps, SURELY))) == [SURELY]
    again = "Children with inhalers get another asthma clinic."
    assert quotes(rate(rubric, make_document(DOUBTLESS, SURELY, again))) == [DOUBTLESS, again]


@pytest.mark.parametrize("line", [MERELY, UNFORESEEN])
def test_the_model_is_not_weighed_where_the_rules_decide(path: Path, line: str) -> None:
    rubric, document = make_rubric(ACTION), make_document(line)
    alone = rate(rubric, document)
    assert rate(with_model(rubric, path), document) != alone
    assert rate(with_model(rubric, path, rules_alone=["asthma"]), document) == alone
    assert by_rules_alone(with_model(rubric, path), document) == alone


def test_a_criterion_that_the_model_does_not_know_is_the_rules_alone(path: Path, tmp_path: Path) -> None:
    rubric, document = make_rubric(ACTION), make_document(MERELY)
    other = write_model(tmp_path / "other.npz", WORDS, criteria=("eczema",))
    assert rate(with_model(rubric, path), document) != rate(rubric, document)
    assert rate(with_model(rubric, other), document) == rate(rubric, document)


def test_a_document_without_a_sentence_is_rated(path: Path) -> None:
    assert rate(with_model(make_rubric(ACTION), path), make_document("# Children")).level == UNREADABLE


def test_rating_twice_gives_the_same(path: Path) -> None:
    document = make_document("Children get puffers.", "# Children", "Wheezing is seen to.", SURELY, MERELY)
    rubric = with_model(make_rubric(ACTION, NEED), path)
    assert rate(rubric, document) == rate(rubric, document)


def by_rules_alone(rubric: Rubric, document: Document) -> Rating:
    (rating,) = rate_document(
        tag_document(document, rubric), rubric, document_type=DocumentType.STRATEGY, by_rules_alone=True
    )
    return rating


def test_what_the_document_denies_is_not_offered(path: Path) -> None:
    rubric = with_model(make_rubric(ACTION), path)
    document = make_document("We do not run an asthma clinic for children with puffers.")
    rating = rate(rubric, document)
    assert rating.level == "no"
    assert [piece.kind for piece in rating.evidence] == [EvidenceKind.ABSENCE]


def test_a_plain_answer_is_not_outvoted(tmp_path: Path) -> None:
    unlikely = write_model(tmp_path / "model.npz", WORDS, weighing=0 * RULES_DECIDE, bias=(-9.0, -9.0))
    rubric = with_model(make_rubric(ACTION), unlikely)
    assert [rate(rubric, make_document(words)).level for words in (SURELY, PARTLY, MERELY, UNFORESEEN)] == [
        "yes",
        "to_some_extent",  # plainly that, and not more
        "no",
        "yes",
    ]
    unsure = make_document("Children perhaps get an asthma clinic.")  # 73% likely part of an answer
    assert rate(rubric, unsure).level == "to_some_extent"


def test_a_passage_gains_by_what_rules_find_in_it(tmp_path: Path) -> None:
    gaining = write_model(tmp_path / "model.npz", WORDS, passage_weighing=((0, 1, 2), (0, 1, 4)))
    assert rate(with_model(make_rubric(ACTION), gaining), make_document(PARTLY)).level == "yes"
    assert rate(with_model(make_rubric(NEED), gaining), make_document(PARTLY)).level == "to_some_extent"
