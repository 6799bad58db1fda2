"""The truth: documents, canonical texts, passages and vectors, in one SQLite file.

Derived indexes can always be rebuilt from it. A *staged* document is complete but not yet part
of the index; publishing makes it live together with a new generation, in one transaction.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document

from corpus import Source
from index.reader import MEMORY, PASSAGE_JOIN, File, Reader

__all__ = ["MEMORY", "File", "Staged", "Store"]

Staged = tuple[Source, Sequence[Document], npt.NDArray[np.float32]]
"""A document with its passages and their vectors `(n, dim)`."""

# A document that was staged again, to replace the live one of the same content.
_AGAIN = "EXISTS (SELECT 1 FROM documents s WHERE s.live = 0 AND s.id = d.id AND s.fingerprint = d.fingerprint)"


class Store(Reader):
    """An open store that can be written to (see `Reader` for its arguments and errors)."""

    def stage(self, staged: Iterable[Staged], fingerprint: str, *, again: bool = False) -> None:
        """Adds documents, not yet live, in one transaction.

        Those that are there already are left alone; with `again` only those that are staged already,
        so that publishing replaces the live ones.
        """
        there = "SELECT 1 FROM documents WHERE id = ? AND fingerprint = ?" + (" AND live = 0" if again else "")
        with self.transaction("IMMEDIATE"):
            for source, passages, vectors in staged:
                if self._db.rows(there, (source.id, fingerprint)):
                    continue
                about = {"properties": source.properties, "health": source.health.to_dict()}
                number = self._db.write(
                    "INSERT INTO documents (id, fingerprint, title, source, text, about) VALUES (?, ?, ?, ?, ?, ?)",
                    (source.id, fingerprint, source.title, source.path, source.text, _json(about)),
                )
                memory = source.path.startswith(MEMORY)
                starts = [0 if memory else p.metadata["start"] for p in passages]
                self._db.write_many(
                    "INSERT INTO passages (id, document, start, end, meta, vector) VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        (p.id, number, start, start + len(p.page_content), _pack(p, memory), v.astype("<f4").tobytes())
                        for p, start, v in zip(passages, starts, vectors, strict=True)
                    ),
                )

    def record(self, files: Iterable[File], forgotten: Iterable[str]) -> None:
        """Notes which files there are, and which there are no more (inside a transaction)."""
        self._db.write_many("DELETE FROM files WHERE path = ?", ((path,) for path in forgotten))
        self._db.write_many("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", files)

    def difference(self, fingerprint: str) -> tuple[list[int], list[int]]:
        """Passage numbers to add to and to remove from the derived indexes, after `record`."""
        wanted = "d.fingerprint = ? AND EXISTS (SELECT 1 FROM files f WHERE f.document = d.id)"
        added = f"SELECT p.number {PASSAGE_JOIN} d.live = 0 AND {wanted} ORDER BY p.number"
        removed = f"SELECT p.number {PASSAGE_JOIN} d.live = 1 AND (NOT ({wanted}) OR {_AGAIN}) ORDER BY p.number"
        found = (self._db.rows(query, (fingerprint,)) for query in (added, removed))
        return tuple([row[0] for row in rows] for rows in found)  # type: ignore[return-value]

    def publish(self, fingerprint: str, generation: int, digest: str) -> None:
        """Makes the documents of the recorded files live and deletes all others.

        A document is shown under the first of the files that hold it, if possible one that is there.

        The last step of a change: readers switch by the generation when the transaction commits.

        Args:
            fingerprint: of the documents that stay.
            generation: the number of the new generation.
            digest: of its derived files.
        """
        self._db.write(
            "DELETE FROM documents AS d WHERE d.fingerprint != ? OR d.id NOT IN (SELECT document FROM files) "
            f"OR (d.live = 1 AND {_AGAIN})",
            (fingerprint,),
        )
        self._db.write("UPDATE documents SET live = 1 WHERE live = 0")
        # Rows that stay as they are are not written: each holds its whole text.
        only = "(SELECT min(path) FROM files WHERE document = documents.id HAVING count(*) = 1)"
        self._db.write(f"UPDATE documents SET source = {only} WHERE source != {only}")
        for document, paths in self._shared().items():
            shown = next(filter(os.path.lexists, paths), paths[0])
            self._db.write("UPDATE documents SET source = ? WHERE id = ? AND source != ?", (shown, document, shown))
        for key, value in (("fingerprint", fingerprint), ("generation", str(generation)), ("digest", digest)):
            self._db.set(key, value)

    def _shared(self) -> dict[str, list[str]]:
        """The documents that several files hold, with the paths of these."""
        several = "SELECT document FROM files GROUP BY document HAVING count(*) > 1"
        found: dict[str, list[str]] = {}
        for document, path in self._db.rows(
            f"SELECT document, path FROM files WHERE document IN ({several}) ORDER BY path"
        ):
            found.setdefault(document, []).append(path)
        return found


def _pack(passage: Document, memory: bool) -> str:
    """The metadata that no column holds, as JSON; all of it for a document without a file."""
    columns = () if memory else ("document", "title", "source", "start", "end", "score")
    return _json({k: v for k, v in passage.metadata.items() if k not in columns})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
