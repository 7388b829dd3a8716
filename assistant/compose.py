"""Word a chosen move: drafts in order of preference, made of the person's own words and authored sentences.

The guide's voice. Knows wording; knows nothing of the rules by which drafts are checked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from assistant.conditions import Situation, holds
from assistant.records import Choice, Draft, OpenQuestion
from assistant.slots import Filled, Filling, idea_slots
from knowledge import Content, Explanation, Frame, Move, Who

THE_CHECK = "the-check"
"""A move that asks this asks the gentle check of its explanation."""
_MOST_FRAMES, _MOST_DRAFTS = 3, 8
_SHAPES_ALIKE = 2


@dataclass(frozen=True)
class _Part:
    """A filled sentence and the key under which it counts as said."""

    key: str
    filled: Filled
    shape: str = "plain"


@dataclass(frozen=True)
class Guide:
    """The guide's voice in one turn. Reflections are sought once, whichever move is tried."""

    situation: Situation
    content: Content
    fixed: Mapping[str, str]

    @cached_property
    def _reflections(self) -> tuple[_Part, ...]:
        filling = Filling(self.situation.talk, self.situation.reading.spans, self.fixed)
        return tuple(islice(_frames(self.situation, self.content, filling), _MOST_FRAMES))

    def compose(self, choice: Choice) -> tuple[Draft, ...]:
        """Drafts for one move, best first; none when it cannot be worded now."""
        situation, move, said = self.situation, choice.move, self.situation.talk.said
        slots = {**self.fixed, **_slots_of(choice, self.content)}
        filling = Filling(situation.talk, situation.reading.spans, slots)
        bodies = [part for part in _variants(move.id, move.says, move, filling) if part.key not in said]
        questions = [part for part in _questions(choice, situation, self.content, filling) if part.key not in said]
        if (move.says and not bodies) or (move.asks and not questions):
            return ()
        frames: list[_Part | None] = list(self._reflections) if move.reflects else []
        if move.step == "hold" and not frames:
            return ()  # A pause is kind only after something of theirs was given back.
        if move.step != "hold":
            frames.append(None)
        said_parts: list[_Part | None] = [*bodies[:2]] or [None]
        asked_parts: list[_Part | None] = [*questions[:2]] or [None]
        drafts = [
            draft for frame in frames for body in said_parts for question in asked_parts
            if (draft := _draft(choice, situation, frame, body, question)) is not None
        ]
        return tuple(drafts[:_MOST_DRAFTS])


def _slots_of(choice: Choice, content: Content) -> dict[str, str]:
    slots = idea_slots(choice.passage)
    if choice.explanation is not None:
        entry = content.explanations[choice.explanation]
        slots |= {"explanation": entry.name, "signs": entry.signs, "helper": entry.helper, "fits": entry.if_it_fits[0]}
    return slots


def _variants(key: str, says: Sequence[str], move: Move, filling: Filling) -> Iterator[_Part]:
    for at, text in enumerate(says):
        filled = filling.fill(text, {name: kinds for name, kinds in move.slots.items() if f"{{{name}}}" in text})
        if filled is not None:
            yield _Part(f"{key}/{at}", filled)


def _questions(choice: Choice, situation: Situation, content: Content, filling: Filling) -> Iterator[_Part]:
    asks = choice.move.asks
    if asks is None:
        return
    if asks == THE_CHECK:
        if choice.explanation is None:
            return
        entry = content.explanations[choice.explanation]
        says, key = _check_wordings(entry, situation), f"check:{entry.id}"
    else:
        says, key = content.questions[asks].says, f"question:{asks}"
    for at, text in enumerate(says):
        filled = filling.fill(text, {})
        if filled is not None:
            yield _Part(f"{key}/{at}", filled)


def _check_wordings(entry: Explanation, situation: Situation) -> Sequence[str]:
    """The check's wordings for the side that the evidence speaks of."""
    on_board = situation.talk.explained(entry.id)
    sides = [piece.about for piece in on_board.evidence if piece.about] if on_board else []
    side: Who = sides[0] if sides else "partner"
    if not sides:
        both = [check for check in entry.checks if set(check.about) == {"person", "partner"}]
        if both:
            return both[0].says
    return next((check.says for check in entry.checks if side in check.about), entry.checks[0].says)


def _frames(situation: Situation, content: Content, filling: Filling) -> Iterator[_Part]:
    """Reflections that can be filled, the most telling first, with an eye to how the last replies opened."""
    talk = situation.talk
    alike = talk.shapes[-_SHAPES_ALIKE:]
    found: list[tuple[float, Frame]] = []
    kinds = {span.kind for span in (*filling.now, *talk.spans)}
    for at, frame in enumerate(content.frames.values()):
        if not all(kinds.intersection(wanted) for wanted in frame.slots.values()):
            continue
        if f"frame:{frame.id}" in talk.said or situation.screening.route not in frame.routes or not holds(
            frame.when, situation, now=True
        ):
            continue
        spans = filling.spans(frame.slots)
        if spans is None:
            continue
        telling = sum(span.weight for span in spans.values()) / max(len(spans), 1)
        stale = len(alike) == _SHAPES_ALIKE and set(alike) == {frame.opens_with}
        several = 0.05 * (len(frame.slots) - 1)
        found.append((telling + several - 0.5 * stale - 0.0001 * at, frame))
    for _, frame in sorted(found, key=lambda pair: -pair[0]):
        filled = filling.fill(frame.says, frame.slots)
        if filled is not None:
            yield _Part(f"frame:{frame.id}", filled, frame.opens_with)


def _draft(
    choice: Choice, situation: Situation, frame: _Part | None, body: _Part | None, question: _Part | None
) -> Draft | None:
    parts = [part for part in (frame, body, question) if part is not None]
    if not parts:
        return None
    before = " ".join(part.filled.text for part in (frame, body) if part is not None)
    text = "\n\n".join(piece for piece in (before, question.filled.text if question else "") if piece)
    keys = [choice.move.id, f"route:{situation.screening.route}", *(part.key for part in parts)]
    if choice.explanation is not None and choice.move.step == "stay-with-explanation":
        keys.append(f"stay:{choice.explanation}")
    if choice.passage is not None:
        keys.append(f"note:{choice.passage.note}")
    asked = None
    if question is not None and choice.move.asks is not None:
        about = choice.explanation if choice.move.asks == THE_CHECK else None
        asked = OpenQuestion(choice.move.asks, situation.talk.turn, about)
    return Draft(
        text=text, move=choice.move.id, step=choice.move.step, said=tuple(keys), question=asked,
        passages=(choice.passage,) if choice.passage else (), shape=frame.shape if frame else "plain",
        quotes=tuple(quote for part in parts for quote in part.filled.quotes),
    )


def plain_draft(key: str, text: str, situation: Situation) -> Draft:
    """A fixed wording as a draft: what is said when nothing else may be."""
    step = "protect" if situation.screening.level == "act" else "hold"
    return replace(Draft(text=text, move=key, step="hold", said=(key,)), step=step)  # type: ignore[arg-type]
