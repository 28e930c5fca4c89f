"""Audit mutated PDF, Word and HTML files, and hold the program to what it promises of hostile ones.

    python tools/fuzz.py --minutes 10 [--seed 1] [--keep FOLDER]

Each case is a valid file with a few changes: bytes, numbers, references, names, brackets, tags, lengths,
pieces of another file. Cases are audited in batches as a user would, with one process; PDF and Word files
that could be rated are annotated, too. A fault is

  parent    the audit ended with an exception, or left a document out
  late      a document took longer than its limit on time and the margin for rating it
  defect    a reader raised an exception that it should have answered for
  stray     something was written outside the output folder, or an input was changed

A process that reads and dies is no fault, since it costs its file alone, but it is counted. The same seed
makes the same cases. Ends with 1 where there was a fault, and keeps the files of each.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import io
import os
import random
import re
import shutil
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))  # the hostile files of the tests are seeds, too

from tests import hostile  # noqa: E402
from tests.factories import STRATEGY_PAGES, pdf_bytes  # noqa: E402

from cypaudit.errors import CypauditError  # noqa: E402
from cypaudit.model.document import DocumentType  # noqa: E402
from cypaudit.model.limits import Limits  # noqa: E402
from cypaudit.workflows.annotate import annotate  # noqa: E402
from cypaudit.workflows.audit import audit  # noqa: E402
from cypaudit.workflows.reading import ReadingSettings  # noqa: E402

BATCH = 40  # cases of one audit
RATING_MARGIN = 10.0  # seconds for rating a document, after it was read
SLOW_SEEDS = frozenset(
    ("nested-forms.pdf", "bomb-stream.pdf", "text-flood.pdf", "zip-bomb.docx", "many-parts.docx")
)
NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"65535",
    b"2147483647",
    b"-2147483648",
    b"4294967296",
    b"1e38",
    b"0.0000001",
    b"99",
)
WORDS = (
    b"<<", b">>", b"[", b"]", b"(", b")", b"obj", b"endobj", b"stream", b"endstream", b"null", b"R", b"/Kids",
    b"/Parent", b"/Length", b"/FlateDecode", b"/LZWDecode", b"/ASCII85Decode", b"/RunLengthDecode",
    b"/Type3", b"/ToUnicode", b"/Identity-H", b"BT", b"ET", b"Do", b"Tf", b"Tj", b"Tm", b"cm", b"q", b"Q",
    b"<w:p>", b"</w:p>", b"<w:tbl>", b"</w:tbl>", b"<w:tc>", b"<w:txbxContent>", b"<w:del>", b"w:val",
    b"<td colspan='9999999'>", b"<td rowspan='9999999'>", b"<li>", b"</div>", b"<!--", b"]]>", b"&#0;",
    b"<table>", b"re", b"&#xD800;", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80",
)  # fmt: skip


@dataclass(frozen=True)
class Seed:
    """A valid file to change."""

    suffix: str
    raw: bytes


def make_seeds() -> list[Seed]:
    """Parts of the sample, packed and unpacked, and the files that tests draw."""
    seeds = [Seed(".pdf", pdf_bytes(STRATEGY_PAGES)), Seed(".html", _page())]
    for path in sorted((PROJECT / "corpus" / "sample").iterdir()):
        if path.suffix == ".pdf":
            seeds += [Seed(".pdf", raw) for raw in _cut(path)]
        elif path.suffix == ".docx":
            seeds += [Seed(".docx", path.read_bytes())] * 6  # as likely as the parts of a PDF
    for name, make in hostile.HOSTILE.items():
        if name not in SLOW_SEEDS:
            seeds.append(Seed(Path(name).suffix, make()))
    return seeds


def _page() -> bytes:
    return (
        b"<!DOCTYPE html><html><head><title>Plan</title></head><body><h1>Joint forward plan</h1>"
        b"<p>Children and young people come first.</p><table><tr><th>Aim<th>Lead</tr><tr><td>Asthma"
        b"<td>Dr A. Example</tr></table><ul><li>One<li>Two</ul><!-- note --></body></html>"
    )


def _cut(path: Path) -> Iterator[bytes]:
    """Two pages at a time of a PDF, as they are and with streams unpacked, where changes go deeper."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import DecodedStreamObject, NameObject

    pages = len(PdfReader(path).pages)
    for start in range(0, pages - 1, max(2, pages // 3)):
        for unpack in (False, True):
            writer = PdfWriter()
            writer.append(path, pages=(start, start + 2), import_outline=False)
            for page in writer.pages if unpack else ():
                contents = DecodedStreamObject()
                contents.set_data(page.get_contents().get_data())
                page[NameObject("/Contents")] = writer._add_object(contents)
            raw = io.BytesIO()
            writer.write(raw)
            yield raw.getvalue()


# --- changes


def mutate(seed: Seed, seeds: list[Seed], rng: random.Random) -> bytes:
    """A seed with one to a dozen changes; in a Word file most of them inside its parts."""
    others = [other for other in seeds if other.suffix == seed.suffix]
    if seed.suffix != ".docx" or rng.random() < 0.15:
        return _change(seed.raw, rng, rng.choice(others).raw)
    try:
        return _repack(seed.raw, rng)
    except zipfile.BadZipFile:
        return _change(seed.raw, rng, rng.choice(others).raw)


def _repack(raw: bytes, rng: random.Random) -> bytes:
    """A Word file with one or two of its text parts changed."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    texts = [name for name in parts if name.endswith((".xml", ".rels"))]
    main = [name for name in texts if name.endswith("document.xml")]
    for _ in range(rng.randint(1, 2)):
        name = rng.choice(main if rng.random() < 0.6 else texts)
        if rng.random() < 0.7:
            parts[name] = _change_tree(parts[name], rng)
        else:
            parts[name] = _change(parts[name], rng, parts[rng.choice(texts)])
    if rng.random() < 0.1:
        parts.pop(rng.choice(texts))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _change_tree(raw: bytes, rng: random.Random) -> bytes:
    """XML with elements copied, moved, dropped, renamed or nested and attributes changed: still XML."""
    from lxml import etree

    try:
        root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return raw
    for _ in range(rng.choice((1, 2, 4, 16))):
        inner = list(root.iter(etree.Element))[1:]
        if not inner:
            break
        one, two = rng.choice(inner), rng.choice(inner)
        parent = one.getparent()
        change = rng.randrange(6)
        if change == 0:
            parent.remove(one)
        elif change == 1:
            two.append(copy.deepcopy(one))
        elif change == 2:
            for _level in range(rng.choice((1, 3, 60))):
                outer = copy.deepcopy(one)
                outer[:] = [copy.deepcopy(one)] if len(outer) < 50 else []
                parent.replace(one, outer)
                one = outer
        elif change == 3:
            one.tag = two.tag
        elif change == 4 and one.attrib:
            one.set(
                rng.choice(one.keys()), rng.choice((*map(bytes.decode, NUMBERS), "", "\u202e", "x" * 9999))
            )
        else:
            one.text = rng.choice(
                ("", "\u00ad", "9" * 5000, "a. " * 3000, "\u0301" * 500, "(" * 2000, one.text or "")
            )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _change(raw: bytes, rng: random.Random, other: bytes) -> bytes:
    content = bytearray(raw)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 12))):
        if content:
            rng.choice(CHANGES)(content, rng, other)
    return bytes(content)


Change = Callable[[bytearray, random.Random, bytes], None]


def _stretch(content: bytes | bytearray, rng: random.Random, most: int = 400) -> slice:
    start = rng.randrange(len(content))
    return slice(start, min(len(content), start + rng.randint(1, most)))


def flip(content: bytearray, rng: random.Random, _other: bytes) -> None:
    content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)


def replace_byte(content: bytearray, rng: random.Random, _other: bytes) -> None:
    content[rng.randrange(len(content))] = rng.randrange(256)


def drop(content: bytearray, rng: random.Random, _other: bytes) -> None:
    del content[_stretch(content, rng)]


def repeat(content: bytearray, rng: random.Random, _other: bytes) -> None:
    piece = content[_stretch(content, rng)]
    at = rng.randrange(len(content))
    content[at:at] = piece * rng.choice((1, 2, 50))


def splice(content: bytearray, rng: random.Random, other: bytes) -> None:
    if other:
        at = rng.randrange(len(content))
        content[at:at] = other[_stretch(other, rng, 4000)]


def cut_off(content: bytearray, rng: random.Random, _other: bytes) -> None:
    del content[rng.randrange(len(content)) :]


def insert_word(content: bytearray, rng: random.Random, _other: bytes) -> None:
    at = rng.randrange(len(content))
    content[at:at] = rng.choice(WORDS) * rng.choice((1, 1, 1, 300))


def _replace_match(pattern: bytes, content: bytearray, rng: random.Random, new: bytes) -> None:
    """Replace one match near a random place."""
    start = rng.randrange(len(content))
    match = re.compile(pattern).search(content, start) or re.compile(pattern).search(content)
    if match:
        content[match.start() : match.end()] = new


def replace_number(content: bytearray, rng: random.Random, _other: bytes) -> None:
    _replace_match(rb"-?\d+(?:\.\d+)?", content, rng, rng.choice(NUMBERS))


def turn_reference(content: bytearray, rng: random.Random, _other: bytes) -> None:
    _replace_match(rb"\d+ 0 R", content, rng, b"%d 0 R" % rng.randrange(40))


def swap_name(content: bytearray, rng: random.Random, _other: bytes) -> None:
    names = re.findall(rb"/[A-Za-z]\w*|</?[a-z:]+|\b\w+=", bytes(content[:200_000]))
    if names:
        _replace_match(rb"/[A-Za-z]\w*|</?[a-z:]+|\b\w+=", content, rng, rng.choice(names))


def swap_word(content: bytearray, rng: random.Random, _other: bytes) -> None:
    _replace_match(rb"[A-Za-z]{2,}|<<|>>|[\[\]()]", content, rng, rng.choice(WORDS))


CHANGES: tuple[Change, ...] = (
    flip, replace_byte, drop, repeat, splice, cut_off, insert_word, replace_number, replace_number,
    turn_reference, turn_reference, swap_name, swap_name, swap_word,
)  # fmt: skip


# --- the run


@dataclass
class Tally:
    """What became of the cases."""

    cases: int
    fates: Counter[str]
    faults: Counter[str]
    slowest: float = 0.0


class Fuzzer:
    """Makes cases, audits them, and looks for faults."""

    def __init__(self, scratch: Path, keep: Path, *, seed: int, timeout: float) -> None:
        self.scratch, self.keep = scratch, keep
        self.rng = random.Random(seed)  # noqa: S311 - it must repeat, not surprise
        self.seeds = make_seeds()
        # Without OCR, which takes seconds a page and sees only what was drawn.
        limits = Limits(max_seconds=timeout, max_memory=800_000_000, max_ocr_pages=0)
        self.settings = ReadingSettings(limits=limits)
        self.timeout = timeout
        self.tally = Tally(cases=0, fates=Counter(), faults=Counter())

    def run_batch(self, size: int) -> None:
        """Audit so many new cases."""
        folder = self.scratch / "in"
        folder.mkdir()
        paths = [self._write_case(folder, number) for number in range(size)]
        before = _snapshot(self.scratch)
        out = self.scratch / "run"
        try:
            result = audit(paths, out, document_type=DocumentType.JFP, jobs=1, reading=self.settings)
        except Exception:  # noqa: BLE001 - this is what is looked for
            self._fault("parent", paths, traceback.format_exc())
        else:
            self._judge(result, paths)
        shutil.rmtree(out, ignore_errors=True)
        after = _snapshot(self.scratch)
        if after != before:
            strays = sorted(
                name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
            )
            self._fault("stray", paths, f"changed or new: {', '.join(strays)}")
        shutil.rmtree(folder)
        self.tally.cases += size

    def _write_case(self, folder: Path, number: int) -> Path:
        seed = self.rng.choice(self.seeds)
        path = folder / f"case-{self.tally.cases + number:06}{seed.suffix}"
        path.write_bytes(mutate(seed, self.seeds, self.rng))
        return path

    def _judge(self, result, paths: list[Path]) -> None:  # type: ignore[no-untyped-def]
        if len(result.records) != len(paths):
            self._fault("parent", paths, f"{len(paths)} documents in, {len(result.records)} out")
        seconds = _seconds_of(result.out)
        for path, record in zip(paths, result.records, strict=False):
            fate = _fate(record.status.value, record.reason)
            self.tally.fates[fate] += 1
            took = seconds.get(record.document, 0.0)
            self.tally.slowest = max(self.tally.slowest, took)
            if fate == "defect":
                self._fault("defect", [path], record.reason)
            elif fate == "died":
                print(f"died: {record.reason}", file=sys.stderr)
                self._save([path])
            if fate == "rated" and path.suffix in (".pdf", ".docx"):
                self._annotate(path, result.out)
            if took > self.timeout * 2 + RATING_MARGIN:  # a file may be tried once more in a fresh process
                self._fault("late", [path], f"{took:.1f} seconds")

    def _annotate(self, path: Path, run: Path) -> None:
        """Annotate a case that was rated, and throw the copy away."""
        copy = run / f"copy{path.suffix}"
        try:
            annotate(str(path), run=run, out=copy, overwrite=True, unsigned_copy=True, settings=self.settings)
        except CypauditError as error:
            fate = _fate("not annotated", str(error))
            self.tally.fates[fate] += 1
            if fate == "defect":
                self._fault("defect", [path], str(error))
        except Exception:  # noqa: BLE001 - this is what is looked for
            self._fault("parent", [path], traceback.format_exc())
        else:
            self.tally.fates["annotated"] += 1

    def _fault(self, kind: str, paths: list[Path], words: str) -> None:
        self.tally.faults[kind] += 1
        print(f"{kind}: {words}", file=sys.stderr)
        self._save(paths)

    def _save(self, paths: list[Path]) -> None:
        self.keep.mkdir(parents=True, exist_ok=True)
        for path in paths:
            shutil.copy(path, self.keep)


def _fate(status: str, reason: str) -> str:
    if "defect of cypaudit" in reason:
        return "defect"
    if "read it died" in reason:
        return "died"
    if "not read within" in reason:
        return "too long"
    if "MB of memory" in reason:
        return "too much memory"
    return status


def _seconds_of(out: Path) -> dict[str, float]:
    import json

    log = json.loads((out / "run-log.json").read_text(encoding="utf-8"))
    return dict(log["seconds_by_document"])


def _snapshot(folder: Path) -> dict[str, str]:
    """Every file and folder below one, with the hash of what is in it."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        )
        for path in sorted(folder.rglob("*"))
    }


def main() -> None:
    """Run until the time or the cases are used up, and tell what was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--cases", type=int, default=None, help="stop after so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds for reading one case")
    parser.add_argument(
        "--keep", type=Path, default=PROJECT / "build" / "fuzz", help="where files of faults go"
    )
    options = parser.parse_args()
    until = time.monotonic() + 60 * options.minutes
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        for place in ("home", "tmp", "here"):  # where a stray file would most likely go
            (scratch / place).mkdir()
        os.environ.update(HOME=str(scratch / "home"), TMPDIR=str(scratch / "tmp"))
        tempfile.tempdir = None
        os.chdir(scratch / "here")
        fuzzer = Fuzzer(scratch, options.keep.absolute(), seed=options.seed, timeout=options.timeout)
        started = time.monotonic()
        while time.monotonic() < until and (options.cases is None or fuzzer.tally.cases < options.cases):
            left = BATCH if options.cases is None else min(BATCH, options.cases - fuzzer.tally.cases)
            fuzzer.run_batch(left)
        took = time.monotonic() - started
        os.chdir(PROJECT)
    tally = fuzzer.tally
    print(
        f"seed {options.seed}: {tally.cases} cases in {took / 60:.1f} minutes, from {len(fuzzer.seeds)} files"
    )
    for fate, count in sorted(tally.fates.items()):
        print(f"{fate:<16}{count:>8}")
    print(f"slowest         {tally.slowest:>8.1f} s")
    print(f"faults          {sum(tally.faults.values()):>8}  {dict(tally.faults) or ''}".rstrip())
    sys.exit(1 if tally.faults else 0)


if __name__ == "__main__":
    main()
