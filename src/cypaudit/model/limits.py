"""How much of a file is read, and at what cost, before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds that hostile files pass and honest ones do not come near.

    The longest published strategies have some 300 pages and a million characters; a document of 500
    pages is read in seconds, with 100 MB.
    """

    max_bytes: int = 500_000_000  # of one file
    max_pages: int = 2_000  # of one file
    # Of text in a document. Rating has no clock of its own: text in which every sentence is about children
    # takes about five milliseconds a sentence, so this bounds it to minutes.
    max_characters: int = 2_500_000
    max_seconds: float = 120.0  # for one file, by the clock
    max_ocr_pages: int = 300  # of one file, read from their pictures; 0: none
    ocr_page_seconds: float = 90.0  # beyond max_seconds, for each page that is read from its picture
    max_memory: int = 1_500_000_000  # bytes of the process that reads


DEFAULT_LIMITS = Limits()
