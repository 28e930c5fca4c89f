"""Rules whose passage is a heading or a section: a chapter on children, a priority in a title."""

from __future__ import annotations

from dataclasses import dataclass

from cypaudit.model.document import Span
from cypaudit.model.rubric import Rule, Scope
from cypaudit.model.tag import Tag
from cypaudit.score.passages import Passages

# A section that is on children in substance speaks of them in half of its words at least: a long
# section on all ages comes to a hundred words about children by its length alone.
SHARE_ABOUT_CHILDREN = 0.5

# Of the words that a rule asks for under a heading, so many must stand in sentences that name children
# themselves: what follows such a sentence is about them too ("Most are well."), but a text that hardly
# names them is about somebody else, whatever its heading. A few lines may well go on from their heading
# with "they" alone, so this is asked of a longer text only.
SHARE_NAMING_CHILDREN = 2 / 3
LONGER_TEXT = 60  # words that a rule asks for


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingCandidate:
    """A heading or section that has a rule's cue and passes its gates."""

    rule: Rule
    section: int  # position in Document.sections
    block: int  # position in Document.blocks of what is quoted
    span: Span  # what is quoted
    anchor: Tag  # the cue in the heading
    subject: Scope | None = Scope.SENTENCE


def find_heading_candidates(rule: Rule, passages: Passages) -> list[HeadingCandidate]:
    """The headings that earn the rule's level, in reading order.

    Where a rule asks how much stands under a heading, a section within one that counts already is
    part of it, and is not quoted beside it.
    """
    found: list[HeadingCandidate] = []
    for section, block_index in sorted(passages.heading_blocks.items()):
        if not passages.zone_counts(passages.document.blocks[block_index].zone, rule):
            continue
        tags = passages.tagged.headings[section]
        anchors = [Tag(cue, *place) for cue, places in tags.items() if cue in rule.find for place in places]
        if not anchors or not _passes(rule, section, passages):
            continue
        around = passages.document.section_path(section)
        if rule.min_words and any(candidate.section in around for candidate in found):
            continue
        found.append(
            HeadingCandidate(
                rule=rule,
                section=section,
                block=block_index,
                span=passages.document.blocks[block_index].spans[0],
                anchor=min(anchors, key=lambda tag: (tag.start, -tag.end)),
            )
        )
    return found


def find_section_candidates(rule: Rule, passages: Passages) -> list[HeadingCandidate]:
    """The sections, whatever their heading, with so many words in sentences that name children.

    The passage quoted is the first of those sentences.
    """
    found = []
    for section in range(len(passages.document.sections)):
        about = [
            index
            for index in passages.directly_under(section)
            if passages.zone_counts(passages.zone(index), rule)
            and passages.subject_scope(index, (Scope.SENTENCE, Scope.PASSAGE)) is not None
        ]
        anchors = [tag for index in about for tag in passages.tags(index, rule.find)]
        words = sum(passages.words(index) for index in about)
        of_all = sum(passages.words(index) for index in passages.directly_under(section))
        if anchors and words >= rule.min_words and words >= SHARE_ABOUT_CHILDREN * of_all:
            sentence = passages.document.sentences[about[0]]
            found.append(
                HeadingCandidate(
                    rule=rule,
                    section=section,
                    block=sentence.block,
                    span=sentence.spans[0],
                    anchor=anchors[0],
                )
            )
    return found


def _passes(rule: Rule, section: int, passages: Passages) -> bool:
    """Subject, conditions and exclusions read on the heading; length on what stands under it."""
    headings = passages.tagged.headings
    own = frozenset(headings[section])
    above = frozenset().union(*(headings[part] for part in passages.document.section_path(section)))
    mechanisms = passages.mechanisms
    subject = above if Scope.HEADING in rule.about else own
    if rule.about and subject.isdisjoint(mechanisms.subject_headings):
        return False
    under = passages.under(section)
    in_section = frozenset(cue for index in under for cue in passages.cues(index, Scope.SENTENCE))

    def holds(any_of: tuple[str, ...], within: Scope) -> bool:
        return not (in_section | own if within is Scope.SECTION else own).isdisjoint(any_of)

    if not all(holds(condition.any_of, condition.within) for condition in rule.conditions):
        return False
    if any(holds(condition.any_of, condition.within) for condition in rule.exclusions):
        return False
    return rule.min_words == 0 or _says_enough(rule, under, own, passages)


def _says_enough(rule: Rule, under: list[int], heading: frozenset[str], passages: Passages) -> bool:
    """Whether what stands under a heading has the words about children that a rule asks for.

    Where the heading names others too ("child and age friendly"), or need not name children for the
    rule, only sentences that name children count; else all that do not speak expressly of others.
    """
    is_shared = not rule.about or not heading.isdisjoint(passages.mechanisms.others)
    naming = [index for index in under if passages.subject_scope(index, (Scope.SENTENCE,)) is not None]
    words_naming = sum(map(passages.words, naming))
    if is_shared:
        return words_naming >= rule.min_words
    of_nobody = set(under).difference(naming)
    words = words_naming + sum(passages.words(n) for n in of_nobody if not passages.names_others(n))
    if words < rule.min_words or rule.min_words < LONGER_TEXT:
        return words >= rule.min_words
    if heading.isdisjoint(passages.mechanisms.subject):
        # "A good start", "Early help": it is the text that shows for whom.
        return words_naming >= SHARE_ABOUT_CHILDREN * sum(map(passages.words, under))
    return words_naming >= SHARE_NAMING_CHILDREN * rule.min_words
