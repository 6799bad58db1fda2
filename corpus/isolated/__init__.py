"""Reading files in a process of its own, within limits: no file takes the program down with it."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from corpus.archive import Member
from corpus.errors import LoadError
from corpus.isolated.child import Child, Died, Limits
from corpus.isolated.wire import from_wire
from corpus.source import Source

__all__ = ["IsolatedLoader", "Limits"]

Tick = Callable[[int, int], None]
"""Called with pages (or other steps) done and in all, while a file is read."""


class IsolatedLoader:
    """Loads files as `corpus.load` does, in a child process with limits.

    The process is started with the first file, or by `start`, and stays for the next ones; after a
    crash, or when it has read many, another one takes its place. A file is only blamed for a crash
    when a fresh process has crashed on it. Threads take turns.

    Use it as a context manager, or `close` it: the process ends with the program in any case.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._child: Child | None = None
        self._scratch = ""
        self._turn = threading.Lock()
        self._state = threading.Lock()
        self._closed = 0

    def __enter__(self) -> IsolatedLoader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def load(self, path: str | Path, tick: Tick | None = None) -> Source:
        """The file at `path`, parsed; the same as `corpus.load` gives.

        Args:
            path: the file.
            tick: called while a long file is read.

        Raises:
            LoadError: as `corpus.load`; or the file took too much time or memory, or crashed the parser.
        """
        reply = self._ask(path, {}, tick)
        try:
            return from_wire(reply["source"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise LoadError(path, "the parser gave back what is no document") from error

    @contextmanager
    def unpacked(self, path: str | Path) -> Iterator[list[Member]]:
        """What the archive at `path` holds, its documents unpacked until the end of the block.

        Raises:
            LoadError: as `corpus.archive.unpack`, or for the limits.
        """
        folder = Path(tempfile.mkdtemp(prefix="wenju-archive-")).resolve()
        try:
            members = [Member(**member) for member in self._ask(path, {"unpack": str(folder)}, None)["members"]]
            if any(member.file and not Path(member.file).resolve().is_relative_to(folder) for member in members):
                raise LoadError(path, "the parser gave back what is no list of documents")
            yield members
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def start(self) -> None:
        """Starts the process if none is there: it gets ready while the caller does something else."""
        with self._state:
            if self._child is None:
                self._scratch = tempfile.mkdtemp(prefix="wenju-read-")
                self._child = Child(self.limits, self._scratch)

    def close(self) -> None:
        """Ends the process; a file that is being read by another thread fails. The next `load` starts another one."""
        with self._state:
            self._closed += 1
        self._drop()

    def _ask(self, path: str | Path, request: dict[str, Any], tick: Tick | None) -> dict[str, Any]:
        request = {"path": os.fspath(path), "cwd": str(Path.cwd()), **request}
        with self._turn:
            if self._child and self._child.served >= self.limits.files:
                self._drop()
            while True:
                closed = self._closed
                self.start()
                child = self._child
                if child is None:
                    raise LoadError(path, "the reading was stopped")
                first = not child.served
                try:
                    reply = child.ask(request, tick)
                except Died as died:
                    if closed != self._closed:
                        raise LoadError(path, "the reading was stopped") from died
                    self._drop()
                    if first or died.final:
                        raise LoadError(path, died.reason) from died
                    continue  # an earlier file may have left the process as it was
                except BaseException:  # the caller's own, e.g. Ctrl+C: the reply would be taken for the next one's
                    self._drop()
                    raise
                if "reason" in reply:
                    raise LoadError(path, str(reply["reason"]))
                return reply

    def _drop(self) -> None:
        """Ends the process and clears away what it has left."""
        with self._state:
            child, self._child = self._child, None
            scratch = self._scratch
        if child:
            child.close()
            shutil.rmtree(scratch, ignore_errors=True)
