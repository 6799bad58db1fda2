"""Errors of requests as one clear line, whatever was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rag.serve.service import Problem

Write = Callable[[int, str, str | None, Mapping[str, str] | None], Response]
"""Makes a response of a status, a message, the name of the parameter that is wrong, and headers."""


def plain(
    status: int, message: str, parameter: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """An error as the plain interface has it: ``{"detail": message}``."""
    return JSONResponse({"detail": message}, status, headers=headers)


def install(app: FastAPI, write: Write) -> None:
    """Has all errors of an application written by `write`."""

    async def invalid(_: Request, error: Exception) -> Response:
        message, parameter = wrong(cast("RequestValidationError", error).errors())
        return write(422, message, parameter, None)

    async def problem(_: Request, error: Exception) -> Response:
        return write(cast("Problem", error).status, str(error), None, None)

    async def http(request: Request, error: Exception) -> Response:
        failed = cast("HTTPException", error)
        detail = str(failed.detail)
        if failed.status_code == 404:
            detail = f"there is no {request.method} {request.url.path} here"
        return write(failed.status_code, detail, None, failed.headers)

    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(HTTPException, http)


def wrong(errors: Sequence[Mapping[str, Any]]) -> tuple[str, str | None]:
    """What is wrong with a request, and the name of the first parameter concerned.

    What was sent is not repeated: it may be long, and it may hold what cannot be written.
    """
    if not errors:
        return "the request is not valid", None
    lines = []
    for error in errors[:3]:
        place = _place(error)
        what = str(error["msg"]).removeprefix("Value error, ")
        if error["type"] == "json_invalid":
            what = f"the body is no JSON ({error.get('ctx', {}).get('error', '')})"
        elif error["type"] == "model_attributes_type" and not place:
            what = "the body must be a JSON object, sent with Content-Type: application/json"
        lines.append(_one_line(f"{place}: {what}" if place else what))
    more = f" (and {len(errors) - 3} more)" if len(errors) > 3 else ""
    return "; ".join(lines) + more, _place(errors[0]) or None


def _place(error: Mapping[str, Any]) -> str:
    if error["type"] == "json_invalid":
        return ""
    return _one_line(".".join(map(str, error["loc"][1:])))[:100]


def _one_line(text: str) -> str:
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
