"""A generation of derived files: the FAISS file, the tantivy folder, and the digest that proves them.

The files of a generation are written once, before it is published, and never changed. The digest
stands in the database: files that are missing, damaged or of another attempt do not pass.
"""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index import dense, lexical
from index.errors import StoreCorrupt
from index.store import Store


@dataclass(frozen=True)
class Generation:
    """The derived indexes of one generation, open for reading."""

    dense: Any
    lexical: lexical.LexicalIndex


def empty(dimension: int) -> Generation:
    """The generation before the first."""
    return Generation(_empty_dense(dimension), lexical.LexicalIndex(None))


def read(folder: Path, number: int, digest: str) -> Generation:
    """The derived indexes of a published generation.

    Raises:
        StoreCorrupt: files are missing, damaged, or not those that were published.
    """
    found = _digest(folder, number)
    if found != digest:
        raise StoreCorrupt(_dense_path(folder, number), f"digest {found or 'none'}, not {digest}")
    return Generation(dense.read(_dense_path(folder, number)), lexical.LexicalIndex(_lexical_path(folder, number)))


def write(store: Store, fingerprint: str, number: int, base: Generation | None, dimension: Callable[[], int]) -> str:
    """Writes the derived indexes of generation `number`, to be called after `Store.record`.

    Args:
        store: the truth.
        fingerprint: of the documents that will be live.
        number: one more than the published generation.
        base: the published generation, changed by difference; None makes all anew. It is used up.
        dimension: gives the length of vectors, asked for when there is none.

    Returns:
        The digest of the files, which are on disk.
    """
    added, removed = store.difference(fingerprint)
    everything = sorted({*store.numbers(), *added}.difference(removed))
    if not everything:
        index = _empty_dense(dimension())
    elif base is not None and base.dense.ntotal and dense.fits(base.dense, len(everything)):
        index = dense.changed(base.dense, removed, *store.vectors(added))
    else:
        index = dense.build(*store.vectors(everything))
    dense.write(index, _dense_path(store.folder, number))
    folder, old = _lexical_path(store.folder, number), _lexical_path(store.folder, number - 1)
    if base is None or lexical.worn(old, len(removed)):
        lexical.update(folder, None, store.scan(everything), [])
    else:
        lexical.update(folder, old, store.scan(added), removed)
    sync_path(folder)
    sync_path(store.folder)
    return _digest(store.folder, number)


def sweep(folder: Path, number: int) -> None:
    """Deletes the derived files of all generations but one; what cannot be deleted stays for the next time."""
    keep = {_dense_path(folder, number).name, _lexical_path(folder, number).name}
    for path in folder.iterdir():
        if path.name.startswith(("dense-", "lexical-")) and path.name not in keep:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):  # another system's reader holds it open
                    path.unlink()


def _dense_path(folder: Path, number: int) -> Path:
    return folder / f"dense-{number}.faiss"


def _lexical_path(folder: Path, number: int) -> Path:
    return folder / f"lexical-{number}"


def _empty_dense(dimension: int) -> Any:
    return dense.build(np.empty(0, np.int64), np.empty((0, dimension), np.float32))


def _digest(folder: Path, number: int) -> str:
    """CRC-32 over names and contents of a generation's files; empty when files are missing."""
    value = 0
    try:
        for path in (_dense_path(folder, number), *lexical.files(_lexical_path(folder, number))):
            value = zlib.crc32(path.name.encode(), value)
            with path.open("rb") as handle:
                while data := handle.read(2**20):
                    value = zlib.crc32(data, value)
    except OSError:
        return ""
    return f"{value:08x}"


def sync_path(path: Path) -> None:
    """Makes a file, or the names in a folder, durable, where the system can."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
