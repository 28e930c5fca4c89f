"""Errors that a user can put right, and the exit codes of the command line."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a script may rely on; see the contract in docs/reference/contract.md."""

    OK = 0
    NOT_MET = 1  # `check` found a criterion not met, or `rubric test` or `verify` failed
    USAGE = 2  # wrong usage; also Typer's own code
    UNREADABLE = 3  # one or more documents could not be read; the rest are done and written
    INVALID = 4  # the rubric or the manifest is invalid
    DEFECT = 70  # a defect of cypaudit itself


class CypauditError(Exception):
    """Something that the user can put right. The message says what, where and what next."""

    exit_code = ExitCode.USAGE


class UsageError(CypauditError):
    """The command was asked for something that cannot be done."""


class UnreadableError(CypauditError):
    """A file could not be read as a document."""

    exit_code = ExitCode.UNREADABLE


class RubricError(CypauditError):
    """A rubric file is invalid. The message lists every fault with file and line."""

    exit_code = ExitCode.INVALID


class ManifestError(CypauditError):
    """A manifest or registry is invalid. The message lists every fault with file and line."""

    exit_code = ExitCode.INVALID


class BaselineError(CypauditError):
    """A baseline of accepted gaps is invalid. The message lists every fault with file and line."""


class OutputError(CypauditError):
    """The output folder cannot be written. What stood there before is untouched."""


class RunError(CypauditError):
    """What an earlier audit wrote cannot be read back."""
