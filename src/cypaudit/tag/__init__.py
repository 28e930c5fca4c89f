"""Document, Rubric -> TaggedDocument: where each cue and entity of a rubric was found."""

from __future__ import annotations

from itertools import accumulate
from operator import itemgetter

from cypaudit.collection import without_collection
from cypaudit.model.document import Document
from cypaudit.model.rubric import Rubric
from cypaudit.model.tag import TaggedDocument, Tags
from cypaudit.tag.cues import CueMatcher, matcher_for
from cypaudit.tag.entities import find_entities
from cypaudit.tag.persons import find_persons
from cypaudit.tag.words import read_words

__all__ = ["tag_document"]


@without_collection
def tag_document(document: Document, rubric: Rubric) -> TaggedDocument:
    """Find the rubric's cues and the entities in every sentence, heading and column heading.

    All texts are matched in one pass, parted by line feeds that no cue can span: a pass per
    sentence costs more in set-up than in matching.
    """
    sentences = [sentence.text for sentence in document.sentences]
    headings = [section.heading for section in document.sections]
    headers = list(dict.fromkeys(block.header for block in document.blocks))  # all rows of a table share one
    tags = _tag_texts([*sentences, *headings, *map("\t".join, headers)], matcher_for(rubric), rubric)
    first_heading, first_header = len(sentences), len(sentences) + len(headings)
    of_headers = dict(zip(headers, tags[first_header:], strict=True))
    return TaggedDocument(
        document=document,
        sentences=tags[:first_heading],
        headings=tags[first_heading:first_header],
        headers=tuple(of_headers[block.header] for block in document.blocks),
    )


def _tag_texts(texts: list[str], matcher: CueMatcher, rubric: Rubric) -> tuple[Tags, ...]:
    """The tags of each text, with offsets into that text."""
    words = read_words("\n".join(text.replace("\n", " ") for text in texts))
    persons = find_persons(words, rubric.mechanisms, rubric.term_lists)
    shapes = sorted([*find_entities(words), *persons], key=itemgetter(1))  # by start
    found: list[dict[str, list[tuple[int, int]]]] = [{} for _ in texts]
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    for matches in (matcher.find(words), (((cue,), start, end) for cue, start, end in shapes)):
        index, tags = -1, {}
        at = after = 0  # where the text begins in which a match is, and the next one
        for cues, start, end in matches:
            while start >= after:
                index += 1
                at, after, tags = starts[index], starts[index + 1], found[index]
            place = (start - at, end - at)
            for cue in cues:
                if cue in tags:
                    tags[cue].append(place)
                else:
                    tags[cue] = [place]
    return tuple(found)
