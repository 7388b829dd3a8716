"""Words in their order: who did what to whom is kept, who exactly they are is not."""

import numpy as np
import pytest

from knowledge import grams, merged


def shared(one: str, other: str) -> float:
    """Share of the grams of one text that the other has too."""
    return len(np.intersect1d(grams(one), grams(other))) / len(grams(one))


@pytest.mark.parametrize(("one", "other"), [
    ("he hit me", "she hit me"), ("my husband hit me", "he hit me"), ("my new boyfriend's shouting", "he shouting"),
    ("I'm tired", "im tired"), ("He's had 3 drinks", "she's had 12 drinks"), ("hit me", "HIT us"),
])
def test_the_same_told_of_other_people_has_the_same_words(one: str, other: str) -> None:
    assert shared(one, other) == shared(other, one) == 1.0


@pytest.mark.parametrize(("one", "other"), [("he hit me", "i hit him"), ("she left me", "i left her"), ("my phone", "his phone")])
def test_who_does_it_to_whom_makes_a_difference(one: str, other: str) -> None:
    assert shared(one, other) < 0.5


def test_words_that_stand_a_little_apart_are_held_together() -> None:
    assert shared("he really hit me", "he then hit me") > shared("he really hit me", "rain fell on slates")


def test_nothing_to_read_gives_nothing() -> None:
    assert len(grams("… !")) == 0
    assert len(merged([])) == 0
    assert merged([grams("he hit me"), grams("he hit me")]).tolist() == grams("he hit me").tolist()
