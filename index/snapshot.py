"""What a reader sees: one published generation, from the database to the derived indexes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import generation
from index.errors import StoreCorrupt, StoreMismatch
from index.generation import Generation
from index.lexical import LexicalIndex
from index.store import Store


@dataclass(frozen=True)
class Snapshot:
    """One generation, open for reading: its store (inside a transaction) and its derived indexes."""

    store: Store
    dense: Any
    lexical: LexicalIndex


class Snapshots:
    """The snapshots of the index in a folder; threads share the derived indexes.

    Args:
        folder: the state folder.
        fingerprint: the settings that the index must have been made with.
        dimension: gives the length of vectors.
        mend: makes the derived indexes of a published generation (its number) anew, as another one.
    """

    def __init__(
        self, folder: Path, fingerprint: str, dimension: Callable[[], int], mend: Callable[[int], None]
    ) -> None:
        self._folder = folder
        self._fingerprint = fingerprint
        self._dimension = dimension
        self._mend = mend
        self._free: list[Store] = []
        self._lock = threading.Lock()
        self._current: tuple[str, Generation] | None = None

    def check(self, store: Store) -> None:
        """Refuses an index that was made with other settings.

        Raises:
            StoreMismatch: it was.
        """
        found = store.setting("fingerprint")
        if found and found != self._fingerprint:
            raise StoreMismatch(self._folder, found, self._fingerprint)

    @contextmanager
    def take(self) -> Iterator[Snapshot]:
        """The published generation, see `KnowledgeStore.snapshot`."""
        # A connection of its own, so that snapshots may be nested and may end in another thread.
        with self._lock:
            store = self._free.pop() if self._free else Store(self._folder)
        mended: int | None = None
        try:
            while True:
                with store.transaction():
                    self.check(store)
                    number = store.generation
                    try:
                        found = self._read(number, store.setting("digest"))
                    except StoreCorrupt:
                        if number == mended:
                            raise
                    else:
                        yield Snapshot(store, found.dense, found.lexical)
                        return
                # The writer has just switched, and the files of that generation are gone; or they
                # are damaged.
                if store.generation == number:
                    self._mend(number)
                    mended = store.generation
        finally:
            with self._lock:
                self._free.append(store)

    def _read(self, number: int, digest: str) -> Generation:
        key = f"{number}-{digest}"
        with self._lock:
            if self._current is None or self._current[0] != key:
                found = generation.read(self._folder, number, digest) if number else generation.empty(self._dimension())
                self._current = key, found
            return self._current[1]

    def close(self) -> None:
        """Closes the connections that no one uses."""
        with self._lock:
            while self._free:
                self._free.pop().close()
