"""Blocks to an index that can be searched: storage, embeddings, FAISS and BM25."""

from index.embed import ModelMissing, load_embeddings
from index.errors import StoreBusy, StoreCorrupt, StoreError, StoreMismatch, StoreMissing
from index.knowledge import KnowledgeStore
from index.split import PassageSplitter
from index.sync import SyncReport, remove, sync

__all__ = [
    "KnowledgeStore",
    "ModelMissing",
    "PassageSplitter",
    "StoreBusy",
    "StoreCorrupt",
    "StoreError",
    "StoreMismatch",
    "StoreMissing",
    "SyncReport",
    "load_embeddings",
    "remove",
    "sync",
]
