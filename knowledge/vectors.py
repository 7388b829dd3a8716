"""Vectors of content's texts, kept between builds: after an edit only new texts are embedded.

Knows texts and their hashes. Only content passes through here, never a word of a conversation.
"""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from knowledge.encoder import DIMENSIONS, Encoder, Vectors
from knowledge.text import units

_CHUNK = 256


def text_vectors(texts: Sequence[str], encoder: Encoder, progress: Callable[[int], object] = lambda _: None) -> Vectors:
    """A unit vector (n, 384) per text: the mean of its units' vectors, as a message is read in a turn."""
    found = []
    for start in range(0, len(texts), _CHUNK):
        chunk = texts[start:start + _CHUNK]
        cut = [[unit.text for unit in units(text)] or [text] for text in chunk]
        pieces = encoder.encode([piece for one in cut for piece in one])
        ends = np.cumsum([len(one) for one in cut])
        means = np.stack([pieces[end - len(one):end].sum(0) for end, one in zip(ends, cut, strict=True)])
        found.append(means / np.linalg.norm(means, axis=1, keepdims=True))
        progress(len(chunk))
    return np.concatenate(found).astype(np.float32) if found else np.zeros((0, DIMENSIONS), np.float32)


class KeptVectors:
    """Vectors by the hash of their text, in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, np.ndarray] = {}
        if path.is_file():
            with np.load(path, allow_pickle=False) as stored:
                self._known = dict(zip((str(key) for key in stored["keys"]), stored["vectors"], strict=True))

    def of(self, texts: Sequence[str], encoder: Encoder, progress: Callable[[int], object]) -> Vectors:
        """Vectors for `texts`, embedding only those not known yet."""
        keys = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        progress(len(texts) - len(missing))
        fresh = text_vectors(list(missing.values()), encoder, progress)
        self._known.update(zip(missing, fresh, strict=True))
        return np.stack([self._known[key] for key in keys])

    def keep(self, texts: Sequence[str]) -> None:
        """Write the vectors of these texts and forget all others."""
        keys = sorted({hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts})
        scratch = self._path.with_suffix(".part.npz")
        np.savez(scratch, keys=np.array(keys), vectors=np.stack([self._known[key] for key in keys]))
        scratch.replace(self._path)
