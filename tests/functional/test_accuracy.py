"""`cypaudit accuracy` measures on the labelled documents, and shows no text of the validation half."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.factories import write_manifest, write_pdf
from tests.functional.command import Command

LABELLED = Path(__file__).parents[2] / "corpus" / "labelled"


def test_the_tuning_half_is_measured_with_every_count(cypaudit: Command) -> None:
    ran = cypaudit("accuracy", "--set", "tune", "--labelled", LABELLED, "--format", "json")
    assert ran.code == 0, ran.err
    measured = json.loads(ran.out)
    assert list(measured["sets"]) == ["tune"]
    tune = measured["sets"]["tune"]
    assert len(tune["documents"]) == 4
    pooled = tune["pooled"]
    counted = sum(map(sum, pooled["confusion"]))
    assert counted == pooled["n"] == pooled["exact"]["total"]
    assert counted == sum(criterion["n"] for criterion in tune["criteria"].values())
    assert counted > 150
    assert pooled["kappa"]["low"] <= pooled["kappa"]["value"] <= pooled["kappa"]["high"]
    assert pooled["no_precision"]["total"] == sum(row[-1] for row in pooled["confusion"])
    assert pooled["no_recall"]["total"] == sum(pooled["confusion"][-1])


def test_figures_can_be_had_for_some_criteria_as_text(tmp_path: Path, cypaudit: Command) -> None:
    tune = tmp_path / "tune"
    (tune / "gold").mkdir(parents=True)
    write_pdf(tune / "marsh.pdf")
    write_manifest(tune, "marsh,,strategy,,marsh.pdf")
    gold = "criterion,rating,page,quote,note\nwf-capacity,no,,,made up to differ\nint-teams,no,,,\n"
    (tune / "gold" / "marsh-gold.csv").write_text(gold, encoding="utf-8")
    options = ("--set", "tune", "--labelled", tmp_path, "--criterion", "wf-capacity", "--disagreements")
    ran = cypaudit("accuracy", *options)
    assert ran.code == 0, ran.err
    assert "Disagreements: 1" in ran.out
    assert "There are 12 vacancies among health visitors." in ran.out
    assert "made up to differ" in ran.out
    assert "int-teams" not in ran.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--set", "validate", "--disagreements"), "--disagreements needs --set tune"),
        (("--disagreements",), "--disagreements needs --set tune"),
        (("--set", "tune", "--write-docs"), "--write-docs needs every set"),
        (("--set", "tune", "--criterion", "wf-kapacity"), "called `wf-kapacity`. Near it: wf-capacity"),
    ],
)
def test_what_would_spoil_the_measure_is_refused(
    options: tuple[str, ...], said: str, cypaudit: Command
) -> None:
    ran = cypaudit("accuracy", *options, "--labelled", LABELLED)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""
