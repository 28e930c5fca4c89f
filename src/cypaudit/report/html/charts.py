"""The report's charts as SVG. The only importer of leather.

A row's label stands above its bar and not beside it, so that both are of a size that can be read on a phone.
Colours are CSS variables of the page, so that a chart follows the page into dark mode and print. Levels
differ in lightness and carry their counts: no chart is read by hue alone. leather keeps its style in
module variables, which are set once, here.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import leather
from leather import theme
from leather.scales import Ordinal
from leather.shapes import Shape

from cypaudit.model.finding import Finding, Interval

WIDTH = 400  # user units; about as many pixels as a page shows a chart at, and 328 on the narrowest phones
ROW_HEIGHT = 46
_CHAR_WIDTH = 8.4  # user units: about what Arial takes at _FONT_SIZE
_FONT_SIZE = 16  # 13 pixels where the chart is 328 wide
_AXIS_HEIGHT = _FONT_SIZE + 2 * theme.tick_size  # what leather takes for the labels of the axis
_BELOW_AXIS = 4  # room for what hangs below the line of those labels
_LEFT = 4  # room for half of the label of 0%
# Text over the lines of the chart keeps a rim of the page's colour.
_OVER_LINES = {
    "stroke": "var(--page)", "stroke-width": "4", "stroke-linejoin": "round", "paint-order": "stroke",
}  # fmt: skip
_LABEL_BASELINE = 16  # below the top of its row
# Where in its row a bar lies, as shares from the bottom: below the label.
_BAR_BOTTOM, _BAR_MIDDLE, _BAR_TOP = Decimal("0.04"), Decimal("0.27"), Decimal("0.5")
_NARROWEST_COUNT = 18  # user units: a segment as wide as this has room for its count
_LONG_NUMBER = re.compile(r"(-?\d+\.\d)\d+")

theme.margin = 0.0
theme.background_color = "none"
theme.tick_color = "var(--rule)"
theme.zero_color = "var(--rule)"
theme.label_color = "var(--text)"
theme.tick_font_family = "inherit"
theme.tick_font_size = _FONT_SIZE
theme.tick_font_char_width = _CHAR_WIDTH
theme.tick_font_char_height = _FONT_SIZE
theme.legend_font_char_height = 0  # the page has one legend for all charts
theme.legend_gap = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A figure of ours beside the one that was published, in percent."""

    label: str
    ours: float
    interval: Interval | None
    published: float


def draw_levels(findings: Sequence[Finding]) -> str:
    """Stacked bars of the three levels, a row a finding. Findings of which nothing was rated have no bar."""
    rated = [finding for finding in findings if finding.n_rated]
    if not rated:
        return ""
    chart = _percent_chart([finding.criterion for finding in findings])
    # Each bar lies on the one before it, so what is left to see of each is its own level.
    for top, name in enumerate(("no", "some", "yes")):
        rows = [(_cumulated(finding, top), finding.criterion) for finding in rated]
        chart.add_series(leather.Series(rows), _Bars(f"var(--{name})"))
    counts = [(0.0, finding.criterion, _segments(finding)) for finding in rated]
    chart.add_series(leather.Series(counts), _Counts())
    return _svg(chart, [finding.criterion for finding in findings])


def draw_compared(figures: Sequence[Compared]) -> str:
    """A row a figure: ours as a dot on its interval, the published one as a diamond."""
    if not figures:
        return ""
    chart = _percent_chart([figure.label for figure in figures])
    rows = [(figure.ours, figure.label, figure) for figure in figures]
    chart.add_series(leather.Series(rows), _Beside())
    return _svg(chart, [figure.label for figure in figures])


def _percent_chart(labels: Sequence[str]) -> Any:
    chart = leather.Chart()
    chart.add_x_scale(0, 100)
    chart.set_y_scale(_Rows(list(reversed(labels))))  # leather counts rows from below
    chart.add_x_axis(ticks=[0, 25, 50, 75, 100], tick_formatter=_tick)
    chart.add_y_axis(tick_formatter=lambda _value, _index, _count: "")
    return chart


def _tick(value: Any, index: int, _count: int) -> str:
    return f"{value}%" if index in (0, 2, 4) else ""


def _svg(chart: Any, labels: Sequence[str]) -> str:
    height = len(labels) * ROW_HEIGHT + _AXIS_HEIGHT
    # leather sets the label of 100% in the middle below its line, so half of it needs room to the right.
    group = chart.to_svg_group(WIDTH - 20, height)
    box = f"{-_LEFT} 0 {WIDTH + _LEFT} {height + _BELOW_AXIS}"
    svg = ET.Element("svg", {"viewBox": box, "aria-hidden": "true", "focusable": "false"})
    svg.append(group)
    names = ET.SubElement(svg, "g", {"fill": "var(--text)", "font-size": str(_FONT_SIZE), **_OVER_LINES})
    for row, label in enumerate(labels):
        place = {"x": str(2 * theme.tick_size), "y": str(row * ROW_HEIGHT + _LABEL_BASELINE)}
        ET.SubElement(names, "text", place).text = label
    # leather works with decimals of 28 digits; a tenth of a pixel is enough.
    return _LONG_NUMBER.sub(r"\1", ET.tostring(svg, encoding="unicode"))


def _cumulated(finding: Finding, top: int) -> float:
    """Percent of the rated documents from `yes` down to a level: 0 is `no`, 2 is `yes`."""
    counts = (finding.n_yes, finding.n_to_some_extent, finding.n_no)
    return 100 * sum(counts[: 3 - top]) / finding.n_rated


def _segments(finding: Finding) -> list[tuple[str, int, float, float]]:
    """Of each level that any document has: its name, count, and where its bar begins and ends in percent."""
    found = []
    start = 0
    for name, count in (("yes", finding.n_yes), ("some", finding.n_to_some_extent), ("no", finding.n_no)):
        if count:
            found.append(
                (name, count, 100 * start / finding.n_rated, 100 * (start + count) / finding.n_rated)
            )
        start += count
    return found


class _Rows(Ordinal):  # type: ignore[misc]  # leather has no types
    """Rows whose bars lie in their lower half."""

    def project(self, value: Any, range_min: Any, range_max: Any) -> Decimal:
        """The middle of a row's bar."""
        return self._at(value, _BAR_MIDDLE, range_min, range_max)

    def project_interval(self, value: Any, range_min: Any, range_max: Any) -> tuple[Decimal, Decimal]:
        """The edges of a row's bar."""
        return (
            self._at(value, _BAR_BOTTOM, range_min, range_max),
            self._at(value, _BAR_TOP, range_min, range_max),
        )

    def _at(self, value: Any, share: Decimal, range_min: Any, range_max: Any) -> Decimal:
        rows: list[Any] = self._domain
        height = (Decimal(range_max) - Decimal(range_min)) / len(rows)
        return Decimal(range_min) + (rows.index(value) + share) * height


class _Quiet(Shape):  # type: ignore[misc]  # leather has no types
    """A shape without an entry in leather's legend."""

    def validate_series(self, series: Any) -> None:
        """Any series will do."""

    def legend_to_svg(self, _series: Any, _palette: Any) -> list[Any]:
        """Nothing: the page has a legend of its own."""
        return []


class _Bars(_Quiet):
    """leather's bars, with an edge that is seen where the fill is as light as the page."""

    def __init__(self, fill: str) -> None:
        self._fill = fill

    def to_svg(self, width: Any, height: Any, x_scale: Any, y_scale: Any, series: Any, palette: Any) -> Any:
        """The bars of a series."""
        group = leather.shapes.Bars(self._fill).to_svg(width, height, x_scale, y_scale, series, palette)
        group.set("stroke", "var(--edge)")
        return group


class _Counts(_Quiet):
    """The count of each segment of a stacked bar, in its middle."""

    def to_svg(self, width: Any, height: Any, x_scale: Any, y_scale: Any, series: Any, _palette: Any) -> Any:
        """The counts of a series whose rows hold segments."""
        group = ET.Element("g", {"text-anchor": "middle", "font-size": str(_FONT_SIZE)})
        for datum in series.data():
            y = y_scale.project(datum.y, height, 0)
            for name, count, start, end in datum.row[2]:
                left, right = (float(x_scale.project(at, 0, width)) for at in (start, end))
                if right - left < max(_NARROWEST_COUNT, _CHAR_WIDTH * (len(str(count)) + 1)):
                    continue
                place = {"x": f"{(left + right) / 2:.1f}", "y": f"{y:.1f}", "dy": "0.35em"}
                ET.SubElement(group, "text", {**place, "fill": f"var(--on-{name})"}).text = str(count)
        return group


class _Beside(_Quiet):
    """Our figure with its interval, and the published one."""

    def to_svg(self, width: Any, height: Any, x_scale: Any, y_scale: Any, series: Any, _palette: Any) -> Any:
        """The marks of a series whose rows hold compared figures."""
        group = ET.Element("g")
        for datum in series.data():
            y = float(y_scale.project(datum.y, height, 0))
            group.extend(_marks(datum.row[2], y, lambda percent: float(x_scale.project(percent, 0, width))))
        return group


def _marks(figure: Compared, y: float, x_of: Any) -> Iterator[ET.Element]:
    if figure.interval is not None:
        low, high = x_of(figure.interval.low), x_of(figure.interval.high)
        path = f"M{low:.1f} {y - 5:.1f}v10M{low:.1f} {y:.1f}H{high:.1f}M{high:.1f} {y - 5:.1f}v10"
        yield ET.Element("path", {"d": path, "stroke": "var(--yes)", "stroke-width": "2", "fill": "none"})
    at = x_of(figure.published)
    diamond = f"M{at:.1f} {y - 8:.1f}l7 8l-7 8l-7-8z"
    yield ET.Element(
        "path", {"d": diamond, "fill": "var(--page)", "stroke": "var(--text)", "stroke-width": "2"}
    )
    yield ET.Element(
        "circle", {"cx": f"{x_of(figure.ours):.1f}", "cy": f"{y:.1f}", "r": "5", "fill": "var(--yes)"}
    )
