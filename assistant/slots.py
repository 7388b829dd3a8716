"""Fill the slots of an authored sentence: their own words, the partner's name, helplines, ideas.

A sentence whose slot cannot be filled is not said. Knows nothing of which sentence is wanted or why.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.records import Map, Passage, Span
from knowledge import SpanKind

_SLOT = re.compile(r"\{([A-Za-z_][\w.-]*|s:[^{}/]+/[^{}]+)\}")
_EARLIER_TURNS = 3
_PRONOUNS: Mapping[str, tuple[str, str, str, str]] = {
    "he": ("he", "him", "his", "his"), "she": ("she", "her", "her", "hers"), "they": ("they", "them", "their", "theirs"),
}
_LEAST_WEIGHT = 0.35


@dataclass(frozen=True)
class Filled:
    text: str
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filling:
    """Everything that may stand in a slot in this turn."""

    talk: Map
    now: tuple[Span, ...]
    fixed: Mapping[str, str] = field(default_factory=dict)
    """helplines, emergency, directory, signal, explanation, signs, idea, cite, note."""

    def fill(self, text: str, slots: Mapping[str, Sequence[SpanKind]]) -> Filled | None:
        """The sentence with every slot filled, or none."""
        spans = self.spans(slots)
        if spans is None:
            return None
        values = {**self._partner, **self.fixed}
        for name, span in spans.items():
            values[name] = span.text
            values[f"{name}.turn"] = str(span.turn)
        out = []
        last = 0
        for match in _SLOT.finditer(text):
            value = self._value(match.group(1), values)
            if value is None:
                return None
            out += [text[last:match.start()], value]
            last = match.end()
        filled = "".join(out) + text[last:]
        return Filled(_tidy(filled), tuple(span.text for name, span in spans.items() if f"{{{name}}}" in text))

    def _value(self, name: str, values: Mapping[str, str]) -> str | None:
        if name.startswith("s:"):
            one, many = name[2:].split("/", 1)
            return one if self._singular() else many
        if name in values:
            return values[name] or None
        lower = name[:1].lower() + name[1:]
        return values[lower][:1].upper() + values[lower][1:] if name != lower and values.get(lower) else None

    def spans(self, slots: Mapping[str, Sequence[SpanKind]]) -> dict[str, Span] | None:
        """Their own words for each slot, or none if one stays empty."""
        chosen: dict[str, Span] = {}
        for name, kinds in slots.items():
            span = self._span(name, kinds, {span.text for span in chosen.values()})
            if span is None:
                return None
            chosen[name] = span
        return chosen

    def _span(self, name: str, kinds: Sequence[SpanKind], taken: set[str]) -> Span | None:
        if name.startswith("earlier"):
            pool = [span for span in self.talk.spans if span.turn <= self.talk.turn - _EARLIER_TURNS]
        else:
            pool = list(self.now)
        fitting = [
            span for span in pool
            if span.kind in kinds and span.text not in taken and span.weight >= _LEAST_WEIGHT
            and (span.text not in self.talk.quoted or name.startswith("earlier"))
        ]
        return max(fitting, key=lambda span: (span.text not in self.talk.quoted, span.weight), default=None)

    def _singular(self) -> bool:
        return self.talk.pronoun in ("he", "she")

    @cached_property
    def _partner(self) -> dict[str, str]:
        name = self.talk.partner
        partner = "your partner" if name is None else name if name[0].isupper() else f"your {name}"
        they, them, their, theirs = _PRONOUNS[self.talk.pronoun or "they"]
        return {"partner": partner, "they": they, "them": them, "their": their, "theirs": theirs}


def idea_slots(passage: Passage | None) -> dict[str, str]:
    """The slots an article's idea fills."""
    if passage is None:
        return {}
    sentences = re.split(r"(?<=[.!?])\s+", passage.text)
    return {"idea": passage.offer, "cite": passage.cite, "note": " ".join(sentences[:2])}


def _tidy(text: str) -> str:
    """No doubled stops where a quote ends with its own, and capitals where a slot begins a sentence."""
    text = re.sub(r"([.!?])(\"?)\.(?=\s|$)", r"\1\2", " ".join(text.split(" ")))
    return re.sub(r"(^|[.!?:] )(your|he|she|they|his|her|their)\b", _capital, text).strip()


def _capital(match: re.Match[str]) -> str:
    lead, word = match.groups()
    return lead + (word if lead.startswith(":") else word[0].upper() + word[1:])
