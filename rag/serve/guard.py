"""Who may use the interfaces for programs."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.serve.faults import Write, plain
from rag.serve.schema import MAX_BODY


class Guard:
    """ASGI middleware: lets in who knows the key, or, without a key, who is no web page of another host.

    A web page can have its visitor's browser send requests to this machine: under its own name,
    which the ``Origin`` tells, or, when its name is made to point here ("DNS rebinding"), under a
    ``Host`` that is its name. Addresses in figures and this machine's own names cannot be so made.

    Args:
        app: what is guarded.
        key: the bearer token that is wanted; empty: none.
        host: the name that the server listens on.
        write: makes the response to who is not let in.
        free: paths that everyone may see.
    """

    def __init__(
        self, app: ASGIApp, *, key: str = "", host: str = "", write: Write = plain, free: Collection[str] = ()
    ) -> None:
        self.app = app
        self._key = key.encode()
        self._names = {"localhost", host.lower(), socket.gethostname().lower()} - {""}
        self._write = write
        self._free = tuple(free)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves the request, or says why not."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            refused = self._refused(headers, str(scope["path"])) or self._too_long(headers)
            if refused is not None:
                status, message = refused
                how = {"WWW-Authenticate": "Bearer"} if status == 401 else None
                await self._write(status, message, None, how)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refused(self, headers: Headers, path: str) -> tuple[int, str] | None:
        if self._key:
            if path.startswith(self._free) or self._knows(headers.get("authorization", "")):
                return None
            return 401, "the key is missing or wrong: send `Authorization: Bearer KEY` (WENJU_SERVE_KEY of the server)"
        if not self._is_own(_name(headers.get("host", ""))):
            return 421, "this name of the server is not known: use its address, or set WENJU_SERVE_KEY"
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in _origins(headers.get("host", "").lower()):
            return 403, "web pages of other hosts may not ask here"
        return None

    def _too_long(self, headers: Headers) -> tuple[int, str] | None:
        # What is sent without its length is counted while it is read.
        length = headers.get("content-length", "")
        if length.isdecimal() and (len(length) > 18 or int(length) > MAX_BODY):
            return 413, f"the request is longer than {MAX_BODY} bytes"
        return None

    def _knows(self, authorization: str) -> bool:
        scheme, token = credentials(authorization)
        return secrets.compare_digest(token, self._key) and scheme == "bearer"

    def _is_own(self, name: str) -> bool:
        if name in self._names or name.endswith(".localhost"):
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def credentials(authorization: str) -> tuple[str, bytes]:
    """The scheme, in small letters, and what is sent with it, as the bytes that were sent.

    To be compared by `secrets.compare_digest`, in a time that tells nothing of the key.
    """
    scheme, _, sent = authorization.partition(" ")
    return scheme.lower(), sent.strip(" \t").encode("latin-1")  # not all white space: bytes of UTF-8 look like some


def _origins(host: str) -> tuple[str, str]:
    """What a page that this server itself served tells as its origin."""
    return f"http://{host}", f"https://{host}"


def _name(host: str) -> str:
    """The name in a ``Host`` header, without the port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""
