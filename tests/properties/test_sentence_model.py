"""What holds of the sentence model whatever stands in a document, and whatever is weighed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.score.build import make_document, make_rubric, rate
from tests.unit.score.small_model import with_model, write_chance_model, write_model

from cypaudit.model.rating import EvidenceKind
from cypaudit.model.rubric import Rule, Scope
from cypaudit.score.passages import Passages
from cypaudit.score.sentence_model import SentenceModel
from cypaudit.score.weigh import weigh
from cypaudit.tag import tag_document

PIECES = ("child", "##ren", "asthma", "puff", "##ers", "##s", "a", "1", ".")
RULES = (
    Rule(id="any", gives="yes", why="names asthma", find=("asthma",), about=()),
    Rule(id="theirs", gives="to_some_extent", why="names it", find=("asthma",), about=(Scope.SENTENCE,)),
)
LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
WORDS = st.sampled_from(["children", "asthma", "puffers", "merely", "adults", "1.", "no"]) | st.text(
    LETTERS, max_size=6
)
LINES = st.lists(
    st.lists(WORDS, min_size=1, max_size=9).map(" ".join).filter(str.strip), min_size=1, max_size=6
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def chance(folder: Path) -> SentenceModel:
    return SentenceModel(write_chance_model(folder / "chance.npz", *PIECES))


@given(lines=LINES)
@settings(deadline=None)
def test_a_sentence_has_the_same_figures_alone_and_with_all_others(
    chance: SentenceModel, lines: list[str]
) -> None:
    rubric = make_rubric(*RULES)
    passages = Passages(tag_document(make_document(*lines), rubric), rubric.mechanisms, frozenset())
    indices = range(len(passages.document.sentences))
    together = chance.measure(indices, passages)
    assert np.isfinite(together).all()
    for index in indices:
        np.testing.assert_allclose(chance.measure([index], passages)[0], together[index], atol=1e-3)


@given(text=st.text(max_size=60))
def test_any_text_is_split_into_pieces_that_are_known(chance: SentenceModel, text: str) -> None:
    assert all(0 < piece < len(PIECES) + 2 for piece in chance.split(text))


@given(lines=LINES)
@settings(deadline=None)
def test_every_quote_is_on_its_page_and_every_answer_rests_on_one(folder: Path, lines: list[str]) -> None:
    path = folder / "words.npz"
    if not path.exists():
        write_model(path, {"puffers": (3.0, 2.0), "merely": (-3.0, -5.0), "children": (1.0, -1.0)})
    document = make_document(*lines)
    rating = rate(with_model(make_rubric(*RULES), path), document)
    for piece in rating.evidence:
        assert document.pages[0].text[piece.start : piece.end] == piece.quote
    supports = [piece for piece in rating.evidence if piece.kind is EvidenceKind.SUPPORTS]
    assert bool(supports) == (rating.level in ("yes", "to_some_extent"))
    assert not supports or supports[0].strength == rating.level


FIGURES = st.tuples(*[st.floats(-20, 20)] * 2)


@given(rank=st.integers(0, 2), passages=st.integers(0, 9), figures=st.lists(FIGURES, max_size=5))
def test_no_order_of_sentences_changes_what_is_weighed(
    chance: SentenceModel, rank: int, passages: int, figures: list[tuple[float, float]]
) -> None:
    table = np.array(figures).reshape(-1, 2)
    forwards = weigh("asthma", rank, passages, table, chance)
    assert forwards == weigh("asthma", rank, passages, table[::-1], chance)


@given(rank=st.integers(0, 2), figures=st.lists(FIGURES, max_size=5), more=FIGURES)
def test_a_sentence_more_does_not_lower_a_rating(
    chance: SentenceModel, rank: int, figures: list[tuple[float, float]], more: tuple[float, float]
) -> None:
    fewer, all_of_them = (np.array(rows).reshape(-1, 2) for rows in (figures, [*figures, more]))
    before, after = (weigh("asthma", rank, 1, rows, chance) for rows in (fewer, all_of_them))
    assert after.rank >= before.rank
    assert after.shares >= before.shares
