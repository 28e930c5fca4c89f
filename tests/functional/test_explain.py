"""`cypaudit explain`: what a criterion asks and how far its ratings can be trusted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cypaudit.rubrics import load_rubric
from tests.functional.command import Command
from tests.unit.rubrics.small import HEAD, write_rubric
from tests.unit.score.small_model import write_model


def test_it_shows_the_question_levels_examples_near_misses_and_advice(cypaudit: Command) -> None:
    ran = cypaudit("explain", "lead-executive")
    assert (ran.code, ran.err) == (0, "")
    for title in ("LEVELS", "EARNS “YES”", "COMES NEAR AND DOES NOT COUNT", "ADVICE", "MEASURED ACCURACY"):
        assert title in ran.out
    assert "Its standing: guidance." in ran.out


def test_it_fits_80_columns(cypaudit: Command) -> None:
    ran = cypaudit("explain", "ineq-targets")
    assert max(map(len, ran.out.splitlines())) <= 80


def test_it_says_which_published_figures_cannot_be(cypaudit: Command) -> None:
    content = json.loads(cypaudit("explain", "lead-executive", "--format", "json").out)
    (figure,) = content["published"]
    assert (figure["percent"], figure["documents_read"], figure["systems"]) == (57, 31, 42)
    assert (figure["fits"], figure["counts"], figure["fits_systems"]) == ([7, 14, 21, 23, 28, 30], [], True)
    told = " ".join(cypaudit("explain", "lead-executive").out.split())
    assert "57% cannot be a share of 31 documents; it fits 7, 14, 21, 23, 28 and 30, and can be a" in told
    assert "are not a random sample" in told


def test_it_says_which_n_shares_of_one_question_have_in_common(cypaudit: Command) -> None:
    content = json.loads(cypaudit("explain", "data-sharing", "--format", "json").out)
    assert [figure["fits_with_the_other_figures"] for figure in content["published"]] == [[17]] * 3
    told = " ".join(cypaudit("explain", "data-sharing").out.split())
    assert "Together with 35% and 59% of the same question it fits 17 alone." in told


@pytest.mark.parametrize("criterion", [criterion.id for criterion in load_rubric("hpig-2023").criteria])
def test_every_criterion_of_the_rubric_can_be_explained_by_examples(
    cypaudit: Command, criterion: str
) -> None:
    content = json.loads(cypaudit("explain", criterion, "--format", "json").out)
    assert content["question"].endswith("?")
    assert content["asked_of"] == ["pair"] or all(
        len(content["examples"][level]) >= 2 for level in ("yes", "no")
    )


@pytest.mark.parametrize(
    ("head", "says", "is_weighed"),
    [
        (HEAD, "By rules alone.", False),
        (
            f"{HEAD}sentence_model: {{file: small/model.npz}}\n",
            "the rubric's sentence model is weighed",
            True,
        ),
        (
            f"{HEAD}sentence_model: {{file: small/model.npz, rules_alone: [asthma]}}\n",
            "By rules alone.",
            False,
        ),
    ],
    ids=["no model", "model", "model, and rules alone"],
)
def test_it_says_whether_a_sentence_model_is_weighed(
    cypaudit: Command, tmp_path: Path, head: str, says: str, is_weighed: bool
) -> None:
    path = write_rubric(tmp_path, head=head)
    write_model(tmp_path / "small" / "model.npz", {"puffers": (1.0, 1.0)})
    told = " ".join(cypaudit("explain", "asthma", "--rubric", path).out.split())
    assert "HOW IT IS RATED" in told
    assert says in told
    content = json.loads(cypaudit("explain", "asthma", "--rubric", path, "--format", "json").out)
    assert content["sentence_model_is_weighed"] is is_weighed


def test_of_a_pair_it_does_not_speak_of_rules(cypaudit: Command) -> None:
    assert "HOW IT IS RATED" not in cypaudit("explain", "ph-strategy-to-plan").out


def test_a_rubric_that_was_not_measured_says_so(cypaudit: Command, tmp_path: Path) -> None:
    ran = cypaudit("explain", "asthma", "--rubric", write_rubric(tmp_path))
    assert ran.code == 0
    assert "None was measured for this rubric." in ran.out
    assert "Known to be rated wrongly today".upper() in ran.out


def test_figures_of_another_state_of_the_rubric_say_so(cypaudit: Command, tmp_path: Path) -> None:
    head = write_rubric(tmp_path)
    published = Path(load_accuracy())
    text = published.read_text(encoding="utf-8").replace('"lead-executive"', '"asthma"')
    (tmp_path / "small" / "accuracy.json").write_text(text, encoding="utf-8")
    ran = cypaudit("explain", "asthma", "--rubric", head)
    assert "The rubric has changed since" in ran.out
    assert "this criterion: same level" in ran.out


def load_accuracy() -> Path:
    """The accuracy published with the shipped rubric."""
    return Path(__file__).parents[2] / "rubrics" / "hpig-2023" / "accuracy.json"


def test_it_says_by_which_errors_its_percentages_are_corrected(cypaudit: Command, tmp_path: Path) -> None:
    head = write_rubric(tmp_path)
    content = json.loads(load_accuracy().read_text(encoding="utf-8"))
    rubric = load_rubric(str(head))
    content["rubric_hash"] = rubric.hash
    domain = rubric.criterion("asthma").domain
    measured = content["sets"]["validate"]
    table = [[20, 1, 0], [1, 18, 1], [0, 1, 19]]
    measured["domains"] = {domain: {**measured["pooled"], "confusion": table}}
    figures = tmp_path / "small" / "accuracy.json"
    figures.write_text(json.dumps(content), encoding="utf-8")
    told = " ".join(cypaudit("explain", "asthma", "--rubric", head).out.split())
    assert "CORRECTION OF PERCENTAGES" in told
    assert "20 of 21 found, 1 of 40 false alarms." in told
    yes, something = json.loads(cypaudit("explain", "asthma", "--rubric", head, "--format", "json").out)[
        "corrected_by"
    ]
    assert (yes["basis"], yes["with"], yes["found"], yes["why_not"]) == ("domain", 21, 20, "")
    assert (something["answer"], something["without"], something["left"]) == ("yes_or_some", 20, 19)


def test_a_broken_accuracy_file_is_an_invalid_rubric(cypaudit: Command, tmp_path: Path) -> None:
    head = write_rubric(tmp_path)
    (tmp_path / "small" / "accuracy.json").write_text('{"format_version": 1}', encoding="utf-8")
    ran = cypaudit("explain", "asthma", "--rubric", head)
    assert (ran.code, ran.out) == (4, "")
    assert "accuracy.json: is no accuracy that cypaudit wrote" in ran.err


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("lead-exec", "lead-executive"), ("ineq-abus", "ineq-abuse"), ("Abuse", "ineq-abuse")],
)
def test_an_unknown_criterion_names_the_nearest_first(cypaudit: Command, typed: str, nearest: str) -> None:
    ran = cypaudit("explain", typed)
    assert (ran.code, ran.out) == (2, "")
    assert f"Near it: {nearest}" in ran.err


def test_a_criterion_is_known_in_any_case(cypaudit: Command) -> None:
    assert cypaudit("explain", "Int-VCSE").out == cypaudit("explain", "int-vcse").out != ""


def test_what_is_near_no_criterion_is_told_where_all_are_listed(cypaudit: Command) -> None:
    ran = cypaudit("explain", "zzz")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "cypaudit: no criterion of hpig-2023 is called `zzz`. "
        "`cypaudit rubric show hpig-2023` lists them all.\n"
    )


def test_as_markdown_it_is_a_page(cypaudit: Command) -> None:
    ran = cypaudit("explain", "int-vcse", "--format", "markdown")
    assert ran.out.startswith("# Is the voluntary, community and social enterprise sector a partner")
    assert "\n## Measured accuracy\n" in ran.out
