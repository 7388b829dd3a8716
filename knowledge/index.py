"""The notes' vectors in Chroma: written once, read whole, never mutated.

The only module that imports chromadb. Knows notes; knows nothing of routes. No words of a conversation enter it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings

from knowledge.encoder import Vectors
from knowledge.errors import CacheError

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

COLLECTION = "notes"
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that speaks for a note: a sentence of it, its title, its offer, or an everyday phrasing."""

    note: str
    kind: str
    text: str


def _client(folder: Path) -> ClientAPI:
    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def write_index(folder: Path, lines: Sequence[Line], vectors: Vectors, stamp: str) -> None:
    """Write all lines and their vectors (same order) into a new index."""
    collection = _client(folder).create_collection(
        COLLECTION, embedding_function=None, metadata={"stamp": stamp},
        configuration={"hnsw": {"space": "cosine"}},
    )
    for start in range(0, len(lines), _BATCH):
        batch = lines[start:start + _BATCH]
        collection.add(
            ids=[f"{line.note}#{start + at}" for at, line in enumerate(batch)],
            embeddings=np.ascontiguousarray(vectors[start:start + _BATCH]),
            documents=[line.text for line in batch],
            metadatas=[{"note": line.note, "kind": line.kind} for line in batch],
        )


def read_index(folder: Path) -> tuple[tuple[Line, ...], Vectors]:
    """All lines with their vectors: a few thousand rows are searched exactly, in well under a millisecond."""
    # Opening a folder that is not there would make an empty index in it.
    if not (folder / "chroma.sqlite3").is_file():
        raise CacheError(f"The index in {folder} is missing. Run `toward knowledge build`.")
    stored = _client(folder).get_collection(COLLECTION, embedding_function=None).get(
        include=["embeddings", "documents", "metadatas"]
    )
    texts, about = stored["documents"] or [], stored["metadatas"] or []
    lines = tuple(
        Line(str(meta["note"]), str(meta["kind"]), text) for text, meta in zip(texts, about, strict=True)
    )
    return lines, np.asarray(stored["embeddings"], np.float32)


def vector_store(folder: Path, embeddings: "Embeddings") -> "Chroma":
    """The same index as a LangChain VectorStore."""
    from langchain_chroma import Chroma  # Half a second that serving does not need.

    return Chroma(COLLECTION, embeddings, client=_client(folder))
