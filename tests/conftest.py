"""What every test may ask for: the content, the real assistant (opened once per worker), and short ways to talk.

Nothing here stands in for anything: stages are tested with plain values, the turn with the real assistant.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import pytest

from assistant import Assistant, Conversation, Reply, Screening
from knowledge import Content, read_content

ROOT = Path(__file__).resolve().parents[1]

Converse = Callable[..., tuple[list[Reply], Conversation]]
Screened = Callable[..., Screening]


@lru_cache(maxsize=1)
def content_now() -> Content:
    """The content without its faults, so that tests are collected even while a file is broken."""
    return read_content()[0]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for every rule, signal, route or country that content has."""
    for name, entries in (("rule_id", "rules"), ("signal_id", "signals"), ("country", "countries")):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, sorted(getattr(content_now(), entries)))


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The assistant over the project's own content, once per worker; the build itself lets one process build at a time."""
    return Assistant.open()


@pytest.fixture(scope="session")
def content(assistant: Assistant) -> Content:
    return assistant.library.content


@pytest.fixture(scope="session")
def converse(assistant: Assistant) -> Converse:
    """All replies to these messages, and the conversation after them."""

    def run(texts: Sequence[str], country: str | None = None) -> tuple[list[Reply], Conversation]:
        conversation, replies = Conversation.start(country), []
        for text in texts:
            reply, conversation = assistant.reply(conversation, text)
            replies.append(reply)
        return replies, conversation

    return run


@pytest.fixture(scope="session")
def screened(assistant: Assistant) -> Screened:
    """How things stand after these messages."""

    def run(*texts: str) -> Screening:
        return assistant.screen(assistant.prepare(texts))

    return run
