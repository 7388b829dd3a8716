"""Whole talks with the real assistant: what every reply keeps, whatever the person writes."""

import re
import socket
from collections.abc import Callable, Sequence

import pytest

from assistant import Assistant, Context, Conversation, Reply
from knowledge import Content

Converse = Callable[..., tuple[list[Reply], Conversation]]

TALKS: dict[str, tuple[str, ...]] = {
    "the one who texts": (
        "he goes out with work on fridays and doesnt answer and i just keep going, eleven texts last time",
        "no im not scared of him, hes soft as butter", "ok then fine then sorry ignore that, thats how it ends",
        "he says his phone is at the bottom of his bag", "yes", "not really, he works twelve hour days", "i dont know",
        "no", "maybe hes just tired of me",
    ),
    "the one who hides": (
        "When Ruth comes upstairs I pretend to be asleep. I am sixty-one and I hold my breath like a boy.", "No.",
        "It started when her mother moved in.", "She asks what is wrong and I say nothing is wrong.", "no", "Not that I know of.",
        "She would like me to sit with her in the evening.", "I would rather be in the shed.", "Thank you, that helps a little.",
    ),
    "the one who asks for a verdict": (
        "is my wife a narcissist", "just tell me yes or no", "should i leave her", "whose fault is it then", "are you a real person",
        "thats not what i said", "what do the articles say about it", "what should i say to her tonight", "bye",
    ),
    "the one who says little": ("hi", "ok", "dunno", "yes", "no", "maybe", "k", "...", "?"),
    "second language": (
        "hello my english not so good. my wife always want talk. i need quiet after work", "no nobody afraid", "yes noise all day",
        "she say i dont love her", "no", "yes", "i go to the van one hour", "what is problem with me", "ok thank you",
    ),
    "the new baby": (
        "since the baby he sleeps in the spare room and I do every feed", "no", "yes, he does nights at the depot",
        "I cried in the Tesco car park on Tuesday", "he made me a sandwich and I shouted at him for it", "unsure", "no", "yes", "he is kind",
    ),
    "the quiet house": (
        "We had dinner at separate tables on Sunday, he in the lounge with the snooker on.", "I am not frightened of him, no.",
        "He lost his brother in March.", "He will not talk about it.", "No, he sleeps badly.", "yes", "I miss his hand on my back.",
        "I have asked twice.", "I would like one evening.",
    ),
    "far away": (
        "my gf lives in Lagos and im in Leeds, she takes nine hours to answer", "no", "she has two jobs", "we call on sundays but her network is bad",
        "i keep checking if shes online", "no not really", "yes", "sometimes i think she met someone", "idk",
    ),
    "long and fast": ("he " + "said this and then I said that and " * 120 + "then it was morning", "no", "yes", "no", "what is a pursuer"),
    "marks and quotes": ('she said "k." and then "fine dear" and I said "WHAT does that MEAN???"', "no!!!", '"no" she said', "(well) [maybe] {yes}", "<b>no</b>"),
}
PATTERN = re.compile(r"\b(pursuer|runner|distancer|avoidant|anxious attachment|the dynamic|the cycle|the pattern)\b", re.IGNORECASE)
QUOTED = re.compile(r"\"([^\"]{2,200})\"")


@pytest.fixture(scope="module", params=sorted(TALKS))
def talk(request: pytest.FixtureRequest, converse: Converse) -> tuple[Sequence[str], list[Reply], Conversation]:
    texts = TALKS[request.param]
    return texts, *converse(texts)


Talk = tuple[Sequence[str], list[Reply], Conversation]


def test_a_reply_asks_at_most_one_question_in_at_most_ninety_words(talk: Talk) -> None:
    for reply in talk[1]:
        assert QUOTED.sub("", reply.text).count("?") <= 1, reply.text
        assert len(re.findall(r"[\w'’]+", reply.text)) <= 90, reply.text
        assert reply.text.strip()


def test_every_quoted_span_stands_in_what_the_person_wrote(talk: Talk) -> None:
    texts, replies, _ = talk
    for at, reply in enumerate(replies, 1):
        told = " ".join("\n".join(texts[:at]).replace('"', "'").split())
        for span in QUOTED.findall(reply.text):
            assert " ".join(span.split()) in told, (span, reply.move)


def test_no_slot_is_left_unfilled(talk: Talk) -> None:
    texts, replies, _ = talk
    for reply in replies:
        assert not re.search(r"[{}]", reply.text) or any("{" in text for text in texts), reply.text


def test_the_words_for_the_pattern_wait_for_the_gates(assistant: Assistant, talk: Talk) -> None:
    """Unless the person asks what the word means."""
    conversation = Conversation.start()
    for text in talk[0]:
        reply, conversation = assistant.reply(conversation, text)
        if not conversation.talk.unlocked and not PATTERN.search(conversation.told):
            assert not PATTERN.search(reply.text), reply.text


def test_nothing_that_was_said_is_said_again(talk: Talk) -> None:
    said = [reply.text for reply in talk[1]]
    assert len(said) == len(set(said))


def test_a_reply_of_an_ordinary_route_breaks_no_rule(assistant: Assistant, talk: Talk) -> None:
    for reply in talk[1]:
        if not reply.move.startswith("fallback"):
            assert assistant.check(reply.text, Context("reply", reply.route)) == (), reply.text


def test_the_pieces_of_a_reply_joined_are_the_reply(talk: Talk) -> None:
    for reply in talk[1]:
        assert "".join(reply.sentences()) == reply.text


def test_the_same_talk_gets_the_same_replies(talk: Talk, converse: Converse) -> None:
    texts, replies, _ = talk
    assert [reply.text for reply in converse(texts)[0]] == [reply.text for reply in replies]


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
THINGS = ("the bins", "his tea", "the school run", "a birthday card", "the boiler", "my sister", "the dog's lead", "a train ticket", "the bread", "the garage key")


def test_sixty_turns_repeat_no_move_no_frame_and_no_question(converse: Converse) -> None:
    """A move that may be made again (`repeatable`) must still find other words; the last fallbacks may be said twice."""
    texts = [f"on {DAYS[at % 6]} we had words about {THINGS[at % 10]} and by {at % 12 + 1} he was in the other room" for at in range(60)]
    replies, conversation = converse(texts)
    said = [reply.text for reply in replies if not reply.move.startswith("fallback")]
    assert len(said) == len(set(said))
    assert len(said) >= 30, "most replies are moves, not fallbacks"
    assert conversation.talk.turn == 60
    assert len(conversation.talk.spans) <= 60 and len(conversation.talk.acts) <= 40


def test_moves_that_are_not_repeatable_are_made_once(converse: Converse, content: Content) -> None:
    texts = [f"on {DAYS[at % 6]} it was {THINGS[at % 10]} again, and I sat on the stairs for {at + 2} minutes" for at in range(60)]
    made = [reply.move for reply in converse(texts)[0] if not reply.move.startswith("fallback")]
    once = [move for move in made if not content.moves[move].repeatable]
    assert sorted(once) == sorted(set(once))


def test_a_turn_needs_no_network(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a turn looked up a host")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    conversation = Conversation.start("gb")
    for text in ("he goes quiet and I keep texting", "no", "he hit me last night"):
        reply, conversation = assistant.reply(conversation, text)
        assert reply.text


def test_a_conversation_is_not_changed_by_answering_it(assistant: Assistant) -> None:
    start = Conversation.start()
    one, _ = assistant.reply(start, "he goes quiet after work")
    two, _ = assistant.reply(start, "he goes quiet after work")
    assert start == Conversation.start()
    assert one.text == two.text


def test_the_assistant_is_a_langchain_runnable(assistant: Assistant) -> None:
    chain = assistant.as_runnable()
    first = chain.invoke({"text": "she is on her phone till one"})
    second = chain.invoke({"conversation": first["conversation"], "text": "no"})
    assert first["reply"].text != second["reply"].text
    assert second["conversation"].talk.turn == 2
    both = chain.batch([{"text": "he goes quiet"}, {"text": "he hit me last night"}])
    assert [given["reply"].level for given in both] == ["none", "act"]
