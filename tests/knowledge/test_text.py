"""Cutting a text into units: every unit quotes the text exactly, whatever its length."""

from itertools import pairwise

import pytest

from knowledge import units

TEXTS = (
    "He goes quiet. I text. He reads it and says nothing.",
    "ok",
    "one line\n\ntwo lines, and then\nthree",
    "  leading and trailing   ",
    "no stops at all " * 60,
    "She says she's tired but then she's on her phone till 1 and I lie there and I count, because what else is there to do, really, and then it's morning.",
    "Why?! Because… well. \"Quoted.\" (Bracketed.) Done.Next",
    "émigré ‘quotes’ — dashes – 日本語もあります。 🙂 ok",
    "k.\nk.\nk.\nk.",
)


@pytest.mark.parametrize("text", TEXTS)
def test_offsets_quote_the_text_exactly(text: str) -> None:
    for unit in units(text):
        assert text[unit.start:unit.end] == unit.text
        assert unit.text == unit.text.strip()
        assert unit.text


@pytest.mark.parametrize("text", TEXTS)
def test_units_follow_each_other_and_lose_no_word(text: str) -> None:
    found = units(text)
    assert all(one.end <= two.start for one, two in pairwise(found))
    kept = "".join(unit.text for unit in found)
    assert sorted(char for char in kept if char.isalnum()) == sorted(char for char in text if char.isalnum())


@pytest.mark.parametrize("text", ["", "   ", "\n\n\t"])
def test_nothing_has_no_units(text: str) -> None:
    assert units(text) == ()


def test_each_sentence_is_a_unit() -> None:
    found = units("He went quiet after dinner. I followed him upstairs to ask.")
    assert [unit.text for unit in found] == ["He went quiet after dinner.", "I followed him upstairs to ask."]


def test_a_new_line_ends_a_sentence() -> None:
    assert len(units("he went quiet after dinner\ni followed him upstairs to ask")) == 2


def test_a_word_or_two_stay_with_the_sentence_before() -> None:
    assert [unit.text for unit in units("He went quiet after dinner. So did I.")] == ["He went quiet after dinner. So did I."]


def test_a_long_sentence_is_cut_at_its_joints() -> None:
    text = "he comes home and takes his shoes off and sits down on the stairs but when i ask him how it went he says fine and looks at his phone until it is time for bed"
    found = units(text)
    assert len(found) > 1
    assert found[1].text.startswith(("but", "when", "and"))


def test_a_sentence_without_joints_is_cut_by_length() -> None:
    assert max(len(unit.text.split()) for unit in units("word " * 400)) <= 48


def test_forty_thousand_characters_are_cut_quickly() -> None:
    from time import perf_counter

    started = perf_counter()
    units("a b, c; d - e\n" * 3_000)
    assert perf_counter() - started < 2
