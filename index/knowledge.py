"""The index as a whole: a LangChain vector store over SQLite, FAISS and tantivy."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from corpus import PARSER_VERSION, Source
from index import dense, lexical
from index.embed import load_embeddings
from index.errors import StoreBusy, StoreCorrupt, StoreMismatch
from index.passage import embedding_text
from index.split import PassageSplitter
from index.store import MEMORY, File, Staged, Store
from index.terms import TERMS_VERSION


@dataclass(frozen=True)
class Snapshot:
    """One generation, open for reading: its store (inside a transaction) and its derived indexes."""

    store: Store
    dense: Any
    lexical: lexical.LexicalIndex


class KnowledgeStore(VectorStore):
    """Documents that can be searched by meaning and by words, on disk in one folder.

    One process writes at a time, any number read; readers see a new generation with their next
    search. The fingerprint of parser, splitter, terms and embedding model is kept with the index.

    Args:
        folder: the state folder.
        embeddings: the embedding model; None means the built-in one.
        splitter: how documents are cut into passages.
        create: start an index where there is none.

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
        self._embeddings = embeddings or load_embeddings()
        self.splitter = splitter or PassageSplitter()
        self._local = threading.local()
        self._open = threading.Lock()
        self._current: tuple[int, Any, lexical.LexicalIndex] | None = None
        model = getattr(self._embeddings, "fingerprint", type(self._embeddings).__name__)
        self.fingerprint = f"parser-{PARSER_VERSION}/{self.splitter.fingerprint}/terms-{TERMS_VERSION}/{model}"
        self._local.store = Store(self.folder, create=create)
        found = self.store.setting("fingerprint")
        if found and found != self.fingerprint and not rebuild:
            raise StoreMismatch(self.folder, found, self.fingerprint)

    @property
    def store(self) -> Store:
        """This thread's connection to the database."""
        if not hasattr(self._local, "store"):
            self._local.store = Store(self.folder)
        store: Store = self._local.store
        return store

    @property
    def embeddings(self) -> Embeddings:
        """The embedding model."""
        return self._embeddings

    # Reading

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The published generation: what is searched and what is fetched belong together.

        Raises:
            StoreMismatch: the index was rebuilt with other settings meanwhile.
        """
        store = self.store
        for attempt in range(3):
            with store.transaction():
                generation = store.generation
                found = store.setting("fingerprint")
                if found and found != self.fingerprint:
                    raise StoreMismatch(self.folder, found, self.fingerprint)
                try:
                    derived = self._derived(generation)
                except StoreCorrupt:
                    derived = None
                if derived is not None:
                    yield Snapshot(store, *derived)
                    return
            # Either the writer has just switched, and the files of that generation are gone, or
            # they are damaged: then they are made again from the database.
            if store.generation == generation:
                if attempt:
                    raise StoreCorrupt(self.folder / f"dense-{generation}.faiss", "and could not be rebuilt")
                with self.writing():
                    self._derive(generation, base=None)

    def _derived(self, generation: int) -> tuple[Any, lexical.LexicalIndex]:
        with self._open:
            if self._current is None or self._current[0] != generation:
                index = dense.read(self.folder / f"dense-{generation}.faiss")
                self._current = (generation, index, lexical.LexicalIndex(self.folder / f"lexical-{generation}"))
            return self._current[1:]

    # Writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The right to write, for this process alone.

        Raises:
            StoreBusy: another process has it.
        """
        lock = FileLock(self.folder / "writer.lock")
        try:
            with lock.acquire(timeout=10):
                yield
        except Timeout as error:
            raise StoreBusy(self.folder) from error

    def stage(self, sources: Sequence[Source]) -> int:
        """Splits, embeds and stores documents, not yet visible; returns the number of their passages."""
        split = [(source, self._identified(self.splitter.split_documents(source.blocks))) for source in sources]
        vectors = self._embed([passage for _, passages in split for passage in passages])
        staged: list[Staged] = []
        at = 0
        for source, passages in split:
            staged.append((source, passages, vectors[at : at + len(passages)]))
            at += len(passages)
        self.store.stage(staged, self.fingerprint)
        return at

    def publish(self, files: Iterable[File], forgotten: Iterable[str]) -> None:
        """Makes the staged documents of `files` visible and drops what no file holds, all at once.

        Call it with the right to write (`writing`). Killed at any moment, it leaves either the
        old generation or the new one.
        """
        store = self.store
        with store.transaction("IMMEDIATE"):
            store.record(files, forgotten)
            old = store.generation
            self._derive(old + 1, base=old)
            store.publish(self.fingerprint, old + 1)
        for path in self.folder.iterdir():
            if path.name.startswith(("dense-", "lexical-")) and path.name not in {f"dense-{old + 1}.faiss", f"lexical-{old + 1}"}:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    def _derive(self, generation: int, base: int | None) -> None:
        """Writes the derived indexes of `generation`: from those of `base` by difference, else anew."""
        store = self.store
        added, removed = store.difference(self.fingerprint)
        gone = set(removed)
        total = store.count() + len(added) - len(removed)
        index, old_lexical = self._base(base, total)
        if index is None:
            added, removed = sorted({n for n, _ in store.scan() if n not in gone} | set(added)), []
            index = dense.build(*store.vectors(added)) if added else dense.build(*_no_vectors(self._dimension()))
        else:
            if removed:
                index.remove_ids(np.array(removed, dtype=np.int64))
            if added:
                numbers, vectors = store.vectors(added)
                index.add_with_ids(vectors, numbers)
        dense.write(index, self.folder / f"dense-{generation}.faiss")
        lexical.update(self.folder / f"lexical-{generation}", old_lexical, store.scan(added), removed)
        _sync_folder(self.folder)

    def _base(self, base: int | None, total: int) -> tuple[Any, Path | None]:
        """The derived indexes to start from, (None, None) where they must be made anew."""
        if not base or self.store.setting("fingerprint") != self.fingerprint:
            return None, None
        folder = self.folder / f"lexical-{base}"
        try:
            lexical.LexicalIndex(folder)
            index = dense.read(self.folder / f"dense-{base}.faiss")
        except StoreCorrupt:
            return None, None
        return (index, folder) if dense.fits(index, total) else (None, None)

    def _dimension(self) -> int:
        return int(getattr(self._embeddings, "dimension", 0)) or len(self._embeddings.embed_query("维"))

    def _embed(self, passages: Sequence[Document]) -> npt.NDArray[np.float32]:
        texts = [embedding_text(passage) for passage in passages]
        encode = getattr(self._embeddings, "encode", None)
        vectors = encode(texts) if encode is not None else self._embeddings.embed_documents(texts)
        found = np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1)
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)

    def _identified(self, passages: list[Document]) -> list[Document]:
        for passage in passages:
            meta = passage.metadata
            key = f"{meta['document']}\0{meta['start']}\0{meta['end']}\0{passage.page_content}"
            passage.id = hashlib.sha256(key.encode()).hexdigest()[:32]
        return passages

    # LangChain's interface

    def add_texts(
        self, texts: Iterable[str], metadatas: list[dict[str, Any]] | None = None, *, ids: list[str] | None = None, **kwargs: Any
    ) -> list[str]:
        """Adds texts, each a document of its own; a text with an id that is there replaces it. Returns the ids."""
        texts = list(texts)
        metas: Sequence[dict[str, Any]] = metadatas or [{} for _ in texts]
        names = [name or uuid.uuid4().hex for name in (ids or [None] * len(texts))]
        passages = [Document(id=n, page_content=t, metadata=dict(m)) for n, t, m in zip(names, texts, metas, strict=True)]
        passages = list({passage.id: passage for passage in passages}.values())
        vectors = self._embed(passages)
        staged: list[Staged] = []
        files: list[File] = []
        for passage, vector in zip(passages, vectors, strict=True):
            content = f"{passage.id}\0{passage.page_content}\0{sorted(passage.metadata.items(), key=str)}"
            source = Source(
                id=hashlib.sha256(content.encode()).hexdigest()[:32],
                title=str(passage.metadata.get("title", "")),
                path=f"{MEMORY}{passage.id}",
                text=passage.page_content,
                blocks=[],
            )
            staged.append((source, [passage], vector[None]))
            files.append(File(source.path, len(source.text), 0, source.id))
        with self.writing():
            self.store.stage(staged, self.fingerprint)
            self.publish(files, [])
        return names

    def delete(self, ids: list[str] | None = None, **kwargs: Any) -> bool | None:
        """Deletes texts that were added by `add_texts`; ids that are not there are ignored.

        Passages of files go with their file (`index.sync.remove`).
        """
        with self.writing():
            known = self.store.files()
            gone = [path for path in (f"{MEMORY}{id_}" for id_ in ids or []) if path in known] if ids is not None else list(known)
            if gone:
                self.publish([], gone)
        return True

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """The passages with these ids, in the order asked for; ids that are not there are left out."""
        found = self.store.passages_by_id(ids)
        return [found[id_] for id_ in ids if id_ in found]

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        """The `k` passages nearest in meaning, best first (vectors only; for the full retrieval see `rag`)."""
        return [passage for passage, _ in self.similarity_search_with_score(query, k, **kwargs)]

    def similarity_search_by_vector(self, embedding: list[float], k: int = 4, **kwargs: Any) -> list[Document]:
        """The `k` passages nearest to a vector, best first."""
        return [passage for passage, _ in self._nearest(np.asarray(embedding, dtype=np.float32), k)]

    def similarity_search_with_score(self, query: str, k: int = 4, **kwargs: Any) -> list[tuple[Document, float]]:
        """The `k` passages nearest in meaning with their cosines in [-1, 1], best first."""
        return self._nearest(np.asarray(self._embeddings.embed_query(query), dtype=np.float32), k)

    def _nearest(self, vector: npt.NDArray[np.float32], k: int) -> list[tuple[Document, float]]:
        vector = vector / max(float(np.linalg.norm(vector)), 1e-12)
        with self.snapshot() as snapshot:
            hits = dense.search(snapshot.dense, vector, k)
            passages = snapshot.store.passages([number for number, _ in hits])
        return [(passages[number], score) for number, score in hits if number in passages]

    def _select_relevance_score_fn(self) -> Any:
        return lambda cosine: (cosine + 1) / 2

    @classmethod
    def from_texts(
        cls, texts: list[str], embedding: Embeddings, metadatas: list[dict[str, Any]] | None = None, *, folder: str | Path = ".wenju", **kwargs: Any
    ) -> KnowledgeStore:
        """A store in `folder` with these texts."""
        store = cls(folder, embedding, create=True)
        store.add_texts(texts, metadatas, **kwargs)
        return store


def _no_vectors(dimension: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    return np.empty(0, np.int64), np.empty((0, dimension), np.float32)


def _sync_folder(folder: Path) -> None:
    """Makes the names of new files in `folder` durable, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
