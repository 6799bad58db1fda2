"""Passages to unit vectors, with any LangChain embedding model."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from index.passage import embedding_text

Floats = npt.NDArray[np.float32]
Told = Callable[[int, int], None]
"""Called with passages embedded and passages in all."""

_PER_CALL = 256
"""Where progress is to be told, so many passages go to a model at once that does not say how many it likes."""


class Embedder:
    """An embedding model as the index uses it.

    Args:
        model: any; its own `fingerprint`, `dimension` and `encode` are used where it has them.
    """

    def __init__(self, model: Embeddings) -> None:
        self.model = model

    @property
    def fingerprint(self) -> str:
        """What tells the model from others; without a word from the model, its name and dimension."""
        name = getattr(self.model, "model", "") or getattr(self.model, "model_name", "") or type(self.model).__name__
        return str(getattr(self.model, "fingerprint", "") or f"{name}-{self.dimension()}")

    def dimension(self) -> int:
        """The length of its vectors."""
        return int(getattr(self.model, "dimension", 0)) or len(self.model.embed_query("维"))

    def passages(self, passages: Sequence[Document], told: Told | None = None) -> Floats:
        """Unit vectors of passages `(n, dim)`.

        Args:
            passages: what to embed.
            told: called with 0 before the first, and after each few of them; where they are few, not at all.
        """
        texts = [embedding_text(passage) for passage in passages]
        if not texts:
            return np.empty((0, 0), np.float32)
        size = int(getattr(self.model, "per_call", _PER_CALL)) if told else len(texts)
        parts: list[Floats] = []
        for at in range(0, len(texts), size):
            if told and len(texts) > size:
                told(at, len(texts))
            parts.append(self._vectors(texts[at : at + size]))
        if told and len(texts) > size:
            told(len(texts), len(texts))
        return unit(np.concatenate(parts))

    def _vectors(self, texts: list[str]) -> Floats:
        encode = getattr(self.model, "encode", None)
        vectors = encode(texts) if encode is not None else self.model.embed_documents(texts)
        return np.array(vectors, dtype=np.float32).reshape(len(texts), -1)

    def query(self, text: str) -> Floats:
        """The unit vector of a question `(dim,)`."""
        vector: Floats = unit(np.array([self.model.embed_query(text)], dtype=np.float32))[0]
        return vector


def unit(vectors: Floats) -> Floats:
    """`vectors` `(n, dim)` at length one, in place; zeros stay zeros."""
    lengths: Floats = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.maximum(lengths, np.float32(1e-12))
    return vectors
