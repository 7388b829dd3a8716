"""The reference encoder (sentence-transformers on torch), and its export to ONNX, done once.

The only module that imports torch. Never imported while serving.
"""

import logging
import os
import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np

os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"

import torch
from sentence_transformers import SentenceTransformer
from transformers import BertModel
from transformers.utils import logging as transformers_logging

transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]


class _PackedModel(torch.nn.Module):
    """Rows of tokens to unit vectors, several texts to a row: tokens see their own text only, each text is their mean.

    `text` (rows, tokens) numbers the text of each token from 0, padding being -1; `position` is its place in that text.
    """

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        self.embeddings, self.layers = model.embeddings, model.encoder

    def forward(self, token: torch.Tensor, position: torch.Tensor, text: torch.Tensor) -> torch.Tensor:
        apart = torch.where(text[:, :, None] == text[:, None, :], 0.0, -1e9)[:, None]
        seen = self.layers(self.embeddings(input_ids=token, position_ids=position), attention_mask=apart)[0]
        numbers = torch.arange(cast(int, text.max() + 1))[:, None]
        member = (text.reshape(1, -1) == numbers).to(seen.dtype)
        # The sum points where the mean does.
        return torch.nn.functional.normalize(member @ seen.reshape(-1, seen.shape[-1]), dim=1)


def reference_vectors(texts: Sequence[str], folder: Path) -> np.ndarray:
    """Unit vectors (n, 384) from sentence-transformers itself: what the served encoder is held to."""
    return np.asarray(SentenceTransformer(str(folder), device="cpu").encode(list(texts), normalize_embeddings=True))


def export_onnx(folder: Path, target: Path) -> None:
    """Write model.onnx and tokenizer.json of the model in `folder` into `target`."""
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    sentence_transformer = SentenceTransformer(str(folder), device="cpu")
    model = cast(BertModel, sentence_transformer[0].auto_model)
    model.set_attn_implementation("eager")  # The mask is given ready-made.
    packed = _PackedModel(model).eval()
    numbers = torch.arange(8).reshape(2, 4)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # The tracer warns of shapes that are dynamic below.
        torch.onnx.export(
            packed, (numbers, numbers, numbers // 2), str(target / "model.onnx"), dynamo=False, opset_version=17,
            input_names=["token", "position", "text"], output_names=["vectors"],
            dynamic_axes={name: {0: "rows", 1: "tokens"} for name in ("token", "position", "text")}
            | {"vectors": {0: "texts"}},
        )
    shutil.copyfile(folder / "tokenizer.json", target / "tokenizer.json")
