"""Linear scores over sentence vectors and grams together: fitted at build, added up in microseconds afterwards.

The only module that imports scikit-learn, and only to fit.
"""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import Vectors
from knowledge.grams import Grams

_SCALE = 3.0
"""How much both kinds of features weigh against the penalty."""
Array = NDArray[np.float32]


@dataclass(frozen=True)
class Linear:
    """One score per label."""

    ids: Grams
    """Grams that weigh anything, sorted."""
    grams: Array
    """(grams, labels)"""
    vectors: Array
    """(384, labels); without rows when vectors are not looked at."""
    offsets: Array

    def scores(self, vectors: Vectors, found: Sequence[Grams]) -> Array:
        """Scores (n, labels) for n texts: their vectors and their grams."""
        scores = np.tile(self.offsets, (len(found), 1))
        if len(self.vectors):
            scores += vectors @ self.vectors
        for row, ids in enumerate(found):
            at = np.searchsorted(self.ids, ids)
            at[at == len(self.ids)] = 0
            known = at[self.ids[at] == ids] if len(self.ids) else at[:0]
            scores[row] += self.grams[known].sum(0, dtype=np.float32) / max(len(ids), 1) ** 0.5
        return scores

    def parts(self, prefix: str) -> Mapping[str, NDArray[np.generic]]:
        """Its arrays by name, to be stored together with others."""
        return {f"{prefix}-ids": self.ids, f"{prefix}-grams": self.grams.astype(np.float16),
                f"{prefix}-vectors": self.vectors, f"{prefix}-offsets": self.offsets}

    def save(self, path: Path) -> None:
        """Write as .npz without pickle."""
        np.savez(path, **self.parts("linear"))  # type: ignore[arg-type]

    @staticmethod
    def load(path: Path) -> "Linear":
        with np.load(path, allow_pickle=False) as stored:
            return Linear.of(stored, "linear")

    @staticmethod
    def of(stored: Mapping[str, NDArray[np.generic]], prefix: str) -> "Linear":
        """From what `parts` gave."""
        return Linear(stored[f"{prefix}-ids"].astype(np.uint32), stored[f"{prefix}-grams"].astype(np.float32),
                      stored[f"{prefix}-vectors"].astype(np.float32), stored[f"{prefix}-offsets"].astype(np.float32))


def fit(
    found: Sequence[Grams], targets: NDArray[np.bool_], weights: NDArray[np.float64] | None = None,
    vectors: Vectors | None = None, *, least: int = 3,
) -> Linear:
    """Support vectors for each column of `targets` (n, labels); grams of fewer than `least` texts are left out."""
    from scipy import sparse  # type: ignore[import-untyped]
    from sklearn.svm import LinearSVC  # type: ignore[import-untyped]

    counts = np.unique(np.concatenate(found), return_counts=True) if found else (np.zeros(0, np.uint32), np.zeros(0))
    ids = counts[0][counts[1] >= least]
    rows = np.repeat(np.arange(len(found)), [len(one) for one in found])
    every = np.concatenate(found)
    at = np.minimum(np.searchsorted(ids, every), max(len(ids) - 1, 0))
    known = ids[at] == every if len(ids) else np.zeros(len(every), bool)
    worth = _SCALE / np.sqrt(np.maximum([len(one) for one in found], 1))[rows[known]]
    table = sparse.csr_matrix((worth, (rows[known], at[known])), shape=(len(found), len(ids)))
    if vectors is not None:
        table = sparse.hstack([sparse.csr_matrix(vectors * _SCALE), table])
    table = table.tocsr()
    weights = np.ones(targets.shape) if weights is None else weights

    def direction(column: int) -> NDArray[np.float64]:
        if not targets[:, column].any():
            return np.append(np.zeros(table.shape[1]), -1.0)  # Never seen, never heard.
        machine = LinearSVC(C=0.3, dual=True, max_iter=300, tol=0.01, random_state=0)
        machine.fit(table, targets[:, column], sample_weight=weights[:, column])
        return np.append(machine.coef_[0] * _SCALE, machine.intercept_[0])

    with ThreadPoolExecutor(os.cpu_count()) as workers:
        joined = np.asarray(list(workers.map(direction, range(targets.shape[1]))), np.float32).T
    split = 0 if vectors is None else vectors.shape[1]
    return Linear(ids, np.ascontiguousarray(joined[split:-1]), np.ascontiguousarray(joined[:split]), joined[-1].copy())
