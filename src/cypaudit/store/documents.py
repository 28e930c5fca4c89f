"""A document on disk: the text as read, page by page, with its sections, blocks and sentences.

One JSON file a document. Each page, section, block and sentence stands on a line of its own, so
that two readings of a file can be set side by side with any tool that compares lines. Rectangles
and spans are short arrays, because they are most of the numbers in the file:
a line is [start, end, left, bottom, right, top], a span is [page_index, start, end].
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from cypaudit.errors import RunError
from cypaudit.model.document import (
    Block,
    BlockKind,
    Box,
    Document,
    Line,
    Page,
    Section,
    Sentence,
    Span,
    Zone,
)
from cypaudit.store.text import write_text

DOCUMENT_FORMAT = 1  # raised when a reader of the old layout could go wrong on the new one

_DOCUMENT_KEYS = frozenset(
    ("format", "document", "files", "title", "warnings", "pages", "sections", "blocks", "sentences")
)


def save_document(document: Document, path: Path) -> None:
    """Write a document; `load_document` gives the same document back."""
    write_text(document_to_json(document), path)


def load_document(path: Path) -> Document:
    """Read a stored document. Raises RunError where the file is missing or is not such a document."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(f"{path}: cannot be read ({error}). Run the audit again.") from error
    try:
        return document_from_json(text)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise RunError(
            f"{path}: not a stored document of this version of cypaudit ({error}). Run the audit again."
        ) from error


def document_to_json(document: Document) -> str:
    """A document as JSON, one page, section, block or sentence a line."""
    files = [
        {"name": name, "sha256": digest} for name, digest in zip(document.files, document.sha256, strict=True)
    ]
    parts = [
        f'"format": {DOCUMENT_FORMAT}',
        f'"document": {_compact(document.id)}',
        f'"files": {_compact(files)}',
        f'"title": {_compact(document.title)}',
        f'"warnings": {_compact(document.warnings)}',
        _rows("pages", map(_page_out, document.pages)),
        _rows("sections", map(_section_out, document.sections)),
        _rows("blocks", map(_block_out, document.blocks)),
        _rows("sentences", map(_sentence_out, document.sentences)),
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def document_from_json(text: str) -> Document:
    """The document that `document_to_json` wrote. Raises ValueError, KeyError or TypeError."""
    stored = json.loads(text)
    if not isinstance(stored, dict) or stored.get("format") != DOCUMENT_FORMAT:
        _refuse("its format is not 1")
    if set(stored) != _DOCUMENT_KEYS:
        _refuse(f"unexpected or missing keys: {sorted(set(stored) ^ _DOCUMENT_KEYS)}")
    return Document(
        id=stored["document"],
        files=tuple(file["name"] for file in stored["files"]),
        sha256=tuple(file["sha256"] for file in stored["files"]),
        title=stored["title"],
        pages=tuple(map(_page_in, stored["pages"])),
        sections=tuple(map(_section_in, stored["sections"])),
        blocks=tuple(map(_block_in, stored["blocks"])),
        sentences=tuple(map(_sentence_in, stored["sentences"])),
        warnings=tuple(stored["warnings"]),
    )


def _refuse(fault: str) -> NoReturn:
    raise ValueError(fault)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _rows(key: str, rows: Iterable[object]) -> str:
    lines = [_compact(row) for row in rows]
    return f'"{key}": [\n' + ",\n".join(lines) + "\n]" if lines else f'"{key}": []'


def _spans_out(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.page_index, span.start, span.end] for span in spans]


def _spans_in(spans: Iterable[Any]) -> tuple[Span, ...]:
    return tuple(Span(*span) for span in spans)


def _page_out(page: Page) -> dict[str, object]:
    return {
        "file": page.file,
        "number": page.number,
        "label": page.label,
        "text": page.text,
        "width": page.width,
        "height": page.height,
        "problem": page.problem,
        "engine": page.engine,
        "removed": page.removed,
        "lines": [
            [line.start, line.end, line.box.left, line.box.bottom, line.box.right, line.box.top]
            for line in page.lines
        ],
    }


def _page_in(stored: Mapping[str, Any]) -> Page:
    return Page(
        **{
            **stored,
            "removed": tuple(stored["removed"]),
            "lines": tuple(Line(start, end, Box(*box)) for start, end, *box in stored["lines"]),
        }
    )


def _section_out(section: Section) -> dict[str, object]:
    return {
        "heading": section.heading,
        "level": section.level,
        "parent": section.parent,
        "zone": section.zone.value,
    }


def _section_in(stored: Mapping[str, Any]) -> Section:
    return Section(**{**stored, "zone": Zone(stored["zone"])})


def _block_out(block: Block) -> dict[str, object]:
    return {
        "kind": block.kind.value,
        "zone": block.zone.value,
        "section": block.section,
        "spans": _spans_out(block.spans),
        "lead_in": block.lead_in,
        "header": block.header,
        "paragraph": block.paragraph,
    }


def _block_in(stored: Mapping[str, Any]) -> Block:
    return Block(
        **{
            **stored,
            "kind": BlockKind(stored["kind"]),
            "zone": Zone(stored["zone"]),
            "spans": _spans_in(stored["spans"]),
            "header": tuple(stored["header"]),
        }
    )


def _sentence_out(sentence: Sentence) -> dict[str, object]:
    return {"text": sentence.text, "spans": _spans_out(sentence.spans), "block": sentence.block}


def _sentence_in(stored: Mapping[str, Any]) -> Sentence:
    return Sentence(**{**stored, "spans": _spans_in(stored["spans"])})
