"""Content's everyday phrasings as labelled examples.

Knows which phrasing speaks for which label; knows nothing of how the heads are fitted.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.content import Content


@dataclass(frozen=True, slots=True)
class Exemplar:
    """One text. Labels are `<group>:<id>`; the groups are theme, cue, explanation, ask and signal."""

    text: str
    shows: frozenset[str]
    """Labels it is an everyday phrasing of; none for an ordinary text."""
    resembles: frozenset[str]
    """Labels it is a near miss of."""


def exemplars(content: Content) -> tuple[Exemplar, ...]:
    """Every phrasing, near miss and ordinary text once, in a fixed order."""
    shows: dict[str, set[str]] = {}
    resembles: dict[str, set[str]] = {}
    for text, labels, is_it in _all(content):
        shows.setdefault(text, set())
        resembles.setdefault(text, set())
        (shows if is_it else resembles)[text].update(labels)
    return tuple(
        Exemplar(text, frozenset(labels), frozenset(resembles[text] - labels)) for text, labels in shows.items()
    )


def _all(content: Content) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    groups = (("theme", content.themes), ("explanation", content.explanations), ("ask", content.asks))
    for group, entries in groups:
        for entry in entries.values():
            label = (f"{'cue' if entry.id.startswith('says-') else group}:{entry.id}",)
            yield from ((text, label, True) for text in entry.phrasings)
            yield from ((miss.text, label, False) for miss in entry.near_misses)
    for signal in content.signals.values():
        label = (f"signal:{signal.id}",)
        yield from ((example.text, label, True) for example in signal.examples)
        yield from ((miss.text, label, False) for miss in signal.near_misses)
    for samples in content.messages.values():
        yield from ((sign.says, (f"signal:{sign.kind}",), True) for sample in samples for sign in sample.shows)
    for note in content.notes.values():
        yield from ((text, (), True) for text in note.phrasings)

