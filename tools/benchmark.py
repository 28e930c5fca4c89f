"""Time an audit and the reading against pdfium's bare text extraction of the same files.

    python tools/benchmark.py corpus/sample [--runs 3] [--pages 400]

Prints ratios, which hold on any machine, beside seconds, which do not. Bare extraction and reading
are timed one after the other in one process, without imports; an audit in a process of its own, so
that its imports are paid as a user pays them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

PACE = """
import sys, time
from pathlib import Path
import pypdfium2
import cypaudit.ingest.pdf
from cypaudit.ingest import read_document
from cypaudit.workflows.collector import calm_collector
calm_collector()  # as in the process that reads
started = time.perf_counter()
for name in sys.argv[1:]:
    with pypdfium2.PdfDocument(name) as pdf:
        for page in pdf:
            page.get_textpage().get_text_range()
bare = time.perf_counter() - started
started = time.perf_counter()
for name in sys.argv[1:]:
    read_document([Path(name)], document_id=Path(name).stem)
print(bare, time.perf_counter() - started)
"""

AUDIT = """
import sys, time
started = time.perf_counter()
from cypaudit.cli.app import main
try:
    main(["audit", *sys.argv[1:], "--jobs", "1", "--quiet", "--no-cache"])
except SystemExit as stop:
    if stop.code not in (0, None, 3):
        raise
print(time.perf_counter() - started)
"""

TWICE = """
import sys, time
from pathlib import Path
from cypaudit.workflows.reading import Reader, ReadingSettings
took = []
for _ in range(2):
    started = time.perf_counter()
    with Reader(ReadingSettings(cache=Path(sys.argv[1]))) as reader:
        for name in sys.argv[2:]:
            reader.read([Path(name)], document_id=Path(name).stem)
    took.append(time.perf_counter() - started)
print(*took)
"""

# Processor time, as of one core: the rating of documents that were read, by a process that has rated one.
# Beside it, and so on any machine, what it takes to count the same words with a regular expression.
RATE = """
import re, sys, time
from collections import Counter
from pathlib import Path
from cypaudit.ingest import read_document
from cypaudit.model.document import DocumentType
from cypaudit.rubrics import load_rubric
from cypaudit.score import rate_document
from cypaudit.tag import tag_document
from cypaudit.workflows.collector import calm_collector
calm_collector()  # as in an audit
rubric = load_rubric("hpig-2023")
documents = [read_document([Path(name)], document_id=Path(name).stem) for name in sys.argv[1:]]
text = " ".join(sentence.text for document in documents for sentence in document.sentences)
rate_document(tag_document(documents[0], rubric), rubric, document_type=DocumentType.JFP)
started = time.process_time()
for _ in range(10):
    Counter(re.findall(r"\\w+", text.lower()))
counting = (time.process_time() - started) / 10
started = time.process_time()
for document in documents:
    rate_document(tag_document(document, rubric), rubric, document_type=DocumentType.JFP)
rating = time.process_time() - started
print(sum(d.word_count for d in documents) / rating, rating / counting)
"""

PEAK = """
import sys
from pathlib import Path
from cypaudit.ingest import read_document
document = read_document([Path(sys.argv[1])], document_id="peak")
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak / (1024 * 1024 if sys.platform == "darwin" else 1024))
except ImportError:  # Windows has no such count
    print("nan")
"""


def measure(code: str, *arguments: str) -> float:
    """The figure that the code prints, run in a new process."""
    return measure_all(code, *arguments)[0]


def measure_all(code: str, *arguments: str) -> list[float]:
    """The figures in the last line that the code prints, run in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return [float(figure) for figure in done.stdout.strip().splitlines()[-1].split()]


def repeat(source: list[Path], pages: int, target: Path) -> Path:
    """A PDF of so many pages, made by repeating the pages of others."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    readers = [PdfReader(path) for path in source]
    while len(writer.pages) < pages:
        for reader in readers:
            for page in reader.pages[: pages - len(writer.pages)]:
                writer.add_page(page)
    writer.write(target)
    return target


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--pages", type=int, default=400)
    options = parser.parse_args()
    files = sorted(options.folder.glob("*.pdf"))
    names = [str(path) for path in files]
    bare, read, audit, twice = [], [], [], []
    with tempfile.TemporaryDirectory() as scratch:
        for run in range(options.runs):  # in turn, so that a change of the machine's pace meets all
            pace = measure_all(PACE, *names)
            bare.append(pace[0])
            read.append(pace[1])
            audit.append(measure(AUDIT, *names, "--out", str(Path(scratch) / f"run{run}")))
            twice.append(measure_all(TWICE, str(Path(scratch) / f"cache{run}"), *names))
        rates = [measure_all(RATE, *names) for _ in range(options.runs)]
        peak = measure(PEAK, str(repeat(files, options.pages, Path(scratch) / "long.pdf")))
    base = median(bare)
    ratio = median(after / before for before, after in zip(bare, read, strict=True))
    reading, auditing = median(read), median(audit)
    again = median(second / first for first, second in twice)
    rows = [
        ("files", f"{len(files)}", ""),
        ("bare pdfium extraction", f"{base:.2f} s", ""),
        ("reading", f"{reading:.2f} s", f"{ratio:.2f} times bare; at most 3 wanted"),
        (
            "audit, start to end",
            f"{auditing:.2f} s",
            f"{(auditing - 3) / base:.2f} times bare beyond 3 s; at most 8 wanted",
        ),
        (
            "reading again, cached",
            f"{median(second for _, second in twice):.3f} s",
            f"{again:.3f} of the first reading in its own process; at most 0.1 wanted",
        ),
        (
            "tagging and rating",
            f"{median(pace for pace, _ in rates):,.0f} words/s",
            f"{median(ratio for _, ratio in rates):.0f} times counting the words; at least 40,000 wanted",
        ),
        (f"peak memory, {options.pages} pages", f"{peak:.0f} MB", "under 600 wanted"),
    ]
    for name, value, note in rows:
        print(f"{name:<26}{value:>16}   {note}".rstrip())


if __name__ == "__main__":
    main()
