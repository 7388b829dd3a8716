"""Linear scores: what was taught is told apart, what was never seen is not heard, and a file gives the same back."""

from pathlib import Path

import numpy as np

from knowledge import grams
from knowledge.linear import Linear, fit

SAID = ["he hit me again", "she hit me", "they hit me hard", "he hit us", "i hit him", "i hit her again", "i hit them", "i hit him hard"]
TARGETS = np.array([[at < 4, at >= 4, False] for at in range(8)])


def taught() -> Linear:
    return fit([grams(text) for text in SAID], TARGETS, least=2)


def test_order_alone_tells_two_sides_apart() -> None:
    scores = taught().scores(np.zeros((2, 384), np.float32), [grams("my wife hit me"), grams("i hit my wife")])
    assert scores[0, 0] > scores[0, 1] and scores[1, 1] > scores[1, 0]


def test_what_was_never_seen_is_never_heard() -> None:
    assert taught().scores(np.zeros((1, 384), np.float32), [grams("he hit me")])[0, 2] == -1.0


def test_a_text_without_known_words_gets_the_offset() -> None:
    linear = taught()
    assert np.allclose(linear.scores(np.zeros((1, 384), np.float32), [grams("zebra")])[0], linear.offsets)


def test_what_is_saved_scores_the_same(tmp_path: Path) -> None:
    linear = taught()
    linear.save(tmp_path / "linear.npz")
    read = Linear.load(tmp_path / "linear.npz")
    given = np.zeros((1, 384), np.float32), [grams("he hit me")]
    assert np.allclose(linear.scores(*given), read.scores(*given), atol=1e-2)
