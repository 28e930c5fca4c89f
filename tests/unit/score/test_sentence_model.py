"""The sentence model reads pieces of words, and each sentence by itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cypaudit.errors import RubricError
from cypaudit.ingest.assemble import assemble
from cypaudit.ingest.plain import read_markdown
from cypaudit.model.document import Document
from cypaudit.score.passages import Passages
from cypaudit.score.sentence_model import (
    AT_ONCE,
    FORMAT,
    MOST_BEFORE,
    MOST_CHARACTERS,
    MOST_LETTERS,
    SentenceModel,
    load_sentence_model,
    texts_of,
)
from cypaudit.tag import tag_document
from tests.unit.score.build import make_document, make_rubric
from tests.unit.score.small_model import BASE, pack, write_chance_model, write_model

PIECES = (
    "child",
    "##ren",
    "##hood",
    "in",
    "##haler",
    "##s",
    "asthma",
    "cafe",
    "1",
    "##9",
    ",",
    "-",
    "'",
    "c",
    "d",
)


def passages_of(document: Document) -> Passages:
    rubric = make_rubric()
    return Passages(tag_document(document, rubric), rubric.mechanisms, frozenset())


@pytest.fixture
def chance(tmp_path: Path) -> SentenceModel:
    return SentenceModel(write_chance_model(tmp_path / "chance.npz", *PIECES))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Children", ["child", "##ren"]),
        ("childhood asthma", ["child", "##hood", "asthma"]),
        ("inhalers", ["in", "##haler", "##s"]),
        ("CAFÉ, cafe\u0301", ["cafe", ",", "cafe"]),  # é as one letter, and as e with its accent
        ("19", ["1", "##9"]),
        ("asthma-in", ["asthma", "-", "in"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_words_are_split_into_the_longest_pieces_that_are_known(
    chance: SentenceModel, text: str, pieces: list[str]
) -> None:
    known = ["[PAD]", "[UNK]", *PIECES]
    assert [known[piece] for piece in chance.split(text)] == pieces


@pytest.mark.parametrize("word", ["zebra", "childzebra", "2", "気", "in" + "s" * MOST_LETTERS])
def test_a_word_with_a_part_that_is_not_known_is_one_unknown_piece(chance: SentenceModel, word: str) -> None:
    unknown = chance.split("[")  # a mark that is in no list of pieces
    assert len(unknown) == 1
    assert chance.split(f"asthma {word} asthma") == [
        *chance.split("asthma"),
        *unknown,
        *chance.split("asthma"),
    ]


def test_the_end_of_a_very_long_text_is_not_read(chance: SentenceModel) -> None:
    text = "x " * (MOST_CHARACTERS // 2)
    assert chance.split(text + "asthma") == chance.split(text)


def test_a_word_that_is_known_lifts_only_the_sentence_that_has_it(tmp_path: Path) -> None:
    model = SentenceModel(write_model(tmp_path / "model.npz", {"puffers": (2.0, 1.0)}))
    document = make_document("Puffers are lent to pupils.", "The car park is paved.")
    figures = model.measure([0, 1], passages_of(document))
    assert figures.tolist() == [[[2.0, 1.0]], [[BASE, BASE]]]


def test_each_criterion_has_figures_of_its_own(tmp_path: Path) -> None:
    path = write_model(tmp_path / "model.npz", {"puffers": (2.0, 1.0)}, criteria=("asthma", "eczema"))
    figures = SentenceModel(path).measure([0], passages_of(make_document("Puffers are lent.")))
    assert figures.tolist() == [[[2.0, 1.0], [BASE, BASE]]]


def test_a_heading_is_read_and_a_text_without_one_has_none(tmp_path: Path) -> None:
    path = write_model(tmp_path / "model.npz", {"puffers": (2.0, 1.0)}, headings={"pupils": 0.5})
    document = make_document(
        "Puffers are lent.", "# Pupils", "Puffers are lent.", "# Roads", "Puffers are lent."
    )
    bare, below, elsewhere = SentenceModel(path).measure([0, 1, 2], passages_of(document))[:, 0, 0].tolist()
    # No text at all is the opposite of a word found (EMPTY is -1), as the net was taught.
    assert (bare, below, elsewhere) == (1.5, 2.5, 2.0)


def many_sentences() -> Document:
    words = ["asthma", "children", "inhalers", "in", "childhood", "cafe", "zebra", "19"]
    lines = []
    for n in range(AT_ONCE + 40):
        if n % 7 == 0:
            lines.append(f"# {words[n % 8]} {words[n // 8 % 8]}")
        item = "- " if n % 5 in (3, 4) else ""
        lines.append(item + " ".join(words[(n * k + k) % 8] for k in range(1, 3 + n % 9)))
    return make_document(*lines)


def test_figures_of_a_sentence_do_not_depend_on_what_is_read_with_it(chance: SentenceModel) -> None:
    passages = passages_of(many_sentences())
    indices = range(len(passages.document.sentences))
    together = chance.measure(indices, passages)
    assert len(indices) > AT_ONCE
    assert np.ptp(together) > 1  # they differ from one another, or nothing would be shown
    for index in (0, 1, 9, AT_ONCE - 1, AT_ONCE, len(indices) - 1):
        np.testing.assert_allclose(chance.measure([index], passages)[0], together[index], atol=1e-4)


def test_figures_of_a_sentence_do_not_depend_on_the_order(chance: SentenceModel) -> None:
    passages = passages_of(many_sentences())
    indices = list(range(len(passages.document.sentences)))
    forwards = chance.measure(indices, passages)
    np.testing.assert_allclose(chance.measure(indices[::-1], passages)[::-1], forwards, atol=1e-4)


def test_reading_twice_gives_the_same_figures(chance: SentenceModel) -> None:
    passages = passages_of(many_sentences())
    indices = range(len(passages.document.sentences))
    assert chance.measure(indices, passages).tobytes() == chance.measure(indices, passages).tobytes()


def test_no_sentences_have_no_figures(chance: SentenceModel) -> None:
    assert chance.measure([], passages_of(make_document("Asthma."))).shape == (0, 1, 2)


def test_marks_alone_are_read(chance: SentenceModel) -> None:
    assert np.isfinite(chance.measure([0], passages_of(make_document("…")))).all()


def test_a_sentence_is_read_with_its_heading_and_the_line_that_introduces_it() -> None:
    passages = passages_of(make_document("# Pupils", "We will:", "- lend puffers", "- mend inhalers"))
    assert texts_of(0, passages) == ("We will:", "Pupils", "", "")
    assert texts_of(2, passages) == ("mend inhalers", "Pupils", "We will:", "")


def test_without_heading_or_neighbour_only_the_sentence_is_read() -> None:
    assert texts_of(0, passages_of(make_document("Puffers are lent."))) == ("Puffers are lent.", "", "", "")


def test_only_the_end_of_the_sentence_before_is_read() -> None:
    long = "Schools " + "and schools " * 40 + "lend puffers."
    document = assemble([read_markdown(f"{long} Inhalers are mended.", "draft.md")], document_id="draft")
    (own, _, _, before) = texts_of(1, passages_of(document))
    assert own == "Inhalers are mended."
    assert before == long[-MOST_BEFORE:]


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.npz"
    np.savez(path, format=np.array(FORMAT + 1), criteria=pack("asthma"))
    with pytest.raises(ValueError, match=f"other.npz: format {FORMAT + 1}, where {FORMAT} is read"):
        SentenceModel(path)
    with pytest.raises(RubricError, match=f"no sentence model of format {FORMAT}"):
        load_sentence_model(path)


@pytest.mark.parametrize("end", [0, 30, 1500], ids=["empty", "cut short", "cut late"])
def test_a_file_that_is_cut_short_is_a_fault_of_the_rubric(tmp_path: Path, end: int) -> None:
    whole = write_model(tmp_path / "model.npz", {"puffers": (2.0, 1.0)}).read_bytes()
    broken = tmp_path / "broken.npz"
    broken.write_bytes(whole[:end])
    with pytest.raises(RubricError, match=r"broken\.npz: this is no sentence model"):
        load_sentence_model(broken)


@pytest.mark.parametrize("content", [b"no model", b"\x93NUMPY"])
def test_another_kind_of_file_is_a_fault_of_the_rubric(tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "other.npz"
    other.write_bytes(content)
    with pytest.raises(RubricError, match=r"other\.npz: this is no sentence model"):
        load_sentence_model(other)


def test_a_file_without_a_part_is_a_fault_of_the_rubric(tmp_path: Path) -> None:
    path = tmp_path / "part.npz"
    np.savez(path, format=np.array(FORMAT), criteria=pack("asthma"))
    with pytest.raises(RubricError, match=r"part\.npz: this is no sentence model"):
        load_sentence_model(path)


def test_a_file_is_read_once(tmp_path: Path) -> None:
    path = write_model(tmp_path / "model.npz", {"puffers": (2.0, 1.0)})
    assert load_sentence_model(path) is load_sentence_model(path)
