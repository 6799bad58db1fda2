"""Wenju itself as a system to evaluate."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from langchain_core.documents import Document

from evals.dataset import Text
from rag import Answer, Assistant

_BATCH = 2_000


class Wenju:
    """An assistant under a name.

    Args:
        assistant: over the documents that the questions are about.
        name: as the reports call it.
        about: what sets it apart, for the reports.
    """

    def __init__(self, assistant: Assistant, name: str = "Wenju", about: Mapping[str, Any] | None = None) -> None:
        self.assistant = assistant
        self.name = name
        self._about = dict(about or {})
        self._last: tuple[str, tuple[str, ...], str, list[Document], float] | None = None

    def search(self, question: str, k: int = 10, history: Sequence[str] = ()) -> list[Document]:
        """The `k` best passages."""
        started = time.perf_counter()
        wide = max(k, self.assistant.retriever.k)
        understood = self.assistant.understand(question, history)
        found = self.assistant.search(understood, wide)
        self._last = None
        if wide <= self.assistant.retriever.candidates:  # the best of more candidates may be others
            self._last = question, tuple(history), understood, found, 1000 * (time.perf_counter() - started)
        return found[:k]

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer, or a refusal; from the passages of the last search, if that was for this question.

        They are those that it would retrieve itself; its timings are as if it had.
        """
        last, self._last = self._last, None
        if last is None or last[:2] != (question, tuple(history)):
            return self.assistant.answer(question, history)
        *_, understood, found, took = last
        *_, answer = self.assistant.stream(understood, passages=found[: self.assistant.retriever.k])
        assert isinstance(answer, Answer)
        times = answer.timings
        return replace(answer, question=question, timings={**times, "retrieve": took, "total": took + times["total"]})

    def describe(self) -> dict[str, Any]:
        """Settings, passages and bytes of the index."""
        store = self.assistant.store
        size = sum(file.stat().st_size for file in store.folder.rglob("*") if file.is_file())
        return {
            **self._about,
            "model": self.assistant.settings.model or "none",
            "fingerprint": store.store.setting("fingerprint"),
            "passages": store.store.count(),
            "index bytes": size,
        }


def add_texts(assistant: Assistant, texts: Mapping[str, Text]) -> None:
    """Adds the texts of a data set to an index, each as one passage with the text's id."""
    keys = list(texts)
    for at in range(0, len(keys), _BATCH):
        some = [key for key in keys[at : at + _BATCH] if texts[key].text.strip()]
        documents = [
            Document(id=key, page_content=texts[key].text, metadata={"title": texts[key].title}) for key in some
        ]
        assistant.store.add_documents(documents, ids=some)
