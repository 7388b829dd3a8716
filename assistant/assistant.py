"""The assistant: everything opened once, then one plain call per message. Also offered as a LangChain Runnable.

Keeps no conversation: each call takes one and gives the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.check import Context, Rules, check
from assistant.choose import Moves
from assistant.grammar import Grammar
from assistant.message import prepare_all
from assistant.records import Finding, Map, Message, Passage, Reading, Reply, Screening
from assistant.retrieve import passages
from assistant.screen import Signals, screen
from assistant.spans import word_counts
from assistant.turn import Conversation, Equipment, take_turn
from assistant.understand import Understanding, understand
from knowledge import CONTENT, Library, Progress, open_library

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable


@dataclass(frozen=True)
class Assistant:
    """Safe to share between threads: it holds nothing of any conversation."""

    gear: Equipment

    @staticmethod
    def open(progress: Progress | None = None, root: Path = CONTENT, cache: Path | None = None) -> "Assistant":
        """Open the library (building what is missing, about a minute the first time) and compile what stages need."""
        return Assistant.over(open_library(root, cache, progress))

    @staticmethod
    def over(library: Library) -> "Assistant":
        """An assistant over a library that is open already."""
        content, labels = library.content, library.heads.labels
        phrasings = [text for theme in content.themes.values() for text in theme.phrasings]
        phrasings += [text for explanation in content.explanations.values() for text in explanation.phrasings]
        common = word_counts(phrasings)
        understanding = Understanding.of(content, labels, common)
        return Assistant(Equipment(
            library, Signals(dict(content.signals), Grammar.of(content.lexicons["grammar"]), labels),
            understanding, Moves(content), Rules(tuple(content.rules.values())),
        ))

    @property
    def library(self) -> Library:
        """Content, encoder, heads and the search over notes."""
        return self.gear.library

    def reply(self, conversation: Conversation, text: str) -> tuple[Reply, Conversation]:
        """Answer one message."""
        return take_turn(conversation, text, self.gear)

    def warm(self) -> None:
        """Compile every phrase and take one turn, so that the first real one waits for nothing."""
        self.gear.signals.patterns.compile()
        self.gear.understanding.acts.compile()
        self.gear.rules.breaks.compile()
        theme = next(iter(self.library.content.themes.values()))
        self.reply(Conversation.start(), theme.phrasings[0])

    def prepare(self, texts: Sequence[str]) -> list[Message]:
        """Messages made ready for single stages, in one run of the encoder."""
        return prepare_all(texts, self.library)

    def screen(self, messages: Sequence[Message]) -> Screening:
        """How things stand after the last of these messages, without any talk around them."""
        standing = Screening()
        for turn, message in enumerate(messages, 1):
            standing = screen(message, standing, self.gear.signals, turn=turn)
        return standing

    def understand(self, messages: Sequence[Message]) -> Reading:
        """What the last of these messages says, in the light of the others."""
        talk = Map()
        for message in messages[:-1]:
            reading = understand(message, talk, self.gear.understanding)
            talk = replace(
                talk, turn=talk.turn + 1, partner=talk.partner or reading.partner, pronoun=talk.pronoun or reading.pronoun
            )
        return understand(messages[-1], talk, self.gear.understanding)

    def retrieve(self, message: Message, limit: int) -> tuple[Passage, ...]:
        """The nearest passages, whatever the route."""
        return passages(self.library.notes.find(message.vectors[-1], message.grams, limit), self.library.content)

    def check(self, text: str, context: Context) -> tuple[Finding, ...]:
        """Every rule that a text breaks."""
        return check(text, self.gear.rules, context)

    def as_runnable(self) -> "Runnable[dict[str, Any], dict[str, Any]]":
        """A Runnable from {"conversation", "text"} to {"conversation", "reply"}."""
        from langchain_core.runnables import RunnableLambda  # Not needed to serve.

        def run(given: dict[str, Any]) -> dict[str, Any]:
            reply, conversation = self.reply(given.get("conversation") or Conversation.start(), given["text"])
            return {"reply": reply, "conversation": conversation}

        return RunnableLambda(run)
