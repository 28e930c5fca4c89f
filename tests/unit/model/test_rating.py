"""Evidence is cut from its page, whatever is done to it."""

from __future__ import annotations

import pytest
from tests.unit.score.build import make_document

from cypaudit.model.document import Document, Span
from cypaudit.model.rating import Evidence, EvidenceKind

LINES = ("It rained.", "Children have asthma.", "A clinic opened.")


def quote(document: Document, span: Span) -> Evidence:
    return Evidence.from_span(
        document, span, block=0, kind=EvidenceKind.SUPPORTS, strength="yes", cue="rule:asthma", why="says so"
    )


def test_evidence_that_is_spread_is_what_it_would_be_if_cut_so_at_once() -> None:
    document = make_document(*LINES)
    own, wide = document.sentences[1].spans[0], Span(0, 0, document.sentences[2].spans[0].end)
    assert quote(document, own).spread(document, wide) == quote(document, wide)
    assert quote(document, wide).quote == "\n".join(LINES)


@pytest.mark.parametrize("span", [Span(0, 12, 40), Span(0, 0, 20), Span(1, 0, 40)])
def test_evidence_is_not_spread_over_words_that_do_not_hold_it(span: Span) -> None:
    document = make_document(*LINES)
    piece = quote(document, document.sentences[1].spans[0])
    with pytest.raises(ValueError, match="does not hold the quote"):
        piece.spread(document, span)
