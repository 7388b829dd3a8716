"""Three plain searches over the raw articles, to see what the notes are worth.

Knows the articles only where they lie beside the project: they are other people's text and no part of it.
"""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np

from evals.retrieval import DEEPEST, Found, Mark, Search
from knowledge import Encoder

SOURCES = Path(__file__).parents[2] / "shared" / "sources"
CHUNK, OVERLAP = 1_000, 200
_MOSTLY = 0.5
"""Share of a paragraph that a chunk must hold to stand for it."""


def read_articles(folder: Path = SOURCES) -> dict[str, tuple[str, ...]]:
    """The paragraphs of every article (its lines that are not blank) by file name; empty where there are none."""
    return {
        path.name: tuple(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
        for path in sorted(folder.glob("*.txt"))
    }


def baselines(articles: dict[str, tuple[str, ...]], encoder: Encoder) -> dict[str, Search]:
    """The three searches by name."""
    paragraphs = [
        (text, frozenset([(source, number)]))
        for source, texts in articles.items() for number, text in enumerate(texts, 1)
    ]
    pieces = [piece for source, texts in articles.items() for piece in chunks(source, texts)]
    return {
        f"{CHUNK}-character chunks, dense": _dense(pieces, encoder),
        "BM25 over paragraphs": _bm25(paragraphs),
        "whole paragraphs, dense": _dense(paragraphs, encoder),
    }


def chunks(source: str, paragraphs: Sequence[str]) -> list[tuple[str, frozenset[Mark]]]:
    """Chunks of an article, each with the paragraphs it mostly holds (or the one of which it holds most)."""
    article = "\n".join(paragraphs)
    starts = np.cumsum([0, *(len(text) + 1 for text in paragraphs)])
    found = []
    for start in range(0, max(len(article) - OVERLAP, 1), CHUNK - OVERLAP):
        held = [
            max(0, min(begin + len(text), start + CHUNK) - max(begin, start)) / len(text)
            for begin, text in zip(starts, paragraphs, strict=False)
        ]
        least = min(_MOSTLY, max(held))
        marks = frozenset((source, at) for at, share in enumerate(held, 1) if share >= least)
        found.append((article[start:start + CHUNK], marks))
    return found


def _dense(pieces: Sequence[tuple[str, frozenset[Mark]]], encoder: Encoder) -> Search:
    vectors = encoder.encode([text for text, _ in pieces])

    def search(texts: Sequence[str]) -> Sequence[Found]:
        nearest = np.argsort(-(encoder.encode(texts) @ vectors.T), axis=1, kind="stable")[:, :DEEPEST]
        return [[pieces[at][1] for at in row] for row in nearest]

    return search


def _bm25(pieces: Sequence[tuple[str, frozenset[Mark]]]) -> Search:
    index = bm25s.BM25()
    index.index(bm25s.tokenize([text for text, _ in pieces], stopwords="en", show_progress=False), show_progress=False)

    def search(texts: Sequence[str]) -> Sequence[Found]:
        asked = bm25s.tokenize(list(texts), stopwords="en", show_progress=False)
        nearest, scores = index.retrieve(asked, k=min(DEEPEST, len(pieces)), show_progress=False)
        # Paragraphs that share no word with the question fill up the list with a score of nought.
        return [
            [pieces[at][1] for at, shared in zip(row, of_row, strict=True) if shared > 0]
            for row, of_row in zip(nearest, scores, strict=True)
        ]

    return search
