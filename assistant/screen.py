"""Decide what a message may need protection from, before anything else reads it.

Deterministic, without any language model; it cannot be argued with by a prompt. Phrases decide the gravest signals
alone, concerns widen what is heard. Knows nothing of voices, retrieval or what will be said.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.grammar import Grammar, doer, unit_at
from assistant.records import Message, Screening, Signal
from assistant.standing import LASTING, released, stand
from knowledge import CONCERNS, SURE, Concern, Doer, Effect, Gate, Level, Phrases, SignalEntry, Unit, compile_phrase, family

_HEARD, _FAINT, _LITTLE, _FEW_WORDS = 0.5, 0.3, 0.1, 8
"""How much concern is worth asking about; how much keeps a long "yes" from being taken for something else; and how
little lets ambiguous words go by."""
_QUOTE_WORDS, _LEAST_WORDS = 9, 3
_CLAUSE_END = re.compile(r"[,.;:!?\n]|\s(?:and|but|because|when|so|then|after|while|which)\b")
_NAMED = re.compile(r"<([\w-]+)>")
_WRITER = re.compile(r"\b(?:me|my|us|i|i'?m|i'?ve)\b", re.IGNORECASE)
_TYPICAL: Mapping[Concern, str] = {"crisis": "suicide-veiled", "safety": "fear"}
"""What is asked about when there is cause for concern and no kind fits."""
_PLAIN: tuple[Concern, ...] = ("youth",)
"""Acted on in plain words only: nothing but phrases can tell an age from other numbers."""
_OUTRIGHT: tuple[Gate, ...] = ("fear", "fear-other", "suicide")
"""Gates of which a no says that nobody is in danger; a no to "can you say no" says the opposite."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    kind: str
    by: Doer
    to: Doer
    although: str | None
    denies: bool
    """A negation is part of its sense."""


@dataclass(frozen=True)
class Signals:
    """The signal kinds, compiled, with the columns of their heads."""

    kinds: dict[str, SignalEntry]
    grammar: Grammar
    labels: tuple[str, ...]

    @cached_property
    def patterns(self) -> Phrases[_Pattern]:
        """Every phrase of every kind."""
        return Phrases(
            (compile_phrase(phrase, kind.words), _Pattern(
                kind.id, pattern.by, pattern.to, pattern.although, self.grammar.denies(_spelt_out(phrase, kind.words))
            ))
            for kind in self.kinds.values() for pattern in kind.patterns for phrase in pattern.says
        )

    @cached_property
    def concerns(self) -> Mapping[Concern, tuple[tuple[int, str], ...]]:
        """Per family of concern the kinds that belong to it, with the columns of their heads."""
        columns = {label: column for column, label in enumerate(self.labels)}
        return {
            concern: tuple(
                (columns[f"signal:{kind.id}"], kind.id) for kind in self.kinds.values()
                if f"signal:{kind.id}" in columns and any(family(kind, by) == concern for by in kind.outcomes)
            )
            for concern in CONCERNS
        }

    @cached_property
    def usual_doer(self) -> dict[str, Doer]:
        """For kinds whose examples all name one doer: that doer."""
        doers = {kind.id: {example.by for example in kind.examples} for kind in self.kinds.values()}
        return {kind: next(iter(found)) for kind, found in doers.items() if len(found) == 1}


def _spelt_out(phrase: str, words: Mapping[str, str]) -> str:
    return _NAMED.sub(lambda name: words.get(name[1], ""), phrase)


def screen(
    message: Message, before: Screening, signals: Signals, *, turn: int, answered: Effect | None = None,
    unlocked: bool = False,
) -> Screening:
    """How things stand after `message`; `answered` is what the open question says this answer means."""
    if answered is not None and answered.gate.get("suicide") == "no":
        before = released(before)
    stated, taken_back = _by_phrases(message, signals, turn)
    found = [*stated, *_by_answer(message, signals, answered, turn)]
    hints = [hint for hint in _by_concern(message, signals, turn, taken_back) if not _already(hint, found)]
    if _has_just_said_no(message, answered):
        hints = [hint for hint in hints if hint.level == "act"]
    found += hints
    fresh = tuple(dict.fromkeys(found))
    return stand(before, fresh, turn, unlocked=unlocked)


def _has_just_said_no(message: Message, answered: Effect | None) -> bool:
    """Whether this is little more than a no to the question that a hint would bring again."""
    if answered is None or answered.signal is not None or message.words > 2 * _FEW_WORDS:
        return False
    return any(answered.gate.get(gate) == "no" for gate in _OUTRIGHT)


def _already(hint: Signal, found: Sequence[Signal]) -> bool:
    return any(signal.kind == hint.kind or signal.quote == hint.quote for signal in found)


def _by_phrases(message: Message, signals: Signals, turn: int) -> tuple[list[Signal], frozenset[int]]:
    """What is said plainly, and where the units begin in which something plain is denied, dreamt or somebody else's."""
    seen: set[tuple[str, Doer, int]] = set()
    found: list[Signal] = []
    taken_back: set[int] = set()
    for pattern, match in signals.patterns.find(message.folded, message.keys):
        unit = unit_at(message, match.start())
        key = (pattern.kind, pattern.by, unit.start)
        if key in seen:
            continue
        signal = _in_context(message, unit, match.start(), match.end(), pattern, signals, turn)
        if signal is None or signal.by == "other":
            taken_back.add(unit.start)
        if signal is not None:
            seen.add(key)
            found.append(signal)
    return found, frozenset(taken_back)


def _in_context(
    message: Message, unit: Unit, start: int, end: int, pattern: _Pattern, signals: Signals, turn: int
) -> Signal | None:
    """The signal that a phrase gives where it stands, or none: denied, dreamt, somebody else's."""
    grammar, text = signals.grammar, unit.text
    kind = signals.kinds[pattern.kind]
    if pattern.although != "negated" and grammar.negated(message.folded, start, end, own=pattern.denies):
        return None
    if grammar.fiction(text) or grammar.figurative(message.folded, start, end):
        return None
    to_writer = _WRITER.search(message.folded, start, end)
    by: Doer = "other" if pattern.by != "person" and not to_writer and grammar.third_party(text) else pattern.by
    outcome = kind.outcomes.get(by) or kind.outcomes["unclear"]
    time = "now" if pattern.although == "past" else grammar.time(text, message.folded)
    certainty = "hypothetical" if pattern.by != "person" and grammar.hypothetical(text) else "stated"
    level, route = (kind.past.level, kind.past.route) if time == "past" else (outcome.level, outcome.route)
    if level == "ask" and pattern.by == "unclear" and _unlikely(message, kind, by):
        return None
    if certainty == "hypothetical" and level == "act":
        level, route = "ask", "clarify"
    elif _is_going_on(kind, by, level, text, grammar):
        route = "emergency"
    return Signal(
        pattern.kind, by, pattern.to, _quote(message.text, start, _clause_end(message.text, unit, end)), turn, level,
        route, time=time,
        certainty="hypothetical" if certainty == "hypothetical" else "stated",
    )


def _is_going_on(kind: SignalEntry, by: Doer, level: Level, text: str, grammar: Grammar) -> bool:
    """Whether the person is being harmed as they write."""
    return kind.urgent and by == "partner" and level == "act" and grammar.this_minute(text)


def _unlikely(message: Message, kind: SignalEntry, by: Doer) -> bool:
    """Whether a longer message gives no cause for concern around words that may mean this or something harmless."""
    concern = family(kind, by)
    return concern is not None and message.words > _FEW_WORDS and message.concerns[concern][0] < _LITTLE


def _by_answer(message: Message, signals: Signals, answered: Effect | None, turn: int) -> Iterator[Signal]:
    """An answer can be the signal: "yes" to the fear question."""
    if answered is None or answered.signal is None:
        return
    if message.words > _FEW_WORDS and all(score < _FAINT for score, _ in message.concerns.values()):
        return  # "Yes, I can say no to him" begins with a yes and goes on to something else.
    kind = signals.kinds[answered.signal]
    outcome = kind.outcomes.get(answered.by) or kind.outcomes["unclear"]
    to: Doer = "partner" if answered.by == "person" else "person"
    yield Signal(kind.id, answered.by, to, _quote(message.text, 0, len(message.text)), turn, outcome.level, outcome.route)


def _by_concern(message: Message, signals: Signals, turn: int, taken_back: frozenset[int]) -> Iterator[Signal]:
    """What gives cause for concern without a plain phrase: the family says whether, the best kind in it says what."""
    if message.words < _LEAST_WORDS:
        return  # "No." What gives concern needs more than that; what is plain has been heard already.
    for concern, kinds in signals.concerns.items():
        score, at = message.concerns[concern]
        if score >= _HEARD and kinds:
            fit, kind = max((float(message.scores[at, column]), kind) for column, kind in kinds)
            unit = message.units[at]
            doubtful = unit.start in taken_back
            if fit < _HEARD:  # Something is wrong, and nobody can say what: that is for a question.
                kind, score = _TYPICAL.get(concern, kind), min(score, _HEARD)
            hint = _hint(message, unit, signals, concern, kind, score, turn, doubtful=doubtful)
            if hint is not None:
                yield hint


def _hint(
    message: Message, unit: Unit, signals: Signals, concern: Concern, kind_id: str, score: float, turn: int, *,
    doubtful: bool,
) -> Signal | None:
    kind, grammar = signals.kinds[kind_id], signals.grammar
    doubtful |= grammar.denial(unit.text)
    if grammar.fiction(unit.text) or (doubtful and message.words <= _FEW_WORDS):
        return None
    by = signals.usual_doer.get(kind_id) or _doer_for(kind, concern, unit.text)
    if grammar.third_party(unit.text) and (by != "person" or doer(unit.text) != "person"):
        by = "other"
    outcome = kind.outcomes.get(by) or kind.outcomes["unclear"]
    level, route = outcome.level, outcome.route
    time = grammar.time(unit.text, message.folded)
    if time == "past":
        level, route = kind.past.level, kind.past.route
    if route == "emergency":
        route = "crisis"  # Only plain words send somebody to an emergency number.
    doubtful |= grammar.hypothetical(unit.text) or grammar.figurative(message.folded, unit.start, unit.end)
    if score < SURE or concern in _PLAIN or (level == "act" and doubtful):
        if concern in LASTING:
            return None  # Nothing that is worth a question to everybody of whom it might be true.
        level, route = "ask", "clarify"
    elif _is_going_on(kind, by, level, unit.text, grammar):
        route = "emergency"
    to: Doer = "partner" if by == "person" and kind.outcomes.get("partner") else "person"
    quote = _quote(message.text, unit.start, unit.end)
    return Signal(kind_id, by, to, quote, turn, level, route, time=time, certainty="hinted")


def _doer_for(kind: SignalEntry, concern: Concern, text: str) -> Doer:
    """Who does it: the only doer by whom the kind belongs to this concern, else whom the sentence names."""
    leading = [by for by in kind.outcomes if by in ("person", "partner") and family(kind, by) == concern]
    if len(leading) == 1:
        return leading[0]
    return doer(text)


def _clause_end(text: str, unit: Unit, end: int) -> int:
    """Where the clause ends in which a phrase stands: "he hit me" is quoted as "he hit me last night"."""
    stop = _CLAUSE_END.search(text, end, unit.end)
    return stop.start() if stop else unit.end


def _quote(text: str, start: int, end: int) -> str:
    """The person's own words from start to end, at most nine of them."""
    return " ".join(text[start:end].split()[:_QUOTE_WORDS]).strip(" ,.;:")
