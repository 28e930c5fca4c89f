"""What stands beside the figures of the front page: corrections, pairs, and what was published."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import lxml.html
import pytest
from tests.runs import make_record, rate, store_run

from cypaudit.accuracy import read_published_accuracy
from cypaudit.aggregate import check_published, correct_findings, count_moves
from cypaudit.model.agreement import PublishedAccuracy
from cypaudit.model.rubric import Rubric
from cypaudit.report.content import ReportContent
from cypaudit.report.html import charts, render_html
from cypaudit.rubrics import load_rubric, locate_rubric
from cypaudit.store import load_run, write_corrections, write_moves

NARROWEST = 328  # pixels that a chart is wide on a screen of 360


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return load_rubric("hpig-2023")


@pytest.fixture(scope="module")
def accuracy(rubric: Rubric) -> PublishedAccuracy:
    """The published accuracy, as if it had been measured with the rubric as it is."""
    path = locate_rubric("hpig-2023").parent / rubric.id / "accuracy.json"
    found = read_published_accuracy(path)
    assert found is not None
    return replace(found, rubric_hash=rubric.hash)


def store(folder: Path, rubric: Rubric, n_systems: int) -> Path:
    """Strategies that mostly say nothing and plans that mostly say something, of the same systems."""
    levels = {
        "strategy": ("no", "no", "to_some_extent", "yes"),
        "jfp": ("yes", "yes", "no", "to_some_extent", "yes"),
    }
    records = [
        make_record(f"{kind}-{n}", document_type=kind, system=f"Q{n:02}", system_name=f"System {n}")
        for n in range(n_systems)
        for kind in levels
    ]
    ratings = [
        rating
        for at, record in enumerate(records)
        for rating in rate(record, rubric, *(levels[record.document_type] * 2)[at % 4 :])
    ]
    return store_run(folder, rubric, records=records, ratings=ratings, population=42)


def content_of(run: Path, rubric: Rubric, accuracy: PublishedAccuracy | None) -> ReportContent:
    loaded = load_run(run)
    return ReportContent(
        run=loaded,
        rubric=rubric,
        accuracy=accuracy,
        corrections=correct_findings(loaded.findings, accuracy, loaded.rubric.hash),
        moves=count_moves(loaded.ratings, rubric),
        published=check_published(rubric),
    )


@pytest.fixture(scope="module")
def many(
    tmp_path_factory: pytest.TempPathFactory, rubric: Rubric, accuracy: PublishedAccuracy
) -> ReportContent:
    """A run on 31 of 42 systems."""
    return content_of(store(tmp_path_factory.mktemp("runs") / "many", rubric, 31), rubric, accuracy)


@pytest.fixture(scope="module")
def front(many: ReportContent) -> lxml.html.HtmlElement:
    return front_of(many)


def front_of(content: ReportContent) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(next(render_html(content)).content.decode("utf-8"))


def text_of(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def section(front: lxml.html.HtmlElement, name: str) -> lxml.html.HtmlElement:
    return front.xpath(f"//section[@aria-labelledby='{name}']")[0]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_corrected_percentage_is_that_of_the_csv(
    many: ReportContent, front: lxml.html.HtmlElement, tmp_path: Path
) -> None:
    write_corrections(many.corrections, tmp_path / "corrected.csv")
    expected = {}
    for row in rows_of(tmp_path / "corrected.csv"):
        told = "-"
        if row["pct_corrected"]:
            low, high = float(row["ci_low_corrected"]), float(row["ci_high_corrected"])
            told = f"{float(row['pct_corrected']):.0f}% ({low:.0f}% to {high:.0f}%)"
        expected[row["criterion"], row["document_type"], row["answer"]] = told
    shown = {
        (row.get("data-criterion"), row.get("data-type"), answer): text_of(cell)
        for row in front.xpath("//tr[@data-criterion]")
        for answer, cell in zip(
            ("yes", "yes_or_some"), row.xpath("td[contains(@class, 'corrected')]"), strict=False
        )
    }
    assert sum(told != "-" for told in shown.values()) > 60
    assert shown == {key: expected[key] for key in shown}
    assert {told for key, told in expected.items() if key not in shown} <= {"-"}


def test_the_counted_percentage_stays_where_it_is(front: lxml.html.HtmlElement) -> None:
    for row in front.xpath("//tr[@data-criterion and td[contains(@class, 'corrected')]]"):
        counted, corrected = row.xpath("td")[1], row.xpath("td[contains(@class, 'corrected')]")[0]
        assert text_of(counted).endswith("%)")
        assert row.index(counted) < row.index(corrected)


def test_it_is_told_what_corrections_rest_on_and_which_there_are_not(front: lxml.html.HtmlElement) -> None:
    told = text_of(section(front, "corrected"))
    assert "was measured on 4 documents, 194 ratings, that its rules were not learnt from" in told
    assert "All questions together: 139 of 150 found, 12 of 44 false alarms" in told
    assert "Not corrected" in told
    assert "the domains differ in how often the program errs" in told


def test_errors_of_another_state_of_the_rubric_correct_nothing(
    tmp_path: Path, rubric: Rubric, accuracy: PublishedAccuracy
) -> None:
    other = replace(accuracy, rubric_hash="0")
    front = front_of(content_of(store(tmp_path / "run", rubric, 3), rubric, other))
    assert "measured with another state of the rubric" in text_of(section(front, "corrected"))
    assert front.xpath("//td[contains(@class, 'corrected')]") == []


def test_every_count_of_the_pairs_is_that_of_the_csv(
    many: ReportContent, front: lxml.html.HtmlElement, tmp_path: Path
) -> None:
    write_moves(many.moves, tmp_path / "pairs.csv")
    expected = {
        row["criterion"]: [row["n_pairs"], row["n_higher"], row["n_lower"]]
        for row in rows_of(tmp_path / "pairs.csv")
    }
    shown = {
        row.get("data-moves"): [text_of(cell) for cell in row.xpath("td")[:3]]
        for row in front.xpath("//tr[@data-moves]")
    }
    assert shown == expected
    told = text_of(section(front, "pairs"))
    assert f"31 systems have both documents rated, and {len(expected)} questions are asked of both." in told
    assert "the plans say more, beyond what chance explains" in told
    assert section(front, "pairs").xpath(".//details[@open]")


def test_few_pairs_tell_nothing_and_their_table_is_folded(
    tmp_path: Path, rubric: Rubric, accuracy: PublishedAccuracy
) -> None:
    front = front_of(content_of(store(tmp_path / "run", rubric, 3), rubric, accuracy))
    assert "So few pairs cannot tell" in text_of(section(front, "pairs"))
    assert section(front, "pairs").xpath(".//details[@open]") == []


def test_a_published_figure_stands_with_what_it_can_be_out_of(front: lxml.html.HtmlElement) -> None:
    published = section(front, "published")
    [row] = [row for row in published.xpath(".//tr[td]") if "lead-executive" in text_of(row)]
    assert "57% cannot be a share of 31 documents; it fits 7, 14, 21, 23, 28 and 30" in text_of(row)
    assert "not a random sample" in text_of(published)


def test_no_is_corrected_as_what_is_left_of_saying_something(
    many: ReportContent, front: lxml.html.HtmlElement
) -> None:
    [some] = [
        c
        for c in many.corrections
        if (c.criterion, c.document_type, c.answer) == ("lead-executive", "jfp", "yes_or_some")
    ]
    assert some.pct_corrected is not None
    [row] = [
        row for row in section(front, "published").xpath(".//tr[td]") if "lead-executive" in text_of(row)
    ]
    assert text_of(row.xpath("td")[3]).startswith(f"{100 - some.pct_corrected:.0f}% (")


def test_text_of_charts_is_twelve_pixels_on_the_narrowest_phone(front: lxml.html.HtmlElement) -> None:
    drawn = front.xpath("//figure//svg")
    assert len(drawn) > 10
    for chart in drawn:
        width = float(chart.get("viewbox").split()[2])
        sizes = {float(element.get("font-size")) for element in chart.xpath(".//*[@font-size]")}
        assert min(sizes) * NARROWEST / width >= 12


def test_labels_of_a_chart_stand_above_their_bars_in_the_order_of_the_findings(many: ReportContent) -> None:
    findings = [f for f in many.run.findings if f.domain == "workforce" and f.document_type == "jfp"]
    chart = ElementTree.fromstring(charts.draw_levels(findings))  # noqa: S314 - drawn here
    labels = {element.text: float(element.get("y", "")) for element in chart.findall("g[last()]/text")}
    assert list(labels) == [finding.criterion for finding in findings]
    tops = sorted({float(bar.get("y", "")) for bar in chart.iter("rect") if bar.get("fill") != "none"})
    for label, top in zip(labels.values(), tops, strict=True):
        assert label < top < label + charts.ROW_HEIGHT / 2
