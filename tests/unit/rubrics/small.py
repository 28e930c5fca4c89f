"""A rubric on disk as small as can be: a head, one part, and its cases."""

from __future__ import annotations

from pathlib import Path

HEAD = """\
id: small
version: "1.0"
title: A small rubric
source: Made for tests.
scale:
  - {id: "yes", label: "Yes", rank: 2, counts_as_met: true, in_denominator: true, meaning: an action}
  - {id: some, label: Some, rank: 1, counts_as_met: false, in_denominator: true, meaning: a mention}
  - {id: "no", label: "No", rank: 0, counts_as_met: false, in_denominator: true, meaning: nothing}
domains:
  health: Health
mechanisms:
  subject: [children, "<young-age>"]
  subject_headings: [children]
parts:
  - small/health.yaml
"""

PART = """\
terms:
  children: {terms: [child(ren), young (person|people)]}
  asthma:
    includes: [breath]
    terms: [asthma]
  breath:
    terms: [wheez+]
criteria:
  - id: asthma
    domain: health
    question: Is children's asthma named?
    asked_of: [strategy]
    levels: {yes: an action, some: a mention, no: nothing}
    nothing_found: says nothing of asthma
    advice: {looks_for: asthma, why: it is common, basis: guidance, source: none, good: a plan}
    notes: [wheezing counts]
    published:
      - {document_type: strategy, level: yes, percent: 40, source: a survey}
    rules:
      - id: named
        gives: yes
        why: names asthma in children
        find: [asthma]
"""

CASES = """\
cases:
  - criterion: asthma
    cases:
      - name: named
        expect: yes
        text: We will treat children with asthma.
      - name: a child who wheezes
        expect: yes
        text: |
          # Children and young people

          - Wheezing will be treated.
      - name: children alone
        expect: no
        text: We will treat children.
      - name: told in other words
        expect: yes
        text: We will help children to breathe.
        known_gap: no list has the words
"""


def write_rubric(folder: Path, *, head: str = HEAD, part: str = PART, cases: str = CASES) -> Path:
    """Write the three files and give the path of the head."""
    (folder / "small").mkdir(exist_ok=True)
    write(folder / "small" / "health.yaml", part)
    write(folder / "small" / "health.cases.yaml", cases)
    return write(folder / "small.yaml", head)


def write(path: Path, text: str) -> Path:
    """Write a text file with the line ends that it has."""
    path.write_text(text, encoding="utf-8", newline="")
    return path


def line_of(text: str, words: str) -> int:
    """The line, from 1, in which the words stand first."""
    return text[: text.index(words)].count("\n") + 1
