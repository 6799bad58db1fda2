"""Tables in passages: where a long one is cut, and what its parts carry with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from langchain_core.documents import Document

from corpus import meta_of

_SOURCE = re.compile(r"^(?:数据|资料|信息)?来源\s*[:：]|^(?:Data )?[Ss]ources?\s*:")
_SOURCE_CHARS = 80
_EARLY = 0.7
"""A part ends before a new group of rows when it is filled to this share."""


def table_cuts(pieces: Sequence[Document], budget: int) -> set[int]:
    """Which of `pieces` (by position) begin a further part of a table that is larger than `budget` characters.

    A table within the budget stays whole; a larger one is cut between rows into parts of about
    equal size, where rows are grouped rather between two groups.
    """
    cuts: set[int] = set()
    at = 0
    for key, group in groupby(pieces, key=_table):
        rows = list(group)
        left = sum(len(row.page_content) + 1 for row in rows)
        if key is not None and left > budget:
            grouped = any("group" in row.metadata for row in rows)
            target = left / -(-left // budget)
            size = 0
            for i, row in enumerate(rows):
                length = len(row.page_content) + 1
                group_starts = grouped and "group" not in row.metadata and size >= _EARLY * target
                if size and (size + length > budget or size + length / 2 > target or group_starts):
                    cuts.add(at + i)
                    size = 0
                    target = left / -(-left // budget)
                size += length
                left -= length
        at += len(rows)
    return cuts


def _table(piece: Document) -> tuple[str, str] | None:
    """What the rows of one table share; None for other pieces."""
    meta = meta_of(piece)
    return (meta["document"], meta.get("context", "")) if meta["kind"] == "table" else None


def is_source(piece: Document) -> bool:
    """Whether a piece below a table says where its figures come from: 「数据来源：…」."""
    return len(piece.page_content) <= _SOURCE_CHARS and bool(_SOURCE.match(piece.page_content))


def table_context(pieces: Sequence[Document]) -> str:
    """The context of a passage of these pieces: its table's, with the label that holds for all of its rows."""
    rows = [piece for piece in pieces if "context" in piece.metadata]
    if not rows:
        return ""
    lines = meta_of(rows[0])["context"].split("\n")
    groups = {meta_of(row).get("group", "") for row in rows}
    group = groups.pop() if len(groups) == 1 else ""
    return "\n".join(filter(None, [*lines[:-1], group, lines[-1]] if "\t" in lines[-1] else [*lines, group]))
