"""The library as the field's interfaces: LangChain Embeddings, BaseRetriever and VectorStore.

For people who build on it; the turn itself does not pass through here.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from knowledge.build import knowledge_folder
from knowledge.cache import cache_folder
from knowledge.grams import grams
from knowledge.library import Library
from knowledge.vectors import text_vectors

if TYPE_CHECKING:
    from langchain_chroma import Chroma


class MiniLMEmbeddings(Embeddings):
    """The served encoder. Long texts are read sentence by sentence and averaged, as a message is in a turn."""

    def __init__(self, library: Library) -> None:
        self._encoder = library.encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Unit vectors of 384 numbers, in the order given."""
        return [[float(number) for number in row] for row in text_vectors(texts, self._encoder)]

    def embed_query(self, text: str) -> list[float]:
        """One unit vector."""
        return self.embed_documents([text])[0]


class NotesRetriever(BaseRetriever):
    """The notes nearest to a question, as Documents with source, paragraphs and flags in their metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    limit: int = 5
    shuts_out: frozenset[str] = frozenset()
    """Flags of notes that are left out before ranking."""

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        found = self.library.notes.find(
            text_vectors([query], self.library.encoder)[0], grams(query), self.limit,
            lambda note: not self.shuts_out.intersection(note.flags),
        )
        return [
            Document(one.note.text, id=one.note.id, metadata={
                "title": one.note.title, "source": one.note.source, "paragraphs": list(one.note.paragraphs),
                "flags": list(one.note.flags), "score": one.score,
            })
            for one in found
        ]


def vector_store(library: Library, cache: Path | None = None) -> "Chroma":
    """Every line that speaks for a note, in Chroma. To be read only: an index is built once and never changed."""
    from knowledge.index import vector_store as open_store  # Imports chromadb.

    folder = knowledge_folder(cache or cache_folder(), library.content.stamp)
    return open_store(folder / "index", MiniLMEmbeddings(library))
