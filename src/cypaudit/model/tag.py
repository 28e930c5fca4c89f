"""A tag: a cue or an entity, found in a sentence, a heading or a table's column heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cypaudit.model.document import Document


class Tag(NamedTuple):
    """One match; a tuple, as a document has tens of thousands.

    `cue` is the id of a term list of the rubric, or an entity in angle brackets.
    """

    cue: str  # "asthma", or "<person>", "<date>", "<number>" …
    start: int  # offset into the tagged text
    end: int  # exclusive


# The tags of one text: of each cue its places, (start, end) as in a tag, in order of start.
Tags = Mapping[str, Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedDocument:
    """A document with the tags of each of its texts, in the order of the texts."""

    document: Document
    sentences: tuple[Tags, ...]  # as Document.sentences
    headings: tuple[Tags, ...]  # as Document.sections
    headers: tuple[Tags, ...]  # as Document.blocks: of the column headings joined by "\t"
