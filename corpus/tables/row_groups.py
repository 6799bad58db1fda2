"""Labels that stand once and hold for the rows below: of cells that span rows, of headings within a table."""

from __future__ import annotations

import re

from corpus.tables.headers import Row, is_figure

_ENUMERATED = re.compile(r"([（(]?)[一二三四五六七八九十]+([）)、.．])|[IVX]+[.、]")
_TOTAL = re.compile(r"[总合共]\s*计|总\s*[额数]|小\s*计|[Tt]otal")


class RowGroups:
    """The labels that hold for the rows of one table, kept over the parts that pages cut it into.

    Args:
        names: of the columns.
    """

    def __init__(self, names: Row) -> None:
        self._names = names
        self._labels: Row = []
        self._heading = ""

    def label(self, row: Row) -> str:
        """What holds for `row` and does not stand in it: 「类别：制度改革」, empty where it says all itself."""
        filled = [i for i, cell in enumerate(row) if cell]
        first = filled[0] if filled else 0
        mark = _ENUMERATED.match(row[first]) if filled else None
        if mark and self._heading and _style(self._heading) == _style(row[first]):
            self._heading = ""
        if filled == [0] and mark and len(row) > 1:
            self._heading, self._labels = row[0], []
            return ""
        if not filled or is_figure(row[first]):
            return ""
        held = self._labels[:first] if first and len(self._labels) >= first else []
        self._labels = held + row[first : next((i for i in filled if is_figure(row[i])), len(row))]
        if _TOTAL.match(row[first]):
            self._heading = ""
            return ""
        said = [f"{self._name(i)}{label}" for i, label in enumerate(held) if label]
        return "，".join(filter(None, [self._heading, *said]))

    def _name(self, column: int) -> str:
        name = self._names[column] if column < len(self._names) else ""
        return f"{name}：" if name else ""


def _style(text: str) -> str:
    """How `text` is enumerated: the marks around its number."""
    mark = _ENUMERATED.match(text)
    return f"{mark[1]}{mark[2]}" if mark else ""
