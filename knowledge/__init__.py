"""THE CONTENT: everything the assistant says and knows, and the encoder and index over it. Imports none of ours."""

from knowledge.build import Progress
from knowledge.checks import Report, examine
from knowledge.content import CONTENT, Content, load_content, read_content, read_helplines, read_wording
from knowledge.encoder import Encoder, Vectors
from knowledge.entries import (
    Article, Country, Effect, Explanation, Frame, Helpline, Move, Note, Question, RouteEntry, Rule, Theme, ThemeAct, When,
)
from knowledge.entries import Signal as SignalEntry
from knowledge.errors import CacheError, ContentError, TowardError, WeightsError
from knowledge.heads import SURE, Heads
from knowledge.library import Library, open_library
from knowledge.phrases import Phrase, Phrases, compile_phrase
from knowledge.retrieval import Found, NoteSearch
from knowledge.text import Unit, units
from knowledge.words import (
    ANSWERS, ASKS, EXPLANATIONS, LEVELS, PROTECTIVE, ROUTES, ActKind, Answer, Ask, Doer, ExplanationId, Flag, Gate,
    Level, Route, SpanKind, Step, Topic, Who,
)

__all__ = [
    "ANSWERS", "ASKS", "Article", "CONTENT", "EXPLANATIONS", "LEVELS", "PROTECTIVE", "ROUTES", "SURE", "ActKind", "Answer", "Ask",
    "CacheError", "Content", "ContentError", "Country", "Doer", "Effect", "Encoder", "Explanation", "ExplanationId",
    "Flag", "Found", "Frame", "Gate", "Heads", "Helpline", "Level", "Library", "Move", "Note", "NoteSearch", "Phrase", "Phrases",
    "Progress",
    "Question", "Route", "RouteEntry", "Rule", "SignalEntry", "SpanKind", "Step", "Theme", "ThemeAct", "Topic",
    "TowardError", "Unit", "Vectors", "WeightsError", "When", "Who", "Report", "compile_phrase", "examine", "load_content", "open_library",
    "read_content", "read_helplines", "read_wording", "units",
]
