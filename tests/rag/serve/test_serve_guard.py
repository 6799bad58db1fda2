"""Who may use the interfaces for programs, and from where."""

from __future__ import annotations

import socket
from typing import Any

import httpx
import openai
import pytest
from openai import OpenAI
from serve_support import LINE, Running

from rag import Assistant, Settings
from rag.serve.programs import programs
from rag.serve.server import address, is_private, listen

KEY = {"Authorization": "Bearer open sesame"}
ROUTES = [("/v1/models", "GET"), ("/v1/chat/completions", "POST"), ("/api/answer", "POST"), ("/mcp", "POST")]


def send(server: Running, path: str, method: str, headers: Any = None) -> httpx.Response:
    return httpx.request(method, f"{server.url}{path}", headers=headers, timeout=60, trust_env=False)


@pytest.mark.parametrize(("path", "method"), ROUTES)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "open sesame"},
        {"Authorization": "Basic open sesame"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer open sesam"},
        {"Authorization": "Bearer open sesame!"},
        [(b"Authorization", b"Bearer \xff\xfe")],
    ],
)
def test_without_the_key_nothing_is_served(locked: Running, path: str, method: str, headers: Any) -> None:
    response = send(locked, path, method, headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    body = response.json()
    assert "key is missing or wrong" in (body["error"]["message"] if path.startswith("/v1") else body["detail"])


@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_with_the_key_all_is_served(locked: Running, path: str, method: str) -> None:
    assert send(locked, path, method, KEY).status_code not in (401, 403, 421, 500)
    assert send(locked, path, method, {"Authorization": "bearer open sesame"}).status_code != 401


def test_a_key_may_be_in_any_script(assistant: Assistant) -> None:
    with Running(programs(assistant, Settings(serve_key="芝麻开门"))) as server:
        sent = "Bearer 芝麻开门".encode()
        assert send(server, "/v1/models", "GET", [(b"Authorization", sent)]).status_code == 200
        assert send(server, "/v1/models", "GET", [(b"Authorization", sent[:-1])]).status_code == 401


def test_the_official_client_sends_the_key(locked: Running) -> None:
    asked: Any = {"model": "wenju", "messages": [{"role": "user", "content": LINE}]}
    client = OpenAI(base_url=f"{locked.url}/v1", api_key="open sesame", max_retries=0)
    assert "11.6公里" in (client.chat.completions.create(**asked).choices[0].message.content or "")
    wrong = OpenAI(base_url=f"{locked.url}/v1", api_key="guess", max_retries=0)
    with pytest.raises(openai.AuthenticationError) as caught:
        wrong.chat.completions.create(**asked)
    assert caught.value.code == "invalid_api_key"


def test_the_description_is_free_and_says_that_a_key_is_wanted(locked: Running) -> None:
    assert send(locked, "/api/docs", "GET").status_code == 200
    described = send(locked, "/api/openapi.json", "GET").json()
    assert described["components"]["securitySchemes"]
    assert described["paths"]["/answer"]["post"]["security"]


@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_pages_of_other_hosts_are_not_served(running: Running, path: str, method: str) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7860", ""):
        assert send(running, path, method, {"Host": host}).status_code in (400, 421)
    for origin in ("http://evil.example", "null", "http://localhost:1", "https://127.0.0.1.evil.example", "http://["):
        assert send(running, path, method, {"Origin": origin}).status_code == 403


def test_this_machine_is_served_under_all_its_names(running: Running) -> None:
    port = running.url.rsplit(":", 1)[1]
    for host in (f"localhost:{port}", f"[::1]:{port}", "192.0.2.7", "wenju.localhost", socket.gethostname()):
        assert send(running, "/v1/models", "GET", {"Host": host}).status_code == 200
        same = {"Host": host, "Origin": f"http://{host}"}
        assert send(running, "/v1/models", "GET", same).status_code == 200


def test_no_other_page_may_read_what_is_served(running: Running, locked: Running) -> None:
    for server, headers in ((running, {}), (locked, KEY)):
        for path, method in ROUTES:
            answers = [send(server, path, method, {**headers, "Origin": server.url})]
            asking = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
            answers.append(send(server, path, "OPTIONS", asking))
            for answer in answers:
                assert not [name for name in answer.headers if name.startswith("access-control")]


def test_where_it_listens_is_known() -> None:
    with listen("127.0.0.1", 0) as near, listen("0.0.0.0", 0) as far:
        assert is_private(near)
        assert address(near) == f"http://127.0.0.1:{near.getsockname()[1]}/"
        assert not is_private(far)
        assert address(far) == f"http://localhost:{far.getsockname()[1]}/"
        port = near.getsockname()[1]
        near.listen()
        with pytest.raises(OSError, match=f"port {port} of 127.0.0.1 is in use: choose another one"):
            listen("127.0.0.1", port)


def test_an_address_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OSError, match=r"no such address: nowhere\.invalid; choose another one"):
        listen("nowhere.invalid", 0)
