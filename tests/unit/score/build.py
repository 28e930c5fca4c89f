"""Documents and rubrics as small as a test needs: one line a sentence, `# ` opens a section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cypaudit.model.document import (
    Block,
    BlockKind,
    Document,
    DocumentType,
    Page,
    Section,
    Sentence,
    Span,
    Zone,
)
from cypaudit.model.rating import Rating
from cypaudit.model.rubric import (
    Advice,
    Condition,
    Criterion,
    Level,
    Mechanisms,
    Rubric,
    Rule,
    Scope,
    TermList,
)
from cypaudit.score import rate_document
from cypaudit.tag import tag_document

NEAR = (Scope.SENTENCE, Scope.PASSAGE, Scope.HEADING)

ACTION = Rule(
    id="action",
    gives="yes",
    why="sets out an action on asthma",
    find=("asthma",),
    about=NEAR,
    conditions=(Condition(any_of=("clinic", "school")),),
)
NEED = Rule(id="need", gives="to_some_extent", why="mentions asthma", find=("asthma",), about=NEAR)

TERMS: Mapping[str, Sequence[str]] = {
    "children": ["child", "children", "young people"],
    "adults": ["adult(s)", "older people"],
    "people": ["people", "residents", "miners"],
    "negation": ["not", "no"],
    "but": ["but"],
    "national": ["nationally", "across England"],
    "elsewhere": ["elsewhere"],
    "places": ["the county of"],
    "place-ends": ["ICB", "system"],
    "machines": ["record(s)"],
    "carry-on": ["its"],
    "we": ["we", "our"],
    "deed": ["held", "opened"],
    "intention": ["will", "plan to"],
    "possibility": ["may", "would like"],
    "wish": ["hope to"],
    "charge": ["should"],
    "remark": ["is important"],
    "aside": ["no objective is set"],
    "aside-headings": ["left aside"],
    "listing": ["including"],
    "roles": ["lead", "director"],
    "asthma": ["asthma"],
    "clinic": ["clinic(s)"],
    "school": ["school(s)"],
    "frame": ["what we will do"],
}


def make_rubric(*rules: Rule, masks: Mapping[str, tuple[str, Sequence[str]]] | None = None) -> Rubric:
    """A rubric of one criterion, `asthma`, with these rules; `masks`: id -> (masked list, terms)."""
    lists = {name: TermList(id=name, terms=tuple(terms)) for name, terms in TERMS.items()}
    for name, (masked, terms) in (masks or {}).items():
        lists[name] = TermList(id=name, terms=tuple(terms), masks=(masked,))
    return Rubric(
        id="small",
        version="1",
        title="",
        source="",
        hash=repr(lists),
        scale=tuple(
            Level(id=level, label=level, meaning="", rank=rank, counts_as_met=rank == 2, in_denominator=True)
            for level, rank in (("yes", 2), ("to_some_extent", 1), ("no", 0))
        ),
        domains={"health": "Health"},
        criteria=(
            Criterion(
                id="asthma",
                domain="health",
                question="?",
                asked_of=(DocumentType.STRATEGY,),
                levels={"yes": "an action", "to_some_extent": "a mention", "no": "nothing"},
                advice=Advice(looks_for="", why="", basis="guidance", source="", good=""),
                rules=rules,
                nothing_found="says nothing of asthma",
            ),
        ),
        term_lists=lists,
        mechanisms=Mechanisms(
            subject=("children", "<young-age>"),
            subject_headings=("children", "<young-age>"),
            others=("adults", "<adult-age>"),
            people=("people",),
            negation=("negation",),
            negation_stops=("but",),
            recital=("national", "elsewhere"),
            recital_headings=("elsewhere",),
            frame_headings=("frame",),
            places=("places",),
            place_ends=("place-ends",),
            not_places=("machines",),
            elsewhere=("elsewhere",),
            carry_on=("carry-on",),
            uptake=("we",),
            deed=("deed",),
            intention=("intention",),
            possibility=("possibility",),
            wish=("wish",),
            charge=("charge",),
            remark=("remark",),
            aside=("aside",),
            aside_headings=("aside-headings",),
            listing=("listing",),
            firm=("intention", "deed"),
            roles=("roles",),
            not_names=(),
            organisations=(),
        ),
        zones_not_counted=(Zone.GLOSSARY,),
        unreadable_share=0.2,
    )


def make_document(*lines: str, zone: Zone = Zone.BODY, problem: str | None = None) -> Document:
    """One page; `# x` opens a section, `- x` a list item led in by the line before, `& x` goes on with it."""
    text = "\n".join(line.removeprefix("# ").removeprefix("- ").removeprefix("& ") for line in lines)
    sections = [Section(heading="", level=0, parent=None)]
    blocks: list[Block] = []
    sentences: list[Sentence] = []
    at, lead_in = 0, None
    for line in lines:
        words = line.removeprefix("# ").removeprefix("- ").removeprefix("& ")
        span = Span(0, at, at + len(words))
        at += len(words) + 1
        if line.startswith("& "):
            sentences.append(Sentence(text=words, spans=(span,), block=len(blocks) - 1))
            continue
        if line.startswith("# "):
            sections.append(Section(heading=words, level=1, parent=None))
            kind = BlockKind.HEADING
        else:
            kind = BlockKind.LIST_ITEM if line.startswith("- ") else BlockKind.PARAGRAPH
            sentences.append(Sentence(text=words, spans=(span,), block=len(blocks)))
        lead_in = None if kind is BlockKind.HEADING else lead_in
        blocks.append(
            Block(
                kind=kind,
                zone=zone,
                section=len(sections) - 1,
                spans=(span,),
                lead_in=lead_in if kind is BlockKind.LIST_ITEM else None,
            )
        )
        if kind is BlockKind.PARAGRAPH:
            lead_in = len(blocks) - 1
    page = Page(file="plan.pdf", number=1, label="1", text=text, problem=problem)
    return Document(
        id="plan",
        files=("plan.pdf",),
        sha256=("0" * 64,),
        title="",
        pages=(page,),
        sections=tuple(sections),
        blocks=tuple(blocks),
        sentences=tuple(sentences),
    )


def rate(rubric: Rubric, document: Document) -> Rating:
    """The rating for the rubric's only criterion."""
    (rating,) = rate_document(tag_document(document, rubric), rubric, document_type=DocumentType.STRATEGY)
    return rating


def in_one_block(document: Document, kind: BlockKind = BlockKind.PARAGRAPH) -> Document:
    """The document with all its sentences in its first block."""
    first, last = document.sentences[0].spans[0], document.sentences[-1].spans[0]
    block = replace(document.blocks[0], kind=kind, spans=(replace(first, end=last.end),))
    sentences = tuple(replace(sentence, block=0) for sentence in document.sentences)
    return replace(document, blocks=(block, *document.blocks[1:]), sentences=sentences)
