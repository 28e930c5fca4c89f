"""Work that makes very many small objects and no cycles, spared Python's search for cycles among them."""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def without_collection(work: Callable[P, R]) -> Callable[P, R]:
    """The work with the collection of cyclic garbage paused, and as it was before when the work ends.

    Memory is given back all the same, as objects without cycles go with their last reference. The search
    would take some 6% of the time that rating takes (docs/measurements.md). It is paused for all threads of
    the process; a generator would be spared nothing, as it works after it is called.
    """

    @functools.wraps(work)
    def paused(*args: P.args, **kwargs: P.kwargs) -> R:
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            return work(*args, **kwargs)
        finally:
            if was_enabled:
                gc.enable()

    return paused
