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
from transformers.utils import logging as transformers_logging

transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]


class _PooledModel(torch.nn.Module):
    """Token ids to unit sentence vectors: the model, mean pooling over real tokens, normalisation."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        tokens = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
        pooled = (tokens * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(pooled, dim=1)


def reference_vectors(texts: Sequence[str], folder: Path) -> np.ndarray:
    """Unit vectors (n, 384) from sentence-transformers itself: what the served encoder is held to."""
    return np.asarray(SentenceTransformer(str(folder), device="cpu").encode(list(texts), normalize_embeddings=True))


def export_onnx(folder: Path, target: Path) -> None:
    """Write model.onnx and tokenizer.json of the model in `folder` into `target`."""
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    sentence_transformer = SentenceTransformer(str(folder), device="cpu")
    pooled = _PooledModel(cast(torch.nn.Module, sentence_transformer[0].auto_model)).eval()
    ids = torch.ones((2, 8), dtype=torch.int64)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # The tracer warns of shapes that are dynamic below.
        torch.onnx.export(
            pooled, (ids, torch.ones_like(ids)), str(target / "model.onnx"), dynamo=False, opset_version=17,
            input_names=["input_ids", "attention_mask"], output_names=["vectors"],
            dynamic_axes={name: {0: "texts", 1: "tokens"} for name in ("input_ids", "attention_mask")}
            | {"vectors": {0: "texts"}},
        )
    shutil.copyfile(folder / "tokenizer.json", target / "tokenizer.json")
