"""Questions of programs on their way to the assistant, with errors that can be told to them."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from index import StoreError
from rag.assistant import Assistant
from rag.serve.schema import Row
from rag.types import Answer, passages_to_dicts

log = logging.getLogger("wenju.serve")
Only = Mapping[str, str | Sequence[str]]


class Problem(Exception):
    """What keeps a request from being served, in one line, with its HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Service:
    """What every interface for programs asks of the assistant; may be used by several threads at once."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def answer(
        self, question: str, history: Sequence[str] = (), k: int | None = None, only: Only | None = None
    ) -> Answer:
        """The answer to a question.

        Raises:
            Problem: `only` fits no document, or there is no answer for a reason that the message says.
        """
        *_, last = self.stream(question, history, k, only)
        assert isinstance(last, Answer)
        return last

    def stream(
        self, question: str, history: Sequence[str] = (), k: int | None = None, only: Only | None = None
    ) -> Iterator[str | Answer]:
        """The answer as it comes: pieces of text, then the finished `Answer`.

        Raises:
            Problem: as in `answer`.
        """
        with _told():
            self._check(only)
            yield from self.assistant.stream(question, history, k, only or None)

    def search(self, question: str, history: Sequence[str] = (), k: int = 10, only: Only | None = None) -> Row:
        """The passages that fit a question best: ``question``, ``passages``, ``timings_ms``.

        Raises:
            Problem: as in `answer`.
        """
        started = time.perf_counter()
        with _told():
            self._check(only)
            passages = self.assistant.search(question, k, only or None, history)
            took = round(1000 * (time.perf_counter() - started), 3)
            timings = {"retrieve": took, "total": took}
            return {"question": question, "passages": passages_to_dicts(passages), "timings_ms": timings}

    def _check(self, only: Only | None) -> None:
        if only and not self.assistant.store.store.find_documents(only):
            raise Problem(422, "filter: no document in the index fits it")


@contextmanager
def _told() -> Iterator[None]:
    """Turns errors into problems: what the user can mend is said, all else is logged and not shown."""
    try:
        yield
    except Problem:
        raise
    except StoreError as error:
        raise Problem(503, " ".join(str(error).split())) from error
    except Exception as error:
        log.exception("a program's request failed")
        raise Problem(500, f"internal error ({type(error).__name__}); the server's log has more") from error
