"""The pace of Python's garbage collector, in every process of the program."""

from __future__ import annotations

import gc


def calm_collector() -> None:
    """Look for cycles rarely: a document is hundreds of thousands of small values and has none.

    At Python's default pace looking for them takes a sixth of the time of an audit.
    """
    gc.set_threshold(100_000, 50, 50)
