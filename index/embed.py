"""Embedding models: the built-in static table, and any sentence-transformers model on demand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings
from safetensors.numpy import load
from tokenizers import Tokenizer

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
BUILTIN = "builtin"
BUILTIN_PATH = Path(__file__).parent / "models" / "static"


class ModelMissing(FileNotFoundError):
    """The embedding model is not on this machine, and it may not be downloaded."""

    def __init__(self, name: str | Path, reason: str = "") -> None:
        advice = f"give the folder of a saved model, allow the download, or use {BUILTIN!r}"
        what = f"cannot be loaded ({reason})" if reason else "is not on this machine"
        super().__init__(f"embedding model {str(name)!r} {what}: {advice}")


@dataclass(frozen=True, eq=False)
class TokenVectors:
    """The t known tokens of one text, as references into the table of their model."""

    ids: Ints  # (t,) rows of `table`
    idf: Floats  # (t,) token weights in [0, 1]
    offsets: Ints  # (t, 2) character positions [start, end) in the text
    table: Floats  # (vocabulary, dim) unit rows, shared by all texts of a model

    @property
    def rows(self) -> Floats:
        """Unit vectors of the tokens in text order, (t, dim)."""
        return self.table[self.ids]


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
            raise ModelMissing(folder, _reason(error)) from error

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
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for vector, encoding in zip(vectors, self._tokenizer.encode_batch_fast(list(texts)), strict=True):
            ids = np.asarray(encoding.ids, dtype=np.int32)
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


def late_interaction(query: TokenVectors, passages: Sequence[TokenVectors]) -> Floats:
    """Score passages by how well each query token is matched anywhere in them.

    Returns:
        (n,) in [-1, 1]: idf-weighted mean over query tokens of the best cosine; 0 where a side has no known token.

    Raises:
        ValueError: if a passage was made by another model than the query.
    """
    if any(passage.table is not query.table for passage in passages):
        raise ValueError("query and passages come from different embedding models")
    scores = np.zeros(len(passages), dtype=np.float32)
    filled = [number for number, passage in enumerate(passages) if len(passage.ids)]
    weight = float(query.idf.sum())
    if not filled or weight <= 0:
        return scores
    # Compare every query token once with every distinct passage token; a passage then looks its tokens up.
    distinct, where = _distinct(np.concatenate([passages[number].ids for number in filled]), len(query.table))
    cosines = query.table[distinct] @ query.rows.T
    starts = np.cumsum([0, *(len(passages[number].ids) for number in filled[:-1])])
    best = np.maximum.reduceat(cosines[where], starts, axis=0)
    scores[filled] = np.clip(best @ (query.idf / weight), -1.0, 1.0)
    return scores


def _distinct(ids: Ints, size: int) -> tuple[npt.NDArray[np.intp], Ints]:
    """Return the different values of `ids` in [0, size), and for each id its place among them (a fast np.unique)."""
    place = np.full(size, -1, dtype=np.int32)
    place[ids] = 0
    distinct = np.flatnonzero(place == 0)
    place[distinct] = np.arange(len(distinct), dtype=np.int32)
    return distinct, place[ids]


class SentenceTransformerEmbeddings(Embeddings):
    """Any sentence-transformers model; torch is imported when one is made.

    Args:
        name: folder of a saved model, or a hub name.
        allow_download: let the hub be asked; otherwise the network is never touched.

    Raises:
        ModelMissing: if the model is not here and cannot be fetched.
    """

    def __init__(self, name: str, *, allow_download: bool = False) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(name, local_files_only=not allow_download)
        except (OSError, ValueError) as error:  # ValueError: a path that is no valid hub name
            raise ModelMissing(name, _reason(error) if Path(name).is_dir() else "") from error
        except Exception as error:  # what a damaged model raises, each library in its own way
            raise ModelMissing(name, _reason(error)) from error
        digest = hashlib.sha256()
        for key, value in sorted(self._model.state_dict().items()):
            values = value.detach().flatten().float().cpu()
            sample = values[:: max(1, len(values) // 256)].numpy()  # with the sum, enough to tell models apart
            digest.update(f"{key}{tuple(value.shape)}{float(values.double().sum())!r}".encode() + sample.tobytes())
        self.fingerprint: str = f"{Path(name).name}-{digest.hexdigest()[:12]}"
        self.dimension: int = len(self.embed_query(""))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one unit vector per passage, made with the model's document prompt."""
        vectors: list[list[float]] = self._model.encode_document(texts, normalize_embeddings=True).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of a question, made with the model's query prompt."""
        vector: list[float] = self._model.encode_query(text, normalize_embeddings=True).tolist()
        return vector


def load_embeddings(
    name: str | None = None, *, allow_download: bool = False
) -> StaticEmbeddings | SentenceTransformerEmbeddings:
    """Return a model by name: None or `builtin`, the folder of a saved model of either kind, or a hub name.

    Raises:
        ModelMissing: if it is not on this machine and `allow_download` is False, or is damaged.
    """
    if name is None or name == BUILTIN:
        return StaticEmbeddings()
    try:
        static = _config(Path(name)).get("model_type") == "wenju-static"
    except (FileNotFoundError, NotADirectoryError):
        static = False
    except (OSError, ValueError) as error:
        raise ModelMissing(name, _reason(error)) from error
    return (
        StaticEmbeddings(Path(name)) if static else SentenceTransformerEmbeddings(name, allow_download=allow_download)
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


def _reason(error: Exception) -> str:
    """The first line of what an error says, with its kind where that alone says little."""
    said = str(error).strip().split("\n")[0]
    return said if isinstance(error, OSError | ValueError) and said else f"{type(error).__name__}: {said}"
