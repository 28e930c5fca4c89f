"""Reading pictures of pages by OCR (`pip install cypaudit[ocr]`). The only importer of rapidocr.

The models come with rapidocr's wheel; nothing is downloaded. One thread and one line at a time, so that
the same picture gives the same words on every machine with as many processors as it may have.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from cypaudit.ingest.geometry import Segment, Word
from cypaudit.ingest.pdfium import Bounds, turn_about_middle

# Pixels of the longer side: what the models take at most. A4 then has 170 to the inch, at which type
# of 8 points is read without errors.
LONGER_SIDE = 2000
MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}

# Below this confidence a line is left out as no text at all: leaves, faces, patterns.
LEAST_LINE = 0.5
# Where the mean confidence of all letters is lower, or fewer words are found, the page stays unread.
# Clean scans reach 0.97 to 0.99, legible ones with noise 0.93; pictures without text stay under 0.8.
LEAST_PAGE = 0.85
LEAST_WORDS = 8

# Share of a line's box that is its type size; the box reaches a little over its letters.
SIZE_OF_BOX = 0.72
# Shares of the common size between which lines are of that size: of 60 lines in one size, boxes differed
# by a tenth downwards (no letter reaches up) and three hundredths upwards.
SMALLER, LARGER = 0.85, 1.06
# What is larger at all was set larger by at least a point on 8 to 10.
HEADING_STEP = 1.14
SHORT_LINE = 3.5  # times as wide as high: the box of a shorter line does not tell its size
# Words further apart than so many type sizes belong to two columns that were taken for one line.
COLUMN_GAP = 2.0


class Quad(NamedTuple):
    """A line as found: four corners in pixels, from the upper left clockwise, y downwards."""

    corners: tuple[tuple[float, float], ...]
    text: str
    confidence: float  # 0 to 1
    words: tuple[tuple[str, float, float], ...]  # each with the x of its left and right edge

    @property
    def width(self) -> float:
        """Along the line."""
        return math.dist(self.corners[0], self.corners[1])

    @property
    def height(self) -> float:
        """Across the line."""
        return math.dist(self.corners[0], self.corners[3])


@dataclass(frozen=True, slots=True)
class Recognised:
    """What OCR made of a page, in points from the lower left of the page as seen."""

    segments: list[Segment]
    skew: float  # radians, anticlockwise, by which the page was scanned askew
    problem: str | None  # why it cannot be relied on


@cache
def can_recognise() -> bool:
    """Whether what OCR needs is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


@cache
def _engine() -> Any:
    """The engine with the models of its wheel. It takes a second or two to make."""
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    paths = {f"{part}.model_path": str(folder / name) for part, name in MODELS.items()}
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": LONGER_SIDE,
            "Global.text_score": 0.0,  # weighed here
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Rec.rec_batch_num": 1,
            **paths,
        }
    )


def recognise_page(image: Any, *, width: float, height: float) -> Recognised:
    """The text in a Pillow image of a page that is so many points wide and high."""
    import numpy as np

    found = _engine()(np.asarray(image.convert("RGB"))[:, :, ::-1], return_word_box=True)
    quads = _quads(found)
    return lay_out_quads(quads, scale=width / image.width, width=width, height=height)


def _quads(found: Any) -> list[Quad]:
    """The engine's own output as lines."""
    if found.boxes is None or found.txts is None:
        return []
    words = found.word_results or ((),) * len(found.txts)
    return [
        Quad(
            tuple((float(x), float(y)) for x, y in box),
            str(text),
            float(score),
            tuple(
                (str(word), min(float(x) for x, _ in corners), max(float(x) for x, _ in corners))
                for word, _, corners in parts
                if str(word).strip() and corners is not None
            ),
        )
        for box, text, score, parts in zip(found.boxes, found.txts, found.scores, words, strict=True)
    ]


def lay_out_quads(quads: Sequence[Quad], *, scale: float, width: float, height: float) -> Recognised:
    """Lines as segments with the page set straight; `scale` is points a pixel."""
    problem = weigh(quads)
    kept = [quad for quad in quads if quad.confidence >= LEAST_LINE and quad.text.strip()]
    skew = find_skew(kept)
    sizes = [round(2 * size * scale) / 2 for size in even_sizes(kept)]
    segments: list[Segment] = []
    for quad, size in zip(kept, sizes, strict=True):
        segments += _segments_of(quad, size, scale=scale, skew=skew, page=(width, height))
    return Recognised(segments, skew, problem)


def weigh(quads: Sequence[Quad]) -> str | None:
    """Why lines cannot be relied on to be what the page says; None where they can."""
    letters = sum(len(quad.text) for quad in quads)
    words = sum(len(quad.text.split()) for quad in quads if quad.confidence >= LEAST_LINE)
    if words < LEAST_WORDS:
        return f"OCR found {words or 'no'} word{'' if words == 1 else 's'} in it"
    mean = sum(quad.confidence * len(quad.text) for quad in quads) / letters
    if mean < LEAST_PAGE:
        return f"OCR is not sure of its letters (confidence {mean:.2f} of 1)"
    return None


def find_skew(quads: Sequence[Quad]) -> float:
    """By how much the lines rise to the right, in radians: the median of the long ones."""
    slopes = [
        math.atan2(quad.corners[0][1] - quad.corners[1][1], quad.corners[1][0] - quad.corners[0][0])
        for quad in quads
        if quad.width > 8 * quad.height
    ]
    return statistics.median(slopes) if slopes else 0.0


def even_sizes(quads: Sequence[Quad]) -> list[float]:
    """The height of each line's type in pixels, with what is one size made one.

    Boxes of lines in one size differ by a few hundredths, and those of very short lines are too high.
    """
    if not quads:
        return []
    by_letter = sorted((quad.height, len(quad.text)) for quad in quads)
    middle = sum(letters for _, letters in by_letter) / 2
    passed = itertools.accumulate(letters for _, letters in by_letter)
    common = next(height for (height, _), sum_ in zip(by_letter, passed, strict=True) if sum_ >= middle)
    sizes = []
    for quad in quads:
        is_short = quad.width < SHORT_LINE * quad.height
        if quad.height < SMALLER * common:
            size = quad.height
        elif quad.height < LARGER * common or (is_short and quad.height < 1.3 * common):
            size = common
        else:
            size = max(quad.height, HEADING_STEP * common)
        sizes.append(SIZE_OF_BOX * size)
    return sizes


def _segments_of(
    quad: Quad, size: float, *, scale: float, skew: float, page: tuple[float, float]
) -> list[Segment]:
    """A line as one segment, or as several where wide gaps part it."""
    left, bottom, right, top = _straightened(quad, scale=scale, skew=skew, page=page)
    words = [
        Word(x0, bottom, x1, top, text, size, False)
        for text, x0, x1 in _placed_words(quad, left=left, right=right, size=size)
    ]
    runs: list[list[Word]] = []
    for word in words:
        if runs and word.x0 - runs[-1][-1].x1 <= COLUMN_GAP * size:
            runs[-1].append(word)
        else:
            runs.append([word])
    return [Segment(run[0].x0, bottom, run[-1].x1, top, tuple(run)) for run in runs]


def _straightened(quad: Quad, *, scale: float, skew: float, page: tuple[float, float]) -> Bounds:
    """A line's bounds in points with the page turned back about its middle."""
    x = sum(corner[0] for corner in quad.corners) / 4 * scale
    y = page[1] - sum(corner[1] for corner in quad.corners) / 4 * scale
    x, y = turn_about_middle(x, y, -skew, size=page)
    half_width, half_height = quad.width * scale / 2, quad.height * scale / 2
    return x - half_width, y - half_height, x + half_width, y + half_height


def _placed_words(quad: Quad, *, left: float, right: float, size: float) -> list[tuple[str, float, float]]:
    """The words of a line with their edges in points: as found, else in proportion to their letters."""
    texts = quad.text.split()
    pixels = max(quad.corners[1][0] - quad.corners[0][0], 1.0)
    if [word for word, _, _ in quad.words] == texts:
        spans = [
            ((x0 - quad.corners[0][0]) / pixels, (x1 - quad.corners[0][0]) / pixels)
            for _, x0, x1 in quad.words
        ]
    else:
        spans, at, total = [], 0, max(len(" ".join(texts)), 1)
        for text in texts:
            spans.append((at / total, (at + len(text)) / total))
            at += len(text) + 1
    placed: list[tuple[str, float, float]] = []
    for text, (start, end) in zip(texts, spans, strict=True):
        x0, x1 = left + start * (right - left), left + end * (right - left)
        if placed:
            # OCR says where a word ends by what it saw, not by a ruler: spaces stay spaces.
            before, x_before, _ = placed[-1]
            x0 = max(x0, x_before + 0.4 * size)
            placed[-1] = (before, x_before, min(placed[-1][2], x0 - 0.2 * size))
        placed.append((text, x0, max(x1, x0 + 0.2 * size)))
    return placed
