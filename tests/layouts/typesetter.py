"""Layouts set by Typst: justified and hyphenated text, ligatures, footnotes, page labels, an outline."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tests.layouts.story import Box, Contents, Cover, Heading, Items, PageBreak, Para, Part, Story, Table

_HEAD = """
#set document(title: "Plan", date: none)
#set text(font: "Libertinus Serif", size: 10.5pt, lang: "en", region: "GB", hyphenate: true)
#set par(justify: true, leading: 0.6em, spacing: 0.95em)
#show heading.where(level: 1): set text(size: 20pt)
#show heading.where(level: 2): set text(size: 13.5pt)
#show heading.where(level: 3): set text(size: 11pt)
#show heading: set block(above: 1.3em, below: 0.7em)
#show heading: set par(justify: false)
#set table(stroke: 0.6pt + gray, inset: 5pt)
#show table: set text(size: 9.5pt)
#show table: set par(justify: false)
"""


def render(
    story: Story,
    *,
    page: str = 'paper: "a4", margin: 22mm',
    head: str = "",
    columns: int = 1,
    restart: str = "",
) -> bytes:
    """A PDF of the story. Page numbers begin again at 1, in figures, before the heading that opens with `restart`."""
    import typst

    parts = []
    for part in story.parts:
        if restart and isinstance(part, Heading) and part.text.startswith(restart) and part.level == 1:
            parts.append('#pagebreak(weak: true)\n#set page(numbering: "1")\n#counter(page).update(1)')
        parts.append(_part(part))
    body = "\n\n".join(parts)
    flow = f", columns: {columns}" if columns > 1 else ""
    source = f"#set page({page}{flow})\n{_HEAD}{head}\n{body}\n"
    return typst.compile(source.encode("utf-8"))


def _part(part: Part) -> str:
    match part:
        case Heading(text=text, level=level):
            return f"#heading(level: {level})[{_t(text)}]"
        case Para(sentences=sentences, note=note):
            if not note:
                return _t(" ".join(sentences))
            first = " ".join(sentences[:2])
            return f"{_t(first)}#footnote[{_t(note)}] {_t(' '.join(sentences[2:]))}"
        case Items(lead=lead, items=items, ordered=ordered):
            kind = "enum" if ordered else "list"
            rows = ", ".join(f"[{_t(item)}]" for item in items)
            return (_t(lead) + "\n" if lead else "") + f"#{kind}(tight: true, {rows})"
        case Table():
            return _table(part)
        case Box(title=title, parts=parts):
            inner = "\n\n".join(_part(p) for p in parts)
            head = f'#text(size: 12pt, weight: "bold")[{_t(title)}]\n\n' if title else ""
            return f"#block(fill: luma(225), inset: 9pt, width: 100%, breakable: false)[{head}{inner}]"
        case Contents(entries=entries):
            rows = "\n\n".join(f"{_t(t)} #box(width: 1fr, repeat[.]) {_t(n)}" for t, n in entries)
            return f"#heading(level: 1)[Contents]\n{rows}\n#pagebreak()"
        case Cover(title=title, lines=lines):
            rest = "\n\n".join(_t(line) for line in lines)
            return f'#v(6cm)\n#par(justify: false)[#text(size: 32pt, weight: "bold", hyphenate: false)[{_t(title)}]]\n\n{rest}'
        case PageBreak():
            return "#pagebreak(weak: true)"
    raise TypeError(part)


def _table(table: Table) -> str:
    shares = table.widths or (1,) * len(table.header)
    columns = ", ".join(f"{share}fr" for share in shares)
    align = ", ".join("right" if n in table.right else "left" for n in range(len(shares)))

    def cells(row: Sequence[str], bold: bool) -> str:
        return ", ".join(f"[#strong[{_t(cell)}]]" if bold else f"[{_t(cell)}]" for cell in row)

    body = ",\n".join(cells(row, False) for row in table.rows)
    stroke = "" if table.ruled else "stroke: none, "
    return f"#table(columns: ({columns}), align: ({align}), {stroke}table.header({cells(table.header, True)}),\n{body})"


def _t(text: str) -> str:
    """Text as a string of Typst's, so that no sign in it is markup."""
    return "#" + json.dumps(text, ensure_ascii=False) + ";"
