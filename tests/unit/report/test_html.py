"""The pages of a report: numbers are those of the tables, any text is text, any run has a report."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
from tests.runs import HOSTILE, make_record, passage, rate, store_mixed_run, store_run

from cypaudit.errors import UsageError
from cypaudit.model.audit import DocumentStatus
from cypaudit.model.document import Box
from cypaudit.model.finding import Tally
from cypaudit.model.rating import EvidenceKind
from cypaudit.model.rubric import Rubric, SentenceModelFile
from cypaudit.report.content import OutputFile, Picture, Place, ReportContent
from cypaudit.report.formats import DEFAULT_FORMATS, RENDERERS
from cypaudit.report.html import render_html
from cypaudit.rubrics import load_rubric
from cypaudit.store import load_run
from cypaudit.workflows.report import check_formats


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return load_rubric("hpig-2023")


def render(run: Path, rubric: Rubric, **more: object) -> dict[str, lxml.html.HtmlElement]:
    """The pages of a stored run, parsed, by their name within the report."""
    content = ReportContent(run=load_run(run), rubric=rubric, **more)  # type: ignore[arg-type]
    return {
        file.name.removeprefix("report/"): lxml.html.document_fromstring(file.content.decode("utf-8"))
        for file in render_html(content)
    }


def text_of(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize(
    ("model", "told"),
    [
        (None, "There is no statistical model in it."),
        (SentenceModelFile(file=Path("model.npz")), "Beside them it weighs a small trained model"),
    ],
)
def test_the_reports_say_whether_a_model_is_weighed(
    tmp_path: Path, rubric: Rubric, model: SentenceModelFile | None, told: str
) -> None:
    rubric = replace(rubric, sentence_model=model)
    run = store_run(tmp_path / "run", rubric, records=[make_record("marsh")])
    assert told in text_of(render(run, rubric)["index.html"])
    content = ReportContent(run=load_run(run), rubric=rubric)
    (findings,) = RENDERERS["md"](content)
    assert told in findings.content.decode("utf-8")


# --- numbers


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, rubric: Rubric) -> Path:
    return store_mixed_run(tmp_path_factory.mktemp("runs") / "mixed", rubric)


def printed(count: str, percent: str) -> str:
    """A count and its percentage as a page prints them, from the cells of the CSV."""
    return f"{count} ({f'{float(percent):.0f}%' if percent else '-'})"


def test_every_number_of_the_findings_tables_is_that_of_the_csv(mixed: Path, rubric: Rubric) -> None:
    front = render(mixed, rubric)["index.html"]
    rows = {
        (row.get("data-criterion"), row.get("data-type")): [text_of(cell) for cell in row.xpath("td")]
        for row in front.xpath("//tr[@data-criterion]")
    }
    with (mixed / "findings.csv").open(encoding="utf-8", newline="") as file:
        expected = [row for row in csv.DictReader(file) if row["n_documents"] != "0"]
    assert len(rows) == len(expected) > 90
    for row in expected:
        shown = rows[row["criterion"], row["document_type"]]

        def interval(name: str, row: dict[str, str] = row) -> str:
            low, high = row[f"ci_low_{name}"], row[f"ci_high_{name}"]
            return f"{float(low):.0f}% to {float(high):.0f}%" if low else "-"

        assert shown[:8] == [
            row["n_rated"],
            printed(row["n_yes"], row["pct_yes"]),
            printed(row["n_to_some_extent"], row["pct_to_some_extent"]),
            printed(row["n_no"], row["pct_no"]),
            interval("yes"),
            interval("yes_or_some"),
            row["n_unreadable"],
            row["n_not_applicable"],
        ]
        assert shown[8] == " ".join(f"{row['published']} {row['published_note']}".split())


def test_every_cell_of_the_map_is_the_rating_of_the_csv_and_leads_to_it(mixed: Path, rubric: Rubric) -> None:
    pages = render(mixed, rubric)
    labels = {level.id: level.label for level in rubric.scale}
    with (mixed / "ratings.csv").open(encoding="utf-8", newline="") as file:
        ratings = list(csv.DictReader(file))
    cells = {
        cell.get("href"): cell.get("aria-label")
        for cell in pages["index.html"].xpath("//table[@id='map']/tbody//td/a")
    }
    assert len(cells) == len(ratings)
    for rating in ratings:
        page, target = f"documents/{rating['document']}.html", f"c-{rating['criterion']}"
        label = cells[f"{page}#{target}"]
        if rating["rating"] in labels:
            assert label == labels[rating["rating"]]
        [answer] = pages[page].xpath(f"//*[@id='{target}']")
        assert text_of(answer.xpath(".//*[contains(@class, 'tag')]")[0]) == label
        assert rating["reason"] in text_of(answer)


def test_sums_of_a_document_and_of_a_type_are_those_of_the_csv(mixed: Path, rubric: Rubric) -> None:
    front = render(mixed, rubric)["index.html"]
    with (mixed / "ratings.csv").open(encoding="utf-8", newline="") as file:
        ratings = list(csv.DictReader(file))
    for row in front.xpath("//table[@id='map']/tbody/tr"):
        document = row.xpath("th/a/@href")[0].removeprefix("documents/").removesuffix(".html")
        levels = [rating["rating"] for rating in ratings if rating["document"] == document]
        shown = [int(cell) for cell in row.xpath("td[@class='sum']/text()")]
        assert shown == [levels.count(level) for level in ("yes", "to_some_extent", "no")]
    levels = [rating["rating"] for rating in ratings if rating["document_type"] == "jfp"]
    yes, some, no = (levels.count(level) for level in ("yes", "to_some_extent", "no"))
    rated = yes + some + no
    said = f"Of {rated} answers about joint forward plans, {yes} ({100 * yes / rated:.0f}%) are yes"
    assert said in text_of(front)


def test_the_bars_of_a_chart_hold_the_counts_of_the_csv(mixed: Path, rubric: Rubric) -> None:
    front = render(mixed, rubric)["index.html"]
    with (mixed / "findings.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["domain"] == "leadership" and row["document_type"] == "jfp"
        ]
    [chart] = front.xpath("//section[@aria-labelledby='domain-leadership']//figure[2]//svg")
    counts = [int(text) for text in chart.xpath(".//g[@text-anchor='middle' and @font-size]/text/text()")]
    expected = [int(row[f"n_{level}"]) for row in rows for level in ("yes", "to_some_extent", "no")]
    assert counts == [count for count in expected if count]


def test_tallies_are_those_of_the_csv(mixed: Path, rubric: Rubric) -> None:
    front = render(mixed, rubric)["index.html"]
    rows = [[text_of(cell) for cell in row] for row in front.xpath("//table[@class='tally']/tbody/tr")]
    assert rows[0][:3] == ["asthma", "Joint forward plans", "2 of 5"]
    assert rows[1][:3] == ["<b>schools</b>", "Integrated care strategies", "1 of 7"]


# --- any text


def test_hostile_text_is_shown_as_text(tmp_path: Path, rubric: Rubric) -> None:
    record = make_record(
        "marsh", title=HOSTILE[0], system_name=HOSTILE[1], period=HOSTILE[3], warnings=(HOSTILE[7],),
        files=("<b>.pdf",), type_basis=HOSTILE[0],
    )  # fmt: skip
    evidence = tuple(passage(text, heading=text, why=text, file="<b>.pdf") for text in HOSTILE)
    ratings = rate(record, rubric, "yes", evidence=evidence, reason=HOSTILE[0])
    tally = Tally(
        kind="condition", value=HOSTILE[1], document_type="strategy", n_rated=1, documents=("marsh",)
    )
    run = store_run(tmp_path / "run", rubric, records=[record], ratings=ratings, tallies=[tally])
    harmless = render(store_run(tmp_path / "other", rubric, records=[make_record("marsh")]), rubric)
    pages = render(run, rubric)
    for name, page in pages.items():
        scripts = len(page.xpath("//script"))
        assert scripts == len(harmless[name].xpath("//script"))
        assert page.xpath("//img | //b | //@onerror") == []
    quotes = [element.text_content() for element in pages["documents/marsh.html"].xpath("//blockquote//bdi")]
    assert quotes[: len(HOSTILE)] == list(HOSTILE)
    assert HOSTILE[0] in text_of(pages["index.html"].xpath("//table[@id='map']")[0])


def test_text_that_no_page_may_hold_is_shown_as_unknown(tmp_path: Path, rubric: Rubric) -> None:
    record = make_record("marsh")
    ratings = rate(record, rubric, "yes", evidence=(passage("a\x01b\x0bc\x7fd"),))
    run = store_run(tmp_path / "run", rubric, records=[record], ratings=ratings)
    page = render(run, rubric)["documents/marsh.html"]
    assert page.xpath("//blockquote//bdi")[0].text_content() == "a\ufffdb\ufffdc\ufffdd"


# --- any run


def story(front: lxml.html.HtmlElement) -> str:
    return text_of(front.xpath("//main")[0])


def test_an_audit_of_nothing_has_a_report(tmp_path: Path, rubric: Rubric) -> None:
    pages = render(store_run(tmp_path / "run", rubric), rubric)
    assert list(pages) == ["index.html"]
    assert "0 documents were read and rated" in story(pages["index.html"])
    assert "Nothing was rated" in story(pages["index.html"])
    assert "There is no document in this audit." in story(pages["index.html"])


def test_one_document_is_spoken_of_in_the_singular(tmp_path: Path, rubric: Rubric) -> None:
    record = make_record("marsh")
    run = store_run(tmp_path / "run", rubric, records=[record], ratings=rate(record, rubric, "yes"))
    told = story(render(run, rubric)["index.html"])
    assert "1 document was read and rated, of 1 system." in told
    assert "1 of 1 (100%) is rated yes:" in told
    assert "Most often no" not in told


def test_documents_that_could_not_be_read_are_listed_with_their_reason(
    tmp_path: Path, rubric: Rubric
) -> None:
    records = [
        make_record(
            f"scan-{n}", status=DocumentStatus.UNREADABLE, reason="No text on it.", words=None, pages=None
        )
        for n in range(2)
    ]
    ratings = [rating for record in records for rating in rate(record, rubric, "unreadable")]
    pages = render(store_run(tmp_path / "run", rubric, records=records, ratings=ratings), rubric)
    told = story(pages["index.html"])
    assert "Nothing was rated" in told
    assert told.count("No text on it.") == 2
    assert "0%" not in re.sub(
        r"\b[1-9]\d*0%", "", told.split("Beside the published")[0].split("Some ratings are wrong")[0]
    )
    assert "Not rated. No text on it." in text_of(pages["documents/scan-0.html"])
    assert pages["index.html"].xpath("//figure//svg") == []


def test_documents_that_say_nothing_are_all_no(tmp_path: Path, rubric: Rubric) -> None:
    record = make_record("marsh")
    near = passage(
        "Adults come first.", kind=EvidenceKind.NEAR_MISS, why="Does not count: it is about adults."
    )
    ratings = rate(record, rubric, "no", evidence=(near,))
    pages = render(store_run(tmp_path / "run", rubric, records=[record], ratings=ratings), rubric)
    assert "Most often yes" not in story(pages["index.html"])
    told = text_of(pages["documents/marsh.html"])
    assert "What came nearest" in told
    assert "Does not count: it is about adults. It would earn: yes." in told


def test_a_percentage_of_nothing_is_a_dash(tmp_path: Path, rubric: Rubric) -> None:
    record = make_record("marsh")
    ratings = rate(record, rubric, "unreadable")
    front = render(store_run(tmp_path / "run", rubric, records=[record], ratings=ratings), rubric)[
        "index.html"
    ]
    assert {text_of(row.xpath("td")[1]) for row in front.xpath("//tr[@data-criterion]")} == {"0 (-)"}


def test_a_passage_without_pages_is_placed_by_its_paragraph(tmp_path: Path, rubric: Rubric) -> None:
    record = make_record("marsh", pages=None, files=("plan.docx",))
    word = passage("Children first.", file="plan.docx", page=None, page_label="12", boxes=())
    ratings = rate(record, rubric, "yes", evidence=(word,))
    page = render(store_run(tmp_path / "run", rubric, records=[record], ratings=ratings), rubric)[
        "documents/marsh.html"
    ]
    [first, *_] = page.xpath("//li[@class='passage']")
    assert "Paragraph 12, under “Our priorities”." in text_of(first)
    assert first.xpath(".//a[@class='open']") == []


def test_a_picture_stands_beside_the_passage_that_it_shows(tmp_path: Path, rubric: Rubric) -> None:
    record = make_record("marsh")
    shown = passage("Children first.")
    ratings = rate(record, rubric, "yes", evidence=(shown, passage("And more.", boxes=(Box(1, 2, 3, 4),))))
    place = Place("marsh", "marsh.pdf", 2, shown.boxes)
    page = render(
        store_run(tmp_path / "run", rubric, records=[record], ratings=ratings),
        rubric,
        pictures={place: Picture(name="pictures/marsh/p002-1.png", width=900, height=90)},
    )["documents/marsh.html"]
    with_picture, without = page.xpath("(//article)[1]//li[@class='passage']")
    assert with_picture.xpath(".//img/@src") == ["../pictures/marsh/p002-1.png"]
    assert with_picture.xpath(".//img/@alt") == ["The passage on page 2, its words marked"]
    assert without.xpath(".//img") == []


def test_links_within_the_report_lead_somewhere(mixed: Path, rubric: Rubric) -> None:
    pages = render(mixed, rubric)
    for name, page in pages.items():
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        for href in page.xpath("//a/@href"):
            path, _, target = href.partition("#")
            folder = "documents/" if name.startswith("documents/") else ""
            full = f"{folder}{path}".replace("documents/../", "") if path else name
            assert full in pages, href
            if target:
                assert pages[full].xpath("//*[@id=$id]", id=target), href


# --- forms


def files_of(render: object, content: ReportContent) -> list[OutputFile]:
    return list(render(content))  # type: ignore[operator]


def test_every_form_gives_the_same_bytes_twice(mixed: Path, rubric: Rubric) -> None:
    content = ReportContent(run=load_run(mixed), rubric=rubric)
    for renderer in RENDERERS.values():
        assert files_of(renderer, content) == files_of(renderer, content)


@pytest.mark.parametrize("formats", [("pdf",), ("html", "pdf"), ()])
def test_an_unknown_form_is_refused_with_those_that_there_are(formats: Sequence[str]) -> None:
    with pytest.raises(UsageError, match="html, xlsx, docx, md"):
        check_formats(formats)


def test_what_audit_writes_by_default_is_known() -> None:
    assert set(DEFAULT_FORMATS) <= set(RENDERERS)
