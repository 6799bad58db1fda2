"""Tables as an answer reads them: rows with their names, columns, figures and units."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from corpus import offset_of
from rag.statements import Statement

FIGURE = re.compile(r"[-—]?\d[\d,.]*[%％‰]?")
_NO_VALUE = re.compile(r"[-—–−/…·]+|\.{2,}")
"""A cell that says that there is no figure."""
_VALUE = re.compile(rf"约?[-—]?\d[\d,.]*(?:[%％‰]|[万亿]?[^\d\s]{{1,3}})?|{_NO_VALUE.pattern}")
"""A cell that holds a figure, or none, and nothing else: 243家, 397.5亿元."""
_UNIT = re.compile(
    r"[（(]\s*((?:[十百千万亿]{0,3}(?:美元|欧元|日元|港元|元|人次|人|户|家|个|项|件|笔|单|份|吨|标箱|箱|辆|艘|架|台|套|列|班|趟"
    r"|公里|平方公里|平方米|米|公顷|亩|年|个月|天|日|小时|分钟|秒|次|处|所|名|条|种|类|批|只|座|间|张|宗|千瓦时?|度)(?:人民币)?)"
    r"|%|％|‰|个?百分点|[A-Za-z$€¥][A-Za-z$€¥ ]{0,15})\s*[)）]\s*$"
)
"""A unit in brackets at the end of a name; 「（含金融）」 is none."""
_STATED_UNIT = re.compile(
    r"^[（(]?\s*(?:(?:计量|金额|货币|数量)?\s*单\s*位|Units?)\s*[:：]\s*(.*?)\s*[)）]?\s*$", re.IGNORECASE
)
"""The unit of a whole table, on a line of its own: 「（金额单位：万元）」, ``Unit: USD million``."""
CHANGE = re.compile(r"同比|增速|增幅|增长|涨幅|降幅|变化|比上年|比去年|上年同期")
SHARE = re.compile(r"占比|比重|份额|占全|占总|^占")
RATE = re.compile(rf"{CHANGE.pattern}|{SHARE.pattern}|[%％]")
"""A column of shares or changes."""
TOTAL = re.compile(r"合\s*计|总\s*计|总\s*额|小\s*计|总量|全部|^(?:全国|全省|世界|全球|其中)$|\btotal\b", re.IGNORECASE)
"""The name of a row that sums up others."""
_FALLEN = "下降|减少|下滑|下跌|降低|降|跌|减"
_REMARKED = re.compile(rf"({FIGURE.pattern})(\s*[（(][^（()）]+[）)])")
_NO_UNIT = re.compile(r"排名|序号|年份|名次|位次")


@dataclass(frozen=True)
class Cell:
    """A cell of a row.

    Attributes:
        column: what its column is called, with the unit if that says one.
        text: as it stands there.
        unit: its unit; empty where none is known.
    """

    column: str
    text: str
    unit: str

    @property
    def value(self) -> float | None:
        """The figure that it holds, in its unit; None if it holds none."""
        return number(self.text)

    def said(self) -> str:
        """「出口 19.2万美元」."""
        named = bare_name(self.column).rstrip()
        figure, remark = _with_remark(self.text)
        return f"{named} {figure}{self.unit}{remark}".strip()


@dataclass(frozen=True)
class Row:
    """A row of a table.

    Attributes:
        statement: that it is.
        name: what it is called: 爱尔兰, 「制度改革 创新举措」.
        cells: those that follow its name; the empty ones, and those that say that there is no figure (「-」), left out.
        caption: of the table, with its unit and what is said above it.
    """

    statement: Statement
    name: str
    cells: tuple[Cell, ...]
    caption: str


def read_row(statement: Statement) -> Row:
    """The row that a statement of the kind ``row`` is."""
    labels = _labels(statement)
    names = _column_names(labels)
    texts = _texts(statement)
    skipped = next((i for i, text in enumerate(texts) if text), 0)
    at, to = _name_range(texts, skipped)
    name = " ".join(filter(None, texts[at:to]))
    unit = _common_unit(labels, name)
    cells = [
        _cell(names[i] if i < len(names) else "", text, unit)
        for i, text in enumerate(texts)
        if i >= to and text and not _NO_VALUE.fullmatch(text)
    ]
    group = _group_above(_before(statement)) if skipped else ""
    caption = "，".join(label for label in labels if label and "\t" not in label)
    return Row(statement, " ".join(filter(None, [group, name])), tuple(cells), caption)


def tells_nothing(statement: Statement, of: Collection[str], question: str) -> bool:
    """Whether a row has cells under columns named with one of the words `of`, and no figure or word in them.

    False where the folded `question` names another column of it by all its name.
    """
    columns = list(zip(_column_names(_labels(statement)), _texts(statement), strict=False))
    told = [(name, text) for name, text in columns if any(word in name for word in of)]
    other = any(len(name) > 1 and name in question for name, text in columns if (name, text) not in told)
    return bool(told) and not other and not any(text and not _NO_VALUE.fullmatch(text) for _, text in told)


def _labels(statement: Statement) -> list[str]:
    return str(statement.passage.metadata.get("context", "")).split("\n")


def _column_names(labels: Sequence[str]) -> list[str]:
    return [name.strip() for name in labels[-1].split("\t")] if "\t" in labels[-1] else []


def _before(statement: Statement) -> str:
    """What stands before a row in its passage."""
    return statement.passage.page_content[: statement.start - offset_of(statement.passage)]


def _texts(statement: Statement) -> list[str]:
    """The cells of a row, also the empty ones before its first text."""
    skipped = _before(statement).rsplit("\n", 1)[-1].count("\t")
    return [""] * skipped + [cell.strip() for cell in statement.text.split("\t")]


def number(text: str) -> float | None:
    """The figure at the start of a cell: 「-26.8」, 「下降11.7%」 (negative), 「1,442.2」; None where there is none."""
    found = re.match(rf"({_FALLEN}|[-—−]|约|超|增长|增加|上升|提高|上涨|增|涨)?\s*(\d[\d,]*(?:\.\d+)?)", text.strip())
    if found is None:
        return None
    value = float(found[2].replace(",", ""))
    return -value if found[1] and re.fullmatch(rf"{_FALLEN}|[-—−]", found[1]) else value


def bare_name(column: str) -> str:
    """The name of a column without its unit."""
    return _UNIT.sub("", column)


def table_of(row: Statement) -> tuple[str, ...]:
    """What the rows of one table have in common, also where it is split over passages: document, caption, header.

    What groups of its rows are about stands between caption and header, and does not count.
    """
    *labels, header = str(row.passage.metadata.get("context") or "").split("\n")
    return (str(row.passage.metadata.get("document") or ""), *labels[:1], header)


def _with_remark(text: str) -> tuple[str, str]:
    """The figure of a cell, and what stands in brackets behind it: 「71.6（第9位）」."""
    found = _REMARKED.fullmatch(text)
    return (found[1], found[2]) if found and not _UNIT.search(text) else (text, "")


def _group_above(before: str) -> str:
    """The first cell of the nearest row above that has one: what is said once for several rows."""
    for line in reversed(before.split("\n")[:-1]):
        first, *rest = line.split("\t")
        if first.strip():
            return first.strip() if rest else ""
    return ""


def _name_range(cells: Sequence[str], skipped: int) -> tuple[int, int]:
    """Which cells name a row (half-open): the words before its first figure, else its first cell.

    「4 爱尔兰 1442.2」 is named 爱尔兰, 「制度改革 创新举措 11 20」 by both its labels, 「2019 566.3」 by 2019.
    """
    at = next((i for i, cell in enumerate(cells) if cell and not FIGURE.fullmatch(cell)), skipped)
    figure = next((i for i, cell in enumerate(cells) if i > at and _VALUE.fullmatch(cell)), None)
    return at, figure if figure is not None and figure - at <= 3 else at + 1


def _common_unit(labels: Sequence[str], row: str) -> str:
    """The unit of a row's figures: the row's own (「旅行社（家）」), else the table's (「单位：万美元」)."""
    own = _UNIT.search(row)
    if own:
        return own[1]
    stated = next(filter(None, map(_STATED_UNIT.match, labels)), None)
    return stated[1] if stated else ""


def _cell(column: str, text: str, unit: str) -> Cell:
    """A figure with its unit: the column's own (「同比（%）」), else the table's; other cells as they are."""
    figure, _ = _with_remark(text)
    if not FIGURE.fullmatch(figure) or _NO_UNIT.search(column) or figure[-1] in "%％‰":
        return Cell(column, text, "")
    own = _UNIT.search(column)
    if own:
        return Cell(column, text, own[1])
    return Cell(column, text, "" if re.search(r"同比|占比|比重|增速|增长率|份数|合同数", column) else unit)
