"""The passages that come nearest to what rules ask for and fail at one gate: near misses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from cypaudit.model.rubric import Gate
from cypaudit.score.gates import Candidate, Nearness, Search


def find_near_misses(searches: Sequence[Search], used: Collection[int]) -> Iterator[Candidate]:
    """The near misses of some rules, the nearest first; of those as near in reading order.

    Each sentence comes once, by the rule that it comes nearest to, the first where two are as near. Those
    in `used` are left out. Few are shown of the many that there are, so that the gates are put to a sentence
    only when it is asked for.
    """
    places: defaultdict[Nearness, list[tuple[int, int]]] = defaultdict(list)  # sentence, place of the search
    put: dict[tuple[int, int], Candidate] = {}  # where only putting the gates tells how near it comes
    for number, search in enumerate(searches):
        for nearness, indices in search.find_near():
            for index in indices.difference(used):
                if nearness is not None:
                    places[nearness].append((index, number))
                elif (candidate := search.put_near(index)) is not None:
                    put[index, number] = candidate
                    places[candidate.nearness].append((index, number))
    seen = set(used)
    for nearness in sorted(places, reverse=True):
        for index, number in sorted(places[nearness]):
            if index in seen:
                continue
            found = put.get((index, number)) or searches[number].put_near(index)
            if found is not None and _is_of_use(found):
                seen.add(index)
                yield found


def _is_of_use(candidate: Candidate) -> bool:
    """Whether it tells a reader anything: a cue without what belongs beside it must be about children."""
    lacks_all = candidate.stopped_by[0] is Gate.WITH and not candidate.conditions_met
    return not lacks_all or candidate.subject is not None
