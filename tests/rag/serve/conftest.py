"""Fixtures of the tests of what is served to programs."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from openai import OpenAI
from serve_support import Running

from rag import Assistant, Settings
from rag.serve.programs import programs


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clients talk to this machine, whatever the environment says of proxies and keys."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "OPENAI_BASE_URL", "WENJU_SERVE_KEY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="module")
def running(assistant: Assistant) -> Iterator[Running]:
    """What is served to programs, over the documents in `fixtures/rag`, without a key."""
    with Running(programs(assistant, Settings())) as server:
        yield server


@pytest.fixture(scope="module")
def locked(assistant: Assistant) -> Iterator[Running]:
    """The same with a key."""
    with Running(programs(assistant, Settings(serve_key="open sesame"))) as server:
        yield server


@pytest.fixture
def http(running: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.url, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture
def client(running: Running) -> OpenAI:
    return OpenAI(base_url=f"{running.url}/v1", api_key="none", max_retries=0)
