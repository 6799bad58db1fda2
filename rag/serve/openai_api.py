"""The interface of OpenAI: ``POST /v1/chat/completions`` and ``GET /v1/models``."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from typing import Any, cast

import anyio
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, format_sse_event
from starlette.concurrency import run_in_threadpool
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import Receive, Scope, Send

from rag.serve import faults
from rag.serve.chat import MODEL, ChatRequest, Reply
from rag.serve.guard import Guard
from rag.serve.schema import MAX_BODY
from rag.serve.service import Problem, Service
from rag.types import Answer

_CODES = {401: "invalid_api_key", 404: "not_found", 413: "request_too_large", 503: "unavailable"}
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # what lies between must not collect the pieces


def openai_api(service: Service, key: str, host: str) -> FastAPI:
    """The application to be mounted at ``/v1``."""
    app = FastAPI(openapi_url=None)
    faults.install(app, openai_fault)
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=MAX_BODY)
    app.add_middleware(Guard, key=key, host=host, write=openai_fault)
    model = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}

    @app.get("/models")
    async def models() -> dict[str, Any]:
        """All models: there is one."""
        return {"object": "list", "data": [model]}

    @app.get("/models/{name}")
    async def one_model(name: str) -> dict[str, Any]:
        """The model of that name."""
        if name != MODEL:
            raise Problem(404, f"there is one model here, {MODEL}")
        return model

    @app.post("/chat/completions", response_model=None)
    async def completions(asked: ChatRequest) -> Response:
        """The answer to the user's last message."""
        question, history = asked.conversation()
        only = asked.filter.chosen() if asked.filter else None
        reply = Reply(asked)
        if not asked.stream:
            answer = await run_in_threadpool(service.answer, question, history, asked.k, only)
            return JSONResponse(reply.whole(answer))
        pieces = service.stream(question, history, asked.k, only)
        # The first piece before the response: what fails until then has a status of its own.
        first = await run_in_threadpool(next, pieces)
        return Stream(_events(reply, first, pieces), headers=_HEADERS)

    return app


class Stream(EventSourceResponse):
    """A stream that is closed when its reader leaves."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the events until there are no more or nobody listens."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):
                await cast("Any", self.body_iterator).aclose()


async def _events(reply: Reply, first: str | Answer, pieces: Iterator[str | Answer]) -> AsyncIterator[bytes]:
    piece: str | Answer | None = first
    try:
        yield _event(reply.opening())
        while piece is not None:
            for chunk in [reply.piece(piece)] if isinstance(piece, str) else reply.closing(piece):
                yield _event(chunk)
            # Each step in a thread, so that a language model that lets one wait holds up nobody else.
            piece = await run_in_threadpool(next, pieces, None)
        yield format_sse_event(data_str="[DONE]")
    except Problem as problem:
        yield _event(_error(problem.status, str(problem), None))
    finally:
        with anyio.CancelScope(shield=True), suppress(Problem):
            await run_in_threadpool(pieces.close)  # type: ignore[attr-defined]


def _event(data: dict[str, Any]) -> bytes:
    return format_sse_event(data_str=json.dumps(data, ensure_ascii=False))


def openai_fault(
    status: int, message: str, parameter: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """An error in OpenAI's form."""
    status = 400 if status == 422 else status
    return JSONResponse(_error(status, message, parameter), status, headers=headers)


def _error(status: int, message: str, parameter: str | None) -> dict[str, Any]:
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"error": {"message": message, "type": kind, "param": parameter, "code": _CODES.get(status)}}
