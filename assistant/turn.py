"""One turn, in one direction: screen, understand, remember, retrieve, choose, compose, check.

The only place where the stages meet. Each returns one new record; none knows the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from time import perf_counter

from assistant.check import Context, Rules, first_that_passes
from assistant.choose import Moves, choose
from assistant.compose import Guide, plain_draft
from assistant.conditions import Situation
from assistant.helplines import emergency_number, spoken
from assistant.message import prepare
from assistant.records import Draft, Map, Reply, Screening, Verdict
from assistant.remember import effect_of, remember
from assistant.retrieve import asks_for_facts, retrieve
from assistant.screen import Signals, screen
from assistant.understand import Understanding, understand
from knowledge import Content, Gate, Library, Route, family

_MOST_CHOICES = 40
_KEPT_SHAPES, _KEPT_TOLD = 4, 60_000
_REMEMBERED = 90
"""After so many replies a sentence may be said again; nobody then recalls it, and the talk does not run dry."""


@dataclass(frozen=True)
class Conversation:
    """Everything about one talk. It lives in memory only, and each turn gives a new one."""

    talk: Map = field(default_factory=Map)
    screening: Screening = field(default_factory=Screening)
    country: str | None = None
    told: str = field(default="", repr=False)
    """What the person wrote, the newest part of it: quotes are held against it."""

    @staticmethod
    def start(country: str | None = None) -> "Conversation":
        """A new talk; the country is only what the person chose."""
        return Conversation(country=country)

    def with_country(self, country: str | None) -> "Conversation":
        """The same talk with another choice of country."""
        return replace(self, country=country)


@dataclass(frozen=True)
class Equipment:
    """What the stages need, compiled once from content."""

    library: Library
    signals: Signals
    understanding: Understanding
    moves: Moves
    rules: Rules


def take_turn(conversation: Conversation, text: str, gear: Equipment) -> tuple[Reply, Conversation]:
    """Answer one message. Raises MessageError for a text that cannot be read; nothing is lost by it."""
    started = perf_counter()
    content, before = gear.library.content, conversation.talk
    message = prepare(text, gear.library)
    answer = gear.understanding.answers.read(message) if before.open else None
    screening = screen(
        message, conversation.screening, gear.signals, turn=before.turn + 1,
        answered=effect_of(before.open, answer, content.questions), unlocked=before.unlocked,
    )
    reading = understand(message, before, gear.understanding, answer)
    talk = remember(
        before, reading, screening, message, questions=content.questions, explanations=content.explanations
    )
    if screening.level == "none" and screening.sticky is None and talk.unlocked != before.unlocked:
        screening = replace(screening, route="reflect" if talk.unlocked else "screen-first")
    passages = retrieve(message, reading, talk, screening, gear.library.notes, content)
    situation = Situation(talk, reading, screening, message, passages)
    told = f"{conversation.told}\n{text}"[-_KEPT_TOLD:]
    verdict = _speak(situation, gear, conversation.country, told)
    reply = Reply(
        verdict.draft.text, screening.level, screening.route, verdict.draft.move, verdict.draft.passages,
        verdict.draft.question is not None or "?" in verdict.draft.text, round((perf_counter() - started) * 1000, 2),
        verdict.findings,
    )
    return reply, replace(
        conversation, talk=_said(talk, verdict.draft, reply.question), screening=screening, told=told
    )


def _speak(situation: Situation, gear: Equipment, country: str | None, told: str) -> Verdict:
    """The first draft of the first move that breaks no rule; else a fixed wording of the route."""
    content = gear.library.content
    route = situation.screening.route
    fixed = _fixed_slots(situation, gear, country)
    context = Context("reply", route, _is_locked(situation), told)
    guide = Guide(situation, content, fixed)
    for choice in islice(choose(situation, gear.moves), _MOST_CHOICES):
        verdict = first_that_passes(guide.compose(choice), gear.rules, context)
        if verdict is not None:
            return verdict
    return Verdict(_fallback(situation, content.wording["fallback"], fixed), fallback=True)


def _is_locked(situation: Situation) -> bool:
    """Whether the words for the pattern must wait: until the gates are open, or until the person asks what they mean."""
    return not situation.talk.unlocked and not asks_for_facts(situation.reading, situation.screening)


def _fixed_slots(situation: Situation, gear: Equipment, country: str | None) -> dict[str, str]:
    content, screening = gear.library.content, situation.screening
    grave = [
        signal.quote for signal in (*screening.fresh, *reversed(screening.signals))
        if signal.level == screening.level and signal.certainty != "hinted" and len(signal.quote.split()) >= 2
    ]
    return {
        "helplines": spoken(content, country, _helped(screening, content), datetime.now(UTC)),
        "emergency": emergency_number(content, country), "directory": content.wording["helplines"]["directory-name"],
        "signal": grave[0].replace('"', "'") if grave else "",
    }


def _helped(screening: Screening, content: Content) -> Route:
    """The route whose services are named: while one thing is asked about, those for what it may be."""
    if screening.route != "clarify":
        return screening.route
    concerns = [family(content.signals[signal.kind], signal.by) for signal in screening.fresh if signal.level == "ask"]
    return next((concern for concern in concerns if concern is not None), screening.route)


def _fallback(situation: Situation, wording: Mapping[str, str], fixed: Mapping[str, str]) -> Draft:
    """A fixed wording of this route, the first not yet said; the last of them may be said again."""
    prefix = f"{situation.screening.route}-"
    keys = [key for key in wording if key.startswith(prefix)] or [key for key in wording if key.startswith("any-")]
    key = next((key for key in keys if f"fallback:{key}" not in situation.talk.said), keys[situation.talk.turn % len(keys)])
    text = wording[key]
    for name, value in fixed.items():
        text = text.replace(f"{{{name}}}", value)
    return plain_draft(f"fallback:{key}", text, situation)


def _said(talk: Map, draft: Draft, question: bool) -> Map:
    """The map after the reply: what was said, asked and given back."""
    gates = dict(talk.gates)
    if draft.question is not None and draft.question.id in _GATE_QUESTIONS:
        gates.setdefault(_GATE_QUESTIONS[draft.question.id], "asked")
    recent = (*talk.recent, draft.said)[-_REMEMBERED:]
    return replace(
        talk, open=draft.question, recent=recent, said=frozenset().union(*recent), steps=(*talk.steps, draft.step)[-240:],
        shapes=(*talk.shapes, draft.shape)[-_KEPT_SHAPES:], quoted=talk.quoted.union(draft.quotes),
        questions_in_a_row=talk.questions_in_a_row + 1 if question else 0,
        idea_turn=talk.turn if draft.passages else talk.idea_turn, gates=tuple(gates.items()),
    )


_GATE_QUESTIONS: Mapping[str, Gate] = {
    "fear": "fear", "fear-other": "fear-other", "free-to-say-no": "free-to-say-no", "mutual-wish": "mutual-wish",
    "safe-to-raise": "safe-to-raise", "suicide": "suicide", "suicide-hint": "suicide", "private-now": "private",
}
