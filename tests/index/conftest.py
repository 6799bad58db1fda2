"""Fixtures of the index's tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings
from index_support import TinyEmbeddings, folder_of_documents

from index import KnowledgeStore, sync

# How long an example takes says nothing on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def embeddings() -> TinyEmbeddings:
    return TinyEmbeddings()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return folder_of_documents(tmp_path / "docs")


@pytest.fixture
def store(tmp_path: Path, embeddings: TinyEmbeddings) -> KnowledgeStore:
    """An empty index."""
    return KnowledgeStore(tmp_path / "index", embeddings, create=True)


@pytest.fixture
def filled(store: KnowledgeStore, docs: Path) -> KnowledgeStore:
    """An index of `docs`."""
    sync(store, [docs])
    return store
