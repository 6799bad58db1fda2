"""A cross-encoder that puts passages in order: question and passage are read together, which costs time and pays."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from langchain_core.callbacks import Callbacks
from langchain_core.cross_encoders import BaseCrossEncoder
from langchain_core.documents import Document
from langchain_core.documents.compressor import BaseDocumentCompressor
from pydantic import ConfigDict

from index.hub import RERANKER, ModelMissing, model_folder, said
from index.passage import about, heading_text
from index.sentence_transformer import AUTO, quiet, torch_device


class LocalCrossEncoder(BaseCrossEncoder):
    """A sentence-transformers CrossEncoder (LangChain's interface); found at once, loaded at the first score.

    Args:
        name: folder of a saved model, or a hub name.
        allow_download: fetch it from the hub if it is not here; otherwise the network is never touched.
        batch_size: pairs that go through the model at once.
        device: `auto`, or as torch names it.

    Raises:
        ModelMissing: the model is not here and cannot be fetched; by the first score: it is damaged, does not
            give one score a pair, or there is no such device.
    """

    def __init__(self, name: str, *, allow_download: bool = False, batch_size: int = 32, device: str = AUTO) -> None:
        self._name = name
        self._folder = model_folder(name, allow_download=allow_download, role=RERANKER)
        self._batch_size = batch_size
        self._device = device
        self._model: Any = None
        self._lock = threading.Lock()  # tokenizers may not be used by two threads at once

    def score(self, text_pairs: list[tuple[str, str]]) -> list[float]:
        """The chance that the second text of each pair answers the first, in [0, 1].

        What is too long for the model is cut at the end of the longer text.
        """
        if not text_pairs:
            return []
        with self._lock:
            self._model = self._model or self._loaded()
            # Without the model's own last step: a sigmoid of 32 bits makes all good scores one.
            logits = self._model.predict(
                [list(pair) for pair in text_pairs],
                batch_size=self._batch_size,
                activation_fn=_as_it_is,
                show_progress_bar=False,
            )
        known = np.nan_to_num(np.asarray(logits, dtype=np.float64), nan=-np.inf)
        scores: list[float] = (0.5 * (1 + np.tanh(0.5 * known))).tolist()
        return scores

    def _loaded(self) -> Any:
        from sentence_transformers import CrossEncoder

        device = torch_device(self._device, self._name, RERANKER)
        try:
            with quiet():
                model = CrossEncoder(str(self._folder), local_files_only=True, device=device)
            labels = model.num_labels
        except Exception as error:  # what a damaged model raises, each library in its own way
            raise ModelMissing(self._name, said(error), RERANKER) from error
        if labels != 1:
            raise ModelMissing(self._name, f"it gives {labels} scores a pair, not one", RERANKER)
        return model


class CrossEncoderReranker(BaseDocumentCompressor):
    """Puts passages in the order of a cross-encoder (LangChain's document compressor interface).

    The model reads title, section path and a table's header with the passage.

    Attributes:
        model: any cross-encoder of LangChain's interface.
        keep: how many passages stay; None means all.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    model: BaseCrossEncoder
    keep: int | None = None

    def scores(self, question: str, passages: Sequence[Document]) -> list[float]:
        """How well each passage answers the question; of `LocalCrossEncoder` in [0, 1]."""
        return self.model.score([(question, read_text(passage)) for passage in passages]) if passages else []

    def compress_documents(
        self, documents: Sequence[Document], query: str, callbacks: Callbacks | None = None
    ) -> list[Document]:
        """The passages, best first, with the model's ``score`` in their metadata; equal ones stay as they were."""
        scores = self.scores(query, documents)
        order = sorted(range(len(documents)), key=lambda number: -scores[number])[: self.keep]
        return [
            documents[number].model_copy(update={"metadata": {**documents[number].metadata, "score": scores[number]}})
            for number in order
        ]


def load_reranker(
    name: str, *, allow_download: bool = False, batch_size: int = 32, device: str = AUTO, keep: int | None = None
) -> CrossEncoderReranker | None:
    """The reranker of the settings; None where its name is empty. The options are those of `LocalCrossEncoder`.

    Raises:
        ModelMissing: the model is not here and cannot be fetched.
    """
    if not name:
        return None
    encoder = LocalCrossEncoder(name, allow_download=allow_download, batch_size=batch_size, device=device)
    return CrossEncoderReranker(model=encoder, keep=keep)


def read_text(passage: Document) -> str:
    """What a cross-encoder reads of a passage: title › section path, a table's caption and header, the body."""
    return "\n".join(filter(None, [heading_text(passage), about(passage)[2], passage.page_content]))


def _as_it_is(logits: Any) -> Any:
    return logits
