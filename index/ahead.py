"""Work that goes on in a thread of its own, a little ahead of who uses what it gives."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from typing import Generic, TypeVar

T = TypeVar("T")

_LEAD = 2
"""So many things wait at most: the next one is made while the last one is used."""
_POLL = 0.1


def ahead(work: Callable[[Callable[[T], None]], None], stop: Callable[[], None]) -> Generator[T, None, None]:
    """What `work` gives by calling its argument, in order; what it raises is raised here at the end.

    Args:
        work: runs in another thread, and waits where it is too far ahead.
        stop: called when the user leaves off early, until `work` has come to an end.
    """
    maker = _Maker(work)
    maker.start()
    try:
        while (item := maker.take()) is not maker:
            yield item  # type: ignore[misc]
    finally:
        maker.stopped.set()
        while not maker.finished and maker.is_alive():
            stop()
            maker.join(_POLL)
        maker.join()
    if maker.failure:
        raise maker.failure


class _Stopped(Exception):
    """Nobody wants any more."""


class _Maker(threading.Thread, Generic[T]):
    """The thread; itself stands for the end in what it makes."""

    def __init__(self, work: Callable[[Callable[[T], None]], None]) -> None:
        super().__init__(daemon=True)
        self.stopped = threading.Event()
        self.finished = False
        self.failure: BaseException | None = None
        self._work = work
        self._made: queue.Queue[T | _Maker[T]] = queue.Queue(_LEAD)

    def run(self) -> None:
        try:
            self._work(self._put)
        except _Stopped:
            return
        except BaseException as error:  # for the user's thread
            self.failure = error
        self.finished = True
        try:
            self._put(self)
        except _Stopped:
            return

    def take(self) -> T | _Maker[T]:
        """The next thing made. Waits in short turns: Ctrl+C gets through on every system."""
        while True:
            try:
                return self._made.get(timeout=_POLL)
            except queue.Empty:
                continue

    def _put(self, item: T | _Maker[T]) -> None:
        while not self.stopped.is_set():
            try:
                return self._made.put(item, timeout=_POLL)
            except queue.Full:
                continue
        raise _Stopped
