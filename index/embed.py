"""Embedding models: the built-in static table, and any sentence-transformers model on demand."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings
from safetensors.numpy import load
from tokenizers import Tokenizer

from index.hub import ModelMissing as ModelMissing
from index.hub import said
from index.late import TokenVectors as TokenVectors
from index.late import late_interaction as late_interaction
from index.sentence_transformer import SentenceTransformerEmbeddings as SentenceTransformerEmbeddings

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
BUILTIN = "builtin"
BUILTIN_PATH = Path(__file__).parent / "models" / "static"


class StaticEmbeddings(Embeddings):
    """Mean of static token vectors, L2-normalised; needs no network and no torch.

    Args:
        path: folder with `config.json`, `model.safetensors`, `tokenizer.json`; None means the built-in model.

    Raises:
        ModelMissing: if the folder lacks one of these files, or one is damaged.
    """

    def __init__(self, path: Path | None = None) -> None:
        folder = path or BUILTIN_PATH
        try:
            self._load(folder)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise ModelMissing(folder) from error
        except Exception as error:  # what a damaged file raises, each library in its own way
            raise ModelMissing(folder, said(error)) from error

    def _load(self, folder: Path) -> None:
        config = _config(folder)
        weights, vocabulary = ((folder / name).read_bytes() for name in ("model.safetensors", "tokenizer.json"))
        self.fingerprint: str = f"{config['name']}-{hashlib.sha256(weights + vocabulary).hexdigest()[:12]}"
        self.dimension: int = config["dimension"]
        self._tokenizer: Tokenizer = Tokenizer.from_buffer(vocabulary)
        tensors = load(weights)
        self._table: Floats = tensors["weight"].astype(np.float32)
        lengths = np.sqrt(np.einsum("vd,vd->v", self._table, self._table))
        self._table /= np.maximum(lengths, 1.0)[:, None]  # integer rows: a known token is at least 1 long
        self._lengths: Floats = lengths * tensors["scale"].astype(np.float32)
        self._idf: Floats = tensors["idf"].astype(np.float32)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one unit vector per text (zeros if no token is known)."""
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of a question; questions and documents are embedded alike."""
        return self.embed_documents([text])[0]

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return (n, dimension) L2-normalised rows; a text without any known token gives a zero row."""
        encodings = self._tokenizer.encode_batch_fast(list(texts))
        return self._means([np.asarray(encoding.ids, dtype=np.int32) for encoding in encodings])

    def encode_tokens(self, texts: Sequence[TokenVectors]) -> Floats:
        """Return the same of texts whose tokens are known, each as often as it stands there."""
        return self._means([tokens.ids for tokens in texts])

    def _means(self, texts: Sequence[Ints]) -> Floats:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for vector, ids in zip(vectors, texts, strict=True):
            vector[:] = self._lengths[ids] @ self._table[ids]
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return vectors

    def token_vectors(self, text: str) -> TokenVectors:
        """Return the known tokens of a text, for `late_interaction`."""
        encoding = self._tokenizer.encode(text)
        ids = np.asarray(encoding.ids, dtype=np.int32)
        known = self._lengths[ids] > 0
        offsets = np.asarray(encoding.offsets, dtype=np.int32).reshape(-1, 2)[known]
        return TokenVectors(ids[known], self._idf[ids[known]], offsets, self._table)


def load_embeddings(
    name: str | None = None,
    *,
    allow_download: bool = False,
    query_prompt: str | None = None,
    document_prompt: str | None = None,
    batch_size: int = 32,
    device: str = "auto",
) -> StaticEmbeddings | SentenceTransformerEmbeddings:
    """Return a model by name: None or `builtin`, the folder of a saved model of either kind, or a hub name.

    The options are those of `SentenceTransformerEmbeddings`; a static table has no use for them.

    Raises:
        ModelMissing: if it is not on this machine and `allow_download` is False, or is damaged.
    """
    if name is None or name == BUILTIN:
        return StaticEmbeddings()
    folder = Path(os.path.expanduser(name))  # noqa: PTH111 - Path.expanduser raises for ~somebody
    try:
        static = _config(folder).get("model_type") == "wenju-static"
    except (FileNotFoundError, NotADirectoryError):
        static = False
    except (OSError, ValueError) as error:
        raise ModelMissing(name, said(error)) from error
    if static:
        return StaticEmbeddings(folder)
    return SentenceTransformerEmbeddings(
        name,
        allow_download=allow_download,
        query_prompt=query_prompt,
        document_prompt=document_prompt,
        batch_size=batch_size,
        device=device,
    )


def _config(folder: Path) -> dict[str, Any]:
    """What `config.json` says.

    Raises:
        ValueError: it is no JSON object.
    """
    try:
        found = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"config.json: {error}") from error
    if not isinstance(found, dict):
        raise ValueError("config.json: no JSON object")
    return found
