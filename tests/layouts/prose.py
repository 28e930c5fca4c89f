"""Invented sentences in the manner of a plan of the NHS. Every place, body and figure is fictional."""

from __future__ import annotations

_SUBJECTS = (
    "The partnership", "Our integrated care board", "Each place team", "The alliance in Thornmere",
    "Every family hub", "The community trust", "The council’s public health team", "Kestrel Vale Hospital",
    "Our clinical network", "The voluntary sector assembly", "The group of directors", "A joint office",
    "The neighbourhood team at Fen End", "Our workforce board", "The mental health collaborative",
    "The ambulance service", "Healthwatch", "The digital programme", "The finance committee",
    "Our urgent care network", "The estates group", "The people’s panel", "A shared records team",
)  # fmt: skip
_VERBS = (
    "will open", "has agreed to fund", "is reviewing", "will bring together", "has begun to rebuild",
    "will publish", "is working with schools on", "will double the size of", "has paused", "tested",
    "will transfer", "is redesigning", "set out to simplify", "will first stabilise", "has reflected on",
    "will offer", "is bidding for", "will report quarterly on", "has afforded",
)  # fmt: skip
_OBJECTS = (
    "a follow-up clinic", "the first-contact offer", "five well-being hubs", "the diagnostic centre",
    "a specialist team of 14 nurses", "the early-years offer", "an out-of-hours line", "the waiting list",
    "a single point of access", "the autism pathway", "its offices in the old station", "the falls service",
    "a programme of social prescribing", "two mobile units", "the shared care record", "a dental scheme",
    "the healthy-weight programme", "a refurbished ward", "the winter plan", "an effective triage model",
    "speech and language therapy", "the affluent and the deprived wards’ profiles", "a volunteer scheme",
    "the medicines review", "a fifth maternity hub", "the housing and health agreement", "a staff bank",
)  # fmt: skip
_TAILS = (
    "by March 2027", "for families who wait longest", "so that nobody has to start again",
    "(see the action plan)", "as was first set out in 2023", "at a cost of £1.4 million a year",
    "in each of the six districts", "with the help of residents, carers and staff", "from 1 April 2026",
    "because demand has risen by 12.5% since 2019", "before the end of the financial year",
    "without waiting for new money", "together with Ashby & Holt Council", "in line with what people told us",
    "for people aged 65 and over", "where the need is greatest", "which few other systems have tried",
    "on two sites, at Holt and at Fen End", "after a trial that reached 1,250 people",
    "although recruitment remains difficult", "and will say each year how far it has come",
)  # fmt: skip
_OPENINGS = (
    "", "", "", "", "In the second year, ", "At the same time, ", "To make this affordable, ", "",
    "Following a review, ", "", "With Dr. Amara Osei in the lead, ", "", "Over the life of this plan, ",
)  # fmt: skip
_SHORT = (
    "This matters.", "We know that trust is hard won.", "Progress has been slow.", "That is not good enough.",
    "Waiting harms.", "Nobody should fall between two services.", "The evidence is clear.",
    "Others have done it.", "We will be open about what fails.", "It began in Holt.",
)  # fmt: skip


class Prose:
    """An endless supply of sentences, no two the same; the same in every run."""

    def __init__(self, seed: int) -> None:
        self._number = seed * 1009
        self._short = seed
        self._seen: set[str] = set()

    def sentence(self) -> str:
        """The next sentence, of about 10 to 25 words."""
        while True:
            n = self._number
            self._number += 1
            opening = _OPENINGS[(n * 5) % len(_OPENINGS)]
            subject = _SUBJECTS[(n * 7) % len(_SUBJECTS)]
            if opening and not subject.startswith(("Kestrel", "Healthwatch")):
                subject = subject[0].lower() + subject[1:]
            tails = _TAILS[(n * 8) % len(_TAILS)]
            if n % 3 == 0:
                tails += f", {_TAILS[(n * 11 + 3) % len(_TAILS)]}"
            text = f"{opening}{subject} {_VERBS[(n * 3) % len(_VERBS)]} {_OBJECTS[(n * 4) % len(_OBJECTS)]} {tails}."
            if text not in self._seen:
                self._seen.add(text)
                return text

    def short(self) -> str:
        """A sentence of a few words, made one of a kind by a number."""
        self._short += 1
        return f"{_SHORT[self._short % len(_SHORT)][:-1]}, as finding {self._short} shows."

    def paragraph(self, sentences: int = 4) -> tuple[str, ...]:
        """Sentences of one paragraph."""
        rest = [self.sentence() for _ in range(max(sentences - 1, 1))]
        return (self.sentence(), self.short(), *rest[1:]) if sentences > 3 else tuple(rest)

    def phrase(self) -> str:
        """A list item without a full stop."""
        text = self.sentence()
        verb = next(v for v in sorted(_VERBS, key=len, reverse=True) if f" {v} " in text)
        return text.partition(f" {verb} ")[2].rstrip(".")
