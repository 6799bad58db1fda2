"""The plain interface: ``POST /api/answer`` and ``POST /api/search``, described at ``/api/docs``."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Security
from fastapi.security import HTTPBearer
from fastapi_offline import FastAPIOffline
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from rag.serve import faults
from rag.serve.guard import Guard
from rag.serve.schema import MAX_BODY, AnswerRequest, AnswerResult, Fault, Row, SearchRequest, SearchResult
from rag.serve.service import Service

_FAULTS: dict[int | str, dict[str, Any]] = {
    401: {"model": Fault, "description": "The key is missing or wrong."},
    413: {"model": Fault, "description": f"The request is longer than {MAX_BODY} bytes."},
    422: {"model": Fault, "description": "The request is not valid; what is wrong is said in one line."},
    503: {"model": Fault, "description": "The index cannot be used now."},
}
_DESCRIPTION = "Wenju answers questions from its documents and proves every sentence. Shapes: docs/interface.md."


def rest_api(service: Service, key: str, host: str) -> FastAPI:
    """The application to be mounted at ``/api``; its documentation needs no other host."""
    bearer = HTTPBearer(auto_error=False, description="The server's WENJU_SERVE_KEY.")
    app = FastAPIOffline(
        redoc_url=None,
        title="Wenju",
        description=_DESCRIPTION,
        responses=_FAULTS,
        dependencies=[Security(bearer)] if key else [],
    )
    faults.install(app, faults.plain)
    free = ("/api/docs", "/api/openapi.json", "/api/static-offline-docs/")
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=MAX_BODY)
    app.add_middleware(Guard, key=key, host=host, free=free)

    # Functions without `async` run in threads of their own: one slow question does not hold up others.
    @app.post("/answer", response_model=AnswerResult, response_model_exclude_unset=True)
    def answer(asked: AnswerRequest) -> Row:
        """Answers a question from the documents, or refuses where they do not answer it."""
        only = asked.filter.chosen() if asked.filter else None
        return service.answer(asked.question, asked.history, asked.k, only).to_dict()

    @app.post("/search", response_model=SearchResult)
    def search(asked: SearchRequest) -> Row:
        """Finds the passages that fit a question best, best first."""
        only = asked.filter.chosen() if asked.filter else None
        return service.search(asked.question, asked.history, asked.k, only)

    return app
