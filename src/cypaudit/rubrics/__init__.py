"""YAML -> Rubric. The only package that imports pydantic and PyYAML."""

from __future__ import annotations

from cypaudit.rubrics.codebook import codebook_markdown
from cypaudit.rubrics.lint import RubricLint, lint_rubric
from cypaudit.rubrics.load import (
    load_cases,
    load_rubric,
    load_rubric_with_cases,
    locate_rubric,
    rubric_files,
)

__all__ = [
    "RubricLint",
    "codebook_markdown",
    "lint_rubric",
    "load_cases",
    "load_rubric",
    "load_rubric_with_cases",
    "locate_rubric",
    "rubric_files",
]
