"""What was read of a document, in reading order, so that a doubt about a reading can be settled."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from cypaudit.model.document import OCR_ENGINE, Block, BlockKind, Document, Page, Zone

READING_FORMAT = 2  # 2: `level`, `lead_in` and `lines` of blocks, sizes of pages

_MARKS = {BlockKind.LIST_ITEM: "- ", BlockKind.TABLE_ROW: "| ", BlockKind.TABLE_HEADER: "|# "}


def reading_text(document: Document, *, page_indexes: Collection[int] | None = None) -> str:
    """The document as plain text: pages, headings, zones other than the body, each block on its own.

    `page_indexes` are positions in `Document.pages`; None for all.
    """
    lines = [document.title or document.id, *(f"warning: {warning}" for warning in document.warnings)]
    for page_index, blocks in _blocks_by_page(document, page_indexes):
        lines += ["", f"=== {_name_in_text(document.pages[page_index])}"]
        problem = document.pages[page_index].problem
        if problem is not None:
            lines.append(f"    not read: {problem}")
        for block in blocks:
            lines += _block_lines(document, block)
    return "\n".join(lines) + "\n"


def reading_json(document: Document, *, page_indexes: Collection[int] | None = None) -> str:
    """The document's blocks as JSON, with place, kind, zone and headings (docs/reference/read.md)."""
    shown = list(_blocks_by_page(document, page_indexes))
    positions = {id(block): number for number, block in enumerate(document.blocks, start=1)}
    content = {
        "format": READING_FORMAT,
        "document": document.id,
        "title": document.title,
        "files": [
            {"name": name, "sha256": digest}
            for name, digest in zip(document.files, document.sha256, strict=True)
        ],
        "warnings": document.warnings,
        "pages": [_page_facts(document.pages[index]) for index, _ in shown],
        "blocks": [
            {"number": positions[id(block)], **_block_facts(document, block)}
            for _, blocks in shown
            for block in blocks
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def name_page(page: Page) -> str:
    """A page in words, with the number that is printed on it where that is another."""
    if page.number is None:
        return page.file
    label = f" (printed {page.label})" if page.label and page.label != str(page.number) else ""
    return f"Page {page.number}{label}{', read by OCR' if page.engine == OCR_ENGINE else ''}"


def text_of_block(document: Document, block: Block) -> str:
    """A block's words, whole, even where a page turns within it."""
    return " ".join(document.text_of(span) for span in block.spans)


def _blocks_by_page(
    document: Document, page_indexes: Collection[int] | None
) -> Iterator[tuple[int, list[Block]]]:
    """The blocks that begin on each page, with the page's position; every page asked for is there."""
    by_page: dict[int, list[Block]] = {index: [] for index in range(len(document.pages))}
    for block in document.blocks:
        by_page[block.spans[0].page_index].append(block)
    return (entry for entry in by_page.items() if page_indexes is None or entry[0] in page_indexes)


def _name_in_text(page: Page) -> str:
    """A page as `reading_text` heads it."""
    if page.number is None:
        return page.file
    return f"{page.file}, {name_page(page)[0].lower()}{name_page(page)[1:]}"


def _block_lines(document: Document, block: Block) -> list[str]:
    text = text_of_block(document, block)
    zone = "" if block.zone is Zone.BODY else f"[{block.zone.value}] "
    if block.kind is BlockKind.HEADING:
        level = max(1, document.sections[block.section].level)
        return ["", f"{'#' * min(level, 6)} {zone}{text}"]
    mark = _MARKS.get(block.kind, "")
    return [f"    {zone}{mark}{text.replace(chr(9), ' | ')}"]


def _page_facts(page: Page) -> dict[str, object]:
    return {
        "file": page.file,
        "page": page.number,
        "label": page.label,
        "width": page.width,
        "height": page.height,
        "problem": page.problem,
        "engine": page.engine,
        "removed": page.removed,
    }


def _block_facts(document: Document, block: Block) -> dict[str, object]:
    first = document.pages[block.spans[0].page_index]
    is_heading = block.kind is BlockKind.HEADING
    return {
        "file": first.file,
        "page": first.number,
        "paragraph": block.paragraph,
        "kind": block.kind.value,
        "level": max(1, document.sections[block.section].level) if is_heading else None,
        "zone": block.zone.value,
        "headings": document.heading_path(block.section),
        "lead_in": None if block.lead_in is None else block.lead_in + 1,
        "columns": block.header,
        "text": text_of_block(document, block),
        "lines": [
            [document.pages[span.page_index].number, box.left, box.bottom, box.right, box.top]
            for span in block.spans
            for line in document.pages[span.page_index].lines
            if line.start < span.end and span.start < line.end
            for box in (line.box,)
        ],
    }
