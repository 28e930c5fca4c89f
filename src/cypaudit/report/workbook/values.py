"""What a workbook is made from: sheets of one table each, as values that any library could write."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

CONTENTS = "Contents"  # the name of the sheet that leads to the others
MOST_LINKS = 65_500  # of a sheet: Excel drops what is beyond 65,530, and one leads back to the contents
NOT_KNOWN = "[x]"  # the guidance's shorthand for a value that is not available
NOT_APPLICABLE = "[z]"  # and for one that does not apply


class Link(NamedTuple):
    """A cell that leads somewhere."""

    text: str  # says where it leads, also when it is read out alone
    target: str  # a sheet as "#Notes", or an address relative to the workbook


Cell = str | int | float | Link | None  # "" and None: the column says what it means


class Kind(Enum):
    """What the cells of a column hold."""

    TEXT = "text"
    COUNT = "count"
    DECIMAL = "decimal"  # a percentage from 0 to 100, or a likeness from 0 to 1
    P_VALUE = "p"  # from 0 to 1
    RATING = "rating"  # the label of a rating


class Column(NamedTuple):
    """A column of a table."""

    heading: str  # different from the others of its table; refers to notes as "[note 1]"
    width: float  # in characters
    kind: Kind = Kind.TEXT
    empty: str = NOT_APPLICABLE  # what stands in a cell without a value


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet with a title, remarks, and one table."""

    name: str  # letters and underscores
    title: str
    about: str  # one line: what the table holds
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    nothing: str = ""  # what stands in place of a table without rows
    frozen_columns: int = 1  # stay in view when one scrolls to the right
    remarks: tuple[str, ...] = field(default=())  # further lines above the table, each short


class Line(NamedTuple):
    """A line of the cover."""

    text: str
    is_heading: bool = False
