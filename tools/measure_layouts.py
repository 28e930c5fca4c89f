"""Read the layouts with known text and print how well: sentences, headings, zones, beside other readers.

python tools/measure_layouts.py                 measure the files in tests/layouts/pdf
python tools/measure_layouts.py --make [NAME…]  make them anew with the toolchains that are installed
python tools/measure_layouts.py --faults NAME…  say what is wrong
python tools/measure_layouts.py --write-docs    write the table into docs/reading.md
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.layouts.catalogue import Layout, layouts  # noqa: E402
from tests.layouts.measure import FOLDER, OTHERS, measure, measure_text  # noqa: E402

from cypaudit.ingest import read_document  # noqa: E402

DOCS = ROOT / "docs" / "reading.md"
BEGIN, END = "<!-- measured -->\n", "<!-- end of measured -->\n"


def make(chosen: list[Layout], folder: Path) -> None:
    """Write the PDF of each layout whose toolchain is installed."""
    folder.mkdir(parents=True, exist_ok=True)
    for layout in chosen:
        try:
            content = layout.render(layout.story)
        except (FileNotFoundError, ImportError) as error:
            print(f"{layout.name}: not made, {error} is not installed")
            continue
        (folder / f"{layout.name}.pdf").write_bytes(content)
        print(f"{layout.name}: {len(content):,} bytes")


def share(value: float) -> str:
    """A share in per cent; 100 only where nothing is wrong."""
    return "100" if value == 1 else f"{min(value * 100, 99.9):.1f}"


def build_table(chosen: list[Layout], folder: Path, *, others: bool) -> tuple[str, bool]:
    """A Markdown table of all measures, and whether every target is reached."""
    names = list(OTHERS) if others else []
    head = [
        "layout",
        "made with",
        "sentences",
        "intact and in order",
        "headings: precision",
        "recall",
        "zones",
        "headings above",
        *names,
    ]
    rows = [head, ["---", "---", *["---:"] * (len(head) - 2)]]
    reached = True
    for layout in chosen:
        path = folder / f"{layout.name}.pdf"
        if not path.exists():
            print(f"{layout.name}: no file; make it with --make", file=sys.stderr)
            continue
        found = measure(read_document([path], document_id=layout.name), layout.story)
        reached &= found.reaches_targets()
        rows.append(
            [
                f"`{layout.name}`: {layout.asks}",
                layout.tool,
                str(found.sentences),
                *(share(v) for v in (found.intact, found.precision, found.recall, found.zones, found.paths)),
                *(share(measure_text(OTHERS[name](path), layout.story)) for name in names),
            ]
        )
    return "".join(f"| {' | '.join(row)} |\n" for row in rows), reached


def main() -> int:
    """Measure; the exit code is 1 where a target is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="layouts; all where none is named")
    parser.add_argument("--make", action="store_true")
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--others", action="store_true", help="measure the other readers too")
    parser.add_argument("--write-docs", action="store_true")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    chosen = [layout for layout in layouts() if not options.names or layout.name in options.names]
    if options.make:
        make(chosen, options.folder)
        return 0
    if options.faults:
        for layout in chosen:
            document = read_document([options.folder / f"{layout.name}.pdf"], document_id=layout.name)
            for fault in measure(document, layout.story).faults:
                print(f"{layout.name}: {fault}")
        return 0
    table, reached = build_table(chosen, options.folder, others=options.others or options.write_docs)
    print(table, end="")
    if options.write_docs:
        text = DOCS.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        _, _, after = rest.partition(END)
        DOCS.write_text(f"{before}{BEGIN}{table}{END}{after}", encoding="utf-8", newline="\n")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
