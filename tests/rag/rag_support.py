"""What several tests of answers need: documents, passages, and a chat model's server."""

from __future__ import annotations

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from langchain_core.documents import Document

from rag.extract import Extractor
from rag.refusal.near import read
from rag.refuse import THRESHOLD, decided

DOCUMENTS = Path(__file__).resolve().parents[1] / "fixtures" / "rag"


def passage(text: str, *, start: int = 0, kind: str = "paragraph", context: str = "", **meta: Any) -> Document:
    """A passage as the store gives it, at `start` of its document."""
    base = {
        "document": "d1", "title": "云溪年鉴", "source": "/docs/yearbook.txt", "section": ["公共交通"], "page": None,
        "kind": kind, "start": start, "end": start + len(text), "score": 0.5,
    }  # fmt: skip
    return Document(id="p1", page_content=text, metadata=base | ({"context": context} if context else {}) | meta)


def refused(extractor: Extractor, question: str, case: Document) -> bool:
    """Whether a question about a case is refused where the statement nearest to it would be shown."""
    support = extractor.support
    held = support.words(case.page_content)
    asked = support.ask(question, lambda term: 1.0 if term in held else 3.0)
    chosen = extractor.choose(asked, extractor.rank(asked, [case]))
    return decided(asked, chosen, read(asked, [case], support), support).confidence < THRESHOLD


class ModelServer:
    """A local server for `POST /v1/chat/completions`.

    Attributes:
        pieces: what the model says, streamed piece by piece.
        status: HTTP status; another than 200 gives an error.
        cut: the connection is closed after the pieces, before the stream has ended.
        hang: the answer never comes.
        refusals: so many requests are first answered with 429 and `retry_after`.
        answers: what is said to the requests in turn, before `pieces` is said to all others.
        finish: the finish reason.
        requests: the bodies of the requests so far.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.status = 200
        self.cut = self.hang = False
        self.finish = "stop"
        self.refusals, self.retry_after = 0, "0"
        self.answers: list[list[str]] = []
        self.requests: list[dict[str, Any]] = []
        self._over = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                owner._serve(self)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def prompt(self, role: str) -> str:
        """What the last request said in a role."""
        return "\n".join(m["content"] for m in self.requests[-1]["messages"] if m["role"] == role)

    def __enter__(self) -> ModelServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._http.shutdown()
        self._http.server_close()

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        self.requests.append(json.loads(request.rfile.read(int(request.headers["Content-Length"]))))
        if self.hang:
            self._over.wait(30)
            request.close_connection = True
            return
        refused = self.refusals > 0
        self.refusals -= refused
        status = 429 if refused else self.status
        if status != 200:
            body = json.dumps({"error": {"message": f"the model is not well: {status}", "type": "x"}}).encode()
            request.send_response(status)
            request.send_header("Content-Type", "application/json")
            request.send_header("Retry-After", self.retry_after)
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)
            return
        request.send_response(200)
        request.send_header("Content-Type", "text/event-stream")
        if self.cut:
            request.send_header("Content-Length", "1000000")  # so that the end is an end too early
        request.end_headers()
        for piece in self.answers.pop(0) if self.answers else self.pieces:
            self._event(request, {"delta": {"role": "assistant", "content": piece}, "finish_reason": None})
        request.close_connection = True
        if self.cut:
            request.connection.shutdown(socket.SHUT_RDWR)
            return
        self._event(request, {"delta": {}, "finish_reason": self.finish})
        request.wfile.write(b"data: [DONE]\n\n")

    def _event(self, request: BaseHTTPRequestHandler, choice: dict[str, Any]) -> None:
        data = {
            "id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m",
            "choices": [{"index": 0, **choice}],
        }  # fmt: skip
        request.wfile.write(f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode())
        request.wfile.flush()
