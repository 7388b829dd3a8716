"""What a move or a frame may ask about a turn, and whether it holds.

Knows the records of the turn; knows nothing of moves, order or wording.
"""

from dataclasses import dataclass

from assistant.records import Map, Message, Passage, Reading, Screening
from knowledge import ExplanationId, When

FITS = 0.7
"""Weight on the board from which an explanation is worth its question."""


@dataclass(frozen=True)
class Situation:
    """All that conditions may ask about, after the message was remembered."""

    talk: Map
    reading: Reading
    screening: Screening
    message: Message
    passages: tuple[Passage, ...]
    about: ExplanationId | None = None
    """The explanation that the move in question would look at."""


def holds(when: When, situation: Situation, *, now: bool = False) -> bool:
    """Whether every condition that is given holds; within one, any of its values will do.

    With `now`, acts are only those of this message.
    """
    talk, reading, message = situation.talk, situation.reading, situation.message
    board = {entry.id for entry in talk.board if entry.weight >= FITS}
    # Early on only what was just told counts; later a move may come back to what was told before.
    acts = {(act.who, act.act, act.topic) for act in (reading.acts if now else (*talk.acts[-8:], *reading.acts))}
    counts = dict(talk.asked)
    return all((
        not when.asks or reading.asks in when.asks,
        not when.answer or reading.answer in when.answer,
        not when.to or reading.answers in when.to,
        not when.signals or bool(_kinds(situation) & set(when.signals)),
        not when.themes or any(seen.id in when.themes for seen in (*reading.themes, *reading.cues[:1])),
        not when.explanations or (
            situation.about in when.explanations if situation.about
            else any(seen.id in when.explanations for seen in reading.explanations) or bool(board & set(when.explanations))
        ),
        not when.acts or any((act.who, act.act, act.topic) in acts for act in when.acts),
        all(talk.gate(gate) in states for gate, states in when.gate.items()),
        when.unlocked is None or when.unlocked == talk.unlocked,
        when.turn_at_least is None or talk.turn >= when.turn_at_least,
        when.turn_at_most is None or talk.turn <= when.turn_at_most,
        when.words_at_least is None or message.words >= when.words_at_least,
        when.words_at_most is None or message.words <= when.words_at_most,
        when.understood is None or when.understood == (talk.misses == 0),
        when.again is None or when.again == (bool(reading.asks) and counts.get(reading.asks or "bot", 0) > 1),
        when.first_on_route is None or when.first_on_route == _first(when, situation),
        all(name in talk.said for name in when.after),
    ))


def _kinds(situation: Situation) -> set[str]:
    screening = situation.screening
    fresh = {signal.kind for signal in screening.fresh if signal.level != "none"}
    return fresh or {signal.kind for signal in screening.signals}


def _first(when: When, situation: Situation) -> bool:
    """Whether nothing was said on this route yet, or something of a new kind has just been told."""
    if f"route:{situation.screening.route}" not in situation.talk.said:
        return True
    turn, route = situation.talk.turn, situation.screening.route
    known = {signal.kind for signal in situation.screening.signals if signal.turn < turn}
    fresh = {signal.kind for signal in situation.screening.fresh if signal.level == "act" and signal.route == route}
    return bool((fresh - known) & set(when.signals))
