"""Work without the collection of cyclic garbage leaves it as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from cypaudit.collection import without_collection


@pytest.fixture(autouse=True)
def _enabled() -> Iterator[None]:
    yield
    gc.enable()


@without_collection
def is_collected(fault: Exception | None = None) -> bool:
    if fault is not None:
        raise fault
    return gc.isenabled()


def test_nothing_is_collected_while_it_works_and_all_is_afterwards() -> None:
    assert not is_collected()
    assert gc.isenabled()


def test_collection_goes_on_after_an_error() -> None:
    with pytest.raises(KeyError):
        is_collected(KeyError("x"))
    assert gc.isenabled()


def test_collection_that_somebody_switched_off_stays_off() -> None:
    gc.disable()
    assert not is_collected()
    assert not gc.isenabled()
