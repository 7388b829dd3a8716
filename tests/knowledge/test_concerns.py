"""Concerns: whole messages teach them, and what a sign belongs to follows from the content alone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant
from knowledge import CONCERNS, Content, family
from knowledge.concerns import Concerns
from knowledge.entries import Sample, Sign
from knowledge.samples import taught
from knowledge.teaching import ALLOWED, teach


@pytest.mark.parametrize(("kind", "by", "concern"), [
    ("violence", "partner", "safety"), ("violence", "person", "accountable"), ("violence", "other", "safety"),
    ("suicide-now", "person", "crisis"), ("suicide-veiled", "partner", "crisis"), ("child-at-risk", "other", "child"),
    ("body-no", "person", "body-no"), ("one-leaving", "partner", "not-couples-yet"), ("harm-to-others", "person", "accountable"),
    ("humiliation", "partner", "safety"), ("eating-disorder", "person", None),
])
def test_who_does_it_decides_the_family(content: Content, kind: str, by: str, concern: str | None) -> None:
    assert family(content.signals[kind], by) == concern  # type: ignore[arg-type]


def test_only_the_sentence_that_gives_it_away_is_taught_as_a_sign(content: Content) -> None:
    text = "We moved here in spring. He pushed me into the door on Sunday. The garden is nice."
    sign = Sign(kind="violence", by="partner", says="He pushed me into the door")
    small = replace(content, messages={"one": (Sample(text=text, shows=(sign,)),)})
    pieces, wholes = taught(small)
    inside = [piece for piece in pieces if piece.message == 0]
    assert [bool(piece.shows) for piece in inside].count(True) == 1
    assert all(piece.near for piece in inside if not piece.shows)
    assert wholes[0].shows == {"safety"} and not wholes[0].trap


def test_without_messages_nothing_is_heard(content: Content) -> None:
    pieces, wholes = taught(replace(content, messages={}))
    some = pieces[:400]
    vectors = np.random.default_rng(0).normal(size=(len(some), 384)).astype(np.float32)
    concerns = teach(some, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), wholes)
    scores, _ = concerns.read(vectors[:3], [piece.grams for piece in some[:2]], 12)
    assert scores.max() < 0.5


def test_every_family_has_a_budget_and_asks_sooner_than_it_acts() -> None:
    assert set(ALLOWED) == set(CONCERNS)
    assert all(act < ask < 0.1 for ask, act in ALLOWED.values())


def test_what_is_saved_reads_the_same(assistant: Assistant, tmp_path: Path) -> None:
    concerns = assistant.library.concerns
    concerns.save(tmp_path / "concerns.npz")
    message = assistant.prepare(["He pushed me again last night and I hid in the bathroom."])[0]
    given = message.vectors, [message.grams], message.words
    assert np.allclose(concerns.read(*given)[0], Concerns.load(tmp_path / "concerns.npz").read(*given)[0], atol=0.02)


def test_the_unit_that_tells_most_is_pointed_at(assistant: Assistant) -> None:
    message = assistant.prepare(["We moved here in spring and the garden is nice. He pushed me into the door and held me there. The dog is well."])[0]
    score, at = message.concerns["safety"]
    assert score > 0.5 and "pushed" in message.units[at].text
