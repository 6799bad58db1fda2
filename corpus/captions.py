"""What the rows of a table cannot be read without: its caption, its unit and its header."""

from __future__ import annotations

import re

from corpus import tables
from corpus.lines import Line
from corpus.table_lines import cells_of

_CAPTION = re.compile(r"^(?:续?表|Table)\s*[\d一二三四五六七八九十]+")
_UNIT = re.compile(r"^[（(]?\s*单\s*位\s*[:：]")
_CAPTION_CHARS = 90


class Captions:
    """The lines above a table that belong to it, and the table that ended just above."""

    def __init__(self) -> None:
        self._labels: list[str] = []
        self._context = ""
        self._columns = 0

    def text_seen(self, line: Line) -> bool:
        """Notes a line of text; whether it is the caption of a table to come."""
        text = line.text.strip()
        if line.kind == "footnote":
            return False
        self._context, self._columns = "", 0
        if line.kind == "caption" or (_CAPTION.match(text) and len(text) <= _CAPTION_CHARS and text[-1] not in "。；"):
            self._labels = [text]
            return True
        self._labels = [*self._labels, text] if _UNIT.match(text) else []
        return False

    def context(self, rows: list[Line]) -> str:
        """Caption, unit and column names of a table, one a line; those of the table above that it goes on with."""
        table = cells_of(rows)
        head = tables.header_rows(table)
        columns = max(map(len, table))
        if head or self._labels or columns != self._columns:
            names = tables.column_names(table[:head])
            self._context = "\n".join([*self._labels, "\t".join(names)] if any(names) else self._labels)
            self._columns = columns
        self._labels = []
        return self._context
