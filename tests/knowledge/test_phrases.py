"""The phrase language: every construct, and errors that name the phrase."""

import pytest

from knowledge import Phrases, compile_phrase, keys_of
from knowledge.phrases import PhraseError


def holds(phrase: str, text: str, **words: str) -> bool:
    return Phrases([(compile_phrase(phrase, words), None)]).holds(text, keys_of(text))


def test_words_are_found_in_order_whatever_the_capitals() -> None:
    assert holds("checks my phone", "He CHECKS my Phone")
    assert not holds("checks my phone", "my phone checks")


def test_words_are_found_whole_and_not_inside_others() -> None:
    assert not holds("hit me", "he hit metal")
    assert not holds("hit me", "a whit merry")


def test_light_punctuation_between_words_does_not_hide_them() -> None:
    assert holds("no means no", "no, means no")
    assert holds("hit me", "hit  me")
    assert not holds("hit me", "what a hit. Me too")


@pytest.mark.parametrize("text", ["I don't know", "i dont know", "I don’t know"])
def test_an_apostrophe_may_be_curly_or_missing(text: str) -> None:
    assert holds("don't know", text)


def test_alternatives_may_hold_several_words() -> None:
    assert holds("(hit|beat up|slapped) me", "he beat up me")
    assert holds("(hit|beat up|slapped) me", "slapped me")
    assert not holds("(hit|beat up|slapped) me", "beat me")


def test_alternatives_may_be_nested() -> None:
    phrase = "(my (mum|dad)|a friend) said"
    assert holds(phrase, "my dad said")
    assert holds(phrase, "a friend said")
    assert not holds(phrase, "my friend said")


@pytest.mark.parametrize("text", ["check my phone", "checking my own phone", "checks my phone"])
def test_a_star_takes_any_ending_and_a_bracket_may_be_absent(text: str) -> None:
    assert holds("check* my [own] phone", text)


def test_a_bracket_stands_for_its_own_words_only() -> None:
    assert not holds("check* my [own] phone", "checks my new phone")


def test_a_phrase_may_begin_with_a_bracket() -> None:
    assert holds("[really] scared of him", "scared of him")
    assert holds("[really] scared of him", "really scared of him")


def test_two_dots_are_at_most_four_words() -> None:
    assert holds("said no .. carried on", "I said no but he just carried on")
    assert holds("said no .. carried on", "said no carried on")
    assert not holds("said no .. carried on", "said no one two three four five carried on")


def test_a_hash_is_a_number() -> None:
    assert holds("# (times|texts)", "she sent 40 texts")
    assert not holds("# (times|texts)", "she sent many texts")


def test_a_name_in_angles_is_one_of_the_words_of_the_entry() -> None:
    assert holds("<strike> me", "punching me", strike="hit|punch*|slap* .. face")
    assert holds("<strike> me", "slapped my face me", strike="hit|punch*|slap* .. face")
    assert not holds("<strike> me", "hugging me", strike="hit|punch*")


@pytest.mark.parametrize("who", ["he", "She", "my wife", "her bf", "Tom", "my new partner"])
def test_the_slot_they_is_the_other_person(who: str) -> None:
    assert holds("{they} left", f"{who} left")


@pytest.mark.parametrize("who", ["I", "It", "Monday", "it", "we", "nobody"])
def test_the_slot_they_is_nobody_else(who: str) -> None:
    assert not holds("{they} left", f"{who} left")


@pytest.mark.parametrize(("slot", "word"), [
    ("{they}", "she's"), ("{them}", "my husband"), ("{their}", "my wife's"), ("{i}", "I've"), ("{me}", "myself"), ("{my}", "our"),
])
def test_every_slot_reads_its_own_words(slot: str, word: str) -> None:
    assert holds(f"{slot} fork", f"{word} fork")


def test_a_phrase_in_a_script_without_spaces_needs_no_word_edges() -> None:
    assert holds("死にたい", "もう死にたいです")


@pytest.mark.parametrize(("phrase", "says"), [
    ("(hit|slapped me", "')' is missing"),
    ("hit) me", "closes that was not opened"),
    ("[my own phone", "']' is missing"),
    ("(my [own) phone]", "was expected"),
    ("hit {you}", "no slot {you}"),
    ("<strike> me", "no words named <strike>"),
    ("hits? me", "question mark"),
])
def test_an_unreadable_phrase_is_named_with_what_is_wrong(phrase: str, says: str) -> None:
    with pytest.raises(PhraseError) as error:
        compile_phrase(phrase)
    assert repr(phrase) in str(error.value)
    assert says in str(error.value)


def test_many_phrases_give_each_match_with_what_it_stands_for() -> None:
    phrases = Phrases([
        (compile_phrase("hit me"), "violence"), (compile_phrase("(my|our) phone"), "phone"), (compile_phrase("# times"), "number"),
    ])
    text = "He hit me 3 times over my phone"
    found = [(name, match.group()) for name, match in phrases.find(text, keys_of(text))]
    assert found == [("violence", "hit me"), ("phone", "my phone"), ("number", "3 times")]


def test_many_phrases_find_what_one_phrase_finds() -> None:
    """The short cut by telling words must not lose anything."""
    texts = ["He checked my phone", "im scared of him", "Tom left", "said no, he carried on", "40 texts", "nothing here"]
    for one in ("check* my phone", "(scared|afraid) of {them}", "{they} left", "said no .. carried on", "# texts", "[so] scared"):
        alone, many = compile_phrase(one), Phrases([(compile_phrase(one), one)])
        for text in texts:
            assert many.holds(text, keys_of(text)) == (alone.regex.search(text) is not None), (one, text)
