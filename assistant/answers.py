"""Read a message against the question that was open: yes, no, unsure, decline or a story.

Knows words, not questions: what an answer does is content.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.records import Message
from knowledge import Answer, Phrases, compile_phrase, keys_of

_ORDER: tuple[tuple[str, Answer], ...] = (
    ("decline", "decline"), ("unsure", "unsure"), ("no", "no"), ("no_alone", "no"), ("yes", "yes"), ("yes_alone", "yes"),
)
_FILLERS = r"(?:um+|uh+|er+m*|hm+|well|oh|ok so|so|like|lol|ha+|tbh|honestly|i mean|god|look)"
_LEAD = re.compile(rf"^(?:\W|{_FILLERS}\b[\s,.]*)*", re.IGNORECASE)
_FIRST_WORDS, _FEW_WORDS, _STORY_WORDS = 6, 3, 14


def _stands_alone(text: str, end: int) -> bool:
    return end >= len(text.rstrip(" .!?")) or text[end:end + 1] in ",.;!?…"


@dataclass(frozen=True)
class Answers:
    """The first words by which people answer, from lexicons/answers.yaml."""

    phrases: Phrases[tuple[str, Answer]]
    but: re.Pattern[str]

    @staticmethod
    def of(lexicon: Mapping[str, Sequence[str]]) -> "Answers":
        """From the content file."""
        words: Mapping[str, Any] = lexicon
        return Answers(
            Phrases((compile_phrase(phrase), (name, kind)) for name, kind in _ORDER for phrase in words[name]),
            re.compile(r"\b(?:" + "|".join(words["but"]) + r")\b", re.IGNORECASE),
        )

    def read(self, message: Message) -> Answer:
        """The kind of answer; a longer text that begins with no plain word is a story."""
        text = _LEAD.sub("", message.folded, count=1)
        opening = " ".join(re.split(r"[\s]+", text)[:_FIRST_WORDS])
        best: tuple[int, int, Answer] | None = None
        for (name, kind), match in self.phrases.find(opening, keys_of(opening)):
            if name.endswith("_alone") and not _stands_alone(opening, match.end()):
                continue
            if match.start() == 0 or message.words <= _FEW_WORDS:
                found = (match.start(), -len(match.group()), kind)
                best = min(best, found) if best else found
        if best is None:
            return "story"
        if best[2] == "unsure" and message.words > _STORY_WORDS:
            return "story"
        return best[2]

    def added(self, message: Message) -> str | None:
        """What comes after the yes or no: "no … i raise mine tho". It outranks the answer."""
        match = self.but.search(message.folded)
        if not match:
            return None
        after = message.text[match.end():].strip(" ,.;-")
        before = message.text[:match.start()].strip(" ,.;-")
        if len(after.split()) >= 3:
            return after
        last = re.split(r"[.!?]\s+|,\s+", before)[-1]
        return last if len(last.split()) >= 3 and last != before else None
