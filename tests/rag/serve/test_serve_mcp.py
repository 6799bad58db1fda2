"""The tools for language models, called by the official client."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from serve_support import FARE, LINE, UNKNOWN, Running

from rag import Assistant
from rag.types import passages_to_dicts

ROOT = Path(__file__).resolve().parents[3]
Use = Callable[[Client], Awaitable[Any]]


def over_http(server: Running, use: Use, mode: str = "auto", key: str = "") -> Any:
    async def run() -> Any:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        async with httpx2.AsyncClient(headers=headers, timeout=60, trust_env=False) as http:
            transport = streamable_http_client(f"{server.url}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                return await use(client)

    return anyio.run(run)


def over_stdio(index: Path, use: Use) -> Any:
    async def run() -> Any:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "WENJU_INDEX": "nowhere"}
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "rag", "mcp", "--index", str(index)], env=env, cwd=str(index.parent)
        )
        async with Client(stdio_client(command)) as client:
            return await use(client)

    return anyio.run(run)


@pytest.fixture(params=["http", "http, as before 2026", "stdio"])
def talk(request: pytest.FixtureRequest, index_folder: Path) -> Callable[[Use], Any]:
    if request.param == "stdio":
        return lambda use: over_stdio(index_folder, use)
    server = request.getfixturevalue("running")
    mode = "auto" if request.param == "http" else "legacy"
    return lambda use: over_http(server, use, mode)


def test_both_tools_give_typed_results(talk: Callable[[Use], Any], assistant: Assistant) -> None:
    async def use(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"answer", "search"}
        for tool in tools.values():
            assert tool.description
            assert tool.input_schema["required"] == ["question"]
            assert tool.output_schema
            assert tool.annotations
            assert tool.annotations.read_only_hint
        assert "citations" in tools["answer"].output_schema["properties"]

        expected = assistant.answer(LINE)
        result = await client.call_tool("answer", {"question": LINE})
        assert not result.is_error
        found = result.structured_content
        assert found["answer"] == expected.text
        assert found["answered"] is True
        assert found["citations"] == [citation.to_dict() for citation in expected.citations]
        assert "passages" not in found
        assert expected.citations[0].quote in result.content[0].text  # for clients that read text only

        followed = await client.call_tool("answer", {"question": FARE, "history": [LINE]})
        assert followed.structured_content["understood"] == assistant.answer(FARE, [LINE]).understood
        refused = await client.call_tool("answer", {"question": UNKNOWN})
        assert refused.structured_content["answered"] is False

        searched = await client.call_tool("search", {"question": LINE, "k": 2})
        assert searched.structured_content["passages"] == passages_to_dicts(assistant.search(LINE, 2))

    talk(use)


def test_mistakes_are_told_to_the_model(talk: Callable[[Use], Any]) -> None:
    async def use(client: Client) -> None:
        wrong: list[tuple[dict[str, Any], str]] = [
            ({"question": ""}, "at least 1 character"),
            ({"question": LINE, "k": 0}, "greater than or equal to 1"),
            ({"question": LINE, "filter": {"title": "无此文件"}}, "filter: no document in the index fits it"),
            ({"question": LINE, "filter": {"owner": "x"}}, "Extra inputs are not permitted"),
            ({}, "Field required"),
        ]
        for arguments, what in wrong:
            result = await client.call_tool("search", arguments)
            assert result.is_error
            assert what in result.content[0].text
        assert not (await client.call_tool("search", {"question": LINE})).is_error

    talk(use)


def test_several_calls_at_once(running: Running, assistant: Assistant) -> None:
    async def use(client: Client) -> None:
        answers: dict[str, Any] = {}

        async def ask(question: str) -> None:
            answers[question] = (await client.call_tool("answer", {"question": question})).structured_content

        async with anyio.create_task_group() as group:
            for question in (LINE, UNKNOWN, "游船码头成人票多少钱？", "When is the harbour office open?"):
                group.start_soon(ask, question)
        for question, found in answers.items():
            assert found["answer"] == assistant.answer(question).text

    over_http(running, use)


def test_the_key_is_wanted(locked: Running) -> None:
    async def use(client: Client) -> Any:
        return (await client.call_tool("search", {"question": LINE, "k": 1})).structured_content

    assert over_http(locked, use, key="open sesame")["passages"]
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - the client wraps it in groups
        over_http(locked, use, key="guess")
    assert "11.6" not in str(caught.value)


def test_hostile_messages_break_nothing(running: Running) -> None:
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    with httpx2.Client(base_url=running.url, timeout=60, trust_env=False, headers=headers) as http:
        for body in (b"", b"{", b"[]", b"\xff", b'{"jsonrpc": "2.0"}', b"[" * 100_000, b'{"id": "\\ud800"}'):
            assert 400 <= http.post("/mcp", content=body).status_code < 500
        assert http.post("/mcp", content=b" " * ((1 << 20) + 1)).status_code == 413

    async def use(client: Client) -> Any:
        return await client.list_tools()

    assert len(over_http(running, use).tools) == 2
