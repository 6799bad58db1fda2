"""Files of data sets: lines of text, packed or not."""

from __future__ import annotations

import gzip
import json
import lzma
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from evals.dataset import DatasetError

_OPENERS: dict[str, Callable[..., IO[str]]] = {".xz": lzma.open, ".gz": gzip.open}


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a text file that are not empty, with their numbers from 1; ``.xz`` and ``.gz`` are unpacked.

    Only a line feed ends a line: JSON texts may hold other separators.

    Raises:
        DatasetError: the packed data is damaged, or the text is not UTF-8.
    """
    opener: Callable[..., IO[str]] = _OPENERS.get(path.suffix.lower(), open)
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="\n") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except (lzma.LZMAError, gzip.BadGzipFile, zlib.error, EOFError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: {error}") from error


def rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSON lines file, with their line numbers.

    Raises:
        DatasetError: a line holds no JSON object.
    """
    for number, line in lines(path):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DatasetError(f"{path}, line {number}: not JSON ({error})") from error
        if not isinstance(row, dict):
            raise DatasetError(f"{path}, line {number}: not an object")
        yield number, row


def packed(path: Path) -> Path:
    """`path`, or the packed file of that name that is there instead."""
    return next((p for p in (path, *(path.with_name(path.name + s) for s in _OPENERS)) if p.exists()), path)
