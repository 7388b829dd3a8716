"""Cut the person's own words out of a message: what may be given back, and what kind of thing each is.

Edges are trimmed, nothing inside is ever changed. Knows word lists; knows nothing of frames.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from assistant.records import Message, Span
from knowledge import Phrases, SpanKind, Unit, compile_phrase, keys_of

_MOST_WORDS = 9
_BREAK = re.compile(
    r"[,;:.!?()\n\"]+|\s[-–—]+\s|\s+(?=(?:but|altho|although|tho|because|bc|cos|cuz|and then|so then|then|so i|so he"
    r"|so she|so they|and i|and he|and she|and they|and it|and we|except|when|while|which|until|if)\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w'’+&/-]+")
_EDGE = " \t\n.,;:!?\"'()-–—…*"
_WEIGHT: Mapping[SpanKind, float] = {
    "image": 1.0, "partner-words": 0.85, "act": 0.7, "partner-act": 0.7, "should": 0.65, "wish": 0.65, "body": 0.6,
    "self-story": 0.6, "guess": 0.55, "knowing": 0.5, "feeling": 0.45, "date": 0.4, "measure": 0.45, "limit": 0.4,
    "object": 0.4, "added": 0.6, "fact": 0.2,
}


@dataclass(frozen=True)
class SpanWords:
    """lexicons/spans.yaml, compiled, with how rare each word is in everyday phrasings."""

    lists: Mapping[str, Sequence[str]]
    common: Mapping[str, int]
    """In how many of content's phrasings a word stands."""

    @cached_property
    def kinds(self) -> Phrases[SpanKind]:
        """Cues with their kinds, in the order in which they are tried."""
        known: tuple[SpanKind, ...] = get_args(SpanKind)
        return Phrases(
            (compile_phrase(phrase), kind)
            for name, phrases in self.lists.items() for kind in known if kind == name for phrase in phrases
        )

    @cached_property
    def never(self) -> Phrases[None]:
        """Words that are never given back."""
        return Phrases((compile_phrase(phrase), None) for phrase in self.lists["never_quoted"])

    @cached_property
    def openers(self) -> frozenset[str]:
        return frozenset(self.lists["openers"])

    @cached_property
    def trailers(self) -> frozenset[str]:
        return frozenset(self.lists["trailers"])

    def rarity(self, words: Sequence[str]) -> float:
        """Mean of how telling the words are, 0 (everyone's) to 1 (theirs alone)."""
        if not words:
            return 0.0
        rare = sorted((1 / (1 + self.common.get(word.lower(), 0) / 12) for word in words), reverse=True)
        return sum(rare[:3]) / max(3, len(rare[:3]))


def cut_spans(message: Message, words: SpanWords, turn: int, most: int = 12) -> tuple[Span, ...]:
    """Quotable spans, best first."""
    found: dict[str, Span] = {}
    for unit in message.units:
        for start, end in _clauses(unit):
            span = _span(message.text, start, end, words, turn)
            if span is not None and span.text.lower() not in found:
                found[span.text.lower()] = span
    ranked = sorted(found.values(), key=lambda span: (-span.weight, span.at))
    return tuple(ranked[:most])


def _clauses(unit: Unit) -> list[tuple[int, int]]:
    edges, last, quoting = [], 0, False
    for match in _BREAK.finditer(unit.text):
        opens = match.group().count('"') % 2 == 1 and not quoting
        if not opens:  # What only leads up to a quote is half a thought.
            edges.append((last, match.start()))
        quoting = quoting != (match.group().count('"') % 2 == 1)
        last = match.end()
    edges.append((last, len(unit.text)))
    pieces = [piece for a, b in edges for piece in _shorter(unit.text, a, b)]
    return [(unit.start + a, unit.start + b) for a, b in pieces if unit.text[a:b].strip(_EDGE)]


def _shorter(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A clause that is too long to be given back whole, in two at its first "and"."""
    joint = re.compile(r"\s+and\s+", re.IGNORECASE).search(text, start, end)
    if joint is None or len(_WORD.findall(text[start:end])) <= _MOST_WORDS:
        return [(start, end)]
    return [(start, joint.start()), (joint.end(), end)]


def _span(text: str, start: int, end: int, words: SpanWords, turn: int) -> Span | None:
    kind, core = _kind(text[start:end], words)
    start, end = _trim(text, start, end, words, keep=start + core)
    quote = text[start:end]
    spoken = _WORD.findall(quote)
    if not 1 <= len(spoken) <= _MOST_WORDS or _forbidden(quote, words) or len(quote) > 70:
        return None
    if len(spoken) == 1 and words.rarity(spoken) < 0.25:
        return None
    weight = _WEIGHT[kind] * 0.6 + 0.55 * words.rarity(spoken) - 0.02 * abs(len(spoken) - 4)
    if kind == "fact" and len(spoken) < 2:
        weight -= 0.2
    return Span(quote, kind, round(weight, 3), turn, start)


def _kind(clause: str, words: SpanWords) -> tuple[SpanKind, int]:
    """The kind of a clause, and where in it the telling part begins."""
    for kind, match in words.kinds.find(clause, keys_of(clause)):
        return kind, match.start()
    return "fact", 0


def _trim(text: str, start: int, end: int, words: SpanWords, keep: int) -> tuple[int, int]:
    """Shorten at the edges only, by openers and trailers."""
    found = [(match.start() + start, match.end() + start) for match in _WORD.finditer(text[start:end])]
    spoken = [text[a:b].lower() for a, b in found]
    while (cut := _edge(spoken, words.openers)) and found[0][0] < max(keep, start + 1):
        found, spoken = found[cut:], spoken[cut:]
    while cut := _edge(spoken[::-1], words.trailers, backwards=True):
        found, spoken = found[:-cut], spoken[:-cut]
    return (found[0][0], found[-1][1]) if found else (start, start)


def _edge(spoken: Sequence[str], trimmed: frozenset[str], *, backwards: bool = False) -> int:
    """How many words at the beginning are one of the trimmed expressions, the longest first; never all of them."""
    for length in (3, 2, 1):
        if length < len(spoken) and " ".join(spoken[:length][::-1] if backwards else spoken[:length]) in trimmed:
            return length
    return 0


def _forbidden(quote: str, words: SpanWords) -> bool:
    return words.never.holds(quote, keys_of(quote))


def word_counts(texts: Sequence[str]) -> dict[str, int]:
    """In how many texts each word stands."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in {match.group().lower() for match in _WORD.finditer(text)}:
            counts[word] = counts.get(word, 0) + 1
    return counts
