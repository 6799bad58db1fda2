"""The plain interface: shapes, limits and errors."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from serve_support import FARE, LINE, UNKNOWN, Running, Waiting

from rag import Assistant, Settings
from rag.serve.programs import programs
from rag.types import passages_to_dicts


def without_times(result: dict[str, Any]) -> dict[str, Any]:
    assert set(result.pop("timings_ms")) <= {"retrieve", "answer", "total"}
    return result


@pytest.mark.parametrize(("question", "history"), [(LINE, []), (FARE, [LINE]), (UNKNOWN, [])])
def test_an_answer_is_the_public_json(
    http: httpx.Client, assistant: Assistant, question: str, history: list[str]
) -> None:
    response = http.post("/api/answer", json={"question": question, "history": history, "k": 4})
    assert response.status_code == 200
    result = response.json()
    assert len(result["passages"]) == 4
    assert without_times(result) == without_times(assistant.answer(question, history, 4).to_dict())


def test_a_search_is_the_public_json(http: httpx.Client, assistant: Assistant) -> None:
    response = http.post("/api/search", json={"question": f" {LINE} ", "k": 3})
    assert response.status_code == 200
    result = without_times(response.json())
    assert result == {"question": LINE, "passages": passages_to_dicts(assistant.search(LINE, 3))}
    assert len(http.post("/api/search", json={"question": LINE}).json()["passages"]) == 10


def test_a_filter_restricts_the_documents(http: httpx.Client) -> None:
    title = "Alder Bay Harbour Handbook"
    for values in (title, [title, "no such title"]):
        result = http.post("/api/search", json={"question": "费用", "filter": {"title": values}}).json()
        assert {passage["title"] for passage in result["passages"]} == {title}


BAD: list[tuple[dict[str, Any], str]] = [
    ({}, "question: Field required"),
    ({"question": ""}, "question: String should have at least 1 character"),
    ({"question": " \t\n"}, "question: String should have at least 1 character"),
    ({"question": 5}, "question: Input should be a valid string"),
    ({"question": "长" * 10_001}, "question: String should have at most 10000 characters"),
    ({"question": LINE, "k": 0}, "k: Input should be greater than or equal to 1"),
    ({"question": LINE, "k": 101}, "k: Input should be less than or equal to 100"),
    ({"question": LINE, "k": "many"}, "k: Input should be a valid integer"),
    ({"question": LINE, "history": LINE}, "history: Input should be a valid list"),
    ({"question": LINE, "history": [""]}, "history.0: String should have at least 1 character"),
    ({"question": LINE, "history": ["x"] * 101}, "history: List should have at most 100 items"),
    ({"question": LINE, "histroy": ["x"]}, "histroy: Extra inputs are not permitted"),
    ({"question": LINE, "filter": {"owner": "x"}}, "filter.owner: Extra inputs are not permitted"),
    ({"question": LINE, "filter": {"title": "x' OR 1=1 --"}}, "filter: no document in the index fits it"),
    ({"question": LINE, "filter": {"title": []}}, "filter: no document in the index fits it"),
    ({"question": LINE, "filter": {"title": ["x"] * 1001}}, "filter.title"),
]


@pytest.mark.parametrize("path", ["/api/answer", "/api/search"])
@pytest.mark.parametrize(("body", "what"), BAD)
def test_what_is_wrong_is_told_in_one_line(http: httpx.Client, path: str, body: dict[str, Any], what: str) -> None:
    response = http.post(path, json=body)
    assert response.status_code == 422
    assert list(response.json()) == ["detail"]
    detail = response.json()["detail"]
    assert detail.startswith(what)
    assert "\n" not in detail
    assert len(detail) < 500


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[1]",
        b"\xff",
        b'{"question": "\\udcff"}',
        b'{"\\udcff": 1}',
        b"[" * 100_000,
        b'{"question": NaN}',
        b'{"question": "x", "filter": {"title": ["\\udcff"]}}',
    ],
)
def test_hostile_bodies_are_refused(http: httpx.Client, body: bytes) -> None:
    response = http.post("/api/answer", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.json()["detail"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_form_of_a_web_page_can_send_is_refused(http: httpx.Client, kind: str) -> None:
    response = http.post("/api/answer", content=b'{"question": "x"}', headers={"Content-Type": kind})
    assert response.status_code == 422
    assert "application/json" in response.json()["detail"]


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_long_is_refused(http: httpx.Client, chunked: bool) -> None:
    body = b'{"question": "' + b"x" * (1 << 20) + b'"}'
    content: Any = iter([body[:1000], body[1000:]]) if chunked else body
    response = http.post("/api/search", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    assert "detail" in response.json()


def test_unexpected_errors_are_told_without_details(caplog: pytest.LogCaptureFixture) -> None:
    stand_in: Any = Waiting()  # which has no search
    with Running(programs(stand_in, Settings())) as server:
        response = httpx.post(f"{server.url}/api/search", json={"question": "x"}, timeout=60, trust_env=False)
    assert response.status_code == 500
    assert response.json()["detail"].startswith("internal error (NotImplementedError)")
    assert "a program's request failed" in caplog.text


def test_the_description_names_everything_and_asks_no_other_host(http: httpx.Client) -> None:
    described = http.get("/api/openapi.json").json()
    assert set(described["paths"]) == {"/answer", "/search"}
    for path in described["paths"].values():
        assert {"200", "401", "413", "422", "503"} <= set(path["post"]["responses"])
    assert described["servers"] == [{"url": "/api"}]
    schema = described["components"]["schemas"]["AnswerResult"]["properties"]
    assert {"answer", "answered", "citations", "passages", "confidence", "timings_ms"} <= set(schema)
    page = http.get("/api/docs").text
    links = re.findall(r"""(?:src|href)=["']([^"']+)""", page)
    assert len(links) >= 3
    for link in links:
        assert link.startswith("/api/")
        assert http.get(link).status_code == 200
