"""The reading side of the store: files, documents, texts, passages and vectors out of SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document

from corpus import Source
from corpus.health import Health
from index.database import Database

MEMORY = "memory:"
"""Start of the path of a document that was added by the program, without a file."""
PASSAGE_JOIN = "FROM passages p JOIN documents d ON d.number = p.document WHERE"

T = TypeVar("T")
_FILTERS = {
    "document": "id IN ({})",
    "source": "id IN (SELECT document FROM files WHERE path IN ({}))",
    "title": "title IN ({})",
}
"""Keys of a search filter, with the condition for their values."""
_PASSAGE = f"SELECT p.number, p.id, p.start, p.end, p.meta, d.number, d.id, d.title, d.source {PASSAGE_JOIN}"
_TEXTS = 8
"""Texts kept for slicing passages out of."""


class File(NamedTuple):
    """A file as it was when it was last indexed."""

    path: str
    size: int
    modified_ns: int
    document: str
    """Id of the document that it holds; several files may hold the same one."""


class Reader:
    """What can be read of an open store. Use one per thread; it sees the last published generation.

    Args:
        folder: the state folder.
        create: make the database where there is none.

    Raises:
        StoreMissing: there is none and `create` is false.
        StoreCorrupt: the file is no database of this schema.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        self._db = Database(folder, create=create)
        self._texts: dict[int, str] = {}

    def close(self) -> None:
        """Closes the database."""
        self._db.close()

    def transaction(self, kind: str = "DEFERRED") -> AbstractContextManager[None]:
        """A transaction: for readers one unchanging view, for writers (``IMMEDIATE``) all or nothing."""
        return self._db.transaction(kind)

    def setting(self, key: str) -> str:
        """The value of a setting (``fingerprint``, ``generation``, ...), empty when unset."""
        return self._db.setting(key)

    @property
    def generation(self) -> int:
        """The number of the published generation; 0 before the first."""
        return int(self.setting("generation") or 0)

    def files(self) -> dict[str, File]:
        """Every indexed file by its path."""
        return {row[0]: File(*row) for row in self._db.rows("SELECT path, size, modified_ns, document FROM files")}

    def document_ids(self, fingerprint: str, *, staged: bool = False) -> set[str]:
        """Ids of all documents with this fingerprint: live and staged ones, or the `staged` ones only."""
        query = "SELECT id FROM documents WHERE fingerprint = ?" + (" AND live = 0" if staged else "")
        return {row[0] for row in self._db.rows(query, (fingerprint,))}

    def documents(self) -> list[dict[str, object]]:
        """The live documents: id, title, source, characters, passages, and what the file says of itself."""
        rows = self._db.rows(
            "SELECT d.id, d.title, d.source, length(d.text), count(p.number), d.about FROM documents d "
            "LEFT JOIN passages p ON p.document = d.number WHERE d.live = 1 GROUP BY d.number ORDER BY d.source"
        )
        keys = ("id", "title", "source", "characters", "passages")
        return [dict(zip(keys, row[:5], strict=True)) | json.loads(row[5]) for row in rows]

    def source(self, document: str) -> Source | None:
        """A live document without its blocks; None when there is no such document."""
        query = "SELECT id, title, source, text, about FROM documents WHERE id = ? AND live = 1"
        found = self._db.rows(query, (document,))
        if not found:
            return None
        id_, title, path, text, about = found[0]
        said = json.loads(about)
        said["health"] = Health.from_dict(said["health"])
        return Source(id=id_, title=title, path=path, text=text, blocks=[], **said)

    def text(self, document: str) -> str:
        """The canonical text of a live document; empty when there is no such document."""
        found = self.source(document)
        return found.text if found else ""

    def find_documents(self, filter: Mapping[str, str | Sequence[str]]) -> list[str]:
        """Ids of the live documents for which every key has one of the given values exactly.

        Keys are ``document`` (id), ``source`` (path of any file that holds it) and ``title``.

        Raises:
            ValueError: there is no such key.
        """
        query = "SELECT id FROM documents WHERE live = 1"
        wanted: list[str] = []
        for key, values in filter.items():
            if key not in _FILTERS:
                raise ValueError(f"cannot filter by {key!r}; the keys are {', '.join(_FILTERS)}")
            values = [values] if isinstance(values, str) else list(values)
            query += f" AND {_FILTERS[key].format(_marks(values))}"
            wanted += values
        return [row[0] for row in self._db.rows(f"{query} ORDER BY number", wanted)]

    def numbers_of(self, documents: Iterable[str]) -> list[int]:
        """Numbers of all live passages of the documents with these ids, ascending."""
        query = f"SELECT p.number {PASSAGE_JOIN} d.live = 1 AND d.id IN"
        chunks = _chunks(list(documents))
        return sorted(row[0] for some in chunks for row in self._db.rows(f"{query} ({_marks(some)})", some))

    def numbers(self) -> list[int]:
        """Numbers of all live passages, ascending."""
        return [row[0] for row in self._db.rows(f"SELECT p.number {PASSAGE_JOIN} d.live = 1 ORDER BY p.number")]

    def passages(self, numbers: Sequence[int]) -> dict[int, Document]:
        """The live passages with these numbers, by number."""
        return {row[0]: self._unpack(row) for row in self._passages("d.live = 1 AND p.number", numbers)}

    def passages_by_id(self, ids: Sequence[str]) -> dict[str, Document]:
        """The live passages with these ids, by id."""
        return {row[1]: self._unpack(row) for row in self._passages("d.live = 1 AND p.id", ids)}

    def passages_between(self, document: str, start: int, end: int) -> list[Document]:
        """The live passages of a document that hold a part of ``[start, end)``, in order."""
        query = f"{_PASSAGE} d.live = 1 AND d.id = ? AND p.end > ? AND p.start < ? ORDER BY p.start"
        return [self._unpack(row) for row in self._db.rows(query, [document, start, end])]

    def scan(self, numbers: Sequence[int] | None = None) -> Iterator[tuple[int, Document]]:
        """Numbers and passages for indexing, staged ones included: those asked for, else all live ones."""
        for row in self._passages("p.number", self.numbers() if numbers is None else numbers):
            passage = self._unpack(row)
            passage.metadata["document"] = row[6]
            yield row[0], passage

    def vectors(self, numbers: Sequence[int] | None = None) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Passage numbers `(n,)` and vectors `(n, dim)`: those asked for, else of all live passages."""
        numbers = self.numbers() if numbers is None else numbers
        found: list[int] = []
        vectors: list[npt.NDArray[np.float32]] = []
        for some in _chunks(numbers):
            query = f"SELECT number, vector FROM passages WHERE number IN ({_marks(some)}) ORDER BY number"
            rows = self._db.rows(query, some)
            found += [row[0] for row in rows]
            if rows:
                vectors.append(np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(rows), -1))
        together = np.concatenate(vectors).astype(np.float32) if vectors else np.empty((0, 0), np.float32)
        return np.array(found, dtype=np.int64), together

    def count(self) -> int:
        """The number of live passages."""
        return int(self._db.rows(f"SELECT count(*) {PASSAGE_JOIN} d.live = 1")[0][0])

    def _passages(self, condition: str, keys: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        for some in _chunks(keys):
            yield from self._db.rows(f"{_PASSAGE} {condition} IN ({_marks(some)}) ORDER BY p.number", some)

    def _unpack(self, row: tuple[Any, ...]) -> Document:
        _, id_, start, end, packed, number, document, title, source = row
        meta = json.loads(packed)
        if not source.startswith(MEMORY):
            meta = {"document": document, "title": title, "source": source, **meta, "start": start, "end": end}
        return Document(id=id_, page_content=self._text(number)[start:end], metadata=meta)

    def _text(self, number: int) -> str:
        """The text of the document with this number; numbers are never used twice."""
        if number not in self._texts:
            text = self._db.rows("SELECT text FROM documents WHERE number = ?", (number,))[0][0]
            while len(self._texts) >= _TEXTS:
                del self._texts[next(iter(self._texts))]
            self._texts[number] = text
        return self._texts[number]


def _chunks(items: Sequence[T], size: int = 500) -> Iterator[list[T]]:
    return (list(items[i : i + size]) for i in range(0, len(items), size))


def _marks(items: Sequence[object]) -> str:
    return ",".join("?" * len(items))
