"""Layouts printed by Chromium from HTML: grids, floats, columns, composite fonts."""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.layouts.story import Box, Contents, Cover, Heading, Items, PageBreak, Para, Part, Story, Table

_STYLE = """
html { font: 10.5pt/1.38 "Liberation Sans"; color: #222 }
h1 { font-size: 22pt; line-height: 1.15; margin: 0 0 10pt; color: #1d4f91; break-after: avoid }
h2 { font-size: 14pt; margin: 14pt 0 5pt; break-after: avoid }
h3 { font-size: 11.5pt; margin: 10pt 0 4pt; break-after: avoid }
p { margin: 0 0 7pt }
ul, ol { margin: 0 0 8pt; padding-left: 16pt }
table { border-collapse: collapse; width: 100%; margin: 4pt 0 12pt; font-size: 9.5pt }
th, td { text-align: left; vertical-align: top; padding: 4pt 6pt }
thead { display: table-header-group }
tr { break-inside: avoid }
.ruled th, .ruled td { border: 0.7pt solid #777 }
.ruled th { background: #d5e2f0 }
.plain th { border-bottom: 0 }
.right { text-align: right !important }
.box { background: #eaf2e3; padding: 9pt 11pt; margin: 6pt 0 12pt; break-inside: avoid }
.box h4 { font-size: 11.5pt; margin: 0 0 4pt; break-after: avoid }
.cover { padding-top: 200pt }
.cover h1 { font-size: 34pt }
.break { break-after: page }
.contents p { display: flex; margin: 0 0 3pt }
.contents i { flex: 1; border-bottom: 1pt dotted #555; margin: 0 4pt 3pt }
.note { float: footnote }
"""


def render(
    story: Story, *, css: str = "", shape: str = "A4", hyphenate: bool = False, outline: bool = False
) -> bytes:
    """A PDF of the story."""
    body = "\n".join(_part(part) for part in story.parts)
    if hyphenate:
        body = _soften(body)
    page = f"@page {{ size: {shape}; margin: 20mm 18mm 20mm 18mm }}"
    document = (
        f"<!doctype html><html lang='en-GB'><head><meta charset='utf-8'><title>Plan</title>"
        f"<style>{page}{_STYLE}{css}</style></head><body>{body}</body></html>"
    )
    return print_html(document, outline=outline)


def print_html(document: str, *, outline: bool) -> bytes:
    """What Chromium prints of a page."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise FileNotFoundError("chromium")
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch) / "a.html", Path(scratch) / "a.pdf"
        source.write_text(document, encoding="utf-8")
        subprocess.run(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--no-pdf-header-footer", *(["--generate-pdf-document-outline"] if outline else []), f"--user-data-dir={scratch}/profile",
             f"--print-to-pdf={target}", source.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return target.read_bytes()


def _part(part: Part) -> str:
    match part:
        case Heading(text=text, level=level):
            return f"<h{level}>{_e(text)}</h{level}>"
        case Para(sentences=sentences):
            return f"<p>{_e(' '.join(sentences))}</p>"
        case Items(lead=lead, items=items, ordered=ordered):
            tag = "ol" if ordered else "ul"
            rows = "".join(f"<li>{_e(item)}</li>" for item in items)
            return (f"<p>{_e(lead)}</p>" if lead else "") + f"<{tag}>{rows}</{tag}>"
        case Table():
            return _table(part)
        case Box(title=title, parts=parts, aside=aside):
            inner = "".join(_part(p) for p in parts)
            head = f"<h4>{_e(title)}</h4>" if title else ""
            kind = "box aside" if aside else "box"
            return f"<div class='{kind}'>{head}{inner}</div>"
        case Contents(entries=entries):
            rows = "".join(f"<p><span>{_e(t)}</span><i></i><span>{_e(n)}</span></p>" for t, n in entries)
            return f"<div class='contents'><h1>Contents</h1>{rows}</div><div class='break'></div>"
        case Cover(title=title, lines=lines):
            rest = "".join(f"<p>{_e(line)}</p>" for line in lines)
            return f"<div class='cover'><h1>{_e(title)}</h1>{rest}</div>"
        case PageBreak():
            return "<div class='break'></div>"
    raise TypeError(part)


def _table(table: Table) -> str:
    total = sum(table.widths) or len(table.header)
    shares = table.widths or (1,) * len(table.header)
    columns = "".join(f"<col style='width:{100 * share / total:.0f}%'>" for share in shares)

    def row(cells: Sequence[str], tag: str) -> str:
        return "".join(
            f"<{tag}{' class=right' if n in table.right else ''}>{_e(cell)}</{tag}>"
            for n, cell in enumerate(cells)
        )

    head = f"<thead><tr>{row(table.header, 'th')}</tr></thead>"
    body = "".join(f"<tr>{row(cells, 'td')}</tr>" for cells in table.rows)
    kind = "ruled" if table.ruled else "plain"
    return f"<table class='{kind}'><colgroup>{columns}</colgroup>{head}<tbody>{body}</tbody></table>"


def _e(text: str) -> str:
    return html.escape(text)


# Where an English word may be parted; enough of the words that the sentences use.
BREAKS = (
    "part-ner-ship", "pro-gramme", "inte-grated", "col-labo-ra-tive", "di-ag-nos-tic", "re-fur-bished",
    "neigh-bour-hood", "vol-un-tary", "pre-scrib-ing", "spe-cial-ist", "re-cruit-ment", "dif-fi-cult",
    "to-gether", "with-out", "wait-ing", "resi-dents", "af-ford-able", "effec-tive", "direc-tors",
    "quar-terly", "sta-bilise", "lan-guage", "ther-apy", "path-way", "ma-ter-nity", "vol-un-teer",
)  # fmt: skip


def _soften(text: str) -> str:
    for parts in BREAKS:
        text = text.replace(parts.replace("-", ""), parts.replace("-", "\u00ad"))
    return text
