"""The allowed shape of rubric files; also the source of the JSON Schemas that editors use.

Each model is one mapping of a file. What a key does is told in docs/reference/rubric-format.md;
the descriptions here are what an editor shows beside the key.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from cypaudit.model.document import DocumentType, Zone
from cypaudit.model.rubric import Mood, Scope

Text = Annotated[str, Field(min_length=1)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$")]
Cues = Annotated[list[Text], Field(min_length=1)]

SubjectScope = Literal["sentence", "passage", "beside", "paragraph", "heading"]
NEAR: tuple[SubjectScope, ...] = ("sentence", "passage", "heading")  # where children are looked for

# Every scalar is read as text, so that `no` stays a word; null is then a word too.
Percent = Annotated[
    Annotated[float, Field(ge=0, le=100)] | None,
    BeforeValidator(lambda value: None if value == "null" else value),
]

GatePut = Literal["zone", "name", "others", "negation", "recital", "force"]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class TermListEntry(_Entry):
    """Words that mean the same to the rubric."""

    terms: list[Text] = Field(default_factory=list, description="the words, in the syntax of terms")
    includes: list[Id] = Field(default_factory=list, description="lists whose terms belong to this one too")
    masks: list[Id] = Field(
        default_factory=list, description="lists whose matches inside one of this do not count"
    )
    tally: Annotated[list[Text], Field(min_length=2, max_length=2)] | None = Field(
        None, description="[kind, value] under which documents naming it are counted"
    )


class ConditionEntry(_Entry):
    """One of these cues stands near; or so many lists of them; or one sentence near joins them."""

    any_of: list[Text] = Field(
        default_factory=list, alias="any", description='term lists, or entities such as "<person>"'
    )
    at_least: int = Field(1, ge=1, description="so many different lists of `any` have a match")
    all_of: list[Cues] = Field(
        default_factory=list, alias="all", description="some one sentence has a match of each inner list"
    )
    within: Scope = Field(Scope.SENTENCE, description="how far away it may stand")
    words: Annotated[int, Field(ge=0)] | None = Field(
        None, description="at most so many words away; with `all`, from one another"
    )


class RuleEntry(_Entry):
    """A way to say it."""

    id: Id
    gives: Text = Field(description="the level that a passage earns")
    why: Text = Field(description="what the passage says, as the end of a sentence")
    find: Cues = Field(description="the cue: one of these lists has a match in the sentence")
    find_in: Literal["sentence", "passage", "heading", "section"] = Field("sentence", alias="in")
    about: list[SubjectScope] = Field(
        default_factory=lambda: list(NEAR),
        description="scopes in which children may be named; [] where they need not be",
    )
    conditions: list[ConditionEntry] = Field(default_factory=list, alias="with", description="all must hold")
    exclusions: list[ConditionEntry] = Field(
        default_factory=list, alias="without", description="none may hold"
    )
    moods: list[Mood] = Field(default_factory=list, description="how the passage may speak; any by default")
    ignores: list[GatePut] = Field(default_factory=list, description="gates that are not put")
    zones: list[Zone] = Field(
        default_factory=list, description="zones that count although they commonly do not"
    )
    at_least: int = Field(1, ge=1, description="so many passages")
    apart: Literal["sentence", "paragraph", "section"] = Field(
        "sentence", description="what the passages must differ in"
    )
    min_words: int = Field(
        0, ge=0, description="with in: heading or in: section, words about children under it"
    )


class PublishedEntry(_Entry):
    """A published figure, with its doubts."""

    document_type: Literal["strategy", "jfp"]
    level: Text = Field(description="a level, or yes_or_some")
    percent: Percent = Field(None, description="left out or null where the figure is told in words only")
    note: str = ""
    source: Text


class AdviceEntry(_Entry):
    """What an author is told."""

    looks_for: Text
    why: Text
    basis: Literal["law", "guidance", "expectation"]
    law_on: list[Literal["strategy", "jfp"]] = Field(
        default_factory=list,
        description="With basis law: the types of document that the law speaks of. Of others it is an "
        "expectation. Empty: of all that are asked.",
    )
    source: Text
    good: Text


class CriterionEntry(_Entry):
    """One question put to a document."""

    id: Id = Field(description="permanent; a changed meaning is a new id")
    domain: Id
    question: Text
    asked_of: Annotated[list[DocumentType], Field(min_length=1)]
    levels: Annotated[dict[str, Text], Field(min_length=1)] = Field(description="level: what it takes")
    nothing_found: Text = Field(description="the absence in words, as the end of a sentence")
    published: list[PublishedEntry] = Field(default_factory=list)
    advice: AdviceEntry
    notes: list[Text] = Field(default_factory=list)
    ignores: list[GatePut] = Field(default_factory=list, description="gates that none of its rules puts")
    rules: list[RuleEntry] = Field(default_factory=list)
    pair_of: list[Id] = Field(default_factory=list, description="of a pair criterion, in place of rules")


class LevelEntry(_Entry):
    """A step of the scale."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$")]
    label: Text
    meaning: Text
    rank: int = Field(description="0 is the lowest")
    counts_as_met: bool
    in_denominator: bool


class MechanismsEntry(_Entry):
    """Which term lists feed the mechanisms."""

    subject: Cues
    subject_headings: Cues
    others: list[Text] = Field(default_factory=list)
    negation: list[Text] = Field(default_factory=list)
    negation_stops: list[Text] = Field(default_factory=list)
    recital: list[Text] = Field(default_factory=list)
    recital_headings: list[Text] = Field(default_factory=list)
    frame_headings: list[Text] = Field(default_factory=list)
    places: list[Text] = Field(default_factory=list)
    place_ends: list[Text] = Field(default_factory=list)
    not_places: list[Text] = Field(default_factory=list)
    elsewhere: list[Text] = Field(default_factory=list)
    carry_on: list[Text] = Field(default_factory=list)
    uptake: list[Text] = Field(default_factory=list)
    deed: list[Text] = Field(default_factory=list)
    intention: list[Text] = Field(default_factory=list)
    possibility: list[Text] = Field(default_factory=list)
    wish: list[Text] = Field(default_factory=list)
    charge: list[Text] = Field(default_factory=list)
    remark: list[Text] = Field(default_factory=list)
    aside: list[Text] = Field(default_factory=list)
    aside_headings: list[Text] = Field(default_factory=list)
    listing: list[Text] = Field(default_factory=list)
    people: list[Text] = Field(default_factory=list)
    firm: list[Text] = Field(default_factory=list)
    roles: list[Text] = Field(default_factory=list)
    not_names: list[Text] = Field(default_factory=list)
    organisations: list[Text] = Field(default_factory=list)


class PartFile(_Entry):
    """A part of a rubric: term lists, criteria or both."""

    terms: dict[Id, TermListEntry] = Field(default_factory=dict)
    criteria: list[CriterionEntry] = Field(default_factory=list)


class SentenceModelEntry(_Entry):
    """The model that is weighed beside the rules."""

    file: Text = Field(description="a file beside this one, made by tools/train_sentence_model.py")
    rules_alone: list[Id] = Field(default_factory=list, description="criteria where it is not weighed")


class SecondLookEntry(_Entry):
    """Which of the passages that no rule explains, ranked by the sentence model, are shown."""

    at_least: float = Field(0.3, ge=0, le=1, description="likeness")
    most: int = Field(3, ge=1, description="passages a criterion")


class HeadFile(PartFile):
    """The head of a rubric, which names its parts; a small rubric may stand in it as a whole."""

    format: Literal["1"] = Field("1", description="of the rubric format")
    id: Id
    version: Text
    title: Text
    source: Text
    notes: list[Text] = Field(default_factory=list)
    scale: Annotated[list[LevelEntry], Field(min_length=2)]
    domains: Annotated[dict[Id, Text], Field(min_length=1)]
    mechanisms: MechanismsEntry
    zones_not_counted: list[Zone] = Field(default_factory=list)
    unreadable_share: float = Field(0.2, ge=0, le=1, description="of the pages")
    published_documents: int | None = Field(
        None, ge=1, description="of each type, that the published figures are said to be out of"
    )
    published_systems: int | None = Field(
        None, ge=1, description="systems that there were when the figures were published"
    )
    parts: list[Text] = Field(default_factory=list, description="files beside this one, in order")
    sentence_model: SentenceModelEntry | None = Field(None, description="weighed beside the rules")
    second_look: SecondLookEntry | None = Field(None, description="for passages that no rule explains")


class CaseEntry(_Entry):
    """A text for which the rating is known."""

    name: Text
    expect: Text = Field(description="a level")
    text: Text = Field(description="Markdown, as it would stand in a document")
    document_type: Literal["strategy", "jfp"] | None = Field(
        None, description="by default the first that the criterion is asked of"
    )
    known_gap: str = Field("", description="why it fails today; a strict expected failure")


class CriterionCases(_Entry):
    """The cases of one criterion."""

    criterion: Id
    cases: Annotated[list[CaseEntry], Field(min_length=1)]


class CasesFile(_Entry):
    """Texts that must and must not fire."""

    cases: list[CriterionCases]


SCHEMA_FILES: dict[str, type[BaseModel]] = {
    "rubric.schema.json": HeadFile,
    "part.schema.json": PartFile,
    "cases.schema.json": CasesFile,
}


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of one of SCHEMA_FILES, as editors read it."""
    schema = SCHEMA_FILES[name].model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text(name: str) -> str:
    """The file of that name, as it stands in rubrics/schema/."""
    return json.dumps(json_schema(name), ensure_ascii=False, indent=2) + "\n"


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write the JSON Schemas into a folder, which is made where it does not exist."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = tuple(folder / name for name in SCHEMA_FILES)
    for path in paths:
        path.write_text(schema_text(path.name), encoding="utf-8", newline="\n")
    return paths


if __name__ == "__main__":  # pragma: no cover
    # Beside the rubrics of the checkout from which this is run.
    for written in write_schemas(Path("rubrics") / "schema"):
        print(written.as_posix())  # noqa: T201 - a maker's tool, not a part of the command line
