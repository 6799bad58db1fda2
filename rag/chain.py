"""The retrieval chain: question → context → answer, as a LangChain Runnable with the usual keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda, RunnablePassthrough

from rag.question import understand

if TYPE_CHECKING:
    from rag.assistant import Assistant


def retrieval_chain(assistant: Assistant) -> Runnable[dict[str, Any], dict[str, Any]]:
    """A chain with the keys of LangChain's own: ``input``, ``chat_history`` → ``context``, ``answer``.

    ``chat_history`` is a list of messages or of earlier questions. ``context`` are the retrieved
    passages, ``answer`` the text with markers; `.stream()` gives the answer piece by piece.
    """

    def history(inputs: dict[str, Any]) -> list[str]:
        earlier = inputs.get("chat_history") or []
        return [m if isinstance(m, str) else str(m.text) for m in earlier if isinstance(m, str) or m.type == "human"]

    def retrieve(inputs: dict[str, Any]) -> Any:
        return assistant.search(understand(inputs["input"], history(inputs)), k=assistant.settings.k)

    def answer(inputs: Iterator[dict[str, Any]]) -> Iterator[str]:
        merged: dict[str, Any] = {}
        for part in inputs:
            merged |= part
        for piece in assistant.stream(merged["input"], history(merged), passages=merged["context"]):
            if isinstance(piece, str):
                yield piece

    return RunnablePassthrough.assign(context=RunnableLambda(retrieve)) | RunnablePassthrough.assign(
        answer=RunnableGenerator(answer)
    )
