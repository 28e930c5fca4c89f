"""The rubric that comes with cypaudit does what its cases say."""

from __future__ import annotations

from collections import Counter

import pytest

from cypaudit.model.rubric import Case, Criterion
from cypaudit.rubrics import lint_rubric, load_rubric_with_cases
from cypaudit.rubrics.lint import FEWEST_CASES
from cypaudit.workflows.rubric_test import rate_case

# Read once a process: reading takes as long as rating two hundred cases.
RUBRIC, CASES = load_rubric_with_cases("hpig-2023")
RATED_FROM_TEXT = [criterion for criterion in RUBRIC.criteria if not criterion.pair_of]


def as_parameter(case: Case) -> object:
    """A case; one with a known gap must fail, and speaks up once it passes."""
    gap = pytest.mark.xfail(reason=case.known_gap, strict=True, raises=AssertionError)
    return pytest.param(case, id=f"{case.criterion}: {case.name}", marks=gap if case.known_gap else ())


@pytest.mark.parametrize("case", [as_parameter(case) for case in CASES])
def test_case(case: Case) -> None:
    outcome = rate_case(RUBRIC, case)
    assert outcome.got == case.expect, f"{case.file}:{case.line}: {outcome.reason}"


def test_no_two_criteria_share_an_id() -> None:
    assert [name for name, count in Counter(c.id for c in RUBRIC.criteria).items() if count > 1] == []


@pytest.mark.parametrize("criterion", [criterion.id for criterion in RATED_FROM_TEXT])
def test_each_criterion_has_cases_that_fire_and_that_must_not(criterion: str) -> None:
    fires = Counter(case.expect != "no" for case in CASES if case.criterion == criterion)
    assert fires[True] >= FEWEST_CASES
    assert fires[False] >= FEWEST_CASES


def test_it_has_no_faults() -> None:
    assert lint_rubric("hpig-2023").faults == ()


@pytest.mark.parametrize(
    "criterion",
    [
        pytest.param(criterion, id=criterion.id)
        for criterion in RATED_FROM_TEXT
        if criterion.advice.good.strip().startswith('"') and criterion.advice.good.strip().endswith('"')
    ],
)
def test_what_the_advice_quotes_as_good_would_be_rated_so(criterion: Criterion) -> None:
    words = criterion.advice.good.strip().strip('"')
    case = Case(
        criterion=criterion.id,
        name="its advice",
        expect="yes",
        text=f"# Our plan\n\n{words}\n",
        document_type=criterion.asked_of[0],
    )
    assert rate_case(RUBRIC, case).got == "yes"
