"""Lines that OCR found as segments; needs no OCR."""

from __future__ import annotations

import math

import pytest

from cypaudit.ingest.ocr import Quad, even_sizes, find_skew, lay_out_quads, weigh


def quad(
    text: str,
    *,
    x: float = 100,
    y: float = 100,
    height: float = 30,
    confidence: float = 0.98,
    angle: float = 0.0,
    words: tuple[tuple[str, float, float], ...] = (),
) -> Quad:
    """A line of pixels whose upper left corner is at x, y; `angle` in degrees, rising to the right."""
    width = 14.0 * len(text)
    cos, sin = math.cos(math.radians(angle)), -math.sin(math.radians(angle))
    along, down = (width * cos, width * sin), (-height * sin, height * cos)
    corners = (
        (x, y),
        (x + along[0], y + along[1]),
        (x + along[0] + down[0], y + along[1] + down[1]),
        (x + down[0], y + down[1]),
    )
    return Quad(corners, text, confidence, words)


SENTENCE = "Each council will open a family hub by March of next year"


def lay_out(*quads: Quad) -> list[str]:
    """The text of the segments on a page of 595 by 842 points, at 2 pixels a point."""
    found = lay_out_quads(quads, scale=0.5, width=595, height=842)
    return [" ".join(word.text for word in segment.words) for segment in found.segments]


def test_a_line_becomes_words_in_points_from_the_lower_left() -> None:
    found = lay_out_quads([quad(SENTENCE, x=100, y=100)], scale=0.5, width=595, height=842)
    segment = found.segments[0]
    assert " ".join(word.text for word in segment.words) == SENTENCE
    assert (segment.x0, segment.y1) == (50, 792)
    assert segment.y0 == pytest.approx(777)
    assert all(a.x1 < b.x0 for a, b in zip(segment.words, segment.words[1:], strict=False))
    assert found.problem is None


def test_words_stay_apart_where_ocr_sees_them_touch() -> None:
    touching = (("open", 100.0, 170.0), ("hubs", 170.0, 240.0))
    found = lay_out_quads([quad("open hubs", words=touching)], scale=0.5, width=595, height=842)
    first, second = found.segments[0].words
    assert second.x0 - first.x1 >= 0.11 * first.size


def test_a_line_across_two_columns_is_parted_at_the_gap() -> None:
    words = (("left", 100.0, 160.0), ("column", 170.0, 240.0), ("right", 700.0, 760.0))
    wide = quad("left column right", words=words)._replace(
        corners=((100.0, 100.0), (760.0, 100.0), (760.0, 130.0), (100.0, 130.0))
    )
    assert lay_out(wide) == ["left column", "right"]


def test_lines_without_confidence_are_left_out() -> None:
    assert lay_out(quad(SENTENCE), quad("l1|'", y=300, confidence=0.3)) == [SENTENCE]


@pytest.mark.parametrize(
    ("quads", "said"),
    [
        ([], "OCR found no words in it"),
        ([quad("Photograph")], "OCR found 1 word in it"),
        ([quad("A photograph of the harbour")], "OCR found 5 words in it"),
        ([quad(SENTENCE, confidence=0.7)], "OCR is not sure of its letters (confidence 0.70 of 1)"),
        ([quad(SENTENCE), quad(SENTENCE, confidence=0.4)], "OCR is not sure of its letters"),
        ([quad(SENTENCE)], None),
    ],
)
def test_a_page_with_few_words_or_little_confidence_is_not_relied_on(
    quads: list[Quad], said: str | None
) -> None:
    problem = weigh(quads)
    assert problem == said or (said is not None and problem is not None and problem.startswith(said))


@pytest.mark.parametrize("angle", [-2.0, 0.0, 1.5])
def test_the_skew_is_that_of_the_long_lines(angle: float) -> None:
    lines = [quad(SENTENCE, y=100 + 40 * n, angle=angle) for n in range(3)] + [quad("1", angle=30)]
    assert math.degrees(find_skew(lines)) == pytest.approx(angle, abs=0.01)


def test_a_page_scanned_askew_is_set_straight() -> None:
    # Two halves of one line, the right one higher by what a skew of 2 degrees makes of 600 pixels.
    left = quad("The first half of a line that was found in two", x=100, y=400, angle=2)
    right = quad("parts and the second half of it", x=800, y=400 - 700 * math.tan(math.radians(2)), angle=2)
    found = lay_out_quads([left, right], scale=0.5, width=595, height=842)
    a, b = found.segments
    assert a.y0 == pytest.approx(b.y0, abs=0.5)


def test_one_size_measured_unevenly_is_made_one() -> None:
    lines = [quad(SENTENCE, height=h) for h in (30, 29.1, 27.5, 30.6)]
    assert len(set(even_sizes(lines))) == 1


def test_larger_and_smaller_type_keeps_its_rank() -> None:
    body = [quad(SENTENCE, height=30)] * 9
    heading, title, note = (quad(SENTENCE, height=h) for h in (33, 55, 22))
    sizes = even_sizes([*body, heading, title, note])
    assert sizes[11] < sizes[0] < sizes[9] < sizes[10]
    assert sizes[9] >= 1.12 * sizes[0]  # as a heading is told from its text


def test_the_height_of_a_short_line_does_not_make_a_heading_of_it() -> None:
    sizes = even_sizes([*[quad(SENTENCE, height=30)] * 5, quad("judged.", height=36)])
    assert sizes[-1] == sizes[0]
