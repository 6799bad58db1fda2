"""An index on trial: the documents of another one with another embedding model, for measuring only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from langchain_core.embeddings import Embeddings

from index import KnowledgeStore
from index.embedder import Embedder
from index.store import File


def trial(
    store: KnowledgeStore, embeddings: Embeddings, folder: Path, told: Callable[[int, int], None] | None = None
) -> KnowledgeStore:
    """An index in an empty folder with the passages of `store`, ids and all, embedded anew.

    Args:
        store: the index; stays as it is.
        embeddings: the other model.
        folder: of the new index.
        told: hears how many documents are done, and how many there are.
    """
    found = KnowledgeStore(folder, embeddings, store.splitter, create=True)
    embedder = Embedder(embeddings)
    with store.snapshot() as snapshot, found.writing():
        live = snapshot.store
        documents = [str(about["id"]) for about in live.documents()]
        files = []
        for done, document in enumerate(documents):
            if told:
                told(done, len(documents))
            source = live.source(document)
            passages = list(live.passages(live.numbers_of([document])).values())
            if source is None or not passages:
                continue
            found.store.stage([(source, passages, embedder.passages(passages))], found.fingerprint)
            files.append(File(source.path, len(source.text), 0, document))
        found.publish(files, [])
    return found
