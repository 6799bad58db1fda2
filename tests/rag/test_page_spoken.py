"""The page as it is sent: in the language of the browser, before anything has run in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.assistant import Assistant
from rag.page.spoken import language_of
from rag.settings import Settings


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("EN", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("de-DE, de;q=0.9, en;q=0.8, zh;q=0.7", "en"),
        ("fr", "zh"),
        ("", "zh"),
        (", ;q=0", "zh"),
    ],
)
def test_the_first_language_that_the_page_has(accepted: str, language: str) -> None:
    assert language_of(accepted) == language


@pytest.fixture(scope="module")
def client(index_folder: Path) -> TestClient:
    from fastapi import FastAPI

    from rag.page.launch import mount
    from rag.page.wiring import build_ui

    settings = Settings(index=index_folder)
    return TestClient(mount(FastAPI(), build_ui(Assistant.open(index_folder, settings=settings), settings)))


@pytest.mark.parametrize("path", ["/", "/config"])
def test_each_browser_gets_its_own_language_whoever_asked_before(client: TestClient, path: str) -> None:
    for accepted, own, other in (("en", "New conversation", "新对话"), ("zh-CN", "新对话", "New conversation")) * 2:
        text = client.get(path, headers={"accept-language": accepted}).text
        assert any(json.dumps(own, ensure_ascii=ascii_only) in text for ascii_only in (True, False))
        assert not any(json.dumps(other, ensure_ascii=ascii_only) in text for ascii_only in (True, False))


def test_the_page_is_the_same_but_for_its_words(client: TestClient) -> None:
    pages = [json.loads(client.get("/config", headers={"accept-language": code}).text) for code in ("zh", "en")]
    assert pages[0]["dependencies"] == pages[1]["dependencies"]
    assert pages[0]["layout"] == pages[1]["layout"]
    kept = [[(part["id"], part["type"], sorted(part["props"])) for part in page["components"]] for page in pages]
    assert kept[0] == kept[1]
    switch = [next(p["props"]["value"] for p in page["components"] if p["type"] == "radio") for page in pages]
    assert switch == ["zh", "en"]
