"""The chat in a terminal: what is typed is answered, and what can be typed besides does what the help says."""

from collections.abc import Callable, Mapping

import pytest

from assistant import Assistant
from ui.terminal import chat

Chat = Callable[..., str]


@pytest.fixture
def words(assistant: Assistant) -> Mapping[str, str]:
    return assistant.library.content.wording["terminal"]


@pytest.fixture
def shown(assistant: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Chat:
    """All that the screen shows for these typed lines, as one line of text; the end of the input comes after them."""

    def run(*typed: str, country: str | None = None) -> str:
        lines = iter(typed)

        def answer(_prompt: str) -> str:
            try:
                return next(lines)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", answer)
        assert chat(assistant, country) == 0
        return " ".join(capsys.readouterr().out.split())

    return run


def flat(text: str) -> str:
    return " ".join(text.split())


def test_it_says_at_once_what_it_is_and_at_the_end_that_all_is_gone(shown: Chat, words: Mapping[str, str]) -> None:
    said = shown()
    assert said.startswith(flat(words["welcome"]))
    assert said.endswith(flat(words["goodbye"]))


@pytest.mark.parametrize("word", ["/quit", "/exit", " /QUIT "])
def test_it_ends_when_told_to(shown: Chat, words: Mapping[str, str], word: str) -> None:
    assert shown(word, "never read").endswith(flat(words["goodbye"]))


def test_what_is_typed_is_answered(shown: Chat) -> None:
    assert "eleven texts" in shown("he didnt answer and i sent eleven texts")


def test_help_says_what_can_be_typed(shown: Chat, words: Mapping[str, str]) -> None:
    assert flat(words["help"]) in shown("/help")
    assert all(command in words["help"] for command in ("/sources", "/country", "/clear", "/quit"))


def test_the_country_that_is_chosen_is_used_and_can_be_taken_back(shown: Chat, words: Mapping[str, str]) -> None:
    said = shown("/country gb", "he hit me last night", "/country")
    assert "Refuge" in said
    assert flat(words["country-none"]) in said


def test_an_unknown_country_is_told_and_none_is_chosen(shown: Chat) -> None:
    assert "There are helplines for: au," in shown(country="xx")


def test_without_an_idea_there_is_no_source(shown: Chat, words: Mapping[str, str]) -> None:
    assert flat(words["no-sources"]) in shown("/sources")


def test_a_message_that_cannot_be_read_is_told_and_the_talk_goes_on(shown: Chat) -> None:
    said = shown("quillfeather\x00", "  ", "he hit me last night")
    assert "control character U+0000" in said
    assert "quillfeather" not in said
    assert "findahelpline.com" in said.split("U+0000")[1]


def test_an_empty_line_does_not_end_the_talk(shown: Chat) -> None:
    assert "findahelpline.com" in shown("", "he hit me last night").replace("findahelpline.com", "", 1)


def test_clear_wipes_the_screen_and_what_was_on_it(shown: Chat) -> None:
    assert "\033[2J\033[3J\033[H" in shown("/clear")
