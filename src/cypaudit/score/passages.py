"""What surrounds each sentence: the cues of its passage, paragraph, section and headings."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from cypaudit.model.document import BlockKind, Document, Zone
from cypaudit.model.rubric import Condition, Gate, Mechanisms, Mood, Rule, Scope
from cypaudit.model.tag import Tag, TaggedDocument, Tags
from cypaudit.score.force import Weakness, is_of_main_clause, is_question, is_source, is_speech
from cypaudit.score.items import is_of_others_in_list
from cypaudit.score.recitals import find_recitals

LONG_LIST = "<long-list>"
# "children, young people and adults": so few words apart, two groups are named in one breath.
NAMED_TOGETHER = 2

STRUCK = "~"  # marks the tag of a cue that a false friend strikes out (see tag/cues.py)

# How many words a negation reaches forward, unless something ends its reach before. Ten covers "we
# did not, in the time we had, hear directly from …"; more would reach the next clause of a list.
NEGATION_REACH = 10
NEGATION_REACH_BACK = 4  # "an easy read version is not yet available"

OF_HEADINGS = (Scope.OWN_HEADING, Scope.HEADING)
_OF_SECTIONS = (*OF_HEADINGS, Scope.SECTION)  # all sentences of a section have the same cues there
_LOOKED_UP = (Scope.SENTENCE, Scope.PASSAGE, Scope.AFTER, Scope.BESIDE, *OF_HEADINGS)

# The gates that a sentence fails at whichever its anchor is. NAME, WITH, WITHOUT and NEGATION hang on it.
_OF_SENTENCES = (Gate.ZONE, Gate.SUBJECT, Gate.OTHERS, Gate.RECITAL, Gate.MOOD)


ByCue = Mapping[str, frozenset[int]]  # the sentences, or the sections, that have each cue


@dataclass(frozen=True, slots=True)
class Failures:
    """The sentences that fail at gates of a rule whichever their anchor is."""

    at: tuple[tuple[Gate, frozenset[int]], ...]
    anywhere: frozenset[int]


class Passages:
    """The sentences of a tagged document with the cues around them.

    Indices are positions in Document.sentences. Each set of cues is worked out once, when first
    asked for: most sentences have no cue that any rule hangs on.
    """

    def __init__(
        self, tagged: TaggedDocument, mechanisms: Mechanisms, zones_not_counted: frozenset[Zone]
    ) -> None:
        self.tagged = tagged
        self.document: Document = tagged.document
        self.mechanisms = mechanisms
        self.zones_not_counted = zones_not_counted
        self._failing_at: dict[tuple[object, ...], frozenset[int]] = {}
        self._failures: dict[tuple[object, ...], Failures] = {}
        self._meeting: dict[tuple[Scope, tuple[str, ...]], frozenset[int]] = {}
        self._weakness: dict[int, Weakness | None] = {}
        self._joint: dict[tuple[Scope, int, Condition], bool] = {}
        self._cues: dict[tuple[Scope, int], frozenset[str]] = {}
        self._naming: dict[Scope, frozenset[int]] = {}
        self._above: dict[Scope, ByCue] = {}  # sections by the cues of the headings above
        self._block_of = [sentence.block for sentence in self.document.sentences]
        self._section_of = [self.document.blocks[block].section for block in self._block_of]
        self._in_blocks: dict[int, list[int]] = {}
        self._in_sections: dict[int, list[int]] = {}
        # The cues of each text by itself: what stands in a scope is the union of these.
        self._of_sentences = [_cues_of(tags) for tags in tagged.sentences]
        self._of_headings = [_cues_of(tags) for tags in tagged.headings]
        for index, (block, section) in enumerate(zip(self._block_of, self._section_of, strict=True)):
            self._in_blocks.setdefault(block, []).append(index)
            self._in_sections.setdefault(section, []).append(index)

    @cached_property
    def by_cue(self) -> ByCue:
        """The sentences in which each cue is found, struck out or not."""
        return _by_cue(enumerate(self.tagged.sentences))

    @cached_property
    def by_cue_around(self) -> ByCue:
        """The sentences that have each cue in their lead-in, row or column headings."""
        around = (index for index in range(len(self._block_of)) if self._has_around(index))
        return _by_cue((index, self._of_passages[index]) for index in around)

    def _has_around(self, index: int) -> bool:
        """Whether a passage is more than its sentence: in a list with a lead-in, or in a table."""
        block = self.document.blocks[self._block_of[index]]
        return block.kind is BlockKind.TABLE_ROW or block.lead_in is not None or bool(block.header)

    def _under_headings_with(self, scope: Scope, cues: Sequence[str]) -> frozenset[int]:
        """The sentences that have one of some cues in the headings above them."""
        if scope not in self._above:
            of_sections = ((n, self.cues(indices[0], scope)) for n, indices in self._in_sections.items())
            self._above[scope] = _by_cue(of_sections)
        sections = having_any(self._above[scope], cues)
        return frozenset(chain.from_iterable(self._in_sections[section] for section in sections))

    @cached_property
    def heading_blocks(self) -> Mapping[int, int]:
        """The block of each section's heading."""
        return {
            block.section: index
            for index, block in reversed(list(enumerate(self.document.blocks)))
            if block.kind is BlockKind.HEADING
        }

    def tags(self, index: int, cues: Iterable[str]) -> list[Tag]:
        """The tags of these cues in the sentence itself."""
        tags = self.tagged.sentences[index]
        found = [Tag(cue, start, end) for cue in cues if cue in tags for start, end in tags[cue]]
        return sorted(found, key=lambda tag: tag.start) if len(found) > 1 else found

    def cues(self, index: int, scope: Scope) -> frozenset[str]:
        """The cues found within a scope of a sentence."""
        if scope is Scope.SENTENCE:
            return self._of_sentences[index]
        if scope is Scope.PASSAGE:
            return self._of_passages[index]
        key = (scope, self._scope_key(index, scope))
        if key not in self._cues:
            self._cues[key] = self._find_cues(index, scope)
        return self._cues[key]

    def _scope_key(self, index: int, scope: Scope) -> int:
        """What sentences with the same cues in a scope have in common."""
        if scope in _OF_SECTIONS:
            return self._section_of[index]
        if scope is Scope.DOCUMENT:
            return 0
        if scope is Scope.PARAGRAPH:
            return self._block_of[index]
        return index

    def _find_cues(self, index: int, scope: Scope) -> frozenset[str]:
        if scope is Scope.BESIDE:
            near = [self._of_sentences[other] for other in self.beside(index)]
            return self.cues(index, Scope.PASSAGE).union(*near)
        if scope in OF_HEADINGS:
            headings = self._headings(self.section(index), own=scope is Scope.OWN_HEADING)
            return frozenset().union(*headings)
        return frozenset().union(*[self._of_sentences[n] for n in self._sentences_within(index, scope)])

    def _sentences_within(self, index: int, scope: Scope) -> list[int]:
        """The sentences of a scope; of the document, those where something counts."""
        match scope:
            case Scope.DOCUMENT:
                return [
                    other
                    for other in range(len(self.document.sentences))
                    if self.zone(other) not in self.zones_not_counted
                ]
            case Scope.SECTION:
                return self._in_sections[self.section(index)]
            case Scope.PARAGRAPH:
                return self._paragraph(index)
            case Scope.BESIDE:
                return self.beside(index)
            case Scope.AFTER:
                return self.after(index)
            case _:
                return [index]

    def _headings(self, section: int, *, own: bool) -> Iterator[frozenset[str]]:
        """The cues of the headings above a section's text, the nearest first.

        Its own are those up to the first that names a subject: "What we will do" names none, and is
        read with the heading above it.
        """
        for part in reversed(self.document.section_path(section)):
            cues = self._of_headings[part]
            yield cues
            if own and cues.isdisjoint(self.mechanisms.frame_headings):
                return

    def has_sentence_with(self, index: int, condition: Condition) -> bool:
        """Whether some one sentence of the condition's scope has a cue of each of its groups."""
        key = (condition.within, self._scope_key(index, condition.within), condition)
        if key not in self._joint:
            self._joint[key] = next(self.sentences_with(index, condition), None) is not None
        return self._joint[key]

    def sentences_with(self, index: int, condition: Condition) -> Iterator[int]:
        """The sentences of the scope that have a cue of each group, in reading order."""
        return (n for n in self._sentences_within(index, condition.within) if self.has_each(n, condition))

    def has_each(self, index: int, condition: Condition) -> bool:
        """Whether a sentence has a cue of each group, and as near one another as the condition asks."""
        groups = condition.all_of
        if any(self._of_sentences[index].isdisjoint(group) for group in groups):
            return False
        if condition.words is None:
            return True
        text = self.document.sentences[index].text
        first, *others = (self.tags(index, group) for group in groups)
        return any(
            all(any(_stand_together(text, tag, other, condition.words) for other in tags) for tags in others)
            for tag in first
        )

    @cached_property
    def _of_passages(self) -> Sequence[frozenset[str]]:
        return [self._passage_cues(index) for index in range(len(self.document.sentences))]

    def _passage_cues(self, index: int) -> frozenset[str]:
        """The sentence, the line that introduces its list, its row and column headings."""
        block_index = self._block_of[index]
        block = self.document.blocks[block_index]
        if not self._has_around(index):
            return self._of_sentences[index]
        parts = [self._of_sentences[index], _cues_of(self.tagged.headers[block_index])]
        if block.kind is BlockKind.TABLE_ROW:
            parts += [self._of_sentences[other] for other in self._in_blocks[block_index]]
        if block.lead_in is not None:
            # Only the last sentence of a paragraph introduces the list below it.
            parts += [self._of_sentences[other] for other in self._in_blocks.get(block.lead_in, [])[-1:]]
        return frozenset().union(*parts)

    def _paragraph(self, index: int) -> list[int]:
        """The sentences of the block, its lead-in, and the neighbours of the block in the same section."""
        block_index = self.document.sentences[index].block
        section = self.section(index)
        near = [block_index - 1, block_index, block_index + 1]
        lead_in = self.document.blocks[block_index].lead_in
        if lead_in is not None:
            near.append(lead_in)
        return [
            other
            for block in near
            if 0 <= block < len(self.document.blocks) and self.document.blocks[block].section == section
            for other in self._in_blocks.get(block, [])
        ]

    def beside(self, index: int) -> list[int]:
        """The sentence, the one before and the one after it in its block."""
        return self._beside[index]

    def after(self, index: int) -> list[int]:
        """The sentence after it in its block; none after the last."""
        return [other for other in self.beside(index) if other > index]

    @cached_property
    def _beside(self) -> Mapping[int, list[int]]:
        """Of each sentence those beside it."""
        return {
            index: of_block[max(place - 1, 0) : place + 2]
            for of_block in self._in_blocks.values()
            for place, index in enumerate(of_block)
        }

    @property
    def n_sections(self) -> int:
        """How many sections have sentences of their own."""
        return len(self._in_sections)

    def section(self, index: int) -> int:
        """The section of a sentence."""
        return self._section_of[index]

    def zone(self, index: int) -> Zone:
        """The zone of a sentence."""
        return self.document.blocks[self._block_of[index]].zone

    def zone_counts(self, zone: Zone, rule: Rule) -> bool:
        """Whether a passage in this zone can be evidence for the rule."""
        return zone not in self.zones_not_counted or zone in rule.zones or Gate.ZONE in rule.ignores

    def words(self, index: int) -> int:
        """Words of a sentence, by white space."""
        return self._words[index]

    @cached_property
    def _words(self) -> Sequence[int]:
        return [len(sentence.text.split()) for sentence in self.document.sentences]

    def directly_under(self, section: int) -> list[int]:
        """The sentences of a section without those of the sections below it."""
        return self._in_sections.get(section, [])

    def under(self, section: int) -> list[int]:
        """The sentences of a section and of the sections below it."""
        return [
            index
            for other, indices in self._in_sections.items()
            if section in self.document.section_path(other)
            for index in indices
        ]

    def subject_scope(self, index: int, scopes: Iterable[Scope]) -> Scope | None:
        """The nearest of these scopes in which children are named; None: in none."""
        return next((scope for scope in scopes if index in self._naming_children(scope)), None)

    def _naming_children(self, scope: Scope) -> frozenset[int]:
        """The sentences in whose scope children are named."""
        if scope not in self._naming:
            names = self.mechanisms.subject_headings if scope is Scope.HEADING else self.mechanisms.subject
            self._naming[scope] = self._having(scope, names)
        return self._naming[scope]

    def _having(self, scope: Scope, cues: Sequence[str]) -> frozenset[int]:
        """The sentences in whose scope one of these cues stands."""
        match scope:
            case Scope.SENTENCE:
                return having_any(self.by_cue, cues)
            case Scope.BESIDE:
                near = self._beside_any(self._having(Scope.SENTENCE, cues))
                return self._having(Scope.PASSAGE, cues).union(near)
            case Scope.OWN_HEADING | Scope.HEADING:
                return self._under_headings_with(scope, cues)
            case _:
                everywhere = range(len(self.document.sentences))
                return frozenset(n for n in everywhere if not self.cues(n, scope).isdisjoint(cues))

    def _beside_any(self, indices: Iterable[int]) -> Iterator[int]:
        """Some sentences and those beside them."""
        return chain.from_iterable(self.beside(index) for index in indices)

    def meeting(self, condition: Condition) -> frozenset[int] | None:
        """The sentences with one of a condition's cues in scope; None where that is not looked up.

        It is for conditions that ask for one cue near by or in a heading, which most are.
        """
        if condition.all_of or condition.at_least != 1 or condition.within not in _LOOKED_UP:
            return None
        key = (condition.within, condition.any_of)
        if key not in self._meeting:
            self._meeting[key] = self._find_meeting(*key)
        return self._meeting[key]

    def _find_meeting(self, scope: Scope, cues: Sequence[str]) -> frozenset[int]:
        if scope is Scope.SENTENCE or scope in OF_HEADINGS:
            return self._having(scope, cues)
        if scope is Scope.AFTER:
            having = self._having(Scope.SENTENCE, cues)
            return frozenset(n for other in having for n in self.beside(other) if n < other)
        near = having_any(self.by_cue, cues) | having_any(self.by_cue_around, cues)
        return near if scope is Scope.PASSAGE else near.union(self._beside_any(near))

    def failures(self, rule: Rule) -> Failures:
        """The sentences that fail at the rule's gates, worked out once for all rules that ask the same."""
        key = (rule.zones, rule.about, rule.moods, rule.ignores)
        if key not in self._failures:
            gates = [gate for gate in _OF_SENTENCES if gate not in rule.ignores]
            at = tuple((gate, self._failing_gate(gate, rule)) for gate in gates)
            self._failures[key] = Failures(at, frozenset().union(*(those for _, those in at)))
        return self._failures[key]

    def _failing_gate(self, gate: Gate, rule: Rule) -> frozenset[int]:
        """The sentences that fail at a gate, worked out once for all rules that ask the same there."""
        asked = {Gate.ZONE: rule.zones, Gate.SUBJECT: rule.about, Gate.MOOD: rule.moods}
        key = (gate, asked.get(gate, ()))
        if key not in self._failing_at:
            self._failing_at[key] = self._find_failing(gate, rule)
        return self._failing_at[key]

    def _find_failing(self, gate: Gate, rule: Rule) -> frozenset[int]:
        match gate:
            case Gate.ZONE:
                zones = (zone for zone in self._of_zones if not self.zone_counts(zone, rule))
                return self._sources.union(*(self._of_zones[zone] for zone in zones))
            case Gate.SUBJECT if rule.about:
                return self._everywhere.difference(*map(self._naming_children, rule.about))
            case Gate.OTHERS:
                return self._naming_others
            case Gate.RECITAL:
                return frozenset(filter(self.is_recital, self._everywhere))
            case Gate.MOOD if rule.moods:
                return self._everywhere.difference(*(self._of_moods.get(mood, ()) for mood in rule.moods))
            case _:
                return frozenset()

    @cached_property
    def _everywhere(self) -> frozenset[int]:
        return frozenset(range(len(self.document.sentences)))

    @cached_property
    def _of_zones(self) -> Mapping[Zone, Sequence[int]]:
        found: defaultdict[Zone, list[int]] = defaultdict(list)
        for index in range(len(self.document.sentences)):
            found[self.zone(index)].append(index)
        return found

    @cached_property
    def _of_moods(self) -> Mapping[Mood, Sequence[int]]:
        """The sentences that speak in each mood; one may speak in two."""
        found: defaultdict[Mood, list[int]] = defaultdict(list)
        for index in range(len(self.document.sentences)):
            for mood in self._moods(index):
                found[mood].append(index)
        return found

    @cached_property
    def _sources(self) -> frozenset[int]:
        """The sentences that are entries of a list of sources, whatever zone they stand in."""
        return frozenset(
            index
            for index, sentence in enumerate(self.document.sentences)
            if self.document.blocks[sentence.block].kind is not BlockKind.TABLE_ROW
            and is_source(sentence.text)
        )

    def names_others(self, index: int) -> bool:
        """Whether the sentence is expressly about others and names no children."""
        return index in self._naming_others

    @cached_property
    def _naming_others(self) -> frozenset[int]:
        naming = frozenset(self._having(Scope.SENTENCE, self.mechanisms.others))
        return naming.difference(self._naming_children(Scope.SENTENCE))

    def is_recital(self, index: int) -> bool:
        """Whether the passage tells of national policy, law or another place, not taken up here."""
        return self._recitals[index]

    @cached_property
    def _recitals(self) -> Sequence[bool]:
        return find_recitals(self)

    def is_negated(self, index: int, anchor: Tag) -> bool:
        """Whether a negation in the sentence reaches the anchor."""
        if self._of_sentences[index].isdisjoint(self.mechanisms.negation):
            return False
        text = self.document.sentences[index].text
        stops = self.tags(index, self.mechanisms.negation_stops)
        for negation in self.tags(index, self.mechanisms.negation):
            first, last = (negation, anchor) if negation.start <= anchor.start else (anchor, negation)
            between = text[first.end : last.start]
            reach = NEGATION_REACH if first is negation else NEGATION_REACH_BACK
            stopped = any(first.end <= stop.start < last.start for stop in stops)
            if len(between.split()) < reach and not stopped and not set(between) & set(";:—\t"):
                return True
        return False

    def weakness(self, index: int) -> Weakness | None:
        """What takes the force from the passage; None: it is said outright.

        A list item is what the line that introduces the list makes it. The cells of a row are not
        read as speech: one often quotes what another answers.
        """
        if index not in self._weakness:
            self._weakness[index] = self._find_weakness(index)
        return self._weakness[index]

    def is_one_of_many(self, index: int, anchor: Tag) -> bool:
        """Whether the anchor stands in a long list of examples or groups, opened by such a word."""
        return any(
            long_list.start <= anchor.start < long_list.end
            and any(tag.start < anchor.start for tag in self.tags(index, self.mechanisms.listing))
            for long_list in self.tags(index, (LONG_LIST,))
        )

    def is_of_others(self, index: int, anchor: Tag) -> bool:
        """Whether, of a sentence that names children, the anchor is of others all the same."""
        return self.is_nearer_to_others(index, anchor) or self.is_of_others_in_list(index, anchor)

    def is_of_others_in_list(self, index: int, anchor: Tag) -> bool:
        """Whether the anchor's item of a list names people and no children, and nothing above says so.

        Under a heading, or after a line, that names children each item of a list is of them.
        """
        people = [] if anchor.cue.startswith("<") else self.tags(index, self.mechanisms.people)
        if not people:
            return False
        children = self.tags(index, self.mechanisms.subject)
        text = self.document.sentences[index].text
        if not is_of_others_in_list(
            text, anchor, children=children, people=people, long_lists=self.tags(index, (LONG_LIST,))
        ):
            return False
        lead_in = self.document.blocks[self._block_of[index]].lead_in
        introducing = self._in_blocks.get(lead_in, [])[-1:] if lead_in is not None else []
        above = self.cues(index, Scope.HEADING).union(*(self._of_sentences[other] for other in introducing))
        return above.isdisjoint(self.mechanisms.subject)

    def is_nearer_to_others(self, index: int, anchor: Tag) -> bool:
        """Whether, of a sentence that names both, the anchor stands nearer to others than to children.

        Where the two are named together ("adults and children with asthma") it is of both. A name, a
        date or a figure is of nobody by its place.
        """
        others = [] if anchor.cue.startswith("<") else self.tags(index, self.mechanisms.others)
        children = self.tags(index, self.mechanisms.subject) if others else []
        if not others or not children:
            return False
        text = self.document.sentences[index].text
        if any(words_between(text, one, child) <= NAMED_TOGETHER for one in others for child in children):
            return False
        return min(words_between(text, anchor, tag) for tag in others) < min(
            words_between(text, anchor, tag) for tag in children
        )

    def _find_weakness(self, index: int) -> Weakness | None:
        text = self.document.sentences[index].text
        block_index = self.document.sentences[index].block
        kind = self.document.blocks[block_index].kind
        if kind is not BlockKind.TABLE_ROW:
            if is_question(text):
                return Weakness.QUESTION
            of_block = self._in_blocks[block_index]
            earlier = of_block[: bisect_left(of_block, index)]
            if is_speech(text, " ".join(self.document.sentences[other].text for other in earlier)):
                return Weakness.SPEECH
        cues = self.cues(index, Scope.PASSAGE if kind is BlockKind.LIST_ITEM else Scope.SENTENCE)
        mechanisms = self.mechanisms
        if self._is_left_aside(index, cues):
            return Weakness.ASIDE
        if not cues.isdisjoint(mechanisms.firm):
            return None
        for weakness, lists in (
            (Weakness.WISH, mechanisms.wish),
            (Weakness.CHARGE, mechanisms.charge),
            (Weakness.REMARK, mechanisms.remark),
        ):
            own = self.tags(index, lists)
            if any(is_of_main_clause(text, tag.start) for tag in own):
                return weakness
            if not own and not cues.isdisjoint(lists):  # in the line that introduces the list
                return weakness
        return None

    def _is_left_aside(self, index: int, cues: frozenset[str]) -> bool:
        """Whether a passage, or the heading it stands under, says that nothing is set out on it here."""
        if not cues.isdisjoint(self.mechanisms.aside):
            return True
        return not self.cues(index, Scope.HEADING).isdisjoint(self.mechanisms.aside_headings)

    def _moods(self, index: int) -> frozenset[Mood]:
        """How the passage speaks; a possibility takes the force from what else it says."""
        mechanisms = self.mechanisms
        own = self._of_sentences[index]
        if not own.isdisjoint(mechanisms.possibility):
            return frozenset([Mood.POSSIBILITY])
        moods = set()
        if not own.isdisjoint(mechanisms.deed):
            moods.add(Mood.DEED)
        if not own.isdisjoint(mechanisms.intention):
            moods.add(Mood.INTENTION)
        if moods:
            return frozenset(moods)
        around = self._of_passages[index]
        block = self.document.blocks[self._block_of[index]]
        if block.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW):
            around |= self.cues(index, Scope.HEADING)
        if not around.isdisjoint(mechanisms.possibility):
            return frozenset([Mood.POSSIBILITY])
        if not around.isdisjoint(mechanisms.intention):
            return frozenset([Mood.INTENTION])
        return frozenset([Mood.DEED if not around.isdisjoint(mechanisms.deed) else Mood.STATEMENT])


def having_any(by_cue: ByCue, cues: Sequence[str]) -> frozenset[int]:
    """Those that have one of some cues."""
    found = [by_cue[cue] for cue in cues if cue in by_cue]
    return found[0] if len(found) == 1 else frozenset().union(*found)


def _by_cue(cues: Iterable[tuple[int, Iterable[str]]]) -> ByCue:
    """Those that have each cue, from the cues of each."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, of_this in cues:
        for cue in of_this:
            found[cue].append(number)
    return {cue: frozenset(numbers) for cue, numbers in found.items()}


def are_parted(text: str, one: Tag, other: Tag) -> bool:
    """Whether a semicolon parts two tags in a list: what stands in another item is another matter.

    One semicolon makes no list: what follows it goes on with what stands before it. Another cell of
    the row is of the whole list in this one.
    """
    first, last = (one, other) if one.start <= other.start else (other, one)
    between = text[first.end : last.start]
    return ";" in between and "\t" not in between and text.count(";") > 1


def _stand_together(text: str, one: Tag, other: Tag, words: int) -> bool:
    """Whether two tags of a sentence are so near that they are of one and the same.

    Marks are no words here: "Name, Post" and "Post (Name)" have none between. In a row one of the two
    opens it, since the row is about that one ("Post | Name"): of two later cells each is another's
    ("Programme | Executive | Clinician").
    """
    first, last = (one, other) if one.start <= other.start else (other, one)
    between = text[first.end : last.start]
    if "\t" in between and "\t" in text[: first.start]:
        return False
    return sum(map(_has_letter, between.split())) <= words and not are_parted(text, one, other)


def _has_letter(word: str) -> bool:
    return any(map(str.isalnum, word))


def words_between(text: str, one: Tag, other: Tag) -> int:
    """Words between two tags of a sentence; 0 where they touch or overlap."""
    first, last = (one, other) if one.start <= other.start else (other, one)
    return len(text[first.end : last.start].split())


def _cues_of(tags: Tags) -> frozenset[str]:
    """The cues of a text, without those that false friends strike out."""
    return frozenset([cue for cue in tags if cue[0] != STRUCK])
