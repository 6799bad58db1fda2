"""Who may use the page when there is a key."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from serve_support import LINE, Running

from rag import Assistant, Settings

KEY = "芝麻 open:sesame"
BEARER = {"Authorization": f"Bearer {KEY}".encode()}


def basic(password: str, user: str = "me") -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}


@pytest.fixture(scope="module")
def guarded(assistant: Assistant, index_folder: Path) -> Iterator[Running]:
    from app import build_app

    with Running(build_app(assistant, Settings(index=index_folder, serve_key=KEY))) as server:
        yield server


def send(server: Running, path: str, method: str = "GET", headers: Any = None) -> httpx.Response:
    return httpx.request(method, f"{server.url}{path}", headers=headers, timeout=60, trust_env=False)


PLACES = [
    ("/", "GET"), ("/config", "GET"), ("/gradio_api/info", "GET"), ("/gradio_api/queue/join", "POST"),
    ("/gradio_api/upload", "POST"), ("/gradio_api/call/answer", "POST"), ("//", "GET"), ("/mcp/x", "GET"),
    ("/v1", "GET"), ("/apiary", "GET"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "method"), PLACES)
@pytest.mark.parametrize(
    "headers",
    [{}, basic(""), basic("guess"), basic(KEY[:-1]), basic("", KEY), {"Authorization": "Basic !"},
     {"Authorization": b"Basic \xff"}, {"Authorization": "Bearer"}, {"Authorization": f"Digest {KEY}".encode()}],
)  # fmt: skip
def test_without_the_key_there_is_no_page(guarded: Running, path: str, method: str, headers: Any) -> None:
    response = send(guarded, path, method, headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Basic ")
    assert "gradio" not in response.text


def test_with_the_key_the_page_is_there(guarded: Running) -> None:
    for headers in (basic(KEY), basic(KEY, ""), basic(KEY, "用户"), BEARER):
        response = send(guarded, "/", headers=headers)
        assert response.status_code == 200
        assert "default-src 'self'" in response.headers["content-security-policy"]


def test_programs_need_the_key_as_a_token_and_no_password(guarded: Running) -> None:
    for path in ("/v1/models", "/api/answer", "/mcp"):
        assert send(guarded, path, headers=basic(KEY)).status_code == 401
        assert send(guarded, path).headers["www-authenticate"] == "Bearer"
    assert send(guarded, "/v1/models", headers=BEARER).status_code == 200
    assert send(guarded, "/api/docs").status_code == 200


@pytest.mark.parametrize(
    ("told", "served"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://behind.a.proxy"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://["}, False),
        ({}, True),
    ],
)
def test_pages_of_other_hosts_do_nothing_with_the_browsers_password(
    guarded: Running, told: dict[str, str], served: bool
) -> None:
    response = send(guarded, "/gradio_api/call/answer", "POST", basic(KEY) | told)
    assert (response.status_code == 403) is not served
    assert (send(guarded, "/config", headers=basic(KEY) | told).status_code == 403) is not served
    link = basic(KEY) | told | {"Sec-Fetch-Mode": "navigate"}
    assert send(guarded, "/", headers=link).status_code == 200


def test_a_program_may_use_the_pages_endpoints_with_the_key(assistant: Assistant, index_folder: Path) -> None:
    from app import build_app

    with Running(build_app(assistant, Settings(index=index_folder, serve_key="sesame"))) as server:
        client = Client(server.url, verbose=False, headers={"Authorization": "Bearer sesame"})
        assert "11.6公里" in client.predict(LINE, [], api_name="/answer")["answer"]
