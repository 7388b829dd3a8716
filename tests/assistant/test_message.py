"""Messages that cannot be read are refused without being repeated, and look-alike letters are read as what they look like."""

from typing import Any

import pytest

from assistant import MOST_CHARACTERS, Assistant, Conversation, MessageError, checked
from assistant.message import fold

CANARY = "quillfeather"


@pytest.mark.parametrize(("text", "says"), [
    ("", "empty"), ("   \n\t", "empty"), (f"{CANARY} " * 10_000, "characters"), (f"{CANARY}\x00", "U+0000"),
    (f"{CANARY}\x1b[31m", "U+001B"), (f"{CANARY}\x7f", "U+007F"), (f"{CANARY}\ud800", "surrogate"), (f"\udfff{CANARY}", "surrogate"),
    (None, "null"), (3, "a number"), (2.5, "a number"), (True, "true or false"), ([CANARY], "a list"), ({"text": CANARY}, "an object"),
])
def test_what_cannot_be_read_is_refused_without_being_repeated(text: Any, says: str) -> None:
    with pytest.raises(MessageError) as error:
        checked(text)
    assert says in str(error.value)
    assert CANARY not in str(error.value)


def test_a_hundred_thousand_characters_are_refused_with_both_numbers() -> None:
    with pytest.raises(MessageError, match="100,000 characters; at most 40,000"):
        checked("x" * 100_000)


@pytest.mark.parametrize("text", ["k", "x" * MOST_CHARACTERS, "a\nb\r\n\tc", "🙂", "日本語", "\u200bk"])
def test_what_can_be_read_comes_back_as_it_is(text: str) -> None:
    assert checked(text) is text


def test_a_refused_message_costs_the_talk_nothing(assistant: Assistant) -> None:
    _, before = assistant.reply(Conversation.start(), "He goes quiet when I ask about money.")
    with pytest.raises(MessageError):
        assistant.reply(before, "\x00")
    reply, after = assistant.reply(before, "Last night he went to bed at eight.")
    assert after.talk.turn == 2
    assert reply.text


@pytest.mark.parametrize(("text", "plain"), [
    ("he hit me", "he hit me"), ("hе hіt mе", "he hit me"), ("I’m “fine”", "I'm \"fine\""), ("naïve café", "naive cafe"),
    ("k1ll myself", "kill myself"), ("he sl@pped me", "he slapped me"), ("su1c1de", "suicide"), ("p@ssw0rd", "password"),
])
def test_look_alikes_and_leet_are_read_as_letters(text: str, plain: str) -> None:
    assert fold(text) == plain


@pytest.mark.parametrize("text", ["at 3:15 on the 4th", "room 101", "5 texts", "$40", "I am 34", "9 months", "me@home"])
def test_numbers_and_prices_stay_what_they_are(text: str) -> None:
    assert [word for word in fold(text).split() if word[0].isdigit()] == [word for word in text.split() if word[0].isdigit()]


def test_folding_keeps_the_length_of_every_text() -> None:
    for code in (code for code in range(0x20, 0x30000, 7) if not 0xD800 <= code <= 0xDFFF):
        text = f"a{chr(code)}1b c"
        assert len(fold(text)) == len(text), hex(code)
        assert len(fold(text).lower()) == len(text), hex(code)


@pytest.mark.parametrize("text", ["he hit me last night", "hе hіt mе last night", "he h1t me last night", "HE HIT ME LAST NIGHT"])
def test_a_disguised_disclosure_is_still_heard_and_quoted_as_written(assistant: Assistant, text: str) -> None:
    screening = assistant.screen(assistant.prepare([text]))
    assert (screening.level, screening.route) == ("act", "safety")
    assert all(signal.quote in text for signal in screening.signals)
