"""Fixtures of the tests of answers: one index of an invented town's documents for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from rag_support import DOCUMENTS, ModelServer

from index.embed import StaticEmbeddings
from rag import Assistant, Settings
from rag.support import Support

# How long an example takes says nothing on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def no_settings_of_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither `wenju.toml` nor model settings of whoever runs the tests have a say in them."""
    monkeypatch.chdir(tmp_path)
    models = ("EMBEDDING", "RERANKER", "RERANK_DEPTH", "QUERY_PROMPT", "DOCUMENT_PROMPT", "BATCH_SIZE", "DEVICE")
    spoken = ("STRICT", "CONTEXT_CHARS", "REWRITE", "HYDE")
    for name in (
        "MODEL",
        "BASE_URL",
        "API_KEY",
        "TIMEOUT_S",
        "K",
        "DOCUMENTS",
        "ALLOW_DOWNLOAD",
        "THESAURUS",
        *models,
        *spoken,
    ):
        monkeypatch.delenv(f"WENJU_{name}", raising=False)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the documents in `fixtures/rag`; for reading only."""
    folder = tmp_path_factory.mktemp("rag") / "index"
    report = Assistant.open(folder, settings=Settings(), create=True).sync([DOCUMENTS])
    assert len(report.added) == 6
    assert not report.failed
    return folder


@pytest.fixture(scope="session")
def assistant(index_folder: Path) -> Assistant:
    return Assistant.open(index_folder, settings=Settings())


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A server that speaks the chat completions protocol of OpenAI and says what the test wants."""
    with ModelServer() as running:
        yield running


@pytest.fixture(scope="session")
def static() -> StaticEmbeddings:
    """The built-in table of token vectors."""
    return StaticEmbeddings()


@pytest.fixture(scope="session")
def support(static: StaticEmbeddings) -> Support:
    return Support(static)
