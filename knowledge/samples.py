"""Content's whole messages and single sentences, as a reader of danger is taught with them.

Knows which family of concern a sign belongs to; knows nothing of how anything is fitted.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.content import Content
from knowledge.entries import Sample, Signal
from knowledge.grams import Grams, grams
from knowledge.text import Unit, units
from knowledge.words import Concern, Doer, Route

_FAMILY: Mapping[Route, Concern] = {
    "emergency": "crisis", "crisis": "crisis", "child": "child", "youth": "youth", "harm-other": "accountable",
    "safety": "safety", "accountable": "accountable", "body-no": "body-no", "not-couples-yet": "not-couples-yet",
}
_OVERLAP = 0.6
"""A unit shows a sign if it holds so much of the words that give it away."""


@dataclass(frozen=True)
class Taught:
    """One unit of a message, or a sentence that stands alone."""

    text: str
    grams: Grams
    shows: frozenset[Concern]
    message: int
    """Place of its message among all; -1 for a sentence alone."""
    near: bool = False
    """A near miss, or a sentence beside which a sign stands in the same message."""


@dataclass(frozen=True)
class Whole:
    """A whole message."""

    author: str
    shows: frozenset[Concern]
    trap: bool
    """Ordinary, and worded like a sign."""
    words: int


def family(signal: Signal, by: Doer) -> Concern | None:
    """The concern that a kind, done by somebody, belongs to; who stays unclear is heard as being done to."""
    for doer in (by, "partner", "person"):
        outcome = signal.outcomes.get(doer)
        if outcome is None or (outcome.level, outcome.route) == ("ask", "crisis"):
            continue  # A trouble that only plain words tell: an eating disorder, or somebody else's dark hint.
        if outcome.route in _FAMILY:
            return _FAMILY[outcome.route]
        if doer == "partner":
            return "safety"  # Asked about, but it is still something that is done to the person.
    return None


def taught(content: Content) -> tuple[tuple[Taught, ...], tuple[Whole, ...]]:
    """Every unit and sentence, and the messages, in a fixed order."""
    found: list[Taught] = []
    wholes: list[Whole] = []
    for author, samples in content.messages.items():
        for sample in samples:
            pieces = units(sample.text)
            shown = [_shown(sample, piece, content) for piece in pieces]
            found += [
                Taught(piece.text, grams(piece.text), shows, len(wholes), near=bool(sample.shows) and not shows)
                for piece, shows in zip(pieces, shown, strict=True)
            ]
            every = frozenset[Concern]().union(*(_concerns(sample, content).values()))
            wholes.append(Whole(author, every, sample.like is not None, len(sample.text.split())))
    found += _alone(content)
    return tuple(found), tuple(wholes)


def _concerns(sample: Sample, content: Content) -> dict[str, frozenset[Concern]]:
    found: dict[str, frozenset[Concern]] = {}
    for sign in sample.shows:
        concern = family(content.signals[sign.kind], sign.by)
        if concern is not None:
            found[sign.says] = found.get(sign.says, frozenset()) | {concern}
    return found


def _shown(sample: Sample, piece: Unit, content: Content) -> frozenset[Concern]:
    shown: set[Concern] = set()
    for says, concerns in _concerns(sample, content).items():
        start = sample.text.find(says)
        shared = min(start + len(says), piece.end) - max(start, piece.start)
        if shared >= min(8, _OVERLAP * len(says)):
            shown |= concerns
    return frozenset(shown)


def _alone(content: Content) -> list[Taught]:
    shows: dict[str, frozenset[Concern]] = {}
    near: set[str] = set()
    for signal in content.signals.values():
        for example in signal.examples:
            concern = family(signal, example.by)
            shows[example.text] = shows.get(example.text, frozenset()) | ({concern} if concern else frozenset())
        near.update(miss.text for miss in signal.near_misses)
    ordinary = [
        text for entries in (content.themes, content.explanations, content.asks) for entry in entries.values()
        for text in (*entry.phrasings, *(miss.text for miss in entry.near_misses))
    ] + [text for note in content.notes.values() for text in note.phrasings]
    for text in (*near, *ordinary):
        shows.setdefault(text, frozenset())
    return [Taught(text, grams(text), shown, -1, near=text in near) for text, shown in shows.items()]


