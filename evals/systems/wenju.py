"""Wenju itself as a system to evaluate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

    def search(self, question: str, k: int = 10, history: Sequence[str] = ()) -> list[Document]:
        """The `k` best passages."""
        return self.assistant.search(question, k, history=history)

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer, or a refusal."""
        return self.assistant.answer(question, history)

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
