"""A real server on a port of its own, and an assistant that waits for the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from rag.serve.server import address, listen
from rag.types import Answer

LINE = "环湖快线全长多少公里？"
FARE = "单程票价呢？"
UNKNOWN = "怎么给猫剪指甲？"


class Running:
    """An application that is being served."""

    def __init__(self, app: ASGIApp) -> None:
        self._listening = listen("127.0.0.1", 0)
        self._listening.listen()  # who connects before the server is ready waits for it
        self.url = address(self._listening).rstrip("/")
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._listening],), daemon=True)

    def __enter__(self) -> Running:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(30)
        self._listening.close()


class Waiting:
    """Stands in for the assistant: answers as the test says.

    Attributes:
        steps: called one after the other; what one returns is a piece of the answer.
        closed: set when the answer was ended, at its end or before.
    """

    store = None

    def __init__(self, *steps: Callable[[], str]) -> None:
        self.steps = steps
        self.closed = threading.Event()

    def stream(self, question: str, *_: Any) -> Iterator[str | Answer]:
        text = ""
        try:
            for step in self.steps:
                piece = step()
                text += piece
                yield piece
            yield Answer(question=question, text=text, answered=True)
        finally:
            self.closed.set()

    def search(self, question: str, *_: Any) -> Sequence[Any]:
        raise NotImplementedError
