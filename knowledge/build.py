"""Build what is built once: the served encoder, the heads and the index. Rebuilt only when its stamp differs.

Knows the order of the work and what it costs; each step lives in its own module.
"""

from collections.abc import Callable
from pathlib import Path

from knowledge.cache import built_beside, cache_folder, locked, read_manifest, write_manifest
from knowledge.content import Content
from knowledge.encoder import Encoder
from knowledge.exemplars import exemplars
from knowledge.heads import fit
from knowledge.retrieval import note_lines, word_scores
from knowledge.samples import taught
from knowledge.teaching import teach
from knowledge.vectors import KeptVectors
from knowledge.weights import MODEL_SHA256, model_folder, sha256, verify

ENCODER_FORMAT, FORMAT = "2", "15"
"""Raised whenever the way of building changes, so that older builds are not read."""
EXPORT_COST, HEADS_COST, TEACHING_COST, INDEX_COST = 7000, 30_000, 26_000, 3000
"""What these steps take, in texts that could be embedded in the same time (measured on two cores)."""

Progress = Callable[[str, int, int], None]
"""Told the step's name, the work done since the last call, and the whole work."""


def quiet(_step: str, _done: int, _whole: int) -> None:
    """Tell nobody."""


def encoder_folder(cache: Path) -> Path:
    """Where the served encoder lies."""
    return cache / f"encoder-{ENCODER_FORMAT}-{MODEL_SHA256[:12]}"


def knowledge_folder(cache: Path, stamp: str) -> Path:
    """Where heads and index of this content lie."""
    return cache / f"knowledge-{FORMAT}-{stamp[:12]}"


def is_built(content: Content, cache: Path) -> bool:
    """Whether everything for this content stands ready."""
    return bool(read_manifest(encoder_folder(cache)) and read_manifest(knowledge_folder(cache, content.stamp)))


def build(content: Content, cache: Path | None = None, progress: Progress = quiet) -> Path:
    """Build what is missing and return the cache folder. Safe to call at every start, from several processes."""
    cache = cache or cache_folder()
    if is_built(content, cache):
        return cache
    with locked(cache):
        texts = len(note_lines(content)) + len(exemplars(content)) + len(taught(content)[0])
        whole = EXPORT_COST + HEADS_COST + TEACHING_COST + INDEX_COST + texts
        _build_encoder(cache, lambda step, done: progress(step, done, whole))
        _build_knowledge(cache, content, lambda step, done: progress(step, done, whole))
        _clear_older(cache, content)
    return cache


def _build_encoder(cache: Path, progress: Callable[[str, int], None]) -> None:
    target = encoder_folder(cache)
    progress("the language model", 0)
    if not read_manifest(target):
        from knowledge.export import export_onnx  # Imports torch: seconds that serving never pays.

        with built_beside(target) as scratch:
            export_onnx(verify(model_folder()), scratch)
            write_manifest(scratch, {"model": MODEL_SHA256, "onnx": sha256(scratch / "model.onnx")})
    progress("the language model", EXPORT_COST)


def _build_knowledge(cache: Path, content: Content, progress: Callable[[str, int], None]) -> None:
    target = knowledge_folder(cache, content.stamp)
    if read_manifest(target):
        return
    from knowledge.index import write_index  # Imports chromadb.

    encoder = Encoder(encoder_folder(cache))
    examples, lines = exemplars(content), note_lines(content)
    pieces, wholes = taught(content)
    texts = [[one.text for one in some] for some in (examples, lines, pieces)]
    kept = KeptVectors(encoder_folder(cache) / "content-vectors.npz")

    def reading(done: int) -> None:
        progress("reading the phrasings", done)

    with built_beside(target) as scratch:
        example_vectors, line_vectors, piece_vectors = (kept.of(some, encoder, reading) for some in texts)
        kept.keep([text for some in texts for text in some])
        progress("learning from them", 0)
        heads, _ = fit(examples, example_vectors)
        heads.save(scratch / "heads.npz")
        word_scores(lines, list(content.notes)).save(scratch / "notes.npz")
        progress("learning what to be concerned about", HEADS_COST)
        teach(pieces, piece_vectors, wholes).save(scratch / "concerns.npz")
        progress("writing the index", TEACHING_COST)
        write_index(scratch / "index", lines, line_vectors, content.stamp)
        progress("writing the index", INDEX_COST)
        write_manifest(scratch, {"content": content.stamp, "model": MODEL_SHA256, "format": FORMAT})


def _clear_older(cache: Path, content: Content) -> None:
    """Keep the newest three builds: another checkout may share the folder."""
    import shutil

    current = knowledge_folder(cache, content.stamp)
    builds = sorted(cache.glob("knowledge-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in [path for path in builds if path != current][2:]:
        shutil.rmtree(path, ignore_errors=True)
