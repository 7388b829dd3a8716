"""The frozen records that pass through a turn, in the order in which they arise.

Nouns only: each stage returns one new record and changes none. JSON shapes for the doors live in ui/doors.py.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from knowledge import (
    ActKind,
    Answer,
    Ask,
    Concern,
    Doer,
    ExplanationId,
    Flag,
    Gate,
    Grams,
    Keys,
    Level,
    Move,
    Route,
    SpanKind,
    Step,
    Topic,
    Unit,
    Vectors,
    Who,
)

Evidence = Literal["for", "against", "open"]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """What the person wrote, prepared once: screened, read and searched from the same vectors."""

    text: str
    folded: str
    """Same length as `text`: look-alike letters and curly quotes made plain."""
    keys: Keys
    """What phrases look for first: its words and their beginnings."""
    units: tuple[Unit, ...]
    vectors: Vectors
    """(len(units) + 1, 384); the last row stands for the whole message."""
    scores: Scores
    """(len(units) + 1, heads): what every head makes of every unit, and of the whole."""
    concerns: Mapping[Concern, tuple[float, int]]
    """Per family of concern how much there is of it, from 0 to 1, and the unit that tells most."""
    grams: Grams
    words: int


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that may need protection: who does it to whom, in the person's own words."""

    kind: str
    by: Doer
    to: Doer
    quote: str
    turn: int
    level: Level
    route: Route
    time: Literal["now", "past"] = "now"
    certainty: Literal["stated", "hinted", "hypothetical"] = "stated"


@dataclass(frozen=True, slots=True)
class Screening:
    """How things stand after a message. `signals` are all so far, `fresh` those of this message."""

    level: Level = "none"
    route: Route = "screen-first"
    signals: tuple[Signal, ...] = ()
    fresh: tuple[Signal, ...] = ()
    sticky: Route | None = None
    """The most protective route that was reached and lasts."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A theme, explanation or ask that was read in a message, with the words that show it."""

    id: str
    score: float
    quote: str


@dataclass(frozen=True, slots=True)
class Act:
    who: Who
    act: ActKind
    topic: Topic
    quote: str = ""
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """The person's own words, cut at the edges only."""

    text: str
    kind: SpanKind
    weight: float
    turn: int
    at: int = 0
    """Where it begins in the message."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message was understood to say."""

    themes: tuple[Seen, ...] = ()
    cues: tuple[Seen, ...] = ()
    """Things people say when help is near: "he reads my phone", "men aren't abused"."""
    explanations: tuple[Seen, ...] = ()
    acts: tuple[Act, ...] = ()
    asks: Ask | None = None
    answer: Answer | None = None
    """Read against the question that was open, if one was."""
    answers: str | None = None
    """Id of that question."""
    spans: tuple[Span, ...] = ()
    partner: str | None = None
    """Name or role word the person used for the partner."""
    pronoun: Literal["he", "she", "they"] | None = None


@dataclass(frozen=True, slots=True)
class Evidenced:
    """One piece of evidence on the board."""

    says: Evidence
    quote: str
    turn: int
    about: Who | None = None
    """Whose side it tells of, where the sentence says so."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A simpler explanation on the board, with what speaks for and against it."""

    id: ExplanationId
    evidence: tuple[Evidenced, ...] = ()
    asked: bool = False
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    id: str
    turn: int
    about: str | None = None
    """The explanation it asks about, when it does."""


@dataclass(frozen=True, slots=True)
class Map:
    """All that the person has told, in their words, and what the assistant has said. Bounded in size."""

    turn: int = 0
    board: tuple[Explained, ...] = ()
    acts: tuple[Act, ...] = ()
    spans: tuple[Span, ...] = ()
    themes: tuple[tuple[str, int], ...] = ()
    gates: tuple[tuple[Gate, str], ...] = ()
    partner: str | None = None
    pronoun: Literal["he", "she", "they"] | None = None
    open: OpenQuestion | None = None
    said: frozenset[str] = frozenset()
    """Every move, frame and wording of the last replies, so that none is said twice."""
    recent: tuple[tuple[str, ...], ...] = ()
    """The same, reply by reply, so that the oldest can be let go."""
    steps: tuple[Step, ...] = ()
    """The step of every reply, in order."""
    shapes: tuple[str, ...] = ()
    """How the last replies opened."""
    quoted: frozenset[str] = frozenset()
    """Their words that were given back."""
    questions_in_a_row: int = 0
    asked: tuple[tuple[Ask, int], ...] = ()
    """What was asked for, and how often."""
    routes: tuple[Route, ...] = ()
    idea_turn: int = -9
    misses: int = 0
    """Turns in a row in which little was understood."""

    def gate(self, gate: Gate) -> str:
        """State of a gate: unasked, asked, yes, no, unsure or declined."""
        return dict(self.gates).get(gate, "unasked")

    def explained(self, name: str) -> Explained | None:
        """The board's entry for an explanation."""
        return next((entry for entry in self.board if entry.id == name), None)

    @property
    def looked_at(self) -> int:
        """How many explanations have been asked about or answered."""
        return sum(entry.asked for entry in self.board)

    @property
    def unlocked(self) -> bool:
        """Whether the pattern may be named: fear asked and answered no, three explanations looked at."""
        return self.gate("fear") == "no" and self.looked_at >= 3


@dataclass(frozen=True, slots=True)
class Passage:
    """A note that may be used in this reply."""

    source: str
    paragraphs: tuple[int, ...]
    note: str
    title: str
    text: str
    score: float
    near: float = 0.0
    offer: str = ""
    cite: str = ""
    flags: tuple[Flag, ...] = ()
    research: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The next move, with what it is about."""

    move: Move
    explanation: ExplanationId | None = None
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A possible reply, with all that must be remembered if it is the one."""

    text: str
    move: str
    step: Step
    said: tuple[str, ...]
    """Keys of the move, frame and wordings it is made of."""
    question: OpenQuestion | None = None
    passages: tuple[Passage, ...] = ()
    quotes: tuple[str, ...] = ()
    shape: str = "plain"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a text breaks."""

    rule: str
    quote: str
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first draft that breaks no rule, and what was found in those before it."""

    draft: Draft
    findings: tuple[Finding, ...] = ()
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    text: str
    level: Level
    route: Route
    move: str
    passages: tuple[Passage, ...]
    question: bool
    ms: float = 0.0
    findings: tuple[Finding, ...] = field(default=(), repr=False)

    def sentences(self) -> tuple[str, ...]:
        """The text in pieces that can be shown one after the other; joined, they are the text."""
        return tuple(re.findall(r".+?(?:[.!?][\"')*]*(?:\s+|$)|\n\n|$)", self.text, re.DOTALL))
