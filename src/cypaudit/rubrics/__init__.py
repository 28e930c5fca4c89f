"""YAML -> Rubric. The only package that imports pydantic and PyYAML."""

from __future__ import annotations

from cypaudit.rubrics.load import load_cases, load_rubric, locate_rubric, rubric_files

__all__ = ["load_cases", "load_rubric", "locate_rubric", "rubric_files"]
