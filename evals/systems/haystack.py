"""Haystack: its recursive splitter and its BM25 retriever in memory."""

from __future__ import annotations

import logging
import os
from typing import Any

from langchain_core.documents import Document

from evals.systems.material import Material, needs

_SIZE, _OVERLAP = 400, 100


class Haystack:
    """``RecursiveDocumentSplitter`` by characters and ``InMemoryBM25Retriever``, which takes Chinese letter by letter.

    Args:
        material: what is indexed, in memory.

    Raises:
        SystemUnavailable: `haystack-ai` is not installed, or there is nothing to index.
    """

    name = "Haystack"

    def __init__(self, material: Material) -> None:
        os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")  # nothing leaves the machine
        try:
            from haystack import Document as Held
            from haystack.components.preprocessors import RecursiveDocumentSplitter
            from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
            from haystack.document_stores.in_memory import InMemoryDocumentStore
        except ImportError as error:
            raise needs("haystack-ai") from error
        logging.getLogger("haystack").setLevel(logging.ERROR)  # it remarks on every short text
        whole = [
            Held(content=d.page_content, meta={"source": d.metadata.get("source", ""), "text": d.id or ""})
            for d in material.documents()
        ]
        splitter = RecursiveDocumentSplitter(
            split_length=_SIZE, split_overlap=_OVERLAP, split_unit="char", separators=["\n\n", "\n", "。", " "]
        )
        store = InMemoryDocumentStore()
        chunks = splitter.run(documents=whole)["documents"]
        store.write_documents(chunks)
        self._retriever = InMemoryBM25Retriever(document_store=store)
        self._about = {
            "splitter": f"RecursiveDocumentSplitter {_SIZE}/{_OVERLAP} characters",
            "retriever": "InMemoryBM25Retriever",
            "passages": len(chunks),
            "files not read": material.unread(),
        }

    def search(self, question: str, k: int = 10) -> list[Document]:
        """The `k` best chunks."""
        found = self._retriever.run(query=question, top_k=k)["documents"]
        return [
            Document(
                id=held.meta["text"] or held.id,
                page_content=held.content or "",
                metadata={"score": held.score or 0.0} | ({"source": s} if (s := held.meta["source"]) else {}),
            )
            for held in found
        ]

    def describe(self) -> dict[str, Any]:
        """Splitter, retriever and chunks."""
        return self._about
