"""What every test gets: an index of its own, no network, golden files, the documents of the project if present."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("wenju", deadline=None)  # a slow machine is no failure
settings.load_profile("wenju")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
LOCAL = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "", None}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what the tests get as their golden files")


@pytest.fixture(autouse=True)
def own_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches an index that is somebody's."""
    monkeypatch.setenv("WENJU_INDEX", str(tmp_path / "index.wenju"))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for another machine fails instead of passing by luck."""
    connect, lookup = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOCAL:
            raise OSError(f"tests have no network: connection to {address[0]}")
        connect(self, address)

    def guarded_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        if (host.decode() if isinstance(host, bytes) else host) not in LOCAL:
            raise socket.gaierror(f"tests have no network: look-up of {host}")
        return lookup(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_lookup)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, Any], None]:
    """Compares data with ``golden/<name>.json`` beside the test's folder; ``--update-golden`` writes it."""

    def check(name: str, data: Any) -> None:
        folder = next(p / "golden" for p in request.path.parents if (p / "golden").is_dir())
        path = folder / f"{name}.json"
        if request.config.getoption("--update-golden"):
            path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        assert data == json.loads(path.read_text(encoding="utf-8"))

    return check


@pytest.fixture(scope="session")
def documents() -> Path:
    """The folder of the five documents that the project was asked for."""
    folder = SHARED / "documents"
    if not folder.is_dir():
        pytest.skip("the five documents are not here (../shared/documents)")
    return folder


@pytest.fixture(scope="session")
def questions() -> list[dict[str, Any]]:
    """The development questions."""
    path = SHARED / "questions" / "dev.jsonl"
    if not path.is_file():
        pytest.skip("the development questions are not here (../shared/questions)")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
