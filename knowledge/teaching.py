"""Teach the concerns: fit the readings, and learn on messages of authors left out how to join them and where to stand.

Runs at build only. Knows samples and vectors; knows nothing of routes or conversations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge.concerns import TOP, Concerns, Nearness, features_of
from knowledge.encoder import Vectors
from knowledge.grams import Grams, merged
from knowledge.heads import SURE
from knowledge.linear import Array, Linear, fit
from knowledge.samples import Taught, Whole
from knowledge.words import CONCERNS, Concern

ALLOWED: Mapping[Concern, tuple[float, float]] = {
    "crisis": (0.05, 0.006), "child": (0.005, 0.001), "youth": (0.002, 0.0005), "safety": (0.04, 0.006),
    "accountable": (0.013, 0.004), "body-no": (0.008, 0.002), "not-couples-yet": (0.02, 0.006),
}
"""Share of ordinary messages, by authors left out, that may be asked about, and that may be acted on."""
_TRAP_WORTH = 0.3
"""What an ordinary message that was written to alarm counts beside one that was not: there are far fewer in life."""
_FOLDS = 5
_PENALTY = 0.05
_NEAR_WEIGHT, _BESIDE_WEIGHT, _SHOWN_WEIGHT, _WHOLE_WEIGHT = 2.0, 0.3, 2.0, 3.0
_COUNT = len(CONCERNS)


@dataclass(frozen=True)
class _Lesson:
    """Everything taught, in arrays."""

    examples: Sequence[Taught]
    vectors: Vectors
    wholes: Sequence[Whole]

    @cached_property
    def shows(self) -> NDArray[np.bool_]:
        return _table([example.shows for example in self.examples])

    @cached_property
    def message(self) -> NDArray[np.int64]:
        return np.array([example.message for example in self.examples])

    @cached_property
    def whole_shows(self) -> NDArray[np.bool_]:
        return _table([whole.shows for whole in self.wholes])

    @cached_property
    def whole_vectors(self) -> Vectors:
        sums = np.zeros((len(self.wholes), self.vectors.shape[1]), np.float32)
        inside = self.message >= 0
        np.add.at(sums, self.message[inside], self.vectors[inside])
        return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9), np.float32)

    @cached_property
    def whole_grams(self) -> list[Grams]:
        parts: list[list[Grams]] = [[] for _ in self.wholes]
        for example in self.examples:
            if example.message >= 0:
                parts[example.message].append(example.grams)
        return [merged(part) for part in parts]

    def without(self, left_out: NDArray[np.bool_]) -> "tuple[Linear, Linear, Nearness]":
        """The three readings, taught without some of the messages."""
        inside = self.message >= 0
        kept = ~np.append(left_out, False)[self.message]  # A sentence alone points at the last place.
        beside = np.array([example.near for example in self.examples])
        weight = np.where(beside & inside, _BESIDE_WEIGHT, np.where(beside, _NEAR_WEIGHT, 1.0))[:, None]
        weights = np.where(self.shows, _SHOWN_WEIGHT, weight)
        chosen = np.flatnonzero(kept).tolist()
        units = fit([self.examples[at].grams for at in chosen], self.shows[kept], weights[kept], self.vectors[kept])
        alone = np.flatnonzero(~inside).tolist()
        whole = np.flatnonzero(~left_out).tolist()
        targets = np.vstack([self.whole_shows[whole], self.shows[alone]])
        importance = np.repeat([_WHOLE_WEIGHT, 1.0], [len(whole), len(alone)])[:, None] * np.where(targets, 2.0, 1.0)
        wholes = fit(
            [*(self.whole_grams[at] for at in whole), *(self.examples[at].grams for at in alone)], targets, importance,
            np.vstack([self.whole_vectors[whole], self.vectors[alone]]),
        )
        harmless = kept & ~self.shows.any(1) & (inside ^ beside)
        return units, wholes, Nearness.of(self.vectors[kept], self.shows[kept], harmless[kept])


def _table(shown: Sequence[frozenset[Concern]]) -> NDArray[np.bool_]:
    return np.array([[concern in one for concern in CONCERNS] for one in shown], bool).reshape(-1, _COUNT)


def teach(examples: Sequence[Taught], vectors: Vectors, wholes: Sequence[Whole]) -> Concerns:
    """Fit the readings, and learn on authors left out how to join them and where to stand."""
    lesson = _Lesson(examples, vectors, wholes)
    authors = sorted({whole.author for whole in wholes})
    fold = np.array([authors.index(whole.author) % _FOLDS for whole in wholes], int)
    features = np.zeros((len(wholes), 2 * TOP * _COUNT + 2 * _COUNT + 1), np.float32)
    for number in sorted(set(fold.tolist())):
        parts = lesson.without(fold == number)
        for at in np.flatnonzero(fold == number):
            features[at] = _left_out(lesson, parts, int(at))
    worth = np.array([_TRAP_WORTH if whole.trap else 1.0 for whole in wholes], np.float32)
    join, slopes = _joined(features, lesson.whole_shows, worth)
    units, wholes_, near = lesson.without(np.zeros(len(wholes), bool))
    return Concerns(units, wholes_, near, join, slopes)


def _left_out(lesson: _Lesson, parts: tuple[Linear, Linear, Nearness], message: int) -> Array:
    units, wholes, near = parts
    rows = np.flatnonzero(lesson.message == message).tolist()
    vectors = lesson.vectors[rows]
    found = [lesson.examples[at].grams for at in rows]
    whole = wholes.scores(lesson.whole_vectors[message:message + 1], [lesson.whole_grams[message]])[0]
    return features_of(2 * units.scores(vectors, found), near.scores(vectors), 2 * whole, lesson.wholes[message].words)[0]


def _joined(features: Array, shows: NDArray[np.bool_], worth: Array) -> tuple[Array, Array]:
    """One logistic regression per family over standardised features, shifted so that 0 is worth asking."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    join = np.zeros((features.shape[1] + 1, _COUNT), np.float32)
    join[-1] = -1.0
    slopes = np.ones(_COUNT, np.float32)
    if not len(features):
        return join, slopes
    centre, spread = features.mean(0), features.std(0) + 1e-6
    danger = shows[:, [concern != "not-couples-yet" for concern in CONCERNS]].any(1)
    for column, concern in enumerate(CONCERNS):
        if len(set(shows[:, column].tolist())) < 2:
            continue  # Nothing to learn it from: it is never heard here.
        model = LogisticRegression(C=_PENALTY, max_iter=2000, class_weight="balanced")
        model.fit((features - centre) / spread, shows[:, column])
        direction = model.coef_[0] / spread
        scores = features @ direction
        harmless = ~danger & ~shows[:, column]
        asked, acted = (_threshold(scores[harmless], worth[harmless], share) for share in ALLOWED[concern])
        join[:-1, column], join[-1, column] = direction, -asked
        slopes[column] = np.log(SURE / (1 - SURE)) / max(acted - asked, 1e-3)
    return join, slopes


def _threshold(scores: Array, worth: Array, share: float) -> float:
    """The score above which lies this share of what the messages are worth."""
    order = np.argsort(-scores)
    above = np.cumsum(worth[order]) <= share * worth.sum()
    return float(scores[order][min(int(above.sum()), len(order) - 1)])
