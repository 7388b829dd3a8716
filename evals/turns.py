"""What a turn costs, by the depth of the talk, beside one bare embedding of the same message, and stage by stage.

Measured in this process on talks that are replayed. Knows nothing of what is said in them.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

import yaml

from assistant import Assistant, Conversation
from evals.table import Table, percentile
from knowledge import Encoder

MESSAGES = Path(__file__).parent / "messages.yaml"
DEPTHS = (1, 30, 140, 200)
"""The guide still had moves at turn 140 when this was written; at 200 it had none."""
TALKS = 3
STAGES = {"prepare": "prepare", "screen": "screen", "understand": "understand", "remember": "remember",
          "retrieve": "retrieve", "choose": "choose", "first_that_passes": "check"}
"""Functions that one turn calls, and what their time is filed under; composing is a method and stands apart."""


@dataclass(frozen=True)
class Script:
    """What the person says: messages in turn, each time round with another time of day, and answers that are due."""

    messages: Sequence[str]
    times: Sequence[str]
    answers: Mapping[str, str]
    left_out: int = 0

    @staticmethod
    def read(path: Path = MESSAGES) -> "Script":
        """From the messages' file."""
        return Script(**yaml.safe_load(path.read_text(encoding="utf-8")))

    def line(self, talk: int, turn: int, open_question: str | None = None) -> str:
        """What is said at this turn of this talk."""
        if open_question is not None and open_question in self.answers:
            return self.answers[open_question]
        place = turn - 1 + talk * (len(self.messages) // TALKS)
        return self._said(place % len(self.messages), turn // len(self.messages) % (len(self.times) - 1))

    def wordings(self, message: int) -> list[str]:
        """One message at every time."""
        return [self._said(message, time) for time in range(len(self.times))]

    def probes(self) -> list[str]:
        """Every message once, in words that no talk has used."""
        return [self._said(place, len(self.times) - 1) for place in range(len(self.messages))]

    def _said(self, message: int, time: int) -> str:
        said = self.messages[message].replace("{when}", self.times[time])
        return said[0].upper() + said[1:]


@dataclass
class Depth:
    """Times of the same messages, each put to talks that have come this far."""

    turn: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    routes: Counter[str] = field(default_factory=Counter)
    fallbacks: int = 0


def ordinary(script: Script, assistant: Assistant) -> Script:
    """The script without messages that screening stops at: what lasts would turn every long talk into a short one."""
    kept = [
        message for at, message in enumerate(script.messages)
        if not any(assistant.screen([one]).signals for one in assistant.prepare(script.wordings(at)))
    ]
    return replace(script, messages=kept, left_out=len(script.messages) - len(kept))


def replay(assistant: Assistant, script: Script, talk: int, turns: int) -> tuple[list[Conversation], list[str]]:
    """The talk as it stood before each turn, and what the person said; the first state is an empty talk."""
    states, said = [Conversation.start()], []
    for turn in range(1, turns + 1):
        question = states[-1].talk.open
        said.append(script.line(talk, turn, question.id if question else None))
        states.append(assistant.reply(states[-1], said[-1])[1])
    return states, said


def talks_at(assistant: Assistant, script: Script) -> dict[int, list[Conversation]]:
    """Several talks as they stand just before the turns that are measured."""
    replayed = [replay(assistant, script, talk, DEPTHS[-1] - 1)[0] for talk in range(TALKS)]
    return {depth: [states[depth - 1] for states in replayed] for depth in DEPTHS}


def latency_table(assistant: Assistant, script: Script, talks: Mapping[int, Sequence[Conversation]]) -> Table:
    """The same messages at every depth. A turn changes no talk, so one talk can be asked all of them."""
    measured = {depth: Depth() for depth in DEPTHS}
    for at in range(TALKS):
        for text in script.probes():
            for depth in DEPTHS:
                _measure(assistant, talks[depth][at], text, measured[depth])
    rows = tuple(_row(f"turn {depth}", one) for depth, one in measured.items())
    first, *later = (median(one.turn) for one in measured.values())
    growth = ", ".join(f"{ms / first:.2f}" for ms in later)
    columns = ("at", "p50", "p95", "bare p50", "bare p95", "p50 : bare", "p95 : bare", "fallbacks", "routes")
    remark = (
        f"{TALKS * len(script.messages)} turns at each depth. The later ones cost {growth} times the first.\n"
        f"{script.left_out} messages of the script were left out: screening hears something in them."
    )
    return Table("A turn, in ms, beside one bare embedding of the same message", columns, rows, remark)


def _measure(assistant: Assistant, conversation: Conversation, text: str, into: Depth) -> None:
    started = perf_counter()
    assistant.library.encoder.encode([text])
    between = perf_counter()
    reply, _ = assistant.reply(conversation, text)
    into.turn.append((perf_counter() - between) * 1000)
    into.bare.append((between - started) * 1000)
    into.routes[reply.route] += 1
    into.fallbacks += reply.move.startswith("fallback:")


def _row(name: str, one: Depth) -> tuple[str, ...]:
    figures = [percentile(values, share) for values in (one.turn, one.bare) for share in (0.5, 0.95)]
    ratios = [turn / bare for turn, bare in zip(one.turn, one.bare, strict=True)]
    routes = ", ".join(f"{route} {count}" for route, count in one.routes.most_common())
    return (
        name, *(f"{ms:.1f}" for ms in figures), f"{median(ratios):.2f}", f"{percentile(ratios, 0.95):.2f}",
        f"{one.fallbacks} of {len(one.turn)}", routes,
    )


def stages_table(assistant: Assistant, script: Script, talks: Mapping[int, Sequence[Conversation]]) -> Table:
    """Where a turn's time goes, as means over all messages; the clock itself adds a little."""
    means: dict[int, dict[str, float]] = {}
    for depth in DEPTHS:
        spent: dict[str, float] = {}
        with stage_clock(spent):
            for text in script.probes():
                started = perf_counter()
                assistant.reply(talks[depth][0], text)
                spent["whole turn"] = spent.get("whole turn", 0.0) + perf_counter() - started
        staged = sum(spent.get(stage, 0.0) for stage in (*STAGES.values(), "compose"))
        spent["all else"] = spent["whole turn"] - staged
        means[depth] = {stage: seconds * 1000 / len(script.messages) for stage, seconds in spent.items()}
    order = ("prepare", "  embedding", "screen", "understand", "remember", "retrieve", "choose", "compose", "check",
             "all else", "whole turn")
    rows = tuple((stage, *_shares(stage, means)) for stage in order)
    columns = ("stage", *(text for depth in DEPTHS for text in (f"turn {depth}", "share")))
    return Table("Each stage's part of a turn, in ms (embedding is inside prepare)", columns, rows)


def _shares(stage: str, means: Mapping[int, Mapping[str, float]]) -> Iterator[str]:
    for depth in DEPTHS:
        ms = means[depth].get(stage, 0.0)
        yield f"{ms:.2f}"
        yield f"{ms / means[depth]['whole turn']:.0%}"


@contextmanager
def stage_clock(spent: dict[str, float]) -> Iterator[None]:
    """Add up the seconds of every stage while this lasts, by standing around the names that one turn calls."""
    turn = sys.modules[Conversation.__module__]
    around: list[tuple[Any, str, str]] = [(turn, name, stage) for name, stage in STAGES.items()]
    around += [(turn.Guide, "compose", "compose"), (Encoder, "encode", "  embedding")]
    with ExitStack() as stack:
        for owner, name, stage in around:
            timed = _timed_steps if name == "choose" else _timed
            stack.enter_context(patch.object(owner, name, timed(getattr(owner, name), stage, spent)))
        yield


def _timed(function: Callable[..., Any], stage: str, spent: dict[str, float]) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        started = perf_counter()
        try:
            return function(*given, **named)
        finally:
            spent[stage] = spent.get(stage, 0.0) + perf_counter() - started

    return timed


def _timed_steps(function: Callable[..., Iterator[Any]], stage: str, spent: dict[str, float]) -> Callable[..., Any]:
    """The same for a generator: only the time inside it counts, not that of whoever asks for the next."""
    def timed(*given: Any, **named: Any) -> Iterator[Any]:
        steps = function(*given, **named)
        take = _timed(lambda: next(steps, None), stage, spent)
        while (step := take()) is not None:
            yield step

    return timed
