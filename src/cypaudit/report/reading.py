"""What was read of a document, in reading order, so that a doubt about a reading can be settled."""

from __future__ import annotations

import json
from collections.abc import Iterable

from cypaudit.model.document import Block, BlockKind, Document, Zone

READING_FORMAT = 1

_MARKS = {BlockKind.LIST_ITEM: "- ", BlockKind.TABLE_ROW: "| ", BlockKind.TABLE_HEADER: "|# "}


def reading_text(document: Document) -> str:
    """The document as plain text: pages, headings, zones other than the body, each block on its own."""
    lines = [document.title or document.id, *(f"warning: {warning}" for warning in document.warnings)]
    for page_index, blocks in _blocks_by_page(document):
        lines += ["", _page_line(document, page_index)]
        problem = document.pages[page_index].problem
        if problem is not None:
            lines.append(f"    not read: {problem}")
        for block in blocks:
            lines += _block_lines(document, block)
    return "\n".join(lines) + "\n"


def reading_json(document: Document) -> str:
    """The document's blocks as JSON, with place, kind, zone and headings."""
    content = {
        "format": READING_FORMAT,
        "document": document.id,
        "title": document.title,
        "files": [
            {"name": name, "sha256": digest}
            for name, digest in zip(document.files, document.sha256, strict=True)
        ],
        "warnings": document.warnings,
        "pages": [
            {
                "file": page.file,
                "page": page.number,
                "label": page.label,
                "problem": page.problem,
                "engine": page.engine,
                "removed": page.removed,
            }
            for page in document.pages
        ],
        "blocks": [_block_facts(document, block) for block in document.blocks],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _blocks_by_page(document: Document) -> Iterable[tuple[int, list[Block]]]:
    """The blocks that begin on each page, with the page's position; every page is there."""
    by_page: dict[int, list[Block]] = {index: [] for index in range(len(document.pages))}
    for block in document.blocks:
        by_page[block.spans[0].page_index].append(block)
    return by_page.items()


def _page_line(document: Document, page_index: int) -> str:
    page = document.pages[page_index]
    if page.number is None:
        return f"=== {page.file}"
    label = f" (printed {page.label})" if page.label and page.label != str(page.number) else ""
    return f"=== {page.file}, page {page.number}{label}"


def _block_lines(document: Document, block: Block) -> list[str]:
    text = _text_of(document, block)
    zone = "" if block.zone is Zone.BODY else f"[{block.zone.value}] "
    if block.kind is BlockKind.HEADING:
        level = max(1, document.sections[block.section].level)
        return ["", f"{'#' * min(level, 6)} {zone}{text}"]
    mark = _MARKS.get(block.kind, "")
    return [f"    {zone}{mark}{text.replace(chr(9), ' | ')}"]


def _block_facts(document: Document, block: Block) -> dict[str, object]:
    first = document.pages[block.spans[0].page_index]
    return {
        "file": first.file,
        "page": first.number,
        "paragraph": block.paragraph,
        "kind": block.kind.value,
        "zone": block.zone.value,
        "headings": document.heading_path(block.section),
        "columns": block.header,
        "text": _text_of(document, block),
    }


def _text_of(document: Document, block: Block) -> str:
    return " ".join(document.text_of(span) for span in block.spans)
