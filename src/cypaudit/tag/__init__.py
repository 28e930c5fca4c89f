"""Document, Rubric -> TaggedDocument: where each cue and entity of a rubric was found."""

from __future__ import annotations

from operator import itemgetter

from cypaudit.model.document import Document
from cypaudit.model.rubric import Rubric
from cypaudit.model.tag import Tag, TaggedDocument
from cypaudit.tag.cues import CueMatcher, matcher_for
from cypaudit.tag.entities import find_entities
from cypaudit.tag.persons import find_persons

__all__ = ["tag_document"]


def tag_document(document: Document, rubric: Rubric) -> TaggedDocument:
    """Find the rubric's cues and the entities in every sentence, heading and column heading.

    All texts are matched in one pass, parted by line feeds that no cue can span: a pass per
    sentence costs more in set-up than in matching.
    """
    sentences = [sentence.text for sentence in document.sentences]
    headings = [section.heading for section in document.sections]
    headers = ["\t".join(block.header) for block in document.blocks]
    tags = _tag_texts([*sentences, *headings, *headers], matcher_for(rubric), rubric)
    first_heading, first_header = len(sentences), len(sentences) + len(headings)
    return TaggedDocument(
        document=document,
        sentences=tags[:first_heading],
        headings=tags[first_heading:first_header],
        headers=tags[first_header:],
    )


def _tag_texts(texts: list[str], matcher: CueMatcher, rubric: Rubric) -> tuple[tuple[Tag, ...], ...]:
    """Tags of each text, with offsets into that text, by start."""
    whole = "\n".join(text.replace("\n", " ") for text in texts)
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    found: list[list[Tag]] = [[] for _ in texts]
    persons = find_persons(whole, rubric.mechanisms, rubric.term_lists)
    tags = [*matcher.find(whole), *find_entities(whole), *persons]
    tags.sort(key=itemgetter(1))  # by start; of those that start together as they were found
    index = 0
    for cue, start, end in tags:
        while start >= starts[index + 1]:
            index += 1
        at = starts[index]
        found[index].append(Tag(cue, start - at, end - at))
    return tuple(tuple(dict.fromkeys(tags_of_text)) for tags_of_text in found)
