"""Layouts with known text are read as a person reads them: sentences, headings, zones and page labels.

The PDFs are kept beside their stories (tests/layouts/pdf), so that this runs everywhere in seconds. The
slow test makes them anew with the toolchains that are installed. `make layouts` prints the measures.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.layouts.catalogue import Layout, layouts
from tests.layouts.measure import FOLDER, OTHERS, Measures, measure, measure_text

from cypaudit.ingest import read_document

LAYOUTS = {layout.name: layout for layout in layouts()}


def hold_to_targets(found: Measures, name: str) -> None:
    """Fail with the measures and the first faults."""
    faults = "\n".join(found.faults[:20])
    assert found.reaches_targets(), f"{name}: {found.intact=:.4f} {found.zones=:.4f} {faults}"


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_layout_is_read_as_a_person_reads_it(layout: Layout) -> None:
    document = read_document([FOLDER / f"{layout.name}.pdf"], document_id=layout.name)
    hold_to_targets(measure(document, layout.story), layout.name)


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_layout_made_anew_is_read_as_a_person_reads_it(layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / f"{layout.name}.pdf"
    try:
        path.write_bytes(layout.render(layout.story))
    except (FileNotFoundError, ImportError) as error:
        pytest.skip(f"{layout.tool} is not installed ({error})")
    hold_to_targets(measure(read_document([path], document_id=layout.name), layout.story), layout.name)


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("typst-report", ["i", "ii", "1", "2"]),
        ("drawn-headers", ["i", "ii", "1", "2"]),
        ("drawn-by-row", ["1", "2", "3"]),
    ],
)
def test_printed_page_labels_are_known(name: str, labels: list[str]) -> None:
    pages = read_document([FOLDER / f"{name}.pdf"], document_id=name).pages
    known = [page.label for page in pages]
    assert [label for label in labels if label not in known] == []
    assert known[-1] == str(int(known[-2]) + 1)


def test_running_headers_are_recorded_and_stand_in_no_sentence() -> None:
    document = read_document([FOLDER / "browser-three-columns.pdf"], document_id="a")
    header = "Giving every child in Thornmere the best start"
    assert all(header in page.removed for page in document.pages)
    assert not any(header in sentence.text for sentence in document.sentences)


def test_the_measures_tell_a_bad_reading_from_a_good_one() -> None:
    layout, other = LAYOUTS["drawn-by-row"], LAYOUTS["drawn-by-column"]
    document = read_document([FOLDER / "drawn-by-column.pdf"], document_id="a")
    assert measure(document, other.story).reaches_targets()
    assert not measure(document, layout.story).reaches_targets()
    assert measure_text(OTHERS["pypdfium2"](FOLDER / "drawn-by-row.pdf"), layout.story) < 0.5
