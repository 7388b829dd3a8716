"""Cut a text into the units that are embedded and read one by one: sentences, or clauses of long ones.

Knows nothing of meaning. Every unit keeps its place, so that what is found can be quoted as it stands.
"""

import re
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|\s*\n+\s*|(?<=[.!?])(?=[A-Z])")
_CLAUSE = re.compile(
    r"[,;:]?\s+(?=(?:but|altho|although|tho|though|because|bc|cos|cuz|so then|and then|then|which|except|whereas|while"
    r"|and (?:i|he|she|they|we|it|now|when)|so (?:i|he|she|they|we)|when (?:i|he|she|they|we))\b)|;\s+|\s+-+\s+",
    re.IGNORECASE,
)
_LONG, _LEAST = 24, 4
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a message: its words as they stand, and where."""

    text: str
    start: int
    end: int


def units(text: str) -> tuple[Unit, ...]:
    """Sentences of `text` in order; long ones cut at their joints, very short ones kept with a neighbour."""
    pieces = [piece for start, end in _cut(text, 0, len(text), _SENTENCE_END) for piece in _shorter(text, start, end)]
    return tuple(_unit(text, start, end) for start, end in _together(text, pieces))


def _cut(text: str, start: int, end: int, at: re.Pattern[str]) -> list[tuple[int, int]]:
    edges, last = [], start
    for match in at.finditer(text, start, end):
        edges.append((last, match.start()))
        last = match.end()
    edges.append((last, end))
    return [(a, b) for a, b in edges if text[a:b].strip()]


def _shorter(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if _count(text, start, end) <= _LONG:
        return [(start, end)]
    return [part for a, b in _cut(text, start, end, _CLAUSE) for part in _chunks(text, a, b)]


def _chunks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    words = list(_WORD.finditer(text, start, end))
    if len(words) <= 2 * _LONG:
        return [(start, end)]
    groups = [words[at:at + _LONG] for at in range(0, len(words), _LONG)]
    return [(group[0].start(), group[-1].end()) for group in groups]


def _together(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join a piece of a word or two to the one before it."""
    joined: list[tuple[int, int]] = []
    for start, end in pieces:
        if joined and min(_count(text, start, end), _count(text, *joined[-1])) < _LEAST and (
            _count(text, joined[-1][0], end) <= _LONG
        ):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _count(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _WORD.finditer(text, start, end))


def _unit(text: str, start: int, end: int) -> Unit:
    stripped = text[start:end].strip()
    begin = text.index(stripped, start)
    return Unit(stripped, begin, begin + len(stripped))
