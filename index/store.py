"""The truth: one SQLite file with documents, canonical texts, passages and vectors.

Derived indexes can always be rebuilt from it. A *staged* document is complete but not yet part
of the index; publishing makes it live together with a new generation, in one transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document

from corpus import Source
from index.errors import StoreCorrupt, StoreMissing

SCHEMA_VERSION = 1
DATABASE = "index.db"
MEMORY = "memory:"
"""Start of the path of a document that was added by the program, without a file."""

T = TypeVar("T")
Staged = tuple[Source, Sequence[Document], npt.NDArray[np.float32]]
"""A document with its passages and their vectors `(n, dim)`."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    text TEXT NOT NULL,
    properties TEXT NOT NULL,
    live INTEGER NOT NULL DEFAULT 0,
    UNIQUE (id, fingerprint)
);
CREATE TABLE IF NOT EXISTS passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    meta TEXT NOT NULL,
    vector BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_by_document ON passages (document, start);
CREATE INDEX IF NOT EXISTS passages_by_id ON passages (id);
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS files_by_document ON files (document);
"""
_PASSAGE = """
SELECT p.number, p.id, p.start, p.end, p.meta, d.id, d.title, d.source, substr(d.text, p.start + 1, p.end - p.start)
FROM passages p JOIN documents d ON d.number = p.document WHERE
"""


class File(NamedTuple):
    """A file as it was when it was last indexed."""

    path: str
    size: int
    modified_ns: int
    document: str
    """Id of the document that it holds; several files may hold the same one."""


class Store:
    """An open store. Use one per thread; readers see the last published generation.

    Args:
        folder: the state folder.
        create: make the database where there is none.

    Raises:
        StoreMissing: there is none and `create` is false.
        StoreCorrupt: the file is no database of this schema.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        path = folder / DATABASE
        if not create and not path.is_file():
            raise StoreMissing(folder)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA foreign_keys = ON")
            if create:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = FULL")
                self._db.executescript(_SCHEMA)
                self._db.execute("INSERT OR IGNORE INTO settings VALUES ('schema', ?)", (str(SCHEMA_VERSION),))
            schema = self.setting("schema")
        except sqlite3.DatabaseError as error:
            raise StoreCorrupt(path, str(error)) from error
        if schema != str(SCHEMA_VERSION):
            raise StoreCorrupt(path, f"schema {schema or 'unknown'}, this program reads {SCHEMA_VERSION}")

    def close(self) -> None:
        """Closes the database."""
        self._db.close()

    @contextmanager
    def transaction(self, kind: str = "DEFERRED") -> Iterator[None]:
        """A transaction: for readers one unchanging view, for writers (``IMMEDIATE``) all or nothing."""
        self._db.execute(f"BEGIN {kind}")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def setting(self, key: str) -> str:
        """The value of a setting (``fingerprint``, ``generation``, ...), empty when unset."""
        row = self._db.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return row[0] if row else ""

    def set(self, key: str, value: str) -> None:
        """Sets a setting."""
        self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))

    @property
    def generation(self) -> int:
        """The number of the published generation; 0 before the first."""
        return int(self.setting("generation") or 0)

    def stage(self, staged: Iterable[Staged], fingerprint: str) -> None:
        """Adds documents, not yet live, in one transaction; those that are there already are left alone."""
        with self.transaction("IMMEDIATE"):
            for source, passages, vectors in staged:
                about = {"properties": source.properties, "dropped": source.dropped, "notes": source.notes}
                row = (source.id, fingerprint, source.title, source.path, source.text, json.dumps(about, ensure_ascii=False))
                found = self._db.execute(
                    "INSERT OR IGNORE INTO documents (id, fingerprint, title, source, text, properties) VALUES (?, ?, ?, ?, ?, ?)", row
                )
                if found.rowcount:
                    self._db.executemany(
                        "INSERT INTO passages (id, document, start, end, meta, vector) VALUES (?, ?, ?, ?, ?, ?)",
                        (
                            (p.id, found.lastrowid, start, start + len(p.page_content), _pack(p, source), v.astype("<f4").tobytes())
                            for p, v in zip(passages, vectors, strict=True)
                            for start in (p.metadata.get("start", 0) if source.blocks else 0,)
                        ),
                    )

    def record(self, files: Iterable[File], forgotten: Iterable[str]) -> None:
        """Notes which files there are, and which there are no more (inside a transaction)."""
        self._db.executemany("DELETE FROM files WHERE path = ?", ((path,) for path in forgotten))
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", files)

    def difference(self, fingerprint: str) -> tuple[list[int], list[int]]:
        """Passage numbers to add to and to remove from the derived indexes, after `record`."""
        wanted = "d.fingerprint = ? AND EXISTS (SELECT 1 FROM files f WHERE f.document = d.id)"
        join = "SELECT p.number FROM passages p JOIN documents d ON d.number = p.document WHERE"
        added = self._db.execute(f"{join} d.live = 0 AND ({wanted}) ORDER BY p.number", (fingerprint,))
        removed = self._db.execute(f"{join} d.live = 1 AND NOT ({wanted}) ORDER BY p.number", (fingerprint,))
        return [row[0] for row in added.fetchall()], [row[0] for row in removed.fetchall()]

    def publish(self, fingerprint: str, generation: int) -> None:
        """Makes the documents of the recorded files live and deletes all others.

        The last step of a change: readers switch by the generation when the transaction commits.
        """
        self._db.execute(
            "DELETE FROM documents WHERE fingerprint != ? OR id NOT IN (SELECT document FROM files)", (fingerprint,)
        )
        # A document is shown under the first of the files that hold it.
        self._db.execute("UPDATE documents SET live = 1, source = (SELECT min(path) FROM files WHERE document = documents.id)")
        self.set("fingerprint", fingerprint)
        self.set("generation", str(generation))

    def files(self) -> dict[str, File]:
        """Every indexed file by its path."""
        return {row[0]: File(*row) for row in self._db.execute("SELECT path, size, modified_ns, document FROM files")}

    def document_ids(self, fingerprint: str) -> set[str]:
        """Ids of all documents with this fingerprint, staged ones included."""
        return {row[0] for row in self._db.execute("SELECT id FROM documents WHERE fingerprint = ?", (fingerprint,))}

    def documents(self) -> list[dict[str, object]]:
        """The live documents: id, title, source, characters, passages, and what the file says of itself."""
        rows = self._db.execute(
            "SELECT d.id, d.title, d.source, length(d.text), count(p.number), d.properties FROM documents d "
            "LEFT JOIN passages p ON p.document = d.number WHERE d.live = 1 GROUP BY d.number ORDER BY d.source"
        )
        keys = ("id", "title", "source", "characters", "passages")
        return [dict(zip(keys, row[:5], strict=True)) | json.loads(row[5]) for row in rows]

    def text(self, document: str) -> str:
        """The canonical text of a document; empty when there is no such document."""
        row = self._db.execute("SELECT text FROM documents WHERE id = ?", (document,)).fetchone()
        return row[0] if row else ""

    def passages(self, numbers: Sequence[int]) -> dict[int, Document]:
        """The live passages with these numbers, by number."""
        return {
            row[0]: _unpack(row)
            for some in _chunks(numbers)
            for row in self._db.execute(f"{_PASSAGE} d.live = 1 AND p.number IN ({_marks(some)})", some)
        }

    def passages_by_id(self, ids: Sequence[str]) -> dict[str, Document]:
        """The live passages with these ids, by id."""
        return {
            row[1]: _unpack(row)
            for some in _chunks(ids)
            for row in self._db.execute(f"{_PASSAGE} d.live = 1 AND p.id IN ({_marks(some)})", some)
        }

    def scan(self, numbers: Sequence[int] | None = None) -> Iterator[tuple[int, Document]]:
        """Numbers and passages, staged ones included: those asked for, else all live ones."""
        if numbers is None:
            yield from ((row[0], _unpack(row)) for row in self._db.execute(f"{_PASSAGE} d.live = 1 ORDER BY p.number"))
            return
        for some in _chunks(numbers):
            query = f"{_PASSAGE} p.number IN ({_marks(some)}) ORDER BY p.number"
            yield from ((row[0], _unpack(row)) for row in self._db.execute(query, some))

    def vectors(self, numbers: Sequence[int] | None = None) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Passage numbers `(n,)` and vectors `(n, dim)`: those asked for, else of all live passages."""
        query = "SELECT p.number, p.vector FROM passages p JOIN documents d ON d.number = p.document WHERE"
        if numbers is None:
            rows = self._db.execute(f"{query} d.live = 1 ORDER BY p.number").fetchall()
        else:
            rows = [row for some in _chunks(numbers) for row in self._db.execute(f"{query} p.number IN ({_marks(some)})", some)]
        if not rows:
            return np.empty(0, np.int64), np.empty((0, 0), np.float32)
        found = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(rows), -1)
        return np.array([row[0] for row in rows], dtype=np.int64), found.astype(np.float32)

    def count(self) -> int:
        """The number of live passages."""
        query = "SELECT count(*) FROM passages p JOIN documents d ON d.number = p.document WHERE d.live = 1"
        return int(self._db.execute(query).fetchone()[0])


def _pack(passage: Document, source: Source) -> str:
    """The metadata that no column holds, as JSON; all of it for a document without a file."""
    columns = () if source.path.startswith(MEMORY) else ("document", "title", "source", "start", "end", "score")
    return json.dumps({k: v for k, v in passage.metadata.items() if k not in columns}, ensure_ascii=False)


def _unpack(row: tuple[object, ...]) -> Document:
    _, id_, start, end, packed, document, title, source, text = row
    meta = json.loads(str(packed))
    if not str(source).startswith(MEMORY):
        meta = {"document": document, "title": title, "source": source, **meta, "start": start, "end": end}
    return Document(id=str(id_), page_content=str(text), metadata=meta)


def _chunks(items: Sequence[T], size: int = 500) -> Iterator[list[T]]:
    return (list(items[i : i + size]) for i in range(0, len(items), size))


def _marks(items: Sequence[object]) -> str:
    return ",".join("?" * len(items))
