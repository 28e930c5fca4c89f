"""Find a rubric's files, check them, and build the Rubric."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cypaudit.errors import RubricError, UsageError
from cypaudit.model.document import DocumentType
from cypaudit.model.finding import YES_OR_SOME
from cypaudit.model.rating import NOT_APPLICABLE, UNREADABLE
from cypaudit.model.rubric import (
    Advice,
    Case,
    Condition,
    Criterion,
    Gate,
    Level,
    Mechanisms,
    PublishedFigure,
    Rubric,
    Rule,
    Scope,
    SecondLook,
    SentenceModelFile,
    TermList,
)
from cypaudit.model.terms import parse_term
from cypaudit.rubrics.schema import (
    AdviceEntry,
    CasesFile,
    ConditionEntry,
    CriterionEntry,
    HeadFile,
    PartFile,
    RuleEntry,
)
from cypaudit.rubrics.source import Faults, Place, Source, digest, read_source, unknown, validate

# What tag/ finds by shape. A rubric that names another would wait for it for ever.
ENTITIES = (
    "<address>", "<adult-age>", "<date>", "<due-date>", "<email>", "<money>", "<number>", "<percent>",
    "<long-list>", "<person>", "<phone>", "<to-25>", "<url>", "<year-span>", "<young-age>",
)  # fmt: skip

# Every scale has these two steps outside its denominators; a head need not write them out.
_OUTSIDE = (
    Level(id=NOT_APPLICABLE, label="Not applicable", meaning="not asked of this type of document",
          rank=-1, counts_as_met=False, in_denominator=False),
    Level(id=UNREADABLE, label="Unreadable", meaning="too little could be read to call anything absent",
          rank=-2, counts_as_met=False, in_denominator=False),
)  # fmt: skip


# Faults in cases stand after those of the rubric's own files, which have the numbers below this.
_FIRST_CASE_FILE = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """A file with its checked content."""

    source: Source
    content: PartFile


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a rubric's files."""

    paths: tuple[Path, ...]  # the head, then its parts
    parts: tuple[Part, ...]  # those of a sound shape
    rubric: Rubric | None  # None where a file cannot be used at all


def load_rubric(id_or_path: str) -> Rubric:
    """The rubric of that id, or in that file. Raises RubricError, which lists every fault."""
    faults = Faults()
    return _sound(read_rubric(locate_rubric(id_or_path), faults).rubric, faults)


def load_cases(id_or_path: str) -> tuple[Case, ...]:
    """The cases that stand beside the parts of a rubric, in the order of its parts."""
    return load_rubric_with_cases(id_or_path)[1]


def load_rubric_with_cases(id_or_path: str) -> tuple[Rubric, tuple[Case, ...]]:
    """A rubric and its cases, read once. Raises RubricError, which lists the faults of both."""
    faults = Faults()
    reading = read_rubric(locate_rubric(id_or_path), faults)
    cases = read_cases(reading, faults)
    return _sound(reading.rubric, faults), cases


def _sound(rubric: Rubric | None, faults: Faults) -> Rubric:
    if rubric is None or faults.found:
        raise RubricError("\n".join(faults.messages()))
    return rubric


def locate_rubric(id_or_path: str) -> Path:
    """The head file of a rubric. Raises UsageError where there is none."""
    path = Path(id_or_path)
    if path.suffix in (".yaml", ".yml"):
        if path.is_file():
            return path
        raise UsageError(f"{id_or_path}: there is no such rubric file")
    heads = {head.stem: head for head in rubric_files()}
    if id_or_path not in heads:
        raise UsageError(unknown("rubric", id_or_path, sorted(heads)))
    return heads[id_or_path]


def rubric_files() -> tuple[Path, ...]:
    """The heads of the rubrics that come with cypaudit, in the order of their names."""
    package = Path(__file__).resolve().parents[1]
    # Installed, they stand in the package; in a checkout at its top, where analysts look for them.
    for folder in (package / "data" / "rubrics", package.parents[1] / "rubrics"):
        if folder.is_dir():
            return tuple(sorted(p for p in folder.glob("*.yaml") if not p.name.endswith(".cases.yaml")))
    return ()


def read_rubric(head_path: Path, faults: Faults) -> Reading:
    """Read and check the head and its parts; what is wrong is added to the faults."""
    source = read_source(head_path, 0, faults)
    head = validate(source, HeadFile, faults)
    sources = [source]
    parts = [Part(source, head)] if head else []
    for order, name in enumerate(part_names(source), start=1):
        part = read_source(head_path.parent / name, order, faults)
        sources.append(part)
        content = validate(part, PartFile, faults)
        if content is not None:
            parts.append(Part(part, content))
    paths = tuple(part.path for part in sources)
    # Cross checks over half of the files would call everything in the other half unknown.
    if head is None or faults.found:
        return Reading(paths, tuple(parts), None)
    _Checker(head, parts, faults).check()
    model = _model_file(head, head_path, source, faults)
    contents = digest(sources) + (model.read_bytes() if model else b"")
    return Reading(paths, tuple(parts), _build(head, parts, hashlib.sha256(contents).hexdigest(), model))


def _model_file(head: HeadFile, head_path: Path, source: Source, faults: Faults) -> Path | None:
    """The file of the model that a head names; where it is not there, that is a fault."""
    if head.sentence_model is None:
        if head.second_look is not None:
            faults.add(source, ("second_look",), "it ranks by a sentence_model, and none is named")
        return None
    path = head_path.parent / head.sentence_model.file
    if not path.is_file():
        faults.add(source, ("sentence_model", "file"), f"there is no such file: {head.sentence_model.file}")
        return None
    return path


def part_names(head: Source) -> list[str]:
    """The parts that a head names, even where the head has faults: theirs are to be shown too."""
    names = head.value.get("parts") if isinstance(head.value, dict) else None
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


class _Checker:
    """Checks what one entry says of another."""

    def __init__(self, head: HeadFile, parts: list[Part], faults: Faults) -> None:
        self.head, self.parts, self.faults = head, parts, faults
        self.lists = {list_id: entry for part in parts for list_id, entry in part.content.terms.items()}
        self.levels = [level.id for level in head.scale]
        self.criteria = {c.id for part in parts for c in part.content.criteria}

    def check(self) -> None:
        head_source = self.parts[0].source
        self._each_once(((head_source, ("scale", i), lv.id) for i, lv in enumerate(self.head.scale)), "level")
        for name in MECHANISM_NAMES:
            self._cues(head_source, ("mechanisms", name), getattr(self.head.mechanisms, name))
        if model := self.head.sentence_model:
            place: Place = ("sentence_model", "rules_alone")
            self._known(head_source, place, model.rules_alone, "criterion", self.criteria)
        self._each_once(
            ((p.source, ("terms", list_id), list_id) for p in self.parts for list_id in p.content.terms),
            "term list",
        )
        self._each_once(
            (
                (p.source, ("criteria", i, "id"), c.id)
                for p in self.parts
                for i, c in enumerate(p.content.criteria)
            ),
            "criterion",
        )
        for part in self.parts:
            self._term_lists(part)
            for index, criterion in enumerate(part.content.criteria):
                self._criterion(part.source, ("criteria", index), criterion)

    def _each_once(self, named: Iterable[tuple[Source, Place, str]], kind: str) -> None:
        first: dict[str, str] = {}
        for source, place, name in named:
            where = f"{source.shown}:{source.line_of(place)}"
            if name in first:
                self.faults.add(source, place, f"the {kind} `{name}` stands already in {first[name]}")
            first.setdefault(name, where)

    def _term_lists(self, part: Part) -> None:
        for list_id, entry in part.content.terms.items():
            place: Place = ("terms", list_id)
            if not entry.terms and not entry.includes:
                self.faults.add(part.source, place, f"`{list_id}` has neither terms nor includes")
            for index, term in enumerate(entry.terms):
                try:
                    parse_term(term)
                except ValueError as error:
                    self.faults.add(part.source, (*place, "terms", index), f"`{term}`: {error}")
            self._known(part.source, (*place, "includes"), entry.includes, "term list", self.lists)
            self._known(part.source, (*place, "masks"), entry.masks, "term list", self.lists)
            if self._includes_itself(list_id):
                self.faults.add(part.source, (*place, "includes"), f"`{list_id}` includes itself in the end")

    def _includes_itself(self, list_id: str) -> bool:
        seen: set[str] = set()
        ahead = list(self.lists[list_id].includes)
        while ahead:
            current = ahead.pop()
            if current == list_id:
                return True
            if current not in seen and current in self.lists:
                seen.add(current)
                ahead += self.lists[current].includes
        return False

    def _known(self, source: Source, place: Place, names: list[str], kind: str, known: Iterable[str]) -> None:
        allowed = set(known)
        for index, name in enumerate(names):
            if name not in allowed:
                self.faults.add(source, (*place, index), unknown(kind, name, sorted(allowed)))

    def _cues(self, source: Source, place: Place, cues: list[str]) -> None:
        for index, cue in enumerate(cues):
            if cue.startswith("<") and cue not in ENTITIES:
                self.faults.add(source, (*place, index), unknown("entity", cue, ENTITIES))
            elif not cue.startswith("<") and cue not in self.lists:
                self.faults.add(source, (*place, index), unknown("term list", cue, sorted(self.lists)))

    def _criterion(self, source: Source, place: Place, criterion: CriterionEntry) -> None:
        if criterion.domain not in self.head.domains:
            self.faults.add(
                source, (*place, "domain"), unknown("domain", criterion.domain, self.head.domains)
            )
        for level in criterion.levels:
            if level not in self.levels:
                self.faults.add(source, (*place, "levels", level), unknown("level", level, self.levels))
        for index, figure in enumerate(criterion.published):
            spot: Place = (*place, "published", index)
            if figure.document_type not in criterion.asked_of:
                what = f"`{criterion.id}` is not asked of `{figure.document_type}`"
                self.faults.add(source, (*spot, "document_type"), what)
            if figure.level not in (*self.levels, YES_OR_SOME):
                allowed = (*self.levels, YES_OR_SOME)
                self.faults.add(source, (*spot, "level"), unknown("level", figure.level, allowed))
        self._pair(source, place, criterion)
        ids = ((source, (*place, "rules", i, "id"), rule.id) for i, rule in enumerate(criterion.rules))
        self._each_once(ids, "rule")
        for index, rule in enumerate(criterion.rules):
            self._rule(source, (*place, "rules", index), criterion, rule)

    def _pair(self, source: Source, place: Place, criterion: CriterionEntry) -> None:
        is_pair = DocumentType.PAIR in criterion.asked_of
        if is_pair and (len(criterion.asked_of) > 1 or not criterion.pair_of or criterion.rules):
            what = "a pair criterion is asked of [pair] alone and has `pair_of` in place of rules"
            self.faults.add(source, (*place, "asked_of"), what)
        elif not is_pair and criterion.pair_of:
            self.faults.add(source, (*place, "pair_of"), "only a criterion asked of [pair] has `pair_of`")
        elif not is_pair and not criterion.rules:
            self.faults.add(source, place, f"`{criterion.id}` has no rules")
        self._known(source, (*place, "pair_of"), criterion.pair_of, "criterion", self.criteria)

    def _rule(self, source: Source, place: Place, criterion: CriterionEntry, rule: RuleEntry) -> None:
        if rule.gives not in criterion.levels:
            what = unknown("level", rule.gives, criterion.levels)
            self.faults.add(source, (*place, "gives"), what)
        self._cues(source, (*place, "find"), rule.find)
        for key, conditions in (("with", rule.conditions), ("without", rule.exclusions)):
            for index, condition in enumerate(conditions):
                spot: Place = (*place, key, index)
                self._cues(source, (*spot, "any"), condition.any_of)
                for inner, cues in enumerate(condition.all_of):
                    self._cues(source, (*spot, "all", inner), cues)
                if not condition.any_of and not condition.all_of:
                    self.faults.add(source, spot, "a condition has `any` or `all`")
                is_close = bool(condition.all_of) or condition.within in (Scope.SENTENCE, Scope.PASSAGE)
                if condition.words is not None and not is_close:
                    what = "`words` counts only within a sentence or a passage, or with `all`"
                    self.faults.add(source, (*spot, "words"), what)


MECHANISM_NAMES = tuple(Mechanisms.__dataclass_fields__)


def _build(head: HeadFile, parts: list[Part], sha256: str, model: Path | None) -> Rubric:
    levels = [Level(**entry.model_dump()) for entry in head.scale]
    levels += [level for level in _OUTSIDE if level.id not in {lv.id for lv in levels}]
    return Rubric(
        id=head.id,
        version=head.version,
        title=head.title,
        source=head.source,
        hash=sha256,
        scale=tuple(sorted(levels, key=lambda level: -level.rank)),
        domains=head.domains,
        criteria=tuple(_criterion(entry) for part in parts for entry in part.content.criteria),
        term_lists={
            list_id: TermList(
                id=list_id,
                terms=tuple(entry.terms),
                includes=tuple(entry.includes),
                masks=tuple(entry.masks),
                tally=(entry.tally[0], entry.tally[1]) if entry.tally else None,
            )
            for part in parts
            for list_id, entry in part.content.terms.items()
        },
        mechanisms=Mechanisms(**{name: tuple(getattr(head.mechanisms, name)) for name in MECHANISM_NAMES}),
        zones_not_counted=tuple(head.zones_not_counted),
        unreadable_share=head.unreadable_share,
        published_documents=head.published_documents,
        published_systems=head.published_systems,
        notes=tuple(head.notes),
        sentence_model=SentenceModelFile(file=model, rules_alone=tuple(head.sentence_model.rules_alone))
        if model is not None and head.sentence_model is not None
        else None,
        second_look=SecondLook(at_least=head.second_look.at_least, most=head.second_look.most)
        if head.second_look is not None
        else None,
    )


def _criterion(entry: CriterionEntry) -> Criterion:
    return Criterion(
        id=entry.id,
        domain=entry.domain,
        question=entry.question,
        asked_of=tuple(entry.asked_of),
        levels=entry.levels,
        advice=_advice(entry.advice),
        published=tuple(
            PublishedFigure(
                document_type=DocumentType(figure.document_type),
                level=figure.level,
                percent=figure.percent,
                note=figure.note,
                source=figure.source,
            )
            for figure in entry.published
        ),
        rules=tuple(_rule(rule, entry.ignores) for rule in entry.rules),
        pair_of=tuple(entry.pair_of),
        nothing_found=entry.nothing_found,
        notes=tuple(entry.notes),
    )


def _advice(entry: AdviceEntry) -> Advice:
    return Advice(
        looks_for=entry.looks_for,
        why=entry.why,
        basis=entry.basis,
        law_on=tuple(DocumentType(name) for name in entry.law_on),
        source=entry.source,
        good=entry.good,
    )


def _rule(entry: RuleEntry, ignores: Sequence[str]) -> Rule:
    return Rule(
        id=entry.id,
        gives=entry.gives,
        why=entry.why,
        find=tuple(entry.find),
        find_in=Scope(entry.find_in),
        about=tuple(Scope(scope) for scope in entry.about),
        conditions=tuple(_condition(condition) for condition in entry.conditions),
        exclusions=tuple(_condition(condition) for condition in entry.exclusions),
        moods=tuple(entry.moods),
        ignores=tuple(Gate(gate) for gate in dict.fromkeys((*ignores, *entry.ignores))),
        zones=tuple(entry.zones),
        at_least=entry.at_least,
        apart=Scope(entry.apart),
        min_words=entry.min_words,
    )


def _condition(entry: ConditionEntry) -> Condition:
    return Condition(
        any_of=tuple(entry.any_of),
        at_least=entry.at_least,
        all_of=tuple(tuple(cues) for cues in entry.all_of),
        within=entry.within,
        words=entry.words,
    )


def read_cases(reading: Reading, faults: Faults) -> tuple[Case, ...]:
    """Read and check the files of cases that exist beside the head and its parts.

    Where there is no rubric to hold them against, only the shape of these files is checked.
    """
    cases: list[Case] = []
    beside = (path.with_name(f"{path.stem}.cases.yaml") for path in reading.paths)
    for order, path in enumerate((path for path in beside if path.is_file()), start=_FIRST_CASE_FILE):
        source = read_source(path, order, faults)
        content = validate(source, CasesFile, faults)
        if content is not None and reading.rubric is not None:
            cases += _cases_in(source, content, reading.rubric, faults)
    return tuple(cases)


def _cases_in(source: Source, content: CasesFile, rubric: Rubric, faults: Faults) -> Iterator[Case]:
    criteria = {criterion.id: criterion for criterion in rubric.criteria}
    levels = [level.id for level in rubric.scale]
    for group_index, group in enumerate(content.cases):
        place: Place = ("cases", group_index)
        criterion = criteria.get(group.criterion)
        if criterion is None:
            faults.add(source, (*place, "criterion"), unknown("criterion", group.criterion, criteria))
            continue
        if criterion.pair_of:
            what = "a pair criterion is rated from two documents, not a text"
            faults.add(source, (*place, "criterion"), what)
            continue
        names = Counter(entry.name for entry in group.cases)
        for index, entry in enumerate(group.cases):
            spot: Place = (*place, "cases", index)
            if names[entry.name] > 1:
                what = f"another case of `{criterion.id}` is called `{entry.name}`"
                faults.add(source, (*spot, "name"), what)
            if entry.expect not in levels:
                faults.add(source, (*spot, "expect"), unknown("level", entry.expect, levels))
            document_type = DocumentType(entry.document_type or criterion.asked_of[0])
            if document_type not in criterion.asked_of:
                what = f"`{criterion.id}` is not asked of `{document_type}`"
                faults.add(source, (*spot, "document_type"), what)
            yield Case(
                criterion=criterion.id,
                name=entry.name,
                expect=entry.expect,
                text=entry.text,
                document_type=document_type,
                known_gap=entry.known_gap,
                file=source.shown,
                line=source.line_of(spot),
            )
