"""What a report is made from, whatever its form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from cypaudit.model.agreement import PublishedAccuracy
from cypaudit.model.audit import Run
from cypaudit.model.correction import Correction
from cypaudit.model.document import Box
from cypaudit.model.moves import Moves
from cypaudit.model.published import CheckedFigure
from cypaudit.model.rubric import Rubric


class Place(NamedTuple):
    """Where on which page of which document a passage stands: what a picture is known by."""

    document: str  # the document's id
    file: str
    page: int  # from 1
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of a passage on its page, as it lies in the run."""

    name: str  # within the folder `report`, "/" between folders
    width: int  # pixels
    height: int  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContent:
    """A run with what makes it readable."""

    run: Run
    rubric: Rubric  # of the run's id; its titles, levels and advice are shown
    accuracy: PublishedAccuracy | None = None  # of the rubric as measured; None: not measured
    corrections: tuple[Correction, ...] = ()  # two for each finding, in the order of the findings
    moves: tuple[Moves, ...] = ()  # strategy against plan of the same systems; none where no system has both
    published: tuple[CheckedFigure, ...] = ()  # the rubric's published figures, held against possible n
    pictures: Mapping[Place, Picture] = field(default_factory=dict)
    no_pictures: Mapping[str, str] = field(default_factory=dict)  # document's id -> why it has none
    # Document's id -> name of a file -> its copy within the run's folder, "/" between folders.
    copies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class OutputFile(NamedTuple):
    """A file of a report."""

    name: str  # within the run's folder, "/" between folders
    content: bytes


class Renderer(Protocol):
    """Gives the files of one form of report, one after the other. The same content gives the same bytes."""

    def __call__(self, content: ReportContent) -> Iterator[OutputFile]:
        """The files, to be written into the run's folder."""
