"""Read a message: themes, simpler explanations, who reached or stepped back, what is asked, and their own words.

Every reading keeps the words that show it. Knows nothing of routes, of notes or of what will be said.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from assistant.answers import Answers
from assistant.grammar import Grammar, doer, subject_before, unit_at
from assistant.records import Act, Map, Message, Reading, Seen, Span
from assistant.spans import SpanWords, cut_spans
from knowledge import ROLES, SURE, ActKind, Answer, Ask, Content, Phrases, Theme, Topic, Unit, Who, compile_phrase, keys_of

_READ = 0.5
_MOST_SEEN = 5
_ASKED, _UNASKED, _BESIDE_AN_ANSWER = 0.5, 0.56, 0.86
"""Scores an ask needs: with a question mark, without one, and beside a plain answer to our own question."""
_PRONOUNS: tuple[tuple[Literal["he", "she", "they"], re.Pattern[str]], ...] = (
    ("he", re.compile(r"\b(?:he|him|his|he's|hes)\b", re.IGNORECASE)),
    ("she", re.compile(r"\b(?:she|her|hers|she's|shes)\b", re.IGNORECASE)),
    ("they", re.compile(r"\b(?:they|them|their|they're)\b", re.IGNORECASE)),
)
_ROLE = re.compile(rf"\bmy (?:new |lovely |dear |own )?({ROLES})\b", re.IGNORECASE)
_VERBS = r"(?:is|was|has|does|doesn't|never|always|just|goes|went|says|said|keeps|won't|came|comes|and I)"
_NAMED = re.compile(
    rf"\b(?:my|the) {ROLES},? (?:called |named |is )?([A-Z][a-z]{{2,12}})\b"
    r"|\b(?:married (?:to )?|with my partner |and me and |me and |living with )([A-Z][a-z]{2,12})\b"
    rf"|(?:(?<=[a-z,] )|^)([A-Z][a-z]{{2,12}})(?= {_VERBS}\b)"
)
_SPOKEN = {"bf": "boyfriend", "gf": "girlfriend", "hubby": "husband", "fiancee": "fiancée", "fiance": "fiancé"}


@dataclass(frozen=True)
class _ActPhrase:
    act: ActKind
    topic: Topic
    negated: str


@dataclass(frozen=True)
class Understanding:
    """What understanding needs of content, compiled once."""

    themes: Mapping[str, Theme]
    labels: tuple[str, ...]
    act_list: Sequence[Mapping[str, Any]]
    ask_words: Mapping[str, Any]
    not_names: frozenset[str]
    grammar: Grammar
    answers: Answers
    spans: SpanWords

    @staticmethod
    def of(content: Content, labels: tuple[str, ...], common: Mapping[str, int]) -> "Understanding":
        """From content and the names of the heads."""
        words = content.lexicons
        return Understanding(
            content.themes, labels, words["acts"], words["asks"], frozenset(words["not-names"]),
            Grammar.of(words["grammar"]), Answers.of(words["answers"]), SpanWords(words["spans"], common),
        )

    @cached_property
    def acts(self) -> Phrases[_ActPhrase]:
        """Every way of reaching or stepping back."""
        return Phrases(
            (compile_phrase(phrase), _ActPhrase(entry["act"], entry["topic"], entry.get("negated", "none")))
            for entry in self.act_list for phrase in entry["says"]
        )

    @cached_property
    def needed_for_asks(self) -> Mapping[str, Phrases[str]]:
        """Words without which an ask is not read."""
        others = ("not", "sure", "closing")
        return _compiled({name: phrases for name, phrases in self.ask_words.items() if name not in others})

    @cached_property
    def sure_asks(self) -> Mapping[str, Phrases[str]]:
        """Words that are the ask by themselves."""
        return _compiled(self.ask_words["sure"])

    @cached_property
    def _closing(self) -> Phrases[str]:
        return Phrases((compile_phrase(phrase), phrase) for phrase in self.ask_words["closing"])

    def is_closing(self, text: str) -> bool:
        """Whether the last sentence is a goodbye and nothing else."""
        bare = re.split(r"[.!?\n]+", text.strip(" .,!?:;-\n"))[-1].strip(" ,:;-")
        return any(match.group() == bare for _, match in self._closing.find(bare, keys_of(bare)))

    @cached_property
    def not_asks(self) -> Mapping[str, Phrases[str]]:
        """Words that only look like an ask."""
        return _compiled(self.ask_words["not"])

    @cached_property
    def columns(self) -> Mapping[str, Mapping[int, str]]:
        """Per group its head columns, with the ids they speak for."""
        found: dict[str, dict[int, str]] = {"theme": {}, "cue": {}, "explanation": {}, "ask": {}}
        for at, label in enumerate(self.labels):
            group, name = label.split(":", 1)
            found.setdefault(group, {})[at] = name
        return found


def understand(message: Message, talk: Map, words: Understanding, answer: Answer | None = None) -> Reading:
    """What `message` says, in the light of the talk so far; `answer` is how it answers the open question."""
    themes, cues = _seen(message, words.columns["theme"]), _seen(message, words.columns["cue"])
    turn = talk.turn + 1
    partner, pronoun = _partner(message, words)
    names = tuple(name for name in (partner, talk.partner) if name and name[0].isupper())
    open_question = talk.open
    spans = cut_spans(message, words.spans, turn)
    if answer in ("yes", "no") and (added := words.answers.added(message)):
        spans = _with_added(spans, added, message, turn)
    return Reading(
        themes=themes, cues=cues, explanations=_seen(message, words.columns["explanation"]),
        acts=_acts(message, words, themes, names, turn), asks=_ask(message, words, answer), answer=answer,
        answers=open_question.id if open_question else None, spans=spans, partner=partner, pronoun=pronoun,
    )


def _seen(message: Message, columns: Mapping[int, str]) -> tuple[Seen, ...]:
    found = []
    for column in np.flatnonzero(message.scores.max(0) >= _READ).tolist():
        if column in columns:
            scores = message.scores[:, column]
            at = int(scores[:-1].argmax())
            found.append(Seen(columns[column], round(float(scores.max()), 3), _words_of(message, message.units[at])))
    return tuple(sorted(found, key=lambda seen: -seen.score)[:_MOST_SEEN])


def _words_of(message: Message, unit: Unit) -> str:
    return message.text[unit.start:unit.end].strip()


def _ask(message: Message, words: Understanding, answer: Answer | None) -> Ask | None:
    """What is asked for, if anything is; most messages only want to be heard."""
    best: tuple[float, Ask] | None = None
    plain = answer in ("yes", "no", "unsure")
    if words.is_closing(message.folded):
        return "goodbye"
    for name, phrases in words.sure_asks.items():
        if phrases.holds(message.folded, message.keys):
            return name  # type: ignore[return-value]
    for column, name in words.columns["ask"].items():
        for at, unit in enumerate(message.units):
            asked = "?" in message.folded[unit.start:unit.end + 1]
            needed = _ASKED if asked else _BESIDE_AN_ANSWER if plain else _UNASKED
            margin = float(message.scores[at, column]) - needed
            if margin < 0 or not _has_words_for(name, unit, words):
                continue
            if best is None or margin > best[0]:
                best = (margin, name)  # type: ignore[assignment]
    return best[1] if best else None


def _has_words_for(ask: str, unit: Unit, words: Understanding) -> bool:
    needed, excused = words.needed_for_asks.get(ask), words.not_asks.get(ask)
    keys = keys_of(unit.text)
    if excused is not None and excused.holds(unit.text, keys):
        return False
    return needed is None or needed.holds(unit.text, keys)


def _compiled(lists: Mapping[str, Sequence[str]]) -> dict[str, Phrases[str]]:
    return {name: Phrases((compile_phrase(phrase), name) for phrase in phrases) for name, phrases in lists.items()}


def _acts(
    message: Message, words: Understanding, themes: Sequence[Seen], names: Sequence[str], turn: int
) -> tuple[Act, ...]:
    found: dict[tuple[Who, ActKind, Topic], Act] = {}
    for act in (*_acts_by_phrase(message, words, names, turn), *_acts_by_theme(themes, words, turn)):
        found.setdefault((act.who, act.act, act.topic), act)
    return tuple(found.values())


def _acts_by_phrase(message: Message, words: Understanding, names: Sequence[str], turn: int) -> Iterator[Act]:
    for entry, match in words.acts.find(message.folded, message.keys):
        unit = unit_at(message, match.start())
        who = subject_before(unit.text, match.start() - unit.start, names)
        if who == "unclear":
            who = subject_before(message.folded, match.start(), names)
        act = entry.act
        if words.grammar.negated(message.folded, match.start(), match.end()):
            if entry.negated not in ("reach", "retreat"):
                continue
            act = "reach" if entry.negated == "reach" else "retreat"
        if who in ("person", "partner"):
            actor: Who = "person" if who == "person" else "partner"
            yield Act(actor, act, entry.topic, message.text[match.start():match.end()], turn)


def _acts_by_theme(themes: Sequence[Seen], words: Understanding, turn: int) -> Iterator[Act]:
    for seen in themes:
        act = words.themes[seen.id].act if seen.score >= SURE else None
        # Sentence vectors hardly tell who did it; the grammar of the sentence does.
        if act is not None and doer(seen.quote) in (act.who, "unclear"):
            yield Act(act.who, act.act, act.topic, seen.quote, turn)


def _with_added(spans: tuple[Span, ...], added: str, message: Message, turn: int) -> tuple[Span, ...]:
    if len(added.split()) > 9:
        return spans
    return (Span(added, "added", 1.2, turn, message.text.find(added)), *(span for span in spans if span.text != added))


def _partner(message: Message, words: Understanding) -> tuple[str | None, Literal["he", "she", "they"] | None]:
    """Name or role word for the partner, and the pronoun used most."""
    name = None
    for match in _NAMED.finditer(message.text):
        candidate = next(group for group in match.groups() if group)
        if candidate.lower() not in words.not_names:
            name = candidate
            break
    if name is None and (role := _ROLE.search(message.folded)):
        name = _SPOKEN.get(role.group(1).lower(), role.group(1).lower())
    counts = [(len(pattern.findall(message.folded)), pronoun) for pronoun, pattern in _PRONOUNS]
    most, pronoun = max(counts, key=lambda count: count[0])
    others = sum(count for count, other in counts[:2] if other != pronoun)
    return name, pronoun if most and (pronoun == "they" or most > others) else None
