"""The right to write: one thread of one process at a time has it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import StoreBusy

TIMEOUT_S = 10.0
"""How long a writer waits for another one."""


class WriterLock:
    """The lock file of an index; the system frees it when its process dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._local = threading.local()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Holds the lock; the thread that has it may take it again inside.

        Raises:
            StoreBusy: another one has it.
        """
        if not hasattr(self._local, "lock"):
            self._local.lock = FileLock(self._folder / "writer.lock")
        try:
            self._local.lock.acquire(timeout=TIMEOUT_S)
        except Timeout as error:
            raise StoreBusy(self._folder) from error
        try:
            yield
        finally:
            self._local.lock.release()
