"""Hold a text against the rules: what it must never say, and what it must.

Each rule is content with its proof beside it; here are only the checks that rules may name. Knows nothing of voices:
a reply of the guide, of a model or of any other assistant is judged alike.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from assistant.records import Draft, Finding, Verdict
from knowledge import Phrases, Route, Rule, compile_phrase, keys_of

Kind = Literal["reply", "said"]
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*[\"')]*|\n+")
_QUOTED = re.compile(r"[\"“]([^\"“”]{2,120})[\"”]")
_WORDS = re.compile(r"[\w'’]+")
_CITE = re.compile(r"\[\d{3} ¶\d+")


@dataclass(frozen=True)
class Context:
    """What a text is judged in."""

    kind: Kind = "reply"
    route: Route | None = None
    locked: bool = False
    """Whether the words for the pattern may not be said yet."""
    told: str | None = None
    """All that the person has written, where quotes can be held against it."""


@dataclass(frozen=True)
class Rules:
    """The rules, compiled."""

    entries: Sequence[Rule]

    @cached_property
    def breaks(self) -> Phrases[str]:
        """Every phrase that breaks a rule, with the rule's id."""
        return Phrases(
            (compile_phrase(phrase, rule.words), rule.id) for rule in self.entries for phrase in rule.phrases
        )

    @cached_property
    def excuses(self) -> Mapping[str, Phrases[str]]:
        """Per rule: what excuses a sentence."""
        return {
            rule.id: Phrases((compile_phrase(phrase, rule.words), rule.id) for phrase in rule.unless)
            for rule in self.entries
        }


def check(text: str, rules: Rules, context: Context) -> tuple[Finding, ...]:
    """Every rule that `text` breaks, in the order of the rules."""
    phrases = _broken_by_phrases(text, rules, context)
    found = []
    for rule in rules.entries:
        if context.kind in rule.on and _applies(rule, context):
            quotes = phrases.get(rule.id, ()) if rule.check == "phrases" else CHECKS[rule.check](text, rule, context)
            found += [Finding(rule.id, quote, rule.why, rule.instead) for quote in quotes]
    return tuple(found)


def first_that_passes(drafts: Sequence[Draft], rules: Rules, context: Context) -> Verdict | None:
    """The first draft that breaks no rule, with the findings of those before it; none when all do."""
    findings: list[Finding] = []
    for draft in drafts:
        found = check(draft.text, rules, context)
        if not found:
            return Verdict(draft, tuple(findings))
        findings += found
    return None


def _applies(rule: Rule, context: Context) -> bool:
    if rule.while_locked and not context.locked:
        return False
    if context.route is None:
        return not rule.routes
    return context.route not in rule.unless_routes and (not rule.routes or context.route in rule.routes)


def sentences(text: str) -> Iterator[str]:
    """Sentences of a text, without blank ones."""
    return (match.group().strip() for match in _SENTENCE.finditer(text) if match.group().strip())


def _broken_by_phrases(text: str, rules: Rules, context: Context) -> Mapping[str, Sequence[str]]:
    """Per rule, the first breach in every sentence; all rules are held against a sentence at once."""
    # Words given back in quotes are theirs, not the reply's.
    own = _QUOTED.sub(lambda match: " " * len(match.group()), text) if context.kind == "reply" else text
    found: dict[str, list[str]] = {}
    for sentence in sentences(own.replace("’", "'")):
        keys = keys_of(sentence)
        first: dict[str, str] = {}
        for rule, match in rules.breaks.find(sentence, keys):
            first.setdefault(rule, match.group().strip())
        for rule, quote in first.items():
            if not rules.excuses[rule].holds(sentence, keys):
                found.setdefault(rule, []).append(quote)
    return found


def _questions_at_most(text: str, rule: Rule, context: Context) -> Iterator[str]:
    asked = _QUOTED.sub("", text).count("?")
    if asked > (rule.limit or 0):
        yield f"{asked} questions"


def _words_at_most(text: str, rule: Rule, context: Context) -> Iterator[str]:
    count = len(_WORDS.findall(text))
    if count > (rule.limit or 0):
        yield f"{count} words"


def _exclamations_at_most(text: str, rule: Rule, context: Context) -> Iterator[str]:
    count = _QUOTED.sub("", text).count("!")
    if count > (rule.limit or 0):
        yield "!" * min(count, 3)


def _grade_at_most(text: str, rule: Rule, context: Context) -> Iterator[str]:
    grade = reading_grade(_QUOTED.sub("", text))
    if grade > (rule.limit or 0):
        yield f"reading grade {grade:.0f}"


def _no_list(text: str, rule: Rule, context: Context) -> Iterator[str]:
    if match := re.search(r"(?m)^\s*(?:[-*•]|\d+[.)])\s+\S+", text):
        yield match.group().strip()


def _names_its_source(text: str, rule: Rule, context: Context) -> Iterator[str]:
    if re.search(r"\b(?:an|one of the|the|both) articles?\b", text, re.IGNORECASE) and not _CITE.search(text):
        yield "article"


def _quotes_are_theirs(text: str, rule: Rule, context: Context) -> Iterator[str]:
    if context.told is None:
        return
    told = " ".join(context.told.split())
    for match in _QUOTED.finditer(text):
        quote = " ".join(match.group(1).split())
        if not re.search(rf"(?<!\w){re.escape(quote)}(?!\w)", told):
            yield match.group(1)


CHECKS: Mapping[str, Callable[[str, Rule, Context], Iterator[str]]] = {
    "questions-at-most": _questions_at_most,
    "words-at-most": _words_at_most,
    "exclamations-at-most": _exclamations_at_most,
    "grade-at-most": _grade_at_most,
    "no-list": _no_list,
    "names-its-source": _names_its_source,
    "quotes-are-theirs": _quotes_are_theirs,
}


def reading_grade(text: str) -> float:
    """Flesch-Kincaid grade; syllables are counted as groups of vowels, a silent e left out."""
    words = _WORDS.findall(text.lower())
    if not words:
        return 0.0
    ends = max(1, len(re.findall(r"[.!?:;]+(?:\s|$)", text)))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e\b", "", word)))) for word in words)
    return 0.39 * len(words) / ends + 11.8 * syllables / len(words) - 15.59
