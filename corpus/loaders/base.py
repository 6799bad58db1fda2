"""What every loader of a file format has in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document

from corpus.errors import LoadError
from corpus.ledger import Ledger

Heartbeat = Callable[[int, int], None]
"""Called with pages (or other steps) done and in all."""

_heartbeat: ContextVar[Heartbeat | None] = ContextVar("heartbeat", default=None)


@contextmanager
def heartbeat(beat: Heartbeat) -> Iterator[None]:
    """Has `beat` called at every `FileLoader.tick` within the block."""
    token = _heartbeat.set(beat)
    try:
        yield
    finally:
        _heartbeat.reset(token)


class FileLoader(BaseLoader):
    """Loads one file as blocks: `Document`s with ``kind``, ``section``, ``page`` (and ``context``).

    Subclasses implement `lazy_load` and fill the attributes below while they do.

    Attributes:
        path: the file.
        title: the title that the file states (front matter, HTML title), empty where it states none.
        properties: what else the file says of itself (issuer, date, ...).
        ledger: what was read, what is left out and why, pages, warnings.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.title = ""
        self.properties: dict[str, str] = {}
        self.ledger = Ledger()
        self._data: bytes | None = None

    def read(self) -> bytes:
        """The file's bytes, the same at every call: a file that changes meanwhile is read once.

        Raises:
            LoadError: the file cannot be read.
        """
        if self._data is None:
            try:
                self._data = self.path.read_bytes()
            except OSError as error:
                raise LoadError(self.path, error.strerror or str(error)) from error
        return self._data

    def tick(self, done: int, total: int) -> None:
        """Says that the reading goes on: `done` of `total` pages or other steps, 0 where nobody knows how many.

        A reader that is silent for long is taken for hung (see `corpus.isolated`).
        """
        if beat := _heartbeat.get():
            beat(done, total)

    def lazy_load(self) -> Iterator[Document]:
        """The blocks of the file, in reading order.

        Raises:
            LoadError: the file is damaged, encrypted, or not of this format.
        """
        raise NotImplementedError
