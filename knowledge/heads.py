"""Small linear heads over sentence vectors: one per theme, explanation, ask and kind of signal.

Fitted in closed form, so a build is deterministic and the leave-one-out scores that set each threshold are exact.
Knows labels as strings and nothing of what they mean.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import Vectors
from knowledge.exemplars import Exemplar

_RIDGE = 0.6
_POSITIVE_SHARE = 0.35
_NEAR_MISS_WEIGHT, _OTHER_WEIGHT, _ORDINARY_WEIGHT, _NEAR_OTHER_WEIGHT = 3.0, 1.0, 0.5, 0.3
FALSE_ALARMS: Mapping[str, tuple[float, float]] = {
    "theme": (0.002, 0.0004), "cue": (0.002, 0.0005), "explanation": (0.006, 0.0012), "ask": (0.008, 0.0015),
    "signal": (0.02, 0.004),
}
"""Share of texts it was not trained on that may reach a head's score of 0.5, and of SURE."""
SURE = 0.86
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Heads:
    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    """(385, labels); the last row is the offset. A raw score of 0 is the threshold."""
    slopes: NDArray[np.float32]

    def scores(self, vectors: Vectors) -> NDArray[np.float32]:
        """Scores (n, labels) between 0 and 1; 0.5 is each head's threshold, SURE its strict one."""
        raw = vectors @ self.weights[:-1] + self.weights[-1]
        return np.asarray(1 / (1 + np.exp(-np.clip(raw * self.slopes, -30, 30))), np.float32)

    def save(self, path: Path) -> None:
        """Write as .npz without pickle."""
        np.savez(path, labels=np.array(self.labels), weights=self.weights, slopes=self.slopes)

    @staticmethod
    def load(path: Path) -> "Heads":
        with np.load(path, allow_pickle=False) as stored:
            return Heads(tuple(str(label) for label in stored["labels"]), stored["weights"], stored["slopes"])


@dataclass(frozen=True)
class HeadReport:
    """How a head does on texts it did not see (each left out once)."""

    label: str
    phrasings: int
    found: float
    near_misses_taken: float
    others_taken: float


def fit(examples: Sequence[Exemplar], vectors: Vectors) -> tuple[Heads, tuple[HeadReport, ...]]:
    """One head per label over the examples' vectors (same order)."""
    labels = tuple(dict.fromkeys(label for example in examples for label in sorted(example.shows)))
    design = np.hstack([vectors.astype(np.float64), np.ones((len(vectors), 1))])
    weights, slopes, reports = [], [], []
    for label in labels:
        target, weight, near = _targets(label, examples)
        head, left_out = _ridge(design, target, weight)
        threshold, slope = _calibrate(label, left_out, target)
        head[-1] -= threshold
        weights.append(head)
        slopes.append(slope)
        reports.append(_report(label, left_out - threshold, target, near))
    return Heads(labels, np.asarray(weights, np.float32).T.copy(), np.asarray(slopes, np.float32)), tuple(reports)


def _targets(label: str, examples: Sequence[Exemplar]) -> tuple[Array, Array, NDArray[np.bool_]]:
    group = label.split(":")[0]
    target = np.full(len(examples), -1.0)
    weight = np.empty(len(examples))
    near = np.zeros(len(examples), bool)
    for at, example in enumerate(examples):
        if label in example.shows:
            target[at], weight[at] = 1.0, 1.0
        elif label in example.resembles:
            near[at], weight[at] = True, _NEAR_MISS_WEIGHT
        elif not example.shows:
            # An ordinary text, or another label's near miss: that one may well be this label.
            weight[at] = _NEAR_OTHER_WEIGHT if example.resembles else _ORDINARY_WEIGHT
        else:
            weight[at] = _OTHER_WEIGHT if any(other.startswith(group) for other in example.shows) else _ORDINARY_WEIGHT
    positive = target > 0
    weight[positive] *= _POSITIVE_SHARE * weight[~positive].sum() / max(weight[positive].sum(), 1.0)
    return target, weight, near


def _ridge(design: Array, target: Array, weight: Array) -> tuple[Array, Array]:
    """Weighted ridge coefficients, and what each text would score had it not been seen."""
    weighted = design * weight[:, None]
    gram = design.T @ weighted
    penalty = np.full(len(gram), _RIDGE * np.trace(gram) / len(gram))
    penalty[-1] = 1e-6
    inverse = np.linalg.inv(gram + np.diag(penalty))
    head = inverse @ (weighted.T @ target)
    leverage = np.einsum("ij,ij->i", design @ inverse, weighted)
    fitted = design @ head
    return head, (fitted - leverage * target) / np.maximum(1 - leverage, 1e-6)


def _calibrate(label: str, scores: Array, target: Array) -> tuple[float, float]:
    """The threshold that lets through the allowed share of other texts, and the slope that puts SURE at the strict one."""
    others = scores[target < 0]
    allowed, strict = FALSE_ALARMS[label.split(":")[0]]
    threshold = float(np.quantile(others, 1 - allowed))
    sure = float(np.quantile(others, 1 - strict))
    return threshold, float(np.log(SURE / (1 - SURE))) / max(sure - threshold, 1e-3)


def _report(label: str, margin: Array, target: Array, near: NDArray[np.bool_]) -> HeadReport:
    positive, other = target > 0, (target < 0) & ~near
    return HeadReport(
        label, int(positive.sum()), float((margin[positive] >= 0).mean()),
        float((margin[near] >= 0).mean()) if near.any() else 0.0, float((margin[other] >= 0).mean()),
    )
