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


def holds(when: When, situation: Situation, *, about: ExplanationId | None = None, now: bool = False) -> bool:
    """Whether every condition that is given holds; within one, any of its values will do.

    `about` is the explanation that a move would look at. With `now`, acts are only those of this message.
    """
    return (
        _of_the_talk(when, situation)
        and _of_the_message(when, situation)
        and _of_the_story(when, situation, about, now=now)
        and (when.first_on_route is None or when.first_on_route == _first(when, situation))
    )


def _of_the_talk(when: When, situation: Situation) -> bool:
    talk = situation.talk
    return (
        (when.unlocked is None or when.unlocked == talk.unlocked)
        and (when.turn_at_least is None or talk.turn >= when.turn_at_least)
        and (when.turn_at_most is None or talk.turn <= when.turn_at_most)
        and (when.understood is None or when.understood == (talk.misses == 0))
        and all(talk.gate(gate) in states for gate, states in when.gate.items())
        and all(name in talk.said for name in when.after)
    )


def _of_the_message(when: When, situation: Situation) -> bool:
    talk, reading, words = situation.talk, situation.reading, situation.message.words
    return (
        (not when.asks or reading.asks in when.asks)
        and (not when.answer or reading.answer in when.answer)
        and (not when.to or reading.answers in when.to)
        and (when.words_at_least is None or words >= when.words_at_least)
        and (when.words_at_most is None or words <= when.words_at_most)
        and (when.again is None or when.again == any(ask == reading.asks and often > 1 for ask, often in talk.asked))
    )


def _of_the_story(when: When, situation: Situation, about: ExplanationId | None, *, now: bool) -> bool:
    reading = situation.reading
    return (
        (not when.signals or bool(_kinds(situation) & set(when.signals)))
        and (not when.themes or any(seen.id in when.themes for seen in (*reading.themes, *reading.cues[:1])))
        and (not when.explanations or _explains(when, situation, about))
        and (not when.acts or _acted(when, situation, now=now))
    )


def _explains(when: When, situation: Situation, about: ExplanationId | None) -> bool:
    if about is not None:
        return about in when.explanations
    seen = {one.id for one in situation.reading.explanations}
    return bool(seen.union(entry.id for entry in situation.talk.board if entry.weight >= FITS) & set(when.explanations))


def _acted(when: When, situation: Situation, *, now: bool) -> bool:
    # Early on only what was just told counts; later a move may come back to what was told before.
    told = situation.reading.acts if now else (*situation.talk.acts[-8:], *situation.reading.acts)
    wanted = {(act.who, act.act, act.topic) for act in when.acts}
    return any((act.who, act.act, act.topic) in wanted for act in told)


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
