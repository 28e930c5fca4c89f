"""How well a layout is read: sentences, headings and zones held against what is known."""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cypaudit.model.document import Document
from tests.layouts.story import Known, Story

FOLDER = Path(__file__).parent / "pdf"

SENTENCES_WANTED = 0.995
HEADINGS_WANTED = 0.95
ZONES_WANTED = 0.97


@dataclass(frozen=True, slots=True)
class Measures:
    """Shares from 0 to 1, and what is wrong in words."""

    sentences: int  # known
    intact: float  # read as one sentence and in order; rows with their headings, items with their lead-in
    precision: float  # of headings
    recall: float
    zones: float  # of all known sentences
    paths: float  # sentences with the right headings above them, of all but footnotes
    faults: tuple[str, ...]

    def reaches_targets(self) -> bool:
        """Whether every share is what is wanted."""
        return (
            self.intact >= SENTENCES_WANTED
            and min(self.precision, self.recall) >= HEADINGS_WANTED
            and self.zones >= ZONES_WANTED
        )


_LEADER = re.compile(r"\s*(?:[.…·]\s?){3,}\s*")


def fold(text: str) -> str:
    """Text as it is compared: white space aside, leaders of contents left out."""
    return " ".join(_LEADER.sub(" ", unicodedata.normalize("NFC", text)).split())


def measure(document: Document, story: Story) -> Measures:
    """Hold a document as read against its story."""
    known = story.known()
    places: dict[str, list[int]] = defaultdict(list)
    for at, sentence in enumerate(document.sentences):
        places[fold(sentence.text)].append(at)
    found: list[int | None] = []
    for entry in known:
        here = places.get(fold(entry.text))
        found.append(here.pop(0) if here else None)
    faults: list[str] = []
    good = _in_order(known, found)
    zones = paths = pathed = 0
    for number, (entry, at) in enumerate(zip(known, found, strict=True)):
        if at is None:
            faults.append(f"not intact: {entry.text}{_read_instead(document, entry.text)}")
        elif number not in good:
            faults.append(f"out of order: {entry.text}")
        pathed += bool(entry.path or entry.stream == 0)
        if at is None:
            continue
        block = document.blocks[document.sentences[at].block]
        if entry.header is not None and tuple(map(fold, block.header)) != tuple(map(fold, entry.header)):
            faults.append(f"header {block.header} of: {entry.text}")
            good.discard(number)
        if entry.lead:
            lead = "" if block.lead_in is None else _text_of(document, block.lead_in)
            if not fold(lead).endswith(fold(entry.lead)):
                faults.append(f"lead-in {lead!r} of: {entry.text}")
                good.discard(number)
        zones += block.zone == entry.zone
        if block.zone != entry.zone:
            faults.append(f"zone {block.zone} not {entry.zone}: {entry.text}")
        if entry.path or entry.stream == 0:
            path = tuple(map(fold, document.heading_path(block.section)))
            paths += path == tuple(map(fold, entry.path))
            if path != tuple(map(fold, entry.path)):
                faults.append(f"path {path} not {entry.path}: {entry.text[:50]}")
    wanted = Counter(map(fold, story.headings()))
    read = Counter(fold(section.heading) for section in document.sections[1:])
    both = sum((wanted & read).values())
    faults += [f"missing heading: {text}" for text in (wanted - read).elements()]
    faults += [f"no heading: {text}" for text in (read - wanted).elements()]
    return Measures(
        sentences=len(known),
        intact=len(good) / len(known),
        precision=both / max(sum(read.values()), 1),
        recall=both / max(sum(wanted.values()), 1),
        zones=zones / len(known),
        paths=paths / max(pathed, 1),
        faults=tuple(faults),
    )


def measure_text(text: str, story: Story) -> float:
    """Share of sentences that stand whole and in order in a plain text, by their letters and figures alone.

    This is kinder than what is asked of the reading: neither spaces, hyphens and stops nor the ends of
    sentences are looked at.
    """
    known = story.known()
    letters = _letters(text)
    found: list[int | None] = []
    for entry in known:
        at = letters.find(_letters(entry.text))
        found.append(at if at >= 0 else None)
    good: set[int] = set()
    for stream in {entry.stream for entry in known}:
        members = [n for n, entry in enumerate(known) if entry.stream == stream and found[n] is not None]
        good |= {members[at] for at in _longest_rise([found[n] or 0 for n in members])}
    return len(good) / len(known)


def _read_instead(document: Document, text: str) -> str:
    """The sentences that share most words with a sentence, in words for a person."""
    words = set(fold(text).split())
    ranked = sorted(document.sentences, key=lambda s: -len(words & set(fold(s.text).split())))
    return "".join(f"\n        read: {fold(sentence.text)}" for sentence in ranked[:2])


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _text_of(document: Document, block: int) -> str:
    return " ".join(document.text_of(span) for span in document.blocks[block].spans)


def _in_order(known: Sequence[Known], found: Sequence[int | None]) -> set[int]:
    """Which sentences are found in the order of their stream; a box's have to stand together."""
    good: set[int] = set()
    for stream in {entry.stream for entry in known}:
        members = [n for n, entry in enumerate(known) if entry.stream == stream and found[n] is not None]
        places = [found[n] or 0 for n in members]
        kept = _longest_rise(places)
        if stream:
            runs: list[list[int]] = []
            for at in kept:
                if runs and places[at] == places[runs[-1][-1]] + 1:
                    runs[-1].append(at)
                else:
                    runs.append([at])
            kept = max(runs, key=len, default=[])
        good |= {members[at] for at in kept}
    return good


def _longest_rise(values: Sequence[int]) -> list[int]:
    """Positions of a longest rising run, gaps allowed."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for at, value in enumerate(values):
        slot = bisect.bisect_left(ends, value)
        if slot == len(ends):
            ends.append(value)
            last.append(at)
        else:
            ends[slot], last[slot] = value, at
        before.append(last[slot - 1] if slot else None)
    result: list[int] = []
    current = last[-1] if last else None
    while current is not None:
        result.append(current)
        current = before[current]
    return result[::-1]


# --- Others on the same files ---------------------------------------------------------------------


def _read_pypdf(path: Path) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def _read_pdfium(path: Path) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def _read_pdfminer(path: Path) -> str:
    from pdfminer.high_level import extract_text

    return str(extract_text(path))


OTHERS: dict[str, Callable[[Path], str]] = {
    "pypdf": _read_pypdf,
    "pypdfium2": _read_pdfium,
    "pdfminer.six": _read_pdfminer,
}
