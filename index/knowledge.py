"""The index as a whole: a LangChain vector store over SQLite, FAISS and tantivy."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore
from langchain_core.vectorstores.utils import maximal_marginal_relevance

from corpus import PARSER_VERSION, Source
from index import dense
from index.added import added
from index.embed import load_embeddings
from index.embedder import Embedder, Told, unit
from index.snapshot import Snapshot, Snapshots
from index.split import PassageSplitter
from index.store import MEMORY, File, Store
from index.terms import TERMS_VERSION
from index.writer import Writer

Floats = npt.NDArray[np.float32]
Filter = Mapping[str, str | Sequence[str]]
"""Which documents to search: ``document``, ``source`` or ``title`` with one or more exact values."""


class KnowledgeStore(VectorStore):
    """Documents that can be searched by meaning and by words, on disk in one folder.

    One process writes at a time, any number read; readers see a new generation with their next
    search. The fingerprint of parser, splitter, terms and embedding model is kept with the index.

    Args:
        folder: the state folder.
        embeddings: the embedding model; None means the built-in one.
        splitter: how documents are cut into passages.
        create: start an index where there is none.
        rebuild: accept an index made with other settings, to rebuild it: it stays as it is, for
            those who read it, until the first change is published with the new settings.

    Raises:
        StoreMissing: there is no index in `folder` and `create` is false.
        StoreMismatch: it was made with other settings (not raised with `rebuild`).
        StoreCorrupt: its database cannot be read.
    """

    def __init__(
        self,
        folder: str | Path,
        embeddings: Embeddings | None = None,
        splitter: PassageSplitter | None = None,
        *,
        create: bool = False,
        rebuild: bool = False,
    ) -> None:
        self.folder = Path(folder)
        self._embedder = Embedder(embeddings or load_embeddings())
        self.splitter = splitter or PassageSplitter()
        self._local = threading.local()
        made_with = (f"parser-{PARSER_VERSION}", self.splitter.fingerprint, f"terms-{TERMS_VERSION}")
        self.fingerprint = "/".join((*made_with, self._embedder.fingerprint))
        self._snapshots = Snapshots(self.folder, self.fingerprint, self._embedder.dimension, self._mend)
        self._writer = Writer(self.folder, self.fingerprint, self._embedder, self.splitter, lambda: self.store)
        self._local.store = Store(self.folder, create=create)
        if not rebuild:
            self._snapshots.check(self.store)

    @property
    def store(self) -> Store:
        """This thread's connection to the database."""
        if not hasattr(self._local, "store"):
            self._local.store = Store(self.folder)
        store: Store = self._local.store
        return store

    def close(self) -> None:
        """Closes this thread's connection and those of finished readers; the next use opens new ones."""
        if hasattr(self._local, "store"):
            self._local.store.close()
            del self._local.store
        self._snapshots.close()

    @property
    def embeddings(self) -> Embeddings:
        """The embedding model."""
        return self._embedder.model

    @property
    def stale(self) -> bool:
        """Whether the published index was made with other settings than this store's."""
        return self._writer.stale

    # Reading

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """The published generation: what is searched and what is fetched belong together.

        Damaged derived files are made again from the database first.

        Raises:
            StoreMismatch: the index was rebuilt with other settings meanwhile.
            StoreBusy: derived files are damaged, and another process is writing.
        """
        return self._snapshots.take()

    def _mend(self, number: int) -> None:
        with self.writing():
            if self.store.generation == number:
                self.publish([], [], anew=True)

    # Writing (see `index.writer.Writer`)

    def writing(self) -> AbstractContextManager[None]:
        """The right to write, for this thread of this process alone; it may be taken again inside.

        Raises:
            StoreBusy: another one has it.
        """
        return self._writer.writing()

    def stage(self, sources: Sequence[Source], *, again: bool = False, told: Told | None = None) -> int:
        """Splits, embeds and stores documents, not yet visible; returns the number of their passages."""
        return self._writer.stage(sources, again=again, told=told)

    def publish(self, files: Iterable[File], forgotten: Iterable[str], *, anew: bool = False) -> None:
        """Makes the staged documents of `files` visible and drops what no file holds, all at once."""
        self._writer.publish(files, forgotten, anew=anew)

    # LangChain's interface

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,
    ) -> list[str]:
        """Adds texts, each a document of its own; a text with an id that is there replaces it. Returns the ids.

        Raises:
            ValueError: metadata holds what JSON cannot hold; the message names the key.
        """
        texts = list(texts)
        metas: Sequence[dict[str, Any]] = metadatas or [{} for _ in texts]
        names = [name or uuid.uuid4().hex for name in (ids or [""] * len(texts))]
        sources: dict[str, tuple[Source, list[Document]]] = {}
        for name, text, meta in zip(names, texts, metas, strict=True):
            sources[name] = added(name, text, meta)
        with self.writing():
            here = self.store.document_ids(self.fingerprint)
            self._writer.stage_split([split for split in sources.values() if split[0].id not in here])
            self.publish([File(s.path, len(s.text), 0, s.id) for s, _ in sources.values()], [])
        return names

    def delete(self, ids: list[str] | None = None, **kwargs: Any) -> bool | None:
        """Deletes texts that were added by `add_texts` (all of them without `ids`).

        Ids that are not there are ignored. Passages of files go with their file (`index.sync.remove`).
        """
        with self.writing():
            known = {path for path in self.store.files() if path.startswith(MEMORY)}
            gone = known if ids is None else known.intersection(f"{MEMORY}{id_}" for id_ in ids)
            if gone:
                self.publish([], gone)
        return True

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """The passages with these ids, in the order asked for; ids that are not there are left out."""
        found = self.store.passages_by_id(ids)
        return [found[id_] for id_ in ids if id_ in found]

    def similarity_search(
        self, query: str, k: int = 4, *, filter: Filter | None = None, **kwargs: Any
    ) -> list[Document]:
        """The `k` passages nearest in meaning, best first (vectors only; for the full retrieval see `rag`)."""
        return [passage for passage, _ in self.similarity_search_with_score(query, k, filter=filter)]

    def similarity_search_by_vector(
        self, embedding: list[float], k: int = 4, *, filter: Filter | None = None, **kwargs: Any
    ) -> list[Document]:
        """The `k` passages nearest to a vector, best first."""
        vector = unit(np.array([embedding], dtype=np.float32))[0]
        return [passage for passage, _, _ in self._nearest(vector, k, filter)]

    def similarity_search_with_score(
        self, query: str, k: int = 4, *, filter: Filter | None = None, **kwargs: Any
    ) -> list[tuple[Document, float]]:
        """The `k` passages nearest in meaning with their cosines in [-1, 1], best first."""
        return [hit[:2] for hit in self._nearest(self._embedder.query(query), k, filter)]

    def max_marginal_relevance_search(
        self,
        query: str,
        k: int = 4,
        fetch_k: int = 20,
        lambda_mult: float = 0.5,
        *,
        filter: Filter | None = None,
        **kwargs: Any,
    ) -> list[Document]:
        """`k` of the `fetch_k` nearest passages that differ from each other (`lambda_mult` 0) or not (1)."""
        return self._diverse(self._embedder.query(query), k, fetch_k, lambda_mult, filter)

    def max_marginal_relevance_search_by_vector(
        self,
        embedding: list[float],
        k: int = 4,
        fetch_k: int = 20,
        lambda_mult: float = 0.5,
        *,
        filter: Filter | None = None,
        **kwargs: Any,
    ) -> list[Document]:
        """The same for a vector."""
        vector = unit(np.array([embedding], dtype=np.float32))[0]
        return self._diverse(vector, k, fetch_k, lambda_mult, filter)

    def _diverse(self, vector: Floats, k: int, fetch_k: int, weight: float, filter: Filter | None) -> list[Document]:
        hits = self._nearest(vector, max(k, fetch_k), filter, vectors=True)
        if not hits:
            return []
        chosen = maximal_marginal_relevance(vector, [stored.tolist() for _, _, stored in hits], weight, k)
        return [hits[number][0] for number in chosen]

    def _nearest(
        self, vector: Floats, k: int, filter: Filter | None, *, vectors: bool = False
    ) -> list[tuple[Document, float, Floats]]:
        """Passages with cosines and, where asked for (else empty), their stored vectors; best first."""
        with self.snapshot() as snapshot:
            allowed = None
            if filter is not None:
                numbers = snapshot.store.numbers_of(snapshot.store.find_documents(filter))
                allowed = np.array(numbers, dtype=np.int64)
            hits = dense.search(snapshot.dense, vector, k, allowed=allowed)
            numbers = [number for number, _ in hits]
            passages = snapshot.store.passages(numbers)
            found, stored = snapshot.store.vectors(numbers if vectors else [])
        rows = dict(zip(found.tolist(), stored, strict=True))
        return [(passages[number], score, rows.get(number, stored)) for number, score in hits]

    def _select_relevance_score_fn(self) -> Any:
        return lambda cosine: (cosine + 1) / 2

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        folder: str | Path = ".wenju",
        **kwargs: Any,
    ) -> KnowledgeStore:
        """A store in `folder` with these texts."""
        store = cls(folder, embedding, create=True, **kwargs)
        store.add_texts(texts, metadatas, ids=ids)
        return store
