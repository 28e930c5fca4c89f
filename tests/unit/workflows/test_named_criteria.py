"""Criteria as users name them: by id, by domain, in a file, and with slips."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.gaps.build import criterion, rubric

from cypaudit.errors import UsageError
from cypaudit.workflows.named_criteria import choose_criteria, find_near, read_required

RUBRIC = rubric(criterion("lead-send"), criterion("lead-executive"), criterion("wf-capacity"))


def test_criteria_of_a_domain_and_those_named_are_chosen_and_none_named_are_all() -> None:
    two = rubric(criterion("lead-send", domain="leadership"), criterion("wf-capacity"), criterion("wf-risk"))
    two = replace(two, domains={"leadership": "Leadership", "plans": "Plans"})
    assert choose_criteria(two, domains=["leadership"], criteria=["wf-risk"]) == {"lead-send", "wf-risk"}
    assert choose_criteria(two, domains=[], criteria=[]) is None


@pytest.mark.parametrize("domain", ["plans", "Plans", "PLANS"])
def test_a_domain_is_known_in_any_case(domain: str) -> None:
    assert choose_criteria(RUBRIC, domains=[domain], criteria=()) == {c.id for c in RUBRIC.criteria}


def test_a_criterion_is_known_in_any_case() -> None:
    assert choose_criteria(RUBRIC, domains=(), criteria=["Lead-SEND"]) == {"lead-send"}
    assert read_required(["Lead-SEND,WF-capacity"], RUBRIC) == ("lead-send", "wf-capacity")


def test_an_unknown_domain_is_told_with_all_there_are() -> None:
    with pytest.raises(
        UsageError, match=r"^--domain: no domain of small is called `poem`\. They are: plans\.$"
    ):
        choose_criteria(RUBRIC, domains=["poem"], criteria=())


def test_an_unknown_criterion_is_told_with_the_nearest_and_where_all_are_listed() -> None:
    with pytest.raises(UsageError) as told:
        choose_criteria(RUBRIC, domains=(), criteria=["lead-sned"])
    assert "no criterion of small is called `lead-sned`. Near it: lead-send" in str(told.value)
    assert "`cypaudit rubric show small` lists them all" in str(told.value)


def test_what_is_like_no_criterion_is_told_without_a_list_of_ids() -> None:
    with pytest.raises(UsageError) as told:
        read_required(["zzz"], RUBRIC)
    assert "There is no file of that name either." in str(told.value)
    assert "wf-capacity" not in str(told.value)


@pytest.mark.parametrize("name", ["missing.txt", "lists/missing"])
def test_a_list_that_is_not_there_is_told_as_a_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with pytest.raises(UsageError) as told:
        read_required([str(path)], RUBRIC)
    assert str(told.value).startswith(f"--require {path}: no such file. Check the path.")
    assert "wf-capacity" not in str(told.value)


def test_a_folder_in_place_of_a_list_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is a folder\. Name a file in it"):
        read_required([str(tmp_path)], RUBRIC)


def test_an_unknown_id_in_a_list_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "required.txt"
    path.write_text("lead-send  # the board\n\nwf-capacitiy\n", encoding="utf-8")
    with pytest.raises(UsageError) as told:
        read_required([str(path)], RUBRIC)
    assert str(told.value).startswith(f"{path}:3: no criterion of small is called `wf-capacitiy`.")


def test_the_likeliest_name_comes_first_and_a_part_of_a_name_finds_it() -> None:
    known = ["ineq-send", "ineq-priority", "ineq-abuse"]
    assert find_near("ineq-abus", known)[0] == "ineq-abuse"
    assert find_near("ABUSE", known)[0] == "ineq-abuse"
    assert find_near("", known) == []
