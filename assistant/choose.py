"""Choose the next move from what is on the map: deterministic, from authored moves, following the person.

Knows the agenda (what is due) and the moves' conditions; knows nothing of how a move will be worded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.conditions import FITS, Situation, holds
from assistant.records import Choice, Map, Passage
from knowledge import PROTECTIVE, Content, ExplanationId, Move, Step

FEAR_DUE_TURN = 2
_ENOUGH = 1.5
"""Weight from which it may explain enough to stay with it."""
_IDEA_EVERY, _IDEA_NEAR = 4, 0.38
_FITS_LATER = 0.9
"""Weight that a cause needs to be asked about once three have been looked at."""
_QUESTIONS_IN_A_ROW = 4
_LATER: tuple[Step, ...] = (
    "episode", "under", "topic", "body", "idea", "other-chair", "under", "loop", "experiment", "words", "human",
    "episode", "under", "idea", "topic", "other-chair", "under", "body", "experiment", "hold", "under", "idea",
)
_AT_LAST: tuple[Step, ...] = ("hear", "episode", "hold", "small", "end")
_WANTS_A_PERSON = "wants-a-person"
_COMMON: tuple[ExplanationId, ...] = ("burnout-stress", "communication-pace", "lost-interest", "unrepaired-hurt")
"""Looked at when the story shows no other: the ones that fit most stories."""


@dataclass(frozen=True)
class Moves:
    """All moves, found by step."""

    content: Content

    @cached_property
    def by_step(self) -> Mapping[Step, tuple[Move, ...]]:
        """Moves in file order."""
        found: dict[Step, list[Move]] = {}
        for move in self.content.moves.values():
            found.setdefault(move.step, []).append(move)
        return {step: tuple(moves) for step, moves in found.items()}


def choose(situation: Situation, moves: Moves) -> Iterator[Choice]:
    """Moves that are due and may be made, best first. The first one that can be worded is the next move."""
    route = situation.screening.route
    allowed = moves.content.routes[route].steps
    for step, explanation in agenda(situation):
        if step not in allowed:
            continue
        for move in moves.by_step.get(step, ()):
            if route in move.routes and _may_be_made(move, situation, explanation):
                passage = _passage_for(move, situation)
                if not move.idea or passage is not None:
                    yield Choice(move, explanation, passage)


def agenda(situation: Situation) -> Iterator[tuple[Step, ExplanationId | None]]:
    """What is due, most pressing first."""
    talk, route = situation.talk, situation.screening.route
    if route in PROTECTIVE or route == "clarify":
        yield ("clarify" if route == "clarify" else "protect"), None
        return
    if situation.screening.fresh and route == "not-couples-yet":
        yield "protect", None
    yield from _asked_for(situation)
    if talk.turn == 1:
        yield "hear", None
    if talk.gate("fear") == "unasked" and talk.turn >= FEAR_DUE_TURN:
        yield "gate", None
    if talk.misses:
        yield "small", None
    if talk.questions_in_a_row >= _QUESTIONS_IN_A_ROW:
        yield "hold", None
    yield from _explanations(talk)
    if talk.gate("mutual-wish") == "unasked" and talk.looked_at >= 2 and not _asked_of_wish(talk):
        yield "wish", None
    if talk.unlocked:
        yield from _later(talk, situation.passages)
    yield from ((step, None) for step in _AT_LAST)


def _asked_of_wish(talk: Map) -> bool:
    """Whether the check on lost interest has asked the same already."""
    return any(entry.id == "lost-interest" and entry.asked for entry in talk.board)


def _asked_for(situation: Situation) -> Iterator[tuple[Step, None]]:
    """What the person wants of the assistant comes before what the assistant wants to know."""
    reading = situation.reading
    if reading.asks == "correction":
        yield "repair", None
    if reading.asks == "goodbye":
        yield "end", None
    if any(seen.id == _WANTS_A_PERSON for seen in reading.themes):
        yield "human", None
    if reading.asks or reading.answer in ("decline", "unsure"):
        yield "answer", None


def _explanations(talk: Map) -> Iterator[tuple[Step, ExplanationId | None]]:
    """The next explanation to ask about: by fit, then the common ones until three have been looked at."""
    for entry in talk.board:
        if entry.asked and entry.weight >= _ENOUGH and f"stay:{entry.id}" not in talk.said:
            yield "stay-with-explanation", entry.id
    enough = FITS if talk.looked_at < 3 else _FITS_LATER
    unasked = [entry.id for entry in talk.board if not entry.asked and entry.weight >= enough]
    if talk.looked_at < 3:
        on_board = {entry.id for entry in talk.board if entry.asked}
        unasked += [name for name in _COMMON if name not in on_board and name not in unasked]
    for name in unasked[:3]:
        yield "explanation", name


def _later(talk: Map, passages: Sequence[Passage]) -> Iterator[tuple[Step, None]]:
    """After the gates: the steps in their order, each as often as it stands in the list."""
    done: dict[Step, int] = {}
    for step in talk.steps:
        done[step] = done.get(step, 0) + 1
    wanted: dict[Step, int] = {}
    for step in _LATER:
        wanted[step] = wanted.get(step, 0) + 1
        if done.get(step, 0) >= wanted[step]:
            continue
        if step == "idea" and not _idea_is_due(talk, passages):
            continue
        yield step, None


def _idea_is_due(talk: Map, passages: Sequence[Passage]) -> bool:
    return bool(passages) and passages[0].near >= _IDEA_NEAR and talk.turn - talk.idea_turn >= _IDEA_EVERY


def _passage_for(move: Move, situation: Situation) -> Passage | None:
    if not move.idea:
        return None
    return next((one for one in situation.passages if f"note:{one.note}" not in situation.talk.said), None)


def _may_be_made(move: Move, situation: Situation, about: ExplanationId | None) -> bool:
    return (move.repeatable or move.id not in situation.talk.said) and holds(
        move.when, situation, about=about, now=move.step == "hear"
    )
