"""Passages to unit vectors, with any LangChain embedding model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from index.passage import embedding_text

Floats = npt.NDArray[np.float32]


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

    def passages(self, passages: Sequence[Document]) -> Floats:
        """Unit vectors of passages `(n, dim)`."""
        texts = [embedding_text(passage) for passage in passages]
        if not texts:
            return np.empty((0, 0), np.float32)
        encode = getattr(self.model, "encode", None)
        vectors = encode(texts) if encode is not None else self.model.embed_documents(texts)
        return unit(np.array(vectors, dtype=np.float32).reshape(len(texts), -1))

    def query(self, text: str) -> Floats:
        """The unit vector of a question `(dim,)`."""
        vector: Floats = unit(np.array([self.model.embed_query(text)], dtype=np.float32))[0]
        return vector


def unit(vectors: Floats) -> Floats:
    """`vectors` `(n, dim)` at length one, in place; zeros stay zeros."""
    lengths: Floats = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.maximum(lengths, np.float32(1e-12))
    return vectors
