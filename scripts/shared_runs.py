"""Runs of characters that two sets of texts share, found by hashes of all their runs of 20 characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

RUN = 20
"""Shared characters that are no accident."""
_BLOCK = 1_000_000
_BREAK = 1
"""Stands between texts, and for what may be shared: no run reaches across it."""
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_TITLE = re.compile(r"《[^《》]{1,60}》")

Codes = npt.NDArray[np.uint32]


class Row(NamedTuple):
    """A text and where it stands: kind of source, file and line."""

    kind: str
    where: str
    text: str


@dataclass(frozen=True)
class Shared:
    """A run of characters that a training row shares with a row that is measured with; `whole`: all of the latter."""

    trained: Row
    measured: Row
    run: str
    whole: bool


@cache
def _fold() -> Codes:
    """Code point → folded code point, 0 for what is left out."""
    table = np.arange(0x110000, dtype=np.uint32)
    for code in range(0x10000):
        char = unicodedata.normalize("NFKC", chr(code)).lower()[:1]
        table[code] = ord(char) if char.isalnum() else 0
    table[_BREAK] = _BREAK
    return table


def folded(text: str) -> str:
    """`text` without width, case, punctuation and white space."""
    return _text(_codes(text))


def _codes(text: str) -> Codes:
    codes = _fold()[np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)]
    return codes[codes > 0]


def _text(codes: Codes) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le")


def _hashes(codes: Codes) -> npt.NDArray[np.uint64]:
    """A hash of every run of `RUN` codes, by its first one."""
    count = max(0, len(codes) - RUN + 1)
    found = np.zeros(count, dtype=np.uint64)
    for at in range(RUN):
        found = found * _PRIME + codes[at : at + count]
    return found ^ (found >> np.uint64(29))


class Texts:
    """Folded texts one after the other, with a `_BREAK` after each."""

    def __init__(self, rows: Iterable[Row], *, titles: bool = True) -> None:
        self.rows = list(rows)
        given = (row.text if titles else _TITLE.sub(chr(_BREAK), row.text) for row in self.rows)
        parts = [_codes(text + chr(_BREAK)) for text in given]
        self.codes = np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint32)
        self.ends = np.cumsum([len(part) for part in parts])

    def row(self, at: int) -> int:
        """The number of the row that holds position `at`."""
        return int(np.searchsorted(self.ends, at, side="right"))

    def length(self, number: int) -> int:
        """The folded characters of a row."""
        return int(self.ends[number] - (self.ends[number - 1] if number else 0)) - 1


class Runs:
    """Finds runs that other texts share with some texts; 《titles》 of the latter do not count."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._texts = Texts(rows, titles=False)
        codes = self._texts.codes
        broken = np.concatenate([[0], np.cumsum(codes == _BREAK)])
        count = max(0, len(codes) - RUN + 1)
        starts = np.flatnonzero(broken[RUN : RUN + count] == broken[:count])
        hashes = _hashes(codes)[starts]
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._starts = hashes[order], starts[order]
        self._seen = np.zeros(1 << 24, dtype=bool)  # most runs are of no text: one look tells
        self._seen[hashes >> np.uint64(40)] = True

    def shared(self, rows: Iterable[Row]) -> Iterator[Shared]:
        """The longest runs of `rows` that stand in the texts, from left to right."""
        for block in _blocks(rows):
            texts = Texts(block)
            hashes = _hashes(texts.codes)
            maybe = np.flatnonzero(self._seen[hashes >> np.uint64(40)])
            done = 0
            for at in map(int, maybe):
                if at >= done and (found := self._longest(texts, at, hashes[at])):
                    yield found[0]
                    done = at + found[1] - RUN + 1

    def _longest(self, texts: Texts, at: int, hashed: np.uint64) -> tuple[Shared, int] | None:
        low, high = (int(np.searchsorted(self._hashes, hashed, side=side)) for side in ("left", "right"))
        best, where = 0, 0
        for start in map(int, self._starts[low:high]):
            length = _common(texts.codes[at:], self._texts.codes[start:])
            if length > best:
                best, where = length, start
        run = _text(texts.codes[at : at + best])
        if best < RUN or _weight(run) < RUN:
            return None
        number = self._texts.row(where)
        whole = best >= self._texts.length(number)
        return Shared(texts.rows[texts.row(at)], self._texts.rows[number], run, whole), best


def _common(first: Codes, second: Codes) -> int:
    """How many codes the two begin with alike, up to a break."""
    size = min(len(first), len(second), 1_000)
    differs = np.flatnonzero((first[:size] != second[:size]) | (first[:size] == _BREAK))
    return int(differs[0]) if len(differs) else size


def _weight(run: str) -> float:
    return sum(1 / 3 if "a" <= char <= "z" else 1 for char in run)


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows in lists of about `_BLOCK` characters."""
    block: list[Row] = []
    size = 0
    for row in rows:
        block.append(row)
        size += len(row.text)
        if size >= _BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block
