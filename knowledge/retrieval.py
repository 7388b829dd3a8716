"""Which notes answer these words.

Two readings are joined. Near: a note's best single line, by cosine. Apart: how well the whole message fits a note
against all others, after evening out how phrasings of one note scatter (linear discriminants, in closed form).
Knows notes and vectors; what a route allows arrives as a test on notes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.content import Content
from knowledge.encoder import Vectors
from knowledge.entries import Note
from knowledge.index import Line

_SHRINK = 0.7
"""Share of the scatter that is taken as even in all directions; the rest is measured."""
_NEAR = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    note: Note
    score: float
    """How far the note stands out among all notes, in standard deviations."""
    near: float
    """Cosine of its best line: the part that says whether anything fits at all."""


@dataclass(frozen=True)
class NoteSearch:
    """Exact search over all lines of all notes."""

    notes: tuple[Note, ...]
    vectors: Vectors
    """(lines, 384), grouped by note in the order of `notes`."""
    starts: NDArray[np.int64]
    weights: Vectors
    offsets: Vectors

    @staticmethod
    def over(lines: Sequence[Line], vectors: Vectors, notes: Mapping[str, Note]) -> "NoteSearch":
        """Group the lines' rows by note and find the directions that tell notes apart."""
        at = {name: place for place, name in enumerate(notes)}
        order = sorted(range(len(lines)), key=lambda row: at[lines[row].note])
        grouped = np.ascontiguousarray(vectors[order])
        owner = np.array([at[lines[row].note] for row in order])
        weights, offsets = _discriminants(grouped, owner, len(notes))
        starts = np.searchsorted(owner, np.arange(len(notes)))
        return NoteSearch(tuple(notes.values()), grouped, starts, weights, offsets)

    def find(self, query: Vectors, limit: int, allowed: Callable[[Note], bool] = lambda _: True) -> tuple[Found, ...]:
        """Best notes first for one message: vectors (units + 1, 384), the last row standing for the whole.

        A note whose paragraphs have all been named by better ones is passed over: it would say the same again.
        """
        best = np.maximum.reduceat(query @ self.vectors.T, self.starts, axis=1)
        near = 0.5 * best[:-1].max(0, initial=-1.0) + 0.5 * best[-1] if len(best) > 1 else best[-1]
        scores = _standard(query[-1] @ self.weights + self.offsets) + _NEAR * _standard(near)
        found: list[Found] = []
        covered: set[tuple[str, int]] = set()
        for place in np.argsort(-scores, kind="stable"):
            note = self.notes[place]
            marks = {(note.source, paragraph) for paragraph in note.paragraphs}
            if marks <= covered or not allowed(note):
                continue
            covered |= marks
            found.append(Found(note, float(scores[place]), float(best[-1][place])))
            if len(found) == limit:
                break
        return tuple(found)


def _discriminants(vectors: Vectors, owner: NDArray[np.int64], groups: int) -> tuple[Vectors, Vectors]:
    rows = vectors.astype(np.float64)
    means = np.stack([rows[owner == group].mean(0) for group in range(groups)])
    apart = rows - means[owner]
    scatter = apart.T @ apart / len(rows)
    even = np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    weights = np.linalg.solve((1 - _SHRINK) * scatter + _SHRINK * even, means.T)
    offsets = -0.5 * np.einsum("ij,ji->i", means, weights)
    return weights.astype(np.float32), offsets.astype(np.float32)


def _standard(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray((scores - scores.mean()) / max(float(scores.std()), 1e-9), np.float32)


def note_lines(content: Content) -> tuple[Line, ...]:
    """Everything that speaks for a note, in a fixed order."""
    lines: list[Line] = []
    for note in content.notes.values():
        sentences = note.text.replace("? ", "?|").replace(". ", ".|").split("|")
        lines += [Line(note.id, "title", note.title), Line(note.id, "offer", note.offer)]
        lines += [Line(note.id, "sentence", sentence.strip()) for sentence in sentences if sentence.strip()]
        lines += [Line(note.id, "phrasing", text) for text in note.phrasings]
    return tuple(lines)
