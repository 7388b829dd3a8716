"""The closed lists: every id and kind that content, code and the doors may use.

Knows no content and computes nothing. One word per idea; DESIGN.md explains each.
"""

from typing import Literal, get_args

Level = Literal["none", "ask", "act"]
Route = Literal[
    "emergency", "crisis", "child", "youth", "harm-other", "safety", "accountable", "body-no",
    "not-couples-yet", "clarify", "screen-first", "reflect",
]
Concern = Literal["crisis", "child", "youth", "safety", "accountable", "body-no", "not-couples-yet"]
Who = Literal["person", "partner"]
Doer = Literal["person", "partner", "other", "unclear"]
Topic = Literal["talk", "touch", "sex", "time", "plans", "reassurance", "conflict", "phone"]
ActKind = Literal["reach", "retreat"]
Ask = Literal[
    "facts", "words", "verdict", "diagnosis", "stay-or-leave", "fault", "make-them", "bot", "correction",
    "small-talk", "goodbye",
]
Answer = Literal["yes", "no", "unsure", "decline", "story"]
Flag = Literal[
    "mutual", "closeness-nudge", "reassurance", "stay-nudge", "cause-in-childhood", "claim-about-partner", "therapy",
]
ExplanationId = Literal[
    "lost-interest", "leaving", "someone-else", "no-chemistry", "libido-difference", "low-desire", "asexual-spectrum",
    "touch-sensory", "neurodivergence", "communication-pace", "medication", "depression-anxiety",
    "pregnancy-postpartum", "new-baby-load", "menopause", "testosterone-erection", "pain-with-sex", "illness-fatigue",
    "grief-loss", "trauma-memory", "burnout-stress", "substance-or-screen-use", "unrepaired-hurt", "body-image",
    "culture-faith", "distance-no-privacy", "need-for-space",
]
Gate = Literal["fear", "fear-other", "free-to-say-no", "mutual-wish", "private", "safe-to-raise", "suicide"]
Step = Literal[
    "protect", "clarify", "answer", "repair", "end", "hear", "gate", "explanation", "stay-with-explanation", "wish",
    "episode", "topic", "under", "body", "loop", "other-chair", "idea", "experiment", "words", "human", "hold", "small",
]
SpanKind = Literal[
    "image", "act", "partner-act", "partner-words", "should", "feeling", "body", "wish", "knowing", "guess",
    "self-story", "date", "measure", "object", "limit", "added", "fact",
]

ROUTES: tuple[Route, ...] = get_args(Route)
"""Most protective first: of two routes the earlier one is taken."""
PROTECTIVE: frozenset[Route] = frozenset(
    ("emergency", "crisis", "child", "youth", "harm-other", "safety", "accountable", "body-no")
)
CONCERNS: tuple[Concern, ...] = get_args(Concern)
LEVELS: tuple[Level, ...] = get_args(Level)
EXPLANATIONS: tuple[ExplanationId, ...] = get_args(ExplanationId)
ASKS: tuple[Ask, ...] = get_args(Ask)
ANSWERS: tuple[Answer, ...] = get_args(Answer)
