"""LangChain's stock stack: its recursive character splitter and its BM25 retriever."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from langchain_core.documents import Document

from evals.systems.material import Material, needs


class LangChain:
    """``RecursiveCharacterTextSplitter`` and ``BM25Retriever`` over raw text files, as the tutorials set them up.

    Args:
        material: what is indexed, in memory.
        name: as the reports call it.
        size, overlap: of the chunks, in characters; the defaults are the splitter's usual ones.
        words: text → tokens; None means the retriever's own, what white space parts.

    Raises:
        SystemUnavailable: `langchain-community` or `rank_bm25` is not installed, or there is nothing to index.
    """

    def __init__(
        self,
        material: Material,
        name: str = "LangChain, stock",
        size: int = 1000,
        overlap: int = 200,
        words: Callable[[str], list[str]] | None = None,
    ) -> None:
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # says that it will be moved to a package of its own
                import rank_bm25  # noqa: F401 - the retriever asks for it only when it is used
                from langchain_community.retrievers import BM25Retriever
        except ImportError as error:
            raise needs("langchain-community with rank_bm25") from error
        self.name = name
        splitter = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=overlap)
        chunks = [
            Document(id=text.id, page_content=chunk, metadata=dict(text.metadata))  # `split_documents` drops the id
            for text in material.documents()
            for chunk in splitter.split_text(text.page_content)
        ]
        options: dict[str, Any] = {"preprocess_func": words} if words else {}
        self._retriever = BM25Retriever.from_documents(chunks, **options)
        self._retriever.docs = chunks  # with their ids
        self._about = {
            "splitter": f"RecursiveCharacterTextSplitter {size}/{overlap}",
            "retriever": "BM25Retriever, " + ("Chinese words" if words else "words as white space parts them"),
            "passages": len(chunks),
            "files not read": material.unread(),
        }

    def search(self, question: str, k: int = 10) -> list[Document]:
        """The `k` best chunks; the retriever fills the list up with chunks that share no word."""
        self._retriever.k = k
        return list(self._retriever.invoke(question))

    def describe(self) -> dict[str, Any]:
        """Splitter, retriever and chunks."""
        return self._about
