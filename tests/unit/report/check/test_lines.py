"""A quote is found again in the text file that it came from, at the right lines or at none."""

from __future__ import annotations

import pytest

from cypaudit.report.check.lines import find_heading, find_lines

SOURCE = """\
# Growing up well

Our **executive lead** for children is
[Hester Malan](mailto:hester@example.org).

- Children come first.
- Children come first.
"""


@pytest.mark.parametrize(
    ("quote", "lines"),
    [
        ("Growing up well", (1, 1)),
        ("Our executive lead for children is", (3, 3)),
        ("lead for children is Hester Malan", (3, 4)),
        ("Children come first.", None),  # twice
        ("Nobody leads", None),
        ("…", None),
        ("", None),
    ],
)
def test_a_quote_is_found_by_its_words(quote: str, lines: tuple[int, int] | None) -> None:
    assert find_lines(SOURCE, quote) == lines


def test_nothing_is_found_in_nothing() -> None:
    assert find_lines("", "Children") is None


def test_a_heading_is_the_line_that_has_its_words_alone() -> None:
    source = "We write of our workforce.\n\n## **Our workforce**\n"
    assert find_heading(source, "Our workforce") == (3, 3)
    assert find_heading(source, "workforce") is None
    assert find_heading("\n\n", "") is None
