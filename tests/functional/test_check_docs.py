"""What the docs tell of `check` holds: commands are known, YAML is sound, Python works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

import cypaudit
from cypaudit.cli.app import app
from cypaudit.model.document import DocumentType
from cypaudit.rubrics import load_rubric

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/reference/check.md", "docs/check-in-other-tools.md")
COMMAND = re.compile(r"(?:^|entry: |run: )(cypaudit check [^\n#]+)", re.MULTILINE)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return [body for name, body in BLOCK.findall(text) if name == language]


def commands() -> list[str]:
    found = []
    for page in PAGES:
        for language in ("", "yaml"):
            found += [c.strip() for body in blocks(page, language) for c in COMMAND.findall(body)]
    return found


@pytest.mark.parametrize("command", dict.fromkeys(commands()))
def test_every_command_in_the_docs_is_understood(command: str) -> None:
    check = get_command(app).commands["check"]  # type: ignore[attr-defined]
    arguments = shlex.split(command)[2:]
    context = check.make_context("check", arguments)  # raises for what it does not know
    assert context.params["draft"] is not None


def test_the_docs_have_commands_to_try() -> None:
    assert len(commands()) > 8


def test_the_readme_counts_the_questions_as_the_rubric_has_them() -> None:
    criteria = load_rubric("hpig-2023").criteria
    asked = {kind: {c.id for c in criteria if kind in c.asked_of} for kind in DocumentType}
    strategy, plan, pair = (
        asked[kind] for kind in (DocumentType.STRATEGY, DocumentType.JFP, DocumentType.PAIR)
    )
    assert (len(pair), len(plan - strategy), strategy - plan) == (1, 4, set())
    told = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"answers {len(criteria)} questions" in told
    assert f"of {len(plan)} questions met" in told
    assert (
        f"A plan is asked {len(plan)} of the {len(criteria)} questions, a strategy {len(strategy)}: four"
        in told
    )


@pytest.mark.parametrize("block", blocks("docs/check-in-other-tools.md", "yaml"))
def test_the_yaml_in_the_docs_is_sound(block: str) -> None:
    content: Any = yaml.safe_load(block)
    assert {"repos", "jobs"} & set(content)


def test_the_hook_that_the_docs_name_is_the_one_that_is_offered() -> None:
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    told = [
        hook["id"]
        for block in blocks("docs/check-in-other-tools.md", "yaml")
        for repo in yaml.safe_load(block).get("repos", ())
        for hook in repo["hooks"]
    ]
    assert {hook["id"] for hook in offered} == set(told)


def test_the_python_in_the_docs_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "draft.md").write_text("# Marsh Joint Forward Plan\n\nChildren come first.\n", "utf-8")
    (block,) = blocks("docs/reference/check.md", "python")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(block.replace("draft.docx", "draft.md"), names)  # noqa: S102 - our own docs
    assert names["check"].failing
    assert names["check"] == cypaudit.check_document("draft.md", document_type="jfp")
