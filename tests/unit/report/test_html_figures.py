"""What stands beside the figures of the front page: corrections, pairs, and what was published."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import lxml.html
import pytest
from tests.runs import make_record, rate, store_run

from cypaudit.aggregate import check_published, correct_findings, count_moves
from cypaudit.model.agreement import Agreement, PublishedAccuracy, PublishedSet
from cypaudit.model.rubric import Rubric
from cypaudit.report.content import ReportContent
from cypaudit.report.html import charts, render_html
from cypaudit.review import measure_agreement
from cypaudit.rubrics import load_rubric
from cypaudit.store import load_run, write_corrections, write_moves

NARROWEST = 328  # pixels that a chart is wide on a screen of 360


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return load_rubric("hpig-2023")


# People's levels (rows) against the program's, both yes, to some extent, no. In one domain the program errs
# more often than in the others.
MEASURED = [[12, 1, 0], [1, 7, 0], [0, 1, 6]]
ERRING = [[12, 1, 0], [6, 2, 0], [3, 0, 4]]


@pytest.fixture(scope="module")
def accuracy(rubric: Rubric) -> PublishedAccuracy:
    """An accuracy as if it had been measured with the rubric as it is."""
    tables = dict.fromkeys(rubric.domains, MEASURED) | {"population-health": ERRING}
    tables["leadership"] = [[2, 0, 0], [0, 2, 0], [0, 0, 2]]
    pooled = [[sum(table[i][j] for table in tables.values()) for j in range(3)] for i in range(3)]
    return PublishedAccuracy(
        cypaudit_version="0.1.0",
        rubric_version=rubric.version,
        rubric_hash=rubric.hash,
        sets={
            "validate": PublishedSet(
                documents=("a", "b"),
                pooled=agreement(pooled),
                by_domain={domain: agreement(table) for domain, table in tables.items()},
                by_criterion={},
            )
        },
    )


def agreement(table: list[list[int]]) -> Agreement:
    levels = ("yes", "to_some_extent", "no")
    return measure_agreement(
        [
            (key, given)
            for key, row in zip(levels, table, strict=True)
            for given, count in zip(levels, row, strict=True)
            for _ in range(count)
        ],
        levels,
    )


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
    assert "was measured on 2 documents, 174 ratings, that its rules were not learnt from" in told
    assert "Integration: 12 of 13 found, 1 of 15 false alarms" in told
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


def test_an_audit_of_nothing_has_neither_corrections_nor_pairs(
    tmp_path: Path, rubric: Rubric, accuracy: PublishedAccuracy
) -> None:
    front = front_of(content_of(store_run(tmp_path / "run", rubric), rubric, accuracy))
    assert front.xpath("//section[@aria-labelledby='corrected' or @aria-labelledby='pairs']") == []


def test_where_nothing_could_be_read_nothing_is_corrected_and_nothing_told_of_pairs(
    tmp_path: Path, rubric: Rubric, accuracy: PublishedAccuracy
) -> None:
    records = [make_record(kind, document_type=kind) for kind in ("strategy", "jfp")]
    ratings = [rating for record in records for rating in rate(record, rubric, "unreadable")]
    run = store_run(tmp_path / "run", rubric, records=records, ratings=ratings, population=42)
    front = front_of(content_of(run, rubric, accuracy))
    assert front.xpath("//section[@aria-labelledby='corrected']") == []
    assert "So few pairs cannot tell" in text_of(section(front, "pairs"))


def test_where_all_is_no_the_correction_stays_between_0_and_100(
    tmp_path: Path, rubric: Rubric, accuracy: PublishedAccuracy
) -> None:
    records = [make_record(f"jfp-{n}", document_type="jfp", system=f"Q{n:02}") for n in range(42)]
    ratings = [rating for record in records for rating in rate(record, rubric, "no")]
    run = store_run(tmp_path / "run", rubric, records=records, ratings=ratings, population=42)
    content = content_of(run, rubric, accuracy)
    corrected = [c for c in content.corrections if c.pct_corrected is not None]
    assert corrected
    for one in corrected:
        assert (one.pct, one.pct_corrected, one.ci_low_corrected) == (0.0, 0.0, 0.0)
    assert "0% (0% to" in text_of(section(front_of(content), "findings"))
