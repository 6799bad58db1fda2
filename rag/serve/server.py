"""The HTTP server: takes an address, and serves on it until it is interrupted."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp

_PATIENCE_S = 3
"""How long requests that are being served may take when the server is ended."""


def listen(host: str, port: int) -> socket.socket:
    """Takes an address, before anything is loaded; nobody is answered there until it is served.

    Raises:
        OSError: there is no such address, or it is not free.
    """
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise OSError(f"no such address: {host}; choose another one with --host or WENJU_HOST") from error
    taken = socket.socket(family, kind, protocol)
    # A port that was used a moment ago is free.
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(where)
    except OSError as error:
        taken.close()
        what = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise OSError(f"port {port} of {host} {what}: choose another one with --port or WENJU_PORT") from error
    return taken


def address(listening: socket.socket) -> str:
    """Where a browser on this machine finds what is served."""
    host, port = listening.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = "localhost"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def is_private(listening: socket.socket) -> bool:
    """Whether only programs on this machine reach the address."""
    return ipaddress.ip_address(listening.getsockname()[0]).is_loopback


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._tell()


def serve(app: ASGIApp, listening: socket.socket, started: Callable[[], None]) -> None:
    """Serves until interrupted; calls `started` when the first request would be answered."""
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=_PATIENCE_S
    )
    with suppress(KeyboardInterrupt):  # which is how a server ends
        _Server(config, started).run([listening])
