"""What the rows of a table cannot be read without: its caption, its unit, its header, and what spans its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.lines import Line
from corpus.tables.headers import Head, head
from corpus.tables.lines import cells_of
from corpus.tables.row_groups import RowGroups

_CN = "一二三四五六七八九十"
_CAPTION = re.compile(
    rf"^(?:(?:续|附)?\s*表|Table|TABLE)\s*(?:[A-Z]?\d+(?:[-—–.．]\d+)*|[{_CN}]+)"
    r"(?!\d|\s*(?:展?示|显示|为|是|给出|列出|反映|表明|说明|中|可见|可知|的|所|和|与|及|、|shows?\b|lists?\b|gives?\b|and\b))"
)
_GOES_ON = re.compile(
    r"^(?:续\s*表|续上表|（续）|Table\s+\S+\s*\(cont)|[（(]\s*(?:续表?|cont(?:inued|\.)?)\s*\d*\s*[)）]\s*$", re.I
)
_UNIT = re.compile(
    r"(?:^|(?<=\s)|(?<=[）)])|(?=[（(]))[（(]?\s*(?:(?:计量|金额|货币|数据)?单\s*位\s*[:：]|Units?\s*:)\s*\S.*$"
    r"|^\(\s*(?:in\s|%|percent|millions?\b|billions?\b|thousands?\b)[^()]*\)$",
    re.I,
)
_NOTE = re.compile(r"^(?:注|说明|备注|Notes?)\s*\d?\s*[:：]")
_TITLE_END = re.compile(
    r"(?:表|情况|统计|一览|明细|清单|数据|指标|对比|比较|分布|结构|名单|目录|构成|预测)(?:[（(][^（）()]*[)）])?$"
)
_CAPTION_CHARS = 90
_LINE_CHARS = 40
"""A further line of a caption, or a title without a number, is not longer."""
_ENDS = tuple("。；：，、！？;:,!?")


@dataclass
class _Table:
    """A table that may go on below."""

    columns: int
    head: Head
    context: str
    groups: RowGroups = field(default_factory=lambda: RowGroups([]))


class Captions:
    """The lines above a table that belong to it, and the table that ended just above."""

    def __init__(self) -> None:
        self._captions: list[str] = []
        self._units: list[str] = []
        self._title = ""  # the line just above, if it can be the title of a table
        self._goes_on = False
        self._above: _Table | None = None
        self._last: _Table | None = None
        self._groups: list[str] = []

    def text_seen(self, line: Line) -> bool:
        """Notes a line of text; whether it is the caption of a table to come."""
        text = line.text.strip()
        if line.kind == "footnote" or (self._captions and _NOTE.match(text)):
            return False
        self._above = None
        unit = _UNIT.search(text) if len(text) <= _CAPTION_CHARS else None
        words = text[: unit.start()].strip() if unit else text
        if len(words) <= _CAPTION_CHARS and _GOES_ON.search(words):
            self._goes_on, self._captions, self._units = True, [words], [unit[0].strip()] if unit else []
            return True
        if words and (line.kind == "caption" or (_is_caption(words) and line.kind != "list")):
            self._captions, self._goes_on, self._title = [words], False, ""
            self._units = [unit[0].strip()] if unit else self._units
            return True
        if unit and (not words or len(text) <= _LINE_CHARS):
            self._units = [unit[0].strip()]
            self._captions += [words] if words else []
        elif self._captions and not self._units and _is_short(line) and not text.endswith(_ENDS):
            self._captions = [*self._captions[:2], text]
        else:
            self._captions, self._units, self._goes_on = [], [], False
            self._title = text if _is_short(line) and _TITLE_END.search(text) else ""
        return False

    def context(self, rows: list[Line]) -> str:
        """Caption, unit and column names of a table, one a line; those of the table above that it goes on with."""
        cells = cells_of(rows)
        own = head(cells)
        columns = max(map(len, cells))
        above = self._last if self._goes_on else None if self._captions or self._units else self._above
        if above and above.columns == columns and (not own.rows or own.names == above.head.names):
            table = above
        else:
            captions = self._captions or ([self._title] if self._title else [])
            names = ["\t".join(own.names)] if any(own.names) else []
            context = "\n".join([*captions, *self._units, *own.titles, *names])
            table = _Table(columns, own, context, RowGroups(own.names))
        self._groups = [""] * own.rows + [table.groups.label(row) for row in cells[own.rows :]]
        self._above = self._last = table
        self._captions, self._units, self._title, self._goes_on = [], [], "", False
        return table.context

    @property
    def groups(self) -> list[str]:
        """Of each row of the last table: the labels that hold for it and stand in rows above it."""
        return self._groups


def _is_caption(text: str) -> bool:
    return bool(_CAPTION.match(text)) and len(text) <= _CAPTION_CHARS and text[-1] not in "。；"


def _is_short(line: Line) -> bool:
    return line.kind == "text" and len(line.text) <= _LINE_CHARS
