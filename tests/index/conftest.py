"""Fixtures of the index's tests."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import settings
from index_support import TinyEmbeddings, folder_of_documents

from corpus.isolated import IsolatedLoader
from index import KnowledgeStore, sync

# How long an example takes says nothing on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def reader() -> Iterator[IsolatedLoader]:
    with IsolatedLoader() as loader:
        yield loader


@pytest.fixture(autouse=True)
def one_reader(reader: IsolatedLoader, monkeypatch: pytest.MonkeyPatch) -> None:
    """All syncs share a reader process: starting one takes longer than a test."""
    monkeypatch.setattr(importlib.import_module("index.sync"), "IsolatedLoader", lambda: nullcontext(reader))


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
