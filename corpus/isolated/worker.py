"""The process that reads files, one request after the other (see `corpus.isolated.start_worker`).

What a broken or hostile file does to a parser, it does here: the program reads on in another one.
Requests come in on standard input and replies go out on standard output (see `corpus.isolated.wire`); what
libraries print goes to standard error. The process ends when its input ends, with all that it started.
"""

from __future__ import annotations

import errno
import json
import os
import queue
import re
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, BinaryIO

from corpus.archive import unpack
from corpus.errors import LoadError
from corpus.isolated.wire import read_frame, to_wire, write_frame
from corpus.loaders.base import heartbeat
from corpus.processes import kill_tree, set_limits
from corpus.source import load

_BEAT_SECONDS = 0.2
"""Heartbeats that come faster are left out."""
_NO_MEMORY = re.compile(r"memory alloc|bad_?alloc|cannot allocate|out of memory|not enough memory", re.IGNORECASE)
_NETWORK = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"}


def main() -> None:
    """Serves until there are no more requests."""
    limits = json.loads(sys.argv[1])
    replies, requests = _streams()
    for name in ("PYTHONPATH", "PYTHONSAFEPATH"):  # ours: of no use to programs that are started from here
        os.environ.pop(name, None)
    sys.addaudithook(_no_network)
    waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    receiver = threading.Thread(target=_receive, args=(requests, waiting, limits["scratch"]), daemon=True)
    receiver.start()
    set_limits(limits["memory"], limits["file_size"])
    try:
        _serve(waiting, replies, limits["seconds"] + 60)
    except BrokenPipeError:  # the program has ended: the receiver clears up
        receiver.join()


def _serve(waiting: queue.SimpleQueue[dict[str, Any]], replies: BinaryIO, seconds: float) -> None:
    write_frame(replies, {"ready": True})
    while True:
        request = waiting.get()
        _alarm(seconds)
        reply = answer(request, _beat(replies))
        _alarm(0)
        try:
            write_frame(replies, reply)
        except ValueError:
            write_frame(replies, {"reason": "its text is too large"})
        except MemoryError:
            write_frame(replies, {"memory": True})


def answer(request: dict[str, Any], beat: Callable[[int, int], None]) -> dict[str, Any]:
    """The reply to a request: ``source`` or ``members``, else ``reason``, or ``memory`` where that ran out."""
    path = request["path"]
    try:
        os.chdir(request["cwd"])
        if folder := request.get("unpack"):
            return {"members": [vars(member) for member in unpack(path, folder)]}
        with heartbeat(beat):
            return {"source": to_wire(load(path))}
    except LoadError as error:
        return {"memory": True} if _is_memory(error) else {"reason": error.reason}
    except Exception as error:  # a fault of ours: a reason all the same
        return {"memory": True} if _is_memory(error) else {"reason": f"cannot be parsed ({_shown(error)})"}


def _alarm(seconds: float) -> None:
    """Has the system end this process, if it still reads then and nobody is left who would; 0: never."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _shown(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def _is_memory(error: BaseException | None) -> bool:
    """Whether an error, or one that led to it, is want of memory."""
    while error is not None:
        if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
            return True
        if _NO_MEMORY.search(error.reason if isinstance(error, LoadError) else str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Streams for replies and requests that no library and no child process writes to or reads from."""
    replies, requests = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return replies, requests


def _receive(requests: BinaryIO, waiting: queue.SimpleQueue[dict[str, Any]], scratch: str) -> None:
    """Queues requests; ends the process when they end, busy or not, and clears its temporary files away."""
    try:
        while (request := read_frame(requests)) is not None:
            waiting.put(request)
    finally:
        kill_tree(os.getpid(), itself=False)
        shutil.rmtree(scratch, ignore_errors=True)
        os._exit(0)


def _beat(replies: BinaryIO) -> Callable[[int, int], None]:
    last = 0.0

    def beat(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _BEAT_SECONDS or done >= total:
            last = now
            write_frame(replies, {"tick": [done, total]})

    return beat


def _no_network(event: str, args: tuple[Any, ...]) -> None:
    """Refuses whatever would reach for another machine: documents are read, never followed."""
    if event in _NETWORK:
        raise PermissionError("documents are read without network")
