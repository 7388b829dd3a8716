"""How much a message gives cause for concern, family by family: crisis, safety, accountable and the others.

Three readings are joined. Each unit by itself; each unit beside the nearest sentences that were taught; the message as
a whole. Which weight they get is learned on messages whose authors were left out. Knows vectors and grams, no routes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import Vectors
from knowledge.grams import Grams, merged
from knowledge.linear import Array, Linear

_NARROW = 96
"""Dimensions in which nearness is measured."""
TOP, _LEAST = 2, -5.0


@dataclass(frozen=True)
class Nearness:
    """Sentences that were taught, narrowed: how much nearer a unit is to a family than to harmless ones."""

    basis: Array
    rows: Array
    """Grouped: ordinary ones first, then family by family."""
    starts: NDArray[np.int64]

    def scores(self, vectors: Vectors) -> Array:
        """Scores (n, families)."""
        best = np.maximum.reduceat(vectors @ self.basis @ self.rows.T, self.starts, axis=1)
        return np.asarray(10 * (best[:, 1:] - best[:, :1]), np.float32)

    @staticmethod
    def of(vectors: Vectors, shows: NDArray[np.bool_], ordinary: NDArray[np.bool_]) -> "Nearness":
        """From taught vectors (n, 384), what they show (n, families), and which of them are harmless."""
        _, directions = np.linalg.eigh((vectors.T @ vectors).astype(np.float64))
        basis = directions[:, -_NARROW:].astype(np.float32)
        narrow = vectors @ basis
        groups = [narrow[ordinary], *(narrow[column] for column in shows.T)]
        # A family without an example is as far as can be.
        groups = [group if len(group) else np.zeros((1, _NARROW), np.float32) for group in groups]
        starts = np.cumsum([0, *(len(group) for group in groups[:-1])])
        return Nearness(basis, np.ascontiguousarray(np.vstack(groups)), starts)


@dataclass(frozen=True)
class Concerns:
    units: Linear
    wholes: Linear
    near: Nearness
    join: Array
    """(features + 1, families); the last row is the offset, so that 0 is the threshold for asking."""
    slopes: Array

    def read(self, vectors: Vectors, found: Sequence[Grams], words: int) -> tuple[Array, NDArray[np.int64]]:
        """Per family a score between 0 and 1 (0.5 is worth asking, SURE worth acting) and the unit that tells most.

        `vectors` (units + 1, 384) end with the whole; `found` are the grams of each unit.
        """
        features, places = features_of(*self._readings(vectors, found), words)
        raw = features @ self.join[:-1] + self.join[-1]
        return np.asarray(1 / (1 + np.exp(-np.clip(raw * self.slopes, -30, 30))), np.float32), places

    def _readings(self, vectors: Vectors, found: Sequence[Grams]) -> tuple[Array, Array, Array]:
        rows = vectors[:-1]
        return (2 * self.units.scores(rows, found), self.near.scores(rows),
                2 * self.wholes.scores(vectors[-1:], [merged(found)])[0])

    @cached_property
    def _stored(self) -> dict[str, NDArray[np.generic]]:
        return {**self.units.parts("units"), **self.wholes.parts("wholes"), "basis": self.near.basis,
                "rows": self.near.rows.astype(np.float16), "starts": self.near.starts, "join": self.join,
                "slopes": self.slopes}

    def save(self, path: Path) -> None:
        """Write as .npz without pickle."""
        np.savez(path, **self._stored)  # type: ignore[arg-type]

    @staticmethod
    def load(path: Path) -> "Concerns":
        with np.load(path, allow_pickle=False) as stored:
            kept = dict(stored)
        near = Nearness(kept["basis"], kept["rows"].astype(np.float32), kept["starts"])
        return Concerns(Linear.of(kept, "units"), Linear.of(kept, "wholes"), near, kept["join"], kept["slopes"])


def features_of(units: Array, near: Array, whole: Array, words: int) -> tuple[Array, NDArray[np.int64]]:
    both = units + near
    tops = [_tops(scores) for scores in (units, near)]
    joined = np.concatenate([*tops, both.max(0), whole, [np.log(max(words, 1))]])
    return np.asarray(joined, np.float32), np.asarray(both.argmax(0))


def _tops(scores: Array) -> Array:
    """The highest TOP scores of every family, as one row."""
    best = np.sort(scores, axis=0)[::-1][:TOP]
    padded = np.full((TOP, scores.shape[1]), _LEAST, np.float32)
    padded[:len(best)] = np.maximum(best, _LEAST)
    return padded.ravel()
