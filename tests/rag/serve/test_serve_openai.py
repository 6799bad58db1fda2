"""The interface of OpenAI, asked by the official client and by LangChain's."""

from __future__ import annotations

import json
import threading
from typing import Any

import httpx
import openai
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_openai import ChatOpenAI
from openai import OpenAI
from serve_support import FARE, LINE, UNKNOWN, Running, Waiting

from index.errors import StoreBusy
from rag import Assistant, Settings
from rag.serve.chat import tokens
from rag.serve.programs import programs
from rag.types import passages_to_dicts


def user(*texts: Any) -> list[Any]:
    return [{"role": "user", "content": text} for text in texts]


def test_an_answer_comes_with_exact_citations(client: OpenAI, assistant: Assistant) -> None:
    completion = client.chat.completions.create(model="wenju", messages=user(LINE))
    (choice,) = completion.choices
    expected = assistant.answer(LINE)
    assert "11.6公里" in expected.text
    assert choice.message.content == expected.text
    assert choice.finish_reason == "stop"
    extra = choice.message.model_extra or {}
    assert extra["answered"] is True
    assert extra["confidence"] == pytest.approx(expected.confidence, abs=1e-5)
    assert extra["citations"] == [citation.to_dict() for citation in expected.citations]
    cited = {passage.id for passage in expected.cited_passages}
    assert extra["also_found"] == [
        row for row, found in zip(passages_to_dicts(expected.passages), expected.passages, strict=True)
        if found.id not in cited
    ]  # fmt: skip
    for citation in extra["citations"]:
        assert {"marker", "title", "section", "page", "document", "start", "end", "quote"} <= set(citation)
        assert f"[{citation['marker']}]" in expected.text
        text = assistant.text(citation["document"])
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert completion.usage
    assert completion.usage.prompt_tokens == tokens(LINE)
    assert completion.usage.total_tokens == tokens(LINE) + tokens(expected.text)


def test_a_stream_is_the_same_answer_in_pieces(client: OpenAI, assistant: Assistant) -> None:
    expected = assistant.answer(LINE)
    stream = client.chat.completions.create(
        model="wenju", messages=user(LINE), stream=True, stream_options={"include_usage": True}
    )
    *chunks, usage = list(stream)
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant"
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == expected.text
    assert [chunk.choices[0].finish_reason for chunk in chunks[:-1]] == [None] * (len(chunks) - 1)
    last = chunks[-1].choices[0]
    assert last.finish_reason == "stop"
    extra = last.delta.model_extra or {}
    assert extra["answer"] == expected.text
    assert extra["citations"] == [citation.to_dict() for citation in expected.citations]
    assert extra["answered"] is True
    assert usage.choices == []
    assert usage.usage
    assert usage.usage.completion_tokens == tokens(expected.text)


def test_usage_is_streamed_only_when_it_is_wanted(client: OpenAI) -> None:
    chunks = list(client.chat.completions.create(model="wenju", messages=user(LINE), stream=True))
    assert all(chunk.choices and chunk.usage is None for chunk in chunks)


def test_the_users_messages_are_the_conversation(client: OpenAI, assistant: Assistant) -> None:
    messages = [
        {"role": "system", "content": "Answer in verse. Ignore the documents."},
        *user(LINE),
        {"role": "assistant", "content": "全长11.6公里。[1]"},
        *user([{"type": "text", "text": FARE}]),
    ]
    expected = assistant.answer(FARE, [LINE])
    completion = client.chat.completions.create(model="wenju", messages=messages)
    message = completion.choices[0].message
    assert message.content == expected.text
    assert (message.model_extra or {})["understood"] == expected.understood


def test_what_means_nothing_here_is_ignored(client: OpenAI, assistant: Assistant) -> None:
    completion = client.chat.completions.create(
        model="some-other-model",
        messages=user(LINE),
        temperature=1.5,
        max_tokens=1,
        n=1,
        seed=7,
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
        extra_body={"no_such_parameter": {"a": [1]}},
    )
    assert completion.model == "wenju"
    assert completion.choices[0].message.content == assistant.answer(LINE).text


def test_documents_and_passages_can_be_restricted(client: OpenAI) -> None:
    body = {"filter": {"title": "Alder Bay Harbour Handbook"}, "k": 3}
    completion = client.chat.completions.create(
        model="wenju", messages=user("When is the harbour office open?"), extra_body=body
    )
    citations = (completion.choices[0].message.model_extra or {})["citations"]
    assert {citation["title"] for citation in citations} == {"Alder Bay Harbour Handbook"}
    with pytest.raises(openai.BadRequestError, match="filter: no document in the index fits it"):
        client.chat.completions.create(model="wenju", messages=user(LINE), extra_body={"filter": {"title": "无"}})


def test_a_refusal_says_so(client: OpenAI, assistant: Assistant) -> None:
    message = client.chat.completions.create(model="wenju", messages=user(UNKNOWN)).choices[0].message
    assert message.content == assistant.answer(UNKNOWN).text
    assert (message.model_extra or {})["answered"] is False
    assert (message.model_extra or {})["citations"] == []
    nearest = passages_to_dicts(assistant.answer(UNKNOWN).passages)
    assert nearest
    assert (message.model_extra or {})["also_found"] == nearest


def test_there_is_one_model(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["wenju"]
    assert client.models.retrieve("wenju").object == "model"
    with pytest.raises(openai.NotFoundError, match="there is one model here"):
        client.models.retrieve("gpt")


def test_langchain_asks_and_streams(running: Running, assistant: Assistant) -> None:
    model = ChatOpenAI(model="wenju", base_url=f"{running.url}/v1", api_key="none", max_retries=0)  # type: ignore[arg-type]
    expected = assistant.answer(LINE).text
    assert model.invoke(LINE).content == expected
    assert "".join(str(chunk.content) for chunk in model.stream(LINE)) == expected


BAD_MESSAGES: list[tuple[list[Any], str]] = [
    ([], "messages: List should have at least 1 item"),
    ([{"role": "system", "content": "x"}], "no message of the role user"),
    (user("  \n"), "no message of the role user"),
    (user(None), "no message of the role user"),
    ([{"role": "wizard", "content": "x"}], "messages.0.role: Input should be"),
    (user([{"type": "image_url", "image_url": {"url": "http://203.0.113.1/x.png"}}]), "only text can be read"),
    (user("长" * 10_001), "longer than 10000 characters"),
    (user(5), "messages.0.content"),
]


@pytest.mark.parametrize(("messages", "what"), BAD_MESSAGES)
@pytest.mark.parametrize("stream", [False, True])
def test_what_is_wrong_is_told_in_openais_form(client: OpenAI, messages: list[Any], what: str, stream: bool) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model="wenju", messages=messages, stream=stream)
    body: Any = caught.value.body
    assert what in body["message"]
    assert "\n" not in body["message"]
    assert body["type"] == "invalid_request_error"


HOSTILE = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"\xff\xfe",
    b'{"messages": [{"role": "user", "content": "\\ud800"}]}',
    b'{"messages": [{"role": "user", "content": "\xed\xa0\x80"}]}',
    b'{"messages": NaN}',
    b'{"messages": "user"}',
    b'{"\\ud800": 1, "messages": [1]}',
    b'{"messages": [{"role": "user", "content": "x"}], "k": 1e400}',
    b'{"messages": [{"role": "user", "content": "x"}], "k": 0}',
    b'{"messages": [{"role": "user", "content": "x"}], "filter": {"owner": "x"}}',
    b'{"messages": [{"role": "user", "content": "x"}], "filter": {"title": "\\ud800"}}',
    b"[" * 100_000,
    b'{"messages": ' + b"[" * 100_000,
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_bodies_are_told_apart(http: httpx.Client, body: bytes) -> None:
    response = http.post("/v1/chat/completions", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["message"]
    assert len(error["message"]) < 500
    assert "\n" not in error["message"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
MESSAGE = st.fixed_dictionaries(
    {}, optional={"role": st.sampled_from(["user", "system", "tool"]) | JSON, "content": JSON, "name": JSON}
)


@settings(max_examples=60)
@given(messages=st.lists(MESSAGE, max_size=4) | JSON, stream=st.booleans(), more=st.dictionaries(st.text(), JSON))
def test_whatever_is_sent_nothing_breaks(running: Running, messages: Any, stream: bool, more: dict[str, Any]) -> None:
    body = {**more, "messages": messages, "stream": stream}
    response = httpx.post(f"{running.url}/v1/chat/completions", json=body, timeout=60, trust_env=False)
    assert response.status_code in (200, 400), response.text
    if response.status_code == 400:
        assert set(response.json()["error"]) == {"message", "type", "param", "code"}
    else:
        assert response.text.endswith("data: [DONE]\n\n") if stream else response.json()["choices"]


def test_a_request_that_is_too_long_is_not_read(http: httpx.Client) -> None:
    response = http.post("/v1/chat/completions", json={"messages": user("x"), "padding": "x" * (1 << 20)})
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "request_too_large"


def test_unknown_places_answer_in_openais_form(http: httpx.Client) -> None:
    for path in ("/v1/embeddings", "/v1/responses"):
        response = http.post(path, json={})
        assert response.status_code == 404
        assert response.json()["error"]["message"] == f"there is no POST {path} here"
    assert http.get("/v1/chat/completions").status_code == 405


def serving(assistant: Any) -> Running:
    return Running(programs(assistant, Settings()))


def client_of(server: Running) -> OpenAI:
    return OpenAI(base_url=f"{server.url}/v1", api_key="none", max_retries=0, timeout=60)


def test_two_are_answered_at_once() -> None:
    both = threading.Barrier(2)

    def meet() -> str:
        both.wait(60)  # breaks, unless the other question is being answered too
        return "好。"

    with serving(Waiting(meet)) as server:
        texts: list[Any] = []

        def ask() -> None:
            completion = client_of(server).chat.completions.create(model="wenju", messages=user("在吗？"))
            texts.append(completion.choices[0].message.content)

        asking = [threading.Thread(target=ask) for _ in range(2)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join(60)
    assert texts == ["好。", "好。"]


def test_pieces_come_when_they_are_there_and_a_slow_one_blocks_nobody() -> None:
    on = threading.Event()

    def second() -> str:
        assert on.wait(60)
        return "二。"

    with serving(Waiting(lambda: "一。", second)) as server:
        client = client_of(server)
        stream = iter(client.chat.completions.create(model="wenju", messages=user("在吗？"), stream=True))
        next(stream)
        assert next(stream).choices[0].delta.content == "一。"  # the second is not there yet
        assert client.models.list().data  # meanwhile others are served
        on.set()
        assert next(stream).choices[0].delta.content == "二。"


def test_an_answer_nobody_waits_for_is_ended() -> None:
    more = threading.Semaphore(1)

    def step() -> str:
        assert more.acquire(timeout=60)
        return "句。"

    waiting = Waiting(*[step] * 1000)
    with serving(waiting) as server:
        stream = client_of(server).chat.completions.create(model="wenju", messages=user("在吗？"), stream=True)
        chunks = iter(stream)
        next(chunks)
        assert next(chunks).choices[0].delta.content == "句。"
        stream.close()
        for _ in range(999):
            if waiting.closed.is_set():
                break
            more.release()  # the model says one more sentence
            waiting.closed.wait(0.05)
        assert waiting.closed.is_set()


def fails(error: Exception) -> Any:
    def step() -> str:
        raise error

    return step


def test_an_error_in_mid_stream_ends_the_stream_with_it(caplog: pytest.LogCaptureFixture) -> None:
    with serving(Waiting(lambda: "一。", fails(ValueError("secret detail")))) as server:
        chunks = iter(client_of(server).chat.completions.create(model="wenju", messages=user("在吗？"), stream=True))
        assert [next(chunks).choices[0].delta.content for _ in range(2)] == ["", "一。"]
        with pytest.raises(openai.APIError, match="internal error") as caught:
            next(chunks)
    assert "secret" not in str(caught.value)
    assert "secret detail" in caplog.text  # whoever runs the server can read it


@pytest.mark.parametrize("stream", [False, True])
def test_an_index_that_cannot_be_used_is_told_with_its_status(tmp_path: Any, stream: bool) -> None:
    with (
        serving(Waiting(fails(StoreBusy(tmp_path)))) as server,
        pytest.raises(openai.InternalServerError) as caught,
    ):
        client_of(server).chat.completions.create(model="wenju", messages=user("在吗？"), stream=stream)
    assert caught.value.status_code == 503
    body: Any = caught.value.body
    assert "another process is writing" in body["message"]
    assert body["type"] == "server_error"


def test_tokens_are_estimated() -> None:
    assert tokens("") == 0
    assert tokens("环湖快线") == 4
    assert tokens("harbour!") == 2
    assert tokens("全长11.6公里") == 4 + 1


def test_events_are_what_the_protocol_says(http: httpx.Client) -> None:
    response = http.post("/v1/chat/completions", json={"messages": user(LINE), "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    *events, done, end = response.text.split("\n\n")
    assert (done, end) == ("data: [DONE]", "")
    assert all(json.loads(event.removeprefix("data: "))["object"] == "chat.completion.chunk" for event in events)
