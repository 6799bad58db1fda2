"""The health report of a parsed file: what was kept, what was left out and why, what is doubtful."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from langchain_core.documents import Document

from corpus.ledger import Dropped, Ledger
from corpus.metadata import meta_of

GARBLED_WARNING = 0.02
"""From this share of garbled characters on, the reader is warned."""

_GARBLED = re.compile(
    "\\(cid:\\d+\\)|[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]+"  # no character, or a font's private one
    "|(?:锟斤拷|烫烫烫|屯屯屯)+"  # what GBK makes of replacement characters and of empty memory
    # UTF-8 read as Latin-1 or as Windows-1252
    "|(?:[\u00c3-\u00ef][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,2}){2,}"
)


@dataclass(frozen=True)
class Health:
    """How a file was read. Characters are counted without spaces.

    Attributes:
        characters: in the file's text.
        kept: in the canonical text.
        added: put in by the reader, e.g. bullets.
        dropped: left out, by reason.
        lost: characters read that are neither kept nor dropped; 0, or there is a fault in Wenju.
        pages: None where the format has none.
        unread: pages without text that could be read.
        scanned: pages read by character recognition.
        tables: how many tables.
        garbled: share of the canonical text, in [0, 1], that is no readable character.
        notes: warnings, each one sentence without a full stop.
    """

    characters: int = 0
    kept: int = 0
    added: int = 0
    dropped: dict[str, Dropped] = field(default_factory=dict)
    lost: int = 0
    pages: int | None = None
    unread: list[int] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    tables: int = 0
    garbled: float = 0.0
    notes: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Health:
        """The report that `to_dict` made plain data of."""
        return cls(**data | {"dropped": {reason: Dropped(**entry) for reason, entry in data["dropped"].items()}})


def health(ledger: Ledger, text: str, blocks: Sequence[Document]) -> Health:
    """The report of a file with this account, canonical text and blocks."""
    kept = sum(map(len, text.split()))
    read, added, gone = ledger.read.total(), ledger.added.total(), ledger.gone.total()
    share = garbled(text)
    notes = list(ledger.notes)
    if share >= GARBLED_WARNING:
        notes.append(f"{share:.0%} of the text is garbled (a font without its characters, or a wrong encoding)")
    return Health(
        characters=read,
        kept=kept,
        added=added,
        dropped=ledger.dropped,
        lost=read + added - kept - gone,
        pages=ledger.pages,
        unread=ledger.unread,
        scanned=ledger.scanned,
        tables=tables(blocks),
        garbled=share,
        notes=notes,
    )


def garbled(text: str) -> float:
    """The share of the characters of `text`, spaces not counted, that are no readable ones; 0 for no text."""
    total = sum(map(len, text.split()))
    if not total:
        return 0.0
    bad = sum(len(match[0]) for match in _GARBLED.finditer(text))
    counts = Counter(text)
    bad += sum(count for char, count in counts.items() if unicodedata.category(char) == "Cn")
    return min(1.0, bad / total)


def tables(blocks: Sequence[Document]) -> int:
    """How many tables: runs of rows with the same context, nothing between them."""
    count = 0
    last: str | None = None
    for block in blocks:
        meta = meta_of(block)
        context = meta.get("context", "") if meta["kind"] == "table" else None
        count += context is not None and context != last
        last = context
    return count


def page_ranges(pages: Iterable[int]) -> str:
    """Pages as people write them: ``1, 3–5``."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(f"{first}–{last}" if first != last else str(first) for first, last in runs)
