"""A server that speaks as much of the hub's protocol as fetching a model takes, on this machine."""

from __future__ import annotations

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

SHA = "1" * 40


class HubServer:
    """Serves the models in `folder`, as `owner/name`.

    Attributes:
        requests: method and path of what was asked for so far.
        status: what every question is answered with, if not 0.
        silent: no question is answered.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.requests: list[str] = []
        self.status = 0
        self.silent = False
        self._over = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner._serve(self)

            def do_HEAD(self) -> None:
                owner._serve(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def fetched(self) -> set[str]:
        """The files whose content was asked for."""
        return {request.rpartition(f"{SHA}/")[2] for request in self.requests if request.startswith("GET /tiny/model/")}

    def __enter__(self) -> HubServer:
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._http.shutdown()
        self._http.server_close()

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        path = unquote(urlsplit(request.path).path)
        self.requests.append(f"{request.command} {path}")
        if self.silent:
            self._over.wait(60)
            return
        if self.status:
            self._send(request, self.status, b"{}")
        elif path.startswith(f"/tiny/model/resolve/{SHA}/"):
            self._send(request, 200, (self.folder / path.split(f"{SHA}/")[1]).read_bytes())
        elif path.startswith("/api/models/tiny/model/tree/"):
            self._send(request, 200, json.dumps([{"type": "file", **entry} for entry in self._files()]).encode())
        elif path.startswith("/api/models/tiny/model"):
            siblings = [{"rfilename": entry["path"]} for entry in self._files()]
            self._send(request, 200, json.dumps({"id": "tiny/model", "sha": SHA, "siblings": siblings}).encode())
        else:
            self._send(request, 404, b"{}", {"X-Error-Code": "RepoNotFound"})

    def _files(self) -> list[dict[str, object]]:
        return [
            {"path": path.relative_to(self.folder).as_posix(), "size": path.stat().st_size, "oid": "a" * 40}
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        ]

    @staticmethod
    def _send(request: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        request.send_response(status)
        etag = hashlib.sha256(body).hexdigest()
        standing = {"ETag": f'"{etag}"', "X-Repo-Commit": SHA, "Content-Length": str(len(body))}
        for key, value in (standing | (headers or {})).items():
            request.send_header(key, value)
        request.end_headers()
        if request.command == "GET":
            request.wfile.write(body)
