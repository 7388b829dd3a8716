"""Which notes answer these words.

Two readings are joined. Apart: how well the whole message fits a note against all others, after evening out how
phrasings of one note scatter (linear discriminants, in closed form). Worded: what its grams say for each note.
Knows notes and vectors; what a route allows arrives as a test on notes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.content import Content
from knowledge.encoder import Vectors
from knowledge.entries import Note
from knowledge.grams import Grams, grams
from knowledge.index import Line
from knowledge.linear import Linear, fit

_SHRINK = 0.7
"""Share of the scatter that is taken as even in all directions; the rest is measured."""


@dataclass(frozen=True, slots=True)
class Found:
    note: Note
    score: float
    """How far the note stands out among all notes, in standard deviations, twice over."""
    near: float
    """Cosine of its best line: the part that says whether anything fits at all."""


@dataclass(frozen=True)
class NoteSearch:
    """Exact search over all lines of all notes."""

    notes: tuple[Note, ...]
    lines: tuple[Vectors, ...]
    """Per note the vectors (lines, 384) of all that speaks for it."""
    worded: Linear
    weights: Vectors
    offsets: Vectors

    @staticmethod
    def over(lines: Sequence[Line], vectors: Vectors, notes: Mapping[str, Note], worded: Linear) -> "NoteSearch":
        """Group the lines' rows by note and find the directions that tell notes apart."""
        at = {name: place for place, name in enumerate(notes)}
        owner = np.array([at[line.note] for line in lines])
        weights, offsets = _discriminants(vectors, owner, len(notes))
        grouped = tuple(np.ascontiguousarray(vectors[owner == place]) for place in range(len(notes)))
        return NoteSearch(tuple(notes.values()), grouped, worded, weights, offsets)

    def find(
        self, query: Vectors, words: Grams, limit: int, allowed: Callable[[Note], bool] = lambda _: True
    ) -> tuple[Found, ...]:
        """Best notes first for one message: the vector (384) that stands for all of it, and its grams.

        A note whose paragraphs have all been named by better ones is passed over: it would say the same again.
        """
        scores = _standard(query @ self.weights + self.offsets) + _standard(self.worded.scores(query[None], [words])[0])
        found: list[Found] = []
        covered: set[tuple[str, int]] = set()
        for place in np.argsort(-scores, kind="stable"):
            note = self.notes[place]
            marks = {(note.source, paragraph) for paragraph in note.paragraphs}
            if marks <= covered or not allowed(note):
                continue
            covered |= marks
            found.append(Found(note, float(scores[place]), float((self.lines[place] @ query).max())))
            if len(found) == limit:
                break
        return tuple(found)


def word_scores(lines: Sequence[Line], notes: Sequence[str]) -> Linear:
    """What grams say for each note, learned from its lines."""
    owner = np.array([notes.index(line.note) for line in lines])
    return fit([grams(line.text) for line in lines], owner[:, None] == np.arange(len(notes)), least=2)


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
