"""The most or least of something: which row or year of a table the question means."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.extractive.table import CHANGE, RATE, SHARE, TOTAL, Cell, Row
from rag.statements import Statement

_MOST = re.compile(
    r"最[高大多快猛强长早]|最狠|最厉害|排第一|第一名|居首|冠军|高峰|顶峰|峰值|谁更[高大多快]|哪[个家边][^,，。？?]{0,6}[高大多快](?!少)"
    r"|\b(?:most|highest|largest|biggest|fastest|top|peak)\b"
)
_LEAST = re.compile(r"最[低小少慢差弱短]|垫底|倒数第一|谷底|\b(?:least|lowest|smallest|slowest|fewest)\b")
_FALL = re.compile(r"(?:跌|降|下滑|减少|缩水)[^，。？]{0,4}最|最[^，。？]{0,3}(?:跌|降)")
_CHANGE_ASKED = re.compile(
    r"增速|增幅|涨幅|跌幅|降幅|增长(?:得)?最|[涨跌降掉]得?最|最[^,，。？]{0,2}[涨跌降掉]|\b(?:growth|grew|fastest)\b"
)
_SHARE_ASKED = re.compile(r"占比|比重|份额|\bshare\b")
_LARGER = re.compile(r"^(?:亚洲|欧洲|非洲|[北南拉]美洲?|大洋洲|拉丁美洲|欧盟|东盟|其他|其它|一带一路.*|RCEP.*)$")
_COUNTRY = re.compile(r"国家|国别|地区|country|countries")
_MONEY = re.compile(r"额|值|收入|金")
"""A column of amounts, which a question means that names none."""
_YEAR = re.compile(r"(?:19|20)\d{2}")
_WHICH_YEAR = re.compile(r"哪(?:一)?年|什么时候|何时|which year|when")
_ROWS_ARE = (
    (re.compile(r"国家|国别|哪国|countr"), re.compile(r"国别|国家|countr", re.IGNORECASE)),
    (re.compile(r"行业|领域|哪[一]?类"), re.compile(r"行业|类别|类型|项目|分类|领域")),
    (re.compile(r"省|城市|哪个市"), re.compile(r"省|市|地区|地方")),
    (_WHICH_YEAR, re.compile(r"年|时间|(?:19|20)\d{2}")),
)
"""What is asked for → how the rows of its table are called, or what heads their names."""

_SUITS = 200.0

Fit = Callable[[str], float]
"""How well the name of a column fits the question."""


def direction(question: str) -> int:
    """1 if the most is asked for, -1 for the least, 0 for neither."""
    if _LEAST.search(question) or _FALL.search(question):
        return -1
    return 1 if _MOST.search(question) else 0


def extreme_row(rows: Sequence[Row], question: str, fit: Fit) -> tuple[Row, str] | None:
    """The row that holds the most (or least) of what is asked for, and the column that says so; None if unclear.

    Args:
        rows: of one table.
        question: folded.
        fit: of a column's name.
    """
    sign = direction(question)
    column = _column(rows, question, fit)
    if not sign or column is None:
        return None
    held = [(value, row) for row in rows if (value := _value(row, column)) is not None and _counts(row, question)]
    if len(held) < 2:
        return None
    return max(held, key=lambda pair: sign * pair[0])[1], column


def suits(row: Statement, question: str) -> float:
    """How much likelier a table is meant whose rows (or columns) are what is asked for: 「哪个国家」, 「哪年」."""
    header = str(row.passage.metadata.get("context", "")).split("\n")[-1]
    corner = header.split("\t")[0]
    label = row.text.split("\t")[0]
    for asked, names in _ROWS_ARE:
        if asked.search(question):
            years = asked is _WHICH_YEAR and len(set(_YEAR.findall(header))) > 1
            return _SUITS if years or names.search(corner) or names.search(label) else 1.0
    return 1.0


def extreme_year(row: Row, question: str, fit: Fit) -> Cell | None:
    """The cell of the year in which a row holds the most (or least); None if its columns are no years."""
    sign = direction(question)
    cells = [cell for cell in row.cells if _YEAR.search(cell.column) and cell.value is not None]
    if not sign or len(cells) < 2 or not _WHICH_YEAR.search(question):
        return None
    best = max(fit(_YEAR.sub("", cell.column)) for cell in cells)
    cells = [cell for cell in cells if fit(_YEAR.sub("", cell.column)) >= best - 1e-9]
    return max(cells, key=lambda cell: sign * (cell.value or 0.0))


def _column(rows: Sequence[Row], question: str, fit: Fit) -> str | None:
    """The name of the column whose figures are compared."""
    names = list(dict.fromkeys(cell.column for row in rows for cell in row.cells if cell.value is not None))
    clause = next((part for part in re.split(r"[,，;；?？。]", question) if direction(part)), question)
    kind = CHANGE if _CHANGE_ASKED.search(clause) else SHARE if _SHARE_ASKED.search(clause) else None
    years = _YEAR.findall(question)
    named = [name for name in names if any(year in name for year in years)] or names
    if not _WHICH_YEAR.search(question) and any(_YEAR.search(name) for name in named):
        last = max(_YEAR.findall(" ".join(named)))
        named = [name for name in named if last in name or not _YEAR.search(name)]
    fitting = [name for name in named if (kind.search(name) if kind else not RATE.search(name))] or named
    if not fitting:
        return None
    return max(fitting, key=lambda name: (fit(name), bool(_MONEY.search(name)), -names.index(name)))


def _value(row: Row, column: str) -> float | None:
    return next((cell.value for cell in row.cells if cell.column == column), None)


def _counts(row: Row, question: str) -> bool:
    """Whether a row is one of those that are compared: no total, no continent where countries are."""
    if TOTAL.search(row.name):
        return False
    return not (_COUNTRY.search(question) and _LARGER.match(row.name))
