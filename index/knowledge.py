"""The index as a whole: a LangChain vector store over SQLite, FAISS and tantivy."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from corpus import PARSER_VERSION, Source
from index import dense, generation
from index.embed import load_embeddings
from index.embedder import Embedder, unit
from index.errors import StoreCorrupt
from index.generation import Generation
from index.lock import WriterLock
from index.passage import passage_id
from index.snapshot import Snapshot, Snapshots
from index.split import PassageSplitter
from index.store import MEMORY, File, Staged, Store
from index.terms import TERMS_VERSION

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
        self._lock = WriterLock(self.folder)
        made_with = (f"parser-{PARSER_VERSION}", self.splitter.fingerprint, f"terms-{TERMS_VERSION}")
        self.fingerprint = "/".join((*made_with, self._embedder.fingerprint))
        self._snapshots = Snapshots(self.folder, self.fingerprint, self._embedder.dimension, self._mend)
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
        return self.store.setting("fingerprint") not in ("", self.fingerprint)

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

    # Writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The right to write, for this thread of this process alone; it may be taken again inside.

        Raises:
            StoreBusy: another one has it.
        """
        with self._lock.hold():
            try:
                yield
            finally:  # also what a killed or failed writer left, above all on a full disk
                generation.sweep(self.folder, self.store.generation)

    def stage(self, sources: Sequence[Source], *, again: bool = False) -> int:
        """Splits, embeds and stores documents, not yet visible; returns the number of their passages.

        Those that are there already are left alone, unless they are to be made `again`.
        """
        split = [(source, self.splitter.split_documents(source.blocks)) for source in sources]
        for _, passages in split:
            for passage in passages:
                passage.id = passage_id(passage)
        return self._stage(split, again=again)

    def publish(self, files: Iterable[File], forgotten: Iterable[str], *, anew: bool = False) -> None:
        """Makes the staged documents of `files` visible and drops what no file holds, all at once.

        Call it with the right to write (`writing`). Killed at any moment, it leaves either the
        old generation or the new one. When no passage changes, only the list of files does.

        Args:
            files: the files that were read; those recorded before stay as they are.
            forgotten: paths of files that are there no more.
            anew: make the derived indexes from the database alone.
        """
        store = self.store
        files, forgotten = list(files), list(forgotten)
        if self.stale:
            self._carry_over(files, forgotten)
        with store.transaction("IMMEDIATE"):
            number, digest = store.generation, store.setting("digest")
            anew = anew or not number or self.stale
            store.record(files, forgotten)
            if anew or any(store.difference(self.fingerprint)):
                base = None if anew else self._base(number, digest)
                number += 1
                digest = generation.write(store, self.fingerprint, number, base, self._embedder.dimension)
            store.publish(self.fingerprint, number, digest)

    def _base(self, number: int, digest: str) -> Generation | None:
        try:
            return generation.read(self.folder, number, digest)
        except StoreCorrupt:
            return None

    def _carry_over(self, files: Sequence[File], forgotten: Sequence[str]) -> None:
        """Embeds the documents that stay but could not be read again, as they were split before."""
        known = self.store.files() | {file.path: file for file in files}
        staying = {file.document for path, file in known.items() if path not in set(forgotten)}
        for document in sorted(staying - self.store.document_ids(self.fingerprint)):
            source = self.store.source(document)
            if source is not None:
                passages = self.store.passages(self.store.numbers_of([document]))
                self._stage([(source, list(passages.values()))])

    def _stage(self, split: Sequence[tuple[Source, list[Document]]], *, again: bool = False) -> int:
        vectors = self._embedder.passages([passage for _, passages in split for passage in passages])
        staged: list[Staged] = []
        at = 0
        for source, passages in split:
            staged.append((source, passages, vectors[at : at + len(passages)]))
            at += len(passages)
        self.store.stage(staged, self.fingerprint, again=again)
        return at

    # LangChain's interface

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,
    ) -> list[str]:
        """Adds texts, each a document of its own; a text with an id that is there replaces it. Returns the ids."""
        texts = list(texts)
        metas: Sequence[dict[str, Any]] = metadatas or [{} for _ in texts]
        names = [name or uuid.uuid4().hex for name in (ids or [""] * len(texts))]
        added = {
            n: Document(id=n, page_content=t, metadata=dict(m)) for n, t, m in zip(names, texts, metas, strict=True)
        }
        sources = {name: _memory(passage) for name, passage in added.items()}
        with self.writing():
            here = self.store.document_ids(self.fingerprint)
            new = [(source, [added[name]]) for name, source in sources.items() if source.id not in here]
            self._stage(new)
            self.publish([File(s.path, len(s.text), 0, s.id) for s in sources.values()], [])
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
        return [passage for passage, _ in self._nearest(vector, k, filter)]

    def similarity_search_with_score(
        self, query: str, k: int = 4, *, filter: Filter | None = None, **kwargs: Any
    ) -> list[tuple[Document, float]]:
        """The `k` passages nearest in meaning with their cosines in [-1, 1], best first."""
        return self._nearest(self._embedder.query(query), k, filter)

    def _nearest(self, vector: npt.NDArray[np.float32], k: int, filter: Filter | None) -> list[tuple[Document, float]]:
        with self.snapshot() as snapshot:
            allowed = None
            if filter is not None:
                numbers = snapshot.store.numbers_of(snapshot.store.find_documents(filter))
                allowed = np.array(numbers, dtype=np.int64)
            hits = dense.search(snapshot.dense, vector, k, allowed=allowed)
            passages = snapshot.store.passages([number for number, _ in hits])
        return [(passages[number], score) for number, score in hits]

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


def _memory(passage: Document) -> Source:
    """The document of a text that was added by the program."""
    content = f"{passage.id}\0{passage.page_content}\0{sorted(passage.metadata.items(), key=str)}"
    title = passage.metadata.get("title")
    return Source(
        id=hashlib.sha256(content.encode()).hexdigest()[:32],
        title=title if isinstance(title, str) else "",
        path=f"{MEMORY}{passage.id}",
        text=passage.page_content,
        blocks=[],
    )
