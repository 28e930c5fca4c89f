"""Read the accuracy that is published with a rubric (`accuracy.json` beside its parts) back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cypaudit.accuracy.present import FORMAT_VERSION
from cypaudit.errors import RubricError
from cypaudit.model.agreement import Agreement, Coefficient, PublishedAccuracy, PublishedSet, Share
from cypaudit.model.finding import Interval


def read_published_accuracy(path: Path) -> PublishedAccuracy | None:
    """The published accuracy; None where there is no such file. Raises RubricError for a broken one."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        content = json.loads(text)
        if content["format_version"] != FORMAT_VERSION:
            raise RubricError(
                f"{path}: format {content['format_version']}, where {FORMAT_VERSION} is read. "
                "Measure again with `cypaudit accuracy --write-docs`."
            )
        return PublishedAccuracy(
            cypaudit_version=content["cypaudit"],
            rubric_version=content["rubric_version"],
            rubric_hash=content["rubric_hash"],
            sets={name: _set(measured) for name, measured in content["sets"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RubricError(
            f"{path}: is no accuracy that cypaudit wrote ({type(error).__name__}: {error}). "
            "Measure again with `cypaudit accuracy --write-docs`."
        ) from error


def _set(content: Mapping[str, Any]) -> PublishedSet:
    return PublishedSet(
        documents=tuple(content["documents"]),
        pooled=_agreement(content["pooled"]),
        by_domain={name: _agreement(measured) for name, measured in content["domains"].items()},
        by_criterion={name: _agreement(measured) for name, measured in content["criteria"].items()},
    )


def _agreement(content: Mapping[str, Any]) -> Agreement:
    n = content["n"]
    return Agreement(
        n=n,
        n_aside=content["n_aside"],
        levels=tuple(content["levels"]),
        confusion=tuple(tuple(row) for row in content["confusion"]),
        exact=_share(content["exact"]),
        two_off=_share(content["two_off"]),
        kappa=_coefficient(content["kappa"], n),
        ac2=_coefficient(content["ac2"], n),
        no_precision=_share(content["no_precision"]),
        no_recall=_share(content["no_recall"]),
    )


def _share(content: Mapping[str, Any]) -> Share:
    return Share(count=content["count"], total=content["total"], interval=_interval(content))


def _coefficient(content: Mapping[str, Any], n: int) -> Coefficient:
    return Coefficient(value=content["value"], interval=_interval(content), n=n)


def _interval(content: Mapping[str, Any]) -> Interval | None:
    if content["low"] is None or content["high"] is None:
        return None
    return Interval(low=content["low"], high=content["high"])
