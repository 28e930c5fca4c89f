"""What every command shares: help at once, exit codes, and Ctrl-C."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cypaudit import __version__
from cypaudit.cli.app import main
from tests.functional.command import Command

# Each costs a tenth of a second or more to import, which `--help` and a typing error must not pay.
HEAVY = (
    "PIL", "jinja2", "leather", "lxml", "numpy", "pandas", "pydantic", "pypdf", "pypdfium2", "rich", "spacy",
    "yaml",
)  # fmt: skip


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys, cypaudit.cli.app; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_help_names_the_commands(cypaudit: Command) -> None:
    ran = cypaudit("--help")
    assert ran.code == 0
    for command in ("audit", "report", "read", "rubric", "accuracy"):
        assert f"\n  {command} " in ran.out


@pytest.mark.parametrize("command", ["check", "read"])
def test_help_names_every_format_of_a_document(cypaudit: Command, command: str) -> None:
    assert "PDF, Word, HTML, Markdown or text" in " ".join(cypaudit(command, "--help").out.split())


def test_the_version_is_told(cypaudit: Command) -> None:
    assert cypaudit("--version").out == f"cypaudit {__version__}\n"


def test_without_arguments_main_takes_those_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["cypaudit", "--version"])
    with pytest.raises(SystemExit) as exit_:
        main()
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"cypaudit {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("audti",), "No such command"),
        (("audit", "--out", "run"), "Missing argument"),
        (("audit", "in", "--out", "run", "--jobs", "0"), "--jobs"),
        (("audit", "in", "--out", "run", "--type", "poem"), "poem"),
        (("audit", "in", "--out", "run", "--rubric", "hpig-1066", "--colour"), "--colour"),
    ],
)
def test_wrong_usage_says_what_and_ends_with_2(
    arguments: tuple[str, ...], said: str, cypaudit: Command
) -> None:
    ran = cypaudit(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "draft.md", "--type", "poem"),
        ("accuracy", "--set", "poem"),
        ("rubric", "show", "--format", "poem"),  # a command of a group within the group
    ],
)
def test_a_value_that_is_none_of_those_allowed_is_told_without_the_name_of_an_exception(
    arguments: tuple[str, ...], cypaudit: Command
) -> None:
    ran = cypaudit(*arguments)
    assert ran.code == 2
    assert f"Invalid value for '{arguments[-2]}'" in ran.err
    assert "'poem' is not one of" in ran.err
    assert "Value error" not in ran.err


@pytest.mark.parametrize("command", ["check", "read", "annotate"])
def test_an_out_without_its_folder_is_refused_before_anything_is_read(
    command: str, cypaudit: Command, tmp_path: Path
) -> None:
    draft = tmp_path / "draft.pdf"
    draft.write_text("no PDF, so that to read it would end with 3", encoding="utf-8")
    out = tmp_path / "nodir" / "out.pdf"
    ran = cypaudit(command, draft, "--out", out)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"cypaudit: {out}: there is no folder {out.parent}. Make it first, or name another place.\n"
    )
    assert "is a folder. Name a file in it." in cypaudit(command, draft, "--out", tmp_path).err
