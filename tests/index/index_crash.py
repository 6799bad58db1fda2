"""Runs syncs that are killed: `index_crash.py JOB...`.

Each JOB is JSON with index, docs, at, after_us, rebuild, report.
`at`: the kill comes just before this call (counted from 1) of those that change something on disk;
0 never, and the number of calls is written to `report`. `after_us`: or so many microseconds on.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index_support import TinyEmbeddings

from index import KnowledgeStore, PassageSplitter, sync

calls = 0
kill_at = 0


def step() -> None:
    global calls
    calls += 1
    if calls == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)


def counted(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        step()
        return function(*args, **kwargs)

    return call


class Connection(sqlite3.Connection):
    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        if not sql.lstrip().startswith("SELECT"):
            step()
        return super().execute(sql, *args)

    def executemany(self, sql: str, *args: Any) -> sqlite3.Cursor:
        step()
        return super().executemany(sql, *args)

    def executescript(self, sql: str) -> sqlite3.Cursor:
        step()
        return super().executescript(sql)


def work(job: dict[str, Any]) -> None:
    global kill_at
    for name in ("replace", "rename", "fsync", "link", "unlink", "rmdir", "mkdir"):
        setattr(os, name, counted(getattr(os, name)))
    connect = sqlite3.connect
    sqlite3.connect = lambda *args, **kwargs: connect(*args, **kwargs, factory=Connection)  # type: ignore[assignment]
    kill_at = job["at"]
    if job["after_us"]:
        signal.setitimer(signal.ITIMER_REAL, job["after_us"] / 1e6)  # its signal ends the process
    splitter = PassageSplitter(100, 20) if job["rebuild"] else None
    store = KnowledgeStore(job["index"], TinyEmbeddings(), splitter, create=True, rebuild=job["rebuild"])
    sync(store, [job["docs"]])
    step()
    if job["report"]:
        Path(job["report"]).write_text(str(calls))


for text in sys.argv[1:]:
    # Forked rather than started: the libraries are loaded once. Nothing of them has run yet.
    if child := os.fork():
        os.waitpid(child, 0)
    else:
        work(json.loads(text))
        os._exit(0)
