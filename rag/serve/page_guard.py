"""Who may use the page."""

from __future__ import annotations

import base64
import binascii
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.serve.guard import credentials

_PROGRAMS = ("/v1/", "/api/")
_TOOLS = "/mcp"
_ASKS = {"WWW-Authenticate": 'Basic realm="Wenju", charset="UTF-8"'}
_WRONG = "The key is missing or wrong: any user name, and WENJU_SERVE_KEY of the server as the password.\n"
_FOREIGN = "Web pages of other hosts may do nothing here.\n"


class PageGuard:
    """ASGI middleware: whoever wants the page must know the key; a browser asks for it as a password.

    What is for programs has a guard of its own (`rag.serve.guard`), which takes no password: a
    browser would send it along with what pages of other hosts ask for.

    Args:
        app: the page, and what is served beside it.
        key: the password, with any user name; programs send it as a bearer token.
    """

    def __init__(self, app: ASGIApp, *, key: str) -> None:
        self.app = app
        self._key = key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves the request, or says why not."""
        path = str(scope.get("path", ""))
        if scope["type"] == "lifespan" or path.startswith(_PROGRAMS) or path == _TOOLS:
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing of the page is
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        if not self._knows(headers.get("authorization", "")):
            await PlainTextResponse(_WRONG, 401, headers=_ASKS)(scope, receive, send)
        elif _is_foreign(headers) and not _is_link(scope["method"], headers):
            await PlainTextResponse(_FOREIGN, 403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _knows(self, authorization: str) -> bool:
        scheme, token = credentials(authorization)
        if scheme == "basic":
            try:
                token = base64.b64decode(token, validate=True).partition(b":")[2]
            except binascii.Error:
                return False
        elif scheme != "bearer":
            return False
        return secrets.compare_digest(token, self._key)


def _is_foreign(headers: Headers) -> bool:
    """Whether a page of another host had the browser send this, which sends the password with it."""
    site = headers.get("sec-fetch-site")
    if site is not None:  # browsers say so over TLS and on this machine, whatever a proxy makes of the host
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    try:
        return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    except ValueError:
        return True


def _is_link(method: str, headers: Headers) -> bool:
    """Whether somebody followed a link to the page: other hosts may lead to it, not read or change what is on it."""
    return method in ("GET", "HEAD") and headers.get("sec-fetch-mode") == "navigate"
