"""What the tests of the index share: a tiny embedding model, documents, and the visible state of an index."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from index import KnowledgeStore, dense, lexical
from index.lexical import LexicalIndex

QUERIES = ("保税维修", "跨境电商清单", "报关 declaration", "第三节")


class TinyEmbeddings(Embeddings):
    """Hashed character pairs; counts the documents that it embeds."""

    def __init__(self, fingerprint: str = "tiny-1", dimension: int = 24) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += texts
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self._vector(text)

    def _vector(self, text: str) -> list[float]:
        vector = np.zeros(self.dimension)
        for at in range(len(text) - 1):
            vector[zlib.crc32(f"{self.fingerprint}{text[at : at + 2]}".encode()) % self.dimension] += 1
        return (vector / max(float(np.linalg.norm(vector)), 1.0)).tolist()


def document(title: str, *paragraphs: str, sections: int = 2) -> str:
    """A Markdown document whose title is in its text."""
    parts = [f"# {title}"]
    for number in range(1, sections + 1):
        parts += [f"## 第{number}节 {title}的要求", *(f"{text}（{title}，第{number}节。）" for text in paragraphs)]
    return "\n\n".join(parts) + "\n"


def write(path: Path, *content: str) -> Path:
    """A file with a document (see `document`)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document(*content), encoding="utf-8")
    return path


def folder_of_documents(folder: Path) -> Path:
    """Four documents in `folder`."""
    write(folder / "a.md", "保税维修", "企业可以在区内开展保税维修业务，向海关申报。")
    write(folder / "b.md", "跨境电商", "跨境电商零售进口实行清单管理。", "清单由主管部门公布。")
    write(folder / "c.md", "报关", "进口货物的收货人应当在十四日内报关（customs declaration）。")
    write(folder / "d.md", "金融创新", "试点银行可以办理离岸业务。")
    return folder


def change_documents(folder: Path) -> None:
    """An update, a removal, an addition and a renaming."""
    write(folder / "a.md", "保税维修", "保税维修改为备案管理。", "备案在三日内办结。")
    (folder / "b.md").unlink()
    (folder / "c.md").rename(folder / "moved.md")
    write(folder / "e.md", "人才服务", "高层次人才可以申请补贴。")


def state(store: KnowledgeStore) -> dict[str, Any]:
    """All that a reader can see: documents, texts, passages, and what searches find, in one generation."""
    with store.snapshot() as snapshot:
        numbers = snapshot.store.numbers()
        passages = snapshot.store.passages(numbers)
        names = {number: passages[number].id for number in numbers}
        hits = {
            "dense": lambda query: dense.search(
                snapshot.dense, np.array(store.embeddings.embed_query(query), dtype=np.float32), 1000
            ),
            "words": lambda query: snapshot.lexical.search_words(query, 1000),
            "bigrams": lambda query: snapshot.lexical.search_bigrams(query, 1000),
        }
        documents = snapshot.store.documents()
        return {
            "documents": documents,
            "texts": {entry["id"]: snapshot.store.text(str(entry["id"])) for entry in documents},
            "passages": {passage.id: (passage.page_content, passage.metadata) for passage in passages.values()},
            "sizes": (len(numbers), int(snapshot.dense.ntotal), len(snapshot.lexical)),
            # A score may differ in its last bits with the order of the additions.
            **{
                f"{kind} {query}": {names[number]: round(score, 4) for number, score in search(query)}
                for kind, search in hits.items()
                for query in QUERIES
            },
        }


def lexical_index(folder: Path, texts: Sequence[str], title: str) -> LexicalIndex:
    """A new lexical index in `folder`, of a document with these passages."""
    meta = {"document": "d", "title": title, "section": []}
    lexical.update(folder, None, enumerate(Document(page_content=text, metadata=meta) for text in texts), [])
    return LexicalIndex(folder)
