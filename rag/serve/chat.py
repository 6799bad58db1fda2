"""The chat completions protocol of OpenAI: what is sent, and what comes back."""

from __future__ import annotations

import re
import time
import uuid
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from rag.serve.schema import MAX_HISTORY, MAX_QUESTION, Count, Only, Written
from rag.serve.service import Problem
from rag.types import Answer

MODEL = "wenju"
"""The only model; whatever name a client sends, this one answers."""
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


class Part(BaseModel):
    """A part of a message."""

    type: str
    text: str = ""


class Message(BaseModel):
    """A message; only those of the user are read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Written | list[Part] | None = None

    def text(self) -> str:
        """What it says.

        Raises:
            Problem: it is the user's and holds something else than text.
        """
        if isinstance(self.content, list):
            if self.role == "user" and any(part.type != "text" for part in self.content):
                raise Problem(400, "messages: only text can be read, no pictures, sound or files")
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """How the answer is streamed."""

    include_usage: bool | None = None


class ChatRequest(BaseModel):
    """A conversation; parameters that mean nothing here are ignored."""

    messages: Annotated[list[Message], Field(min_length=1)]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    k: Count | None = None
    filter: Only = None

    def conversation(self) -> tuple[str, list[str]]:
        """The question, and the user's earlier messages, oldest first.

        Raises:
            Problem: the user asks nothing.
        """
        said = [text for message in self.messages if message.role == "user" and (text := message.text().strip())]
        if not said:
            raise Problem(400, "messages: there is no message of the role user with text in it")
        if len(said[-1]) > MAX_QUESTION:
            raise Problem(400, f"messages: the question is longer than {MAX_QUESTION} characters")
        return said[-1], said[-1 - MAX_HISTORY : -1]

    def length(self) -> int:
        """Estimated tokens of all messages."""
        return sum(tokens(message.text()) for message in self.messages)


class Reply:
    """One answer in the making, as a chat completion."""

    def __init__(self, asked: ChatRequest) -> None:
        self._asked = asked
        self._id = f"chatcmpl-{uuid.uuid4().hex}"
        self._created = int(time.time())

    def whole(self, answer: Answer) -> dict[str, Any]:
        """The completion, all at once."""
        message = {"role": "assistant", "content": answer.text, "refusal": None, **proof(answer)}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return self._object("chat.completion", [choice]) | {"usage": self._usage(answer)}

    def opening(self) -> dict[str, Any]:
        """The first chunk of a stream."""
        return self._chunk({"role": "assistant", "content": ""})

    def piece(self, text: str) -> dict[str, Any]:
        """A chunk with a piece of the answer."""
        return self._chunk({"content": text})

    def closing(self, answer: Answer) -> list[dict[str, Any]]:
        """The last chunks: with the citations and, if it is wanted, the usage."""
        last = [self._chunk({**proof(answer), "answer": answer.text}, "stop")]
        if self._asked.stream_options and self._asked.stream_options.include_usage:
            last.append(self._object("chat.completion.chunk", []) | {"usage": self._usage(answer)})
        return last

    def _chunk(self, delta: dict[str, Any], finished: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finished}
        return self._object("chat.completion.chunk", [choice])

    def _object(self, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {"id": self._id, "object": kind, "created": self._created, "model": MODEL, "choices": choices}

    def _usage(self, answer: Answer) -> dict[str, int]:
        asked, said = self._asked.length(), tokens(answer.text)
        return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


def proof(answer: Answer) -> dict[str, Any]:
    """The extra fields of a message: the public JSON of an answer but for its text; of the passages those not cited."""
    left_out = {"question", "answer", "passages", "timings_ms"}
    whole = answer.to_dict()
    others = [{key: row[key] for key in row if key != "markers"} for row in whole["passages"] if not row["markers"]]
    return {key: value for key, value in whole.items() if key not in left_out} | {"also_found": others}


def tokens(text: str) -> int:
    """An estimate of the tokens in `text`: one for each Chinese character, else one for every four characters."""
    chinese = len(_CJK.findall(text))
    return chinese + -(-(len(text) - chinese) // 4)
