"""What is built once: built whole or not at all, by one process, and swapped in when it is finished."""

import errno
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from assistant import Assistant
from knowledge import CacheError, Content, Heads
from knowledge.build import build, encoder_folder, is_built, knowledge_folder
from knowledge.cache import built_beside, cache_folder, locked, read_manifest, write_manifest
from knowledge.index import read_index


@pytest.fixture
def small(content: Content) -> Content:
    """A few lines of the real content: enough to build everything there is to build, in a second."""
    themes = {name: theme.model_copy(update={"phrasings": theme.phrasings[:8], "near_misses": ()})
              for name, theme in islice(content.themes.items(), 3)}
    notes = {name: note.model_copy(update={"phrasings": note.phrasings[:2]}) for name, note in islice(content.notes.items(), 3)}
    return replace(content, explanations={}, asks={}, signals={}, messages={}, themes=themes, notes=notes, stamp="0" * 64)


@pytest.fixture
def cache(assistant: Assistant, tmp_path: Path) -> Path:
    """A cache that has the served encoder already (its export takes most of a minute) and nothing else."""
    target = encoder_folder(tmp_path)
    target.mkdir()
    for name in ("model.onnx", "tokenizer.json", "manifest.json"):
        (target / name).symlink_to(encoder_folder(cache_folder()) / name)
    return tmp_path


def test_a_build_gives_heads_and_index_of_the_content(small: Content, cache: Path) -> None:
    assert not is_built(small, cache)
    assert build(small, cache) == cache
    assert is_built(small, cache)
    folder = knowledge_folder(cache, small.stamp)
    lines, vectors = read_index(folder / "index")
    assert {line.note for line in lines} == set(small.notes)
    assert vectors.shape == (len(lines), 384)
    assert f"theme:{next(iter(small.themes))}" in Heads.load(folder / "heads.npz").labels


def test_what_is_built_is_not_built_again(small: Content, cache: Path) -> None:
    steps: list[str] = []
    build(small, cache, lambda step, done, whole: steps.append(step))
    assert steps
    steps.clear()
    build(small, cache, lambda step, done, whole: steps.append(step))
    assert steps == []


def test_the_work_that_is_told_adds_up_to_the_whole(small: Content, cache: Path) -> None:
    told: list[tuple[int, int]] = []
    build(small, cache, lambda step, done, whole: told.append((done, whole)))
    assert sum(done for done, _ in told) == told[0][1] == told[-1][1]


@pytest.mark.parametrize("left_over", ["", '{"content": "00', "[]"])
def test_a_half_written_build_is_rebuilt(small: Content, cache: Path, left_over: str) -> None:
    folder = knowledge_folder(cache, small.stamp)
    folder.mkdir()
    (folder / "heads.npz").write_bytes(b"half")
    (folder / "manifest.json").write_text(left_over, encoding="utf-8")
    assert not is_built(small, cache)
    build(small, cache)
    assert is_built(small, cache)
    assert Heads.load(folder / "heads.npz").labels
    assert not list(cache.glob(".*"))


def test_two_that_start_at_once_build_once(small: Content, cache: Path) -> None:
    steps: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(build, small, cache, lambda step, done, whole: steps.append(step)) for _ in range(2)]:
            done.result(timeout=120)
    assert is_built(small, cache)
    assert steps.count("learning from them") == 1


def test_building_twice_gives_the_same_heads(small: Content, cache: Path) -> None:
    build(small, cache)
    first = Heads.load(knowledge_folder(cache, small.stamp) / "heads.npz")
    again = replace(small, stamp="1" * 64)
    build(again, cache)
    second = Heads.load(knowledge_folder(cache, again.stamp) / "heads.npz")
    assert first.labels == second.labels
    assert (first.weights == second.weights).all() and (first.slopes == second.slopes).all()


def test_only_the_newest_builds_are_kept(small: Content, cache: Path) -> None:
    for age in range(5):
        folder = cache / f"knowledge-0-{age}"
        folder.mkdir()
        os.utime(folder, (age, age))
    build(small, cache)
    assert sorted(path.name for path in cache.glob("knowledge-*") if path.name.startswith("knowledge-0-")) == [
        "knowledge-0-3", "knowledge-0-4",
    ]


def test_a_finished_build_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "built"
    target.mkdir()
    (target / "old").touch()
    with built_beside(target) as scratch:
        (scratch / "new").touch()
        assert (target / "old").exists(), "the old one serves until the new one is finished"
    assert [path.name for path in target.iterdir()] == ["new"]
    assert [path.name for path in tmp_path.iterdir()] == ["built"]


def test_a_build_that_fails_leaves_the_old_one_alone(tmp_path: Path) -> None:
    target = tmp_path / "built"
    target.mkdir()
    (target / "old").touch()
    with pytest.raises(RuntimeError), built_beside(target) as scratch:  # noqa: PT012
        (scratch / "new").touch()
        raise RuntimeError
    assert [path.name for path in target.iterdir()] == ["old"]
    assert [path.name for path in tmp_path.iterdir()] == ["built"]


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) == {}
    write_manifest(tmp_path, {"content": "abc"})
    assert read_manifest(tmp_path) == {"content": "abc"}


def test_the_cache_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    with locked(tmp_path / "new" / "cache") as folder:
        assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("environment", "folder"), [
    ({"TOWARD_CACHE": "/a/b", "XDG_CACHE_HOME": "/x"}, "/a/b"),
    ({"XDG_CACHE_HOME": "/x"}, "/x/toward"),
    ({}, str(Path("~/.cache/toward").expanduser())),
])
def test_the_environment_says_where_the_cache_is(environment: dict[str, str], folder: str) -> None:
    assert cache_folder(environment) == Path(folder)


def test_a_cache_folder_that_is_a_file_gives_a_clear_error(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for folder in (file, file / "inside"):
        with pytest.raises(CacheError) as error, locked(folder):
            pass
        assert str(folder) in str(error.value)
        assert "TOWARD_CACHE" in str(error.value)


@pytest.fixture
def unwritable(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o500)
    yield folder / "cache"
    folder.chmod(0o700)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_folder_of_somebody_else_gives_a_clear_error(unwritable: Path) -> None:
    with pytest.raises(CacheError, match="TOWARD_CACHE"), locked(unwritable):
        pass


def test_a_read_only_disk_gives_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container's disk, say. No such disk can be mounted in a test, so the folder's own call is made to answer so."""

    def refuse(self: Path, **_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(CacheError, match="TOWARD_CACHE"), locked(tmp_path / "cache"):
        pass
