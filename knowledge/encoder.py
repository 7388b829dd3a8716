"""Sentences to unit vectors, by onnxruntime: starts in a fraction of a second and needs no torch.

Knows nothing of content. The only module that imports onnxruntime.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
DIMENSIONS = 384
MAX_TOKENS = 256
_ROW_TOKENS, _ROWS = MAX_TOKENS, 12
"""Several texts share a row, so that next to nothing is padded; so many rows are run at once."""


class Encoder:
    """all-MiniLM-L6-v2. Safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(4, os.cpu_count() or 1)
        options.log_severity_level = 3
        # Spinning threads win nothing on a small machine and take time from the rest of a turn.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (n, 384), in the order given; texts beyond 256 tokens are read up to there."""
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        tokens = [np.array(item.ids) for item in self._tokenizer.encode_batch(list(texts))]
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        rows = _rows([len(ids) for ids in tokens])
        for start in range(0, len(rows), _ROWS):
            some = rows[start:start + _ROWS]
            vectors[[at for row in some for at in row]] = self._run([[tokens[at] for at in row] for row in some])
        return vectors

    def _run(self, rows: Sequence[Sequence[NDArray[np.int64]]]) -> Vectors:
        width = max(sum(map(len, row)) for row in rows)
        token, position = np.zeros((2, len(rows), width), np.int64)
        text = np.full((len(rows), width), -1)
        number = 0
        for at, row in enumerate(rows):
            place = 0
            for ids in row:
                end = place + len(ids)
                token[at, place:end], position[at, place:end], text[at, place:end] = ids, np.arange(len(ids)), number
                place, number = end, number + 1
        return np.asarray(self._session.run(None, {"token": token, "position": position, "text": text})[0], np.float32)


def _rows(lengths: Sequence[int]) -> list[list[int]]:
    """Places of texts, in rows of at most _ROW_TOKENS tokens."""
    rows: list[list[int]] = []
    free = 0
    for at, length in enumerate(lengths):
        if not rows or length > free:
            rows.append([])
            free = _ROW_TOKENS
        rows[-1].append(at)
        free -= length
    return rows
