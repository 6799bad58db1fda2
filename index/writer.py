"""The writing side of an index: documents are staged, then published as one new generation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from langchain_core.documents import Document

from corpus import Source
from index import generation
from index.embedder import Embedder, Told
from index.errors import StoreCorrupt
from index.generation import Generation
from index.lock import WriterLock
from index.passage import passage_id
from index.split import PassageSplitter
from index.store import File, Staged, Store


class Writer:
    """Changes the index in a folder.

    Args:
        folder: the state folder.
        fingerprint: the settings that documents are made with.
        embedder: gives the vectors of passages.
        splitter: cuts documents into passages.
        store: gives the calling thread's connection to the database.
    """

    def __init__(
        self,
        folder: Path,
        fingerprint: str,
        embedder: Embedder,
        splitter: PassageSplitter,
        store: Callable[[], Store],
    ) -> None:
        self._folder = folder
        self._fingerprint = fingerprint
        self._embedder = embedder
        self._splitter = splitter
        self._store = store
        self._lock = WriterLock(folder)

    @property
    def stale(self) -> bool:
        """Whether the published index was made with other settings."""
        return self._store().setting("fingerprint") not in ("", self._fingerprint)

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
                generation.sweep(self._folder, self._store().generation)

    def stage(self, sources: Sequence[Source], *, again: bool = False, told: Told | None = None) -> int:
        """Splits, embeds and stores documents, not yet visible; returns the number of their passages.

        Those that are there already are left alone, unless they are to be made `again`. `told` hears how
        many passages are embedded, where they are many.
        """
        split = [(source, self._splitter.split_documents(source.blocks)) for source in sources]
        for _, passages in split:
            for passage in passages:
                passage.id = passage_id(passage)
        return self.stage_split(split, again=again, told=told)

    def stage_split(
        self, split: Sequence[tuple[Source, list[Document]]], *, again: bool = False, told: Told | None = None
    ) -> int:
        """The same for documents whose passages are made already."""
        vectors = self._embedder.passages([passage for _, passages in split for passage in passages], told)
        staged: list[Staged] = []
        at = 0
        for source, passages in split:
            staged.append((source, passages, vectors[at : at + len(passages)]))
            at += len(passages)
        self._store().stage(staged, self._fingerprint, again=again)
        return at

    def publish(self, files: Iterable[File], forgotten: Iterable[str], *, anew: bool = False) -> None:
        """Makes the staged documents of `files` visible and drops what no file holds, all at once.

        Call it with the right to write (`writing`). Killed at any moment, it leaves either the
        old generation or the new one. When no passage changes, only the list of files does.

        Args:
            files: the files that were read; those recorded before stay as they are.
            forgotten: paths of files that are there no more.
            anew: make the derived indexes from the database alone.
        """
        store = self._store()
        files, forgotten = list(files), set(forgotten)
        if self.stale:
            self._carry_over(files, forgotten)
        with store.transaction("IMMEDIATE"):
            number, digest = store.generation, store.setting("digest")
            anew = anew or not number or self.stale
            store.record(files, forgotten)
            if anew or any(store.difference(self._fingerprint)):
                base = None if anew else self._base(number, digest)
                number += 1
                digest = generation.write(store, self._fingerprint, number, base, self._embedder.dimension)
            store.publish(self._fingerprint, number, digest)

    def _base(self, number: int, digest: str) -> Generation | None:
        try:
            return generation.read(self._folder, number, digest)
        except StoreCorrupt:
            return None

    def _carry_over(self, files: Sequence[File], forgotten: set[str]) -> None:
        """Embeds the documents that stay but could not be read again, as they were split before."""
        store = self._store()
        known = store.files() | {file.path: file for file in files}
        staying = {file.document for path, file in known.items() if path not in forgotten}
        for document in sorted(staying - store.document_ids(self._fingerprint)):
            source = store.source(document)
            if source is not None:
                passages = store.passages(store.numbers_of([document]))
                self.stage_split([(source, list(passages.values()))])
