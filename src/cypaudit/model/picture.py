"""A page as a person sees it."""

from __future__ import annotations

from dataclasses import dataclass

from cypaudit.model.document import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """A picture of one page, and where on it the page's own coordinates lie."""

    media_type: str  # for example "image/webp"
    content: bytes
    width: int  # pixels
    height: int  # pixels
    # From PDF points (origin at the lower left) to pixels (origin at the upper left):
    # x' = a*x + c*y + e, y' = b*x + d*y + f. Pages that are turned or cropped are allowed for.
    matrix: tuple[float, float, float, float, float, float]

    def place(self, box: Box) -> tuple[float, float, float, float]:
        """A box as left, top, width and height in pixels of the picture."""
        a, b, c, d, e, f = self.matrix
        corners = [(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)]
        xs = [a * x + c * y + e for x, y in corners]
        ys = [b * x + d * y + f for x, y in corners]
        return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
