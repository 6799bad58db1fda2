"""The retrieval chain: question → context → answer, as a LangChain Runnable with the usual keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

from langchain_core.messages import convert_to_messages
from langchain_core.runnables import Runnable, RunnableGenerator
from langchain_core.runnables.utils import AddableDict

from rag.types import Answer

if TYPE_CHECKING:
    from rag.assistant import Assistant

Inputs = dict[str, Any]


def retrieval_chain(assistant: Assistant) -> Runnable[Inputs, Inputs]:
    """A chain with the keys of LangChain's own: ``input``, ``chat_history`` → ``context``, ``answer``.

    In: ``chat_history`` is a list of messages, in any form that LangChain understands, or of
    earlier questions; ``filter`` restricts the documents (see `Assistant.answer`).

    Out, beside the inputs: ``context``, the retrieved passages; ``answer``, the text with markers
    ``[n]``; ``citations``, the `Citation` of each marker; ``answered`` and ``notice`` as in `Answer`.
    `.stream()` and `.astream()` give the context, then the answer: piece by piece, or whole once it
    is checked if a language model wrote it.
    """

    def run(parts: Iterator[Inputs]) -> Iterator[Inputs]:
        inputs: Inputs = {}
        for part in parts:
            inputs |= part
        yield AddableDict(inputs)
        question = assistant.understand(inputs["input"], _history(inputs), inputs.get("filter"))
        passages = assistant.search(question, assistant.settings.k, inputs.get("filter"))
        yield AddableDict(context=passages)
        whole = assistant.has_model
        for piece in assistant.stream(question, passages=passages):
            if not isinstance(piece, Answer):
                if not whole:
                    yield AddableDict(answer=piece)
                continue
            if whole:
                yield AddableDict(answer=piece.text)
            yield AddableDict(citations=list(piece.citations), answered=piece.answered, notice=piece.notice)

    async def run_async(parts: AsyncIterator[Inputs]) -> AsyncIterator[Inputs]:
        steps = run(iter([part async for part in parts]))
        while (step := await asyncio.to_thread(next, steps, None)) is not None:
            yield step

    return RunnableGenerator(run, run_async)


def _history(inputs: Inputs) -> list[str]:
    """The earlier questions, oldest first: what the user said, not what was answered."""
    messages = convert_to_messages(inputs.get("chat_history") or [])
    return [str(message.text) for message in messages if message.type == "human"]
