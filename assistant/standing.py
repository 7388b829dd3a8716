"""How things stand after what was just heard: the more protective counts, and what was reached lasts.

Knows signals and routes; knows nothing of words or of how a signal was heard.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.records import Screening, Signal
from knowledge import LEVELS, PROTECTIVE, ROUTES, Level, Route

_TOGETHER, _LATELY = 3, 12
"""So many different hints of harm by a partner, within so many turns, weigh as much as one plain word."""
_VEILED = ("suicide-veiled",)
LASTING = ("not-couples-yet",)
"""Routes that last although nothing in them calls for protection: their level is none."""


def stand(before: Screening, fresh: tuple[Signal, ...], turn: int, *, unlocked: bool) -> Screening:
    """Level and route as they stand: the more protective counts, and what was reached lasts."""
    every = before.signals + tuple(signal for signal in fresh if signal.level != "none" or signal.route in LASTING)
    lasting = [signal.route for signal in fresh if signal.level == "act" or signal.route in LASTING]
    hints = {
        signal.kind for signal in every
        if signal.level == "ask" and signal.by == "partner" and signal.time == "now" and signal.turn > turn - _LATELY
    }
    if len(hints) >= _TOGETHER and any(signal.level == "ask" for signal in fresh):
        lasting.append("safety")
    sticky = _more_protective([*lasting, *([before.sticky] if before.sticky else [])])
    if sticky in PROTECTIVE:
        return Screening("act", sticky, every[-40:], fresh, sticky)
    # What was asked about once is not asked about again; it still counts with the others.
    known = {(signal.kind, signal.by) for signal in before.signals}
    level: Level = max(
        (signal.level for signal in fresh if (signal.kind, signal.by) not in known), key=LEVELS.index, default="none"
    )
    if level == "ask":
        return Screening("ask", "clarify", every[-40:], fresh, sticky)
    return Screening("none", sticky or ("reflect" if unlocked else "screen-first"), every[-40:], fresh, sticky)


def released(before: Screening) -> Screening:
    """After a plain no to the direct question: a crisis that was only hinted at lets go; what else lasts, lasts."""
    crisis = [signal for signal in before.signals if signal.route == "crisis" and signal.level == "act"]
    if before.sticky != "crisis" or any(signal.kind not in _VEILED and signal.certainty == "stated" for signal in crisis):
        return before
    lasting = _more_protective([
        signal.route for signal in before.signals
        if signal.route in LASTING or (signal.level == "act" and signal.route != "crisis")
    ])
    return replace(before, sticky=lasting)


def _more_protective(routes: Sequence[Route]) -> Route | None:
    return min(routes, key=ROUTES.index) if routes else None
