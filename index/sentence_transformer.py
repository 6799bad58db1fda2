"""Any sentence-transformers model as the embedding model of an index; torch is imported when one is made."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from index.hub import EMBEDDING, ModelMissing, Role, model_folder, said

Floats = npt.NDArray[np.float32]
AUTO = "auto"

_FAMILIES = [
    # Instructions that models were trained with, that their cards name and their files leave out:
    # (name of the model, before a question, before a passage).
    (re.compile(r"bge-(small|base|large)-zh(-v1\.5)?"), "为这个句子生成表示以用于检索相关文章：", ""),
    (
        re.compile(r"bge-(small|base|large)-en(-v1\.5)?"),
        "Represent this sentence for searching relevant passages: ",
        "",
    ),
    (re.compile(r"(multilingual-)?e5-(small|base|large)(-v2)?"), "query: ", "passage: "),
]
_DOCUMENT_PROMPTS = ("document", "passage", "corpus")
_SAYS_HOW = ("modules.json", "sentence_bert_config.json", "config.json", "tokenizer.json", "vocab.txt")
_PER_CALL = 4
"""So many batches make a call: texts of like length are put together, and progress is told between calls."""


class SentenceTransformerEmbeddings(Embeddings):
    """Any sentence-transformers model, e.g. one of the bge, gte, e5 or Qwen3-Embedding families.

    The network is touched only where the model is not here and `allow_download` is true.

    Args:
        name: folder of a saved model, or a hub name.
        allow_download: fetch it from the hub if it is not here.
        query_prompt: what is put before a question; None means what the model says, or else its family.
        document_prompt: the same before a passage.
        batch_size: passages that go through the model at once.
        device: `auto`, or as torch names it, e.g. `cpu`, `cuda`, `cuda:1`.

    Attributes:
        fingerprint: tells models from others whose vectors of passages differ: name, weights, settings,
            document prompt.
        dimension: the length of a vector.
        per_call: how many passages one call should embed, where progress is to be told.
        query_prompt: what is put before a question; may be empty.
        document_prompt: what is put before a passage; may be empty.

    Raises:
        ModelMissing: the model is not here and cannot be fetched, is damaged, or there is no such device.
    """

    def __init__(
        self,
        name: str,
        *,
        allow_download: bool = False,
        query_prompt: str | None = None,
        document_prompt: str | None = None,
        batch_size: int = 32,
        device: str = AUTO,
    ) -> None:
        folder = model_folder(name, allow_download=allow_download)
        from sentence_transformers import SentenceTransformer

        where = torch_device(device, name)
        try:
            with quiet():
                self._model: Any = SentenceTransformer(str(folder), local_files_only=True, device=where)
        except Exception as error:  # what a damaged model raises, each library in its own way
            raise ModelMissing(name, said(error)) from error
        self._lock = threading.Lock()  # tokenizers may not be used by two threads at once
        self._batch_size = batch_size
        self.per_call = batch_size * _PER_CALL
        own, family = self._model.prompts, _family(name, folder)
        self.query_prompt = _first(query_prompt, own.get("query"), family[0])
        self.document_prompt = _first(document_prompt, *map(own.get, _DOCUMENT_PROMPTS), family[1])
        self.fingerprint = f"{Path(name).name or folder.resolve().name}-{self._digest(folder)}"
        self.dimension: int = len(self.embed_query(""))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one unit vector per passage, made with the document prompt."""
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return the unit vectors of passages, `(n, dimension)`, made with the document prompt."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return self._encoded(self._model.encode_document, list(texts), self.document_prompt)

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of a question, made with the query prompt."""
        vector: list[float] = self._encoded(self._model.encode_query, [text], self.query_prompt)[0].tolist()
        return vector

    def _encoded(self, encode: Any, texts: list[str], prompt: str) -> Floats:
        with self._lock:
            vectors = encode(
                texts,
                prompt=prompt,
                batch_size=self._batch_size,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)

    def _digest(self, folder: Path) -> str:
        """What tells the vectors of passages from those of another model, 12 hex digits; more with a prompt."""
        digest = hashlib.sha256()
        for key, value in sorted(self._model.state_dict().items()):
            values = value.detach().flatten().float().cpu()
            sample = values[:: max(1, len(values) // 256)].numpy()  # with the sum, enough to tell models apart
            digest.update(f"{key}{tuple(value.shape)}{float(values.double().sum())!r}".encode() + sample.tobytes())
        for file in sorted(path for name in _SAYS_HOW for path in (*folder.glob(name), *folder.glob(f"[0-9]*/{name}"))):
            digest.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
        prompt = hashlib.sha256(self.document_prompt.encode()).hexdigest()[:6]
        return digest.hexdigest()[:12] + (f"-prompt-{prompt}" if self.document_prompt else "")


@contextmanager
def quiet() -> Iterator[None]:
    """Without the bars that transformers draws while it loads a model: they would go through our own."""
    from transformers import utils

    bars: Any = utils.logging
    drawn = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        yield
    finally:
        if drawn:
            bars.enable_progress_bar()


def torch_device(device: str, name: str, role: Role = EMBEDDING) -> str | None:
    """The device as torch names it; None leaves the choice to sentence-transformers.

    Args:
        device: `auto` or the name of a device.
        name: the model that is to go there.
        role: what that is for.

    Raises:
        ModelMissing: there is no such device.
    """
    if device == AUTO:
        return None
    import torch

    try:
        torch.empty(1, device=device)
    except Exception as error:  # each kind of device has its own
        advice = "set WENJU_DEVICE=auto, which takes the best there is"
        raise ModelMissing(name, f"there is no device {device!r} here: {said(error)}", role, advice=advice) from error
    return device


def _first(given: str | None, *others: str | None) -> str:
    """The prompt that was set, if only to nothing; else the first that says something."""
    return given if given is not None else next(filter(None, others), "")


def _family(name: str, folder: Path) -> tuple[str, str]:
    """The prompts of the family that a model is of, by its name."""
    for known in (Path(name).name, folder.name, folder.resolve().name):
        for pattern, query, document in _FAMILIES:
            if pattern.fullmatch(known.lower()):
                return query, document
    return "", ""
