"""The doors: JSON Lines in, JSON Lines out, one stage each. A bad line gets an error, the others are answered.

Knows the shapes that DESIGN.md promises; knows nothing of how a stage works.
"""

import json
import queue
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from io import TextIOWrapper
from typing import Any, TextIO, get_args

from assistant import Assistant, Context, Conversation, Map, MessageError, Passage, Screening, checked
from knowledge import Route

_BATCH = 64
_MOST_TURNS = 400


class LineError(ValueError):
    """A line that cannot be answered; the text says what was found and what was expected."""


@dataclass(frozen=True)
class Asked:
    """One readable line."""

    id: Any
    texts: tuple[str, ...]
    given: dict[str, Any]


Answer = dict[str, Any]
Door = Callable[[Assistant, Sequence[Asked]], Iterator[Answer]]


def run_door(door: Door, assistant: Assistant, source: TextIO = sys.stdin, target: TextIO = sys.stdout) -> int:
    """Answer every line in order; 1 if any could not be answered."""
    status = 0
    # A byte that is no UTF-8 becomes half a character, which is answered by an error; half a one in an id is escaped.
    for stream, errors in ((source, "surrogateescape"), (target, "backslashreplace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)
    for batch in _batches(source):
        asked = [_read(line, number) for number, line in batch]
        answers = door(assistant, [line for line in asked if isinstance(line, Asked)])
        for line in asked:
            answer = next(answers) if isinstance(line, Asked) else line
            status = 1 if "error" in answer else status
            target.write(json.dumps(answer, ensure_ascii=False) + "\n")
        target.flush()
    return status


def _batches(source: TextIO) -> Iterator[list[tuple[int, str]]]:
    """Lines as they come: all that wait are taken together, and nobody waits for a full batch."""
    lines: queue.Queue[tuple[int, str] | None] = queue.Queue(4 * _BATCH)

    def feed() -> None:
        try:
            for number, line in enumerate(source, 1):
                if line.strip():
                    lines.put((number, line))
        finally:
            lines.put(None)

    threading.Thread(target=feed, daemon=True).start()
    while (first := lines.get()) is not None:
        batch = [first]
        while len(batch) < _BATCH and not lines.empty():
            following = lines.get()
            if following is None:
                lines.put(None)
                break
            batch.append(following)
        yield batch


def _read(line: str, number: int) -> Asked | Answer:
    """A line as it was meant, or the error that answers it. Text that is no JSON is the message itself."""
    name: Any = number
    try:
        given = _parsed(line)
        name = given.get("id", number)
        return Asked(name, _texts(given), given)
    except (LineError, MessageError) as error:
        return {"id": name, "error": str(error)}


def _parsed(line: str) -> dict[str, Any]:
    text = line.strip().removeprefix("\ufeff")
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        if text[0] in "{[":
            raise LineError(f"bad JSON: {error.msg} at character {error.pos + 1}") from None
        return {"text": text}
    except RecursionError:
        raise LineError("bad JSON: nested too deeply") from None
    if isinstance(value, str):
        return {"text": value}
    if not isinstance(value, dict):
        raise LineError('expected an object such as {"id": 1, "text": "…"}, or a line of text')
    return value


def _texts(given: dict[str, Any]) -> tuple[str, ...]:
    if "turns" in given:
        turns = given["turns"]
        if not isinstance(turns, list) or not turns:
            raise LineError("turns: expected a list with at least one message")
        if len(turns) > _MOST_TURNS:
            raise LineError(f"turns: {len(turns)} messages; at most {_MOST_TURNS} can be read at once")
        return tuple(checked(turn) for turn in turns)
    if "text" not in given:
        raise LineError("expected text or turns")
    return (checked(given["text"]),)


def screen_door(assistant: Assistant, asked: Sequence[Asked]) -> Iterator[Answer]:
    """How things stand after the last message."""
    for line, messages in _prepared(assistant, asked):
        yield {"id": line.id, **_screening(assistant.screen(messages))}


def understand_door(assistant: Assistant, asked: Sequence[Asked]) -> Iterator[Answer]:
    """What the last message says."""
    for line, messages in _prepared(assistant, asked):
        reading = assistant.understand(messages)
        yield {
            "id": line.id, "themes": [asdict(seen) for seen in reading.themes],
            "explanations": [asdict(seen) for seen in reading.explanations],
            "acts": [{"who": act.who, "act": act.act, "topic": act.topic} for act in reading.acts],
            "asks": reading.asks,
        }


def retrieve_door(limit: int) -> Door:
    """The nearest passages to the last message."""

    def door(assistant: Assistant, asked: Sequence[Asked]) -> Iterator[Answer]:
        for line, messages in _prepared(assistant, asked):
            found = assistant.retrieve(messages[-1], limit)
            yield {"id": line.id, "passages": [_passage(passage) for passage in found]}

    return door


def talk_door(assistant: Assistant, asked: Sequence[Asked]) -> Iterator[Answer]:
    """A whole conversation, every turn answered."""
    for line in asked:
        country = line.given.get("country")
        if country is not None and not (isinstance(country, str) and country in assistant.library.content.countries):
            known = ", ".join(sorted(assistant.library.content.countries))
            yield {"id": line.id, "error": f"country: expected one of {known}, or none"}
            continue
        conversation, replies = Conversation.start(country), []
        for text in line.texts:
            reply, conversation = assistant.reply(conversation, text)
            replies.append({
                "text": reply.text, "level": reply.level, "route": reply.route, "move": reply.move,
                "passages": [_passage(passage) for passage in reply.passages], "question": reply.question,
                "ms": reply.ms,
            })
        yield {"id": line.id, "replies": replies, "map": map_json(conversation.talk)}


def check_door(assistant: Assistant, asked: Sequence[Asked]) -> Iterator[Answer]:
    """Every rule that a text breaks."""
    for line in asked:
        kind, route = line.given.get("as", "said"), line.given.get("route")
        if kind not in ("reply", "said"):
            yield {"id": line.id, "error": 'as: expected "reply" or "said"'}
        elif route is not None and route not in get_args(Route):
            yield {"id": line.id, "error": f"route: expected one of {', '.join(get_args(Route))}"}
        else:
            context = Context(kind, route, locked=bool(line.given.get("locked", False)))
            findings = [finding for text in line.texts for finding in assistant.check(text, context)]
            yield {"id": line.id, "findings": [asdict(finding) for finding in findings]}


def _prepared(assistant: Assistant, asked: Sequence[Asked]) -> Iterator[tuple[Asked, list[Any]]]:
    messages = iter(assistant.prepare([text for line in asked for text in line.texts]))
    for line in asked:
        yield line, [next(messages) for _ in line.texts]


def _screening(screening: Screening) -> Answer:
    return {
        "level": screening.level, "route": screening.route,
        "signals": [
            {"kind": signal.kind, "by": signal.by, "to": signal.to, "quote": signal.quote, "turn": signal.turn}
            for signal in screening.signals
        ],
    }


def _passage(passage: Passage) -> Answer:
    return {
        "source": passage.source, "paragraphs": list(passage.paragraphs), "note": passage.note, "title": passage.title,
        "text": passage.text, "score": passage.score,
    }


def map_json(talk: Map) -> Answer:
    """The map as data: the board, the acts, what was asked and kept, in the person's words with turn numbers."""
    return {
        "turn": talk.turn, "partner": talk.partner, "pronoun": talk.pronoun, "unlocked": talk.unlocked,
        "gates": dict(talk.gates), "asked": dict(talk.asked), "routes": list(talk.routes),
        "board": [
            {
                "explanation": entry.id, "asked": entry.asked, "weight": round(entry.weight, 2),
                **{
                    side: [{"quote": one.quote, "turn": one.turn} for one in entry.evidence if one.says == side]
                    for side in ("for", "against", "open")
                },
            }
            for entry in talk.board
        ],
        "acts": [asdict(act) for act in talk.acts],
        "spans": [{"text": span.text, "kind": span.kind, "turn": span.turn} for span in talk.spans],
        "open": asdict(talk.open) if talk.open else None,
    }
