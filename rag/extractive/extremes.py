"""The most or least of something: by which column of a table a question compares, and which rows or cells it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.passage import header_of
from index.terms import fold
from rag.compared import (
    BALANCE,
    SUM,
    YEARS,
    direction,
    flows,
    kind_asked,
    measure,
    places_asked,
    told_by,
    worth,
    years_between,
)
from rag.extractive.table import CHANGE, RATE, SHARE, TOTAL, Cell, Row, bare_name
from rag.places import PROVINCES
from rag.runs import without
from rag.statements import Statement

_LARGER = re.compile(r"^(?:亚洲|欧洲|非洲|[北南拉]美洲?|大洋洲|拉丁美洲|欧盟|东盟|其他|其它|一带一路.*|RCEP.*)$")
_COUNTRY = re.compile(r"国家|国别|地区|country|countries")
_MONEY = re.compile(r"额|值|收入|金")
"""A column of amounts, which a question means that names none."""
_EXPORTS, _IMPORTS = re.compile(r"^出口|^exports?\b"), re.compile(r"^进口|^imports?\b")
_YEAR = re.compile(r"(?:19|20)\d{2}年?")
_COLUMNS = {"change": CHANGE, "share": SHARE, "balance": BALANCE}
"""What is compared (`rag.compared.measure`) → what its columns are called."""
_SUITS = 200.0
_ANY_COLUMN = 0.3
"""What a table counts none of whose columns the question names."""
_ANY_TABLE = re.compile(
    r"历年|数据|情况|进出口|[出进]口|服务贸易|贸易|服务|总?额|按|分|领域|行业|性质|方式|国别|国家|地区|主要|部分|省[份市]?|城市|统计"
    r"|横向|比较|企业|及其?|以及|[表图]|单位|[万亿]?美?元|年度?|类别|类型|规模|增速|占比|一览|[各和与的]"
    rf"|{PROVINCES}|我国|中国|全国"
)
"""Words of captions that say nothing of what a table leaves out."""
_WORD = re.compile(r"[\u4e00-\u9fff]{2}")
_NARROW = 0.0005
"""What a table counts whose caption says that it is of a part which the question does not name."""

Fit = Callable[[str], float]
"""How well the name of a column fits the question."""


@dataclass(frozen=True)
class Column:
    """What is compared: a column by its name, or exports less imports, where the table gives no balance.

    Attributes:
        names: of the columns that tell it.
    """

    names: tuple[str, ...]

    def value(self, row: Row) -> float | None:
        """The figure of a row; None if it has none."""
        found = [next((cell.value for cell in row.cells if cell.column == name), None) for name in self.names]
        known = [value for value in found if value is not None]
        if len(known) < len(found):
            return None
        return known[0] - sum(known[1:])


def compared_column(rows: Sequence[Row], question: str, fit: Fit) -> Column | None:
    """By what the rows of a table are compared; None where it tells nothing of it."""
    names = list(dict.fromkeys(cell.column for row in rows for cell in row.cells if cell.value is not None))
    of = _COLUMNS.get(measure(question))
    years = _YEAR.findall(question)
    named = [name for name in names if any(year.rstrip("年") in name for year in years)] or names
    if not YEARS.asked.search(question) and any(_YEAR.search(name) for name in named):
        last = max(_YEAR.findall(" ".join(named)))
        named = [name for name in named if last in name or not _YEAR.search(name)]
    amounts = [name for name in named if not RATE.search(name)]
    if of is BALANCE and not any(of.search(fold(name)) for name in named):
        out, back = (next((n for n in amounts if flow.search(_plain(n))), None) for flow in (_EXPORTS, _IMPORTS))
        return Column((out, back)) if out and back else None
    fitting = [name for name in named if of.search(fold(name))] if of else amounts or named
    asked = flows(question)
    fitting = [name for name in fitting if len(asked) == 1 and flows(fold(name)) == asked] or fitting
    if not fitting:
        return None
    best = max(fitting, key=lambda name: (fit(name), bool(_MONEY.search(name)), -names.index(name)))
    return Column((best,))


def extreme_rows(rows: Sequence[Row], question: str, fit: Fit) -> list[Row]:
    """The rows that hold the most (or least) of what is asked for, several that are asked for or tie; none if unclear.

    Args:
        rows: of one table.
        question: folded.
        fit: of a column's name.
    """
    column, kind = compared_column(rows, question, fit), kind_asked(question)
    span = years_between(question)
    if not direction(question) or column is None or (span and not any(_YEAR.match(row.name) for row in rows)):
        return []
    if kind and kind.names and not any(kind.names.search(fold(row.name)) for row in rows):
        return []  # its rows are no years (or provinces), of which one is asked for
    name = fold(column.names[0]) if len(column.names) == 1 else ""
    held = [
        (far, row)
        for row in rows
        if _counts(row, question)
        and _within(row.name, span)
        and (value := column.value(row)) is not None
        and (far := worth(question, name, value)) is not None
    ]
    if sum(column.value(row) is not None for row in rows) < 2:
        return []
    ranked = sorted(held, key=lambda pair: -pair[0])
    last = ranked[min(places_asked(question), len(ranked)) - 1][0] if ranked else 0.0
    return [row for far, row in ranked if far >= last]


def extreme_cell(row: Row, question: str, fit: Fit) -> Cell | None:
    """The cell of the year (or province) in which a row holds the most (or least); None if its columns are none."""
    kind = kind_asked(question)
    if not direction(question) or kind is None or kind.names is None:
        return None
    names, of, span = kind.names, _COLUMNS.get(measure(question)), years_between(question)
    cells = [cell for cell in row.cells if names.search(bare_name(cell.column).strip()) and cell.value is not None]
    cells = [cell for cell in cells if (of.search(fold(cell.column)) if of else not RATE.search(cell.column))]
    cells = [cell for cell in cells if kind is not YEARS or _within(cell.column, span)]
    if len(cells) < 2:
        return None
    fits = [fit(names.sub("", cell.column)) for cell in cells]
    cells = [cell for cell, value in zip(cells, fits, strict=True) if value >= max(fits) - 1e-9]
    far = [worth(question, fold(cell.column), cell.value or 0.0) for cell in cells]
    held = [(value, -at) for at, value in enumerate(far) if value is not None]
    return cells[-max(held)[1]] if held else None


def suits(row: Statement, question: str) -> float:
    """How much likelier a table is meant whose rows (or columns) are what is asked for: 「哪个国家」, 「哪年」."""
    kind = kind_asked(question)
    return _SUITS if kind and told_by(kind, fold(header_of(row.passage)), fold(row.text.split("\t")[0])) else 1.0


def table_suits(rows: Sequence[Row], question: str, fit: Fit) -> float:
    """How well a table tells what is compared: by its best column, and by its caption; 0 for one that cannot tell it.

    A caption says of which flow and of which part a table is: of imports where exports are asked for, of technology
    or of the knowledge-intensive services, where the question speaks of neither.
    """
    column = compared_column(rows, question, fit)
    if column is None:
        return 0.0
    caption = fold(rows[0].caption)
    first = rows[0].statement  # its context has the headings, caption and header
    asked = flows(question) if SUM not in question else frozenset()
    if len(asked) == 1 and not asked & flows(fold(first.context)):
        return 0.0
    rest = _ANY_TABLE.sub("\0", without(caption, "".join(question.split()))) if _WORD.search(question) else ""
    return (_ANY_COLUMN + max(map(fit, column.names))) * (_NARROW if _WORD.search(rest) else 1.0)


def _within(name: str, span: tuple[int, int] | None) -> bool:
    year = _YEAR.search(name)
    return span is None or (year is not None and span[0] <= int(year[0][:4]) <= span[1])


def _plain(name: str) -> str:
    """The name of a column without unit, year and spaces, folded."""
    return "".join(_YEAR.sub("", fold(bare_name(name))).split())


def _counts(row: Row, question: str) -> bool:
    """Whether a row is one of those that are compared: no total, no continent where countries are."""
    if TOTAL.search(row.name):
        return False
    return not (_COUNTRY.search(question) and _LARGER.match(row.name))
