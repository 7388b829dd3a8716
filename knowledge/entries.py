"""What a content entry may hold: the strict schemas behind every file in content/.

Knows nothing of files, folders or of how an entry is used. An unknown key or a wrong type is a fault.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from knowledge.words import ActKind, Answer, Ask, Doer, ExplanationId, Flag, Gate, Level, Route, SpanKind, Step, Topic, Who

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Texts = tuple[Text, ...]


class Entry(BaseModel):
    """Strict and frozen: what a file may not say cannot be said by mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# Notes -----------------------------------------------------------------------------------------------------------


class Note(Entry):
    id: Id
    title: Text
    source: Text = Field(description="File name of the article.")
    paragraphs: tuple[int, ...] = Field(min_length=1, description="n-th non-blank lines of the article.")
    offer: Text = Field(description='Completes "One of the articles says that …".')
    use_when: Text
    avoid_when: Text
    flags: tuple[Flag, ...] = ()
    research: Text | None = Field(None, description="Where research disagrees, with its tag.")
    phrasings: Texts = Field(min_length=8)
    text: Text = Field(description="40 to 120 words in our own words.")


class LeftOut(Entry):
    paragraph: int
    why: Text


class Article(Entry):
    code: Id
    source: Text
    title: Text = Field(description="What the article is about, in our words.")
    paragraphs: int = Field(description="How many non-blank lines it has.")
    sha256: Text


# What people mean ------------------------------------------------------------------------------------------------


class NearMiss(Entry):
    text: Text
    why: Text


class ThemeAct(Entry):
    who: Who
    act: ActKind
    topic: Topic


class Theme(Entry):
    id: Id
    name: Text
    act: ThemeAct | None = None
    phrasings: Texts = Field(min_length=8)
    near_misses: tuple[NearMiss, ...] = ()


class Check(Entry):
    """The one gentle question for an explanation, and what its answers say for or against it."""

    about: tuple[Who, ...] = Field(description="Whose side the wording is about.")
    says: Texts
    yes: Annotated[str, StringConstraints(pattern="^(for|against|open)$")] = "for"
    no: Annotated[str, StringConstraints(pattern="^(for|against|open)$")] = "against"


class Explanation(Entry):
    id: ExplanationId
    name: Text = Field(description='Short everyday name for the slot {explanation}: "two speeds".')
    signs: Text = Field(description="Plain signs, no diagnosis word, fits after a colon.")
    checks: tuple[Check, ...] = Field(min_length=1)
    if_it_fits: Texts = Field(min_length=1, description="What is said when it explains enough to stay with.")
    helper: Text = Field(description="Who could help: one plain line.")
    notes: tuple[Id, ...] = ()
    phrasings: Texts = Field(min_length=12)
    near_misses: tuple[NearMiss, ...] = Field(min_length=4)


class AskEntry(Entry):
    id: Ask
    phrasings: Texts = Field(min_length=12)
    near_misses: tuple[NearMiss, ...] = ()


# Signals ---------------------------------------------------------------------------------------------------------


class Outcome(Entry):
    level: Level
    route: Route


class Pattern(Entry):
    """Phrases that reach the level alone, in the phrase language of knowledge/phrases.py."""

    by: Doer
    to: Doer = "unclear"
    says: Texts
    although: Annotated[str, StringConstraints(pattern="^(negated|past)$")] | None = Field(
        None, description="Phrases whose sense survives a negation or the past."
    )


class Example(Entry):
    text: Text
    by: Doer
    style: Text = Field(description="plain, veiled, minimising, rambling, slang, humour, third-person …")


class Signal(Entry):
    id: Id
    title: Text
    why: Text
    source: Text
    outcomes: dict[Doer, Outcome] = Field(description="Who does it decides level and route.")
    past: Outcome = Field(default=Outcome(level="ask", route="clarify"), description="When it is over.")
    urgent: bool = Field(False, description="Done to the person right now it is an emergency.")
    words: dict[str, Text] = Field(default_factory=dict, description="Named alternatives for <name> in phrases.")
    patterns: tuple[Pattern, ...] = ()
    examples: tuple[Example, ...] = Field(min_length=6)
    near_misses: tuple[NearMiss, ...] = Field(min_length=4)


class Sign(Entry):
    """One thing that a sample shows, and the words that give it away."""

    kind: Id
    by: Doer
    says: Text = Field(description="Copied exactly from the text.")
    time: Annotated[str, StringConstraints(pattern="^past$")] | None = None
    hint: bool = Field(False, description="A careful listener could only ask.")


class Sample(Entry):
    """A whole message as somebody may write it; without signs it is an ordinary one."""

    text: Text
    shows: tuple[Sign, ...]
    like: Id | None = Field(None, description="The kind that an ordinary one only sounds like.")


# What is said ----------------------------------------------------------------------------------------------------


class RouteEntry(Entry):
    id: Route
    title: Text
    sticky: bool
    notes: Annotated[str, StringConstraints(pattern="^(on|off|simpler)$")] = Field(
        description="on: all notes; simpler: only what rules out or explains plainly; off: none."
    )
    shuts_out: tuple[Flag, ...] = Field(description="Note flags that are excluded before ranking.")
    steps: tuple[Step, ...] = Field(description="Steps a move may have on this route, in order of turn.")
    couples_therapy: bool = False


class When(Entry):
    """All given conditions must hold; within one, any value will do."""

    asks: tuple[Ask, ...] = ()
    answer: tuple[Answer, ...] = ()
    to: tuple[Id, ...] = Field((), description="The question this message answers.")
    signals: tuple[Id, ...] = ()
    themes: tuple[Id, ...] = ()
    explanations: tuple[ExplanationId, ...] = ()
    acts: tuple[ThemeAct, ...] = ()
    gate: dict[Gate, tuple[str, ...]] = Field(default_factory=dict)
    unlocked: bool | None = Field(None, description="Fear asked and three explanations looked at.")
    turn_at_least: int | None = None
    turn_at_most: int | None = None
    words_at_least: int | None = None
    words_at_most: int | None = None
    understood: bool | None = None
    again: bool | None = Field(None, description="The same thing was asked before in this talk.")
    first_on_route: bool | None = None
    after: tuple[Id, ...] = Field((), description="Moves that must have been made before.")


class Effect(Entry):
    """What an answer does to the map, besides being read freshly."""

    gate: dict[Gate, str] = Field(default_factory=dict)
    signal: Id | None = None
    by: Doer = "unclear"
    board: dict[ExplanationId, Annotated[str, StringConstraints(pattern="^(for|against|open)$")]] = Field(
        default_factory=dict
    )


class Question(Entry):
    id: Id
    says: Texts = Field(description="Variants of one question; each ends with a question mark or is a request.")
    waits_for: dict[Answer, Effect] = Field(description="Answers it expects, with what each does.")


class Move(Entry):
    id: Id
    step: Step
    routes: tuple[Route, ...]
    when: When = When()
    reflects: bool = Field(True, description="Whether a reflection of this message goes before.")
    says: Texts = Field((), description="Variants; may use slots. One is said, never twice in a talk.")
    asks: Id | None = Field(None, description="Id of a question, or none for a reply without one.")
    slots: dict[str, tuple[SpanKind, ...]] = Field(default_factory=dict)
    idea: bool = Field(False, description="Carries an article's idea: {idea} and {cite} come from the passages.")
    repeatable: bool = False


class Frame(Entry):
    """A reflection: their words in an authored sentence."""

    id: Id
    says: Text
    slots: dict[str, tuple[SpanKind, ...]] = Field(description='Slot → span kinds; a slot named "earlier…" is older.')
    opens_with: Annotated[str, StringConstraints(pattern="^(quote|plain)$")]
    when: When = When()
    routes: tuple[Route, ...] = ("reflect", "screen-first", "not-couples-yet", "clarify")


class Rule(Entry):
    """A rule of the check, with its proof beside it."""

    id: Id
    title: Text
    on: tuple[Annotated[str, StringConstraints(pattern="^(reply|said)$")], ...]
    check: Id = Field(description="Name of a check in assistant/check.py: phrases, questions-at-most, words-at-most …")
    limit: float | None = None
    routes: tuple[Route, ...] = Field((), description="Only on these routes; empty is all.")
    unless_routes: tuple[Route, ...] = ()
    while_locked: bool = False
    phrases: Texts = ()
    unless: Texts = Field((), description="Phrases that excuse the whole sentence.")
    words: dict[str, Text] = Field(default_factory=dict)
    why: Text
    instead: Text
    passes: Texts
    fails: Texts


class Helpline(Entry):
    id: Id
    service: Text
    for_whom: tuple[Id, ...] = Field(description="suicide, abuse, sexual-assault, child, men, lgbtq, harm …")
    reach: dict[str, Text] = Field(description="call, text, chat, web → number or address.")
    hours: Text = Field(description='"always", or lines like "Mon-Fri 10:00-16:00" separated by ";".')
    languages: Text | None = None
    trace: Text | None = Field(None, description="Cost, and what a bill or call log shows.")
    source: Text
    seen_on: Text
    verified_on: Text | None = None
    confirmed: Annotated[str, StringConstraints(pattern="^(official|secondary|not-seen)$")]


class Country(Entry):
    code: Id
    name: Text
    timezone: Text
    emergency: Text
    helplines: tuple[Helpline, ...]
