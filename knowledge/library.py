"""Everything the assistant knows, opened: content, encoder, heads, and the search over notes.

Builds what is missing first. Knows nothing of conversations.
"""

from dataclasses import dataclass
from pathlib import Path

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from knowledge.build import Progress, build, encoder_folder, is_built, knowledge_folder, quiet
from knowledge.cache import cache_folder
from knowledge.concerns import Concerns
from knowledge.content import CONTENT, Content, load_content
from knowledge.encoder import Encoder
from knowledge.heads import Heads
from knowledge.linear import Linear
from knowledge.retrieval import NoteSearch


@dataclass(frozen=True)
class Library:
    content: Content
    encoder: Encoder
    heads: Heads
    concerns: Concerns
    notes: NoteSearch


def open_library(root: Path = CONTENT, cache: Path | None = None, progress: Progress | None = None) -> Library:
    """Open the library, building what is missing."""
    content, cache = load_content(root, messages=False), cache or cache_folder()
    if not is_built(content, cache):
        build(load_content(root), cache, progress or quiet)
    folder = knowledge_folder(cache, content.stamp)
    from knowledge.index import read_index  # Imports chromadb.

    lines, vectors = read_index(folder / "index")
    notes = NoteSearch.over(lines, vectors, content.notes, Linear.load(folder / "notes.npz"))
    # A talk multiplies a few rows at a time: more threads only get in the encoder's way.
    threadpool_limits(1, "blas")
    return Library(
        content, Encoder(encoder_folder(cache)), Heads.load(folder / "heads.npz"), Concerns.load(folder / "concerns.npz"),
        notes,
    )
