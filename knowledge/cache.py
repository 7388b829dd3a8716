"""The folder that holds what is built once: where it is, its lock, and the swap of a finished build.

Knows nothing of what a build contains. Nothing of a conversation is ever written here.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from knowledge.errors import CacheError


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """TOWARD_CACHE, else `toward` in the user's cache folder. Not created here."""
    if given := environment.get("TOWARD_CACHE"):
        return Path(given).expanduser()
    base = environment.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    return Path(base) / "toward"


@contextmanager
def locked(folder: Path) -> Iterator[Path]:
    """Create the folder (for its owner only) and hold it: one process builds at a time."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(folder / "build.lock"):
            for left in folder.glob(".*-*-*"):  # Of a build that was killed: nobody else builds now.
                shutil.rmtree(left, ignore_errors=True)
            yield folder
    except OSError as error:
        raise CacheError(
            f"The cache folder {folder} cannot be written ({error.strerror or 'it is not a folder'}). "
            "Give its owner write access, or set TOWARD_CACHE to another folder."
        ) from None


@contextmanager
def built_beside(target: Path) -> Iterator[Path]:
    """A scratch folder that takes the target's place when all went well, and vanishes when not."""
    scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield scratch
        old = target.with_name(f".{target.name}-old")
        if target.exists():
            target.rename(old)
        scratch.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def read_manifest(folder: Path) -> dict[str, str]:
    """What a built folder says of itself; empty when it is not there or half written."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def write_manifest(folder: Path, manifest: Mapping[str, str]) -> None:
    """Written last: a folder without it is not finished."""
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
