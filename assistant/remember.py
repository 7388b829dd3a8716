"""Put what was read on the map. Nothing is overwritten without its turn number; the map stays bounded.

Knows what an answer does only from content. Generates no text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.conditions import FITS
from assistant.grammar import doer
from assistant.records import Act, Evidence, Evidenced, Explained, Map, Message, OpenQuestion, Reading, Screening, Span
from knowledge import PROTECTIVE, Answer, Ask, Effect, Explanation, ExplanationId, Gate, Question, Route, Who

KEPT_PER_TURN, KEPT_SPANS, KEPT_ACTS, KEPT_THEMES, KEPT_EVIDENCE = 4, 60, 40, 40, 6
_LITTLE = 0.5


def remember(
    talk: Map, reading: Reading, screening: Screening, message: Message, *,
    questions: Mapping[str, Question], explanations: Mapping[str, Explanation],
) -> Map:
    """The map after this message."""
    turn = talk.turn + 1
    effect = effect_of(talk.open, reading.answer, questions)
    board = _board(talk, reading, turn)
    board = _answered(board, talk, reading, message, turn, explanations)
    if effect is not None:
        for name, says in effect.board.items():
            board = _with(board, name, Evidenced(_evidence(says), _short(message, reading), turn), asked=True)
    return replace(
        talk, turn=turn, board=_ranked(board), gates=_gates(talk, reading, screening, effect),
        acts=_newest(talk.acts, reading.acts), spans=_kept(talk.spans, reading.spans),
        themes=(*talk.themes, *((seen.id, turn) for seen in reading.themes[:3]))[-KEPT_THEMES:],
        partner=_partner(talk, reading), pronoun=talk.pronoun or reading.pronoun,
        asked=_asked(talk, reading), routes=_routes(talk, screening),
        misses=talk.misses + 1 if understood_little(reading, message) else 0, open=None,
    )


def effect_of(
    question: OpenQuestion | None, answer: Answer | None, questions: Mapping[str, Question]
) -> Effect | None:
    """What this answer does, as the question that was open says."""
    if question is None or answer is None or question.id not in questions:
        return None
    return questions[question.id].waits_for.get(answer)


def understood_little(reading: Reading, message: Message) -> bool:
    """Whether hardly anything in a message could be read."""
    if reading.asks or reading.answer in ("yes", "no", "decline"):
        return False
    told = reading.themes or reading.explanations or reading.acts
    best = max((span.weight for span in reading.spans), default=0.0)
    return not told and (best < _LITTLE or message.words < 3)


def _board(talk: Map, reading: Reading, turn: int) -> tuple[Explained, ...]:
    board = talk.board
    denied = talk.open.about if talk.open and reading.answer == "no" else None
    for seen in reading.explanations:
        if seen.id != denied and seen.score >= FITS:
            quote = _best_quote(seen.quote, reading.spans)
            board = _with(board, seen.id, Evidenced("for", quote, turn, _side(seen.quote)), weight=seen.score)  # type: ignore[arg-type]
    return board


def _answered(
    board: tuple[Explained, ...], talk: Map, reading: Reading, message: Message, turn: int,
    explanations: Mapping[str, Explanation],
) -> tuple[Explained, ...]:
    """What a yes or no to an explanation's own check does to the board."""
    about = talk.open.about if talk.open else None
    if about is None or about not in explanations or reading.answer in (None, "decline"):
        return board
    check = explanations[about].checks[0]
    says: Evidence = "open"
    if reading.answer == "yes":
        says = _evidence(check.yes)
    elif reading.answer == "no":
        says = _evidence(check.no)
    elif reading.answer == "story" and any(seen.id == about for seen in reading.explanations):
        says = "for"
    return _with(board, explanations[about].id, Evidenced(says, _short(message, reading), turn), asked=True)


def _side(unit: str) -> Who | None:
    by = doer(unit)
    return "person" if by == "person" else "partner" if by == "partner" else None


def _with(
    board: tuple[Explained, ...], name: ExplanationId, piece: Evidenced, *, asked: bool = False, weight: float = 0.0
) -> tuple[Explained, ...]:
    gain = weight or {"for": 0.5, "against": -0.8, "open": 0.0}[piece.says]
    entry = next((entry for entry in board if entry.id == name), Explained(name))
    evidence = entry.evidence if piece in entry.evidence else (*entry.evidence, piece)
    changed = replace(entry, evidence=evidence[-KEPT_EVIDENCE:], asked=entry.asked or asked, weight=entry.weight + gain)
    return (*(other for other in board if other.id != name), changed)


def _ranked(board: tuple[Explained, ...]) -> tuple[Explained, ...]:
    return tuple(sorted(board, key=lambda entry: -entry.weight))


def _gates(
    talk: Map, reading: Reading, screening: Screening, effect: Effect | None
) -> tuple[tuple[Gate, str], ...]:
    gates = dict(talk.gates)
    if effect is not None:
        for gate, state in effect.gate.items():
            # A story that answers the fear question says no only if nothing in it was a signal.
            gates[gate] = state if not (state == "no" and screening.level != "none") else "unsure"
    if talk.open and reading.answer == "decline":
        gates = {gate: "declined" if state == "asked" else state for gate, state in gates.items()}
    return tuple(gates.items())


def _newest(before: tuple[Act, ...], fresh: Sequence[Act]) -> tuple[Act, ...]:
    return (*before, *fresh)[-KEPT_ACTS:]


def _kept(before: tuple[Span, ...], fresh: Sequence[Span]) -> tuple[Span, ...]:
    return (*before, *fresh[:KEPT_PER_TURN])[-KEPT_SPANS:]


def _partner(talk: Map, reading: Reading) -> str | None:
    """A name beats a role word; the first name stays."""
    if talk.partner and (talk.partner[0].isupper() or not reading.partner or not reading.partner[0].isupper()):
        return talk.partner
    return reading.partner or talk.partner


def _asked(talk: Map, reading: Reading) -> tuple[tuple[Ask, int], ...]:
    counts = dict(talk.asked)
    if reading.asks:
        counts[reading.asks] = counts.get(reading.asks, 0) + 1
    return tuple(counts.items())


def _routes(talk: Map, screening: Screening) -> tuple[Route, ...]:
    if screening.route in talk.routes or screening.route not in (*PROTECTIVE, "not-couples-yet"):
        return talk.routes
    return (*talk.routes, screening.route)


def _short(message: Message, reading: Reading) -> str:
    if message.words <= 9:
        return message.text.strip()
    return reading.spans[0].text if reading.spans else " ".join(message.text.split()[:9])


def _best_quote(unit: str, spans: Sequence[Span]) -> str:
    inside = [span.text for span in spans if span.text in unit]
    return inside[0] if inside else " ".join(unit.split()[:9])


def _evidence(word: str) -> Evidence:
    return {"for": "for", "against": "against"}.get(word, "open")  # type: ignore[return-value]
