"""The SQLite file under the store: opening, transactions, and errors in the reader's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import StoreBusy, StoreCorrupt, StoreError, StoreMissing

SCHEMA_VERSION = 2
DATABASE = "index.db"

_SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    text TEXT NOT NULL,
    about TEXT NOT NULL,
    live INTEGER NOT NULL DEFAULT 0,
    UNIQUE (id, fingerprint, live)
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
INSERT OR IGNORE INTO settings VALUES ('schema', '%d');
COMMIT;
"""


class Database:
    """An open connection; use it in one thread at a time.

    Raises:
        StoreMissing: there is no database in `folder` and `create` is false.
        StoreCorrupt: the file is no database of this schema.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        self.path = folder / DATABASE
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        elif not self.path.is_file():
            raise StoreMissing(folder)
        with self._errors():
            self._connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
        try:
            with self._errors():
                self._connection.execute("PRAGMA foreign_keys = ON")
                self._connection.execute("PRAGMA synchronous = FULL")
                self._open(create)
        except BaseException:
            self._connection.close()
            raise

    def _open(self, create: bool) -> None:
        # An existing database is not written to: a writer in another process may hold it.
        if not self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            if not create:
                raise StoreMissing(self.folder)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.executescript(_SCHEMA % SCHEMA_VERSION)
        try:
            schema = self.setting("schema")
        except sqlite3.OperationalError:
            schema = ""
        if schema != str(SCHEMA_VERSION):
            raise StoreCorrupt(self.path, f"schema {schema or 'unknown'}, this program reads {SCHEMA_VERSION}")

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()

    @contextmanager
    def transaction(self, kind: str = "DEFERRED") -> Iterator[None]:
        """A transaction: for readers one unchanging view, for writers (``IMMEDIATE``) all or nothing."""
        self.write(f"BEGIN {kind}")
        try:
            yield
            self.write("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # SQLite itself rolls back when the disk is full
                self._connection.execute("ROLLBACK")
            raise

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows that a query gives."""
        with self._errors():
            return self._connection.execute(query, values).fetchall()

    def write(self, query: str, values: Sequence[Any] = ()) -> int:
        """Runs a statement; returns the number of the row that it inserted last."""
        with self._errors():
            return self._connection.execute(query, values).lastrowid or 0

    def write_many(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
        """Runs a statement for each row of values."""
        with self._errors():
            self._connection.executemany(query, rows)

    def setting(self, key: str) -> str:
        """The value of a setting (``fingerprint``, ``generation``, ...), empty when unset."""
        found = self.rows("SELECT value FROM settings WHERE key = ?", (key,))
        return str(found[0][0]) if found else ""

    def set(self, key: str, value: str) -> None:
        """Sets a setting."""
        self.write("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise StoreCorrupt(self.path, str(error)) from error
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise StoreBusy(self.folder) from error
            if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
                raise StoreError(f"{self.path}: {error}") from error
            raise
