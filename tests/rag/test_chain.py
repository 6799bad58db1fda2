"""The assistant as LangChain's retrieval chain."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import Runnable
from rag_support import ModelServer

from rag import Assistant, Settings

QUESTION = "环湖快线什么时候通车？"
EARLIER = "2022年云溪新区货物出口多少亿元？"


def markers(text: str) -> list[int]:
    return sorted({int(n) for n in re.findall(r"\[(\d+)\]", text)})


@pytest.fixture(scope="module")
def chain(assistant: Assistant) -> Runnable[dict[str, Any], dict[str, Any]]:
    return assistant.chain()


def test_it_has_the_usual_keys(assistant: Assistant, chain: Runnable[Any, Any]) -> None:
    result = chain.invoke({"input": QUESTION})
    assert {"input", "context", "answer"} <= set(result)
    assert result["input"] == QUESTION
    assert all(isinstance(passage, Document) for passage in result["context"])
    assert [p.id for p in result["context"]] == [p.id for p in assistant.search(QUESTION, assistant.settings.k)]
    assert result["answer"] == assistant.answer(QUESTION).text


def test_its_markers_stand_for_its_citations(assistant: Assistant, chain: Runnable[Any, Any]) -> None:
    result = chain.invoke({"input": QUESTION})
    assert result["answered"]
    assert [c.marker for c in result["citations"]] == sorted(
        {int(n) for n in re.findall(r"\[(\d+)\]", result["answer"])}
    )
    assert all(assistant.text(c.document)[c.start : c.end] == c.quote for c in result["citations"])


def test_a_model_that_breaks_off_leaves_no_trace_in_the_answer(index_folder: Path, server: ModelServer) -> None:
    server.pieces, server.cut = ["环湖快线在月球上通车。[1]"], True
    settings = Settings(index=index_folder, model="test", base_url=server.url, timeout_s=20)
    broken = Assistant.open(index_folder, settings=settings)
    result = broken.chain().invoke({"input": QUESTION})
    assert "月球" not in result["answer"]
    assert result["notice"]
    assert [c.marker for c in result["citations"]] == sorted(
        {int(n) for n in re.findall(r"\[(\d+)\]", result["answer"])}
    )


@pytest.mark.parametrize(
    "history",
    [
        [HumanMessage(EARLIER), AIMessage("31.5亿元。[1] 环湖快线也是。")],
        [("human", EARLIER), ("ai", "31.5亿元。[1]")],
        [{"role": "user", "content": EARLIER}, {"role": "assistant", "content": "31.5亿元。"}],
        [EARLIER],
        [HumanMessage([{"type": "text", "text": EARLIER}])],
    ],
)
def test_a_conversation_completes_the_question(chain: Runnable[Any, Any], history: list[Any]) -> None:
    result = chain.invoke({"input": "那进口呢？", "chat_history": history})
    assert "20.7" in result["answer"]
    assert result["chat_history"] == history


def test_what_was_answered_is_not_part_of_the_question(assistant: Assistant, chain: Runnable[Any, Any]) -> None:
    history = [HumanMessage(EARLIER), AIMessage("游船码头售票")]
    result = chain.invoke({"input": "那进口呢？", "chat_history": history})
    assert result["answer"] == assistant.answer("那进口呢？", [EARLIER]).text


def test_it_streams_context_before_the_answer(assistant: Assistant, chain: Runnable[Any, Any]) -> None:
    parts = list(chain.stream({"input": "“静心经营日”有哪些主要做法？"}))
    keys = [key for part in parts for key in part]
    assert keys.index("context") < keys.index("answer")
    said = "".join(part.get("answer", "") for part in parts)
    assert said == assistant.answer("“静心经营日”有哪些主要做法？").text


def test_it_runs_asynchronously_and_in_batches(chain: Runnable[Any, Any]) -> None:
    async def pieces() -> str:
        return "".join([part.get("answer", "") async for part in chain.astream({"input": QUESTION})])

    alone = chain.invoke({"input": QUESTION})["answer"]
    assert asyncio.run(chain.ainvoke({"input": QUESTION}))["answer"] == alone
    assert asyncio.run(pieces()) == alone
    assert [r["answer"] for r in chain.batch([{"input": QUESTION}, {"input": QUESTION}])] == [alone, alone]


def test_it_refuses_like_the_assistant(chain: Runnable[Any, Any]) -> None:
    assert chain.invoke({"input": "怎么给猫剪指甲？", "chat_history": []})["answer"].startswith("资料中没有找到")
