"""The retrieval chain: question → context → answer, as a LangChain Runnable with the usual keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document
from langchain_core.messages import convert_to_messages
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough

from rag.question import understand

if TYPE_CHECKING:
    from rag.assistant import Assistant

Inputs = dict[str, Any]


def retrieval_chain(assistant: Assistant) -> Runnable[Inputs, Inputs]:
    """A chain with the keys of LangChain's own: ``input``, ``chat_history`` → ``context``, ``answer``.

    ``chat_history`` is a list of messages, in any form that LangChain understands, or of earlier
    questions. ``context`` are the retrieved passages, ``answer`` the text with markers; `.stream()`
    and `.astream()` give the answer piece by piece.
    """

    def retrieve(inputs: Inputs) -> list[Document]:
        return assistant.search(understand(inputs["input"], _history(inputs)), k=assistant.settings.k)

    def answer(inputs: Inputs) -> Iterator[str]:
        for piece in assistant.stream(inputs["input"], _history(inputs), passages=inputs["context"]):
            if isinstance(piece, str):
                yield piece

    async def answer_async(inputs: Inputs) -> AsyncIterator[str]:
        pieces = answer(inputs)
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            yield piece

    return RunnablePassthrough.assign(context=RunnableLambda(retrieve)) | RunnablePassthrough.assign(
        answer=RunnableLambda(answer, answer_async)
    )


def _history(inputs: Inputs) -> list[str]:
    """The earlier questions, oldest first: what the user said, not what was answered."""
    messages = convert_to_messages(inputs.get("chat_history") or [])
    return [str(message.text) for message in messages if message.type == "human"]
