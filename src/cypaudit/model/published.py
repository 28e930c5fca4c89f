"""Published figures held against the numbers of documents that can have given them."""

from __future__ import annotations

from dataclasses import dataclass

from cypaudit.model.rubric import PublishedFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFigure:
    """A published figure with the numbers of documents of which some count gives it, once rounded.

    Of a figure that was told in words only, and where the rubric does not say how many documents were
    read, nothing is checked and everything is empty.
    """

    criterion: str
    figure: PublishedFigure
    documents: int | None  # of the type, as many as the publication says it read
    systems: int | None  # that there were: had all been read, the figure would be out of so many
    fits: tuple[int, ...]  # the n from 1 to `documents` of which some count gives the percentage
    fits_systems: bool  # some count of all systems gives it
    counts: tuple[int, ...]  # out of `documents`: the counts that give it
    others: tuple[PublishedFigure, ...]  # other shares of the same question and type, beside this one
    fits_together: tuple[int, ...]  # the n of `fits` of which one set of counts gives this and all others

    @property
    def is_checked(self) -> bool:
        """Whether there is a percentage and a number of documents to hold it against."""
        return self.figure.percent is not None and self.documents is not None

    @property
    def is_possible(self) -> bool:
        """Whether it can be a share of as many documents as were read."""
        return self.documents in self.fits
