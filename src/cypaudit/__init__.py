"""Audits integrated care strategies and joint forward plans for what they say about children.

`check_document` is the self-check of one draft from Python; docs/reference/check.md tells of it.
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False  # as in typing, whose import would cost more than all of this

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from cypaudit.model.check import Check

__version__ = "0.1.0"

__all__ = ["__version__", "check_document"]


def check_document(
    draft: str | Path,
    *,
    rubric: str = "hpig-2023",
    document_type: str | None = None,
    domains: Collection[str] = (),
    criteria: Collection[str] = (),
    fail_on: str | None = None,
    required: Sequence[str] = (),
    baseline: str | Path | None = None,
    against: str | Path | None = None,
    fail_on_loss: bool = False,
    use_cache: bool = True,
) -> Check:
    """What one draft answers of a rubric and what would answer the rest: the same as `cypaudit check`.

    `document_type` is "strategy" or "jfp"; None: as its cover says. `domains` and `criteria` narrow what is
    rated. `fail_on` (None: the lowest level), `required` and `baseline` (read, never written) are what the
    draft is held to,
    and `fail_on_loss` against the document `against` that was published last. Raises UnreadableError,
    UsageError, RubricError or BaselineError of cypaudit.errors.
    """
    # By name, because to import cypaudit must stay cheap, and because stages may import its version: they
    # must not bring the workflows with it.
    workflow = importlib.import_module("cypaudit.workflows.check")
    result: Check = workflow.check_document(
        draft,
        rubric=rubric,
        document_type=document_type,
        domains=domains,
        criteria=criteria,
        fail_on=fail_on,
        required=required,
        baseline=baseline,
        against=against,
        fail_on_loss=fail_on_loss,
        use_cache=use_cache,
    )
    return result
