"""Who does what to whom, and whether it happened at all."""

import pytest

from assistant.grammar import Grammar, doer, subject_before
from knowledge import Content


@pytest.fixture(scope="module")
def grammar(content: Content) -> Grammar:
    return Grammar.of(content.lexicons["grammar"])


def negated(grammar: Grammar, text: str, words: str) -> bool:
    start = text.index(words)
    return grammar.negated(text, start, start + len(words))


@pytest.mark.parametrize("text", [
    "he never hit me", "he has not once hit me", "he didn't hit me", "he didnt hit me", "nobody hit me", "he wouldn't ever hit me",
])
def test_a_denied_act_did_not_happen(grammar: Grammar, text: str) -> None:
    assert negated(grammar, text, "hit me")


@pytest.mark.parametrize("text", [
    "I never told anyone he hit me", "not scared, but he hit me", "I don't know why he hit me", "I can't believe he hit me",
    "I'm not lying. he hit me", "he didn't stop, he hit me", "he not only hit me",
])
def test_a_negation_of_something_else_takes_nothing_back(grammar: Grammar, text: str) -> None:
    assert not negated(grammar, text, "hit me")


@pytest.mark.parametrize("text", ["what if he hits me", "should I be worried", "would you call it violence", "if he ever hits me"])
def test_what_is_imagined_is_hypothetical(grammar: Grammar, text: str) -> None:
    assert grammar.hypothetical(text)
    assert not grammar.hypothetical("he hits me")


@pytest.mark.parametrize("text", ["in the film he hits her", "I dreamt he hit me", "I read a novel where he kills her", "we went to boxing and he hit me"])
def test_films_dreams_and_sports_are_fiction(grammar: Grammar, text: str) -> None:
    assert grammar.fiction(text)
    assert not grammar.fiction("he hit me in the kitchen")


@pytest.mark.parametrize("text", ["my friend's husband hits her", "my sister says he slaps her", "a woman at work is beaten"])
def test_another_persons_story_is_a_third_partys(grammar: Grammar, text: str) -> None:
    assert grammar.third_party(text)


def test_a_friend_in_the_story_does_not_make_it_the_friends(grammar: Grammar) -> None:
    assert not grammar.third_party("he hit me in front of my best friend")


@pytest.mark.parametrize(("text", "whole", "time"), [
    ("he used to hit me", "", "past"), ("my first husband hit me", "", "past"), ("he hit me years ago", "", "past"),
    ("he hit me", "", "now"), ("he hit me last night", "", "now"), ("he used to hit me and last night he did again", "", "now"),
    ("he used to hit me", "he used to hit me. it has begun again.", "now"),
])
def test_the_past_is_over_unless_something_brings_it_back(grammar: Grammar, text: str, whole: str, time: str) -> None:
    assert grammar.time(text, whole or text) == time


@pytest.mark.parametrize(("text", "words", "who"), [
    ("he left the room", "left", "partner"), ("I left the room", "left", "person"), ("my wife left the room", "left", "partner"),
    ("when she asks I left the room", "left", "person"), ("yesterday Tom left", "left", "partner"), ("left the room", "left", "unclear"),
])
def test_the_nearest_subject_before_a_verb_does_it(text: str, words: str, who: str) -> None:
    assert subject_before(text, text.index(words)) == who


def test_a_name_that_is_known_is_the_partner() -> None:
    assert subject_before("sam left", 4) == "unclear"
    assert subject_before("sam left", 4, ("Sam",)) == "partner"


@pytest.mark.parametrize(("text", "who"), [
    ("he shouts at me", "partner"), ("I shout at her", "person"), ("pushed me", "partner"), ("rain again", "unclear"),
    ("I push and she pushes", "unclear"),
])
def test_a_sentence_as_a_whole_has_one_doer_or_none(text: str, who: str) -> None:
    assert doer(text) == who
