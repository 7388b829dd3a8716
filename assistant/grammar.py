"""Who does what to whom, and whether it happened: subjects, negation, time, fiction, other people's stories.

Knows sentences and word lists; knows nothing of danger, themes or routes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from assistant.records import Message
from knowledge import ROLES, Doer, Phrases, Unit, compile_phrase, keys_of

_SUBJECT = re.compile(
    r"(?P<person>\b(?:i|i'?m|i'?ve|i'?ll|i'?d|im|ive|we|we're)\b)"
    r"|(?P<partner>\b(?:he|she|they|he'?s|she'?s|they'?re|hes|shes|theyre|he'?ll|she'?ll|he'?d|she'?d)\b"
    rf"|\b(?:my|the|her|his) (?:\w+ )?{ROLES}\b)",
    re.IGNORECASE,
)
_VERBS = r"(?:is|was|has|does|never|always|just|goes|went|says|said|keeps|won't|wont)"
_NAME = re.compile(rf"(?<=[a-z,;] )[A-Z][a-z]{{2,}}\b|^[A-Z][a-z]{{2,}}(?= {_VERBS}\b)")
_OBJECT_ME = re.compile(r"\b(?:me|us|my|myself)\b", re.IGNORECASE)
_OBJECT_THEM = re.compile(r"\b(?:him|her|them|my (?:husband|wife|partner|boyfriend|girlfriend|bf|gf|ex))\b", re.IGNORECASE)

Time = Literal["now", "past"]
_CUES = "cues-"
"""Lists whose name begins so hold the telling words of one route."""


@dataclass(frozen=True)
class Grammar:
    """The word lists of lexicons/grammar.yaml, compiled."""

    lists: Mapping[str, Sequence[str]]

    @staticmethod
    def of(lexicon: Mapping[str, Any]) -> "Grammar":
        """From the content file."""
        return Grammar(lexicon)

    def _phrases(self, name: str) -> Phrases[str]:
        return Phrases((compile_phrase(phrase), name) for phrase in self.lists[name])

    @cached_property
    def _negator(self) -> re.Pattern[str]:
        return _any_word(self.lists["negators"])

    @cached_property
    def _negation_end(self) -> re.Pattern[str]:
        return _any_word(self.lists["negation_ends"])

    @cached_property
    def _hypothetical(self) -> Phrases[str]:
        return self._phrases("hypothetical")

    @cached_property
    def _fiction(self) -> Phrases[str]:
        return self._phrases("fiction")

    @cached_property
    def _denials(self) -> Phrases[str]:
        return self._phrases("denials")

    @cached_property
    def _this_minute(self) -> Phrases[str]:
        return self._phrases("this_minute")

    @cached_property
    def _third_party(self) -> Phrases[str]:
        return self._phrases("third_party")

    @cached_property
    def _past(self) -> Phrases[str]:
        return self._phrases("past")

    @cached_property
    def _present(self) -> Phrases[str]:
        return self._phrases("present")

    @cached_property
    def _begun_again(self) -> Phrases[str]:
        return self._phrases("begun_again")

    @cached_property
    def _figures(self) -> Phrases[str]:
        return self._phrases("figures")

    @cached_property
    def _cues(self) -> dict[str, Phrases[str]]:
        return {name.removeprefix(_CUES): self._phrases(name) for name in self.lists if name.startswith(_CUES)}

    def denies(self, words: str) -> bool:
        """Whether a negation is part of what these words say: "don't want to live"."""
        return bool(self._negator.search(words))

    def negated(self, text: str, start: int, end: int, *, own: bool = False) -> bool:
        """Whether a negation inside text[start:end], or shortly before it in its clause, takes it back.

        With `own` the words have a negation as part of their sense: only one before them counts.
        """
        before = re.split(r"[.;:!?()\n]|,\s", text[max(0, start - 60):start])[-1]
        reach = " ".join(before.split()[-4:]) + " " + ("" if own else text[start:end])
        return any(not self._negation_end.search(reach, match.end()) for match in self._negator.finditer(reach))

    def hypothetical(self, text: str) -> bool:
        """Whether a sentence asks or imagines rather than tells."""
        return _holds(self._hypothetical, text)

    def denial(self, text: str) -> bool:
        """Whether a sentence says of harm that there is none: "he has never hit me", "nobody is scared"."""
        return _holds(self._denials, text)

    def this_minute(self, text: str) -> bool:
        """Whether a sentence tells of something that is going on as it is written."""
        return _holds(self._this_minute, text)

    def fiction(self, text: str) -> bool:
        """Whether a sentence speaks of a film, a dream or a game."""
        return _holds(self._fiction, text)

    def figurative(self, text: str, start: int, end: int) -> bool:
        """Whether the words at text[start:end] are part of a figure of speech or of play: "hit me with the news"."""
        near = text[max(0, start - 40):end + 60]
        begin, finish = min(start, 40), min(start, 40) + end - start
        return any(match.start() < finish and match.end() > begin for _, match in self._figures.find(near, keys_of(near)))

    def cued(self, name: str, text: str) -> bool:
        """Whether a text holds one of the words by which such things are told; always, where none are listed."""
        return name not in self._cues or _holds(self._cues[name], text)

    def third_party(self, text: str) -> bool:
        """Whether a sentence tells somebody else's story and nothing in it happens to the writer."""
        return _holds(self._third_party, text) and not re.search(r"\bme\b", text, re.IGNORECASE)

    def time(self, text: str, whole: str) -> Time:
        """Whether what a sentence tells is over. What the rest of the message says of today counts too."""
        if not _holds(self._past, text):
            return "now"
        return "now" if _holds(self._present, text) or _holds(self._begun_again, whole) else "past"


def _any_word(words: Sequence[str]) -> re.Pattern[str]:
    options = "|".join(re.escape(word).replace("'", "'?").replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"\b(?:{options})\b", re.IGNORECASE)


def _holds(phrases: Phrases[str], text: str) -> bool:
    return phrases.holds(text, keys_of(text))


def unit_at(message: Message, place: int) -> Unit:
    """The unit in which a place of the text lies (the last one that begins before it)."""
    chosen = message.units[0]
    for unit in message.units:
        if unit.start > place:
            break
        chosen = unit
    return chosen


def subject_before(text: str, place: int, names: Sequence[str] = ()) -> Doer:
    """Who is the subject of what stands at `place`: the nearest one before it in its clause, else in the text."""
    found: tuple[int, Doer] = (-1, "unclear")
    for match in _SUBJECT.finditer(text, 0, max(place, 0)):
        found = max(found, (match.start(), "person" if match.lastgroup == "person" else "partner"))
    for match in _NAME.finditer(text, 0, max(place, 0)):
        found = max(found, (match.start(), "partner"))
    for name in names:
        at = text.lower().rfind(name.lower(), 0, max(place, 0))
        if at >= 0:
            found = max(found, (at, "partner"))
    return found[1]


def doer(text: str) -> Doer:
    """Who acts in a sentence as a whole, by its first subject and its objects; `unclear` when both fit."""
    subjects = [match.lastgroup for match in _SUBJECT.finditer(text)]
    me, them = bool(_OBJECT_ME.search(text)), bool(_OBJECT_THEM.search(text))
    if not subjects:
        return "partner" if me and not them else "unclear"
    if set(subjects) == {"person"}:
        return "person"
    if set(subjects) == {"partner"}:
        return "partner"
    if subjects[0] == "partner" and me:
        return "partner"
    return "person" if subjects[0] == "person" and them and not me else "unclear"
